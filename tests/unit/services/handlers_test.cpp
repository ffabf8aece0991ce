// The calls through the broker: identity from the connection, permissions, quotas and the word that something changed.
#include "core/handlers.hpp"

#include "services/ai/offline_coach.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include "wire/calls/calendar.hpp"
#include "wire/calls/history.hpp"

using namespace asista;
using namespace asista::test;
using namespace asista::calls;

namespace {

struct Client {
    Profile p;
    runtime::FixedClock clock{now, 0};
    runtime::Broker broker{clock};
    std::vector<std::function<void()>> posted;
    std::mutex mutex;
    std::vector<std::pair<AiDone::Request, std::uint64_t>> done; // and the instance it went to
    std::map<std::uint64_t, std::string> said;
    std::vector<std::string> changes;
    ai::Chat chat{std::make_unique<ai::OfflineCoach>(std::chrono::milliseconds(0)),
                  [this](std::function<void()> work) {
                      const std::lock_guard lock(mutex);
                      posted.push_back(std::move(work));
                  },
                  {[this](const ai::ChatOwner&, const AiChunk::Request& chunk) { said[chunk.stream] += chunk.text; },
                   [this](const ai::ChatOwner& owner, const AiDone::Request& each) { done.emplace_back(each, owner.instance); }}};
    runtime::Caller user, plugin, other;

    explicit Client(const std::filesystem::path& file = ":memory:") : p{file} {
        user.user = p.ada;
        plugin.kind = runtime::Caller::Kind::plugin;
        plugin.user = p.ada;
        plugin.plugin = "ai.asista.focus";
        plugin.instance = 7;
        for (const auto& row : permission_table)
            if (row.permission != Permission::storage_unlimited) plugin.granted.add(row.permission);
        other = plugin;
        other.plugin = "ai.asista.journal";
        other.instance = 8;
        core::bind_handlers(broker, {p.s, chat, clock, [this](UserId, std::string_view topic) { changes.emplace_back(topic); }});
    }
    template <class Call>
    Result<typename Call::Reply> call(const runtime::Caller& caller, const typename Call::Request& request) {
        std::optional<Result<wire::Bytes>> answer;
        broker.dispatch(caller, Call::id, wire::encode(request), [&](Result<wire::Bytes> reply) { answer = std::move(reply); });
        REQUIRE(answer);
        if (!*answer) return fail(std::move(answer->error()));
        return wire::decode<typename Call::Reply>(**answer);
    }
    void run_posted() {
        std::vector<std::function<void()>> work;
        {
            const std::lock_guard lock(mutex);
            work.swap(posted);
        }
        for (const auto& each : work) each();
    }
};

} // namespace

TEST_CASE("every call about a person's data, the coach and notifications has a handler") {
    Client c;

    for (const auto name : c.broker.unhandled()) {
        const std::string_view group = name.substr(0, name.find('.'));
        for (const std::string_view ours : {"tasks", "projects", "tracking", "habits", "goals", "calendar", "storage", "ai",
                                            "notifications", "activity", "preferences", "operations", "search"})
            CHECK_MESSAGE(group != ours, std::string(name));
        CHECK(name != VoiceSpeak::name);
    }
}

TEST_CASE("a plugin's task is the user's, known to be by the plugin, and announced") {
    Client c;

    const auto id = must(c.call<TasksAdd>(c.plugin, {"By plugin", "", Energy::s, {}, {}})).id;

    CHECK(must(c.call<TasksList>(c.user, {})).tasks.at(0).id == id);
    CHECK(must(c.p.s.operations.changes(c.p.ada, 99, 1)).at(0).plugin == "ai.asista.focus");
    CHECK(c.changes == std::vector<std::string>{"tasks"});
}

