// What the coach may ask to do, one call after the other: strict arguments, the words on the card, what is done; and what the offline coach
// understands.
#include "services/coach/contexts.hpp"
#include "services/coach/counts.hpp"
#include "services/coach/request.hpp"
#include "services/coach/tools.hpp"

#include "services/ai/coach_facts.hpp"
#include "services/ai/offline_tools.hpp"
#include "services/text_rules.hpp"
#include "support.hpp"

using namespace asista;
using namespace asista::test;
using calls::CoachContextKind;

namespace {

struct Tools : Profile {
    Tools() {
        must(s.projects.add(by_ada, {"Home", 0}, now));
        calls::HabitsCreate::Request habit;
        habit.name = "Meditate";
        must(s.habits.create(by_ada, habit, now));
        habit.name = "Drink water";
        habit.target = 8;
        habit.unit = "glasses";
        must(s.habits.create(by_ada, habit, now));
        calls::GoalsCreate::Request goal;
        goal.title = "Run 100 km";
        goal.unit = "km";
        goal.target = 100;
        must(s.goals.create(by_ada, goal, today, now));
        goal.title = "Weigh less";
        goal.unit = "kg";
        goal.start = 80;
        goal.target = 70;
        must(s.goals.create(by_ada, goal, today, now));
    }
    Result<ToolPlan> plan(std::string_view tool, std::string_view arguments) {
        return plan_tool(s, ada, tool, arguments, {now, 0});
    }
    std::string words(std::string_view tool, std::string_view arguments) { return must(plan(tool, arguments)).words; }
    std::string refusal(std::string_view tool, std::string_view arguments) { return error_of(plan(tool, arguments)).message; }
    ToolOutcome run(std::string_view tool, std::string_view arguments) { return must(must(plan(tool, arguments)).run()); }

    std::optional<ai::OfflineProposal> hear(const std::string& text) {
        ai::ChatRequest request;
        request.messages = {{.text = text}};
        request.tools = coach_tools();
        request.facts.minute_of_day = 9 * 60;
        request.facts.tools = must(ai::gather_tool_facts(s, ada, today));
        return ai::offline_proposal(request);
    }
    // The call it proposes, as the card would say it; "" when it proposes none.
    std::string heard(const std::string& text) {
        const auto proposal = hear(text);
        return proposal ? words(proposal->call.name, proposal->call.arguments) : std::string();
    }
};

} // namespace

TEST_CASE("every tool has a schema of an object and a plan") {
    for (const auto& tool : coach_tools()) {
        CHECK(check_json_object("schema", tool.parameters, 0).has_value());
        CHECK(contains(tool.parameters, R"("additionalProperties":false)"));
    }
    CHECK(coach_tools().size() == 5);
}

TEST_CASE("a card says all that would be done") {
    Tools t;
    CHECK(t.words("create_task", R"({"title":"Book the dentist","due_day":"2026-11-27"})") ==
          "Add the task \"Book the dentist\", due Friday, 27 November");
    CHECK(t.words("create_task", R"({"title":"x","notes":"a\nb","due_day":"2027-01-01","due_time":"09:05","energy":"XS",)"
                                 R"("estimate_minutes":15,"project":"home","tags":["a","b"]})") ==
          "Add the task \"x\", due Friday, 1 January 2027 at 09:05, energy XS, about 15 minutes, in the project \"Home\", tagged "
          "\"a\", "
          "tagged \"b\", with the notes \"a\nb\"");
    CHECK(t.words("record_habit", R"({"habit":"meditate"})") == "Tick the habit \"Meditate\" on Sunday, 22 November");
    CHECK(t.words("record_habit", R"({"habit":"Drink water","amount":2.5,"day":"2026-11-21"})") ==
          "Record 2.5 glasses of the habit \"Drink water\" on Saturday, 21 November");
    CHECK(t.words("update_goal", R"({"goal":"Run 100 km","value":7.2})") == "Set the goal \"Run 100 km\" to 7.2 km");
    CHECK(t.words("update_goal", R"({"goal":"Weigh less","add":-1})") == "Take 1 kg from the goal \"Weigh less\"");
    CHECK(t.words("create_event", R"({"title":"Choir","day":"2026-11-27","start":"19:00","place":"Town hall"})") ==
          "Add the event \"Choir\" on Friday, 27 November, 19:00 to 20:00, at \"Town hall\"");
    CHECK(t.words("create_event", R"({"title":"Fair","day":"2026-11-27"})") ==
          "Add the event \"Fair\" on Friday, 27 November, all day");
    CHECK(t.words("list_tasks", "{}") == "Read your tasks for today: title, day and energy of up to 20");
}

