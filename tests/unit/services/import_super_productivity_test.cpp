// Backups of Super Productivity: what comes over, what is told to stay behind, and backups that lie.
#include "import_support.hpp"

#include <nlohmann/json.hpp>

#include <chrono>

using namespace asista;
using namespace asista::test;
using nlohmann::json;

namespace {

std::vector<calls::TaskItem> tasks(Profile& p, calls::TaskView view = calls::TaskView::all, std::uint64_t of = 0) {
    calls::TasksPage::Request request;
    request.view = view;
    request.of = of;
    return must(p.s.tasks.page(p.ada, request, today)).tasks;
}
calls::TaskItem titled(const std::vector<calls::TaskItem>& all, std::string_view title) {
    const auto found = std::ranges::find_if(all, [&](const auto& each) { return each.task.title == title; });
    REQUIRE_MESSAGE(found != all.end(), title);
    return *found;
}

// As the program writes it, without what it has of settings.
json backup() {
    return json::parse(R"({"timestamp": 1795340000000, "lastUpdate": 1795340000000, "crossModelVersion": 4.4, "data": {
    "project": {"ids": ["INBOX_PROJECT", "p1", "p2"], "entities": {
        "INBOX_PROJECT": {"id": "INBOX_PROJECT", "title": "Inbox", "taskIds": []},
        "p1": {"id": "p1", "title": "House", "theme": {"primary": "#43a047"}, "taskIds": ["t1"]},
        "p2": {"id": "p2", "title": "Old job", "theme": {"primary": "#1e88e5"}, "isArchived": true}}},
    "tag": {"ids": ["TODAY", "g1"], "entities": {"TODAY": {"id": "TODAY", "title": "Today"}, "g1": {"id": "g1", "title": "Deep work"}}},
    "task": {"ids": ["t1", "t1a", "t2", "t3", "t4"], "entities": {
        "t1": {"id": "t1", "title": "Paint the fence", "notes": "White", "projectId": "p1", "tagIds": ["TODAY", "g1"], "subTaskIds": ["t1a"],
               "timeEstimate": 5400000, "timeSpent": 3600000, "timeSpentOnDay": {"2026-11-20": 3600000}, "isDone": false,
               "created": 1795000000000, "dueDay": "2026-11-25", "attachments": [{"type": "LINK", "title": "Shop", "path": "https://example.org/paint"}]},
        "t1a": {"id": "t1a", "title": "Buy paint", "parentId": "t1", "projectId": "p1", "tagIds": [], "subTaskIds": [], "timeEstimate": 0,
                "timeSpentOnDay": {"2026-11-20": 3600000}, "isDone": true, "doneOn": 1795200000000, "created": 1795000000001},
        "t2": {"id": "t2", "title": "Call Bob", "projectId": "INBOX_PROJECT", "tagIds": [], "subTaskIds": [], "isDone": false,
               "created": 1795000000002, "dueWithTime": 1795604400000, "timeSpentOnDay": {}},
        "t3": {"id": "t3", "title": "Standup", "projectId": "p1", "tagIds": [], "isDone": false, "created": 1795000000003,
               "dueDay": "2026-11-23", "repeatCfgId": "r1", "timeSpentOnDay": {}},
        "t4": {"id": "t4", "title": "Planned before", "projectId": "p1", "tagIds": [], "isDone": false, "created": 1795000000004}}},
    "planner": {"days": {"2026-11-28": ["t4"]}},
    "taskRepeatCfg": {"ids": ["r1", "r2", "r3"], "entities": {
        "r1": {"id": "r1", "title": "Standup", "repeatCycle": "WEEKLY", "repeatEvery": 1, "monday": true, "tuesday": false, "wednesday": true,
               "lastTaskCreationDay": "2026-11-20", "isPaused": false},
        "r2": {"id": "r2", "title": "Pay rent", "projectId": "p1", "tagIds": ["g1"], "repeatCycle": "MONTHLY", "repeatEvery": 1,
               "startDate": "2026-01-31", "lastTaskCreationDay": "2026-10-31", "startTime": "09:30", "defaultEstimate": 600000,
               "subTaskTemplates": [{"title": "Open the bank"}]},
        "r3": {"id": "r3", "title": "Rests", "repeatCycle": "DAILY", "repeatEvery": 2, "isPaused": true, "lastTaskCreationDay": "2026-11-01"}}},
    "simpleCounter": {"ids": ["c1", "c2"], "entities": {
        "c1": {"id": "c1", "title": "Water", "type": "ClickCounter", "isEnabled": true, "isTrackStreaks": true, "streakMinValue": 6,
               "streakWeekDays": {"1": true, "2": true, "0": false}, "countOnDay": {"2026-11-20": 6, "2026-11-21": 3, "2026-11-22": 0}},
        "c2": {"id": "c2", "title": "Reading", "type": "StopWatch", "isEnabled": false, "streakMinValue": 1800000,
               "countOnDay": {"2026-11-20": 2700000}}}},
    "note": {"ids": ["n1"], "entities": {"n1": {"id": "n1", "content": "A note", "projectId": "p1"}}},
    "reminders": [{"id": "m1"}],
    "archiveYoung": {"task": {"ids": ["a1", "a2"], "entities": {
        "a1": {"id": "a1", "title": "Standup", "projectId": "p2", "tagIds": [], "isDone": true, "doneOn": 1794000000000,
               "created": 1793900000000, "timeSpentOnDay": {"2026-11-06": 900000}},
        "a2": {"id": "a2", "title": "Standup", "projectId": "p2", "tagIds": [], "isDone": true, "doneOn": 1794100000000,
               "created": 1793990000000, "timeSpentOnDay": {}}}}, "timeTracking": {"project": {}, "tag": {}}},
    "archiveOld": {"task": {"ids": [], "entities": {}}}}})");
}

} // namespace

