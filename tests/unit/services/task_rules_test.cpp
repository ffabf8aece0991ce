// What follows from what: fields that need each other, parts of tasks, repetition, tags, many at once, the order by hand.
#include "support.hpp"

#include "services/ranks.hpp"

using namespace asista;
using namespace asista::test;
using calls::TaskField;
using calls::TaskView;

namespace {

std::uint64_t create(Profile& p, std::string title, const std::function<void(calls::TasksCreate::Request&)>& set = {}) {
    calls::TasksCreate::Request request;
    request.title = std::move(title);
    if (set) set(request);
    return must(p.s.tasks.create(p.by_ada, request, now)).id;
}

calls::Changed edit(Profile& p, std::vector<std::uint64_t> ids, const std::function<void(calls::TasksEdit::Request&)>& set) {
    calls::TasksEdit::Request request;
    request.ids = std::move(ids);
    set(request);
    return must(p.s.tasks.edit(p.by_ada, request, now + 1, today));
}

Error edit_error(Profile& p, std::uint64_t id, const std::function<void(calls::TasksEdit::Request&)>& set) {
    calls::TasksEdit::Request request;
    request.ids = {id};
    set(request);
    return error_of(p.s.tasks.edit(p.by_ada, request, now, today));
}

calls::TaskItem get(Profile& p, std::uint64_t id) { return must(p.s.tasks.get(p.ada, id)); }

std::string titles(Profile& p, TaskView view, std::uint64_t of = 0, std::string tag = {}) {
    std::string all;
    calls::TasksPage::Request request;
    request.view = view;
    request.of = of;
    request.tag = std::move(tag);
    for (const auto& item : must(p.s.tasks.page(p.ada, request, today)).tasks) all += item.task.title + ' ';
    return all;
}

const auto done = [](calls::TasksEdit::Request& request) { request.status = TaskStatus::done; };

} // namespace

TEST_CASE("a task comes back with all its fields, and fields are cleared by name") {
    Profile p;
    const auto project = must(p.s.projects.add(p.by_ada, {"Home", 0}, now)).id;
    const auto id = create(p, "Call", [&](auto& r) {
        r.notes = "**now**";
        r.energy = Energy::s;
        r.estimate_minutes = 15;
        r.due_day = today + 1;
        r.due_minute = 9 * 60;
        r.start_day = today;
        r.start_minute = 8 * 60;
        r.recurrence = "RRULE:freq=weekly";
        r.project = project;
        r.tags = {"#Phone", "home", "phone"};
    });

    auto item = get(p, id);
    CHECK(item.task.due_day == today + 1);
    CHECK(item.due_minute == 540);
    CHECK(item.start_day == today);
    CHECK(item.start_minute == 480);
    CHECK(item.recurrence == "FREQ=WEEKLY");
    CHECK(item.project == project);
    CHECK(item.tags == std::vector<std::string>{"home", "phone"});

    edit(p, {id}, [](auto& r) {
        r.clear = {TaskField::estimate, TaskField::due, TaskField::recurrence, TaskField::project};
        r.add_tags = {"urgent"};
        r.remove_tags = {"#HOME", "absent"};
    });
    item = get(p, id);
    CHECK_FALSE(item.task.estimate_minutes);
    CHECK_FALSE(item.task.due_day);
    CHECK_FALSE(item.due_minute); // the time goes with its day
    CHECK(item.start_day == today);
    CHECK(item.recurrence.empty());
    CHECK(item.project == 0);
    CHECK(item.tags == std::vector<std::string>{"phone", "urgent"});
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(get(p, id).tags == std::vector<std::string>{"home", "phone"});
    CHECK(get(p, id).recurrence == "FREQ=WEEKLY");
}

