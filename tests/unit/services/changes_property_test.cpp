// Whatever is done, undone and redone, in any order: going back leads to the very rows there were, and forth again to those there were then.
#include "support.hpp"

#include <map>
#include <random>

using namespace asista;
using namespace asista::test;

namespace {

// All rows of what can be undone, as text.
std::string rows_of(Profile& p) {
    std::string all;
    for (const char* table : {"tasks", "task_tags", "projects", "time_entries", "habits", "habit_completions", "vacations",
                              "goals", "milestones", "goal_links", "goal_points", "calendar_events"}) {
        auto columns =
            must(p.s.db.prepare("SELECT group_concat('quote(' || name || ')', '||'',''||') FROM pragma_table_info(?1)"));
        columns.bind(std::string_view(table));
        REQUIRE(must(columns.step()));
        auto rows = must(p.s.db.prepare(fmt::format("SELECT {} FROM {} ORDER BY 1", columns.text(0), table)));
        all += table;
        while (must(rows.step())) {
            all += '\n';
            all += rows.text(0);
        }
        all += '\n';
    }
    return all;
}

struct Chaos {
    explicit Chaos(unsigned seed) : random(seed) {}

    Profile p;
    std::mt19937 random;
    InstantMs at = now;

    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); }
    std::uint64_t any(const char* table) {
        auto row = must(p.s.db.prepare(fmt::format("SELECT coalesce(max(id), 0) FROM {}", table)));
        REQUIRE(must(row.step()));
        return row.integer(0) == 0 ? 1 : 1 + below(static_cast<std::uint32_t>(row.integer(0)));
    }
    std::string words() {
        std::string text = "w";
        for (std::uint32_t i = below(6); i > 0; --i) text += std::array{"a", "\"", "\\", "\u00E9", "{", "'"}[below(6)];
        return text;
    }

    // One change by `actor`. Many are refused, since what they are about is gone; those change nothing.
    void act(const Actor& actor) {
        ++at;
        auto& s = p.s;
        switch (below(32)) {
        case 0:
        case 1: static_cast<void>(s.tasks.add(actor, {words(), words(), static_cast<Energy>(below(5)), {}, {}}, at)); break;
        case 2:
        case 3: {
            calls::TasksUpdate::Request request;
            request.id = any("tasks");
            if (below(2) == 0) request.title = words();
            if (below(2) == 0) request.status = static_cast<TaskStatus>(below(4));
            if (below(3) == 0) request.due_day = today + static_cast<DayNumber>(below(9));
            static_cast<void>(s.tasks.update(actor, request, at));
            break;
        }
        case 4: static_cast<void>(s.tasks.remove(actor, any("tasks"), at)); break;
        case 5: static_cast<void>(s.habits.add(actor, {words(), static_cast<std::uint8_t>(1 + below(127))}, at)); break;
        case 6:
        case 7:
            static_cast<void>(
                s.habits.mark(actor, {any("habits"), today - static_cast<DayNumber>(below(5)), below(2) == 0}, today, at));
            break;
        case 8:
            if (below(2) == 0)
                static_cast<void>(s.habits.remove(actor, any("habits"), at));
            else
                static_cast<void>(s.goals.set_progress(actor, {any("goals"), below(1000) / 7.0}, today, at));
            break;
        case 9: static_cast<void>(s.goals.add(actor, {words(), "", 1 + below(100) / 3.0, 0.1, {}}, today, at)); break;
        case 11: {
            calls::TasksCreate::Request request;
            request.title = words();
            request.due_day = today - static_cast<DayNumber>(below(5));
            if (below(2) == 0) request.recurrence = "FREQ=WEEKLY;COUNT=3";
            if (below(3) == 0) request.project = any("projects");
            if (below(3) == 0) request.parent = any("tasks");
            request.tags = {std::array{"a", "b", "c"}[below(3)]};
            static_cast<void>(s.tasks.create(actor, request, at));
            break;
        }
        case 12: {
            calls::TasksEdit::Request request;
            request.ids = {any("tasks"), any("tasks")};
            if (below(2) == 0) request.status = static_cast<TaskStatus>(below(4));
            if (below(2) == 0) request.add_tags = {std::array{"a", "b", "c"}[below(3)]};
            if (below(2) == 0) request.remove_tags = {"a"};
            if (below(3) == 0) request.project = below(2) == 0 ? 0 : any("projects");
            if (below(3) == 0) request.clear = {calls::TaskField::parent, calls::TaskField::recurrence};
            static_cast<void>(s.tasks.edit(actor, request, at, today));
            break;
        }
        case 13: static_cast<void>(s.tasks.move(actor, {any("tasks"), any("tasks"), below(2) == 0, {}}, at)); break;
        case 14:
            if (below(2) == 0)
                static_cast<void>(s.projects.add(actor, {words() + std::to_string(below(9)), below(4)}, at));
            else
                static_cast<void>(s.projects.remove(actor, any("projects"), at));
            break;
        case 20: {
            calls::CalendarCreate::Request request;
            request.title = words();
            request.times = {below(3) == 0, today, static_cast<std::uint16_t>(below(1000)), today, 1'100};
            if (request.times.all_day) request.times.end_day += static_cast<DayNumber>(below(3));
            request.zone = std::array{"Europe/Berlin", "America/New_York", ""}[below(3)];
            if (below(3) > 0)
                request.recurrence = std::array{"FREQ=DAILY;COUNT=4", "FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=2"}[below(3)];
            static_cast<void>(s.calendar.create(actor, request, at));
            break;
        }
        case 21:
        case 22: {
            calls::CalendarEdit::Request request;
            request.id = any("calendar_events");
            request.occurrence = today + static_cast<DayNumber>(below(7));
            request.scope = static_cast<calls::EventScope>(below(3));
            if (below(2) == 0) request.title = words();
            if (below(2) == 0) request.times = {below(4) == 0, request.occurrence + 1, 600, request.occurrence + 1, 700};
            if (below(4) == 0) request.zone = std::array{"Europe/Berlin", "Asia/Tokyo", ""}[below(3)];
            if (below(4) == 0) request.recurrence = std::array{"", "FREQ=DAILY;COUNT=3", "FREQ=WEEKLY"}[below(3)];
            static_cast<void>(s.calendar.edit(actor, request, at));
            break;
        }
        case 23:
            static_cast<void>(s.calendar.erase(
                actor,
                {any("calendar_events"), today + static_cast<DayNumber>(below(7)), static_cast<calls::EventScope>(below(3))},
                at));
            break;
        case 15:
            if (below(3) > 0)
                static_cast<void>(s.tracking.start(actor, any("tasks"), at));
            else
                static_cast<void>(s.tracking.stop(actor, {}, at));
            break;
        case 16: {
            calls::HabitsRecord::Request request{
                any("habits"), today - static_cast<DayNumber>(below(5)), static_cast<calls::HabitMark>(below(3)), {}};
            if (request.mark == calls::HabitMark::done && below(2) == 0) request.amount = (1 + below(90)) / 7.0;
            static_cast<void>(s.habits.record(actor, request, today, at));
            break;
        }
        case 17: {
            calls::HabitsEdit::Request request;
            request.id = any("habits");
            if (below(2) == 0) request.target = below(30) / 3.0;
            if (below(3) == 0) request.times_per_week = static_cast<std::uint8_t>(1 + below(7));
            if (below(3) == 0) request.behind = below(2) == 0 ? 0 : any("habits");
            if (below(4) == 0) request.archived = below(2) == 0;
            const DayNumber from = today + static_cast<DayNumber>(below(40));
            if (below(3) > 0)
                static_cast<void>(s.habits.edit(actor, request, at));
            else
                static_cast<void>(s.habits.vacation(
                    actor, {below(2) == 0 ? 0 : any("vacations"), from, from + static_cast<DayNumber>(below(5)), below(4) == 0},
                    at));
            break;
        }
        case 18: {
            calls::GoalsEdit::Request request;
            request.id = any("goals");
            if (below(2) == 0) request.step = below(100) / 7.0 - 5;
            if (below(3) == 0) request.target = below(50) / 3.0;
            if (below(3) == 0) request.state = static_cast<calls::GoalState>(below(3));
            if (below(3) == 0) request.follows = below(2) == 0;
            if (below(4) == 0) request.behind = any("goals");
            if (below(6) > 0)
                static_cast<void>(s.goals.edit(actor, request, today + static_cast<DayNumber>(below(4)), at));
            else
                static_cast<void>(s.goals.erase(actor, any("goals"), at));
            break;
        }
        case 19: {
            const auto goal = any("goals");
            if (below(2) == 0) {
                static_cast<void>(s.goals.milestone(actor,
                                                    {goal, below(2) == 0 ? 0 : any("milestones"), words(),
                                                     below(2) == 0 ? std::optional(below(9) / 7.0) : std::nullopt,
                                                     below(2) == 0 ? std::optional(below(2) == 0) : std::nullopt, below(4) == 0},
                                                    at));
            } else {
                const auto kind = static_cast<calls::LinkKind>(below(2));
                const auto item = any(kind == calls::LinkKind::task ? "tasks" : "habits");
                static_cast<void>(s.goals.link(actor, {goal, kind, item, below(3) == 0}, at));
            }
            break;
        }
        case 24: {
            calls::ProjectsEdit::Request request;
            request.id = any("projects");
            if (below(2) == 0) request.name = words() + std::to_string(below(9));
            if (below(3) == 0) request.color = below(6);
            if (below(3) == 0) request.archived = below(2) == 0;
            if (below(2) == 0) request.behind = below(2) == 0 ? 0 : any("projects");
            static_cast<void>(s.projects.edit(actor, request, at));
            break;
        }
        case 25: { // several at once, and onto another day
            calls::TasksMove::Request request{any("tasks"), below(4) == 0 ? 0 : any("tasks"), below(2) == 0, {}, {any("tasks")}};
            if (below(2) == 0) request.day = today + static_cast<DayNumber>(below(9));
            static_cast<void>(s.tasks.move(actor, request, at));
            break;
        }
        case 26: static_cast<void>(s.tasks.erase(actor, {{any("tasks"), any("tasks"), any("tasks")}}, at)); break;
        case 27: {
            calls::HabitsCreate::Request request{words(), words(), below(6), static_cast<std::uint8_t>(1 + below(127))};
            if (below(2) == 0) request.target = (1 + below(50)) / 7.0;
            if (below(3) == 0) request.times_per_week = static_cast<std::uint8_t>(1 + below(7));
            if (below(4) > 0)
                static_cast<void>(s.habits.create(actor, request, at));
            else
                static_cast<void>(s.habits.erase(actor, any("habits"), at));
            break;
        }
        case 28: {
            calls::GoalsCreate::Request request;
            request.title = words();
            request.start = below(30) / 7.0;
            request.target = 10 + below(30) / 3.0;
            request.follows = below(2) == 0;
            if (below(2) == 0) request.due_day = today + static_cast<DayNumber>(1 + below(90));
            if (below(4) > 0)
                static_cast<void>(s.goals.create(actor, request, today, at));
            else
                static_cast<void>(s.goals.remove(actor, any("goals"), at));
            break;
        }
        case 29: static_cast<void>(s.calendar.remove(actor, any("calendar_events"), at)); break;
        case 30: { // another time or day than now: by hand, afterwards
            const auto running = must(s.tracking.running(actor.user));
            if (running) static_cast<void>(s.tracking.stop(actor, running->started_at + below(5), at));
            break;
        }
        case 31: static_cast<void>(s.habits.remove(actor, any("habits"), at)); break;
        default:
            static_cast<void>(s.operations.together(actor, at, "test.several", [&]() -> Result<void> {
                for (int i = 0; i < 3; ++i) {
                    static_cast<void>(s.tasks.add(actor, {words(), "", Energy::m, {}, {}}, at));
                    static_cast<void>(s.tasks.remove(actor, any("tasks"), at));
                    static_cast<void>(s.calendar.add(actor, {words(), "", at, at + hour, below(5)}, at));
                }
                return {};
            }));
        }
    }
};

} // namespace

