// Habits in the database: kinds, days, days off, places, undo, and what reading them costs.
#include "services/change_words.hpp"
#include "support.hpp"

#include <random>

using namespace asista;
using namespace asista::test;
using namespace asista::calls;

namespace {

std::uint64_t create(Profile& p, HabitsCreate::Request request) { return must(p.s.habits.create(p.by_ada, request, now)).id; }

HabitsCreate::Request named(std::string name) {
    HabitsCreate::Request request;
    request.name = std::move(name);
    return request;
}

HabitsCreate::Request measured(double target, std::string unit) {
    auto request = named("Drink water");
    request.target = target;
    request.unit = std::move(unit);
    return request;
}

void record(Profile& p, std::uint64_t id, DayNumber day, HabitMark mark = HabitMark::done, std::optional<double> amount = {}) {
    must(p.s.habits.record(p.by_ada, {id, day, mark, amount}, today, now));
}

std::vector<HabitItem> items(Profile& p, bool archived = false, DayNumber days = 35) {
    return must(p.s.habits.items(p.ada, {today - days + 1, today, archived}, today)).habits;
}

HabitItem item(Profile& p, std::uint64_t id) {
    for (auto& each : items(p, true))
        if (each.id == id) return each;
    FAIL("no such habit");
    return {};
}

std::vector<std::string> names(Profile& p, bool archived = false) {
    std::vector<std::string> all;
    for (const auto& each : items(p, archived)) all.push_back(each.name);
    return all;
}

} // namespace

TEST_CASE("a habit comes back as it was created and as it was edited") {
    Profile p;
    HabitsCreate::Request request = measured(8, "glasses");
    request.notes = "A *big* one after waking";
    request.color = 3;
    request.times_per_week = 5;
    const auto id = create(p, request);

    auto habit = item(p, id);
    CHECK(habit.name == "Drink water");
    CHECK(habit.notes == "A *big* one after waking");
    CHECK(habit.color == 3);
    CHECK(habit.times_per_week == 5);
    CHECK(habit.target == 8.0);
    CHECK(habit.unit == "glasses");
    CHECK(habit.created_at == now);

    HabitsEdit::Request edit;
    edit.id = id;
    edit.weekdays = std::uint8_t{0x15};
    edit.target = 0;
    edit.name = "Drink";
    must(p.s.habits.edit(p.by_ada, edit, now));
    habit = item(p, id);
    CHECK(habit.name == "Drink");
    CHECK(habit.weekdays == 0x15);
    CHECK(habit.times_per_week == 0);
    CHECK_FALSE(habit.target);
    CHECK(habit.unit == "glasses");
    edit = {};
    edit.id = id;
    edit.times_per_week = std::uint8_t{7};
    must(p.s.habits.edit(p.by_ada, edit, now));
    CHECK(item(p, id).times_per_week == 0);
    CHECK(item(p, id).weekdays == 0x7F);
}

TEST_CASE("what breaks a rule of habits is refused and changes nothing") {
    Profile p;
    const auto id = create(p, measured(8, "glasses"));
    const auto before = p.count("changes");
    const auto refuse = [&](auto change) {
        HabitsEdit::Request edit;
        edit.id = id;
        change(edit);
        CHECK(error_of(p.s.habits.edit(p.by_ada, edit, now)).code != Errc::internal);
    };
    refuse([](auto& e) { e.name = " "; });
    refuse([](auto& e) { e.weekdays = std::uint8_t{0}; });
    refuse([](auto& e) { e.times_per_week = std::uint8_t{8}; });
    refuse([](auto& e) { e.weekdays = std::uint8_t{1}, e.times_per_week = std::uint8_t{2}; });
    refuse([](auto& e) { e.target = -1; });
    refuse([](auto& e) { e.target = std::numeric_limits<double>::quiet_NaN(); });
    refuse([](auto& e) { e.color = 64; });
    refuse([](auto& e) { e.behind = 99; });
    refuse([](auto& e) { e.id = 99; });
    for (const double amount : {0.0, -2.0, 1e10, std::numeric_limits<double>::infinity()})
        CHECK_FALSE(p.s.habits.record(p.by_ada, {id, today, HabitMark::done, amount}, today, now));
    CHECK_FALSE(p.s.habits.record(p.by_ada, {id, today, HabitMark::skipped, 2.0}, today, now));
    CHECK_FALSE(p.s.habits.record(p.by_ada, {id, today + 1, HabitMark::done, {}}, today, now));
    CHECK_FALSE(p.s.habits.record(p.by_ada, {id, today - Habits::max_history_days, HabitMark::done, {}}, today, now));
    CHECK_FALSE(p.s.habits.record(p.by_bob, {id, today, HabitMark::done, {}}, today, now));
    CHECK(p.count("changes") == before);
    CHECK(p.count("habit_completions") == 0);
}

