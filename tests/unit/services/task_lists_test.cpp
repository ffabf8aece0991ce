// The lists of tasks: what is in each, piece by piece; and that the counts kept by triggers are those of the rows, whatever happens.
#include "generated_profile.hpp"
#include "support.hpp"

#include <algorithm>
#include <random>

using namespace asista;
using namespace asista::test;
using calls::TaskView;

namespace {

using Ids = std::vector<std::uint64_t>;

Ids whole_list(Profile& p, TaskView view, std::uint32_t limit, std::uint64_t of = 0, const std::string& tag = {}) {
    Ids ids;
    calls::TasksPage::Request request;
    request.view = view;
    request.of = of;
    request.tag = tag;
    request.limit = limit;
    for (int pieces = 0; pieces < 500; ++pieces) {
        const auto reply = must(p.s.tasks.page(p.ada, request, today));
        CHECK(reply.tasks.size() <= limit);
        for (const auto& item : reply.tasks) ids.push_back(item.task.id);
        if (reply.next.empty()) return ids;
        request.after = reply.next;
    }
    FAIL("the list has no end");
    return ids;
}

// A profile with tasks of every kind, at random.
struct Crowd {
    Profile p;
    std::mt19937 random;
    std::uint64_t home = must(p.s.projects.add(p.by_ada, {"Home", 0}, now)).id;
    std::uint64_t work = must(p.s.projects.add(p.by_ada, {"Work", 0}, now)).id;

    explicit Crowd(unsigned seed, int count) : random(seed) {
        must(p.s.tasks.add(p.by_bob, {"Bob's", {}, Energy::m, {}, today}, now));
        must(p.s.db.transaction([&]() -> Result<void> {
            for (int i = 0; i < count; ++i) TRY(p.s.tasks.create(p.by_ada, some(), now + i));
            return {};
        }));
    }
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); }
    DayNumber some_day() { return today - 5 + static_cast<DayNumber>(below(11)); }
    std::uint64_t any() {
        auto row = must(p.s.db.prepare("SELECT max(id) FROM tasks"));
        REQUIRE(must(row.step()));
        return 1 + below(row.as<std::uint32_t>(0));
    }
    calls::TasksCreate::Request some() {
        calls::TasksCreate::Request request;
        request.title = std::to_string(below(1000));
        request.energy = static_cast<Energy>(below(5));
        if (below(2) == 0) request.due_day = some_day();
        if (below(4) == 0) request.start_day = some_day();
        request.project = std::array<std::uint64_t, 4>{0, 0, home, work}[below(4)];
        for (const char* tag : {"a", "b"})
            if (below(3) == 0) request.tags.emplace_back(tag);
        return request;
    }
    // Many are refused; those change nothing.
    void act() {
        switch (below(9)) {
        case 0: static_cast<void>(p.s.tasks.create(p.by_ada, some(), now)); break;
        case 1: static_cast<void>(p.s.tasks.erase(p.by_ada, {{any()}}, now)); break;
        case 2: static_cast<void>(p.s.operations.undo_last(p.ada, now)); break;
        case 3: static_cast<void>(p.s.operations.redo_last(p.ada, now)); break;
        case 4: static_cast<void>(p.s.tasks.move(p.by_ada, {any(), any(), below(2) == 0, {}}, now)); break;
        default: {
            calls::TasksEdit::Request request;
            request.ids = {any()};
            switch (below(8)) {
            case 0:
            case 1: request.status = static_cast<TaskStatus>(below(4)); break;
            case 2: request.energy = static_cast<Energy>(below(5)); break;
            case 3: request.due_day = some_day(); break;
            case 4: request.clear = {calls::TaskField::due, calls::TaskField::start}; break;
            case 5: request.project = std::array<std::uint64_t, 3>{0, home, work}[below(3)]; break;
            case 6: request.parent = any(); break;
            default: request.add_tags = {"b"}; request.remove_tags = {"a"};
            }
            static_cast<void>(p.s.tasks.edit(p.by_ada, request, now, today));
        }
        }
    }
    Ids by_query(const char* where_and_order) {
        auto rows =
            must(p.s.db.prepare(fmt::format("SELECT id FROM tasks WHERE user_id = {} AND {}", p.ada.value, where_and_order)));
        Ids ids;
        while (must(rows.step())) ids.push_back(rows.as<std::uint64_t>(0));
        return ids;
    }
};