TEST_CASE("undoing everything leads back to each state there was, redoing everything forth again") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        Chaos chaos(seed);
        auto& log = chaos.p.s.operations;
        std::map<std::int64_t, std::string> states; // by the change after which it was so
        const auto newest = [&] {
            const auto next = must(log.next_undo(chaos.p.ada));
            return next ? next->id : 0;
        };
        states[0] = rows_of(chaos.p);
        for (int step = 0; step < 60; ++step) {
            // Undo and redo in between change which changes are in effect; those given up for a new one are never met again.
            switch (chaos.below(5)) {
            case 0: static_cast<void>(log.undo_last(chaos.p.ada, ++chaos.at)); break;
            case 1: static_cast<void>(log.redo_last(chaos.p.ada, ++chaos.at)); break;
            default: chaos.act(chaos.p.by_ada);
            }
            const auto [known, first] = states.emplace(newest(), rows_of(chaos.p));
            if (!first) CHECK(rows_of(chaos.p) == known->second);
        }

        std::vector<std::string> back{rows_of(chaos.p)};
        while (must(log.next_undo(chaos.p.ada))) {
            must(log.undo_last(chaos.p.ada, ++chaos.at));
            CHECK(rows_of(chaos.p) == states.at(newest()));
            back.push_back(rows_of(chaos.p));
        }
        CHECK(rows_of(chaos.p) == states[0]);
        for (std::size_t i = back.size() - 1; i-- > 0;) {
            must(log.redo_last(chaos.p.ada, ++chaos.at));
            CHECK(rows_of(chaos.p) == back[i]);
        }
    }
}