TEST_CASE("a backup of Super Productivity comes with projects - parts - times - repetitions and the archive") {
    Profile p;

    const auto done = run(p, must(read_import("sp.json", backup().dump()))).done;

    CHECK(done.format == "Super Productivity");
    CHECK(count(done, "tasks").added == 9); // five, two archived, the rent and its part
    CHECK(count(done, "tasks").skipped == 0);
    CHECK(count(done, "tracked times").added == 2); // the fence has its part's
    const auto open = tasks(p);
    const auto fence = titled(open, "Paint the fence");
    CHECK(fence.task.notes == "White\n\nShop https://example.org/paint");
    CHECK(fence.tags == std::vector<std::string>{"deep-work"});
    CHECK(fence.task.estimate_minutes == 90);
    CHECK(fence.task.due_day == today + 3);
    CHECK(fence.task.created_at == 1'795'000'000'000);
    CHECK(fence.tracked_ms == 0);
    const auto parts = tasks(p, calls::TaskView::subtasks, fence.task.id);
    REQUIRE(parts.size() == 1);
    CHECK(parts[0].task.completed_at == 1'795'200'000'000);
    CHECK(parts[0].tracked_ms == hour);
    CHECK(titled(open, "Planned before").task.due_day == today + 6);
    const auto call = titled(open, "Call Bob");
    CHECK(call.task.due_day == day_of(1'795'604'400'000, 0));
    CHECK(call.due_minute == 11 * 60);
    CHECK(call.project == 0);
    CHECK(titled(open, "Standup").recurrence == "FREQ=WEEKLY;BYDAY=MO,WE");
    const auto rent = titled(open, "Pay rent");
    CHECK(rent.task.due_day == today + 8); // November has no 31st
    CHECK(rent.due_minute == 9 * 60 + 30);
    CHECK(rent.subtasks == 1);
    CHECK(tasks(p, calls::TaskView::done).size() == 2 + 1);
    const auto projects = must(p.s.projects.list(p.ada, {true})).projects;
    REQUIRE(projects.size() == 2);
    CHECK(projects[0].name == "House");
    CHECK(projects[0].color == 1); // green
    CHECK(projects[1].archived);
    CHECK(tells(done, "\"Rests\" does not repeat here"));
    CHECK(tells(done, "1 note is left behind"));
    CHECK(tells(done, "1 reminder is left behind"));
}

