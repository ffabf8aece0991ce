// Starts that wait for a debugger. The debugger is this test itself.
#include "world.hpp"

#include <csignal>
#include <sys/ptrace.h>
#include <sys/wait.h>

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";
constexpr std::int64_t long_ms = 60'000; // longer than any deadline of a start

struct Waiting : World {
    explicit Waiting(WorldOptions options = {}) : World(std::move(options)) { put_actor(id, "version=1"); }
    bool waits() {
        return until([&] { return listed(id) && status(id).waiting_pid != 0; });
    }
    // Installs the plugin to wait for a debugger; its process, which does.
    pid_t installed_and_waiting() {
        supervisor->wait_for_debugger(id, true);
        REQUIRE(install(id));
        REQUIRE(waits());
        return status(id).waiting_pid;
    }
    // Whatever had a deadline by now would have missed it.
    void lets_time_pass() {
        for (int i = 0; i < 5; ++i) {
            clock.pass(long_ms);
            for (int turn = 0; turn < 20; ++turn) loop->run_once(1);
        }
    }
    bool says(const std::string& text) { return log(id).find(text) != std::string::npos; }
    bool version_runs(const char* version) { return reaches(id, PluginState::running) && ask(id)["version"] == version; }
};

// Holds a process as a debugger does, standing still, until let go.
class Tracer {
  public:
    explicit Tracer(pid_t pid) : pid_(pid) {
        int status = 0;
        held_ = ::ptrace(PTRACE_SEIZE, pid, nullptr, nullptr) == 0 && ::ptrace(PTRACE_INTERRUPT, pid, nullptr, nullptr) == 0 &&
                ::waitpid(pid, &status, __WALL) == pid && WIFSTOPPED(status);
    }
    ~Tracer() { let_go(); }
    Tracer(const Tracer&) = delete;
    Tracer& operator=(const Tracer&) = delete;
    bool held() const { return held_; }
    void let_go() {
        if (std::exchange(held_, false)) ::ptrace(PTRACE_DETACH, pid_, nullptr, nullptr);
    }

  private:
    pid_t pid_;
    bool held_ = false;
};
} // namespace

TEST_CASE("a start waits before the plugin's library is in the process, without deadline, and goes on when told to") {
    Waiting world;
    world.installed_and_waiting();

    world.lets_time_pass();

    auto status = world.status(id);
    CHECK(status.state == PluginState::starting);
    CHECK(status.reason == "");
    CHECK(status.waiting_pid == status.pid);
    CHECK(status.debuggee_pid == status.pid);
    CHECK(status.wants_debugger);
    CHECK(status.crash_count == 0);
    CHECK(status.tier != ""); // it is locked down already
    CHECK(world.says(fmt::format("process {} waits for a debugger", status.pid)));
    CHECK_FALSE(world.says("acting")); // none of its code has run
    const auto debuggee = world.supervisor->debuggee(id);
    REQUIRE_MESSAGE(debuggee, (debuggee ? "" : debuggee.error().message));
    CHECK(debuggee->loaded_at == 0);
    CHECK_FALSE(debuggee->will_be.empty());
    CHECK_FALSE(runtime::look_at_process(status.pid, std::move(debuggee->library.duplicate().value())));

    world.supervisor->wait_for_debugger(id, false);

    CHECK(world.version_runs("1"));
    CHECK(world.status(id).pid == status.pid);
    CHECK(world.status(id).waiting_pid == 0);
    CHECK_FALSE(world.status(id).wants_debugger);
    CHECK(world.keeps_drawing(id));
    REQUIRE(world.call<calls::PluginRestart>({id}));
    CHECK(world.until([&] { return world.status(id).pid != status.pid && world.status(id).state == PluginState::running; }));
}

TEST_CASE("a start that waits goes on as soon as a debugger holds its process, and so does each one after it") {
    Waiting world;
    const auto first = world.installed_and_waiting();
    if (runtime::who_may_trace(first) != runtime::Tracing::same_person) {
        MESSAGE("the kernel lets no program of this person trace another here");
        return;
    }
    Tracer tracer(first);
    REQUIRE(tracer.held());
    CHECK(world.until([&] { return world.status(id).waiting_pid == 0; }));
    CHECK(world.status(id).wants_debugger);
    world.lets_time_pass(); // it stands still, with Hello before it, and the debugger takes its time
    CHECK(world.status(id).state == PluginState::starting);
    CHECK(world.status(id).crash_count == 0);
    tracer.let_go();
    CHECK(world.version_runs("1"));
    CHECK(world.status(id).pid == first);

    REQUIRE(world.call<calls::PluginRestart>({id}));
    CHECK(world.until([&] { return world.status(id).waiting_pid != 0 && world.status(id).waiting_pid != first; }));
}

TEST_CASE("a new build waits beside the running one, which goes on, and takes over what that one knows in the end") {
    Waiting world;
    world.run(id);
    world.click(id);
    const auto old = world.status(id).pid;
    world.supervisor->wait_for_debugger(id, true);
    world.put_library(id, "version=2");
    REQUIRE(world.waits());
    const auto waiting = world.status(id).waiting_pid;
    CHECK(waiting != old);

    world.lets_time_pass();

    CHECK(world.status(id).pid == old);
    CHECK(world.status(id).debuggee_pid == waiting);
    CHECK(world.status(id).reload_note == "");
    CHECK(world.keeps_drawing(id));
    world.click(id); // after the new build came
    world.supervisor->set_theme({});
    CHECK(world.ask(id)["version"] == "1");

    // A newer one takes its place.
    world.put_library(id, "version=3");
    REQUIRE(world.until([&] { return world.status(id).waiting_pid != waiting && world.status(id).waiting_pid != 0; }));
    CHECK(world.until([&] { return child_processes() == 2; }));
    world.supervisor->wait_for_debugger(id, false);

    CHECK(world.until([&] { return world.status(id).reload_count == 1; }));
    CHECK(world.version_runs("3"));
    CHECK(world.ask(id)["clicks"] == 2);
    CHECK(world.status(id).last_reload_ms < static_cast<double>(long_ms)); // the wait is not in it
}

TEST_CASE("a process that waits ends with its plugin's being switched off, and with the client") {
    Waiting world;
    world.installed_and_waiting();
    REQUIRE(world.call<calls::PluginSetEnabled>({id, false}));
    CHECK(world.until([&] { return child_processes() == 0; }));
    CHECK(world.status(id).state == PluginState::disabled);
    REQUIRE(world.call<calls::PluginSetEnabled>({id, true}));
    REQUIRE(world.waits());

    world.close();
    CHECK(child_processes() == 0);
}

TEST_CASE("a process that is killed while it waits is a crash like any other, and the next one waits again") {
    Waiting world;
    const auto first = world.installed_and_waiting();
    REQUIRE(::kill(first, SIGKILL) == 0);
    CHECK(world.until([&] { return world.status(id).waiting_pid != first && world.status(id).waiting_pid != 0; }));
    CHECK(world.status(id).crash_count == 1);
}

TEST_CASE("told to go on before it has prepared itself, a start does not wait at all") {
    Waiting world;
    world.supervisor->wait_for_debugger(id, true);
    REQUIRE(world.install(id));
    REQUIRE(world.status(id).state == PluginState::starting); // its process was made within the call
    world.supervisor->wait_for_debugger(id, false);
    CHECK(world.version_runs("1"));
}
