// The question is put to the program that will do the work, started the way it will be: with namespaces first, and without when those
// cannot be had, so that the usual answer costs one process.
#include "runtime/sandbox_plan.hpp"

#include "runtime/host_spawn.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <optional>
#include <poll.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
constexpr std::chrono::seconds most_time{30}; // of a busy machine: giving up means that no plugin runs
constexpr std::size_t most_output = 16 * 1024;

// One line of the host's answer. No line: the host did not get that far.
struct Answer {
    bool holds = false;
    std::string details = "the plugin host did not say";
};
struct Answers {
    Answer namespaces, landlock, seccomp, limits;
    std::optional<Answer> developer;
};

Answers parse(const std::string& output) {
    Answers answers;
    std::istringstream lines(output);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words(line);
        std::string layer, holds;
        words >> layer >> holds >> std::ws;
        Answer answer{holds == "yes", {}};
        std::getline(words, answer.details);
        if (layer == "namespaces") answers.namespaces = std::move(answer);
        if (layer == "Landlock") answers.landlock = std::move(answer);
        if (layer == "seccomp") answers.seccomp = std::move(answer);
        if (layer == "limits") answers.limits = std::move(answer);
        if (layer == "developer") answers.developer = std::move(answer);
    }
    return answers;
}

std::string read_all(const UniqueFd& pipe, std::chrono::steady_clock::time_point until) {
    std::string output;
    std::array<char, 1024> buffer{};
    while (output.size() < most_output) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        pollfd entry{pipe.get(), POLLIN, 0};
        if (left <= 0 || ::poll(&entry, 1, static_cast<int>(left)) == 0) break;
        const ssize_t count = ::read(pipe.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        output.append(buffer.data(), static_cast<std::size_t>(count));
    }
    return output;
}

Result<Answers> ask(const std::filesystem::path& program, bool namespaces) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("create a pipe");
    const UniqueFd reading(ends[0]);
    UniqueFd writing(ends[1]);
    SpawnCommand command{program, {"--probe"}, {}, namespaces};
    if (namespaces) command.arguments.emplace_back("namespaces");
    command.descriptors[0] = UniqueFd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    command.descriptors[2] = TRY(writing.duplicate());
    command.descriptors[1] = std::move(writing);
    const auto spawned = TRY(spawn(std::move(command)));
    const auto output = read_all(reading, std::chrono::steady_clock::now() + most_time);
    ::kill(spawned.pid, SIGKILL); // ours and not reaped: the number is still its own. It has said all or is too late
    while (::waitpid(spawned.pid, nullptr, 0) < 0 && errno == EINTR) {}
    return parse(output);
}

std::optional<long> read_number(const char* file) {
    std::ifstream in(file);
    long value = 0;
    if (in >> value) return value;
    return std::nullopt;
}

// Why the kernel refuses namespaces, and what a person can do, as far as it can be known from outside.
std::string why_no_namespaces(const std::string& error) {
    if (read_number("/proc/sys/user/max_user_namespaces") == 0)
        return "user namespaces are switched off on this computer (user.max_user_namespaces is 0). To have them: sudo sysctl "
               "user.max_user_namespaces=15000";
    if (read_number("/proc/sys/kernel/unprivileged_userns_clone") == 0)
        return "user namespaces are reserved for the administrator on this computer. To have them: sudo sysctl "
               "kernel.unprivileged_userns_clone=1";
    if (read_number("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1)
        return "AppArmor keeps user namespaces from programs without a profile that allows them. To have them, install an "
               "AppArmor "
               "profile for asista with the rule \"userns,\"";
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("Seccomp:") && line.find('0') == std::string::npos)
            return fmt::format(
                "the container that this runs in does not let programs make namespaces ({}). To have them, allow them "
                "where the container is started",
                error);
    return fmt::format("this system does not let programs make namespaces ({})", error);
}

void word(SandboxPlan& plan, const Answers& answers, const std::string& namespaces_problem) {
    plan.each = {
        {"namespaces", answers.namespaces.holds,
         answers.namespaces.holds ? "an empty file system, no other process and no network in sight" : namespaces_problem},
        {"Landlock", answers.landlock.holds,
         answers.landlock.holds ? "version " + answers.landlock.details + " of its interface" : answers.landlock.details},
        {"seccomp", answers.seccomp.holds,
         answers.seccomp.holds ? "a list of the kernel calls that are let through" : answers.seccomp.details},
        {"limits", answers.limits.holds, answers.limits.holds ? "memory, descriptors and file size" : answers.limits.details},
    };
    const bool base = answers.seccomp.holds && answers.limits.holds;
    if (base && answers.landlock.holds && answers.namespaces.holds)
        plan.tier = SandboxTier::a;
    else if (base && answers.landlock.holds)
        plan.tier = SandboxTier::b;
    else if (base && answers.namespaces.holds)
        plan.tier = SandboxTier::c;
    else
        plan.tier = SandboxTier::none;
    plan.layers = fmt::format("{}{}{}{}", answers.namespaces.holds ? "NS+" : "",
                              answers.landlock.holds ? "LL" + answers.landlock.details + "+" : "",
                              answers.seccomp.holds ? "SC+" : "", answers.limits.holds ? "RL" : "");
    if (plan.layers.ends_with('+')) plan.layers.pop_back();

    if (plan.tier == SandboxTier::none)
        plan.notes.emplace_back(
            "No plugin runs on this computer, because too little would stand between it and your data: seccomp is "
            "needed, and Landlock or namespaces.");
    if (!answers.limits.holds) plan.notes.push_back(fmt::format("Resource limits cannot be set: {}.", answers.limits.details));
    if (!answers.seccomp.holds) plan.notes.push_back(fmt::format("There is no seccomp: {}.", answers.seccomp.details));
    const std::string_view rest = plan.tier == SandboxTier::none ? ""
                                                                 : " What is left still keeps files, network and other programs "
                                                                   "out of a plugin's reach; there is one wall less.";
    if (!answers.landlock.holds) plan.notes.push_back(fmt::format("There is no Landlock: {}.{}", answers.landlock.details, rest));
    if (!answers.namespaces.holds) plan.notes.push_back(fmt::format("There are no namespaces: {}.{}", namespaces_problem, rest));
}
} // namespace

