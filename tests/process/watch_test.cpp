// Real plugins that crash, hang and use too much: where it was, what is said, what is done about it.
#include "world.hpp"

#include "runtime/process_costs.hpp"
#include "runtime/symbolizer.hpp"

#include <csignal>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <random>
#include <sys/wait.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
using runtime::BudgetState;
using runtime::PluginState;

namespace {
constexpr const char* bad = "test.bad.actor";
constexpr const char* good = "test.good.neighbour";

// The line of the actor's source that holds this text, which is there once.
int line_of(std::string_view text) {
    std::ifstream source(ASISTA_ACTOR_SOURCE);
    int number = 0, found = 0;
    for (std::string line; std::getline(source, line);) {
        ++number;
        if (line.find(text) == std::string::npos) continue;
        REQUIRE(found == 0);
        found = number;
    }
    REQUIRE(found != 0);
    return found;
}
std::string place(std::string_view text) { return "actor.cpp line " + std::to_string(line_of(text)); }

WorldOptions with_names() {
    WorldOptions options;
    options.symbolize = true;
    options.times.crashes.most_crashes = 1;
    return options;
}

char state_of(pid_t pid) { // as in /proc/PID/stat: T stopped
    const auto stat = read_file("/proc/" + std::to_string(pid) + "/stat");
    return stat.empty() ? '?' : stat[stat.rfind(')') + 2];
}

struct Crash {
    const char* script;
    const char* sentence; // its beginning
    const char* line;     // a text on the line it was in; or
    const char* function; // one that must be in the report
};
} // namespace

TEST_CASE("a crash names the plugin's function, file and line" * doctest::skip(sanitized)) {
    constexpr Crash crashes[] = {
        {"draw=crash", "It crashed while drawing (segmentation fault at 0x0)", "if (what == \"crash\")", "act("},
        {"draw=abort", "It crashed while drawing (aborted)", "if (what == \"abort\")", "act("},
        {"draw=overflow", "It crashed while drawing (stack overflow)", nullptr, "overflow_stack(int)"},
        {"draw=divide", "It crashed while drawing (division by zero)", "many = many / none;", "divide"},
        {"draw=illegal", "It crashed while drawing (illegal instruction)", "if (what == \"illegal\")", "act("},
        {"draw=assert", "It crashed while drawing (failed assertion)", "if (what == \"assert\")", "act("},
        {"draw=call-nothing", "It crashed while drawing (segmentation fault at 0x0)", "    nowhere();", "call_nothing"},
        {"draw=thread-throw", "It crashed in a thread of its own (uncaught exception)", "if (what == \"thread-throw\")", "act("},
        {"draw=thread-hoard", "It crashed in a thread of its own (out of memory", nullptr, "hoard()"},
        {"draw=thread-overflow", "It crashed in a thread of its own (stack overflow)", nullptr, "overflow_stack(int)"},
        {"start=crash", "It crashed while initialising (segmentation fault at 0x0)", "if (what == \"crash\")", "on_start"},
        {"timer=crash", "It crashed while handling an event (segmentation fault at 0x0)", "if (what == \"crash\")", "act("},
    };
    World world(with_names());
    for (const auto& crash : crashes) {
        INFO(std::string(crash.script));
        const std::string id = "test.crash." + std::string(crash.script).substr(std::string(crash.script).find('=') + 1) +
                               std::to_string(&crash - crashes);
        world.put_actor(id, crash.script);
        REQUIRE(world.install(id));
        const bool stopped = world.reaches(id, PluginState::stopped);
        REQUIRE_MESSAGE(stopped, world.status(id).reason << world.log(id));
        REQUIRE(world.until([&] { return !world.status(id).crashes->front().where.empty(); }));

        const auto report = world.status(id).crashes->front();
        INFO(report.report);
        CHECK(report.sentence.starts_with(crash.sentence));
        CHECK(report.where.starts_with("actor.cpp line "));
        if (crash.line) CHECK(report.where == place(crash.line));
        CHECK(report.report.find(crash.function) != std::string::npos);
        CHECK(report.version == "1.0.0");
        // The card says it too, and goes on saying it after the next start of the client.
        CHECK(world.status(id).reason.starts_with(report.sentence));
        CHECK(world.installations.rows.at(id).why_disabled == world.status(id).reason);
    }
}

