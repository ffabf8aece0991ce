#include "runtime/helper_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>

namespace asista::runtime {

namespace {
struct Plan {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
    Plan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    Plan(const Plan&) = delete;
    Plan& operator=(const Plan&) = delete;
    ~Plan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};
} // namespace

Result<HelperProcess> HelperProcess::start(const std::filesystem::path& program, std::vector<UniqueFd> descriptors) {
    Plan plan;
    const int count = static_cast<int>(descriptors.size());
    for (UniqueFd& fd : descriptors) { // out of the way of the numbers they are put on, one after the other
        if (fd.get() >= count) continue;
        const int moved = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, count);
        if (moved < 0) return fail_errno("move a descriptor");
        fd.reset(moved);
    }
    for (int number = 0; number < count; ++number)
        posix_spawn_file_actions_adddup2(&plan.actions, descriptors[static_cast<std::size_t>(number)].get(), number);
    posix_spawn_file_actions_addclosefrom_np(&plan.actions, count);
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&plan.attributes, &every);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);

    std::string name = program.string(), locale = "LC_ALL=C";
    std::array<char*, 2> arguments{name.data(), nullptr}, environment{locale.data(), nullptr};
    pid_t pid = 0;
    if (const int error =
            ::posix_spawn(&pid, name.c_str(), &plan.actions, &plan.attributes, arguments.data(), environment.data());
        error != 0) {
        errno = error;
        return fail_errno(fmt::format("start {}", name));
    }
    return HelperProcess(pid);
}

HelperProcess::~HelperProcess() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL); // not reaped, so the number is still its own
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
}

} // namespace asista::runtime
