// Runs something in a process of its own and tells how that ended: for limits and identities that must not stick, and for deaths.
#pragma once

#include <csignal>
#include <functional>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::test {

// The exit code, or minus the signal. `run` returns the exit code.
inline int in_child(const std::function<int()>& run) {
    const pid_t child = ::fork();
    if (child < 0) return 98;
    if (child == 0) {
        // The test framework's handlers would report the child's death as the test's.
        for (const int signal : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGINT}) std::signal(signal, SIG_DFL);
        try {
            ::_exit(run());
        } catch (...) {
            ::_exit(99); // the test framework would go on in both processes
        }
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace asista::test
