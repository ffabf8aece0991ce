// Sixteen kinds of fault in a new build, at each stage of its life: the client lives, the old build lives while the new one is on trial, and
// the next good save runs. ASISTA_FAULT_ROUNDS=20 does all of it twenty times.
#include "world.hpp"

#include <array>
#include <cstdlib>

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr const char* id = "test.one.actor";
constexpr std::array kinds{"crash", "abort", "raise", "divide",    "illegal", "assert",       "call-nothing", "overflow",
                           "exit",  "_exit", "throw", "throw-int", "fail",    "thread-throw", "thread-crash", "hang"};

int rounds() {
    const char* const wanted = std::getenv("ASISTA_FAULT_ROUNDS");
    return wanted ? std::max(std::atoi(wanted), 1) : 1;
}

enum class When { on_trial, in_charge, command, leaving };
struct Stage {
    const char* word; // the actor does the fault where it is told so
    const char* more;
    When when;
};

class Faults {
  public:
    Faults() : world_(options()) {
        world_.put_actor(id, "version=0");
        world_.run(id);
        world_.click(id);
        REQUIRE(world_.until([&] { return world_.installations.states.contains(id); }));
    }
    void run(const Stage& stage) {
        for (int round = 0; round < rounds(); ++round)
            for (const char* const kind : kinds) one(stage, kind);
        CHECK(world_.until([&] { return child_processes() == 1; }));
        CHECK(world_.keeps_drawing(id));
        world_.close();
        CHECK(child_processes() == 0);
    }

  private:
    static WorldOptions options() {
        WorldOptions options;
        options.times.crashes.delays_ms = {0};
        options.times.save = options.times.deactivate = 1'000; // of one that hangs; whoever is only slow loses nothing by it
        return options;
    }
    // What of it runs and can be seen without asking it: one that hangs would not answer.
    std::string version() const {
        const auto status = world_.status(id);
        if (status.state != PluginState::running || !status.registrations) return {};
        for (const auto& method : status.registrations->methods())
            if (method.name == "version") return method.description;
        return {};
    }
    bool runs(int build) {
        return world_.until([&] { return version() == std::to_string(build) && child_processes() == 1; });
    }
    void put(const std::string& more) { world_.put_library(id, "version=" + std::to_string(++build_) + " " + more); }

    void one(const Stage& stage, const std::string& kind) {
        INFO(stage.word, " ", kind);
        const auto old = world_.status(id).instance;
        const auto reloads = world_.status(id).reload_count;
        const auto said = "acting: " + kind + " in build " + std::to_string(build_ + 1);
        const auto acted = [&] { return world_.log(id).find(said) != std::string::npos; };
        put("tell=yes " + (stage.word + ("=" + kind)) + " " + stage.more);
        if (stage.when == When::command || stage.when == When::leaving)
            REQUIRE(world_.until(
                [&] { return world_.status(id).reload_count > reloads && world_.status(id).state == PluginState::running; }));
        if (stage.when == When::command) {
            // Its answer may never come.
            runtime::Caller user;
            user.user = UserId{1};
            world_.broker->dispatch(user, calls::PluginRunCommand::id, wire::encode(calls::PluginRunCommand::Request{id, "act"}),
                                    [](const Result<wire::Bytes>&) {});
        }
        if (stage.when != When::leaving) REQUIRE(world_.until(acted));
        if (stage.when == When::on_trial) {
            if (kind == "hang") world_.clock.pass(21'000);
            // Refused, or harmless and taken.
            REQUIRE(
                world_.until([&] { return !world_.status(id).reload_note.empty() || world_.status(id).reload_count > reloads; }));
            if (world_.status(id).reload_count == reloads) {
                CHECK(world_.status(id).instance == old);
                CHECK(world_.keeps_drawing(id));
            }
        } else if (stage.when == When::in_charge) {
            REQUIRE(
                world_.until([&] { return world_.status(id).reload_count > reloads || !world_.status(id).reload_note.empty(); }));
        }

        if (kind == "hang" && stage.when == When::in_charge) world_.clock.pass(21'000); // the order to become active

        put("");
        if (stage.when == When::leaving) REQUIRE(world_.until(acted));
        const bool good = runs(build_);
        REQUIRE_MESSAGE(good, world_.status(id).reason << world_.status(id).reload_note << world_.log(id));
    }
    World world_;
    int build_ = 0;
};
} // namespace

#define FAULTS(stage, ...)                                                                                                       \
    TEST_CASE("sixteen kinds of fault " stage ": the client lives, and the next good save runs" * doctest::skip(sanitized)) {    \
        Faults().run(Stage{__VA_ARGS__});                                                                                        \
    }

FAULTS("while the library is loaded", "load", "", When::on_trial)
FAULTS("in the constructor", "create", "", When::on_trial)
FAULTS("in init", "start", "", When::on_trial)
FAULTS("while the state is taken over", "state", "", When::on_trial)
FAULTS("in the first frames", "draw", "", When::on_trial)
FAULTS("on activation", "activate", "", When::in_charge)
FAULTS("in later frames", "draw", "from-frame=6 animate=yes", When::in_charge)
FAULTS("in a callback", "command", "", When::command)
FAULTS("on a thread of its own", "thread", "", When::in_charge)
FAULTS("when it leaves", "deactivate", "", When::leaving)
