// Changes of several operations, undo and redo in a row, fields that others left alone, and the bounds of the log.
#include "services/text_rules.hpp"
#include "support.hpp"

#include "services/change_words.hpp"

#include <functional>
#include <limits>

using namespace asista;
using namespace asista::test;

namespace {

Operations& log_of(Profile& p) { return p.s.operations; }

calls::TasksUpdate::Request rename(std::uint64_t id, std::string title) {
    calls::TasksUpdate::Request request;
    request.id = id;
    request.title = std::move(title);
    return request;
}

std::vector<Change> changes(Profile& p) { return must(log_of(p).changes(p.ada, std::numeric_limits<std::int64_t>::max(), 100)); }

std::string words_of(Profile& p, std::int64_t change) { return change_words(must(log_of(p).operations_of(p.ada, change))); }

} // namespace

TEST_CASE("what is done together is one change, and undone and redone as one") {
    Profile p;
    const auto a = p.add_task("a"), b = p.add_task("b");

    must(log_of(p).together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
        TRY(p.s.tasks.update(p.by_ada, set_status(a, TaskStatus::done), now));
        TRY(p.s.tasks.update(p.by_ada, set_status(b, TaskStatus::done), now));
        return p.s.tasks.update(p.by_ada, rename(b, "B"), now);
    }));

    CHECK(changes(p).size() == 3);
    const auto undone = must(log_of(p).undo_last(p.ada, now));
    CHECK(must(log_of(p).operations_of(p.ada, undone.change)).size() == 3);
    CHECK(undone.entities == std::vector<Entity>{Entity::task});
    CHECK(must(p.s.tasks.find(p.ada, a)).status == TaskStatus::open);
    CHECK(must(p.s.tasks.find(p.ada, b)).title == "b");
    must(log_of(p).redo_last(p.ada, now));
    CHECK(must(p.s.tasks.find(p.ada, a)).status == TaskStatus::done);
    CHECK(must(p.s.tasks.find(p.ada, b)).title == "B");
}

TEST_CASE("a change that fails half-way leaves no trace, and nothing open") {
    Profile p;
    const auto failed = log_of(p).together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
        p.add_task("a");
        return fail(Errc::io, "no");
    });
    CHECK_FALSE(failed);
    CHECK(p.count("changes") == 0);
    CHECK(p.count("operations") == 0);

    p.add_task("b");
    CHECK(changes(p).at(0).call == "tasks.add");
}

TEST_CASE("a change that cannot be undone as a whole is not undone in part") {
    Profile p;
    const auto a = p.add_task("a"), b = p.add_task("b");
    must(log_of(p).together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
        TRY(p.s.tasks.update(p.by_ada, rename(a, "A"), now));
        return p.s.tasks.update(p.by_ada, rename(b, "B"), now);
    }));
    const auto both = changes(p).at(0).id;
    must(p.s.tasks.update(p.by_plugin, rename(a, "Aaa"), now));

    const auto error = error_of(log_of(p).undo(p.ada, both, now));

    CHECK(error.code == Errc::busy);
    CHECK(error.message == "task \"A\" was changed again by the plugin ai.asista.focus since; undo that first");
    CHECK(must(p.s.tasks.find(p.ada, b)).title == "B");
    CHECK_FALSE(must(log_of(p).change(p.ada, both)).undone);
}

TEST_CASE("undo goes back step by step and redo forth again, past what others did") {
    Profile p;
    const auto id = p.add_task("1");
    must(p.s.tasks.update(p.by_ada, rename(id, "2"), now));
    must(p.s.goals.add(p.by_plugin, {"plugin's", "", 1, 0, {}}, today, now));
    must(p.s.tasks.add({p.ada, {}, Author::import}, {"imported", "", Energy::m, {}, {}}, now));
    must(p.s.tasks.update(p.by_ada, rename(id, "3"), now));
    must(p.s.preferences.set(p.by_ada, {"theme", "1"}, now));
    const auto title = [&] { return must(p.s.tasks.find(p.ada, id)).title; };

    must(log_of(p).undo_last(p.ada, now));
    CHECK(title() == "2");
    must(log_of(p).undo_last(p.ada, now));
    CHECK(title() == "1");
    must(log_of(p).undo_last(p.ada, now));
    CHECK_FALSE(p.s.tasks.find(p.ada, id));
    CHECK(error_of(log_of(p).undo_last(p.ada, now)).message == "there is nothing to undo");
    CHECK(p.count("tasks") == 1);
    CHECK(p.count("goals") == 1);
    CHECK(p.count("preferences") == 1);

    must(log_of(p).redo_last(p.ada, now));
    CHECK(title() == "1");
    must(log_of(p).redo_last(p.ada, now));
    must(log_of(p).undo_last(p.ada, now)); // back and forth in between
    CHECK(title() == "1");
    must(log_of(p).redo_last(p.ada, now));
    must(log_of(p).redo_last(p.ada, now));
    CHECK(title() == "3");
    CHECK(error_of(log_of(p).redo_last(p.ada, now)).message == "there is nothing to redo");
}