TEST_CASE("an uncaught exception and an assertion leave their words in the report" * doctest::skip(sanitized)) {
    World world(with_names());
    world.put_actor(bad, "draw=thread-throw");
    REQUIRE(world.install(bad));
    REQUIRE(world.reaches(bad, PluginState::stopped));
    CHECK(world.status(bad).crashes->front().report.find("uncaught exception std::runtime_error: thrown in a thread") !=
          std::string::npos);
    world.put_actor(good, "draw=assert");
    REQUIRE(world.install(good));
    REQUIRE(world.reaches(good, PluginState::stopped));
    CHECK(world.status(good).crashes->front().report.find("told to fail") != std::string::npos);
}

TEST_CASE("a plugin that hangs while drawing is dimmed, then asked about with the place where it hangs" *
          doctest::skip(sanitized)) {
    WorldOptions options = with_names();
    options.times.ask = 1'500;
    options.times.save = options.times.deactivate = 600'000; // nobody waits for a hanging process to save or to say goodbye
    options.window.last_notice = 60'000;                     // the supervisor's own timer is to do it
    World world(options);
    world.put_actor(bad, "draw=hang from-frame=2");
    world.run(bad);
    const auto process = world.status(bad).pid;

    REQUIRE(world.until([&] { return world.status(bad).unresponsive_s >= 1; }));
    CHECK(world.status(bad).reason.empty()); // so far it is only dimmed
    REQUIRE(world.until([&] { return !world.status(bad).reason.empty(); }));
    REQUIRE(
        world.until([&] { return !world.status(bad).crashes->empty() && !world.status(bad).crashes->front().where.empty(); }));
    const auto report = world.status(bad).crashes->front();
    INFO(report.report);
    CHECK(report.sentence.starts_with("It did not answer for ")); // as long as this machine took
    CHECK(report.sentence.ends_with(" while drawing in " + report.where + "."));
    CHECK(report.where.starts_with("actor.cpp line "));
    CHECK(report.report.find("act(") != std::string::npos);
    CHECK(world.status(bad).reason.find("in " + report.where + ". You can wait, restart it or switch it off.") !=
          std::string::npos);
    CHECK(world.status(bad).pid == process); // asking did it no harm
    CHECK(world.status(bad).crash_count == 0);

    // "Wait": nothing is asked for as long again. Then it is, but it is the same hang: no second report.
    REQUIRE(world.supervisor->keep_waiting(bad));
    CHECK(world.status(bad).reason.empty());
    CHECK(world.status(bad).unresponsive_s == 1);
    REQUIRE(world.until([&] { return !world.status(bad).reason.empty(); }));
    CHECK(world.status(bad).crashes->size() == 1);

    REQUIRE(world.call<calls::PluginRestart>({bad}));
    CHECK(world.until([&] { return world.status(bad).state == PluginState::running && world.status(bad).pid != process; }));
    CHECK(world.status(bad).unresponsive_s == 0);
    CHECK_FALSE(world.supervisor->keep_waiting(bad));
}

