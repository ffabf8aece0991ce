// Loop Habit Tracker: real SQLite files made as its migrations make them, its CSV files, and files that only look like one.
#include "import_support.hpp"
#include "store/foreign.hpp"
#include "temp_dir.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>

using namespace asista;
using namespace asista::test;

namespace {

std::vector<calls::HabitItem> habits(Profile& p) {
    return must(p.s.habits.items(p.ada, {today - 100, today, true}, today)).habits;
}

constexpr const char* tables =
    "CREATE TABLE Habits(id integer primary key autoincrement, archived integer, color integer, description text, freq_den "
    "integer, "
    "freq_num integer, highlight integer, name text, position integer, reminder_hour integer, reminder_min integer, "
    "reminder_days integer not null default 127, type integer not null default 0, target_type integer not null default 0, "
    "target_value real not null default 0, unit text not null default \"\", question text, uuid text);"
    "CREATE TABLE Repetitions(id integer primary key autoincrement, habit integer not null references habits(id), "
    "timestamp integer not null, value integer not null, notes text);"
    "CREATE UNIQUE INDEX idx_repetitions_habit_timestamp ON Repetitions(habit, timestamp);"
    "CREATE TABLE Events(id integer primary key autoincrement, timestamp integer, message text, server_id integer);"
    "PRAGMA user_version = 25;";

// The bytes of a database on which `sql` was run.
std::string database(const std::string& sql) {
    const TempDir dir;
    const auto path = (dir / "loop.db").string();
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open(path.c_str(), &db) == SQLITE_OK);
    char* why = nullptr;
    const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &why);
    REQUIRE_MESSAGE(code == SQLITE_OK, why);
    REQUIRE(sqlite3_close(db) == SQLITE_OK);
    return read_file(path);
}
std::int64_t midnight(DayNumber day) { return InstantMs{day} * 86'400'000; }

std::string backup() {
    std::string sql = tables;
    sql += "INSERT INTO Habits(id, archived, color, description, freq_den, freq_num, name, position, type, target_type, "
           "target_value, unit, "
           "question, reminder_hour, reminder_min) VALUES"
           "(1, 0, 8, 'Ten minutes', 1, 1, 'Meditate', 1, 0, 0, 0, '', 'Did you meditate?', 7, 30),"
           "(2, 0, 11, '', 7, 3, 'Run', 0, 1, 0, 5.5, 'km', '', NULL, NULL),"
           "(3, 1, 0, '', 3, 2, 'Early', 2, 0, 0, 0, '', '', NULL, NULL);";
    const auto day = [&](int habit, DayNumber on, int value, const char* note = "''") {
        sql += fmt::format("INSERT INTO Repetitions(habit, timestamp, value, notes) VALUES({}, {}, {}, {});", habit, midnight(on),
                           value, note);
    };
    day(1, today, 2);
    day(1, today - 1, 3);
    day(1, today - 2, 0);
    day(1, today - 3, 2, "'calm'");
    day(1, today - 5'000, 2);
    day(2, today - 1, 7'250);
    day(2, today - 2, 0);
    day(3, today - 4, 2);
    day(77, today, 2);
    return database(sql);
}

} // namespace

TEST_CASE("a backup of Loop Habit Tracker comes with how often - amounts - skipped days and the archive") {
    Profile p;

    const auto done = run(p, must(read_import("Loop.db", backup()))).done;

    CHECK(done.format == "Loop Habit Tracker");
    CHECK(count(done, "habits").added == 3);
    CHECK(count(done, "habit days").added == 5);
    const auto all = habits(p);
    REQUIRE(all.size() == 3);
    CHECK(all[0].name == "Run"); // in its own order
    CHECK(all[0].times_per_week == 3);
    CHECK(all[0].target == 5.5);
    CHECK(all[0].unit == "km");
    CHECK(all[0].color == 0);
    REQUIRE(all[0].days.size() == 1);
    CHECK(all[0].days[0].amount == 7.25);
    CHECK(all[1].notes == "Did you meditate?\n\nTen minutes");
    CHECK(all[1].color == 5); // teal
    REQUIRE(all[1].days.size() == 3);
    CHECK(all[1].days[1].mark == calls::HabitMark::skipped);
    CHECK(all[2].archived);
    CHECK(all[2].times_per_week == 5);
    CHECK(tells(done.notes, "\"Early\" was meant 2 times in 3 days; here it is meant 5 times a week"));
    CHECK(tells(done.notes, "\"Run\" has its target for 7 days together"));
    CHECK(tells(done.notes, "\"Meditate\": left out as not come yet or more than ten years back: 1 day"));
    CHECK(tells(done.notes, "1 note on days"));
    CHECK(tells(done.notes, "1 entry without a habit"));
    CHECK(tells(done.notes, "1 reminder"));
}

TEST_CASE("a habit comes with its days as one change and a second time brings only what is missing") {
    Profile p;
    const auto content = backup();
    const auto file = must(read_import("Loop.db", content));
    const auto tried = run(p, file, ImportMode::dry_run);
    CHECK(p.count("habits") == 0);

    const auto first = run(p, file);
    CHECK(count(first.done, "habit days").added == count(tried.done, "habit days").added);
    CHECK(p.count("operations") == 3);
    must(p.s.habits.mark(p.by_ada, {2, today, false}, today, now));
    const auto second = run(p, file);

    CHECK(count(second.done, "habits").added == 0);
    CHECK(count(second.done, "habits").changed == 1);
    CHECK(p.count("habits") == 3);
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(second.change), now));
    CHECK(p.count("habit_completions") == 4);
    must(p.s.operations.undo_last(p.ada, now)); // the day that was taken away
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(first.change), now));
    CHECK(p.count("habits") == 0);
    CHECK(p.count("habit_completions") == 0);
}