TEST_CASE("arguments are taken strictly, and each refusal is a sentence") {
    Tools t;
    const struct {
        const char *tool, *arguments, *part;
    } cases[] = {
        {"create_task", "", "\"title\" is missing"},
        {"create_task", "[]", "not one JSON object"},
        {"create_task", R"({"title":"x")", "not one JSON object"},
        {"create_task", R"({"title":7})", "\"title\" must be a text"},
        {"create_task", R"({"title":"x\ny"})", "control character"},
        {"create_task", R"({"title":"x","due_day":"27.11.2026"})", "written as \"2026-11-27\""},
        {"create_task", R"({"title":"x","due_day":"2026-02-30"})", "written as \"2026-11-27\""},
        {"create_task", R"({"title":"x","due_time":"09:00"})", "needs a \"due_day\""},
        {"create_task", R"({"title":"x","due_day":"2026-11-27","due_time":"24:00"})", "written as \"09:05\""},
        {"create_task", R"({"title":"x","energy":"huge"})", "one of XS, S, M, L, XL"},
        {"create_task", R"({"title":"x","estimate_minutes":-5})", "whole number from 1 to 1440"},
        {"create_task", R"({"title":"x","project":"Nowhere"})", "there is no project called \"Nowhere\""},
        {"create_task", R"({"title":"x","tags":"a"})", "a list of at most 10"},
        {"create_task", R"({"title":"x","done":true})", "there is no argument \"done\""},
        {"create_task", R"({"title":"x","notes":[[[[[[[[[[1]]]]]]]]]]})", "nested more than"},
        {"record_habit", R"({"habit":"Fly"})", "there is no habit called \"Fly\""},
        {"record_habit", R"({"habit":"Meditate","amount":3})", "counts no amounts"},
        {"record_habit", R"({"habit":"Meditate","day":"2026-11-23"})", "yet to come"},
        {"update_goal", R"({"goal":"Run 100 km"})", "either \"value\" or \"add\""},
        {"update_goal", R"({"goal":"Run 100 km","value":1,"add":1})", "either \"value\" or \"add\""},
        {"update_goal", R"({"goal":"Run 100 km","value":"7"})", "must be a number"},
        {"create_event", R"({"title":"x"})", "\"day\" is missing"},
        {"create_event", R"({"title":"x","day":"2026-11-27","start":"10:00","end":"09:00"})", "must be after"},
        {"list_tasks", R"({"limit":500})", "from 1 to 50"},
        {"nothing", "{}", "there is no tool"},
    };
    for (const auto& each : cases)
        CHECK_MESSAGE(contains(t.refusal(each.tool, each.arguments), each.part), each.arguments,
                      t.refusal(each.tool, each.arguments));
    CHECK(t.count("changes") == 5); // what the fixture made
}

TEST_CASE("what is done can be undone by its number, and planning does nothing") {
    Tools t;
    const struct {
        const char *tool, *arguments, *topic;
    } cases[] = {
        {"create_task", R"({"title":"x"})", "tasks"},
        {"record_habit", R"({"habit":"Meditate"})", "habits"},
        {"update_goal", R"({"goal":"Run 100 km","add":3})", "goals"},
        {"create_event", R"({"title":"Choir","day":"2026-11-27","start":"19:00"})", "calendar"},
    };
    for (const auto& each : cases) {
        const auto before = t.count("changes");
        must(t.plan(each.tool, each.arguments));
        CHECK(t.count("changes") == before);
        const auto outcome = t.run(each.tool, each.arguments);
        CHECK(outcome.topic == each.topic);
        CHECK(must(t.s.operations.change(t.ada, static_cast<std::int64_t>(outcome.change))).author == Author::coach);
        must(t.s.operations.undo(t.ada, static_cast<std::int64_t>(outcome.change), now));
    }
    CHECK(t.count("tasks") == 0);
    CHECK(t.count("calendar_events") == 0);
    CHECK(must(t.s.goals.items(t.ada, {false}, today)).goals.at(0).current == 0);
    t.run("record_habit", R"({"habit":"Meditate"})");
    const auto again = t.run("record_habit", R"({"habit":"Meditate"})");
    CHECK(again.change == 0);
    CHECK(again.topic.empty());
    CHECK(contains(again.sentence, "already"));
}

