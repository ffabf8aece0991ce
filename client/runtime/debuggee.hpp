// A plugin's process as a debugger sees it. The sandbox stays as it is: a debugger that the same person starts outside of it may attach to
// a process inside, never the other way round.
#pragma once

#include "wire/os.hpp"

#include <cstdint>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::runtime {

struct Debuggee {
    pid_t pid = 0;                              // as this process sees it
    UniqueFd library;                           // what it runs, read-only
    std::uint64_t loaded_at = 0;                // the address at which that library lies in it; 0: it will be loaded
    std::vector<std::filesystem::path> folders; // of the other libraries it has mapped
    std::string will_be = {}; // without an address: the last part of the name under which its loader will know it
};

// The running process `pid` and where it has `library` mapped. Errc::not_found while it has not, Errc::denied when the kernel does not tell.
Result<Debuggee> look_at_process(pid_t pid, UniqueFd library);

// The same of a plugin host that has prepared itself and waits for `library`: the next descriptor it is given. Errc::denied as above.
Result<Debuggee> look_at_waiting(pid_t pid, UniqueFd library);

// Whose debugger the kernel lets attach to a process of this person: Yama's scope and a container's filter decide, and whether the process
// lies in a user namespace of its own, where the person may what root may.
enum class Tracing { same_person, root, nobody };
Tracing who_may_trace(pid_t pid);
// The same, from what decides it. answers: the kernel knows the call; scope: kernel.yama.ptrace_scope, 0 without Yama; over_it: the person
// is root, or the process lies in a namespace of theirs.
Tracing who_may_trace(bool answers, int scope, bool over_it);

// Whether a debugger holds it at this moment. False also for a process that is gone.
bool is_traced(pid_t pid);

} // namespace asista::runtime