TEST_CASE("a partial amount counts partly and a whole one keeps the streak") {
    Profile p;
    const auto id = create(p, measured(8, "glasses"));
    record(p, id, today, HabitMark::done, 4);
    const double half = item(p, id).strength;
    CHECK(item(p, id).streak == 0);
    CHECK(must(p.s.habits.list(p.ada, {today, today}, today)).habits.at(0).completed_days.empty());

    record(p, id, today, HabitMark::done, 9);
    CHECK(item(p, id).strength == doctest::Approx(2 * half));
    CHECK(item(p, id).streak == 1);
    CHECK(item(p, id).days.at(0).amount == 9);
    CHECK(must(p.s.habits.list(p.ada, {today, today}, today)).habits.at(0).completed_days.size() == 1);
}

TEST_CASE("a plugin's mark follows the same rules and takes nothing away") {
    Profile p;
    const auto id = create(p, measured(8, "glasses"));

    must(p.s.habits.mark(p.by_plugin, {id, today, true}, today, now));
    CHECK(item(p, id).days.at(0).amount == 8);
    record(p, id, today, HabitMark::done, 12);
    must(p.s.habits.mark(p.by_plugin, {id, today, true}, today, now));
    CHECK(item(p, id).days.at(0).amount == 12);
    must(p.s.habits.mark(p.by_plugin, {id, today, false}, today, now));
    CHECK(item(p, id).days.empty());
    record(p, id, today, HabitMark::skipped);
    CHECK(must(p.s.habits.list(p.ada, {today, today}, today)).habits.at(0).completed_days.empty());
    HabitsEdit::Request edit;
    edit.id = id;
    edit.archived = true;
    must(p.s.habits.edit(p.by_ada, edit, now));
    CHECK(must(p.s.habits.list(p.ada, {today, today}, today)).habits.empty());
}

TEST_CASE("a habit of n times a week tells plugins seven days for each week") {
    Profile p;
    auto request = named("Run");
    request.times_per_week = 2;
    const auto id = create(p, request);
    for (const int back : {0, 1, 7, 8, 15, 16}) record(p, id, today - back);

    CHECK(item(p, id).streak == 3);
    CHECK(item(p, id).this_week == 2);
    CHECK(must(p.s.habits.list(p.ada, {today, today}, today)).habits.at(0).streak_days == 21);
}