TEST_CASE("the offline coach proposes what a sentence surely means, and nothing else") {
    Tools t;
    const struct {
        const char *said, *words;
    } cases[] = {
        {"add task call landlord tomorrow 9am", "Add the task \"call landlord\", due Monday, 23 November at 09:00"},
        {"Add a task: water the plants #garden !s.", "Add the task \"water the plants\", energy S, tagged \"garden\""},
        {"remind me to fix the door @home", "Add the task \"fix the door\", in the project \"Home\""},
        {"I meditated", "Tick the habit \"Meditate\" on Sunday, 22 November"},
        {"I meditated today!", "Tick the habit \"Meditate\" on Sunday, 22 November"},
        {"done: meditate", "Tick the habit \"Meditate\" on Sunday, 22 November"},
        {"I ran 3 km", "Add 3 km to the goal \"Run 100 km\""},
        {"I ran 2.5 KM today", "Add 2.5 km to the goal \"Run 100 km\""},
        // Not sure enough.
        {"add task", ""},
        {"add tasks", ""},
        {"should I add task lists?", ""},
        {"add task water the plants every monday", ""},
        {"I need 3 km", ""},
        {"I ran 3 miles", ""},
        {"I lost 2 kg", ""},
        {"done: drink water", ""},
        {"I meditated for an hour and it was odd", ""},
        {"done: fly", ""},
        {"I ran -3 km", ""},
        {"How are my tasks?", ""},
        {"", ""},
    };
    for (const auto& each : cases) CHECK_MESSAGE(t.heard(each.said) == each.words, each.said);

    calls::GoalsCreate::Request other;
    other.title = "Walk 50 km";
    other.unit = "km";
    other.target = 50;
    must(t.s.goals.create(t.by_ada, other, today, now));
    CHECK(t.heard("I ran 3 km").empty()); // which of both?
    CHECK(t.hear("I meditated")->call.arguments == t.hear("I meditated")->call.arguments);
}

TEST_CASE("a request without tools, and text from elsewhere, are never taken for a wish") {
    ai::ChatRequest request;
    request.messages = {{.text = "add task x"}};
    CHECK_FALSE(ai::offline_proposal(request));
    request.facts.tools.emplace();
    CHECK_FALSE(ai::offline_proposal(request));
    request.tools = coach_tools();
    CHECK(ai::offline_proposal(request));
    request.messages[0].untrusted = true;
    CHECK_FALSE(ai::offline_proposal(request));
}

TEST_CASE("text by plugins and imports is known as theirs for longer than the log reaches, what the person wrote is not") {
    Profile p;
    const auto mine = p.add_task("Mine");
    const auto theirs = must(p.s.tasks.add(p.by_plugin, {"Theirs", {}, Energy::m, {}, {}}, now)).id;
    const auto imported = must(p.s.tasks.add({p.ada, {}, Author::import}, {"Imported", {}, Energy::m, {}, {}}, now)).id;
    const auto approved = must(p.s.tasks.add({p.ada, {}, Author::coach}, {"Approved", {}, Energy::m, {}, {}}, now)).id;
    const auto origin = [&p](std::uint64_t id) { return must(origin_of(p.s.db, p.ada, "task", id)); };
    CHECK_FALSE(origin(mine));
    CHECK_FALSE(origin(approved));
    CHECK(origin(theirs) == "the plugin ai.asista.focus");
    CHECK(origin(imported) == "an import");

    // A plugin that ticks a task off has written nothing; one that gives it another title has.
    must(p.s.tasks.update(p.by_plugin, set_status(mine, TaskStatus::done), now));
    CHECK_FALSE(origin(mine));
    calls::TasksUpdate::Request rename;
    rename.id = mine;
    rename.title = "Renamed";
    must(p.s.tasks.update(p.by_plugin, rename, now));
    CHECK(origin(mine) == "the plugin ai.asista.focus");

    must(p.s.db.execute("DELETE FROM changes"));
    CHECK(origin(theirs) == "the plugin ai.asista.focus");
}

