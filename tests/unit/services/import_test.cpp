// Files of other programs and own exports: what is read of them, what would change, one change that is undone as one, and files that lie.
#include "services/export.hpp"
#include "services/import/csv.hpp"
#include "import_support.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <nlohmann/json.hpp>

using namespace asista;
using namespace asista::test;
using calls::TransferCount;

namespace {

using Fields = std::vector<std::string>;

std::vector<calls::TaskItem> tasks(Profile& p, calls::TaskView view = calls::TaskView::all, std::uint64_t of = 0) {
    calls::TasksPage::Request request;
    request.view = view;
    request.of = of;
    return must(p.s.tasks.page(p.ada, request, today)).tasks;
}
std::string exported(Profile& p, const std::filesystem::path& file) {
    must(export_all(p.s.db, p.ada, file, now));
    return read_file(file);
}

// A profile with one of everything.
void fill(Profile& p) {
    const auto project = must(p.s.projects.add(p.by_ada, {"Home", 2}, now)).id;
    calls::TasksCreate::Request task;
    task.title = "Paint \"the\" fence\u2026";
    task.notes = "Two\nlines";
    task.project = project;
    task.due_day = today + 3;
    task.tags = {"garden", "summer"};
    const auto id = must(p.s.tasks.create(p.by_ada, task, now)).id;
    calls::TasksCreate::Request part;
    part.title = "Buy paint";
    part.parent = id;
    must(p.s.tasks.create(p.by_ada, part, now + 1));
    must(p.s.tracking.start(p.by_ada, id, now));
    must(p.s.tracking.stop(p.by_ada, {}, now + hour));
    const auto habit = must(p.s.habits.add(p.by_ada, {"Walk", 0x1F}, now)).id;
    must(p.s.habits.mark(p.by_ada, {habit, today, true}, today, now));
    const auto goal = must(p.s.goals.add(p.by_ada, {"Run", "km", 12.7, 3.3, today + 9}, today, now)).id;
    must(p.s.goals.milestone(p.by_ada, {goal, 0, "Half of it", 6.35, {}, false}, now));
    must(p.s.goals.link(p.by_ada, {goal, calls::LinkKind::task, id, false}, now));
    must(p.s.goals.link(p.by_ada, {goal, calls::LinkKind::habit, habit, false}, now));
    must(p.s.habits.vacation(p.by_ada, {0, today + 20, today + 30, false}, now));
    calls::CalendarCreate::Request series;
    series.title = "Standup";
    series.times = {false, today, 600, today, 615};
    series.zone = "Europe/Berlin";
    series.recurrence = "FREQ=WEEKLY";
    calls::CalendarEdit::Request change;
    change.id = must(p.s.calendar.create(p.by_ada, series, now)).id;
    change.occurrence = today + 7;
    change.scope = calls::EventScope::one;
    change.title = "Standup with Bob";
    must(p.s.calendar.edit(p.by_ada, change, now));
    must(p.s.calendar.add(p.by_ada, {"Dentist", "Town", now, now + hour, 1}, now));
}

} // namespace

