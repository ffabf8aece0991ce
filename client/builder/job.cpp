#include "builder/job.hpp"

#include "runtime/process_costs.hpp"
#include "runtime/spawn_plan.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::builder {

namespace {
constexpr int nicest = 19;
// Should the client die, its compilers end by themselves; one that would never does so here. Beyond the limit for the group, so that the
// one who looks says it first.
rlim_t most_cpu_seconds(const JobLimits& limits) { return static_cast<rlim_t>(limits.processor_ms / 500 + 10); }

std::vector<std::string> environment() {
    std::vector<std::string> variables{"LC_ALL=C"};
    for (const char* name : {"PATH", "HOME", "TMPDIR"})
        if (const char* const value = std::getenv(name)) variables.push_back(fmt::format("{}={}", name, value));
    return variables;
}

// All processors that we may use but one, which so stays the window's: with none of its own it waits for a compiler's turn to end, 4 ms where
// the kernel's clock ticks 250 times a second, whatever their priorities. Where there is one only, it is shared.
void leave_one_processor(pid_t pid) {
    cpu_set_t ours;
    if (::sched_getaffinity(0, sizeof ours, &ours) != 0 || CPU_COUNT(&ours) < 2) return;
    int first = 0;
    while (CPU_ISSET(first, &ours) == 0) ++first;
    CPU_CLR(first, &ours);
    ::sched_setaffinity(pid, sizeof ours, &ours);
}

// Of a process that was killed: who destroys this waits for its end.
class Remains {
  public:
    Remains(pid_t pid, UniqueFd pidfd, std::shared_ptr<void> until_gone)
        : until_gone_(std::move(until_gone)), pidfd_(std::move(pidfd)), pid_(pid) {}
    Remains(const Remains&) = delete;
    Remains& operator=(const Remains&) = delete;
    ~Remains() {
        while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {}
    }
    int fd() const { return pidfd_.get(); }

  private:
    std::shared_ptr<void> until_gone_;
    UniqueFd pidfd_;
    pid_t pid_;
};
} // namespace

Leftovers::~Leftovers() {
    for (const auto& file : files) ::unlink(file.c_str());
}

Result<std::unique_ptr<Job>> Job::start(runtime::EventLoop& loop, Command command, EndCallback on_end) {
    std::unique_ptr<Job> job(new Job(loop, std::move(on_end)));
    job->until_gone_ = std::move(command.until_gone);
    TRY(job->spawn(command));
    auto* const self = job.get();
    TRY(loop.add(job->output_.get(), EPOLLIN, [self](std::uint32_t) { self->drain(); }));
    // The end of the process, not of its output: a grandchild that lingers must not hold a build up.
    TRY(loop.add(job->pidfd_.get(), EPOLLIN, [self](std::uint32_t) { self->finish(); }));
    job->patience_.emplace(command.limits, job->started_us_);
    job->look_later();
    return job;
}

Result<void> Job::spawn(const Command& command) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return fail_errno("make a pipe");
    output_ = UniqueFd(pipe[0]);
    const UniqueFd writing(pipe[1]);
    ::fcntl(output_.get(), F_SETFL, O_NONBLOCK);

    runtime::SpawnPlan plan;
    plan.put_null(STDIN_FILENO);
    plan.put(writing, STDOUT_FILENO);
    plan.put(writing, STDERR_FILENO);
    plan.close_from(3);
    if (!command.directory.empty()) plan.run_in(command.directory);
    plan.set_group(runtime::SpawnPlan::Group::own);

    std::vector<std::string> words = command.arguments;
    words.insert(words.begin(), command.program.string());
    started_us_ = loop_.clock().monotonic_us();
    pid_ = TRY(plan.start(command.program, std::move(words), environment()));
    // What it starts inherits these. Not before: we wait until the program runs, which with this policy may be long.
    ::setpriority(PRIO_PGRP, static_cast<id_t>(pid_), nicest);
    const sched_param none{};
    if (command.priority == Priority::idle) ::sched_setscheduler(pid_, SCHED_IDLE, &none);
    leave_one_processor(pid_);
    const auto seconds = most_cpu_seconds(command.limits);
    const rlimit limit{seconds, seconds};
    ::prlimit(pid_, RLIMIT_CPU, &limit, nullptr);
    pidfd_ = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    if (!pidfd_) return fail_errno(fmt::format("watch {}", command.program.string()));
    return {};
}

Job::~Job() {
    loop_.cancel_timer(look_);
    if (output_) loop_.remove(output_.get());
    if (pidfd_) loop_.remove(pidfd_.get());
    if (pid_ == 0) return;
    kill_group();
    const auto remains = std::make_shared<Remains>(pid_, std::move(pidfd_), std::move(until_gone_));
    // Where that fails, they go at the end of this function.
    static_cast<void>(
        loop_.add(remains->fd(), EPOLLIN, [&loop = loop_, remains](std::uint32_t) { loop.remove(remains->fd()); }).has_value());
}

// The leader is not reaped yet, so the number is still its group's. A leader that has forked nothing is the whole group.
void Job::kill_group() { ::kill(-pid_, SIGKILL); }

void Job::look_later() {
    look_ = loop_.call_after(patience_->next_look_ms(), [this] {
        look_ = runtime::TimerId::none;
        end_.endless = patience_->look(loop_.clock().monotonic_us(), runtime::read_group_cpu_us(pid_));
        if (end_.endless == Endless::no) return look_later();
        kill_group(); // finish() follows
    });
}

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
    loop_.cancel_timer(std::exchange(look_, runtime::TimerId::none));
    loop_.remove(output_.get());
    loop_.remove(pidfd_.get());
    end_.by_signal = info.si_code != CLD_EXITED;
    end_.code = info.si_status;
    end_.ok = !end_.by_signal && end_.code == 0 && end_.endless == Endless::no;
    end_.took_ms = static_cast<double>(loop_.clock().monotonic_us() - started_us_) / 1000;
    const auto on_end = std::move(on_end_);
    on_end(std::move(end_)); // may destroy this
}

} // namespace asista::builder
