// Locks the process down, for good: after lock_down() this process can draw, compute and talk over the descriptors it holds, and
// nothing else. It is called once, before any code of the plugin is loaded, while there is one thread.
//
// Layers, each of which holds by itself: Landlock (no file, no network, no signal beyond this process), seccomp (a list of allowed
// kernel calls with their arguments), resource limits. README.md has the table of what each stops.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <string>

namespace asista::host {

// Kernel calls that were refused since the start, to tell the person what a plugin tried.
struct Refusals {
    std::uint32_t count = 0;
    std::uint32_t last_call = 0; // its number on this machine
};

// Returns the layers that hold, "LL7+SC+RL": Landlock at the kernel's ABI 7, seccomp, resource limits. Errc::unsupported when the
// kernel lacks one that a plugin must not run without. A build with sanitizers, which need what the sandbox forbids, returns
// "developer build: no sandbox" and sets limits only.
Result<std::string> lock_down();

// [any]
Refusals refusals();

// "open a file", "start a program", for the call with this number; empty when there is no plain word for it.
const char* refused_action(std::uint32_t call);

} // namespace asista::host
