#include "runtime/process.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace asista::runtime {

namespace {
constexpr int first_free_fd = 8; // the child's descriptors are 0 to 7

// The file actions and attributes of one posix_spawn, freed with it.
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

// The child gets these by dup2 one after the other, so none may sit on a number that an earlier one is put on.
Result<void> move_up(UniqueFd& fd) {
    if (fd.get() >= first_free_fd) return {};
    const int moved = ::fcntl(fd.get(), F_DUPFD_CLOEXEC, first_free_fd);
    if (moved < 0) return fail_errno("move a descriptor");
    fd.reset(moved);
    return {};
}

void plan_descriptors(SpawnPlan& plan, const HostDescriptors& from) {
    auto* const actions = &plan.actions;
    posix_spawn_file_actions_addopen(actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(actions, from.output.get(), 1);
    posix_spawn_file_actions_adddup2(actions, from.output.get(), 2);
    posix_spawn_file_actions_adddup2(actions, from.channel.get(), 3);
    posix_spawn_file_actions_adddup2(actions, from.area.input.get(), 4);
    posix_spawn_file_actions_adddup2(actions, from.area.output.get(), 5);
    posix_spawn_file_actions_adddup2(actions, from.area.kick.get(), 6);
    posix_spawn_file_actions_adddup2(actions, from.area.done.get(), 7);
    posix_spawn_file_actions_addclosefrom_np(actions, first_free_fd);
}

void plan_signals(SpawnPlan& plan) {
    sigset_t every, none;
    sigfillset(&every);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&plan.attributes, &every);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    // A session of its own: Ctrl-C in the client's terminal is the client's to handle, and the terminal is out of reach.
    posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
}

// Nothing of the person's environment: no paths, no tokens, no loader variables.
std::vector<std::string> environment() {
    std::vector<std::string> variables{"LC_ALL=C"};
    for (const char* name : {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "LSAN_OPTIONS"})
        if (const char* const value = std::getenv(name)) variables.push_back(fmt::format("{}={}", name, value));
    return variables;
}

// The field of /proc/PID/stat with this number, counted from 1; "comm" may hold spaces, so counting starts behind it.
std::uint64_t stat_field(std::string_view stat, int number) {
    const auto comm_end = stat.rfind(')');
    if (comm_end == std::string_view::npos) return 0;
    std::istringstream rest{std::string(stat.substr(comm_end + 2))};
    std::string field;
    for (int i = 3; i <= number; ++i) rest >> field;
    std::uint64_t value = 0;
    std::from_chars(field.data(), field.data() + field.size(), value);
    return value;
}

std::string read_proc(pid_t pid, std::string_view name) {
    std::ifstream file(fmt::format("/proc/{}/{}", pid, name));
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

// Kilobytes on the line that begins with `key`.
double kilobytes(const std::string& text, std::string_view key) {
    const auto at = text.find(key);
    return at == std::string::npos ? 0 : std::strtod(text.c_str() + at + key.size(), nullptr);
}
} // namespace

Result<HostProcess> HostProcess::spawn(const std::filesystem::path& program, const std::string& plugin,
                                       HostDescriptors descriptors) {
    for (UniqueFd* fd : {&descriptors.output, &descriptors.channel, &descriptors.area.input, &descriptors.area.output,
                         &descriptors.area.kick, &descriptors.area.done})
        TRY(move_up(*fd));
    SpawnPlan plan;
    plan_descriptors(plan, descriptors);
    plan_signals(plan);

    auto variables = environment();
    std::vector<char*> envp;
    for (auto& variable : variables) envp.push_back(variable.data());
    envp.push_back(nullptr);
    std::string program_text = program.string(), plugin_text = plugin;
    std::array<char*, 3> argv{program_text.data(), plugin_text.data(), nullptr};

    pid_t pid = 0;
    if (const int error = ::posix_spawn(&pid, program_text.c_str(), &plan.actions, &plan.attributes, argv.data(), envp.data());
        error != 0) {
        errno = error;
        return fail_errno(fmt::format("start {}", program_text));
    }
    // Not reaped yet, so the number cannot have passed to another process.
    UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    HostProcess process(pid, std::move(pidfd));
    if (!process.pidfd_) return fail_errno("watch the plugin process");
    return process;
}

HostProcess::HostProcess(HostProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)), ended_(other.ended_), cpu_us_(other.cpu_us_),
      sampled_us_(other.sampled_us_) {}

HostProcess::~HostProcess() {
    if (pid_ == 0 || ended_) return;
    kill();
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
}

void HostProcess::kill() {
    if (!ended_ && pid_ != 0) ::kill(pid_, SIGKILL); // ours and not reaped: the number is still its own
}

std::optional<ProcessEnd> HostProcess::reap() {
    if (ended_ || pid_ == 0) return std::nullopt;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    ended_ = true;
    return WIFSIGNALED(status) ? ProcessEnd{true, WTERMSIG(status)} : ProcessEnd{false, WEXITSTATUS(status)};
}

Usage HostProcess::sample(std::int64_t monotonic_us) {
    if (ended_ || pid_ == 0) return {};
    Usage usage;
    const std::string stat = read_proc(pid_, "stat");
    const auto ticks = stat_field(stat, 14) + stat_field(stat, 15);
    const auto cpu_us = ticks * 1'000'000 / static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
    if (sampled_us_ != 0 && monotonic_us > sampled_us_ && cpu_us >= cpu_us_)
        usage.cpu_percent = 100.0 * static_cast<double>(cpu_us - cpu_us_) / static_cast<double>(monotonic_us - sampled_us_);
    cpu_us_ = cpu_us;
    sampled_us_ = monotonic_us;
    double kb = kilobytes(read_proc(pid_, "smaps_rollup"), "\nPss:");
    if (kb == 0) kb = kilobytes(read_proc(pid_, "status"), "\nVmRSS:");
    usage.memory_mb = kb / 1024;
    return usage;
}

} // namespace asista::runtime
