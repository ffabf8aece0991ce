#include "builder/job.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::builder {

namespace {
constexpr int nicest = 19;
// Should the client die, its compilers end by themselves; one that would never does so here.
constexpr rlim_t most_cpu_seconds = 1200;

struct SpawnPlan {
    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
    SpawnPlan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
};

std::vector<std::string> environment() {
    std::vector<std::string> variables{"LC_ALL=C"};
    for (const char* name : {"PATH", "HOME", "TMPDIR"})
        if (const char* const value = std::getenv(name)) variables.push_back(fmt::format("{}={}", name, value));
    return variables;
}

std::vector<char*> pointers_to(std::vector<std::string>& words) {
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    return pointers;
}

void set_attributes(SpawnPlan& plan, Priority priority) {
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&plan.attributes, &every);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setpgroup(&plan.attributes, 0);
    int flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP;
    if (priority == Priority::idle) {
        const sched_param zero{};
        posix_spawnattr_setschedpolicy(&plan.attributes, SCHED_IDLE);
        posix_spawnattr_setschedparam(&plan.attributes, &zero);
        flags |= POSIX_SPAWN_SETSCHEDULER;
    }
    posix_spawnattr_setflags(&plan.attributes, static_cast<short>(flags));
}
} // namespace

Result<std::unique_ptr<Job>> Job::start(runtime::EventLoop& loop, Command command, EndCallback on_end) {
    std::unique_ptr<Job> job(new Job(loop, std::move(on_end)));
    TRY(job->spawn(command));
    auto* const self = job.get();
    TRY(loop.add(job->output_.get(), EPOLLIN, [self](std::uint32_t) { self->drain(); }));
    // The end of the process, not of its output: a grandchild that lingers must not hold a build up.
    TRY(loop.add(job->pidfd_.get(), EPOLLIN, [self](std::uint32_t) { self->finish(); }));
    job->deadline_ = loop.call_after(command.deadline_ms, [self] {
        self->deadline_ = runtime::TimerId::none;
        self->end_.endless = true;
        self->kill_group();
    });
    return job;
}

Result<void> Job::spawn(const Command& command) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail_errno("make a pipe");
    output_ = UniqueFd(pipe[0]);
    const UniqueFd writing(pipe[1]);
    ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);

    SpawnPlan plan;
    posix_spawn_file_actions_addopen(&plan.actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&plan.actions, writing.get(), 1);
    posix_spawn_file_actions_adddup2(&plan.actions, writing.get(), 2);
    posix_spawn_file_actions_addclosefrom_np(&plan.actions, 3);
    if (!command.directory.empty()) posix_spawn_file_actions_addchdir_np(&plan.actions, command.directory.c_str());
    set_attributes(plan, command.priority);

    std::vector<std::string> words = command.arguments, variables = environment();
    words.insert(words.begin(), command.program.string());
    const auto argv = pointers_to(words), envp = pointers_to(variables);
    started_us_ = loop_.clock().monotonic_us();
    if (const int error =
            ::posix_spawn(&pid_, command.program.c_str(), &plan.actions, &plan.attributes, argv.data(), envp.data());
        error != 0) {
        pid_ = 0;
        errno = error;
        return fail_errno(fmt::format("start {}", command.program.string()));
    }
    ::setpriority(PRIO_PGRP, static_cast<id_t>(pid_), nicest); // what it starts inherits it
    const rlimit limit{most_cpu_seconds, most_cpu_seconds};
    ::prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
    pidfd_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!pidfd_) return fail_errno(fmt::format("watch {}", command.program.string()));
    return {};
}

Job::~Job() {
    loop_.cancel_timer(deadline_);
    if (output_) loop_.remove(output_.get());
    if (pidfd_) loop_.remove(pidfd_.get());
    if (pid_ == 0) return;
    kill_group();
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
}

// The leader is not reaped yet, so the number is still its group's. A leader that has forked nothing is the whole group.
void Job::kill_group() { ::kill(-pid_, SIGKILL); }

void Job::drain() {
    std::array<char, 64 * 1024> buffer;
    for (;;) {
        const ssize_t count = ::read(output_.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) return loop_.remove(output_.get());
        const auto room = max_output_bytes - end_.output.size();
        const auto kept = std::min(static_cast<std::size_t>(count), room);
        end_.output.append(buffer.data(), kept);
        end_.output_cut = end_.output_cut || kept < static_cast<std::size_t>(count);
    }
}

void Job::finish() {
    drain();
    siginfo_t info{};
    if (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return;
    kill_group(); // what it left behind
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
    loop_.cancel_timer(std::exchange(deadline_, runtime::TimerId::none));
    loop_.remove(output_.get());
    loop_.remove(pidfd_.get());
    end_.by_signal = info.si_code != CLD_EXITED;
    end_.code = info.si_status;
    end_.ok = !end_.by_signal && end_.code == 0 && !end_.endless;
    end_.took_ms = static_cast<double>(loop_.clock().monotonic_us() - started_us_) / 1000;
    const auto on_end = std::move(on_end_);
    on_end(std::move(end_)); // may destroy this
}

} // namespace asista::builder