TEST_CASE("rows are read as programs write them") {
    struct Case {
        const char* text;
        std::vector<Fields> rows;
    };
    for (const Case& each : {
             Case{"a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
             Case{"\xEF\xBB\xBF"
                  "a;b,c;d\r\n1;2,3;4\r\n",
                  {{"a", "b,c", "d"}, {"1", "2,3", "4"}}},
             Case{"a\tb\r1\t2", {{"a", "b"}, {"1", "2"}}},
             Case{"\"a \"\"quoted\"\" one\",\"two\nlines\"\n\n\nlast,", {{"a \"quoted\" one", "two\nlines"}, {"last", ""}}},
             Case{"", {}},
             Case{"\n\r\n", {}},
         }) {
        CAPTURE(each.text);
        std::vector<Fields> rows;
        for (auto& row : must(read_csv(each.text))) rows.push_back(row.fields);
        CHECK(rows == each.rows);
    }
    CHECK(must(read_csv("a\n\"b\nc\"\nd")).at(2).line == 4);
}

TEST_CASE("a broken row is named by its line and the reason") {
    CHECK(contains(error_of(read_csv("a,b\n\"never closed,2\n")).message, "line 2: a quote that begins here is never closed"));
    CHECK(contains(error_of(read_csv("a\n\"b\" c\n")).message, "line 2: there is text behind a closing quote"));
    CHECK(contains(error_of(read_csv("a\nb\n\xFF\n")).message, "line 3: this is not UTF-8"));
    CHECK(contains(error_of(read_csv(std::string(200, ','))).message, "line 1: more than 100 fields"));
    std::string rows;
    for (int i = 0; i < 100'001; ++i) rows += "a\n";
    CHECK(error_of(read_csv(rows)).code == Errc::over_limit);
}

TEST_CASE("tasks come from columns of any order and what does not fit is said") {
    Profile p;
    const auto file = must(read_import("list.csv", "Due,Title,Project,Tags,Done,Energy,Minutes,Notes\n"
                                                   "2026-11-30,Call landlord,Home,\"phone, urgent\",no,S,15,Ask\n"
                                                   ",Water the plants,home,,yes,,,\n"
                                                   "next week,Vague,,,,,,\n"
                                                   ",,,,,,,no title\n"));

    const auto done = run(p, file).done;

    CHECK(done.format == "Tasks as CSV");
    CHECK(count(done, "tasks").added == 3);
    CHECK(count(done, "tasks").skipped == 1);
    CHECK(count(done, "projects").added == 1); // whatever its case
    const auto open = tasks(p);
    REQUIRE(open.size() == 2);
    CHECK(open[0].task.title == "Call landlord");
    CHECK(open[0].task.energy == Energy::s);
    CHECK(open[0].task.estimate_minutes == 15);
    CHECK(open[0].task.due_day == today + 8);
    CHECK(open[0].tags == std::vector<std::string>{"phone", "urgent"});
    CHECK(tasks(p, calls::TaskView::done).at(0).task.title == "Water the plants");
    REQUIRE(done.notes.size() == 2);
    CHECK(done.notes[0].line == 4);
    CHECK(contains(done.notes[0].reason, "\"next week\" is no day like 2026-11-22"));
    CHECK(done.notes[1].line == 5);
    CHECK(contains(done.notes[1].reason, "needs a title"));
}

TEST_CASE("a project of Todoist comes with its parts - labels - notes and sections") {
    Profile p;
    const auto file = must(read_import("House [2203306141].csv",
                                       "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n"
                                       "task,Paint the fence @garden @summer,White,4,1,Ada (1),,2026-12-01,en,\n"
                                       "task,Buy paint,,4,2,Ada (1),,,en,\n"
                                       "task,Two litres,,4,3,Ada (1),,,en,\n"
                                       "note,Ask the neighbour,,,,Ada (1),,,,\n"
                                       ",,,,,,,,,\n"
                                       "section,Cellar,,,,,,,,\n"
                                       "task,Sweep,,4,1,Ada (1),,every monday,en,\n"
                                       "meeting,x,,,,,,,,\n"));

    const auto done = run(p, file).done;

    CHECK(done.format == "Todoist");
    CHECK(count(done, "tasks").added == 4);
    const auto open = tasks(p);
    REQUIRE(open.size() == 2);
    CHECK(open[0].task.title == "Paint the fence");
    CHECK(open[0].tags == std::vector<std::string>{"garden", "summer"});
    CHECK(open[0].task.due_day == today + 9);
    CHECK(open[0].subtasks == 2);
    CHECK(tasks(p, calls::TaskView::subtasks, open[0].task.id).at(1).task.notes == "Ask the neighbour");
    CHECK(open[1].task.notes == "Section: Cellar\n\nDate: every monday");
    CHECK(must(p.s.projects.list(p.ada, {})).projects.at(0).name == "House");
    REQUIRE(done.notes.size() == 1);
    CHECK(done.notes[0].line == 9);
}

TEST_CASE("trying an import changes nothing and says what doing it then does") {
    Profile p;
    p.add_task("There already");
    const auto file = must(read_import("l.csv", "title,project\nThere already,\nNew,Home\nNew,Home\n"));
    const auto words_before = p.count("search_changes");

    const auto tried = run(p, file, ImportMode::dry_run);

    CHECK(tried.change == 0);
    CHECK(p.count("tasks") == 1);
    CHECK(p.count("projects") == 0);
    CHECK(p.count("changes") == 1);
    CHECK(p.count("search_changes") == words_before);
    const auto done = run(p, file);
    CHECK(count(done.done, "tasks").added == count(tried.done, "tasks").added);
    CHECK(count(done.done, "tasks").added == 1);
    CHECK(count(done.done, "tasks").skipped == 2);
    CHECK(done.done.first == std::vector<std::string>{"New"});
    CHECK(p.count("tasks") == 2);

    CHECK(run(p, file).change == 0); // all of it is there
    CHECK(p.count("tasks") == 2);
}

TEST_CASE("an import is one change by its author and is undone as one") {
    Profile p;
    const auto done = run(p, must(read_import("l.csv", "title,project,tags,done\nOne,Home,a,\nTwo,Home,b,yes\n")));

    const auto change = must(p.s.operations.change(p.ada, static_cast<std::int64_t>(done.change)));
    CHECK(change.author == Author::import);
    must(p.s.operations.undo(p.ada, change.id, now));

    for (const char* table : {"tasks", "task_tags", "projects"}) CHECK(p.count(table) == 0);
}

TEST_CASE("an export is read into an empty profile as it was - and a second time changes nothing") {
    const TempDir dir;
    Profile p;
    fill(p);
    const auto text = exported(p, dir / "a.json");
    CHECK(nlohmann::json::parse(text)["version"] == 1);
    Profile q;

    const auto first = run(q, must(read_import("a.json", text)));

    CHECK(count(first.done, "tasks").added == 2);
    CHECK(first.done.notes.empty());
    auto one = nlohmann::json::parse(text), other = nlohmann::json::parse(exported(q, dir / "b.json"));
    for (const char* list : {"projects", "tasks", "habits", "goals", "vacations", "events", "time_entries"}) {
        CAPTURE(list);
        CHECK(one[list].size() >= 1);
        CHECK(one[list] == other[list]);
    }
    const auto second = run(q, must(read_import("a.json", text)));
    CHECK(second.change == 0);
    CHECK(count(second.done, "tasks").skipped == 2);

    must(q.s.operations.undo(q.ada, static_cast<std::int64_t>(first.change), now));
    for (const char* table : {"tasks", "projects", "habits", "habit_completions", "goals", "milestones", "goal_links",
                              "vacations", "calendar_events", "time_entries"})
        CHECK_MESSAGE(q.count(table) == 0, table);
}

TEST_CASE("days of a habit that is here already are added and those alone are undone") {
    const TempDir dir;
    Profile p;
    fill(p);
    const auto text = exported(p, dir / "a.json");
    must(p.s.habits.mark(p.by_ada, {1, today, false}, today, now));
    must(p.s.habits.mark(p.by_ada, {1, today - 1, true}, today, now));

    const auto done = run(p, must(read_import("a.json", text)));

    CHECK(count(done.done, "habits").changed == 1);
    CHECK(p.count("habit_completions") == 2);
    CHECK(p.count("milestones") == 1); // what belongs to a goal that is here is not doubled
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(done.change), now));
    CHECK(p.count("habit_completions") == 1);
}