TEST_CASE("an edit that breaks a rule is refused with the rule and changes nothing") {
    Profile p;
    const auto id = create(p, "x"), parent = create(p, "parent");
    const auto part = create(p, "part", [&](auto& r) { r.parent = parent; });
    struct Variant {
        const char* message;
        std::function<void(calls::TasksEdit::Request&)> set;
    };
    const Variant variants[] = {
        {"a time of day needs the day", [](auto& r) { r.due_minute = 5; }},
        {"minute 1440 is no time of day",
         [](auto& r) {
             r.due_day = today;
             r.due_minute = 1440;
         }},
        {"needs a day", [](auto& r) { r.recurrence = "FREQ=DAILY"; }},
        {"out of range", [](auto& r) { r.recurrence = "FREQ=SECONDLY"; }},
        {"there is no project 77", [](auto& r) { r.project = 77; }},
        {"there is no task 77", [](auto& r) { r.parent = 77; }},
        {"a part of itself", [&](auto& r) { r.parent = id; }},
        {"has no parts itself", [&](auto& r) { r.parent = part; }},
        {"a tag is one word", [](auto& r) { r.add_tags = {"two words"}; }},
        {"a tag needs a name", [](auto& r) { r.add_tags = {"#"}; }},
        {"a tag", [](auto& r) { r.add_tags = {std::string(51, 'x')}; }},
        {"more than a year", [](auto& r) { r.estimate_minutes = 600'000; }},
        {"a task needs a title", [](auto& r) { r.title = " "; }},
    };
    const auto before = wire::encode(get(p, id));
    for (const Variant& variant : variants) {
        const auto error = edit_error(p, id, [&](auto& r) {
            r.notes = "changed too";
            variant.set(r);
        });
        CHECK_MESSAGE(contains(error.message, variant.message), error.message);
        CHECK(wire::encode(get(p, id)) == before);
    }
    CHECK(contains(edit_error(p, parent, [&](auto& r) { r.parent = id; }).message, "\"parent\""));
}

TEST_CASE("many tasks are edited as one change: all, or with an error none") {
    Profile p;
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < 50; ++i) ids.push_back(create(p, std::to_string(i)));

    const auto changed = edit(p, ids, [](auto& r) {
        r.due_day = today;
        r.add_tags = {"now"};
    });
    CHECK(changed.tasks == 50);
    CHECK(edit(p, ids, [](auto& r) { r.due_day = today; }).change == 0);
    CHECK(must(p.s.tasks.counts(p.ada, today)).today == 50);
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(changed.change), now));
    CHECK(must(p.s.tasks.counts(p.ada, today)).today == 0);
    CHECK(must(p.s.tasks.counts(p.ada, today)).tags.empty());

    ids.push_back(999);
    calls::TasksEdit::Request request;
    request.ids = ids;
    request.title = "same";
    CHECK(error_of(p.s.tasks.edit(p.by_ada, request, now, today)).message == "there is no task 999");
    CHECK(get(p, ids[0]).task.title == "0");
    request.ids.assign(5'001, ids[0]);
    CHECK(error_of(p.s.tasks.edit(p.by_ada, request, now, today)).code == Errc::over_limit);
    CHECK(error_of(p.s.tasks.edit(p.by_bob, {{ids[0]}}, now, today)).code == Errc::not_found);
}

TEST_CASE("a task takes its parts along when it is completed, cancelled, moved to a project or removed, as one change") {
    Profile p;
    const auto project = must(p.s.projects.add(p.by_ada, {"Home", 0}, now)).id;
    const auto trip = create(p, "trip");
    const auto a = create(p, "a", [&](auto&r) { r.parent = trip; }), b = create(p, "b", [&](auto&r) { r.parent = trip; });
    edit(p, {a}, done);
    CHECK(get(p, trip).subtasks == 2);
    CHECK(get(p, trip).subtasks_done == 1);
    CHECK(titles(p, TaskView::subtasks, trip) == "a b ");

    edit(p, {trip}, [&](auto& r) { r.project = project; });
    CHECK(get(p, b).project == project);
    edit(p, {trip}, done);
    CHECK(get(p, b).task.status == TaskStatus::done);
    CHECK(get(p, b).task.completed_at == now + 1);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(get(p, b).task.status == TaskStatus::open);
    CHECK(get(p, a).task.status == TaskStatus::done); // it was before
    edit(p, {a, b}, done);
    CHECK(get(p, trip).task.status == TaskStatus::open); // all parts done is not the whole done

    CHECK(must(p.s.tasks.erase(p.by_ada, {{trip, a}}, now)).tasks == 1);
    CHECK(p.count("tasks") == 0);
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(titles(p, TaskView::subtasks, trip) == "a b ");

    edit(p, {b}, [](auto& r) { r.clear = {TaskField::project}; }); // elsewhere than its parent
    CHECK(get(p, b).parent == 0);
    CHECK(get(p, trip).subtasks == 1);
}

TEST_CASE("completing a task that repeats makes its next occurrence, and undo takes both back") {
    Profile p;
    const auto id = create(p, "Water the plants", [](auto& r) {
        r.due_day = today - 3;
        r.due_minute = 8 * 60;
        r.start_day = today - 4;
        r.recurrence = "FREQ=WEEKLY;COUNT=3";
        r.tags = {"home"};
    });
    const auto part = create(p, "fetch the can", [&](auto& r) { r.parent = id; });
    edit(p, {part}, done);
    const auto completed = edit(p, {id}, done);

    const auto old = get(p, id);
    CHECK(old.recurrence.empty());
    CHECK(old.task.status == TaskStatus::done);
    calls::TasksPage::Request open;
    const auto tasks = must(p.s.tasks.page(p.ada, open, today)).tasks;
    REQUIRE(tasks.size() == 1);
    const auto& next = tasks[0];
    CHECK(next.task.title == "Water the plants");
    CHECK(next.task.due_day == today + 4);
    CHECK(next.due_minute == 480);
    CHECK(next.start_day == today + 3);
    CHECK(next.recurrence == "FREQ=WEEKLY;COUNT=2");
    CHECK(next.tags == std::vector<std::string>{"home"});
    CHECK(next.subtasks == 1);
    CHECK(next.subtasks_done == 0);

    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(completed.change), now));
    CHECK(p.count("tasks") == 2);
    CHECK(get(p, id).recurrence == "FREQ=WEEKLY;COUNT=3");
    CHECK(get(p, id).task.due_day == today - 3);

    // The last one leaves none, and a plugin that completes one by its own call makes the next one too.
    edit(p, {id}, [](auto& r) { r.recurrence = "FREQ=DAILY;COUNT=4"; });
    must(p.s.tasks.update(p.by_plugin, set_status(id, TaskStatus::done), now, today));
    CHECK(titles(p, TaskView::all).empty());
    CHECK(get(p, id).task.status == TaskStatus::done);
    const auto other = create(p, "daily", [](auto& r) {
        r.due_day = today;
        r.recurrence = "FREQ=DAILY";
    });
    must(p.s.tasks.update(p.by_plugin, set_status(other, TaskStatus::done), now, today));
    CHECK(titles(p, TaskView::upcoming) == "daily ");
    must(p.s.tasks.update(p.by_ada, set_status(other, TaskStatus::open), now, today)); // opened again it repeats no more
    CHECK(get(p, other).recurrence.empty());
}

