// What `ps`, `top` and a person's `pgrep` call this process: by the plugin it runs, also when it was started before that was known.
#pragma once

#include "wire/sandbox_tier.hpp"

#include <span>
#include <string_view>

namespace asista::host {

// The arguments behind the program's own name as the kernel put them, one after the other in memory that this process may write: what
// /proc/PID/cmdline reads from. Empty where they do not lie so.
std::span<char> argument_block(int argc, char** argv);

// From now on the arguments read `plugin` and the tier's name, as if the process had been started with them, and the thread is called
// asista:PLUGIN, cut to what the kernel keeps. Without room in `arguments` only the latter. Works in the sandbox.
void name_process(std::span<char> arguments, std::string_view plugin, SandboxTier tier);

} // namespace asista::host