TEST_CASE("each change is announced once, under its topic, and a refused one not at all") {
    Client c;
    const auto task = must(c.call<TasksAdd>(c.user, {"x", "", Energy::s, {}, {}})).id;
    must(c.call<TasksUpdate>(c.user, set_status(task, TaskStatus::done)));
    must(c.call<TasksRemove>(c.user, {task}));
    const auto habit = must(c.call<HabitsAdd>(c.user, {"x", 0x7F})).id;
    must(c.call<HabitsMark>(c.user, {habit, today, true}));
    must(c.call<HabitsRemove>(c.user, {habit}));
    const auto goal = must(c.call<GoalsAdd>(c.user, {"x", "", 10, 0, {}})).id;
    must(c.call<GoalsSetProgress>(c.user, {goal, 1}));
    must(c.call<GoalsRemove>(c.user, {goal}));
    const auto event = must(c.call<CalendarAdd>(c.user, {"x", "", now, now, 0})).id;
    must(c.call<CalendarRemove>(c.user, {event}));
    must(c.call<NotificationsShow>(c.plugin, {"x", "", NotificationLevel::info, ""}));
    must(c.call<VoiceSpeak>(c.plugin, {"Well done"}));
    must(c.call<NotificationsMarkRead>(c.user, {0}));
    must(c.call<PreferencesSet>(c.user, {"theme", "1"}));
    using Topics = std::vector<std::string>;
    CHECK(c.changes == Topics{"tasks", "tasks", "tasks", "habits", "habits", "habits", "goals", "goals", "goals", "calendar",
                              "calendar", "notifications", "notifications", "notifications", "preferences"});
    c.changes.clear();

    CHECK_FALSE(c.call<TasksAdd>(c.user, {"", "", Energy::s, {}, {}}));
    CHECK_FALSE(c.call<TasksRemove>(c.user, {task}));
    CHECK_FALSE(c.call<GoalsSetProgress>(c.user, {goal, 1}));
    CHECK_FALSE(c.call<PreferencesSet>(c.user, {"theme", "{"}));
    must(c.call<TasksList>(c.user, {}));
    CHECK(c.changes.empty());
}

TEST_CASE("what the person does with habits and goals is announced, and changing nothing is not") {
    Client c;
    HabitsCreate::Request habit;
    habit.name = "Drink";
    habit.target = 8;
    const auto id = must(c.call<HabitsCreate>(c.user, habit)).id;
    must(c.call<HabitsRecord>(c.user, {id, today, HabitMark::done, 3.0}));
    must(c.call<HabitsVacation>(c.user, {0, today + 1, today + 2, false}));
    GoalsCreate::Request wish;
    wish.title = "Run";
    wish.target = 10;
    const auto goal = must(c.call<GoalsCreate>(c.user, wish)).id;
    must(c.call<GoalsLink>(c.user, {goal, LinkKind::habit, id, false}));
    must(c.call<GoalsMilestone>(c.user, {goal, 0, "Half", 5.0, {}, false}));
    must(c.call<GoalsErase>(c.user, {goal}));
    must(c.call<HabitsErase>(c.user, {id}));
    using Topics = std::vector<std::string>;
    CHECK(c.changes == Topics{"habits", "habits", "habits", "goals", "goals", "goals", "goals", "habits"});
    must(c.call<UndoLast>(c.user, {}));
    CHECK(c.changes.back() == "habits");
    c.changes.clear();

    must(c.call<HabitsRecord>(c.user, {id, today, HabitMark::done, 3.0})); // as it is
    CHECK_FALSE(c.call<HabitsRecord>(c.user, {id, today + 1, HabitMark::done, 3.0}));
    CHECK_FALSE(c.call<GoalsErase>(c.user, {goal}));
    CHECK(must(c.call<HabitsItems>(c.user, {today, today, false})).habits.at(0).days.at(0).amount == 3);
    CHECK(must(c.call<HabitsHistory>(c.user, {id, today, today})).strength.size() == 1);
    CHECK(must(c.call<GoalsItems>(c.user, {true})).goals.empty());
    CHECK(c.changes.empty());
    CHECK(error_of(c.call<HabitsItems>(c.plugin, {today, today, false})).code == Errc::denied); // they have calls of their own
    CHECK(error_of(c.call<GoalsItems>(c.plugin, {})).code == Errc::denied);
}

