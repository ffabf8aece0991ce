// Which tier is chosen on which kernel, what is said about it, and what holds for a real plugin host in each tier, as seen from outside.
#include "build_folder.hpp"
#include "loop_wait.hpp"
#include "temp_dir.hpp"
#include "weaker_kernel.hpp"

#include "runtime/sandbox_plan.hpp"
#include "runtime/session.hpp"
#include "wire/calls/orders.hpp"

#include <algorithm>
#include <doctest/doctest.h>

#include <csignal>
#include <fcntl.h>
#include <future>
#include <map>
#include <set>
#include <sstream>
#include <thread>

using namespace asista;
using namespace asista::test;
using runtime::probe_sandbox;
using runtime::SandboxPlan;
namespace fs = std::filesystem;

namespace {
fs::path host_program() { return build_folder() / "bin" / "asista-plugin-host"; }

const SandboxPlan& plan_here() {
    static const SandboxPlan plan = probe_sandbox(host_program());
    return plan;
}

std::vector<SandboxTier> tiers_here() {
    std::vector<SandboxTier> tiers;
    for (const SandboxTier tier : {SandboxTier::a, SandboxTier::b, SandboxTier::c})
        if (plan_here().lowered_to(tier)) tiers.push_back(tier);
    return tiers;
}

// A real host with a real plugin, its calls answered with nothing.
struct Hosted {
    explicit Hosted(SandboxTier tier, const fs::path& program = host_program()) {
        auto made = runtime::EventLoop::create(clock);
        REQUIRE(made);
        loop = std::move(*made);
        runtime::SessionSetup setup;
        setup.instance = 1;
        setup.program = program;
        setup.tier = tier;
        setup.hello.protocol = frame::protocol_version;
        setup.hello.plugin = "ai.asista.imgui-demo";
        setup.hello.name = "Demo";
        setup.hello.version = "1.0.0";
        setup.hello.settings_json = "{}";
        setup.hello.theme.scale = 1;
        setup.hello_ms = 20'000;
        const auto bytes = read_file(build_folder() / "plugins" / "ai.asista.imgui-demo" / "plugin.so");
        auto library = make_sealed_copy("library", std::as_bytes(std::span(bytes)));
        REQUIRE(library);
        setup.library = std::move(*library);
        runtime::SessionHooks hooks;
        hooks.on_hello = [this](Result<calls::Hello::Reply> reply) { hello = std::move(reply); };
        hooks.on_call = [this](const wire::Message& message) {
            if (message.kind == wire::MessageKind::request) session->reply(message.id, message.call, wire::Bytes{});
        };
        hooks.on_output = [this](std::string_view line) { output += std::string(line) + "\n"; };
        hooks.on_end = [this](const runtime::SessionEnd& how) { end = how; };
        auto started = runtime::Session::start(*loop, std::move(setup), std::move(hooks));
        if (!started) {
            failure = started.error().message;
            return;
        }
        session = std::move(*started);
        run_until(
            *loop, [this] { return hello.has_value() || end.has_value(); }, 20'000);
    }
    // The tier it says, or why it has none.
    std::string held() const {
        if (!failure.empty()) return failure;
        if (!hello) return end ? end->sentence + " " + output : "no answer";
        return *hello ? (*hello)->tier : hello->error().message;
    }
    fs::path proc() const { return fs::path("/proc") / std::to_string(session->pid()); }
    // A line of /proc/PID/status without its name.
    std::string status(std::string_view key) const {
        std::istringstream lines(read_file(proc() / "status"));
        for (std::string line; std::getline(lines, line);)
            if (line.starts_with(key)) return line.substr(line.find_first_not_of(" \t", key.size() + 1));
        return {};
    }

    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop;
    std::unique_ptr<runtime::Session> session;
    std::string failure, output;
    std::optional<Result<calls::Hello::Reply>> hello;
    std::optional<runtime::SessionEnd> end;
};

// "A NS+LL7+SC+RL|sentence|sentence"
std::string told() {
    const auto plan = probe_sandbox(host_program());
    std::string text = std::string(tier_name(plan.tier)) + " " + plan.layers;
    for (const auto& note : plan.notes) text += "|" + note;
    return text;
}
bool says(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }
} // namespace

TEST_CASE("what a process in the strictest tier says of itself is the plan of its machine") {
    for (const auto* const less : {"", "A", "A NS", "B LL7+SC+RL", "C NS+SC+RL", "A NS+LL+SC+RL", "A NS+LL7+SC+RL (not B)",
                                   "A NS+LLx+SC+RL", "developer build: no sandbox"})
        CHECK_MESSAGE(!runtime::plan_of_full_tier(less), less);
    if (plan_here().tier != SandboxTier::a) return;

    const auto plan = runtime::plan_of_full_tier(Hosted(SandboxTier::a).held());

    REQUIRE(plan);
    CHECK(plan->tier == plan_here().tier);
    CHECK(plan->layers == plan_here().layers);
    CHECK(plan->notes == plan_here().notes);
    REQUIRE(plan->each.size() == plan_here().each.size());
    for (std::size_t i = 0; i < plan->each.size(); ++i) {
        CHECK(plan->each[i].name == plan_here().each[i].name);
        CHECK(plan->each[i].holds == plan_here().each[i].holds);
        CHECK(plan->each[i].details == plan_here().each[i].details);
    }
}

TEST_CASE("the plan for this machine is what its hosts then hold") {
    const auto& plan = plan_here();
    INFO(plan.refusal());
    REQUIRE(plan.tier != SandboxTier::none);
    CHECK(plan.refusal().empty());
    const Hosted host(plan.tier);
    CHECK(plan.accepts(host.held()));
    if (developer_build) {
        CHECK(plan.tier == SandboxTier::developer);
        CHECK(says(plan.notes.at(0), "developer build"));
        return;
    }
    CHECK(host.held() == std::string(tier_name(plan.tier)) + " " + plan.layers);
    CHECK(plan.each.size() == 4);
}

TEST_CASE("a plugin opens, draws nothing wrong and can be lowered to every tier this machine has") {
    for (const SandboxTier tier : tiers_here()) {
        const Hosted host(tier);
        INFO(host.output);
        CHECK(parse_tier(host.held()) == tier);
        CHECK(host.session->sandbox_fallback().empty());
    }
}

TEST_CASE("the tier follows from what the kernel has, and every lack is a sentence with a remedy") {
    if (plan_here().tier != SandboxTier::a) return; // less can be tried only where there is more
    CHECK(says(on_weaker_kernel({}, told), "A NS+LL"));
    const auto only_namespaces = on_weaker_kernel({.landlock = true}, told);
    CHECK(says(only_namespaces, "C NS+SC+RL|There is no Landlock: "));
    CHECK(says(only_namespaces, "Linux 5.13"));
    const auto left_out = on_weaker_kernel({.landlock_at_boot = true}, told);
    CHECK(says(left_out, "C NS+SC+RL|There is no Landlock: "));
    CHECK(says(left_out, "add landlock to the lsm= list"));
    const auto in_container = on_weaker_kernel({.namespaces = true}, told);
    CHECK(says(in_container, "B LL"));
    CHECK(says(in_container, "|There are no namespaces: the container"));
    const auto forbidden = on_weaker_kernel({.namespaces_by_limit = true}, told);
    CHECK(says(forbidden, "B LL"));
    CHECK(says(forbidden, "sudo sysctl user.max_user_namespaces="));
    const auto nothing = on_weaker_kernel({.landlock = true, .namespaces = true}, told);
    CHECK(says(nothing, "none SC+RL|No plugin runs on this computer"));
    CHECK(says(nothing, "There is no Landlock"));
    CHECK(says(nothing, "There are no namespaces"));
}

TEST_CASE("a host that is not there, or does not answer, is a plan without plugins") {
    const auto missing = probe_sandbox("/nowhere/asista-plugin-host");
    CHECK(missing.tier == SandboxTier::none);
    CHECK(says(missing.refusal(), "/nowhere/asista-plugin-host"));
    CHECK(says(missing.refusal(), "Install Asista anew."));
    const auto other = probe_sandbox("/bin/true");
    CHECK(other.tier == SandboxTier::none);
    CHECK_FALSE(other.refusal().empty());
}

TEST_CASE("when namespaces run out for one process it falls back to tier B, never to less") {
    if (plan_here().tier != SandboxTier::a) return;
    const auto start = [](SandboxTier tier) {
        return [tier] {
            const Hosted host(tier);
            return host.held() + "|" + (host.session ? host.session->sandbox_fallback() : "");
        };
    };
    const auto from_a = on_weaker_kernel({.namespaces_by_limit = true}, start(SandboxTier::a));
    CHECK(from_a.starts_with("B LL"));
    CHECK(says(from_a, "|it runs without namespaces, locked down by Landlock and seccomp: "));
    const auto from_c = on_weaker_kernel({.landlock = true, .namespaces_by_limit = true}, start(SandboxTier::c));
    CHECK(says(from_c, "make namespaces"));
    // Neither: the host itself refuses.
    const auto from_both = on_weaker_kernel({.landlock = true, .namespaces = true}, start(SandboxTier::a));
    CHECK(says(from_both, "the sandbox cannot be set up: this kernel has no Landlock"));
    const auto nothing = on_weaker_kernel({}, start(SandboxTier::none));
    CHECK(says(nothing, "no sandbox"));
}

TEST_CASE("a host with less than planned is not accepted, and a plan goes down only where it stays safe") {
    SandboxPlan plan;
    plan.tier = SandboxTier::a;
    CHECK(plan.accepts("A NS+LL7+SC+RL"));
    CHECK(plan.accepts("B LL7+SC+RL"));
    for (const char* const less : {"C NS+SC+RL", "none (for measurements)", "", "AB", "a"}) CHECK_FALSE(plan.accepts(less));
    CHECK(plan.accepts("developer build: no sandbox") == developer_build);
    CHECK(plan.lowered_to(SandboxTier::b)->tier == SandboxTier::b);
    CHECK(plan.lowered_to(SandboxTier::c)->tier == SandboxTier::c);
    CHECK_FALSE(plan.lowered_to(SandboxTier::none));
    CHECK_FALSE(plan.lowered_to(SandboxTier::developer));
    plan.tier = SandboxTier::b;
    CHECK(plan.accepts("B LL2+SC+RL"));
    CHECK(plan.accepts("A NS+LL7+SC+RL"));
    CHECK_FALSE(plan.accepts("C NS+SC+RL"));
    CHECK_FALSE(plan.lowered_to(SandboxTier::c));
    CHECK_FALSE(plan.lowered_to(SandboxTier::a));
    plan.tier = SandboxTier::none;
    CHECK_FALSE(plan.accepts("A NS+LL7+SC+RL"));
    CHECK_FALSE(plan.refusal().empty());
}

TEST_CASE("from outside: descriptors, environment, limits, rights and the call filter of a host in each tier") {
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        const int careless = ::fcntl(0, F_DUPFD, 60); // of ours and not marked close-on-exec
        const Hosted host(tier);
        ::close(careless);
        REQUIRE(parse_tier(host.held()) == tier);

        std::map<std::string, int> held;
        for (const auto& entry : fs::directory_iterator(host.proc() / "fd")) {
            const std::string target = fs::read_symlink(entry.path());
            ++held[target.substr(0, target.find(':'))];
        }
        CHECK(held == std::map<std::string, int>{{"/dev/null", 1}, {"pipe", 2}, {"socket", 1}, {"anon_inode", 3}});
        CHECK(read_file(host.proc() / "environ") == std::string("LC_ALL=C") + '\0');
        CHECK(read_file(host.proc() / "oom_score_adj") == "1000\n");
        CHECK(host.status("Seccomp") == "2");
        CHECK(host.status("NoNewPrivs") == "1");
        for (const char* const set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) CHECK(host.status(set) == "0000000000000000");
        if (uses_namespaces(tier)) CHECK(host.status("CapBnd") == "0000000000000000");
        const auto limits = read_file(host.proc() / "limits");
        CHECK(says(limits, "Max data size             536870912            536870912"));
        CHECK(says(limits, "Max open files            64                   64"));
        CHECK(says(limits, "Max file size             0                    0"));
        CHECK(says(limits, "Max core file size        0                    0"));
    }
}

