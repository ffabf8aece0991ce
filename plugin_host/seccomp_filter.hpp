// The seccomp program: which kernel calls a plugin's process may make, with which arguments. Written for this program by hand.
#pragma once

#include <cstdint>
#include <linux/filter.h>
#include <vector>

namespace asista::host {

// What the filter answers to a call that is not allowed:
//   refused   SIGSYS, whose handler counts it and lets the call fail with EPERM (ordinary programs try such things)
//   missing   ENOSYS, where the C library then uses an older call
//   killed    the process dies: nothing but an attack makes these
// own_pid: the only process that may be signalled.
std::vector<sock_filter> make_seccomp_filter(std::uint32_t own_pid);

// Plain words for a call number, as refused_action() in sandbox.hpp.
const char* call_purpose(std::uint32_t number);

} // namespace asista::host