TEST_CASE("counters of Super Productivity are habits with a target") {
    Profile p;

    const auto done = run(p, must(read_import("sp.json", backup().dump()))).done;

    CHECK(count(done, "habits").added == 2);
    CHECK(count(done, "habit days").added == 3);
    const auto habits = must(p.s.habits.items(p.ada, {today - 10, today, true}, today)).habits;
    REQUIRE(habits.size() == 2);
    CHECK(habits[0].name == "Water");
    CHECK(habits[0].target == 6);
    CHECK(habits[0].weekdays == 0b11); // Monday and Tuesday
    REQUIRE(habits[0].days.size() == 2);
    CHECK(habits[0].days[1].amount == 3);
    CHECK(habits[1].archived);
    CHECK(habits[1].target == 30);
    CHECK(habits[1].unit == "min");
    CHECK(habits[1].days.at(0).amount == 45);
}

TEST_CASE("a repetition that was not looked at for years comes once - from today on") {
    Profile p;
    auto old = backup();
    old["data"]["taskRepeatCfg"] = {
        {"ids", json::array()},
        {"entities",
         {{"a", {{"title", "Stretch"}, {"repeatCycle", "DAILY"}, {"lastTaskCreation", 1553370865733}}},
          {"b", {{"title", "Birthday"}, {"repeatCycle", "YEARLY"}, {"startDate", "2024-02-29"}}},
          {"c", {{"title", "Nothing known"}, {"repeatCycle", "DAILY"}}}}}};

    const auto done = run(p, must(read_import("sp.json", old.dump()))).done;

    CHECK(titled(tasks(p), "Stretch").task.due_day == today);
    CHECK(titled(tasks(p), "Birthday").task.due_day == today + 98); // 2027-02-28
    CHECK(tells(done, "\"Nothing known\" does not repeat here"));
}

TEST_CASE("an older backup without data around it and with taskArchive and plannedAt is read alike") {
    Profile p;
    auto old = backup()["data"];
    old["taskArchive"] = old["archiveYoung"]["task"];
    old.erase("archiveYoung");
    old["task"]["entities"]["t2"].erase("dueWithTime");
    old["task"]["entities"]["t2"]["plannedAt"] = 1795604400000;

    const auto done = run(p, must(read_import("sp.json", old.dump()))).done;

    CHECK(count(done, "tasks").added == 9);
    CHECK(titled(tasks(p), "Call Bob").due_minute == 11 * 60);
}

TEST_CASE("a backup that is imported twice is there once and one undo takes all of it away") {
    Profile p;
    const auto file = must(read_import("sp.json", backup().dump()));
    const auto tried = run(p, file, ImportMode::dry_run);
    CHECK(p.count("tasks") == 0);
    CHECK(p.count("unfinished_changes") == 0);

    const auto first = run(p, file);
    const auto second = run(p, file);

    CHECK(count(first.done, "tasks").added == count(tried.done, "tasks").added);
    CHECK(count(second.done, "tasks").added == 0);
    CHECK(second.change == 0);
    CHECK(p.count("unfinished_changes") == 0);
    must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(first.change), now));
    for (const char* table : {"tasks", "projects", "habits", "habit_completions", "time_entries", "task_tags"})
        CHECK_MESSAGE(p.count(table) == 0, table);
}

