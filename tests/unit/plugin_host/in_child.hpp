// Runs something in a process of its own and tells how that ended.
#pragma once

#include "sandbox.hpp"

#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::testing {

// The exit code, or minus the signal. `run` returns the exit code.
inline int in_child(const std::function<int()>& run) {
    const pid_t child = ::fork();
    if (child == 0) {
        // The test framework's handlers would report the child's death as the test's.
        for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGINT}) std::signal(signal, SIG_DFL);
        ::_exit(run());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Sanitizers need what the sandbox forbids and handle crashes themselves; the host says so as its tier.
inline bool is_developer_build() {
    return in_child([] {
               const auto tier = host::lock_down();
               return tier && tier->starts_with("developer") ? 1 : 0;
           }) == 1;
}

} // namespace asista::testing
