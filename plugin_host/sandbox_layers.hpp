// The layers of the sandbox one by one, and what each must be asked before. Private to sandbox.cpp, which knows their order.
#pragma once

#include "wire/result.hpp"

namespace asista::host {

// In new user and mount namespaces: the root becomes an empty, read-only file system, and the old one is out of reach for good.
Result<void> leave_file_system();

// No capability is left or can come back. An ordinary user's process has none to begin with; one in a user namespace has all of them.
Result<void> drop_capabilities();

// Memory, descriptors, file size and more. developer: without the limit of memory, which sanitizers need.
Result<void> set_limits(bool developer);

// Every right that the kernel's Landlock knows, with no rule that grants any. Returns its ABI. Wants no_new_privs.
Result<int> restrict_with_landlock();

// The list of calls, for all threads. Wants no_new_privs, and watch_refused_calls() before.
Result<void> filter_calls();

// When memory runs out, the kernel should take a plugin and not the client. Best effort: it is no barrier. Wants /proc.
void offer_to_oom_killer();

} // namespace asista::host