TEST_CASE("each context holds what it says") {
    Tools t;
    t.add_task("Book the dentist", Energy::s, today - 1);
    const auto text = [&t](CoachContextKind kind) { return must(gather_context(t.s, t.ada, kind, now, 0)); };
    CHECK(text(CoachContextKind::tasks).own == "My tasks for today (Sunday, 22 November):\n"
                                               "- \"Book the dentist\", energy S, due Saturday, 21 November (overdue)");
    CHECK(text(CoachContextKind::habits).own ==
          "My habits:\n- \"Meditate\": not done yet today\n- \"Drink water\": not done yet today");
    CHECK(contains(text(CoachContextKind::goals).own, "- \"Run 100 km\": at 0 of 100 km"));
    calls::CalendarCreate::Request event;
    event.title = "Choir";
    event.times = {false, today + 1, 60, today + 1, 120};
    must(t.s.calendar.create(t.by_ada, event, now));
    event.title = "From a file";
    must(t.s.calendar.create({t.ada, {}, Author::import}, event, now));
    const auto week = text(CoachContextKind::week);
    CHECK(contains(week.own, "Monday, 23 November 01:00 to 02:00: \"Choir\""));
    CHECK(contains(week.foreign, "| Monday, 23 November 01:00 to 02:00: \"From a file\""));
    CHECK(contains(week.foreign, "Data from elsewhere (an import)"));
    CHECK(week.fields == std::vector<std::string>{"titles, times and places of 2 events"});

    for (int i = 0; i < 70; ++i) t.add_task("Many " + std::to_string(i), Energy::m, today);
    CHECK(contains(text(CoachContextKind::tasks).own, "- and 21 more"));
    CHECK(text(CoachContextKind::tasks).fields == std::vector<std::string>{"titles, days and energy of 50 tasks"});
}

TEST_CASE("where no names are to be sent, contexts and the list of tasks are numbers, and what had names before is withheld") {
    Tools t;
    t.add_task("Book the dentist", Energy::s, today - 1);
    t.add_task("Call Miriam", Energy::m, today);
    calls::CalendarCreate::Request event;
    event.title = "Choir";
    event.place = "Old church";
    event.times = {false, today + 1, 60, today + 1, 120};
    must(t.s.calendar.create(t.by_ada, event, now));
    const auto text = [&t](CoachContextKind kind) { return must(count_context(t.s, t.ada, kind, now, 0)); };
    CHECK(text(CoachContextKind::tasks).own == "My tasks for today, Sunday, 22 November (numbers alone; I keep the names to "
                                               "myself):\n- 2 tasks\n- by energy: 1 S, 1 M\n- 1 overdue, 1 due later or today");
    CHECK(contains(text(CoachContextKind::habits).own, "- 2 habits\n- today: 0 done, 2 not done yet, 0 skipped"));
    CHECK(contains(text(CoachContextKind::goals).own, "- 2 goals"));
    CHECK(contains(text(CoachContextKind::week).own, "- Monday, 23 November: 1 event, 0 tasks"));
    for (const auto kind : {CoachContextKind::tasks, CoachContextKind::habits, CoachContextKind::goals, CoachContextKind::week}) {
        const auto context = text(kind);
        CAPTURE(context.own);
        for (const auto* name : {"dentist", "Miriam", "Choir", "church", "Meditate", "water", "Run", "Weigh"})
            CHECK_FALSE(contains(context.own, name));
        CHECK(context.foreign.empty());
        CHECK_FALSE(holds_names(context.fields));
        CHECK(holds_names(must(gather_context(t.s, t.ada, kind, now, 0)).fields));
    }

    const auto plan = must(plan_tool(t.s, t.ada, "list_tasks", R"({"view": "today"})", {now, 0, true}));
    CHECK(plan.words == "Count your tasks for today: up to 20, without their titles");
    const auto outcome = must(plan.run());
    CHECK(contains(outcome.result, "2 tasks; by energy: 1 S, 1 M"));
    CHECK_FALSE(contains(outcome.result, "Miriam"));
    CHECK_FALSE(holds_names(outcome.fields));

    const auto listed = t.run("list_tasks", R"({"view": "today"})");
    StoredMessage question, answer;
    question.shown.role = calls::CoachRole::person;
    question.shown.contexts = {must(gather_context(t.s, t.ada, CoachContextKind::tasks, now, 0)), text(CoachContextKind::habits)};
    answer.shown.role = calls::CoachRole::coach;
    answer.calls = {StoredCall{}};
    answer.calls[0].result = listed.result;
    answer.calls[0].fields = listed.fields;
    std::vector<StoredMessage> branch{question, answer};
    withhold_names(branch);
    CHECK(branch[0].shown.contexts[0].own == "(Attached here before, and withheld now: titles, days and energy of 2 tasks.)");
    CHECK(branch[0].shown.contexts[1].own == text(CoachContextKind::habits).own);
    CHECK(contains(branch[1].calls[0].result, "withheld by the person now: titles, days and energy of 2 tasks"));
    CHECK(branch[1].calls[0].fields.empty());
}
