// Profiles from before habits had amounts and goals a direction: everything is there, ids go on, and what the log holds can be undone.
#include "support.hpp"
#include "temp_dir.hpp"

using namespace asista;
using namespace asista::test;

TEST_CASE("habits and goals of the version before come along with what the log holds of them") {
    const TempDir dir;
    {
        auto old = store::Database::open(dir / "asista.db", {.schema = store::migrations().first(8)});
        REQUIRE(old);
        REQUIRE(old->execute(
            "INSERT INTO users(name, created_at) VALUES('Ada', 1);"
            "INSERT INTO habits(user_id, name, weekdays, created_at) VALUES(1, 'Walk', 31, 5);"
            "INSERT INTO habit_completions(habit_id, day, user_id, done_at) VALUES(1, 20777, 1, 7), (1, 20778, 1, 8);"
            "INSERT INTO goals(user_id, title, unit, target, current, start_day, due_day, created_at, updated_at) VALUES"
            "(1, 'Run', 'km', 10, 1.42857142857142860, 20700, 20800, 6, 9), (1, 'Gone', '', 1, 0, NULL, NULL, 6, 6);"
            "DELETE FROM goals WHERE id = 2;"
            // As that version logged them: added the goal, moved it (in 15 digits), removed another habit with its days.
            "INSERT INTO changes(id, user_id, author, plugin_id, at, call, in_line) VALUES"
            "(1, 1, 0, '', 6, 'goals.add', 1), (2, 1, 0, '', 9, 'goals.set_progress', 1), (3, 1, 0, '', 10, 'habits.remove', 1);"
            "INSERT INTO operations(user_id, change_id, entity, entity_key, before, after) VALUES"
            "(1, 1, 'goal', '1', NULL, "
            "'{\"id\":1,\"title\":\"Run\",\"unit\":\"km\",\"target\":10.0,\"current\":0.0,\"start_day\":"
            "20700,\"due_day\":20800,\"active\":1,\"created_at\":6,\"updated_at\":6}'),"
            "(1, 2, 'goal', '1', "
            "'{\"id\":1,\"title\":\"Run\",\"unit\":\"km\",\"target\":10.0,\"current\":0.0,\"start_day\":20700,"
            "\"due_day\":20800,\"active\":1,\"created_at\":6,\"updated_at\":6}', '{\"id\":1,\"title\":\"Run\",\"unit\":\"km\","
            "\"target\":10.0,\"current\":1.42857142857143,\"start_day\":20700,\"due_day\":20800,\"active\":1,\"created_at\":6,"
            "\"updated_at\":9}'),"
            "(1, 3, 'habit', '7', "
            "'{\"id\":7,\"name\":\"Swim\",\"weekdays\":127,\"created_at\":3,\"days\":[[20770,4],[20771,5]]}', "
            "NULL);"));
    }

    ServicesOptions options;
    options.database = dir / "asista.db";
    options.now = now;
    options.user_name = "Ada";
    auto services = must(Services::open(options));
    Services& s = *services;
    const UserId ada = s.user.id;
    auto habits = must(s.habits.items(ada, {today - 9, today, true}, today)).habits;
    REQUIRE(habits.size() == 1);
    CHECK(habits[0].weekdays == 31);
    CHECK(habits[0].recorded == 2);
    CHECK(habits[0].days.at(0).amount == 1);
    const auto goal = must(s.goals.items(ada, {true}, today)).goals.at(0);
    CHECK(goal.start == 0);
    CHECK(goal.current == doctest::Approx(10.0 / 7));
    CHECK(must(s.goals.history(ada, 1, today, 0)).points.size() == 1);              // its start alone
    CHECK(must(s.goals.add({ada, {}}, {"New", "", 1, 0, {}}, today, now)).id == 3); // not that of the one that is gone

    must(s.operations.undo_last(ada, now)); // the new goal
    must(s.operations.undo_last(ada, now)); // the removal
    habits = must(s.habits.items(ada, {today - 9, today, true}, today)).habits;
    REQUIRE(habits.size() == 2);
    CHECK(habits[1].name == "Swim");
    CHECK(habits[1].recorded == 2);
    must(s.operations.undo_last(ada, now)); // the move, whose number was rounded
    CHECK(must(s.goals.items(ada, {true}, today)).goals.at(0).current == 0);
    must(s.operations.undo_last(ada, now)); // the goal itself
    CHECK(must(s.goals.items(ada, {true}, today)).goals.empty());
    for (int i = 0; i < 4; ++i) must(s.operations.redo_last(ada, now));
    CHECK(must(s.goals.items(ada, {true}, today)).goals.size() == 2);
    CHECK(must(s.habits.items(ada, {today, today, true}, today)).habits.size() == 1);
}
