// The seccomp program: which kernel calls a plugin's process may make, with which arguments. Written for this program by hand.
#pragma once

#include <cstdint>
#include <linux/filter.h>
#include <vector>

namespace asista::host {

// What the filter answers to a call that is not allowed:
//   refused   SIGSYS, whose handler (refusals.hpp) counts it and lets the call fail with EPERM; it ends the process for those that
//             nothing but an attack makes, after it has written down which
//   missing   ENOSYS, where the C library then uses an older call
//   killed    the process dies at once: entries with other numbers for the same calls
// own_pid: the only process that may be signalled.
std::vector<sock_filter> make_seccomp_filter(std::uint32_t own_pid);

// Whether nothing but an attack makes the call with this number. [any], also in a signal handler
bool is_deadly_call(std::uint32_t number);

// The call that ends the process here and now, by the filter: no kernel has it. Unlike a signal it cannot be blocked or caught, and the
// first process of a pid namespace, which ignores the signals it sends itself, dies of it too.
inline constexpr std::uint32_t end_of_process_call = 0xFFFF;

} // namespace asista::host