TEST_CASE("a denied call leaves the database untouched") {
    Client c;
    c.plugin.granted = {Permission::tasks_read};

    CHECK(error_of(c.call<TasksAdd>(c.plugin, {"x", "", Energy::s, {}, {}})).code == Errc::denied);
    CHECK(error_of(c.call<GoalsList>(c.plugin, {})).code == Errc::denied);
    CHECK(error_of(c.call<PreferencesSet>(c.plugin, {"theme", "1"})).code == Errc::denied);
    CHECK(c.call<TasksList>(c.plugin, {}));
    CHECK(c.p.count("tasks") == 0);
    CHECK(c.p.count("preferences") == 0);
    CHECK(c.changes.empty());
}

TEST_CASE("storage belongs to the connection's plugin and user") {
    Client c;
    must(c.call<StorageSet>(c.plugin, {"k", "1"}));
    must(c.call<StorageSet>(c.other, {"k", "2"}));
    runtime::Caller bobs = c.plugin;
    bobs.user = c.p.bob;

    CHECK(must(c.call<StorageGet>(c.plugin, {"k"})).json == "1");
    CHECK(must(c.call<StorageGet>(c.other, {"k"})).json == "2");
    CHECK(error_of(c.call<StorageGet>(bobs, {"k"})).code == Errc::not_found);
    CHECK(must(c.call<StorageKeys>(c.plugin, {""})).keys == std::vector<std::string>{"k"});
    must(c.call<StorageRemove>(c.plugin, {"k"}));
    CHECK(error_of(c.call<StorageGet>(c.plugin, {"k"})).code == Errc::not_found);
    CHECK(must(c.call<StorageGet>(c.other, {"k"})).json == "2");
}

