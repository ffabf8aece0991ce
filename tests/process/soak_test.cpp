// Many crashes, hangs, exits and reloads one after the other, in an order drawn by a seed: what is left behind each time adds up. The long
// version, in a whole client, is the bench `soak-frame`.
#include "world.hpp"

#include <csignal>
#include <fstream>
#include <random>

using namespace asista;
using namespace asista::test;
using runtime::PluginState;

namespace {
constexpr int rounds = 48, warm_rounds = 16;
constexpr const char* good = "test.good.neighbour";

double resident_mb() {
    std::ifstream file("/proc/self/statm");
    double total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

class Soak {
  public:
    explicit Soak(World& world) : world_(world) {
        for (int i = 0; i < 3; ++i) {
            ids_.push_back("test.victim.no" + std::to_string(i));
            world_.put_actor(ids_.back());
            world_.run(ids_.back());
        }
    }
    void round() {
        // In the kinds that the kernel tells, the sanitizers' own handlers would tell otherwise.
        static const std::vector<std::string> kinds =
            sanitized ? std::vector<std::string>{"_exit", "hang", "reload", "bad build", "kill"}
                      : std::vector<std::string>{"crash", "abort", "overflow", "_exit", "hang", "reload", "bad build", "kill"};
        const auto& id = ids_[random_() % ids_.size()];
        round(id, kinds[random_() % kinds.size()]);
    }
    // The same for every plugin, so that each keeps the same at its end: which build was there before, and whether that is saved already,
    // is a descriptor more or less.
    void last_rounds() {
        for (const auto& id : ids_) round(id, "_exit");
    }

  private:
    void round(const std::string& id, const std::string& kind) {
        INFO(id, " ", kind, " ", build_);
        REQUIRE(world_.reaches(id, PluginState::running));
        if (kind == "kill") return ends(id, [&] { ::kill(world_.status(id).pid, SIGKILL); });
        if (kind == "bad build") {
            world_.put_library(id, "start=_exit version=" + std::to_string(++build_));
            CHECK(world_.until([&] { return !world_.status(id).reload_note.empty(); }));
        } // and then a good one: what starts after a later crash is what lies in the folder
        const auto reloads = world_.status(id).reload_count;
        world_.put_library(id, (kind == "reload" || kind == "bad build" ? "" : "command=" + kind + " ") +
                                   "version=" + std::to_string(++build_));
        const bool taken = world_.until(
            [&] { return world_.status(id).reload_count == reloads + 1 && world_.status(id).state == PluginState::running; });
        REQUIRE_MESSAGE(taken, world_.status(id).reload_note << world_.status(id).reason);
        if (kind == "reload" || kind == "bad build") return;
        const auto pid = world_.status(id).pid;
        ends(id, [&] {
            CHECK_FALSE(world_.call<calls::PluginRunCommand>({id, "act"}));
            if (kind != "hang") return;
            CHECK(world_.status(id).pid == pid);
            CHECK(world_.until([&] { return !world_.status(id).reason.empty(); }));
            CHECK(world_.call<calls::PluginRestart>({id}));
        });
    }
    template <class Action> void ends(const std::string& id, Action action) {
        const auto instance = world_.status(id).instance;
        action();
        CHECK(world_.until([&] {
            const auto status = world_.status(id);
            return status.state == PluginState::running && status.instance != instance && world_.frames(id) > 0;
        }));
    }

    World& world_;
    std::vector<std::string> ids_;
    std::mt19937 random_{20261122}; // NOLINT: the same every time
    int build_ = 1;
};
} // namespace

TEST_CASE("after many crashes, hangs, exits and reloads nothing has been left behind") {
    WorldOptions options;
    options.symbolize = true;
    options.times.order = 2'000; // what hangs is waited for so long, and what is only slow must not be taken for it
    options.times.ask = 2'000;
    options.times.crashes = {.delays_ms = {0}, .most_crashes = 1'000'000};
    options.times.probation.faults = 1'000'000; // builds stay, however they fail
    const auto descriptors_before = open_descriptors();
    {
        World world(options);
        world.put_actor(good);
        world.run(good);
        Soak soak(world);
        const auto settle = [&] {
            soak.last_rounds();
            run_for(*world.loop, 300);
        };
        for (int i = 0; i < warm_rounds; ++i) soak.round();
        settle();
        const auto descriptors = open_descriptors();
        const auto children = child_processes();
        const double resident = resident_mb();
        for (int i = 0; i < rounds; ++i) soak.round();
        settle();

        CHECK(world.keeps_drawing(good));
        CHECK(world.status(good).crash_count == 0);
        CHECK(open_descriptors() == descriptors);
        CHECK(child_processes() == children);
        if (!sanitized) CHECK(resident_mb() - resident < 8);
        world.close();
    }
    CHECK(open_descriptors() == descriptors_before);
    CHECK(child_processes() == 0);
}