namespace {
constexpr InstantMs a_day = 24 * hour;

calls::ImportSummary run_days_later(Profile& p, const json& file, int days) {
    return must(run_import(p.s, p.ada, must(read_import("sp.json", file.dump())), ImportMode::for_good, now + days * a_day,
                           today + days))
        .done;
}
void complete(Profile& p, std::uint64_t id, int days_later) {
    must(p.s.tasks.update(p.by_ada, set_status(id, TaskStatus::done), now + days_later * a_day, today + days_later));
}
std::vector<DayNumber> open_days(Profile& p, std::string_view title) {
    std::vector<DayNumber> days;
    for (const auto& each : tasks(p))
        if (each.task.title == title) days.push_back(each.task.due_day.value_or(0));
    return days;
}
} // namespace

TEST_CASE("a backup that is imported again days or a month later adds no repetition twice") {
    for (const int days : {3, 9, 30, 400})
        for (const bool completed : {false, true}) {
            CAPTURE(days);
            CAPTURE(completed);
            Profile p;
            run(p, must(read_import("sp.json", backup().dump())));
            if (completed)
                for (const char* title : {"Standup", "Pay rent"}) complete(p, titled(tasks(p), title).task.id, 1);
            const auto before = p.count("tasks");
            const auto standups = open_days(p, "Standup"), rents = open_days(p, "Pay rent");
            REQUIRE(standups.size() == 1);
            REQUIRE(rents.size() == 1);

            const auto again = run_days_later(p, backup(), days);

            CHECK(count(again, "tasks").added == 0);
            CHECK(count(again, "tasks").skipped == 9);
            CHECK(count(again, "tracked times").added == 0);
            CHECK(p.count("tasks") == before);
            CHECK(open_days(p, "Standup") == standups);
            CHECK(open_days(p, "Pay rent") == rents);
        }
}

TEST_CASE("a task of a backup is found again whatever it is called by now and whenever it is due") {
    Profile p;
    run(p, must(read_import("sp.json", backup().dump())));
    for (const auto& each : tasks(p)) {
        calls::TasksEdit::Request edit;
        edit.ids = {each.task.id};
        edit.title = each.task.title + ", changed here";
        edit.due_day = today + 50;
        must(p.s.tasks.edit(p.by_ada, edit, now, today));
    }

    const auto again = run_days_later(p, backup(), 30);

    CHECK(count(again, "tasks").added == 0);
}

TEST_CASE("a later backup in which a repetition went on there does not add it beside the one here") {
    Profile p;
    run(p, must(read_import("sp.json", backup().dump())));
    auto later = backup();
    auto& there = later["data"]["task"];
    // Paid there, and so the next one is open, with a part of its own.
    there["ids"].push_back("t9");
    there["ids"].push_back("t9a");
    there["entities"]["t9"] = {{"id", "t9"},         {"title", "Pay rent"},      {"projectId", "p1"},
                               {"isDone", false},    {"created", 1797000000000}, {"dueDay", "2026-12-31"},
                               {"repeatCfgId", "r2"}};
    there["entities"]["t9a"] = {{"id", "t9a"}, {"title", "Open the bank"}, {"parentId", "t9"}, {"created", 1797000000000}};
    later["data"]["taskRepeatCfg"]["entities"]["r2"]["lastTaskCreationDay"] = "2026-12-31";
    there["ids"].push_back("t10");
    there["entities"]["t10"] = {{"id", "t10"}, {"title", "New there"}, {"created", 1797000000001}};

    const auto again = run_days_later(p, later, 40);

    CHECK(count(again, "tasks").added == 1);
    CHECK(titled(tasks(p), "New there").task.status == TaskStatus::open);
    CHECK(open_days(p, "Pay rent").size() == 1);
    CHECK(titled(tasks(p), "Pay rent").subtasks == 1);
}

TEST_CASE("what was imported, undone and redone is found again - what the person removed comes again") {
    Profile p;
    const auto first = run(p, must(read_import("sp.json", backup().dump())));
    const auto undone = must(p.s.operations.undo(p.ada, static_cast<std::int64_t>(first.change), now));
    must(p.s.operations.undo(p.ada, undone.change, now)); // of an undo: redone

    CHECK(count(run_days_later(p, backup(), 30), "tasks").added == 0);

    must(p.s.tasks.erase(p.by_ada, {{titled(tasks(p), "Pay rent").task.id}}, now));
    CHECK(count(run_days_later(p, backup(), 31), "tasks").added == 2); // with its part
}

