// A disk that is full for a while: nothing is lost, nothing is half there, and whoever reads the sentence knows what to do.
#include "file_size_limit.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <functional>
#include <vector>

using namespace asista;
using namespace asista::test;
using Outcome = calls::AuditEntry::Outcome;

namespace {

constexpr const char* focus = "ai.asista.focus";
constexpr rlim_t hardly_any = 4'096; // nothing can be added to the database's files, which are longer

struct ProfileOnDisk {
    TempDir dir;
    std::unique_ptr<Services> services =
        must(Services::open({.database = dir / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}}));
    Audit& audit = services->audit;
    UserId ada = services->user.id;

    void note(std::string_view subject, InstantMs at) {
        audit.note({ada, focus, "1.0.0", "tasks.list", subject, Outcome::done}, at);
    }
};

bool says_what_to_do(const std::string& sentence) {
    return contains(sentence, "asista.db") &&
           (contains(sentence, "free some space") || contains(sentence, "check that the disk works and has room"));
}

} // namespace

TEST_CASE("what plugins do while the disk is full is in the log when there is room again, with its times and counts") {
    ProfileOnDisk p;
    p.note("before", now);
    must(p.audit.flush(now));
    {
        const FileSizeLimit full(hardly_any);
        for (int i = 0; i < 50; ++i) p.note("meanwhile", now + i);
        CHECK_FALSE(p.audit.flush(now + 50));
        CHECK(contains(p.audit.problem(), "could not be written to the log"));
        CHECK_MESSAGE(says_what_to_do(p.audit.problem()), p.audit.problem());
        p.note("meanwhile", now + 60);
        CHECK(must(p.audit.list(p.ada, {"", 0, 100}, now)).entries.size() == 1); // what is kept can be read
    }
    must(p.audit.flush(now + 100));

    CHECK(p.audit.problem().empty());
    const auto entries = must(p.audit.list(p.ada, {"", 0, 100}, now)).entries;
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].subject == "meanwhile");
    CHECK(entries[0].count == 51);
    CHECK(entries[0].first_at == now);
    CHECK(entries[0].last_at == now + 60);
}