TEST_CASE("yesterday can be recorded, and days of years ago too") {
    Profile p;
    const auto id = create(p, named("Walk"));
    record(p, id, today - 1);
    CHECK(item(p, id).streak == 1);
    record(p, id, today - 3'000);
    CHECK(item(p, id).recorded == 2);
    CHECK(item(p, id).streak == 1);
}

TEST_CASE("a vacation pauses every habit, and taking it back takes that back") {
    Profile p;
    const auto id = create(p, named("Walk"));
    for (int back = 10; back < 40; ++back) record(p, id, today - back);
    CHECK(item(p, id).streak == 0);
    const double weak = item(p, id).strength;

    const auto vacation = must(p.s.habits.vacation(p.by_ada, {0, today - 9, today, false}, now)).id;
    CHECK(item(p, id).streak == 30);
    CHECK(item(p, id).strength > weak + 0.2);
    CHECK(error_of(p.s.habits.vacation(p.by_ada, {0, today, today + 3, false}, now)).code == Errc::busy);
    must(p.s.habits.vacation(p.by_ada, {vacation, today - 8, today, false}, now));
    CHECK(item(p, id).streak == 0);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(item(p, id).streak == 30);
    must(p.s.habits.vacation(p.by_ada, {vacation, 0, 0, true}, now));
    CHECK(item(p, id).streak == 0);
    CHECK(item(p, id).strength == doctest::Approx(weak));
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(must(p.s.habits.items(p.ada, {today, today, false}, today)).vacations.at(0).from_day == today - 9);
    CHECK(must(p.s.habits.items(p.bob, {today, today, false}, today)).vacations.empty());
    CHECK_FALSE(p.s.habits.vacation(p.by_bob, {vacation, today, today, false}, now));
}

TEST_CASE("habits stand where they were put, and archived ones last") {
    Profile p;
    const auto a = create(p, named("a")), b = create(p, named("b")), c = create(p, named("c"));
    HabitsEdit::Request edit;
    edit.id = c;
    edit.behind = 0;
    must(p.s.habits.edit(p.by_ada, edit, now));
    CHECK(names(p) == std::vector<std::string>{"c", "a", "b"});
    edit.behind = a;
    must(p.s.habits.edit(p.by_ada, edit, now));
    CHECK(names(p) == std::vector<std::string>{"a", "c", "b"});
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(names(p) == std::vector<std::string>{"c", "a", "b"});
    edit = {};
    edit.id = a;
    edit.archived = true;
    must(p.s.habits.edit(p.by_ada, edit, now));
    CHECK(names(p) == std::vector<std::string>{"c", "b"});
    CHECK(names(p, true) == std::vector<std::string>{"c", "b", "a"});
    CHECK(b != 0);
}

TEST_CASE("a habit that was erased comes back with all its days") {
    Profile p;
    const auto id = create(p, measured(3, "km"));
    for (int back = 0; back < 500; ++back)
        record(p, id, today - back, back % 7 == 0 ? HabitMark::skipped : HabitMark::done,
               back % 7 == 0 ? std::nullopt : std::optional(1 + back / 7.0));
    const auto before = item(p, id);

    must(p.s.habits.erase(p.by_ada, id, now));
    CHECK(items(p, true).empty());
    must(p.s.operations.undo_last(p.ada, now));
    const auto after = item(p, id);
    CHECK(after.streak == before.streak);
    CHECK(after.strength == before.strength);
    CHECK(after.recorded == before.recorded);
    REQUIRE(after.days.size() == before.days.size());
    for (std::size_t i = 0; i < after.days.size(); ++i) CHECK(after.days[i].amount == before.days[i].amount);
    must(p.s.operations.redo_last(p.ada, now));
    CHECK(p.count("habit_completions") == 0);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(p.count("habit_completions") == 500);
}

TEST_CASE("editing a habit of many days writes none of them into the log") {
    Profile p;
    const auto id = create(p, named("Walk"));
    for (int back = 0; back < 300; ++back) record(p, id, today - back);
    HabitsEdit::Request edit;
    edit.id = id;
    edit.name = "Walk far";
    must(p.s.habits.edit(p.by_ada, edit, now));

    const auto newest = must(p.s.operations.recent(p.ada, 1)).at(0);
    CHECK(newest.before->size() + newest.after->size() < 700);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(item(p, id).name == "Walk");
    CHECK(item(p, id).recorded == 300);
}

TEST_CASE("the sentence of a change says what became of a day") {
    Profile p;
    const auto id = create(p, measured(8, "glasses"));
    const auto said = [&] {
        const auto change = must(p.s.operations.changes(p.ada, 99'999, 1)).at(0).id;
        return change_words(must(p.s.operations.operations_of(p.ada, change)));
    };
    record(p, id, today - 1, HabitMark::done, 3);
    CHECK(said() == "marked 21 Nov 2026 of a habit");
    record(p, id, today - 1, HabitMark::skipped);
    CHECK(said() == "skipped 21 Nov 2026 of a habit");
    record(p, id, today - 1, HabitMark::none);
    CHECK(said() == "cleared 21 Nov 2026 of a habit");
    must(p.s.habits.vacation(p.by_ada, {0, today, today + 6, false}, now));
    CHECK(said() == "added a vacation from 22 Nov 2026 to 28 Nov 2026");
    HabitsEdit::Request edit;
    edit.id = id;
    edit.archived = true;
    must(p.s.habits.edit(p.by_ada, edit, now));
    CHECK(said() == "archived \"Drink water\"");
}

TEST_CASE("the history of a year has a strength for each day up to today") {
    Profile p;
    const auto id = create(p, named("Walk"));
    for (int back = 0; back < 600; ++back)
        if (back % 10 != 3) record(p, id, today - back);

    const auto year = must(p.s.habits.history(p.ada, {id, today - 370, today + 6}, today));
    CHECK(year.strength.size() == 371);
    CHECK(year.strength.back() == doctest::Approx(item(p, id).strength).epsilon(0.001));
    CHECK(year.strength.front() > 0.8); // it knows of the days before
    CHECK(year.days.size() == 334);
    CHECK(year.best_streak == 9);
    for (const double share : year.weekdays) CHECK(share == doctest::Approx(0.9).epsilon(0.03));
    CHECK(error_of(p.s.habits.history(p.bob, {id, today - 7, today}, today)).code == Errc::not_found);
    CHECK(error_of(p.s.habits.history(p.ada, {id, today - 400, today}, today)).code == Errc::over_limit);
    CHECK(must(p.s.habits.history(p.ada, {id, today + 1, today + 7}, today)).strength.empty());
}

TEST_CASE("counts and standings are right after any changes, their undoing and a new day") {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const auto below = [&random](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
        Profile p;
        std::vector<std::uint64_t> ids;
        for (int i = 0; i < 3; ++i) {
            auto request = i == 0 ? named("a") : i == 1 ? measured(5, "km") : named("c");
            if (i == 2) request.times_per_week = 3;
            ids.push_back(create(p, request));
        }
        DayNumber day = today;
        for (int step = 0; step < 150; ++step) {
            const auto id = ids[below(3)];
            switch (below(9)) {
            case 0: static_cast<void>(p.s.operations.undo_last(p.ada, now)); break;
            case 1: static_cast<void>(p.s.operations.redo_last(p.ada, now)); break;
            case 2: {
                const DayNumber from = day - static_cast<DayNumber>(below(60));
                static_cast<void>(
                    p.s.habits.vacation(p.by_ada, {below(4), from, from + static_cast<DayNumber>(below(9)), below(3) == 0}, now));
                break;
            }
            case 3: ++day; break;
            case 4: {
                HabitsEdit::Request edit;
                edit.id = id;
                if (below(2) == 0)
                    edit.target = below(4);
                else
                    edit.times_per_week = static_cast<std::uint8_t>(1 + below(7));
                static_cast<void>(p.s.habits.edit(p.by_ada, edit, now)); // its creation may be undone
                break;
            }
            default: {
                const auto mark = static_cast<HabitMark>(below(3));
                HabitsRecord::Request request{id, day - static_cast<DayNumber>(below(30)), mark, {}};
                if (mark == HabitMark::done && below(2) == 0) request.amount = 0.5 + below(6);
                static_cast<void>(p.s.habits.record(p.by_ada, request, day, now));
            }
            }
            // What was kept of the last time and what a reader without memory finds.
            Habits fresh(p.s.db, p.s.operations);
            const auto known = must(p.s.habits.items(p.ada, {day - 9, day, true}, day)).habits;
            const auto counted = must(fresh.items(p.ada, {day - 9, day, true}, day)).habits;
            REQUIRE(known.size() == counted.size());
            for (std::size_t i = 0; i < known.size(); ++i) {
                CHECK(known[i].streak == counted[i].streak);
                CHECK(known[i].strength == counted[i].strength);
                CHECK(known[i].this_week == counted[i].this_week);
                auto row = must(p.s.db.prepare("SELECT count(*) FROM habit_completions WHERE habit_id = ?1 AND skipped = 0"));
                row.bind(known[i].id);
                REQUIRE(must(row.step()));
                CHECK(known[i].recorded == row.as<std::uint32_t>(0));
            }
        }
    }
}