// The rows of the tables that triggers keep, and what they would be if they were counted now.
void check_counts(Profile& p) {
    const std::pair<const char*, const char*> pairs[] = {
        {"SELECT user_id, scope, key, open, done FROM task_counts WHERE open + done > 0",
         "SELECT user_id, scope, key, sum(open), sum(done) FROM tasks_counted GROUP BY user_id, scope, key HAVING sum(open) + "
         "sum(done) > 0"},
        {"SELECT user_id, name, open, tasks FROM tag_counts",
         "SELECT g.user_id, g.name, sum(t.status < 2), count(*) FROM task_tags AS g JOIN tasks AS t ON t.id = g.task_id GROUP BY "
         "g.user_id, g.name"},
        {"SELECT task_id, open, rank FROM task_tags",
         "SELECT g.task_id, t.status < 2, t.rank FROM task_tags AS g JOIN tasks AS t ON t.id = g.task_id"},
    };
    for (const auto& [kept, counted] : pairs)
        for (const bool swapped : {false, true}) {
            auto rows = must(p.s.db.prepare(
                fmt::format("SELECT * FROM ({}) EXCEPT SELECT * FROM ({})", swapped ? counted : kept, swapped ? kept : counted)));
            CHECK_FALSE(must(rows.step()));
        }
}

} // namespace

