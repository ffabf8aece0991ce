// The operation log: what is recorded, undoing, undoing by author, and the identity of both.
#include "support.hpp"

using namespace asista;
using namespace asista::test;

namespace {
Operation last(Profile& p, UserId user) { return must(p.s.operations.recent(user, 1)).at(0); }
Change change_of(Profile& p, const Operation& operation) { return must(p.s.operations.change(p.ada, operation.change)); }
} // namespace

TEST_CASE("every kind of change is recorded with author, time and the row before and after") {
    Profile p;
    const auto id = p.add_task("Water the plants", Energy::xs, today);

    auto operation = last(p, p.ada);
    CHECK(change_of(p, operation).call == "tasks.add");
    CHECK(change_of(p, operation).plugin.empty());
    CHECK(change_of(p, operation).author == Author::person);
    CHECK(change_of(p, operation).at == now);
    CHECK(operation.key == std::to_string(id));
    CHECK_FALSE(operation.before);
    CHECK(contains(*operation.after, "\"title\":\"Water the plants\""));

    must(p.s.tasks.update(p.by_plugin, set_status(id, TaskStatus::done), now + 1));
    operation = last(p, p.ada);
    CHECK(change_of(p, operation).call == "tasks.update");
    CHECK(change_of(p, operation).plugin == "ai.asista.focus");
    CHECK(change_of(p, operation).author == Author::plugin);
    CHECK(contains(*operation.before, "\"status\":0"));
    CHECK(contains(*operation.after, "\"status\":2"));

    must(p.s.tasks.remove(p.by_ada, id, now + 2));
    CHECK_FALSE(last(p, p.ada).after);
    CHECK(must(p.s.operations.recent(p.bob, 10)).empty());
    CHECK(must(p.s.operations.recent(p.ada, 10, "ai.asista.focus")).size() == 1);
    CHECK(must(p.s.operations.recent(p.ada, 10, "")).size() == 2);
}

TEST_CASE("undo puts every kind of thing back as it was") {
    Profile p;
    const auto undo_last = [&] { must(p.s.operations.undo(p.ada, last(p, p.ada).change, now + hour)); };

    SUBCASE("an added task goes") {
        p.add_task("x");
        undo_last();
        CHECK(p.count("tasks") == 0);
    }
    SUBCASE("a removed task comes back under its id, with everything") {
        const auto id = must(p.s.tasks.add(p.by_ada, {"a \"quoted\" \u00E9", "n\n\tn", Energy::xl, 7, today - 3}, now)).id;
        const Task before = must(p.s.tasks.find(p.ada, id));
        must(p.s.tasks.remove(p.by_ada, id, now));
        undo_last();
        CHECK(wire::encode(must(p.s.tasks.find(p.ada, id))) == wire::encode(before));
    }
    SUBCASE("a finished task is open again") {
        const auto id = p.add_task("x");
        must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now));
        undo_last();
        CHECK(must(p.s.tasks.find(p.ada, id)).status == TaskStatus::open);
        CHECK_FALSE(must(p.s.tasks.find(p.ada, id)).completed_at);
    }
    SUBCASE("a removed habit comes back with its days") {
        const auto id = must(p.s.habits.add(p.by_ada, {"Walk", 0x1F}, now)).id;
        for (int day = 0; day < 3; ++day) must(p.s.habits.mark(p.by_ada, {id, today - day, true}, today, now));
        must(p.s.habits.remove(p.by_ada, id, now));
        CHECK(p.count("habit_completions") == 0);
        undo_last();
        const auto habits = must(p.s.habits.list(p.ada, {today - 9, today}, today)).habits;
        REQUIRE(habits.size() == 1);
        CHECK(habits[0].id == id);
        CHECK(habits[0].weekdays == 0x1F);
        CHECK(habits[0].completed_days == std::vector<DayNumber>{today - 2, today - 1, today});
    }
    SUBCASE("a marked day is not") {
        const auto id = must(p.s.habits.add(p.by_ada, {"Walk", 0x7F}, now)).id;
        must(p.s.habits.mark(p.by_ada, {id, today, true}, today, now));
        undo_last();
        CHECK(p.count("habit_completions") == 0);
    }
    SUBCASE("a goal moves back") {
        const auto id = must(p.s.goals.add(p.by_ada, {"Run", "km", 10, 0.1, {}}, today, now)).id;
        must(p.s.goals.set_progress(p.by_ada, {id, 7.2}, today, now));
        undo_last();
        CHECK(must(p.s.goals.list(p.ada, {})).goals.at(0).current == 0.1);
    }
    SUBCASE("a removed event comes back") {
        const auto id = must(p.s.calendar.add(p.by_ada, {"Call", "Online", now, now + hour, 2}, now)).id;
        must(p.s.calendar.remove(p.by_ada, id, now));
        undo_last();
        CHECK(must(p.s.calendar.list(p.ada, {now, now + 1, 9})).events.at(0).place == "Online");
    }
    SUBCASE("a preference has its old value, or none") {
        must(p.s.preferences.set(p.by_ada, {"theme", "\"dark\""}, now));
        must(p.s.preferences.set(p.by_ada, {"theme", "\"light\""}, now));
        undo_last();
        CHECK(must(p.s.preferences.all(p.ada)).at("theme") == "\"dark\"");
    }
}