TEST_CASE("parents in a circle - wrong types and huge numbers leave the rest as it is") {
    Profile p;
    auto lies = backup();
    auto& all = lies["data"]["task"]["entities"];
    all["x"] = {{"title", "Ring x"}, {"parentId", "y"}};
    all["y"] = {{"title", "Ring y"}, {"parentId", "x"}};
    all["self"] = {{"title", "Self"}, {"parentId", "self"}};
    all["lost"] = {{"title", "Lost"}, {"parentId", "nobody"}};
    all["number"] = 7;
    all["none"] = nullptr;
    all["types"] = {{"title", json::array({1})},
                    {"notes", 5},
                    {"tagIds", "g1"},
                    {"isDone", "yes"},
                    {"timeEstimate", "1h"},
                    {"dueDay", 20261122},
                    {"created", "today"},
                    {"timeSpentOnDay", json::array({1})},
                    {"parentId", 3}};
    all["huge"] = {{"title", std::string(5000, 'a')},
                   {"timeEstimate", 1e300},
                   {"created", 1e300},
                   {"dueWithTime", -1e300},
                   {"notes", std::string(40'000, 'n')},
                   {"dueDay", "9999-99-99"},
                   {"timeSpentOnDay", {{"2026-11-20", 1e18}, {"x", 5}}}};
    for (int i = 0; i < 100; ++i)
        all[fmt::format("deep{}", i)] = {{"title", fmt::format("Deep {}", i)}, {"parentId", fmt::format("deep{}", i + 1)}};
    lies["data"]["simpleCounter"] = json::array({1, 2});
    lies["data"]["tag"] = "none";
    lies["data"]["taskRepeatCfg"]["entities"]["r1"] = {{"repeatCycle", "HOURLY"}, {"repeatEvery", 1e99}};

    const auto file = must(read_import("sp.json", lies.dump()));
    for (std::size_t i = 0; i < file.tasks.size(); ++i) CHECK(file.tasks[i].parent <= i);
    const auto done = run(p, file).done;

    CHECK(count(done, "tasks").skipped == 0);
    CHECK(count(done, "tasks").added == 9 + 6 + 100 - 0);
    const auto open = tasks(p);
    CHECK(titled(open, "Ring x").parent == 0);
    CHECK(titled(open, "Self").parent == 0);
    CHECK(titled(open, "Without a title").task.notes.empty());
    const auto huge = std::ranges::find_if(open, [](const auto& each) { return each.task.title.starts_with("aaaa"); });
    REQUIRE(huge != open.end());
    CHECK(huge->task.title.size() == 500);
    CHECK(huge->task.notes.starts_with("aaaa"));
    CHECK(huge->task.notes.size() <= 16 * 1024);
    CHECK_FALSE(huge->task.estimate_minutes);
    CHECK(titled(open, "Standup").recurrence.empty());
    CHECK(done.notes.size() + done.more_notes >= 10);
}

TEST_CASE("more tracked days than the log can hold leave out the oldest and say so") {
    auto many = backup();
    auto& spent = many["data"]["task"]["entities"]["t2"]["timeSpentOnDay"];
    for (int day = 0; day < 12'000; ++day) {
        const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{today - day}}};
        spent[fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                          static_cast<unsigned>(date.day()))] = 60'000;
    }

    const auto file = must(read_import("sp.json", many.dump()));

    CHECK(file.things() <= most_imported);
    CHECK(file.things() > most_imported - 10);
    CHECK(std::ranges::any_of(
        file.notes, [](const auto& note) { return contains(note.reason, "of work on tasks are left out, the oldest"); }));
}