TEST_CASE("an export that is read into another profile takes nobody's number") {
    const TempDir dir;
    Profile p;
    fill(p);
    Profile q;
    q.add_task("Task 1 of here");
    const auto bobs = must(q.s.tasks.add(q.by_bob, {"Bob's", {}, Energy::m, {}, {}}, now + 5)).id;
    must(q.s.db.run("UPDATE tasks SET created_at = created_at - 1"));
    must(q.s.projects.add(q.by_ada, {"HOME", 0}, now + 7));

    const auto done = run(q, must(read_import("a.json", exported(p, dir / "a.json")))).done;
    for (const auto& note : done.notes) FAIL_CHECK(note.reason);

    CHECK(must(q.s.tasks.find(q.bob, bobs)).title == "Bob's");
    const auto all = tasks(q);
    REQUIRE(all.size() == 2);
    const auto& fence = all[0].task.title == "Task 1 of here" ? all[1] : all[0];
    CHECK(fence.subtasks == 1); // the part went along
    CHECK(fence.project == must(q.s.projects.list(q.ada, {})).projects.at(0).id);
    CHECK(fence.tracked_ms == hour);
    CHECK(q.count("projects") == 1);
}

TEST_CASE("an export of a state before puts back what changed since") {
    const TempDir dir;
    Profile p;
    fill(p);
    const auto text = exported(p, dir / "a.json");
    calls::TasksUpdate::Request request;
    request.id = 1;
    request.title = "Otherwise";
    must(p.s.tasks.update(p.by_ada, request, now + hour));

    const auto done = run(p, must(read_import("a.json", text)));

    CHECK(count(done.done, "tasks").changed == 1);
    CHECK(must(p.s.tasks.find(p.ada, 1)).title == "Paint \"the\" fence\u2026");
}

