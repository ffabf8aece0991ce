// Locks the process down, for good: after lock_down() this process can draw, compute and talk over the descriptors it holds, and
// nothing else. It is called once, before any code of the plugin is loaded, while there is one thread.
//
// Layers, each of which holds by itself: namespaces (an empty file system, no other process, no network), Landlock (no file, no network,
// no signal beyond this process), seccomp (a list of allowed kernel calls with their arguments), resource limits. README.md has the
// table of what each stops.
#pragma once

#include "refusals.hpp"

#include "wire/result.hpp"
#include "wire/sandbox_tier.hpp"

#include <string>

namespace asista::host {

// Returns the tier and the layers that hold, "A NS+LL7+SC+RL": namespaces, Landlock at the kernel's ABI 7, seccomp, resource limits.
// wanted: a, b or c; for a and c the process was started in new namespaces. What a tier needs must hold: Errc::unsupported with a
// sentence otherwise. One exception: where the file system cannot be left, tier A becomes B, and the answer says so. A build with
// sanitizers, which need what the sandbox forbids, returns "developer build: no sandbox" and sets limits only.
// A plugin that is built with sanitizers, in a host without, is locked down like any other but for its memory (sanitizer_memory()). Their
// run-time library is loaded by then.
enum class PluginBuild { plain, sanitizer };
Result<std::string> lock_down(SandboxTier wanted = SandboxTier::b, PluginBuild build = PluginBuild::plain);

// For the client's question what this machine offers: tries every layer of tier A, whether or not the one before holds, and prints one
// line for each to stdout: its name, "yes" or "no", and a version or the reason. The process was started in new namespaces or not.
// Returns the exit code.
int probe(bool in_namespaces);

} // namespace asista::host