TEST_CASE("an undo can be undone") {
    Profile p;
    p.add_task("x");
    const auto added = last(p, p.ada).change;

    must(p.s.operations.undo(p.ada, added, now));
    CHECK(change_of(p, last(p, p.ada)).call == "operations.undo");
    CHECK(error_of(p.s.operations.undo(p.ada, added, now)).code == Errc::invalid); // undone already
    must(p.s.operations.undo(p.ada, last(p, p.ada).change, now));

    CHECK(p.count("tasks") == 1);
    must(p.s.operations.undo(p.ada, added, now)); // it is in effect again
    CHECK(p.count("tasks") == 0);
}

TEST_CASE("what was changed since is not undone over") {
    Profile p;
    const auto id = p.add_task("x");
    const auto added = last(p, p.ada).change;
    must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now));

    const auto error = error_of(p.s.operations.undo(p.ada, added, now));
    CHECK(error.code == Errc::busy);
    CHECK(error.message == "task \"x\" was changed again by you since; undo that first");
    CHECK(p.count("tasks") == 1);
}

TEST_CASE("nobody undoes another user's change") {
    Profile p;
    p.add_task("x");
    const auto added = last(p, p.ada).change;

    CHECK(error_of(p.s.operations.undo(p.bob, added, now)).code == Errc::not_found);
    CHECK(must(p.s.operations.undo_all_by(p.bob, Author::person, "", 0, now)).changes.empty());
    CHECK(p.count("tasks") == 1);
}

TEST_CASE("a plugin cannot be handed back its grants by undo") {
    Profile p;
    PluginRecord record;
    record.plugin = "a";
    record.version = "1";
    record.permissions = {decided("tasks:read", calls::Grant::granted)};
    must(p.s.plugin_records.save(p.by_ada, record, "plugins.install", now));
    record.permissions = {};
    must(p.s.plugin_records.save(p.by_ada, record, "plugins.set_grants", now));

    CHECK(error_of(p.s.operations.undo(p.ada, last(p, p.ada).change, now)).code == Errc::unsupported);
    CHECK(must(p.s.operations.undo_all_by(p.ada, Author::person, "", 0, now)).changes.empty());
    CHECK(must(p.s.plugin_records.find(p.ada, "a")).permissions.empty());
}