TEST_CASE("from outside: a host in tier A or C has namespaces of its own, an empty root, and is the first process there") {
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        const Hosted host(tier);
        REQUIRE(parse_tier(host.held()) == tier);
        for (const char* const kind : {"user", "pid", "net", "ipc", "uts", "mnt"}) {
            CAPTURE(kind);
            const bool own = fs::read_symlink(host.proc() / "ns" / kind) != fs::read_symlink(fs::path("/proc/self/ns") / kind);
            CHECK(own == uses_namespaces(tier));
        }
        if (!uses_namespaces(tier)) continue;
        CHECK(host.status("NSpid") == std::to_string(host.session->pid()) + "\t1");
        std::istringstream map(read_file(host.proc() / "uid_map"));
        unsigned inside = 9, outside = 9, count = 0;
        map >> inside >> outside >> count;
        CHECK(inside == 0);
        CHECK(outside == ::geteuid());
        CHECK(count == 1);
        CHECK(says(read_file(host.proc() / "setgroups"), "deny"));
        const auto mounts = read_file(host.proc() / "mountinfo");
        CHECK(std::ranges::count(mounts, '\n') == 1);
        CHECK(says(mounts, " / / ro,nosuid,nodev,noexec"));
        CHECK(fs::is_empty(host.proc() / "root"));
    }
}