TEST_CASE("two habits of one name stay two and their days find them again") {
    Profile p;
    const std::string plan = "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color\n"
                             "001,Run,YES_NO,,,1,1,#FF8F00\n002,run,YES_NO,,,1,1,#FF8F00\n003,Run,YES_NO,,,1,1,#FF8F00\n";
    const auto days = must(read_import("Checkmarks.csv", "Date,Run,run,Run,\n2026-11-22,YES_MANUAL,NO,YES_MANUAL,\n"));

    CHECK(count(run(p, must(read_import("Habits.csv", plan))).done, "habits").added == 3);
    CHECK(count(run(p, days).done, "habits").changed == 2);

    const auto all = habits(p);
    REQUIRE(all.size() == 3);
    CHECK(all[1].name == "run (2)");
    CHECK(all[1].days.empty());
    CHECK(all[2].name == "Run (3)");
    CHECK(all[2].days.size() == 1);
    CHECK(count(run(p, days).done, "habits").changed == 0);
}

TEST_CASE("an old backup and one in write-ahead mode are read as well") {
    auto old = database(
        "CREATE TABLE Habits(id integer primary key, archived integer, color integer, description text, freq_den integer, "
        "freq_num integer, name text, position integer);"
        "CREATE TABLE Repetitions(id integer primary key, habit integer, timestamp integer);"
        "PRAGMA user_version = 15;"
        "INSERT INTO Habits VALUES(1, 0, 5, 'Up?', 1, 1, 'Wake', 0);" +
        fmt::format("INSERT INTO Repetitions VALUES(1, 1, {});", midnight(today)));
    old[18] = old[19] = 2; // as if it had been in write-ahead mode
    Profile p;

    run(p, must(read_import("old.db", old)));

    const auto all = habits(p);
    REQUIRE(all.size() == 1);
    CHECK(all[0].notes == "Up?");
    CHECK(all[0].days.size() == 1);
}

TEST_CASE("the two CSV files of Loop bring the habits and then their days") {
    Profile p;
    const auto plan = must(read_import(
        "Habits.csv", "Position,Name,Type,Question,Description,FrequencyNumerator,FrequencyDenominator,Color,Unit,Target Type,"
                      "Target Value,Archived?\n"
                      "001,Meditate,YES_NO,Did you?,,1,1,#FF8F00,,,,false\n"
                      "002,Run,NUMERICAL,,,1,7,#1976D2,km,AT_MOST,5.0,true\n"));
    const std::string days = "Date,Meditate,Run,\n2026-11-22,YES_MANUAL,7250,\n2026-11-21,SKIP,0,\n2026-11-20,YES_AUTO,NO,\n2026-"
                             "11-19,UNKNOWN,UNKNOWN,\n";
    CHECK(tells(run(p, must(read_import("Checkmarks.csv", days)), ImportMode::dry_run).done.notes, "import Habits.csv"));

    const auto first = run(p, plan).done;
    const auto second = run(p, must(read_import("Checkmarks.csv", days))).done;

    CHECK(count(first, "habits").added == 2);
    CHECK(tells(first.notes, "is to stay below its target"));
    CHECK(count(second, "habits").changed == 2);
    CHECK(count(second, "habit days").added == 3);
    const auto all = habits(p);
    REQUIRE(all.size() == 2);
    CHECK(all[0].color == 3);
    CHECK(all[0].days.size() == 2);
    CHECK(all[1].archived);
    CHECK(all[1].notes == "At most 5 km");
    CHECK(all[1].days.at(0).amount == 7.25);
}

