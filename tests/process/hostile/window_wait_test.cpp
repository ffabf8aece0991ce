// Plugins that would hold the real window up: by not answering, by answering late, by saying "done" all the time, by using all processors.
#include "window_arena.hpp"

#include <chrono>

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using ui::PluginState;

namespace {
using enum Attempt::Must;

constexpr Attempt silences[] = {
    {"hang", "never answer"},
    {"flap-done-and-hang", "never answer, and say \"done\" all the time"},
    {"cover-frame-area", "answer where nobody looks"},
    {"wrong-serial", "answer what was not asked"},
    {"close-kick", "close the descriptor by which frames are asked for"},
};
constexpr Attempt nuisances[] = {
    {"flap-done", "say \"done\" all the time", be_harmless},
    {"late", "take 60 ms for each frame", be_harmless},
    {"spinning-threads", "8 threads that never rest", be_harmless},
};
const MatrixSection silence_section(20, "The real window, kept waiting", silences);
const MatrixSection nuisance_section(21, "The real window, disturbed", nuisances);

double next_frame_in(WindowArena& arena) {
    auto& app = arena.client->app();
    return app.compositor().next_frame_in(arena.client->window().now_s()).value_or(1'000);
}
} // namespace

TEST_CASE("a plugin that never answers is waited for three times, then its card says so, and the window rests") {
    judge_section<WindowArena>(silence_section, WindowOptions{}, [](WindowArena& arena, const Attempt& attempt) -> std::string {
        const std::string bad = WindowArena::bad();
        arena.tell(bad, "attack", {{"name", attempt.name}});

        // The window is drawn as its person does something, and stops waiting for the plugin.
        const auto page = arena.page();
        CHECK(arena.until([&] {
            arena.move({page.right - 4, page.bottom - 4});
            arena.move({page.right - 8, page.bottom - 4});
            return arena.figures(bad).asynchronous;
        }));
        // The last picture stays, at first as it was.
        CHECK((arena.shows(bad_color) || arena.figures(bad).unanswered_s >= 1));
        // What is no answer to the question asked is as good as none: no frame, and no fault either.
        CHECK(arena.figures(bad).rejected == 0);
        // Nothing of it keeps the window busy, not even "done" for ever: what comes next is the mark of the first second.
        CHECK(arena.until([&] { return next_frame_in(arena) > 0.05; }));
        // After five seconds it is covered by what a person may do about it.
        arena.pass(5.5);
        CHECK(arena.until([&] { return !arena.client->plugin(bad)->reason.empty() && !arena.shows(bad_color); }));
        CHECK(arena.figures(bad).has_frame);
        CHECK(arena.client->plugin(bad)->state == PluginState::running);
        return "waited for three times; the card asks after 5 s";
    });
}

// No time passes by itself on this window's clock: what is drawn here is drawn because an answer came, and for no other reason.
TEST_CASE("a plugin that is late, signals for ever or spins is drawn, and nobody waits for it") {
    judge_section<WindowArena>(nuisance_section, WindowOptions{}, [](WindowArena& arena, const Attempt& attempt) -> std::string {
        const std::string bad = WindowArena::bad();
        const bool late = attempt.name == "late";
        if (late) {
            arena.draw("late");
            CHECK(arena.until([&] { return arena.figures(bad).asynchronous; }));
        } else {
            CHECK(arena.call(bad, "attack", {{"name", attempt.name}, {"count", 8}}).value("done", false));
        }
        const auto before = arena.figures(bad).frames;
        CHECK(arena.until([&] {
            if (attempt.name == "flap-done") arena.pass(0.02); // who cries wolf is looked at now and then
            return arena.figures(bad).frames > before + 5;
        }));
        CHECK(arena.until([&] { return arena.shows(bad_color); }));
        CHECK(arena.figures(bad).rejected == 0);
        if (late) CHECK(arena.figures(bad).asynchronous);
        CHECK(arena.client->plugin(bad)->state == PluginState::running);
        arena.check_others(); // beside it
        return late ? "shown when it comes, not waited for" : "drawn, as is everybody else";
    });
}

// All of them together may cost the window one wait, not each its own; and after the third there is none.
TEST_CASE("six plugins that never answer cost the window one deadline together, three times") {
    using Clock = std::chrono::steady_clock;
    WindowArena arena(tiers_here().front(), {.hostile_plugins = 6, .patient = true});
    std::vector<double> waits_s; // of frames that took at least half a deadline
    arena.client->on_frame = [&] {
        if (const double took_s = arena.client->last_frame_ms() / 1000; took_s > 1) waits_s.push_back(took_s);
    };
    for (int i = 0; i < 6; ++i) arena.tell(WindowArena::bad(i), "attack", {{"name", "hang"}});

    const auto all_asynchronous = [&] {
        for (int i = 0; i < 6; ++i)
            if (!arena.figures(WindowArena::bad(i)).asynchronous) return false;
        return true;
    };
    CHECK(arena.until(all_asynchronous));

    // They may hang one after the other, so some frames wait for the last ones alone: never more than one deadline of 2 s.
    CHECK_FALSE(waits_s.empty());
    for (const double took_s : waits_s) CHECK(took_s < 2 * 2.0);
    waits_s.clear();
    const auto began = Clock::now();
    arena.client->app().compositor().redraw_all();
    arena.turns(10);
    CHECK(waits_s.empty());
    CHECK(Clock::now() - began < std::chrono::seconds(20)); // ten deadlines
    arena.check_others();
}

TEST_CASE("eight threads that never rest do not hold the window up: it waits for their plugin three times at most") {
    WindowArena arena(tiers_here().front(), {.patient = true});
    const std::string bad = WindowArena::bad();
    CHECK(arena.call(bad, "attack", {{"name", "spinning-threads"}, {"count", 8}}).value("done", false));
    int drawn = 0, held_up = 0;
    arena.client->on_frame = [&] {
        ++drawn;
        held_up += arena.client->last_frame_ms() >= 2'000 ? 1 : 0; // a whole deadline
    };

    const auto page = arena.page();
    CHECK(arena.until([&] { // a person who moves the pointer
        arena.move({page.right - 4 - drawn % 2, page.bottom - 4});
        return drawn >= 100;
    }));

    CHECK(held_up <= 3);
    arena.client->on_frame = nullptr;
    arena.check_others();
}

TEST_CASE("a plugin that spins is slowed down: it draws on, slowly, and is not taken for one that hangs") {
    const auto low_budget = [](core::CoreConfig& config) {
        auto& budgets = config.plugin_times.budgets;
        budgets.cpu_percent = 2; // of a machine that others use as well
        budgets.window_ms = 200;
        budgets.look_ms = budgets.close_look_ms = 50;
        budgets.throttle_after_ms = 200;
        budgets.stop_after_ms = 3'600'000;
    };
    WindowArena arena(tiers_here().front(), {.adjust = low_budget});
    const std::string bad = WindowArena::bad();
    CHECK(arena.call(bad, "attack", {{"name", "spinning-threads"}, {"count", 1}}).value("done", false));

    REQUIRE(arena.until([&] { return arena.client->plugin(bad)->budget == ui::BudgetState::throttled; }));
    CHECK(arena.client->plugin(bad)->state == PluginState::running);
    CHECK_FALSE(arena.client->plugin(bad)->budget_note.empty());
    const auto before = arena.figures(bad);
    CHECK(arena.until([&] { return arena.figures(bad).frames > before.frames + 5; }));
    CHECK(arena.figures(bad).asynchronous == before.asynchronous); // what it owes while it is stopped is not its fault
    CHECK(arena.shows(bad_color));
    arena.check_others();
}

TEST_CASE("a plugin that stands still by the person's wish keeps its picture, owes nothing, and goes on where it was") {
    WindowArena arena(tiers_here().front());
    const std::string bad = WindowArena::bad();
    REQUIRE(arena.client->call<calls::CulpritStart>({}));
    for (int i = 0; i < 2 && !arena.client->plugin(bad)->paused; ++i) {
        arena.turns(20);
        if (!arena.client->plugin(bad)->paused) REQUIRE(arena.client->call<calls::CulpritAnswer>({true}));
    }
    REQUIRE(arena.until([&] { return arena.client->plugin(bad)->paused; }));
    arena.turns(20); // an answer that was on its way
    const auto before = arena.figures(bad);

    arena.pass(6); // more than it takes to be asked about as hanging
    arena.client->app().compositor().redraw_all();
    arena.turns(50);
    CHECK(arena.figures(bad).frames == before.frames);
    CHECK(arena.figures(bad).has_frame);
    CHECK(arena.figures(bad).asynchronous == before.asynchronous);
    CHECK(arena.client->plugin(bad)->unresponsive_s == 0);
    CHECK(arena.client->plugin(bad)->reason.empty());

    REQUIRE(arena.client->call<calls::CulpritStop>({}));
    CHECK(arena.until([&] { return arena.figures(bad).frames > before.frames + 5 && arena.shows(bad_color); }));
    CHECK(arena.client->plugin(bad)->reason.empty());
    arena.check_others();
}