TEST_CASE("rows that lie are left out with the reason and the others are taken") {
    Profile p;
    const std::string good = R"({"id":9,"name":"Walk","weekdays":127,"created_at":5,"days":[[20000,1]]})";
    const auto file = must(read_import(
        "a.json", R"({"format":"asista-export","version":1,"habits":[)" + good +
                      R"(,{"id":10,"name":"","weekdays":127,"created_at":5},{"id":11,"name":"x","weekdays":999,"created_at":5},
                      {"id":-1,"name":"x"},{"name":"no id"},7,null,{"id":12,"name":"a\u0007b","weekdays":1,"created_at":5},
                      {"id":99999999999999999999,"name":"x","weekdays":1,"created_at":5}],
                      "tasks":[{"id":1,"title":"t","status":0,"energy":2,"created_at":1,"updated_at":1,"notes":"","rank":"'; DROP","recurrence":"","tags":[]},
                      {"id":2,"title":"t","status":0,"energy":2,"created_at":1,"updated_at":1,"notes":"","rank":"a","recurrence":"FREQ=NEVER","tags":[]},
                      {"id":3,"title":"kept","status":0,"energy":2,"created_at":1,"updated_at":1,"notes":"","rank":"a","recurrence":"","tags":["x"],"project_id":77,"parent_id":3}]})"));

    const auto done = run(p, file).done;

    CHECK(count(done, "habits").added == 1);
    CHECK(count(done, "habits").skipped == 8);
    CHECK(count(done, "tasks").added == 1);
    CHECK(count(done, "tasks").skipped == 2);
    CHECK(tasks(p).at(0).task.title == "kept");
    CHECK(tasks(p).at(0).project == 0);
    CHECK(done.notes.size() == 10);
}

TEST_CASE("files that are none of those are refused with the reason") {
    struct Case {
        const char *content, *why;
    };
    for (const Case& each :
         {Case{"", "is empty"}, Case{" \n", "is empty"}, Case{"{\"a\":1}", "is none of the files"},
          Case{"{\n\"a\":\n,}", "line 3: this is no JSON"}, Case{"colour,size\nred,1\n", "is none of the files"},
          Case{"{\"format\":\"asista-export\",\"version\":2}", "another version"},
          Case{"{\"format\":\"asista-export\",\"version\":1,\"tasks\":7}", "is no list"}, Case{"\x89PNG\r\n\x1a\n", "UTF-8"}}) {
        CAPTURE(each.content);
        const auto error = error_of(read_import("x", each.content));
        CHECK_MESSAGE(contains(error.message, each.why), error.message);
    }
    CHECK(contains(error_of(read_import("deep.json", "{\"a\":" + std::string(500'000, '['))).message, "nested deeper"));
    std::string many = "title\n";
    for (int i = 0; i < 10'001; ++i) many += fmt::format("{}\n", i);
    CHECK(error_of(read_import("many.csv", many)).code == Errc::over_limit);
}