TEST_CASE("undoing all that a plugin did since an instant, and redoing that, leads to the same rows") {
    for (unsigned seed = 100; seed < 112; ++seed) {
        CAPTURE(seed);
        Chaos chaos(seed);
        for (int step = 0; step < 20; ++step) chaos.act(step % 2 == 0 ? chaos.p.by_ada : chaos.p.by_plugin);
        const auto before = rows_of(chaos.p);
        const InstantMs since = ++chaos.at;
        for (int step = 0; step < 30; ++step) chaos.act(chaos.p.by_plugin);
        const auto after = rows_of(chaos.p);

        const auto undone =
            must(chaos.p.s.operations.undo_all_by(chaos.p.ada, Author::plugin, "ai.asista.focus", since, ++chaos.at));
        CHECK(undone.skipped == 0);
        CHECK(rows_of(chaos.p) == before);
        if (undone.change == 0) continue; // it did nothing that lasted
        must(chaos.p.s.operations.undo(chaos.p.ada, undone.change, ++chaos.at));
        CHECK(rows_of(chaos.p) == after);
    }
}

TEST_CASE("with plugins at work in between, undo never touches what they changed, and never fails half-way") {
    for (unsigned seed = 200; seed < 208; ++seed) {
        CAPTURE(seed);
        Chaos chaos(seed);
        auto& log = chaos.p.s.operations;
        for (int step = 0; step < 120; ++step) {
            const auto before = rows_of(chaos.p);
            switch (chaos.below(6)) {
            case 0:
                if (!log.undo_last(chaos.p.ada, ++chaos.at)) CHECK(rows_of(chaos.p) == before);
                break;
            case 1:
                if (!log.redo_last(chaos.p.ada, ++chaos.at)) CHECK(rows_of(chaos.p) == before);
                break;
            case 2:
            case 3: chaos.act(chaos.p.by_plugin); break;
            default: chaos.act(chaos.p.by_ada);
            }
        }
        auto check = must(chaos.p.s.db.prepare("PRAGMA foreign_key_check"));
        CHECK_FALSE(must(check.step()));
    }
}

