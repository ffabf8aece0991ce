// A profile of everything with its pages damaged one at a time: it always starts or says why not, the damaged file is kept to the last byte, and
// what can be made again (the words of search) is made again instead of setting the profile aside.
#include "services/backups.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <sqlite3.h>

#include <memory>

using namespace asista;
using namespace asista::test;

namespace {

namespace fs = std::filesystem;

constexpr std::size_t page_bytes = 4'096;

std::unique_ptr<Services> open(const fs::path& folder) {
    return must(Services::open({.database = folder / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}}));
}

// Of every kind of thing as many that its table and indexes have several pages.
void fill(Services& s) {
    const Actor ada{s.user.id, {}};
    const auto project = must(s.projects.add(ada, {"Home", 2}, now)).id;
    const std::string text = "some notes that go with it, so that a page does not hold many of these rows at once";
    for (int i = 0; i < 250; ++i) {
        calls::TasksCreate::Request task;
        task.title = fmt::format("Paint fence number {}", i);
        task.notes = text;
        if (i % 2 == 0) task.project = project;
        if (i % 3 == 0) task.due_day = today + i % 40;
        task.tags = {fmt::format("tag{}", i % 60), "garden"};
        const auto id = must(s.tasks.create(ada, task, now + i)).id;
        if (i % 5 == 0) must(s.tasks.update(ada, set_status(id, TaskStatus::done), now + i, today));
        if (i % 10 == 1) {
            must(s.tracking.start(ada, id, now + i));
            must(s.tracking.stop(ada, {}, now + i + minute));
        }
        calls::CalendarCreate::Request event;
        event.title = fmt::format("Standup {}", i);
        event.notes = text;
        event.times = {false, today + i % 30, 600, today + i % 30, 615};
        event.zone = "Europe/Berlin";
        if (i % 10 == 0) event.recurrence = "FREQ=WEEKLY";
        const auto series = must(s.calendar.create(ada, event, now)).id;
        if (i % 10 != 0) continue;
        calls::CalendarEdit::Request change;
        change.id = series;
        change.occurrence = today + i % 30 + 7;
        change.scope = calls::EventScope::one;
        change.title = "Moved";
        must(s.calendar.edit(ada, change, now));
    }
    for (int i = 0; i < 20; ++i) {
        const auto habit = must(s.habits.add(ada, {fmt::format("Walk {}", i), 0x7F}, now)).id;
        for (DayNumber back = 0; back < 40; ++back) must(s.habits.mark(ada, {habit, today - back, true}, today, now));
        const auto goal = must(s.goals.add(ada, {fmt::format("Run {}", i), "km", 100, 3, today + 90}, today, now)).id;
        for (int k = 0; k < 10; ++k) must(s.goals.milestone(ada, {goal, 0, text, k * 10.0, {}, false}, now));
        must(s.goals.link(ada, {goal, calls::LinkKind::habit, habit, false}, now));
    }
    while (must(s.search.catch_up(10'000))) {}
}

// Closed, its log folded in.
const std::string& whole_profile() {
    static const std::string bytes = [] {
        const TempDir dir;
        fill(*open(dir.path()));
        REQUIRE_FALSE(fs::exists(dir / "asista.db-wal"));
        return read_file(dir / "asista.db");
    }();
    return bytes;
}

struct Place {
    std::string name; // of the table or index
    std::int64_t page = 0;
};

// The first and the last page of each of what a person's things are kept in.
std::vector<Place> places(const fs::path& file) {
    sqlite3* db = nullptr;
    REQUIRE(sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK);
    std::vector<Place> all;
    for (const char* name : {"sqlite_schema",
                             "tasks",
                             "tasks_by_rank",
                             "tasks_by_day",
                             "task_tags",
                             "task_tags_by_name",
                             "task_counts",
                             "tag_counts",
                             "projects",
                             "time_entries",
                             "habits",
                             "habit_completions",
                             "goals",
                             "milestones",
                             "goal_links",
                             "goal_points",
                             "calendar_events",
                             "operations",
                             "changes",
                             "search_changes",
                             "search_open_tasks_data",
                             "search_open_tasks_idx",
                             "search_done_tasks_data",
                             "search_events_docsize"}) {
        sqlite3_stmt* row = nullptr;
        REQUIRE(sqlite3_prepare_v2(db, "SELECT min(pageno), max(pageno) FROM dbstat WHERE name = ?1", -1, &row, nullptr) ==
                SQLITE_OK);
        sqlite3_bind_text(row, 1, name, -1, SQLITE_STATIC);
        REQUIRE(sqlite3_step(row) == SQLITE_ROW);
        const auto first = sqlite3_column_int64(row, 0), last = sqlite3_column_int64(row, 1);
        REQUIRE_MESSAGE(first > 0, name);
        all.push_back({name, first});
        if (last != first) all.push_back({name, last});
        sqlite3_finalize(row);
    }
    sqlite3_close(db);
    return all;
}

// Everything that a page of the client reads, and a change of each kind. What fails says so in a sentence that names the file.
void use(Services& s) {
    const UserId user = s.user.id;
    const Actor ada{user, {}};
    const auto says = [](const auto& result) {
        if (!result)
            CHECK_MESSAGE(contains(result.error().message, "asista.db is damaged; start Asista again"), result.error().message);
    };
    says(s.tasks.page(user, {}, today));
    says(s.tasks.counts(user, today));
    says(s.tasks.list(user, {}));
    says(s.projects.list(user, {}));
    says(s.habits.items(user, {today - 34, today, true}, today));
    says(s.goals.items(user, {true}, today));
    says(s.calendar.range(user, {today, today + 40}));
    says(s.search.find(user, {"paint", 20}, now));
    says(s.operations.next_undo(user));
    says(s.tasks.add(ada, {"Goes on", {}, Energy::m, {}, {}}, now));
    says(s.habits.add(ada, {"Goes on", 127}, now));
    says(s.goals.add(ada, {"Goes on", "", 1, 0, {}}, today, now));
    says(s.calendar.add(ada, {"Goes on", "", now, now + hour, 0}, now));
}

// Every file beside `file` whose name says that it was damaged, put together.
bool kept_whole(const fs::path& folder, const std::string& bytes) {
    for (const auto& entry : fs::directory_iterator(folder))
        if (contains(entry.path().filename(), "asista.db.damaged-") && read_file(entry.path()) == bytes) return true;
    return false;
}

} // namespace

TEST_CASE("whichever page of a profile is overwritten it starts and nothing of the file is lost") {
    const TempDir source;
    write_file(source / "asista.db", whole_profile());
    const auto all = places(source / "asista.db");
    for (const auto& place : all)
        for (const char garbage : {'\xAB', '\0'}) {
            if (garbage == '\0' && place.page % 3 != 0) continue; // some of them: each is a start, and a fresh profile
            CAPTURE(place.name);
            CAPTURE(place.page);
            CAPTURE(static_cast<int>(garbage));
            const TempDir dir;
            std::string bytes = whole_profile();
            std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>((place.page - 1)) * static_cast<std::ptrdiff_t>(page_bytes),
                        page_bytes, garbage);
            write_file(dir / "asista.db", bytes);

            const auto started = Services::open({.database = dir / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}});

            if (!started) { // the header alone tells whose file it is
                CHECK(place.page == 1);
                CHECK(contains(started.error().message, "asista.db"));
                CHECK(contains(started.error().message, "nothing was changed"));
                CHECK(read_file(dir / "asista.db") == bytes);
                continue;
            }
            auto& s = **started;
            if (garbage != '\0') CHECK_FALSE(s.notice.empty()); // zeros may be what nothing refers to
            if (!s.notice.empty()) {
                CHECK(contains(s.notice, "asista.db.damaged-"));
                CHECK(contains(s.notice, "backup"));
                CHECK(kept_whole(dir.path(), bytes));
            }
            use(s);
        }
}

