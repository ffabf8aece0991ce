// The layers of the sandbox one by one, and what each must be asked before. Private to sandbox.cpp, which knows their order.
#pragma once

#include "wire/result.hpp"

#include <cstdint>

namespace asista::host {

// In new user and mount namespaces: the root becomes an empty, read-only file system, and the old one is out of reach for good.
Result<void> leave_file_system();

// No capability is left or can come back. An ordinary user's process has none to begin with; one in a user namespace has all of them.
Result<void> drop_capabilities();

// What a process may have of memory, in bytes.
struct MemoryLimits {
    std::uint64_t data = 0;      // what it writes into
    std::uint64_t addresses = 0; // what it reserves
};
// Of a plugin.
inline constexpr MemoryLimits plugin_memory{std::uint64_t{512} << 20, std::uint64_t{64} << 30};
// None: for builds of this program with sanitizers.
inline constexpr MemoryLimits unlimited_memory{~std::uint64_t{0}, ~std::uint64_t{0}};
// Of a plugin that is built with sanitizers. Their run-time library has reserved many terabytes of tables by now, nearly all of which nobody
// ever touches; both limits are counted from there on, and of data it may have three times as much, for what surrounds each block and for
// blocks that are kept back after they were freed. Wants /proc.
Result<MemoryLimits> sanitizer_memory();

// Memory, descriptors, file size and more.
Result<void> set_limits(const MemoryLimits& memory);

// Every right that the kernel's Landlock knows, with no rule that grants any. Returns its ABI. Wants no_new_privs.
Result<int> restrict_with_landlock();

// The list of calls, for all threads. Wants no_new_privs, and watch_refused_calls() before.
Result<void> filter_calls();

// When memory runs out, the kernel should take a plugin and not the client. Best effort: it is no barrier. Wants /proc.
void offer_to_oom_killer();

} // namespace asista::host
