// The life of one plugin host process, from the descriptors it was started with to its end. See README.md for the order.
#pragma once

#include "wire/sandbox_tier.hpp"

#include <string_view>

namespace asista::host {

// What the client put where before it started this program.
enum InheritedFd : int {
    channel_fd = 3,
    input_area_fd = 4,
    frame_area_fd = 5,
    kick_fd = 6,
    done_fd = 7,
    first_other_fd = 8, // everything from here on is not ours and gets closed
};

// tier: what the client wants in force; tiers with namespaces only where it started this process in new ones. Returns the exit code: 0 after a tidy end, 2 when the plugin could not be started (the client was told why). Otherwise the process
// ends in the middle, as crashes do.
int run(std::string_view plugin_id, SandboxTier tier);

} // namespace asista::host
