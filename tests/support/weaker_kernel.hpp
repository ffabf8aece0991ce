// This machine's kernel with less than it has: for tests of what is chosen, and said, on other people's computers.
#pragma once

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace asista::test {

struct Without {
    bool landlock = false;            // as a kernel without it
    bool landlock_at_boot = false;    // as one whose boot options leave it out
    bool namespaces = false;          // as in a container that forbids them
    bool namespaces_by_limit = false; // as an administrator who set their number to 0
};

// For this process and all that come from it, for good; so in a child. False when it cannot be done.
inline bool weaken(const Without& without) {
    if (without.namespaces_by_limit) {
        const auto write = [](const char* path, const std::string& text) {
            std::FILE* const file = std::fopen(path, "we");
            if (file == nullptr) return false;
            const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
            return std::fclose(file) == 0 && written;
        };
        const std::string uid = "0 " + std::to_string(::geteuid()) + " 1", gid = "0 " + std::to_string(::getegid()) + " 1";
        if (::unshare(CLONE_NEWUSER) != 0 || !write("/proc/self/setgroups", "deny") || !write("/proc/self/uid_map", uid) ||
            !write("/proc/self/gid_map", gid) || !write("/proc/sys/user/max_user_namespaces", "0"))
            return false;
    }
    constexpr unsigned landlock_create_ruleset = 444;
    std::vector<sock_filter> code{BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr))};
    const auto refuse = [&code](unsigned call, unsigned error) {
        code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
        code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error));
    };
    if (without.landlock) refuse(landlock_create_ruleset, ENOSYS);
    if (without.landlock_at_boot) refuse(landlock_create_ruleset, EOPNOTSUPP);
    if (without.namespaces) {
        code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3));
        code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)));
        code.push_back(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWUSER, 0, 1));
        code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM));
    }
    code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    const sock_fprog program{static_cast<unsigned short>(code.size()), code.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

// What `say` returns in a process of its own on such a kernel; "" when the kernel could not be weakened.
inline std::string on_weaker_kernel(const Without& without, const std::function<std::string()>& say) {
    int ends[2];
    if (::pipe(ends) != 0) return {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        int code = 1;
        try {
            if (weaken(without)) {
                const std::string text = say();
                code = ::write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()) ? 0 : 2;
            }
        } catch (...) {
            code = 3; // the test framework would go on in both processes
        }
        ::_exit(code);
    }
    ::close(ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) text.append(buffer, static_cast<std::size_t>(got));
    ::close(ends[0]);
    ::waitpid(child, nullptr, 0);
    return text;
}

} // namespace asista::test