TEST_CASE("files that look like those of Loop are refused with the reason and what to do") {
    struct Case {
        std::string content;
        const char* why;
    };
    auto cut = backup();
    cut.resize(cut.size() - 4096);
    auto scribbled = backup();
    for (std::size_t i = 4096; i < scribbled.size(); i += 7) scribbled[i] = static_cast<char>(i);
    for (const Case& each :
         {Case{std::string("SQLite format 3\0", 16), "damaged"}, Case{cut, "damaged"}, Case{scribbled, "damaged"},
          Case{database("CREATE TABLE Habits(id integer, name text)"), "has no table Repetitions"},
          Case{database("CREATE TABLE h(id integer, name text); CREATE VIEW Habits AS SELECT * FROM h;"
                        "CREATE TABLE Repetitions(id integer)"),
               "has no table Habits"},
          Case{database("CREATE VIRTUAL TABLE Habits USING fts5(name); CREATE TABLE Repetitions(id integer)"),
               "has no table Habits"},
          Case{"PK\x03\x04 and so on", "unpack it"}, Case{"Date,Value,Notes\n2026-11-22,YES_MANUAL,\n", "does not say of which"},
          Case{"Date,Read, write,\n2026-11-22,YES_MANUAL,\n", "has a comma in it"}}) {
        CAPTURE(each.why);
        const auto error = error_of(read_import("x.db", each.content));
        CHECK_MESSAGE(contains(error.message, each.why), error.message);
    }
}

TEST_CASE("rows of any type in a backup of Loop are left out and take nothing with them") {
    Profile p;
    std::string sql = tables;
    sql += "INSERT INTO Habits(id, name, color, freq_num, freq_den, type, target_value, archived, position, unit) VALUES"
           "(1, 'Good', 4, 1, 1, 0, 0, 0, 0, ''),"
           "(2, NULL, 4, 1, 1, 0, 0, 0, 1, ''),"
           "(3, x'ff00fe', 'red', 'often', x'01', 'a', 'b', 'c', 2, 7),"
           "(4, 'Huge', 9223372036854775807, 9223372036854775807, -1, 1, 1e308, 1, 3, 'unit'),"
           "(9223372036854775807, 'Last', 4, 1, 1, 0, 0, 0, 4, '');"
           "INSERT INTO Repetitions(habit, timestamp, value, notes) VALUES"
           "(1, 9223372036854775807, 2, ''), (1, -9223372036854775808, 2, ''), (1, 'today', 2, ''), (1, 5, 'x', ''),"
           "(4, 0, 9223372036854775807, ''), ('x', 0, 2, ''), (9223372036854775807, 6, 2, x'00ff');";
    sql += fmt::format("INSERT INTO Repetitions(habit, timestamp, value) VALUES(1, {}, 2), (1, {}, 2);", midnight(today),
                       midnight(today) + 1);

    const auto done = run(p, must(read_import("x.db", database(sql)))).done;

    CHECK(count(done, "habits").added == 3);
    CHECK(count(done, "habits").skipped == 0);
    CHECK(count(done, "habit days").added == 1); // the same day twice is one
    CHECK(tells(done.notes, "a habit without a name"));
    CHECK(tells(done.notes, "is no frequency"));
}

TEST_CASE("what a table would compute while it is read is not read") {
    const auto file =
        must(read_import("x.db", database("CREATE TABLE Habits(id integer, name text AS (hex(zeroblob(100000)))); INSERT INTO "
                                          "Habits(id) VALUES(1); CREATE TABLE Repetitions(id integer)")));

    CHECK(file.habits.empty());
    CHECK(tells(file.notes, "a habit without a name"));
}

TEST_CASE("another program's database with an endless table definition ends in time") {
    std::string sql = "CREATE TABLE Repetitions(id integer); CREATE TABLE Habits(id integer, name text, CHECK(";
    for (int i = 0; i < 15; ++i) sql += "(";
    sql += "id";
    for (int i = 0; i < 15; ++i) sql += fmt::format(" + {})", i);
    sql += " > 0)); INSERT INTO Habits(id, name) VALUES(5, 'a');";

    const auto file = read_import("x.db", database(sql));

    CHECK((file || !file.error().message.empty()));
}

TEST_CASE("an import of more days of known habits than the log holds is refused with what to do") {
    Profile p;
    std::string heading = "Date,", csv;
    for (int habit = 0; habit < 12; ++habit) {
        must(p.s.habits.add(p.by_ada, {fmt::format("h{}", habit), 127}, now));
        heading += fmt::format("h{},", habit);
    }
    for (int day = 0; day < 1'000; ++day) {
        const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{today - day}}};
        csv += fmt::format("{:04}-{:02}-{:02},", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                           static_cast<unsigned>(date.day()));
        for (int habit = 0; habit < 12; ++habit) csv += "YES_MANUAL,";
        csv += "\n";
    }

    const auto error =
        error_of(run_import(p.s, p.ada, must(read_import("c.csv", heading + "\n" + csv)), ImportMode::for_good, now, today));

    CHECK(error.code == Errc::over_limit);
    CHECK(contains(error.message, "remove those habits here"));
    CHECK(p.count("habit_completions") == 0);
}
