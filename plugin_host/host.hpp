// The life of one plugin host process, from the descriptors it was started with to its end. See README.md for the order.
#pragma once

#include "sandbox.hpp"

#include "wire/sandbox_tier.hpp"

#include <span>
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

// Returns the exit code: 0 after a tidy end, 2 when the plugin could not be started (the client was told why). Otherwise the process ends
// in the middle, as crashes do.
// name: the plugin's id, or what the process is called until Hello says which. tier: what the client wants in force; tiers with
// namespaces only where it started this process in new ones. build: what plugin it will be; for one built with sanitizers the client has
// preloaded their run-time library. arguments: of argument_block().
int run(std::string_view name, SandboxTier tier, PluginBuild build, std::span<char> arguments);

} // namespace asista::host