TEST_CASE("moves to one and the same place, until the neighbours are spread out, are undone and redone to the very rows") {
    Profile p;
    std::vector<std::uint64_t> tasks;
    for (int i = 0; i < 6; ++i) tasks.push_back(p.add_task(fmt::format("Task {}", i)));
    const auto rank_of = [&](std::uint64_t id) {
        auto row = must(p.s.db.prepare("SELECT rank FROM tasks WHERE id = ?1"));
        row.bind(id);
        REQUIRE(must(row.step()));
        return std::string(row.text(0));
    };
    std::vector<std::string> states{rows_of(p)};
    InstantMs at = now;
    bool spread = false;
    for (std::size_t i = 0; i < 600 && !spread; ++i) { // one of two in turn between the first and the other
        const auto before = rank_of(tasks[0]);
        must(p.s.tasks.move(p.by_ada, {tasks[1 + i % 2], tasks[0], true, {}, {}}, ++at));
        spread = rank_of(tasks[0]) != before;
        states.push_back(rows_of(p));
    }
    REQUIRE(spread);

    for (std::size_t i = states.size() - 1; i-- > 0;) {
        must(p.s.operations.undo_last(p.ada, ++at));
        REQUIRE(rows_of(p) == states[i]);
    }
    for (std::size_t i = 1; i < states.size(); ++i) {
        must(p.s.operations.redo_last(p.ada, ++at));
        REQUIRE(rows_of(p) == states[i]);
    }
}

TEST_CASE("files that come in among other changes are undone and redone like those") {
    constexpr std::string_view calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:one@example.org\r\n"
                                          "DTSTART:20261123T090000Z\r\nDTEND:20261123T100000Z\r\nRRULE:FREQ=DAILY;COUNT=5\r\n"
                                          "EXDATE:20261124T090000Z\r\nSUMMARY:Standup\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    for (unsigned seed = 300; seed < 306; ++seed) {
        CAPTURE(seed);
        Chaos chaos(seed);
        for (int step = 0; step < 20; ++step) chaos.act(chaos.p.by_ada);
        const auto before = rows_of(chaos.p);
        const auto done = must(chaos.p.s.calendar.import_text(chaos.p.by_ada, calendar, false, ++chaos.at));
        REQUIRE(done.change != 0);
        const auto after = rows_of(chaos.p);
        REQUIRE(after != before);

        const auto undone = must(chaos.p.s.operations.undo(chaos.p.ada, done.change, ++chaos.at));
        CHECK(rows_of(chaos.p) == before);
        must(chaos.p.s.operations.undo(chaos.p.ada, undone.change, ++chaos.at));
        CHECK(rows_of(chaos.p) == after);
    }
}