TEST_CASE("after something new there is nothing to redo, but settings and plugins make nothing new") {
    Profile p;
    p.add_task("a");
    must(log_of(p).undo_last(p.ada, now));
    must(p.s.preferences.set(p.by_ada, {"theme", "1"}, now));
    must(p.s.goals.add(p.by_plugin, {"x", "", 1, 0, {}}, today, now));
    CHECK(must(log_of(p).next_redo(p.ada)));

    p.add_task("b");

    CHECK_FALSE(must(log_of(p).next_redo(p.ada)));
    CHECK(error_of(log_of(p).redo_last(p.ada, now)).code == Errc::not_found);
    CHECK(p.count("tasks") == 1);
}

TEST_CASE("what others left alone can be undone though they changed the rest") {
    Profile p;
    const auto id = p.add_task("a");
    must(p.s.tasks.update(p.by_ada, rename(id, "b"), now + 1));
    must(p.s.tasks.update(p.by_plugin, set_status(id, TaskStatus::done), now + 2));

    must(log_of(p).undo_last(p.ada, now + 3));

    CHECK(must(p.s.tasks.find(p.ada, id)).title == "a");
    CHECK(must(p.s.tasks.find(p.ada, id)).status == TaskStatus::done);
    must(log_of(p).redo_last(p.ada, now + 4));
    CHECK(must(p.s.tasks.find(p.ada, id)).title == "b");
    CHECK(must(p.s.tasks.find(p.ada, id)).completed_at == now + 2);
}

TEST_CASE("a change that cannot be undone any more does not block those before it") {
    Profile p;
    const auto a = p.add_task("a");
    const auto b = p.add_task("b");
    must(p.s.tasks.update(p.by_ada, rename(b, "B"), now));
    must(p.s.tasks.update(p.by_ada, rename(a, "A"), now));
    must(p.s.tasks.update(p.by_plugin, rename(a, "plugin's"), now));

    CHECK(error_of(log_of(p).undo_last(p.ada, now)).code == Errc::busy);
    must(log_of(p).undo_last(p.ada, now));

    CHECK(must(p.s.tasks.find(p.ada, b)).title == "b");
    CHECK(must(p.s.tasks.find(p.ada, a)).title == "plugin's");
}

TEST_CASE("undoing all that one author did is one undo, which is redone as one") {
    Profile p;
    const auto id = p.add_task("mine");
    must(p.s.tasks.add(p.by_plugin, {"plugin's", "", Energy::m, {}, {}}, now));
    must(p.s.tasks.update(p.by_plugin, rename(id, "theirs"), now));

    const auto undone = must(log_of(p).undo_all_by(p.ada, Author::plugin, "ai.asista.focus", 0, now));
    CHECK(undone.changes.size() == 2);
    CHECK(p.count("tasks") == 1);
    CHECK(must(p.s.tasks.find(p.ada, id)).title == "mine");

    CHECK(must(log_of(p).redo_last(p.ada, now)).changes.size() == 2);
    CHECK(p.count("tasks") == 2);
    CHECK(must(p.s.tasks.find(p.ada, id)).title == "theirs");
    CHECK(must(log_of(p).undo_all_by(p.ada, Author::plugin, "nobody", 0, now)).change == 0);
}

TEST_CASE("a fraction comes back to the last digit") {
    Profile p;
    for (const double value : {1.0 / 3, 0.1 + 0.2, 1e9 / 7, 123456.789012345678}) {
        const auto id = must(p.s.goals.add(p.by_ada, {"x", "", 1e10, value, {}}, today, now)).id;
        must(p.s.goals.remove(p.by_ada, id, now));
        must(log_of(p).undo_last(p.ada, now));
        const auto goals = must(p.s.goals.list(p.ada, {})).goals;
        CHECK(goals.back().current == value);
    }
}