TEST_CASE("all that one plugin did is undone, and nothing else") {
    Profile p;
    const auto mine = p.add_task("mine");
    const auto kept = p.add_task("kept by me since");
    const auto old = must(p.s.tasks.add(p.by_plugin, {"plugin's, long ago", {}, Energy::m, {}, {}}, now - 24 * hour)).id;
    must(p.s.tasks.add(p.by_plugin, {"plugin's", {}, Energy::m, {}, {}}, now));
    must(p.s.tasks.update(p.by_plugin, set_status(mine, TaskStatus::in_progress), now));
    must(p.s.tasks.update(p.by_plugin, set_status(mine, TaskStatus::done), now));
    must(p.s.goals.add(p.by_plugin, {"plugin's goal", "", 1, 0, {}}, today, now));
    must(p.s.tasks.update(p.by_plugin, set_status(kept, TaskStatus::done), now));
    must(p.s.tasks.update(p.by_ada, set_status(kept, TaskStatus::cancelled), now));

    const auto result = must(p.s.operations.undo_all_by(p.ada, Author::plugin, "ai.asista.focus", now, now + hour));

    CHECK(result.changes.size() == 4);
    CHECK(result.skipped == 1);
    CHECK(result.entities.size() == 2);
    CHECK(must(p.s.tasks.find(p.ada, mine)).status == TaskStatus::open);
    CHECK(must(p.s.tasks.find(p.ada, kept)).status == TaskStatus::cancelled);
    CHECK(p.count("tasks") == 3);
    CHECK(p.count("goals") == 0);
    CHECK(must(p.s.tasks.find(p.ada, old)).title == "plugin's, long ago");
}

TEST_CASE("a change of nothing is not recorded") {
    Profile p;
    must(p.s.preferences.set(p.by_ada, {"theme", "1"}, now));
    must(p.s.preferences.set(p.by_ada, {"theme", "1"}, now));

    CHECK(p.count("operations") == 1);
}

TEST_CASE("the log is bounded, the newest stay") {
    Profile p;
    must(p.s.preferences.set(p.by_bob, {"theme", "1"}, now));
    must(p.s.db.transaction([&]() -> Result<void> {
        for (int i = 0; i < Operations::kept + 300; ++i) TRY(p.s.preferences.set(p.by_ada, {"n", std::to_string(i)}, now + i));
        return {};
    }));

    CHECK(p.count("operations") <= Operations::kept + 128);
    CHECK(contains(*last(p, p.ada).after, std::to_string(Operations::kept + 299)));
    CHECK(must(p.s.operations.recent(p.bob, 5)).size() == 1);
}

TEST_CASE("the log knows every column of the tables it can restore") {
    Profile p;
    struct Table {
        const char* name;
        Entity entity;
    };
    p.add_task("x");
    must(p.s.habits.add(p.by_ada, {"x", 1}, now));
    must(p.s.habits.mark(p.by_ada, {1, today, true}, today, now));
    must(p.s.goals.add(p.by_ada, {"x", "", 1, 0, {}}, today, now));
    must(p.s.habits.vacation(p.by_ada, {0, today, today, false}, now));
    must(p.s.goals.milestone(p.by_ada, {1, 0, "x", 1, {}, false}, now));
    must(p.s.goals.link(p.by_ada, {1, calls::LinkKind::habit, 1, false}, now));
    must(p.s.calendar.add(p.by_ada, {"x", "", now, now, 0}, now));
    must(p.s.preferences.set(p.by_ada, {"1", "1"}, now));
    for (const auto& [name, entity] :
         {Table{"tasks", Entity::task}, Table{"habits", Entity::habit}, Table{"habit_completions", Entity::habit_day},
          Table{"goals", Entity::goal}, Table{"vacations", Entity::vacation}, Table{"milestones", Entity::milestone},
          Table{"goal_links", Entity::goal_link}, Table{"calendar_events", Entity::event},
          Table{"preferences", Entity::preference}}) {
        CAPTURE(name);
        const auto key = entity == Entity::habit_day   ? fmt::format("1/{}", today)
                         : entity == Entity::goal_link ? std::string("1/1/1")
                                                       : std::string("1");
        const auto row = must(p.s.operations.row(p.ada, entity, key));
        REQUIRE(row);
        auto columns = must(p.s.db.prepare("SELECT name FROM pragma_table_info(?1) WHERE name <> 'user_id'"));
        columns.bind(std::string_view(name));
        while (must(columns.step()))
            CHECK_MESSAGE(contains(*row, fmt::format("\"{}\":", columns.text(0))), std::string(columns.text(0)));
    }
}
