// Every query of the services finds its rows by an index. The list of queries is what the services really prepared, so that a new
// one cannot be forgotten here: it only has to be run by one of the calls below, and the last case counts those that were not.
#include "services/import/import.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include "services/ai/coach_facts.hpp"
#include "services/coach/contexts.hpp"
#include "services/coach/conversations.hpp"
#include "services/sample_data.hpp"

#include <regex>

using namespace asista;
using namespace asista::test;

namespace {

void use_tasks(Profile& p) {
    auto& s = p.s;
    const auto project = must(s.projects.add(p.by_ada, {"Home", 0}, now)).id;
    calls::TasksCreate::Request request;
    request.title = "x";
    request.due_day = today;
    request.recurrence = "FREQ=DAILY";
    request.project = project;
    request.tags = {"a", "b"};
    const auto id = must(s.tasks.create(p.by_ada, request, now)).id;
    request.recurrence = {};
    request.parent = id;
    must(s.tasks.create(p.by_ada, request, now));
    const auto part = must(s.tasks.create(p.by_ada, request, now)).id;
    must(s.tracking.start(p.by_ada, id, now));
    must(s.tracking.list(p.ada, {id, 9}));
    must(s.tracking.note_alive(p.ada, now));
    must(s.tracking.stop(p.by_ada, {}, now));
    must(s.tracking.start(p.by_ada, id, now));
    for (std::uint8_t view = 0; view <= 6; ++view)
        must(s.tasks.page(p.ada, {static_cast<calls::TaskView>(view), id, "a", {}, 9}, today));
    for (std::uint8_t view = 0; view <= 6; ++view)
        for (const bool upwards : {false, true})
            for (const bool brief : {false, true}) {
                calls::TasksPage::Request list{static_cast<calls::TaskView>(view), id, "a", {}, 9};
                list.upwards = upwards;
                list.brief = brief;
                list.skip = 1;
                must(s.tasks.page(p.ada, list, today));
                must(s.tasks.ids(p.ada, {list.view, list.of, list.tag, 1, 9}, today));
            }
    must(s.tasks.days(p.ada, {calls::TaskView::upcoming}, today));
    must(s.tasks.counts(p.ada, today));
    must(s.tasks.get(p.ada, id));
    must(s.tasks.move(p.by_ada, {part, part - 1, false, {}}, now));
    must(s.tasks.move(p.by_ada, {part, part - 1, true, {}}, now));
    const auto other = p.add_task("other");
    must(s.tasks.move(p.by_ada, {other, id, false, {}}, now));
    must(s.tasks.move(p.by_ada, {other, id, true, {}}, now));
    calls::TasksEdit::Request edit;
    edit.ids = {id};
    edit.remove_tags = {"a"};
    edit.status = TaskStatus::done;
    must(s.tasks.edit(p.by_ada, edit, now, today));
    must(s.projects.list(p.ada, {true}));
    calls::ProjectsEdit::Request first;
    first.id = project;
    first.behind = 0;
    must(s.projects.edit(p.by_ada, first, now));
    must(s.projects.remove(p.by_ada, project, now));
    must(s.operations.undo_last(p.ada, now));
    must(s.tasks.erase(p.by_ada, {{id}}, now));
    must(s.operations.undo_last(p.ada, now));
}

void use_habits_and_goals(Profile& p) {
    auto& s = p.s;
    calls::HabitsCreate::Request request;
    request.name = "x";
    request.target = 5;
    request.unit = "km";
    const auto habit = must(s.habits.create(p.by_ada, request, now)).id;
    must(s.habits.record(p.by_ada, {habit, today - 1, calls::HabitMark::done, 3}, today, now));
    calls::HabitsEdit::Request edit;
    edit.id = habit;
    edit.behind = 0;
    must(s.habits.edit(p.by_ada, edit, now));
    const auto vacation = must(s.habits.vacation(p.by_ada, {0, today, today, false}, now)).id;
    must(s.habits.vacation(p.by_ada, {vacation, today, today + 1, false}, now));
    must(s.habits.items(p.ada, {today - 9, today, true}, today));
    must(s.habits.history(p.ada, {habit, today - 370, today}, today));
    must(s.habits.vacation(p.by_ada, {vacation, 0, 0, true}, now));
    must(s.operations.undo_last(p.ada, now));

    calls::GoalsCreate::Request wish;
    wish.title = "x";
    wish.unit = "km";
    const auto goal = must(s.goals.create(p.by_ada, wish, today, now)).id;
    const auto task = p.add_task("of a goal");
    must(s.tasks.update(p.by_ada, set_status(task, TaskStatus::done), now));
    must(s.goals.link(p.by_ada, {goal, calls::LinkKind::habit, habit, false}, now));
    must(s.goals.link(p.by_ada, {goal, calls::LinkKind::task, task, false}, now));
    must(s.goals.link(p.by_ada, {goal, calls::LinkKind::task, task, true}, now));
    must(s.operations.undo_last(p.ada, now));
    const auto milestone = must(s.goals.milestone(p.by_ada, {goal, 0, "x", {}, {}, false}, now)).id;
    must(s.goals.milestone(p.by_ada, {goal, milestone, "y", {}, true, false}, now));
    must(s.goals.milestone(p.by_ada, {goal, milestone, "", {}, {}, true}, now));
    must(s.operations.undo_last(p.ada, now));
    must(s.goals.history(p.ada, goal, today, 0));
    calls::GoalsEdit::Request change;
    change.id = goal;
    change.follows = true;
    change.behind = 0;
    must(s.goals.edit(p.by_ada, change, today, now));
    must(s.goals.history(p.ada, goal, today, 0));
    must(s.goals.items(p.ada, {true}, today));
    must(s.goals.erase(p.by_ada, goal, now));
    must(s.operations.undo_last(p.ada, now));
    must(s.habits.erase(p.by_ada, habit, now));
}

void use_calendar(Profile& p) {
    auto& s = p.s;
    calls::CalendarCreate::Request request;
    request.title = "x";
    request.times = {false, today, 60, today, 120};
    request.recurrence = "FREQ=DAILY";
    const auto series = must(s.calendar.create(p.by_ada, request, now)).id;
    const auto edit = [&](calls::EventScope scope, DayNumber day, const char* title) {
        calls::CalendarEdit::Request change;
        change.id = series;
        change.occurrence = day;
        change.scope = scope;
        change.title = title;
        return must(s.calendar.edit(p.by_ada, change, now)).id;
    };
    must(s.calendar.get(p.ada, {edit(calls::EventScope::one, today + 1, "one"), 0}));
    edit(calls::EventScope::following, today + 5, "following");
    edit(calls::EventScope::all, today, "all");
    must(s.calendar.range(p.ada, {today, today + 7}));
    const auto file = must(s.calendar.export_text(p.ada, now)).text;
    must(s.calendar.import_text(p.by_ada, file, true, now));
    must(s.calendar.erase(p.by_ada, {series, today + 2, calls::EventScope::one}, now));
    must(s.calendar.erase(p.by_ada, {series, today, calls::EventScope::all}, now));
    must(s.calendar.import_text(p.by_ada, file, false, now));
    must(s.operations.undo_last(p.ada, now));
}

void use_conversations(Profile& p) {
    auto& s = p.s;
    Conversations kept(s.db);
    const auto id = must(kept.add(p.ada, "About the garden", now));
    StoredMessage message;
    message.conversation = id;
    message.shown.text = "Which tulips?";
    message.parent = must(kept.add_message(p.ada, message, now));
    message.shown.role = calls::CoachRole::coach;
    message.shown.state = calls::CoachState::writing;
    StoredCall call;
    call.shown.name = "list_tasks";
    message.calls = {call};
    const auto answer = must(kept.add_message(p.ada, message, now));
    must(kept.save_text(p.ada, answer, "Red"));
    must(kept.end_unfinished("ended early"));
    const auto stored = must(kept.message(p.ada, answer));
    must(kept.finish(p.ada, stored.shown, now));
    must(kept.note(p.ada, answer, "noted"));
    must(kept.answer_call(p.ada, must(kept.call(p.ada, stored.calls.at(0).shown.id))));
    must(kept.list(p.ada));
    must(kept.is_untrusted(p.ada, id, must(kept.nodes(p.ada, id))));
    must(kept.rename(p.ada, id, "Tulips"));
    must(kept.keep_contexts(p.ada, id, 1));
    must(kept.show(p.ada, id, answer));
    must(kept.find(p.ada, id));
    must(s.search.find(p.ada, {.text = "tulips"}, now));
    must(s.tasks.add(p.by_plugin, {"By a plugin", {}, Energy::m, {}, {}}, now));
    for (std::uint8_t kind = 0; kind < calls::coach_context_kinds; ++kind)
        must(gather_context(s, p.ada, static_cast<calls::CoachContextKind>(kind), now, 0));
    must(ai::gather_tool_facts(s, p.ada, today));
    must(kept.erase(p.ada, id));
    must(s.search.catch_up(100));
}

void use_imports(Profile& p) {
    ImportFile file;
    file.projects.push_back({"From elsewhere", 1, true});
    ImportedTask task;
    task.task.title = "from elsewhere";
    task.tracked.push_back({today - 1, hour});
    file.tasks.push_back(task);
    ImportedHabit habit;
    habit.habit.name = "from elsewhere";
    habit.days.push_back({today, calls::HabitMark::done, 1});
    file.habits.push_back(habit);
    const auto change = must(run_import(p.s, p.ada, file, ImportMode::for_good, now, today)).change;
    file.habits[0].days.push_back({today - 1, calls::HabitMark::done, 1});
    must(run_import(p.s, p.ada, file, ImportMode::for_good, now, today));
    must(p.s.operations.unfinished(p.ada));
    must(p.s.operations.take_back(p.ada, static_cast<std::int64_t>(change), 100));
}

// Each function of each service, once, with enough variety that every statement is prepared.
void use_everything(Profile& p) {
    auto& s = p.s;
    const auto task = p.add_task("x", Energy::m, today);
    must(s.tasks.update(p.by_plugin, set_status(task, TaskStatus::done), now));
    calls::TasksList::Request list;
    list.include_done = true;
    must(s.tasks.list(p.ada, list));
    list.due_until = today;
    must(s.tasks.list(p.ada, list));
    must(s.tasks.count_open(p.ada));
    must(s.tasks.count_done(p.ada, 0));
    must(s.tasks.finished_since(p.ada, 0));
    must(s.tasks.remove(p.by_ada, task, now));
    use_tasks(p);
    use_habits_and_goals(p);

    const auto habit = must(s.habits.add(p.by_ada, {"x", 0x7F}, now)).id;
    must(s.habits.mark(p.by_ada, {habit, today, true}, today, now));
    must(s.habits.list(p.ada, {today, today}, today));
    must(s.habits.remove(p.by_ada, habit, now));
    must(s.operations.undo(p.ada, must(s.operations.recent(p.ada, 1)).at(0).change, now));
    must(s.habits.mark(p.by_ada, {habit, today, false}, today, now));
    must(s.operations.undo(p.ada, must(s.operations.recent(p.ada, 1)).at(0).change, now));
    must(s.operations.undo_all_by(p.ada, Author::plugin, p.by_plugin.plugin, 0, now));
    must(s.operations.recent(p.ada, 1, "ai.asista.focus"));
    must(s.operations.changes(p.ada, 99, 9));
    must(s.operations.history(p.ada, Entity::task, "1", 99, 9));
    p.add_task("undone and redone");
    must(s.operations.undo_last(p.ada, now));
    must(s.operations.redo_last(p.ada, now));

    const auto goal = must(s.goals.add(p.by_plugin, {"x", "", 1, 0, {}}, today, now)).id;
    must(s.goals.set_progress(p.by_ada, {goal, 1}, today, now));
    must(s.goals.list(p.ada, {}));
    must(s.goals.remove(p.by_ada, goal, now));

    const auto event = must(s.calendar.add(p.by_ada, {"x", "", now, now, 0}, now)).id;
    must(s.calendar.list(p.ada, {now - 1, now + 1, 9}));
    must(s.calendar.remove(p.by_ada, event, now));
    use_calendar(p);
    use_imports(p);
    use_conversations(p);

    for (int i = 0; i < 64; ++i) must(s.notifications.show(p.by_ada, {"x", "", NotificationLevel::info, ""}, now));
    must(s.notifications.show(p.by_plugin, {"x", "", NotificationLevel::info, ""}, now));
    must(s.notifications.recent(p.ada, 9));
    must(s.notifications.mark_read(p.ada, 1));
    must(s.notifications.mark_read(p.ada, 0));

    must(s.db.transaction([&]() -> Result<void> { // enough for the log to gather and to forget
        for (int i = 0; i < Operations::kept + 130; ++i) TRY(s.preferences.set(p.by_ada, {"a", std::to_string(i)}, now));
        return {};
    }));
    must(s.preferences.set(p.by_ada, {"a", "null"}, now));
    must(s.preferences.all(p.ada));

    must(s.plugin_storage.set(p.ada, "p", "k", "1", 100, now));
    must(s.plugin_storage.get(p.ada, "p", "k"));
    must(s.plugin_storage.listing(p.ada, "p", "a"));
    must(s.plugin_storage.keys(p.ada, "p", "k"));
    must(s.plugin_storage.used_bytes(p.ada, "p"));
    must(s.plugin_storage.remove(p.ada, "p", "k"));

    must(s.plugin_storage.mark(p.ada, "p"));
    must(s.plugin_storage.restore(p.ada, "p"));
    BuildRecord build;
    build.state = PluginState{};
    must(s.plugin_builds.save(p.ada, "p", build));
    must(s.plugin_builds.find(p.ada, "p"));
    must(s.plugin_builds.remove(p.ada, "p"));

    PluginRecord record;
    record.plugin = "p";
    record.version = "1";
    must(s.plugin_records.save(p.by_ada, record, "plugins.install", now));
    record.permissions = {decided("tasks:read", calls::Grant::granted)};
    must(s.plugin_records.save(p.by_ada, record, "plugins.set_grants", now));
    must(s.plugin_records.save_uses(p.ada, "p", record.permissions));
    must(s.plugin_records.record_load(p.ada, "p", "1", now));
    must(s.plugin_records.list(p.ada));
    must(s.plugin_records.kept_settings(p.ada, "p"));
    must(s.plugin_records.save_state(p.ada, "p", {1, {}}));
    must(s.plugin_records.load_state(p.ada, "p"));
    must(s.plugin_records.remove(p.by_ada, "p", true, now));
    must(s.plugin_records.save(p.by_ada, record, "plugins.install", now));
    must(s.plugin_records.remove(p.by_ada, "p", false, now));

    s.audit.note({p.ada, "p", "1", "tasks.list", "tasks:read", calls::AuditEntry::Outcome::done}, now);
    must(s.audit.flush(now));
    s.audit.note({p.ada, "p", "1", "tasks.list", "tasks:read", calls::AuditEntry::Outcome::done}, now);
    must(s.audit.list(p.ada, {}, now));
    must(s.audit.list(p.ada, {"p", 0, 10}, now));
    const TempDir dir;
    must(s.audit.export_to(p.ada, dir / "log.jsonl", now));

    p.add_task("looked for");
    must(s.db.run("UPDATE search_unread SET below = 1 WHERE kind = 0")); // as if some were there before search was
    must(s.search.find(p.ada, {"look", 20}, now));
    must(s.search.find(p.ada, {"x", 20}, now));
    must(s.search.catch_up(5'000));

    must(s.activity.touch(p.ada, now));
    must(s.marketplace.load(R"({"plugins": []})"));
    must(s.marketplace.list());
    must(load_sample_data(s.db, p.ada, "{}", today, 0));
    must(ai::gather_facts(s, p.ada, "Ada", now, 0, ai::FactScope::everything()));
}

// Not a table that grows: rows made or gathered by the statement itself, the one list of the catalogue, the few users of a profile, what
// search has not taken over yet, answers that a crash left unfinished; and FTS5's own search by words.
bool may_be_scanned(const std::string& step) {
    static const std::regex fine("SCAN (json_each VIRTUAL TABLE.*|CONSTANT ROW|\\(subquery-1\\)|plugin_marketplace( USING INDEX "
                                 "plugin_marketplace_listed)?|users|search_changes|conversation_messages USING INDEX "
                                 "conversation_messages_unfinished|search_[a-z_]+ VIRTUAL TABLE INDEX .*M.*)");
    return std::regex_match(step, fine);
}

} // namespace

TEST_CASE("every query of the services goes through an index") {
    Profile p;
    use_everything(p);

    int queries = 0;
    for (const std::string& text : p.s.db.prepared_texts()) {
        CAPTURE(text);
        const auto plan = must(p.s.db.query_plan(text));
        queries += plan.empty() ? 0 : 1;
        const bool groups = contains(text, "GROUP BY energy"); // five groups, however many rows: no index could save that
        for (const std::string& step : plan) {
            CAPTURE(step);
            if (step.starts_with("SCAN")) CHECK(may_be_scanned(step));
            CHECK_FALSE((contains(step, "TEMP B-TREE") && !groups && !contains(text, "DELETE FROM plugin_marketplace")));
        }
    }

    CHECK(queries > 50);
}

TEST_CASE("deleting a user goes through an index in every table") {
    Profile p;
    auto tables =
        must(p.s.db.prepare("SELECT m.name FROM sqlite_schema AS m JOIN pragma_table_info(m.name) AS c ON c.name = 'user_id' "
                            "WHERE m.type = 'table'"));

    int seen = 0;
    while (must(tables.step())) {
        ++seen;
        const std::string table(tables.text(0));
        CAPTURE(table);
        for (const std::string& step : must(p.s.db.query_plan("SELECT 1 FROM " + table + " WHERE user_id = 1"))) {
            CAPTURE(step);
            CHECK(step.starts_with("SEARCH"));
        }
    }

    CHECK(seen >= 12);
}