TEST_CASE("a crash that cannot be kept is said, and those that are stay") {
    ProfileOnDisk p;
    auto& log = p.services->crash_log;
    must(log.save(p.ada, focus, {1, now, "1.0.0", "It crashed.", "", "the report"}));
    {
        const FileSizeLimit full(hardly_any);
        const auto refused =
            error_of(log.save(p.ada, focus, {2, now, "1.0.0", "It crashed again.", "", std::string(20'000, 'x')}));
        CHECK_MESSAGE(says_what_to_do(refused.message), refused.message);
        CHECK(must(log.list(p.ada, focus)).size() == 1);
    }
    must(log.save(p.ada, focus, {2, now, "1.0.0", "It crashed again.", "", "short"}));
    const auto kept = must(log.list(p.ada, focus));
    REQUIRE(kept.size() == 2);
    CHECK(kept[1].report == "the report");
}

TEST_CASE("an export that finds no room leaves no half of a file and names the file and the remedy") {
    ProfileOnDisk p;
    for (int i = 0; i < 100; ++i) p.note("host-" + std::to_string(i), now);
    must(p.audit.flush(now));
    const auto file = p.dir / "log.jsonl";
    {
        const FileSizeLimit full(hardly_any);
        const auto refused = error_of(p.audit.export_to(p.ada, file, now));
        CHECK(refused.code == Errc::over_limit);
        CHECK_MESSAGE(contains(refused.message, file.string()), refused.message);
        CHECK_MESSAGE(contains(refused.message, "choose another folder"), refused.message);
        CHECK_FALSE(std::filesystem::exists(file));
    }
    CHECK(must(p.audit.export_to(p.ada, file, now)) == 100);
}

namespace {

// One of each kind of thing, and what can be done to it.
struct OfEach {
    ProfileOnDisk p;
    Services& s = *p.services;
    Actor ada{p.ada, {}};
    std::uint64_t task = 0, project = 0, habit = 0, goal = 0, series = 0;

    OfEach() {
        project = must(s.projects.add(ada, {"Home", 2}, now)).id;
        calls::TasksCreate::Request request;
        request.title = "Paint the fence";
        request.tags = {"garden"};
        request.project = project;
        task = must(s.tasks.create(ada, request, now)).id;
        must(s.tasks.add(ada, {"Another one", {}, Energy::m, {}, {}}, now));
        must(s.tracking.start(ada, task, now));
        habit = must(s.habits.add(ada, {"Walk", 127}, now)).id;
        must(s.habits.mark(ada, {habit, today, true}, today, now));
        goal = must(s.goals.add(ada, {"Run", "km", 100, 3, today + 90}, today, now)).id;
        must(s.goals.milestone(ada, {goal, 0, "Half of it", 50.0, {}, false}, now));
        calls::CalendarCreate::Request event;
        event.title = "Standup";
        event.times = {false, today, 600, today, 615};
        event.recurrence = "FREQ=DAILY";
        series = must(s.calendar.create(ada, event, now)).id;
        must(s.search.catch_up(1'000));
        must(s.db.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }

    struct Change {
        std::string what;
        std::function<Result<void>(OfEach&)> make;
    };
    template <class T> static Result<void> done(const Result<T>& result) {
        if (!result) return fail(result.error());
        return {};
    }
    static std::vector<Change> changes() {
        return {
            {"a task",
             [](OfEach& o) {
                 return done(o.s.tasks.add(o.ada, {"New", {}, Energy::m, {}, {}}, now));
             }},
            {"a task's tags",
             [](OfEach& o) {
                 calls::TasksEdit::Request edit;
                 edit.ids = {o.task};
                 edit.add_tags = {"summer"};
                 return done(o.s.tasks.edit(o.ada, edit, now, today));
             }},
            {"the order",
             [](OfEach& o) {
                 return done(o.s.tasks.move(o.ada, {o.task, o.task + 1, true, {}, {}}, now));
             }},
            {"a completion", [](OfEach& o) { return o.s.tasks.update(o.ada, set_status(o.task, TaskStatus::done), now, today); }},
            {"a removal", [](OfEach& o) { return done(o.s.tasks.erase(o.ada, {{o.task}}, now)); }},
            {"a project",
             [](OfEach& o) {
                 return done(o.s.projects.add(o.ada, {"Work", 1}, now));
             }},
            {"a project that goes", [](OfEach& o) { return done(o.s.projects.remove(o.ada, o.project, now)); }},
            {"the end of tracking", [](OfEach& o) { return done(o.s.tracking.stop(o.ada, {}, now + hour)); }},
            {"a habit",
             [](OfEach& o) {
                 return done(o.s.habits.add(o.ada, {"Read", 127}, now));
             }},
            {"a day of a habit",
             [](OfEach& o) {
                 return o.s.habits.mark(o.ada, {o.habit, today - 1, true}, today, now);
             }},
            {"a vacation",
             [](OfEach& o) {
                 return done(o.s.habits.vacation(o.ada, {0, today, today + 3, false}, now));
             }},
            {"a goal",
             [](OfEach& o) {
                 return done(o.s.goals.add(o.ada, {"Swim", "km", 9, 0, {}}, today, now));
             }},
            {"a goal's number",
             [](OfEach& o) {
                 return o.s.goals.set_progress(o.ada, {o.goal, 40}, today, now);
             }},
            {"a milestone",
             [](OfEach& o) {
                 return done(o.s.goals.milestone(o.ada, {o.goal, 0, "All of it", 100.0, {}, false}, now));
             }},
            {"a link",
             [](OfEach& o) {
                 return done(o.s.goals.link(o.ada, {o.goal, calls::LinkKind::habit, o.habit, false}, now));
             }},
            {"an event",
             [](OfEach& o) {
                 return done(o.s.calendar.add(o.ada, {"Dentist", "", now, now + hour, 1}, now));
             }},
            {"one of a series",
             [](OfEach& o) {
                 return done(o.s.calendar.erase(o.ada, {o.series, today + 2, calls::EventScope::one}, now));
             }},
            {"a setting",
             [](OfEach& o) {
                 return done(o.s.preferences.set(o.ada, {"theme", "\"dark\""}, now));
             }},
            {"an undo", [](OfEach& o) { return done(o.s.operations.undo_last(o.ada.user, now)); }},
        };
    }
};

// All that is in the profile's tables.
std::string content_of(Services& s) {
    std::string all;
    auto tables =
        must(s.db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT "
                          "LIKE 'search_%' ORDER BY name"));
    std::vector<std::string> names;
    while (must(tables.step())) names.emplace_back(tables.text(0));
    for (const auto& name : names) {
        std::string columns;
        auto info = must(s.db.prepare("SELECT name FROM pragma_table_info(?1)"));
        info.bind(std::string_view(name));
        while (must(info.step())) columns += fmt::format("{}quote({})", columns.empty() ? "" : " || ',' || ", info.text(0));
        auto rows = must(s.db.prepare(fmt::format("SELECT {} FROM {} ORDER BY 1", columns, name)));
        all += name + '\n';
        while (must(rows.step())) all += std::string(rows.text(0)) + '\n';
    }
    return all;
}

} // namespace

TEST_CASE("on a full disk no change of any kind is made, or half made, and each can be made when there is room again") {
    for (const auto& change : OfEach::changes()) {
        CAPTURE(change.what);
        OfEach o;
        const auto before = content_of(o.s);
        {
            const FileSizeLimit full(hardly_any);
            const auto refused = change.make(o);
            REQUIRE_FALSE(refused);
            CHECK_MESSAGE(refused.error().code == Errc::over_limit, refused.error().message);
            CHECK_MESSAGE(says_what_to_do(refused.error().message), refused.error().message);
            CHECK(contains(refused.error().message, "nothing was changed"));
            CHECK(content_of(o.s) == before); // and all of it can be read
            CHECK(must(o.s.search.find(o.p.ada, {"fence", 20}, now)).hits.size() == 1);
        }
        must(change.make(o));
        CHECK(content_of(o.s) != before);
    }
}

TEST_CASE("a start on a full disk shows what there is, and says what is the matter when something is to be changed") {
    OfEach before;
    const auto file = before.p.dir / "asista.db";
    before.p.services.reset();
    const FileSizeLimit full(hardly_any);

    const auto s = Services::open({.database = file, .now = now, .user_name = "Ada", .catalogue = {}});

    if (!s) { // where not even the log beside it can be begun
        CHECK_MESSAGE(says_what_to_do(s.error().message), s.error().message);
        return;
    }
    CHECK((*s)->notice.empty());
    CHECK(must((*s)->tasks.page((*s)->user.id, {}, today)).tasks.size() == 2);
    const auto refused = error_of((*s)->tasks.add({(*s)->user.id, {}}, {"New", {}, Energy::m, {}, {}}, now));
    CHECK_MESSAGE(says_what_to_do(refused.message), refused.message);
}