TEST_CASE("the quota holds until storage:unlimited is granted, and again when it is revoked") {
    Client c;
    const std::string big = '"' + std::string(600'000, 'x') + '"';
    must(c.call<StorageSet>(c.plugin, {"a", big}));

    CHECK(error_of(c.call<StorageSet>(c.plugin, {"b", big})).code == Errc::over_limit);
    CHECK(must(c.call<StorageUsage>(c.plugin, {})).used_bytes == big.size() + 1);
    CHECK(must(c.call<StorageUsage>(c.plugin, {})).quota_bytes == 1u << 20);

    c.plugin.granted.add(Permission::storage_unlimited);
    CHECK(c.call<StorageSet>(c.plugin, {"b", big}));
    CHECK(must(c.call<StorageUsage>(c.plugin, {})).quota_bytes == 0);

    c.plugin.granted.remove(Permission::storage_unlimited);
    CHECK(error_of(c.call<StorageSet>(c.plugin, {"c", "1"})).code == Errc::over_limit);
}

TEST_CASE("finishing something counts as activity") {
    Client c;
    CHECK(must(c.call<ActivityLast>(c.plugin, {})).last_activity_at == 0);
    const auto id = must(c.call<TasksAdd>(c.user, {"x", "", Energy::s, {}, {}})).id;
    CHECK(must(c.call<ActivityLast>(c.plugin, {})).last_activity_at == 0);

    must(c.call<TasksUpdate>(c.user, set_status(id, TaskStatus::done)));

    CHECK(must(c.call<ActivityLast>(c.plugin, {})).last_activity_at == now);
}

TEST_CASE("speech counts against the cap of notifications") {
    Client c;
    for (int i = 0; i < 15; ++i) {
        must(c.call<VoiceSpeak>(c.plugin, {"spoken"}));
        must(c.call<NotificationsShow>(c.plugin, {"shown", "", NotificationLevel::info, ""}));
    }

    CHECK(error_of(c.call<VoiceSpeak>(c.plugin, {"more"})).code == Errc::over_limit);
    CHECK(error_of(c.call<NotificationsShow>(c.plugin, {"more", "", NotificationLevel::info, ""})).code == Errc::over_limit);
    CHECK(c.call<NotificationsShow>(c.other, {"other's", "", NotificationLevel::info, ""}));
}

TEST_CASE("a plugin with the coach alone learns nothing of the person's data through it") {
    Client c;
    c.p.add_task("Secret plan", Energy::xs, today);
    must(c.p.s.goals.add(c.p.by_ada, {"Secret goal", "", 10, 5, {}}, today, now));
    must(c.p.s.habits.add(c.p.by_ada, {"Secret habit", 0x7F}, now));
    must(c.p.s.calendar.add(c.p.by_ada, {"Secret meeting", "", now + hour, now + hour, 0}, now));
    c.other.granted = {Permission::ai_chat};

    std::vector<std::uint64_t> streams;
    for (const char* question : {"tasks?", "goals?", "habits?", "next event?", "motivate me", "energy?"}) {
        const auto stream = must(c.call<AiChat>(c.other, {{{AiMessage::Role::user, question}}, 100})).stream;
        while (c.done.empty() || c.done.back().first.stream != stream) c.run_posted();
        CHECK_MESSAGE(!contains(c.said[stream], "Secret"), c.said[stream]);
        CHECK(c.done.back().second == c.other.instance);
    }
    const auto stream = must(c.call<AiChat>(c.user, {{{AiMessage::Role::user, "tasks?"}}, 100})).stream;
    while (c.done.back().first.stream != stream) c.run_posted();
    CHECK(contains(c.said[stream], "Secret plan"));
    CHECK(error_of(c.call<AiCancel>(c.plugin, {stream})).code == Errc::not_found);
}

TEST_CASE("undo and redo say what they did, and what they changed is announced once") {
    Client c;
    const auto id = must(c.call<TasksAdd>(c.user, {"Call landlord", "", Energy::s, {}, {}})).id;
    must(c.call<TasksUpdate>(c.user, set_status(id, TaskStatus::done)));
    must(c.call<GoalsAdd>(c.plugin, {"Plugin's", "", 10, 0, {}}));
    c.changes.clear();

    const auto undone = must(c.call<UndoLast>(c.user, {}));
    CHECK(undone.sentence == "Undid: completed \"Call landlord\"");
    CHECK(undone.undone == 1);
    CHECK(must(c.call<TasksList>(c.user, {})).tasks.at(0).status == TaskStatus::open);
    CHECK(must(c.call<RedoLast>(c.user, {})).sentence == "Redid: completed \"Call landlord\"");
    CHECK(c.changes == std::vector<std::string>{"tasks", "tasks"});
    CHECK(error_of(c.call<RedoLast>(c.user, {})).message == "there is nothing to redo");

    const auto by_plugin = must(c.call<UndoAllBy>(c.user, {Author::plugin, "ai.asista.focus", 0}));
    CHECK(by_plugin.sentence == "Undid: added \"Plugin's\"");
    CHECK(must(c.call<GoalsList>(c.user, {})).goals.empty());
    CHECK(must(c.call<UndoChange>(c.user, {by_plugin.change})).sentence == "Redid: added \"Plugin's\"");
    CHECK(must(c.call<GoalsList>(c.user, {})).goals.size() == 1);
    CHECK(error_of(c.call<UndoAllBy>(c.user, {Author::plugin, "", 0})).code == Errc::invalid);
}

TEST_CASE("undoing all of the person's own leaves settings and installations alone, and what each change is about is told") {
    Client c;
    must(c.call<TasksAdd>(c.user, {"Call landlord", "", Energy::s, {}, {}}));
    must(c.call<PreferencesSet>(c.user, {"theme", "\"dark\""}));
    must(c.call<GoalsAdd>(c.user, {"Run far", "km", 100, 0, {}}));
    const auto listed = must(c.call<ChangesList>(c.user, {})).changes;
    REQUIRE(listed.size() == 3);
    CHECK(listed[0].entity == "goal");
    CHECK(listed[1].entity == "preference");
    CHECK(listed[2].entity == "task");

    const auto undone = must(c.call<UndoAllBy>(c.user, {Author::person, "", 0}));
    CHECK(undone.undone == 2);
    CHECK(undone.skipped == 0);
    CHECK(undone.sentence == "Undid 2 changes");
    CHECK(must(c.call<TasksList>(c.user, {})).tasks.empty());
    CHECK(must(c.call<GoalsList>(c.user, {})).goals.empty());
    CHECK(must(c.p.s.preferences.all(c.p.ada)).at("theme") == "\"dark\"");
}

TEST_CASE("a change of settings and data is about the data") {
    Client c;
    must(c.p.s.operations.together(c.p.by_ada, now, "data.import", [&]() -> Result<void> {
        TRY(c.p.s.preferences.set(c.p.by_ada, {"theme", "\"dark\""}, now));
        TRY(c.p.s.tasks.add(c.p.by_ada, {"Call landlord", "", Energy::s, {}, {}}, now));
        return {};
    }));
    CHECK(must(c.call<ChangesList>(c.user, {})).changes.at(0).entity == "task");
}

TEST_CASE("a change of thousands of things is told by its first thousand, and how many there are more") {
    Client c;
    must(c.p.s.operations.together(c.p.by_ada, now, "tasks.import", [&]() -> Result<void> {
        for (int i = 0; i < 1'203; ++i) TRY(c.p.s.tasks.add(c.p.by_ada, {fmt::format("Task {}", i), "", Energy::s, {}, {}}, now));
        return {};
    }));
    const auto listed = must(c.call<ChangesList>(c.user, {})).changes;
    REQUIRE(listed.size() == 1);
    CHECK(listed[0].operations == 1'203);
    CHECK(listed[0].sentence == "added 1000 tasks, and 203 more");
}

TEST_CASE("the history of a task is told field by field, newest first") {
    Client c;
    const auto id = must(c.call<TasksAdd>(c.user, {"Call", "", Energy::s, {}, {}})).id;
    TasksUpdate::Request change;
    change.id = id;
    change.title = "Call landlord";
    change.due_day = today;
    must(c.call<TasksUpdate>(c.plugin, change));

    const auto entries = must(c.call<ItemHistory>(c.user, {"task", std::to_string(id), 0, 10})).entries;

    REQUIRE(entries.size() == 2);
    CHECK(entries[0].change.author == Author::plugin);
    CHECK(entries[0].change.plugin == "ai.asista.focus");
    REQUIRE(entries[0].fields.size() == 2);
    CHECK(entries[0].fields[0].field == "title");
    CHECK(entries[0].fields[0].before == "Call");
    CHECK(entries[0].fields[1].field == "due day");
    CHECK(entries[0].fields[1].before.empty());
    CHECK(entries[0].fields[1].after == "22 Nov 2026");
    CHECK(entries[1].change.sentence == "added \"Call\"");
    const auto listed = must(c.call<ChangesList>(c.user, {})).changes;
    REQUIRE(listed.size() == 2);
    CHECK(listed[0].sentence == "changed the title and due day of \"Call landlord\"");
    CHECK(must(c.call<ChangesList>(c.user, {listed[0].change, 10})).changes.size() == 1);
    CHECK(error_of(c.call<ItemHistory>(c.user, {"nonsense", "1", 0, 10})).code == Errc::invalid);
}

TEST_CASE("a plugin can neither undo nor read what others did") {
    Client c;
    must(c.call<TasksAdd>(c.user, {"x", "", Energy::s, {}, {}}));

    CHECK(error_of(c.call<UndoLast>(c.plugin, {})).code == Errc::denied);
    CHECK(error_of(c.call<UndoChange>(c.plugin, {1})).code == Errc::denied);
    CHECK(error_of(c.call<UndoAllBy>(c.plugin, {Author::person, "", 0})).code == Errc::denied);
    CHECK(error_of(c.call<ChangesList>(c.plugin, {})).code == Errc::denied);
    CHECK(error_of(c.call<ItemHistory>(c.plugin, {"task", "1", 0, 1})).code == Errc::denied);
    CHECK(c.p.count("tasks") == 1);
}

TEST_CASE("a line of words becomes a task, and what it would become is told before") {
    Client c;
    const auto home = must(c.call<ProjectsAdd>(c.user, {"Home", 1})).id;
    c.changes.clear();
    const std::string line = "call landlord tomorrow 9am @home #phone !s ~15m";

    const auto parsed = must(c.call<TasksParse>(c.user, {line}));
    CHECK(parsed.task.title == "call landlord");
    CHECK(parsed.task.due_day == today + 1);
    CHECK(parsed.task.project == home);
    REQUIRE(parsed.spans.size() == 6);
    CHECK(parsed.spans[0].kind == TextSpan::Kind::day);
    CHECK(line.substr(parsed.spans[2].begin, parsed.spans[2].end - parsed.spans[2].begin) == "@home");
    CHECK(parsed.spans[2].kind == TextSpan::Kind::project);
    CHECK(parsed.spans[5].kind == TextSpan::Kind::estimate);
    CHECK(c.p.count("tasks") == 0);
    CHECK(c.changes.empty());

    const auto added = must(c.call<TasksQuickAdd>(c.user, {.text = line, .energy = Energy::xl, .due_day = today + 9}));
    const auto item = must(c.call<TasksGet>(c.user, {added.id}));
    CHECK(item.task.energy == Energy::s); // what the line says goes first
    CHECK(item.task.due_day == today + 1);
    CHECK(item.due_minute == 540);
    CHECK(item.tags == std::vector<std::string>{"phone"});
    const auto plain =
        must(c.call<TasksQuickAdd>(c.user, {.text = "plain", .energy = Energy::xl, .due_day = today + 9, .project = home}));
    CHECK(must(c.call<TasksGet>(c.user, {plain.id})).task.due_day == today + 9);
    CHECK(must(c.call<TasksGet>(c.user, {plain.id})).project == home);
    const auto bare = must(c.call<TasksQuickAdd>(c.user, {.text = "Tomorrow"}));
    CHECK(must(c.call<TasksGet>(c.user, {bare.id})).task.title == "Tomorrow");
    CHECK(c.changes == std::vector<std::string>{"tasks", "tasks", "tasks"});

    must(c.call<UndoChange>(c.user, {plain.change}));
    CHECK(error_of(c.call<TasksGet>(c.user, {plain.id})).code == Errc::not_found);
}

TEST_CASE("what pages do with tasks is announced when something is different, and is not for plugins") {
    Client c;
    const auto id = must(c.call<TasksCreate>(c.user, {.title = "x"})).id;
    const auto other = must(c.call<TasksCreate>(c.user, {.title = "y"})).id;
    const auto project = must(c.call<ProjectsAdd>(c.user, {"Home", 0})).id;
    c.changes.clear();

    TasksEdit::Request edit;
    edit.ids = {id};
    CHECK(must(c.call<TasksEdit>(c.user, edit)).change == 0);
    CHECK(c.changes.empty());
    edit.status = TaskStatus::done;
    CHECK(must(c.call<TasksEdit>(c.user, edit)).tasks == 1);
    CHECK(must(c.call<ActivityLast>(c.plugin, {})).last_activity_at == now);
    must(c.call<TrackingStart>(c.user, {other}));
    CHECK(must(c.call<TrackingNow>(c.user, {})).running->task == other);
    must(c.call<TrackingStop>(c.user, {}));
    must(c.call<TrackingStop>(c.user, {})); // nothing runs
    CHECK(must(c.call<TrackingList>(c.user, {other, 9})).entries.size() == 1);
    must(c.call<TasksMove>(c.user, {other, 0, true, today}));
    CHECK(must(c.call<TasksPage>(c.user, {TaskView::today, 0, "", "", 9})).tasks.size() == 1);
    CHECK(must(c.call<TasksCounts>(c.user, {})).today == 1);
    CHECK(must(c.call<TasksIds>(c.user, {TaskView::today, 0, "", 0, 9})).ids == std::vector{other});
    CHECK(must(c.call<TasksDays>(c.user, {TaskView::today})).days.at(0).day == today);
    must(c.call<ProjectsEdit>(c.user, {.id = project, .name = "House"}));
    CHECK(must(c.call<ProjectsList>(c.user, {})).projects.at(0).name == "House");
    must(c.call<ProjectsRemove>(c.user, {project}));
    must(c.call<TasksErase>(c.user, {{other}}));
    CHECK(c.changes == std::vector<std::string>(7, "tasks"));

    CHECK(error_of(c.call<TasksPage>(c.plugin, {})).code == Errc::denied);
    CHECK(error_of(c.call<TasksIds>(c.plugin, {})).code == Errc::denied);
    CHECK(error_of(c.call<TasksDays>(c.plugin, {})).code == Errc::denied);
    CHECK(error_of(c.call<TasksEdit>(c.plugin, edit)).code == Errc::denied);
    CHECK(error_of(c.call<TasksQuickAdd>(c.plugin, {.text = "x"})).code == Errc::denied);
    CHECK(error_of(c.call<ProjectsRemove>(c.plugin, {project})).code == Errc::denied);
    CHECK(error_of(c.call<TrackingStart>(c.plugin, {id})).code == Errc::denied);
}

TEST_CASE("a plugin that completes a task that repeats makes its next occurrence by the person's calendar") {
    Client c;
    c.clock = runtime::FixedClock{now, 15 * 3600}; // already Monday there
    const auto id = must(c.call<TasksCreate>(c.user, {.title = "x", .due_day = today, .recurrence = "FREQ=DAILY"})).id;
    must(c.call<TasksUpdate>(c.plugin, set_status(id, TaskStatus::done)));
    CHECK(must(c.call<TasksPage>(c.user, {})).tasks.at(0).task.due_day == today + 2);
}

TEST_CASE("the person's calls about the calendar are for the person alone and announce what they change") {
    Client c;
    CalendarCreate::Request request;
    request.title = "Choir";
    request.times = {false, today, 1140, today, 1260};
    request.recurrence = "FREQ=WEEKLY";

    const auto made = must(c.call<CalendarCreate>(c.user, request));
    CHECK(c.changes == std::vector<std::string>{"calendar"});
    CHECK(must(c.call<CalendarRange>(c.user, {today, today + 8})).events.size() == 2);
    CHECK(must(c.call<CalendarGet>(c.user, {made.id, today + 7})).recurrence == "FREQ=WEEKLY");
    CHECK(must(c.call<CalendarZones>(c.user, {})).own == "UTC");
    CalendarEdit::Request same;
    same.id = made.id;
    same.occurrence = today;
    same.title = "Choir";
    CHECK(must(c.call<CalendarEdit>(c.user, same)).change == 0);
    CHECK(c.changes.size() == 1); // nothing is different
    must(c.call<CalendarErase>(c.user, {made.id, today, EventScope::all}));
    CHECK(c.changes.size() == 2);
    CHECK(error_of(c.call<CalendarCreate>(c.plugin, request)).code == Errc::denied);
    CHECK(error_of(c.call<CalendarRange>(c.plugin, {today, today})).code == Errc::denied);
}

TEST_CASE("a calendar goes into a file and comes back from it") {
    const TempDir dir;
    Client c(dir / "asista.db"); // trying a file out copies the profile
    CalendarCreate::Request request;
    request.title = "Choir";
    request.times = {false, today, 1140, today, 1260};
    must(c.call<CalendarCreate>(c.user, request));
    const auto file = (dir / "calendar.ics").string();

    CHECK(must(c.call<CalendarExport>(c.user, {file, false})).events == 1);
    CHECK(error_of(c.call<CalendarExport>(c.user, {file, false})).code == Errc::busy);
    CHECK(must(c.call<CalendarExport>(c.user, {file, true})).name == "calendar.ics");
    CHECK(must(c.call<CalendarImport>(c.user, {file, true})).same == 1);
    must(c.call<UndoLast>(c.user, {}));
    const auto changes = c.changes.size();
    CHECK(must(c.call<CalendarImport>(c.user, {file, true})).added == 1);
    CHECK(c.changes.size() == changes);
    CHECK(must(c.call<CalendarImport>(c.user, {file, false})).added == 1);
    CHECK(c.changes.size() == changes + 1);

    CHECK(error_of(c.call<CalendarImport>(c.user, {(dir / "none.ics").string(), true})).code == Errc::not_found);
    CHECK(error_of(c.call<CalendarImport>(c.user, {"calendar.ics", true})).code == Errc::invalid);
    CHECK(error_of(c.call<CalendarImport>(c.plugin, {file, true})).code == Errc::denied);
}