TEST_CASE("a task is moved before and behind others, and onto a day") {
    Profile p;
    std::map<std::string, std::uint64_t> id;
    for (const char* title : {"a", "b", "c", "d"}) id[title] = create(p, title);
    const auto move = [&](const char* what, const char* anchor, bool behind, std::optional<DayNumber> day = {}) {
        return must(p.s.tasks.move(p.by_ada, {id[what], id[anchor], behind, day}, now));
    };

    move("d", "a", false);
    CHECK(titles(p, TaskView::all) == "d a b c ");
    move("d", "b", true);
    CHECK(titles(p, TaskView::all) == "a b d c ");
    move("a", "c", true);
    CHECK(titles(p, TaskView::all) == "b d c a ");
    create(p, "new");
    CHECK(titles(p, TaskView::all) == "b d c a new ");
    must(p.s.operations.undo_last(p.ada, now));
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(titles(p, TaskView::all) == "a b d c ");
    const auto moved = move("c", "a", true, today);
    CHECK(get(p, id["c"]).task.due_day == today);
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(moved.change), now));
    CHECK_FALSE(get(p, id["c"]).task.due_day);
    CHECK(must(p.s.tasks.move(p.by_ada, {id["c"], 0, true, today}, now)).tasks == 1);
    CHECK(must(p.s.tasks.move(p.by_ada, {id["c"], 0, true, today}, now)).change == 0);

    const auto part = create(p, "part", [&](auto& r) { r.parent = id["a"]; });
    CHECK(contains(error_of(p.s.tasks.move(p.by_ada, {part, id["b"], true, {}}, now)).message, "not in one list"));
    CHECK(error_of(p.s.tasks.move(p.by_ada, {part, part, true, {}}, now)).code == Errc::invalid);
    CHECK(error_of(p.s.tasks.move(p.by_ada, {part, 999, true, {}}, now)).code == Errc::not_found);
}

TEST_CASE("moving to one place hundreds of times spreads the ranks out, within the change, and keeps the order") {
    Profile p;
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < 90; ++i) ids.push_back(create(p, std::to_string(i)));
    std::string spread_at;
    must(p.s.db.transaction([&]() -> Result<void> {
        // The last two take turns behind the first: always the same gap, halved each time.
        for (int i = 0; i < 600; ++i) {
            const auto what = ids[88 + static_cast<std::size_t>(i % 2)];
            const auto before = titles(p, TaskView::all);
            const auto moved = TRY(p.s.tasks.move(p.by_ada, {what, ids[0], true, {}}, now));
            const auto operations = TRY(p.s.operations.operations_of(p.ada, static_cast<std::int64_t>(moved.change)));
            if (operations.size() > 1 && spread_at.empty()) {
                spread_at = titles(p, TaskView::all);
                TRY(p.s.operations.undo_last(p.ada, now));
                CHECK(titles(p, TaskView::all) == before);
                TRY(p.s.operations.redo_last(p.ada, now));
                CHECK(titles(p, TaskView::all) == spread_at);
            }
        }
        return {};
    }));

    CHECK_FALSE(spread_at.empty());
    CHECK(titles(p, TaskView::all).starts_with("0 89 88 1 2 3 "));
    auto longest = must(p.s.db.prepare("SELECT max(length(rank)) FROM tasks"));
    REQUIRE(must(longest.step()));
    CHECK(longest.integer(0) <= static_cast<std::int64_t>(max_rank_length));
}

TEST_CASE("two of the same rank are told apart when something is moved between them") {
    Profile p;
    const auto a = create(p, "a"), b = create(p, "b"), c = create(p, "c");
    must(p.s.db.run("UPDATE tasks SET rank = '80000001' WHERE id < 3"));

    must(p.s.tasks.move(p.by_ada, {c, a, true, {}}, now));

    CHECK(titles(p, TaskView::all) == "a c b ");
    CHECK(get(p, b).task.title == "b");
}
