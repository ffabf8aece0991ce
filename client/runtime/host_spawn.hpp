// Starting a program in namespaces of its own, or without: what posix_spawn does, and the clone flags that it does not know.
#pragma once

#include "wire/os.hpp"

#include <array>
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::runtime {

struct SpawnCommand {
    std::filesystem::path program;
    std::vector<std::string> arguments; // without the program's own name
    // The child's descriptors 0 to 7; an empty one is closed in the child. All of them are closed here afterwards.
    std::array<UniqueFd, 8> descriptors;
    // New user, process, network, IPC, host name and mount namespaces. In them the program is process 1 and user 0, which is this
    // process's own user outside; it still sees the file system and is expected to leave it.
    bool namespaces = false;
    std::vector<std::string> variables{}; // "NAME=value", besides those below
    bool fixed_layout = false;            // no random addresses, where the kernel lets a process have that
};

struct Spawned {
    pid_t pid = 0; // as this process sees it
    UniqueFd pidfd;
};

// The child has those descriptors and no others, the environment LC_ALL=C (in developer builds the sanitizers' options too) and `variables`, default
// signal handling, a process group of its own and a lower priority. Errc::unsupported when the namespaces cannot be had, with the reason:
// trying again without them may work. Errc::not_found, Errc::denied, Errc::io when the program cannot be started. [any], waits until the
// program runs; the kernel ends the child with the thread that called this, where the program asks for it.
Result<Spawned> spawn(SpawnCommand command);

} // namespace asista::runtime