TEST_CASE("two hosts lie at different addresses, each of them drawn by itself") {
    if (developer_build) return;
    const auto bases = [](const fs::path& proc) {
        std::map<std::string, std::string> first; // file -> address
        std::istringstream lines(read_file(proc / "maps"));
        for (std::string line; std::getline(lines, line);) {
            const auto slash = line.rfind('/');
            const auto name = slash == line.npos ? line.substr(line.rfind(' ') + 1) : line.substr(slash + 1);
            first.emplace(name, line.substr(0, line.find('-')));
        }
        return first;
    };
    for (const SandboxTier tier : tiers_here()) {
        const Hosted one(tier), two(tier);
        const auto first = bases(one.proc()), second = bases(two.proc());
        int compared = 0;
        for (const auto& [name, address] : first) {
            if (name != "asista-plugin-host" && name != "libc.so.6" && name != "[stack]" && !name.starts_with("memfd:library"))
                continue;
            CAPTURE(name);
            REQUIRE(second.contains(name));
            CHECK(second.at(name) != address);
            ++compared;
        }
        CHECK(compared >= 3);
    }
}

TEST_CASE("in each tier a host can be measured, asked for its stack, and ended") {
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        Hosted host(tier);
        REQUIRE(parse_tier(host.held()) == tier);
        CHECK(says(read_file(host.proc() / "smaps_rollup"), "Pss:"));
        REQUIRE(::kill(host.session->pid(), SIGUSR2) == 0);
        REQUIRE(::kill(host.session->pid(), SIGSTOP) == 0); // as a plugin that uses too much is slowed down
        CHECK(run_until(*host.loop, [&] { return host.status("State").starts_with("T"); }));
        REQUIRE(::kill(host.session->pid(), SIGCONT) == 0);
        CHECK(run_until(*host.loop, [&] { return !host.status("State").starts_with("T"); }));
        CHECK_FALSE(host.end);
        host.session->kill("Enough.");
        REQUIRE(run_until(*host.loop, [&] { return host.end.has_value(); }));
        CHECK(host.end->sentence == "Enough.");
    }
}

TEST_CASE("in each tier a host ends with the thread that started it") {
    for (const SandboxTier tier : tiers_here()) {
        CAPTURE(std::string(tier_name(tier)));
        std::unique_ptr<Hosted> host;
        std::thread([&] { host = std::make_unique<Hosted>(tier); }).join();
        REQUIRE(host->session);
        CHECK(run_until(*host->loop, [&] { return host->end.has_value(); }));
    }
}