TEST_CASE("each list holds what it should, in its order, whatever the size of its pieces") {
    Crowd crowd(1, 300);
    for (int i = 0; i < 700; ++i) crowd.act();
    const std::tuple<TaskView, std::uint64_t, const char*, const char*> lists[] = {
        {TaskView::today, 0, "", "status < 2 AND (due_day <= 20779 OR start_day <= 20779) ORDER BY day, rank, id"},
        {TaskView::upcoming, 0, "",
         "status < 2 AND coalesce(due_day, start_day) > 20779 AND coalesce(start_day, due_day) > 20779 ORDER BY day, rank, id"},
        {TaskView::all, 0, "", "status < 2 AND parent_id IS NULL ORDER BY rank, id"},
        {TaskView::done, 0, "", "status = 2 ORDER BY completed_at DESC, id DESC"},
        {TaskView::project, crowd.home, "", "project_id = 1 AND status < 2 AND parent_id IS NULL ORDER BY rank, id"},
        {TaskView::tag, 0, "B", "status < 2 AND id IN (SELECT task_id FROM task_tags WHERE name = 'b') ORDER BY rank, id"},
    };
    REQUIRE(today == 20'779);
    for (const auto& [view, of, tag, query] : lists) {
        CAPTURE(std::string(query));
        const Ids expected = crowd.by_query(query);
        CHECK(expected.size() > 5);
        for (const std::uint32_t limit : {1u, 7u, 1'000u}) CHECK(whole_list(crowd.p, view, limit, of, tag) == expected);
    }
}

TEST_CASE("a list is read from anywhere: upwards and behind a number of rows") {
    Crowd crowd(5, 300);
    for (int i = 0; i < 300; ++i) crowd.act();
    for (const auto view :
         {TaskView::today, TaskView::upcoming, TaskView::all, TaskView::done, TaskView::project, TaskView::tag}) {
        CAPTURE(static_cast<int>(view));
        const std::uint64_t of = view == TaskView::project ? crowd.home : 0;
        const Ids all = whole_list(crowd.p, view, 1'000, of, "b");
        REQUIRE(all.size() > 5);
        const auto page = [&](calls::TasksPage::Request request) {
            request.view = view;
            request.of = of;
            request.tag = "b";
            request.brief = true;
            return must(crowd.p.s.tasks.page(crowd.p.ada, request, today));
        };
        const auto ids = [](const calls::TasksPage::Reply& reply) {
            Ids found;
            for (const auto& item : reply.tasks) found.push_back(item.task.id);
            return found;
        };
        const auto part = [&all](std::size_t first, std::size_t count) {
            const auto begin = all.begin() + static_cast<std::ptrdiff_t>(std::min(first, all.size()));
            return Ids(begin, begin + static_cast<std::ptrdiff_t>(
                                          std::min<std::size_t>(count, static_cast<std::size_t>(all.end() - begin))));
        };

        for (std::uint32_t skip : {0u, 1u, 3u, static_cast<std::uint32_t>(all.size() - 2), 5'000u})
            CHECK(ids(page({.limit = 4, .skip = skip})) == part(skip, 4));
        // From the end, and on upwards to the top.
        auto reply = page({.limit = 3, .upwards = true, .skip = 1});
        CHECK(ids(reply) == part(all.size() - 4, 3));
        Ids upwards;
        reply = page({.limit = 4, .upwards = true});
        for (int pieces = 0; pieces < 500; ++pieces) {
            const auto piece = ids(reply);
            upwards.insert(upwards.begin(), piece.begin(), piece.end());
            if (reply.previous.empty()) break;
            reply = page({.after = reply.previous, .limit = 4, .upwards = true});
        }
        CHECK(upwards == all);
        // What a piece says of its ends leads to its neighbours.
        reply = page({.limit = 2, .skip = 2});
        CHECK(ids(page({.after = reply.next, .limit = 2})) == part(4, 2));
        CHECK(ids(page({.after = reply.previous, .limit = 2, .upwards = true})) == part(0, 2));

        calls::TasksIds::Request some;
        some.view = view;
        some.of = of;
        some.tag = "b";
        CHECK(must(crowd.p.s.tasks.ids(crowd.p.ada, some, today)).ids == all);
        some.skip = 2;
        some.limit = 3;
        CHECK(must(crowd.p.s.tasks.ids(crowd.p.ada, some, today)).ids == part(2, 3));
    }
}

TEST_CASE("the days of a list have as many tasks as it") {
    Crowd crowd(6, 200);
    for (const auto view : {TaskView::today, TaskView::upcoming}) {
        const auto days = must(crowd.p.s.tasks.days(crowd.p.ada, {view}, today)).days;
        std::size_t sum = 0;
        for (const auto& day : days) {
            sum += day.open;
            CHECK((day.day > today) == (view == TaskView::upcoming));
        }
        CHECK(std::ranges::is_sorted(days, {}, &calls::DayCount::day));
        CHECK(sum == whole_list(crowd.p, view, 1'000).size());
    }
    CHECK(error_of(crowd.p.s.tasks.days(crowd.p.ada, {TaskView::all}, today)).code == Errc::invalid);
}

TEST_CASE("a row of a list has the beginning of its notes and all that belongs to it") {
    Profile p;
    calls::TasksCreate::Request request;
    request.title = "x";
    request.notes = std::string(100, 'n');
    request.tags = {"b", "a"};
    const auto id = must(p.s.tasks.create(p.by_ada, request, now)).id;
    request.parent = id;
    request.tags = {};
    const auto part = must(p.s.tasks.create(p.by_ada, request, now)).id;
    must(p.s.tasks.create(p.by_ada, request, now));
    must(p.s.tasks.update(p.by_ada, set_status(part, TaskStatus::done), now));
    must(p.s.tracking.start(p.by_ada, id, now));
    must(p.s.tracking.stop(p.by_ada, {}, now + 60'000));
    must(p.s.tracking.start(p.by_ada, id, now + 90'000));

    calls::TasksPage::Request list;
    list.brief = true;
    const auto row = must(p.s.tasks.page(p.ada, list, today)).tasks.at(0);
    CHECK(row.task.notes.size() == 80);
    CHECK(row.tags == std::vector<std::string>{"a", "b"});
    CHECK(row.subtasks == 2);
    CHECK(row.subtasks_done == 1);
    CHECK(row.tracked_ms == 60'000);
    CHECK(row.tracking_since == now + 90'000);
    list.brief = false;
    CHECK(must(p.s.tasks.page(p.ada, list, today)).tasks.at(0).task.notes.size() == 100);
}

TEST_CASE("several tasks are moved as one, in the order they are named") {
    Profile p;
    Ids ids;
    for (const char* title : {"a", "b", "c", "d", "e"}) ids.push_back(p.add_task(title));
    const auto moved = must(p.s.tasks.move(p.by_ada, {ids[3], ids[0], false, today + 1, {ids[1], ids[4]}}, now));
    CHECK(moved.tasks == 3);
    CHECK(whole_list(p, TaskView::all, 10) == Ids{ids[3], ids[1], ids[4], ids[0], ids[2]});
    CHECK(must(p.s.tasks.get(p.ada, ids[4])).task.due_day == today + 1);

    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(moved.change), now));
    CHECK(whole_list(p, TaskView::all, 10) == ids);
    CHECK_FALSE(must(p.s.tasks.get(p.ada, ids[4])).task.due_day);
    CHECK(error_of(p.s.tasks.move(p.by_ada, {ids[0], ids[1], true, {}, {ids[2], 999}}, now)).code == Errc::not_found);
    CHECK(whole_list(p, TaskView::all, 10) == ids); // all of them or none
}

TEST_CASE("the counts kept by triggers are those of the rows, through edits, undo and redo") {
    for (const unsigned seed : {11u, 12u, 13u}) {
        CAPTURE(seed);
        Crowd crowd(seed, 40);
        for (int i = 0; i < 400; ++i) {
            crowd.act();
            if (i % 20 == 0) check_counts(crowd.p);
        }
        check_counts(crowd.p);
        const auto counts = must(crowd.p.s.tasks.counts(crowd.p.ada, today));
        CHECK(counts.today == whole_list(crowd.p, TaskView::today, 1'000).size());
        CHECK(counts.upcoming == whole_list(crowd.p, TaskView::upcoming, 1'000).size());
        CHECK(counts.all == whole_list(crowd.p, TaskView::all, 1'000).size());
        CHECK(counts.done == whole_list(crowd.p, TaskView::done, 1'000).size());
        CHECK(counts.overdue <= counts.today);
        for (const auto& tag : counts.tags) CHECK(tag.open == whole_list(crowd.p, TaskView::tag, 1'000, 0, tag.name).size());
        CHECK(must(crowd.p.s.tasks.count_open(crowd.p.ada)) == crowd.by_query("status < 2").size());
        must(crowd.p.s.db.run("DELETE FROM users WHERE id = ?1", crowd.p.ada.value));
        check_counts(crowd.p);
    }
}

TEST_CASE("an older profile's tasks get their places and counts, and what its log holds of them can still be undone") {
    Profile p; // the very rows that the migration makes are those that the services make
    const auto id = p.add_task("x");
    CHECK(contains(*must(p.s.operations.row(p.ada, Entity::task, std::to_string(id))),
                   "\"rank\":\"80000001\",\"origin\":\"\",\"tags\":[]}"));
    CHECK(contains(*must(p.s.operations.row(p.ada, Entity::task, std::to_string(id))),
                   "\"start_day\":null,\"start_minute\":null,\"due_minute\":null,\"recurrence\":\"\",\"project_id\":null,"
                   "\"parent_id\":null,\"rank\""));
}

TEST_CASE("a list does not show somebody else's, and a broken cursor is refused") {
    Crowd crowd(3, 20);
    CHECK(must(crowd.p.s.tasks.page(crowd.p.bob, {}, today)).tasks.size() == 1);
    calls::TasksPage::Request request;
    request.view = TaskView::project;
    request.of = crowd.home;
    CHECK(must(crowd.p.s.tasks.page(crowd.p.bob, request, today)).tasks.empty());
    for (const char* cursor : {"x", "1 2", " ", "1  ", "a b c", "99999999999999999999 8 1"}) {
        request.after = cursor;
        CHECK(error_of(crowd.p.s.tasks.page(crowd.p.ada, request, today)).code == Errc::invalid);
    }
}

TEST_CASE("a piece of a list never outgrows a message, and the next one goes on behind it") {
    Profile p;
    calls::TasksCreate::Request request;
    request.notes = std::string(16 * 1024, 'x');
    for (int i = 0; i < 120; ++i) {
        request.title = std::to_string(i);
        must(p.s.tasks.create(p.by_ada, request, now));
    }
    CHECK(whole_list(p, TaskView::all, 1'000).size() == 120);
    CHECK(wire::encode(must(p.s.tasks.page(p.ada, {TaskView::all, 0, {}, {}, 1'000}, today))).size() < wire::max_message_bytes);
}

TEST_CASE("a generated profile has the counts, lists and upkeep of a grown one") {
    Profile p;
    must(generate_profile(p.s.db, p.ada, {.tasks = 3'000, .habit_completions = 500, .events = 100, .projects = 5}, today));

    CHECK(p.count("tasks") == 3'000);
    CHECK(p.count("habit_completions") == 500);
    CHECK(p.count("calendar_events") == 100);
    check_counts(p);
    const auto counts = must(p.s.tasks.counts(p.ada, today));
    CHECK(counts.all > 500);
    CHECK(counts.all == whole_list(p, TaskView::all, 1'000).size());
    CHECK(counts.today == whole_list(p, TaskView::today, 1'000).size());
    CHECK(must(p.s.projects.list(p.ada, {})).projects.size() == 5);
    must(p.s.tasks.update(p.by_ada, set_status(must(p.s.tasks.page(p.ada, {}, today)).tasks.at(0).task.id, TaskStatus::done),
                          now));
    check_counts(p);
    for (const char* index : {"tasks_by_day", "tasks_by_rank", "tasks_in_project", "task_tags_by_name"}) {
        auto row = must(p.s.db.prepare("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = ?1"));
        row.bind(std::string_view(index));
        REQUIRE(must(row.step()));
        CHECK(row.integer(0) == 1);
    }
}