TEST_CASE("changes are told in words") {
    Profile p;
    struct Variant {
        std::string words;
        std::function<void(std::uint64_t)> act;
    };
    const auto update = [&](auto set) {
        return [&p, set](std::uint64_t id) {
            calls::TasksUpdate::Request request;
            request.id = id;
            set(request);
            must(p.s.tasks.update(p.by_ada, request, now + 5));
        };
    };
    const Variant variants[] = {
        {"completed \"x\"", update([](auto& r) { r.status = TaskStatus::done; })},
        {"began \"x\"", update([](auto& r) { r.status = TaskStatus::in_progress; })},
        {"cancelled \"x\"", update([](auto& r) { r.status = TaskStatus::cancelled; })},
        {"renamed \"x\" to \"y\"", update([](auto& r) { r.title = "y"; })},
        {"changed the due day of \"x\"", update([](auto& r) { r.due_day = today; })},
        {"changed the energy and estimate of \"x\"", update([](auto& r) {
             r.energy = Energy::xl;
             r.estimate_minutes = 5;
         })},
        {"changed \"x\"", update([](auto& r) {
             r.energy = Energy::xl;
             r.estimate_minutes = 5;
             r.notes = "n";
         })},
        {"removed \"x\"", [&](std::uint64_t id) { must(p.s.tasks.remove(p.by_ada, id, now)); }},
        {"added \"Walk\"",
         [&](std::uint64_t) {
             must(p.s.habits.add(p.by_ada, {"Walk", 1}, now));
         }},
        {"changed the progress of \"Run\"",
         [&](std::uint64_t) {
             const auto goal = must(p.s.goals.add(p.by_ada, {"Run", "km", 10, 0, {}}, today, now)).id;
             must(p.s.goals.set_progress(p.by_ada, {goal, 2.5}, today, now));
         }},
    };
    for (const Variant& variant : variants) {
        const auto id = p.add_task("x");
        variant.act(id);
        CHECK(words_of(p, changes(p).at(0).id) == variant.words);
    }
    std::vector<std::uint64_t> ids{p.add_task("a"), p.add_task("b"), p.add_task("c")};
    must(log_of(p).together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
        for (const auto id : ids) TRY(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now));
        return {};
    }));
    CHECK(words_of(p, changes(p).at(0).id) == "completed 3 tasks");
    must(log_of(p).together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
        TRY(p.s.tasks.remove(p.by_ada, ids[0], now));
        return p.s.tasks.update(p.by_ada, rename(ids[1], "z"), now);
    }));
    CHECK(words_of(p, changes(p).at(0).id) == "removed \"a\", and changed one more");
}

TEST_CASE("a log of many bytes is bounded too, whole changes are forgotten, and the newest can still be undone") {
    Profile p;
    const std::string notes(max_notes_bytes, 'n');
    const auto id = must(p.s.tasks.add(p.by_ada, {"x", notes, Energy::m, {}, {}}, now)).id;
    must(p.s.db.transaction([&]() -> Result<void> {
        for (int i = 0; i < 1'200; ++i) // 40 MB of rows
            must(log_of(p).together(p.by_ada, now, "tasks.edit", [&]() -> Result<void> {
                TRY(p.s.tasks.update(p.by_ada, rename(id, std::to_string(i)), now));
                return p.s.tasks.update(p.by_ada, rename(id, fmt::format("{}!", i)), now);
            }));
        return {};
    }));

    auto usage = must(p.s.db.prepare("SELECT operations, bytes FROM operation_usage WHERE user_id = ?1"));
    usage.bind(p.ada.value);
    REQUIRE(must(usage.step()));
    CHECK(usage.integer(0) == p.count("operations"));
    CHECK(usage.integer(1) <= Operations::kept_bytes + 128 * 34'000);
    auto sum = must(p.s.db.prepare("SELECT sum(length(before) + length(after)) FROM operations"));
    REQUIRE(must(sum.step()));
    CHECK(usage.integer(1) == sum.integer(0));
    auto halves = must(p.s.db.prepare("SELECT count(*) FROM (SELECT 1 FROM operations GROUP BY change_id HAVING count(*) <> 2)"));
    REQUIRE(must(halves.step()));
    CHECK(halves.integer(0) == 0);
    must(log_of(p).undo_last(p.ada, now));
    CHECK(must(p.s.tasks.find(p.ada, id)).title == "1198!");
}

TEST_CASE("old runs of changes by one author become one before anything is forgotten") {
    Profile p;
    const auto task = p.add_task("kept");
    must(p.s.tasks.update(p.by_ada, rename(task, "kept, renamed"), now));
    const auto goal = must(p.s.goals.add(p.by_plugin, {"x", "", 1e6, 0, {}}, today, now)).id;
    const InstantMs later = now + 2 * Operations::gathered_after_ms;
    must(p.s.db.transaction([&]() -> Result<void> {
        for (int i = 1; i <= 6'000; ++i) TRY(p.s.goals.set_progress(p.by_plugin, {goal, double(i)}, today, now));
        for (int i = 1; i <= 4'200; ++i) TRY(p.s.preferences.set(p.by_ada, {"n", std::to_string(i)}, later));
        return {};
    }));

    CHECK(p.count("operations") <= 4'400);
    const auto history = must(log_of(p).history(p.ada, Entity::task, std::to_string(task), 99'999, 9));
    REQUIRE(history.size() == 1); // added and renamed by the person
    CHECK_FALSE(history[0].before);
    CHECK(contains(*history[0].after, "kept, renamed"));
    const auto of_goal = must(log_of(p).history(p.ada, Entity::goal, std::to_string(goal), 99'999, 9));
    REQUIRE(of_goal.size() == 1);
    CHECK(contains(*of_goal[0].after, "6000"));
    must(log_of(p).undo_all_by(p.ada, Author::plugin, "ai.asista.focus", 0, later));
    CHECK(p.count("goals") == 0);
}