TEST_CASE("a build that hangs on trial tells where, in the card's line and in a report: the one before runs on" *
          doctest::skip(sanitized)) {
    struct Row {
        const char* script;
        std::string note, sentence; // up to the place
        std::int64_t after_ms;      // when it is given up
    };
    const Row rows[]{
        {"version=2 draw=hang", "it does not answer in ", "On trial it does not answer while drawing in ", 5'000},
        {"version=2 start=hang", "it did not finish starting in time in ",
         "On trial it did not finish starting in time while initialising in ", 20'000},
    };
    for (const auto& row : rows) {
        INFO(row.script);
        World world(with_names());
        world.put_actor(bad);
        world.run(bad);
        const auto pid = world.status(bad).pid;

        world.put_library(bad, row.script);
        REQUIRE(world.until([&] { return world.log(bad).find("hanging") != std::string::npos; }));
        world.clock.pass(row.after_ms);

        const bool named =
            world.until([&] { return world.status(bad).reload_note.find(row.note + "actor.cpp line") != std::string::npos; });
        REQUIRE_MESSAGE(named, world.status(bad).reload_note << world.log(bad));
        REQUIRE(world.status(bad).crashes->size() == 1);
        const auto report = world.status(bad).crashes->front();
        INFO(report.report);
        CHECK(report.sentence == row.sentence + report.where + ".");
        CHECK(report.report.find("act(") != std::string::npos);
        CHECK(world.status(bad).reload_note ==
              "The new build (1.0.0) was not taken: " + row.note + report.where + ". The one before keeps running.");
        CHECK(world.status(bad).crash_count == 0);
        CHECK(world.status(bad).pid == pid);
        CHECK(world.keeps_drawing(bad));
        CHECK(world.until([] { return child_processes() == 1; }));
    }
}

TEST_CASE("a plugin that answers at last is forgiven") {
    WorldOptions options;
    options.times.ask = 300;
    options.window.first_notice = 200; // before the nap is over
    World world(options);
    world.put_actor(bad, "draw=nap from-frame=2");
    world.run(bad);
    REQUIRE(world.until([&] { return !world.status(bad).reason.empty(); }));
    REQUIRE(world.until([&] { return world.status(bad).reason.empty() && world.status(bad).unresponsive_s == 0; }));
    CHECK(world.log(bad).find("it answers again, after ") != std::string::npos);
}

TEST_CASE("hangs outside of drawing are noticed by the orders that stay unanswered" * doctest::skip(sanitized)) {
    WorldOptions options = with_names();
    options.times.order = options.times.save = 300;
    options.times.ask = 600;
    options.window.first_notice = options.window.last_notice = 60'000; // by orders alone
    for (const char* script : {"command=hang", "save=hang"}) {
        INFO(std::string(script));
        World world(options);
        world.put_actor(bad, script);
        world.run(bad);
        const auto ran = world.call<calls::PluginRunCommand>({bad, script[0] == 'c' ? "act" : "click"});
        CHECK(ran.has_value() == (script[0] == 's'));
        REQUIRE(world.until([&] { return !world.status(bad).reason.empty(); }));
        REQUIRE(world.until(
            [&] { return !world.status(bad).crashes->empty() && !world.status(bad).crashes->front().where.empty(); }));
        const std::string doing = script[0] == 'c' ? "while handling an event" : "while saving its state";
        CHECK(world.status(bad).crashes->front().sentence.find(doing) != std::string::npos);
    }
}

TEST_CASE("a start that hangs is ended with the place where it hung" * doctest::skip(sanitized)) {
    for (const char* script : {"start=hang", "activate=hang", "load=hang"}) {
        INFO(std::string(script));
        World world(with_names());
        world.put_actor(bad, script);
        REQUIRE(world.install(bad));
        REQUIRE(world.until([&] { return world.log(bad).find("hanging") != std::string::npos; }));
        world.clock.pass(20'000);
        REQUIRE(world.reaches(bad, PluginState::stopped));
        const bool named = world.until([&] { return !world.status(bad).crashes->front().where.empty(); });
        REQUIRE_MESSAGE(named, world.log(bad));
        CHECK(world.status(bad).crashes->front().sentence.find("within 20 s in actor.cpp line ") != std::string::npos);
    }
}

TEST_CASE("crashes are counted by build: a new one starts fresh" * doctest::skip(sanitized)) {
    WorldOptions options;
    options.times.crashes = {.delays_ms = {0, 60'000}, .most_crashes = 10};
    World world(options);
    world.put_actor(bad, "draw=crash version=1");
    REQUIRE(world.install(bad));
    REQUIRE(world.until([&] { return world.status(bad).reason.find("It starts again in 60 s.") != std::string::npos; }));
    const auto crashes = world.status(bad).crash_count;
    world.put_library(bad, "draw=crash version=2");
    REQUIRE(world.until([&] { return world.status(bad).crash_count >= crashes + 2; })); // one restart at once again
    CHECK(world.until([&] { return world.status(bad).reason.find("It starts again in 60 s.") != std::string::npos; }));
}

TEST_CASE("in every tier a crash ends the process, a hang tells its place, and one that stands still goes on" *
          doctest::skip(sanitized)) {
    const auto plan = runtime::probe_sandbox(build_folder() / "bin" / "asista-plugin-host");
    for (const auto tier : {SandboxTier::a, SandboxTier::b, SandboxTier::c}) {
        const auto lowered = plan.lowered_to(tier);
        if (!lowered) continue; // not on this machine
        INFO(std::string(tier_name(tier)));
        WorldOptions options = with_names();
        options.sandbox = *lowered;
        options.times.ask = 700;
        World world(options);
        world.put_actor(good, "draw=hang from-frame=2");
        world.run(good);
        int number = 0;
        for (const char* script :
             {"command=abort", "command=raise", "command=crash", "command=overflow", "command=thread-crash"}) {
            INFO(std::string(script));
            const std::string id = "test.tier.actor" + std::to_string(++number);
            world.put_actor(id, script);
            world.run(id);
            CHECK(world.status(id).tier.starts_with(tier_name(tier)));
            CHECK_FALSE(world.call<calls::PluginRunCommand>({id, "act"}));
            CHECK(world.reaches(id, PluginState::stopped));
            CHECK(world.status(id).reason.starts_with("It crashed "));
            CHECK(world.until([&] { return world.status(id).crashes->front().where.starts_with("actor.cpp line "); }));
        }
        REQUIRE(world.until([&] {
            const auto& crashes = *world.status(good).crashes;
            return !crashes.empty() && crashes.front().where.starts_with("actor.cpp line ");
        }));
        world.put_actor(bad);
        world.run(bad);
        REQUIRE(world.call<calls::PluginRestart>({good}));
        REQUIRE(world.until([&] { return world.status(good).state == PluginState::running; }));
        REQUIRE(world.supervisor->start_search());
        for (const char* id : {bad, good})
            CHECK(world.until([&] { return (state_of(world.status(id).pid) == 'T') == world.status(id).paused; }));
        REQUIRE(world.supervisor->stop_search());
        CHECK(world.keeps_drawing(bad));
    }
}

namespace {
// Addresses of a library's code, counted from its lowest segment (elf(5); the first segment of ours is at 0).
struct CodeRange {
    std::uint64_t begin = 0, end = 0;
};

CodeRange code_of(const std::string& library) {
    Elf64_Ehdr header;
    REQUIRE(library.size() > sizeof header);
    std::memcpy(&header, library.data(), sizeof header);
    for (std::size_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment;
        const std::size_t at = header.e_phoff + i * sizeof segment;
        REQUIRE(at + sizeof segment <= library.size());
        std::memcpy(&segment, library.data() + at, sizeof segment);
        if (segment.p_type == PT_LOAD && (segment.p_flags & PF_X) != 0)
            return {segment.p_vaddr, segment.p_vaddr + segment.p_memsz};
    }
    FAIL("the library has no code");
    return {};
}
} // namespace

TEST_CASE("a library made to mislead its reader costs the names, and nothing else") {
    const runtime::SystemClock clock;
    auto loop = runtime::EventLoop::create(clock);
    REQUIRE(loop);
    const auto bin = build_folder() / "bin";
    const std::string pristine = World::actor_library("version=1");
    std::mt19937 random(7); // NOLINT: the same every time
    frame::CrashRecord record{};
    record.pc_count = frame::max_crash_pcs;
    record.module_count = 1;
    // Where the code lies differs from build to build (sanitizers put a megabyte of tables before it), so the library is asked.
    const CodeRange code = code_of(pristine);
    record.modules[0].base = 0x10'0000;
    record.modules[0].end = 0x10'0000 + code.end;
    std::memcpy(record.modules[0].name, "plugin.so", 10);
    for (auto& pc : record.pcs) pc = 0x10'0000 + code.begin + random() % (code.end - code.begin);
    std::size_t with_names = 0, without_damage = 0;
    const auto descriptors = open_descriptors();
    {
        runtime::Symbolizer symbolizer(**loop, bin / "asista-symbolizer", bin / "asista-plugin-host", {.deadline_ms = 8'000});
        for (int round = 0; round < 40; ++round) {
            std::string bytes = pristine;
            if (round % 4 == 3) bytes.resize(random() % bytes.size());
            if (!bytes.empty())
                for (int i = 0; i < round * 40; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
            std::optional<std::vector<runtime::StackFrame>> stack;
            auto library = make_sealed_copy("library", std::as_bytes(std::span(bytes)));
            REQUIRE(library);
            symbolizer.look_up(record, std::move(*library),
                               [&](std::vector<runtime::StackFrame> found) { stack = std::move(found); });
            REQUIRE(run_until(
                **loop, [&] { return stack.has_value(); }, 120'000));
            CHECK(stack->size() >= frame::max_crash_pcs);
            for (const auto& frame : *stack) {
                with_names += frame.function.empty() ? 0 : 1;
                without_damage += round == 0 && !frame.function.empty() ? 1 : 0;
                CHECK(runtime::printable_line(frame.function) == frame.function);
                CHECK(runtime::printable_line(frame.file) == frame.file);
            }
        }
    }
    // Or nothing was looked into at all. Between two functions there is padding, so a few have no name.
    CHECK(without_damage > frame::max_crash_pcs / 2);
    CHECK(with_names > 100);
    CHECK(open_descriptors() == descriptors);
    CHECK(child_processes() == 0);
}

// ---- costs -----------------------------------------------------------------------------------------------------------------

TEST_CASE("a plugin that spins is said, slowed down, and stopped with the reason: its neighbour draws on") {
    WorldOptions options;
    // The loop draws as fast as it can, which is a wake-up each for the neighbour: it is about the processor here.
    options.times.budgets = {.wakeups_per_s = 1e9,
                             .window_ms = 400,
                             .throttle_after_ms = 400,
                             .stop_after_ms = 5'000, // it draws a few frames before, also where it gets a tenth of a core
                             .calm_ms = 10'000,
                             .run_ms = 10,
                             .rest_ms = 40,
                             .look_ms = 100,
                             .close_look_ms = 100};
    World world(options);
    world.put_actor(good);
    world.run(good);
    world.put_actor(bad, "draw=spin from-frame=2");
    world.run(bad);
    const auto pid = world.status(bad).pid;

    REQUIRE(world.until([&] { return world.status(bad).budget == BudgetState::over; }));
    CHECK(world.status(bad).budget_note.find(" % of a processor core.") != std::string::npos);
    REQUIRE(world.until([&] { return world.status(bad).budget == BudgetState::throttled; }));
    REQUIRE(world.until([&] { return state_of(pid) == 'T'; }));
    REQUIRE(world.until([&] { return state_of(pid) != 'T'; }));
    CHECK(world.window->find(world.status(bad).instance)->pace == runtime::FrameSink::Pace::unhurried);
    CHECK(world.keeps_drawing(bad)); // slowly
    CHECK(world.keeps_drawing(good));
    REQUIRE(world.until([&] { return world.status(bad).state == PluginState::stopped; }));
    CHECK(world.status(bad).reason.find("It was stopped because it went on using all it was given") == 0);
    CHECK(world.status(bad).budget == BudgetState::stopped);
    CHECK(world.status(good).budget == BudgetState::fine);
    CHECK(world.keeps_drawing(good));
    CHECK(world.until([&] { return world.status(bad).pid == 0; }));
    CHECK(child_processes() == 1);
}

TEST_CASE("a plugin that leaks is stopped before its process may have no more" * doctest::skip(sanitized)) {
    WorldOptions options;
    options.times.budgets.window_ms = 60'000;
    options.times.budgets.look_ms = options.times.budgets.close_look_ms = 50;
    options.times.budgets.memory_mb = 40;
    options.times.budgets.most_memory_mb = 90;
    World world(options);
    world.put_actor(bad, "timer=leak");
    world.run(bad);
    REQUIRE(world.until([&] { return world.status(bad).budget == BudgetState::over; }));
    CHECK(world.status(bad).budget_note.find(" MB of memory.") != std::string::npos);
    REQUIRE(world.reaches(bad, PluginState::stopped));
    CHECK(world.status(bad).reason.find("a plugin may use 90 MB. It stays stopped until you restart it.") != std::string::npos);
}

TEST_CASE("a plugin that none of its panels show is asked for nothing, and a look at what it costs costs little") {
    World world;
    world.put_actor(bad, "panel=none");
    REQUIRE(world.install(bad));
    REQUIRE(world.reaches(bad, PluginState::running));
    run_for(*world.loop, 100);
    CHECK(world.frames(bad) == 0);

    const auto pid = world.status(bad).pid;
    const auto costs = runtime::read_costs(pid, 1'000);
    CHECK(costs.memory_mb > 1);
    CHECK(costs.wakeups > 0);
    timespec before{}, after{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &before);
    for (int i = 0; i < 100; ++i) runtime::read_costs(pid, 1'000);
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &after);
    const double each_us =
        (static_cast<double>(after.tv_sec - before.tv_sec) * 1e9 + static_cast<double>(after.tv_nsec - before.tv_nsec)) / 1e5;
    MESSAGE("one look: " << each_us << " us");
    if (!sanitized) CHECK(each_us < 1'000); // twenty plugins every 10 s: below 0.2 %
    CHECK(runtime::read_costs(999'999'999, 0).cpu_us == 0);
}

// ---- the search for a culprit ------------------------------------------------------------------------------------------------

TEST_CASE("halves of the plugins stand still while a person is asked, until one is left") {
    World world;
    std::vector<std::string> ids;
    std::map<std::string, pid_t> pids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back("test.one.of" + std::to_string(i));
        world.put_actor(ids.back());
        world.run(ids.back());
        pids[ids.back()] = world.status(ids.back()).pid;
    }
    const std::string culprit = ids[2];
    REQUIRE(world.supervisor->start_search());
    CHECK_FALSE(world.supervisor->start_search());
    while (!world.supervisor->search()->done()) {
        const auto paused = world.supervisor->search()->paused();
        for (const auto& id : ids) {
            CHECK(world.status(id).paused == paused.contains(id));
            CHECK(world.until([&] { return (state_of(pids[id]) == 'T') == paused.contains(id); }));
        }
        for (const auto& id : ids)
            if (!paused.contains(id)) CHECK(world.keeps_drawing(id));
        run_for(*world.loop, 500); // longer than the window's notices: standing still is nobody's fault
        for (const auto& id : ids) CHECK(world.status(id).unresponsive_s == 0);
        CHECK_FALSE(world.call<calls::PluginRunCommand>({*paused.begin(), "click"}));
        REQUIRE(world.supervisor->answer_search(!paused.contains(culprit)));
    }
    CHECK(world.supervisor->search()->found() == culprit);
    for (const auto& id : ids) CHECK(world.status(id).paused == (id == culprit)); // until the person has decided
    REQUIRE(world.supervisor->stop_search());
    for (const auto& id : ids) {
        CHECK(world.keeps_drawing(id));
        CHECK(world.status(id).crash_count == 0);
        CHECK(world.status(id).pid == pids[id]);
    }
    CHECK(world.supervisor->search() == nullptr);
    CHECK_FALSE(world.supervisor->answer_search(true));
    CHECK_FALSE(world.supervisor->stop_search());
}

TEST_CASE("what happened while a plugin stood still reaches it when it goes on, and a new build of it takes over then") {
    World world;
    for (const char* id : {bad, good}) {
        world.put_actor(id, "version=1", "1.0.0", R"("permissions": ["tasks:read"])");
        world.run(id, {"tasks:read"});
    }
    REQUIRE(world.supervisor->start_search());
    const std::string paused = *world.supervisor->search()->paused().begin();
    world.supervisor->publish("tasks/changed", "{}");
    world.supervisor->publish("tasks/changed", "{}");
    world.put_library(paused, "version=2");
    run_for(*world.loop, 300);
    CHECK(world.status(paused).reload_count == 0);
    REQUIRE(world.supervisor->stop_search());
    CHECK(world.until([&] { return world.status(paused).reload_count == 1; }));
    CHECK(world.ask(paused)["version"] == "2");
}

TEST_CASE("plugins that stand still are stopped, restarted and closed like others") {
    World world;
    for (const char* id : {bad, good}) {
        world.put_actor(id);
        world.run(id);
    }
    REQUIRE(world.supervisor->start_search());
    const std::string paused = *world.supervisor->search()->paused().begin();
    const auto pid = world.status(paused).pid;
    world.storage.clear();
    REQUIRE(world.call<calls::PluginRestart>({paused}));
    CHECK(world.until([&] { return world.status(paused).state == PluginState::running && world.status(paused).pid != pid; }));
    CHECK(world.storage.contains({paused, "deactivated"})); // in good order
    REQUIRE(world.supervisor->search());
    CHECK_FALSE(world.status(paused).paused);
    REQUIRE(world.supervisor->stop_search());
    REQUIRE(world.supervisor->start_search());
    world.close();
    CHECK(child_processes() == 0);
}

TEST_CASE("when the client dies, hosts that stand still die too") {
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    const pid_t client = ::fork();
    if (client == 0) {
        World world;
        for (const char* id : {bad, good}) {
            world.put_actor(id);
            world.run(id);
        }
        pid_t pids[2] = {world.status(bad).pid, world.status(good).pid};
        static_cast<void>(world.supervisor->start_search().has_value());
        while (state_of(pids[0]) != 'T' && state_of(pids[1]) != 'T') run_for(*world.loop, 5);
        if (::write(ends[1], pids, sizeof pids) != sizeof pids) ::_exit(1);
        ::raise(SIGKILL);
    }
    ::close(ends[1]);
    pid_t pids[2] = {};
    REQUIRE(::read(ends[0], pids, sizeof pids) == sizeof pids);
    ::close(ends[0]);
    int status = 0;
    REQUIRE(::waitpid(client, &status, 0) == client);
    const runtime::SystemClock clock;
    auto waiting = runtime::EventLoop::create(clock);
    for (const pid_t pid : pids)
        CHECK(run_until(**waiting, [&] {
            const char state = state_of(pid);
            return state == '?' || state == 'Z';
        }));
}

// ---- safe mode -------------------------------------------------------------------------------------------------------------

TEST_CASE("in safe mode nothing runs but what a person starts, and leaving it starts the rest") {
    WorldOptions options;
    options.start = runtime::Supervisor::Start::safe_mode;
    World world(options);
    for (const char* id : {bad, good}) world.put_actor(id);
    REQUIRE(world.install(bad));
    REQUIRE(world.install(good));
    CHECK(world.supervisor->safe_mode());
    run_for(*world.loop, 100);
    for (const char* id : {bad, good}) {
        CHECK(world.status(id).state == PluginState::stopped);
        CHECK(world.status(id).pid == 0);
        CHECK(world.status(id).reason.find("safe mode") != std::string::npos);
        CHECK(world.installations.rows.at(id).why_disabled.empty()); // nothing of it is remembered
        CHECK(world.installations.rows.at(id).enabled);
    }
    REQUIRE(world.call<calls::PluginRestart>({good}));
    CHECK(world.reaches(good, PluginState::running));
    CHECK(world.status(bad).state == PluginState::stopped);

    world.supervisor->leave_safe_mode();
    CHECK_FALSE(world.supervisor->safe_mode());
    CHECK(world.reaches(bad, PluginState::running));
    CHECK(world.status(bad).reason.empty());
}