TEST_CASE("bytes that lie within sound pages are never a crash and what cannot be read says so") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const TempDir dir;
        std::string bytes = whole_profile();
        std::uint64_t state = seed * 0x9E3779B97F4A7C15U;
        for (int i = 0; i < 40; ++i) {
            state = state * 6364136223846793005U + 1442695040888963407U;
            const std::size_t at = 100 + static_cast<std::size_t>(state >> 20) % (bytes.size() - 100);
            bytes[at] = static_cast<char>(state >> 12);
        }
        write_file(dir / "asista.db", bytes);

        const auto started = Services::open({.database = dir / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}});

        if (!started) {
            CHECK(contains(started.error().message, "asista.db"));
            continue;
        }
        if (!(*started)->notice.empty()) CHECK(kept_whole(dir.path(), bytes));
        const auto& s = **started;
        static_cast<void>(s.user.name);
        static_cast<void>((*started)->tasks.page(s.user.id, {}, today));
        static_cast<void>((*started)->habits.items(s.user.id, {today - 34, today, true}, today));
        static_cast<void>((*started)->goals.items(s.user.id, {true}, today));
        static_cast<void>((*started)->calendar.range(s.user.id, {today, today + 40}));
        static_cast<void>((*started)->search.find(s.user.id, {"paint", 20}, now));
    }
}

TEST_CASE("words of search that are damaged are read again from what they are of") {
    const std::string damages[] = {
        "UPDATE search_open_tasks_data SET block = zeroblob(length(block)) WHERE id > 10",
        "UPDATE search_open_tasks_data SET block = substr(block, 1, 7) WHERE id > 10",
        "UPDATE search_open_tasks_data SET block = x'FFFFFFFFFFFFFFFFFF' WHERE id = 10",
        "UPDATE search_open_tasks_data SET block = randomblob(length(block))",
        "DELETE FROM search_open_tasks_data",
        "DELETE FROM search_open_tasks_data WHERE id > 10",
        "UPDATE search_open_tasks_idx SET pgno = pgno + 1000",
    };
    for (const auto& damage : damages) {
        CAPTURE(damage);
        const TempDir dir;
        write_file(dir / "asista.db", whole_profile());
        sqlite3* raw = nullptr;
        REQUIRE(sqlite3_open((dir / "asista.db").c_str(), &raw) == SQLITE_OK);
        REQUIRE(sqlite3_exec(raw, damage.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
        REQUIRE(sqlite3_changes(raw) > 0);
        sqlite3_close(raw);

        const auto s = open(dir.path());
        CHECK(s->notice.empty()); // it is no reason to set a person's tasks aside
        must(s->tasks.add({s->user.id, {}}, {"Paint the door", {}, Energy::m, {}, {}}, now));
        const auto first = must(s->search.find(s->user.id, {"paint", 20}, now));
        while (must(s->search.catch_up(10'000))) {}
        const auto hits = must(s->search.find(s->user.id, {"paint", 20}, now)).hits;

        CHECK(first.hits.size() + (100 - first.read_percent) > 0); // says that it is reading, or has found something
        CHECK(hits.size() == 20);
        CHECK(hits[0].title == "Paint the door");
        for (const auto& hit : hits) CHECK(contains(hit.title, "Paint"));
        must(s->tasks.remove({s->user.id, {}}, hits[0].id, now));
        CHECK(must(s->search.find(s->user.id, {"door", 20}, now)).hits.empty());
    }
}
