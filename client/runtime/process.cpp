#include "runtime/process.hpp"

#include "runtime/host_spawn.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
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
                                       HostDescriptors descriptors, SandboxTier tier, const SanitizerRuntime* sanitizer) {
    if (tier == SandboxTier::none) return fail(Errc::unsupported, "this computer offers no sandbox for plugins");
    const std::array<const UniqueFd*, 8> given{nullptr,
                                               &descriptors.output,
                                               &descriptors.output,
                                               &descriptors.channel,
                                               &descriptors.area.input,
                                               &descriptors.area.output,
                                               &descriptors.area.kick,
                                               &descriptors.area.done};
    const auto start = [&](SandboxTier of) -> Result<Spawned> {
        SpawnCommand command{program, {plugin, std::string(tier_name(of))}, {}, uses_namespaces(of), {}, false};
        if (sanitizer != nullptr) {
            command.arguments.emplace_back("sanitizer");
            command.variables = TRY(variables_for(*sanitizer));
            command.fixed_layout = true; // its tables lie at fixed places, where a random layout may put something else
        }
        command.descriptors[0] = UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        if (!command.descriptors[0]) return fail_errno("open /dev/null");
        for (std::size_t i = 1; i < given.size(); ++i) command.descriptors[i] = TRY(given[i]->duplicate());
        return runtime::spawn(std::move(command));
    };
    std::string fallback;
    auto spawned = start(tier);
    // The kernel may have run out of namespaces since it was asked. Landlock and seccomp hold by themselves.
    if (!spawned && spawned.error().code == Errc::unsupported && tier == SandboxTier::a) {
        fallback = fmt::format("it runs without namespaces, locked down by Landlock and seccomp: {}", spawned.error().message);
        tier = SandboxTier::b;
        spawned = start(tier);
    }
    if (!spawned) return fail(std::move(spawned.error()));
    HostProcess process(spawned->pid, std::move(spawned->pidfd));
    process.tier_ = tier;
    process.fallback_ = std::move(fallback);
    if (!process.pidfd_) return fail(Errc::unsupported, "this kernel cannot watch processes (Linux 5.3 or newer is needed)");
    return process;
}

HostProcess::HostProcess(HostProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), pidfd_(std::move(other.pidfd_)), tier_(other.tier_),
      fallback_(std::move(other.fallback_)), ended_(other.ended_), cpu_us_(other.cpu_us_), sampled_us_(other.sampled_us_) {}

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