std::optional<SandboxPlan> plan_of_full_tier(std::string_view held) {
    constexpr std::string_view begins = "A NS+LL", ends = "+SC+RL";
    if (!held.starts_with(begins) || !held.ends_with(ends) || held.size() <= begins.size() + ends.size()) return std::nullopt;
    const auto abi = held.substr(begins.size(), held.size() - begins.size() - ends.size());
    if (abi.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    const Answer holds{true, {}};
    SandboxPlan plan;
    word(plan, {holds, {true, std::string(abi)}, holds, holds, {}}, {});
    return plan;
}

SandboxPlan probe_sandbox(const std::filesystem::path& host_program) {
    SandboxPlan plan;
    auto answers = ask(host_program, true);
    std::string namespaces_problem;
    if (answers && !answers->namespaces.holds) namespaces_problem = why_no_namespaces(answers->namespaces.details);
    if (!answers && answers.error().code == Errc::unsupported) {
        namespaces_problem = why_no_namespaces(answers.error().message);
        answers = ask(host_program, false);
    }
    if (!answers) {
        plan.tier = SandboxTier::none;
        plan.notes.push_back(fmt::format("No plugin runs, because the plugin host cannot be started: {}. Install Asista anew.",
                                         answers.error().message));
        return plan;
    }
    if (answers->developer) {
        plan.tier = developer_build ? SandboxTier::developer : SandboxTier::none;
        plan.each = {{"all", false, answers->developer->details}};
        plan.notes.emplace_back(
            developer_build
                ? "This is a developer build: plugins run without the sandbox, with your rights. Load only "
                  "plugins that you would run as programs."
                : "No plugin runs, because the plugin host is a developer build without a sandbox. Install Asista anew.");
        return plan;
    }
    word(plan, *answers, namespaces_problem);
    return plan;
}

std::string SandboxPlan::refusal() const {
    if (tier != SandboxTier::none) return {};
    std::string text;
    for (const auto& note : notes) text += (text.empty() ? "" : " ") + note;
    return text.empty() ? "This computer offers no sandbox for plugins." : text;
}

bool SandboxPlan::accepts(std::string_view held) const {
    const auto what = parse_tier(held);
    if (!what || *what == SandboxTier::none) return false;
    if (*what == SandboxTier::developer) return developer_build;
    if (*what == SandboxTier::a || *what == tier) return tier != SandboxTier::none;
    return *what == SandboxTier::b && tier == SandboxTier::a;
}

Result<SandboxPlan> SandboxPlan::lowered_to(SandboxTier wanted) const {
    if (wanted == tier) return *this;
    if (tier != SandboxTier::a || (wanted != SandboxTier::b && wanted != SandboxTier::c))
        return fail(Errc::unsupported, "this machine offers tier {}, from which there is no way to {}", tier_name(tier),
                    tier_name(wanted));
    SandboxPlan lower = *this;
    lower.tier = wanted;
    lower.layers.clear(); // as the host will say
    return lower;
}

} // namespace asista::runtime
