// Full-text search: what is found, in which order, and that it follows whatever happens to the rows.
#include "support.hpp"
#include "temp_dir.hpp"

#include <random>

using namespace asista;
using namespace asista::test;
using calls::SearchHit;
using calls::SearchKind;

namespace {

std::vector<SearchHit> hits_of(Profile& p, const std::string& text, std::uint32_t limit = 20) {
    return must(p.s.search.find(p.ada, {text, limit}, now)).hits;
}
std::vector<std::string> titles(const std::vector<SearchHit>& hits) {
    std::vector<std::string> all;
    for (const auto& hit : hits) all.push_back(hit.title);
    return all;
}
using Titles = std::vector<std::string>;

std::uint64_t add(Profile& p, const std::string& title, const std::string& notes = {}, InstantMs at = now) {
    return must(p.s.tasks.add(p.by_ada, {title, notes, Energy::m, {}, {}}, at)).id;
}

// The marked parts of a text, each in brackets.
std::string bracketed(std::string text, const std::vector<calls::SearchMark>& marks) {
    for (auto mark = marks.rbegin(); mark != marks.rend(); ++mark) {
        text.insert(mark->end, "]");
        text.insert(mark->begin, "[");
    }
    return text;
}

// Every word of every index with its place, as text.
std::string words_in_indexes(Profile& p) {
    std::string all;
    for (const char* index : {"search_open_tasks", "search_done_tasks", "search_events", "search_things"}) {
        must(p.s.db.execute(fmt::format("CREATE VIRTUAL TABLE temp.v_{0} USING fts5vocab(main, {0}, instance)", index)));
        {
            auto rows =
                must(p.s.db.prepare(fmt::format("SELECT term, doc, col, offset FROM temp.v_{} ORDER BY 1, 2, 3, 4", index)));
            while (must(rows.step()))
                all += fmt::format("{} {} {} {} {}\n", index, rows.text(0), rows.integer(1), rows.text(2), rows.integer(3));
        }
        must(p.s.db.execute(fmt::format("DROP TABLE temp.v_{}", index)));
    }
    return all;
}

void read_all(Profile& p, std::uint32_t rows) {
    for (int turns = 0; must(p.s.search.catch_up(rows)); ++turns) REQUIRE(turns < 10'000);
}

} // namespace

TEST_CASE("words are found by their beginnings whatever their case and accents and are marked") {
    Profile p;
    add(p, "Call the Caf\u00E9 M\u00FCller",
        "Ask about\nthe table for Thursday evening, and whether they do the long bench outside.");

    for (const char* text : {"caf", "CAF\u00C9", "muller call", "M\u00DCL", "call the cafe muller"}) {
        CAPTURE(text);
        CHECK(hits_of(p, text).size() == 1);
    }
    for (const char* text : {"afe", "caf tea", "mullers", "", "   ", "!?"}) {
        CAPTURE(text);
        CHECK(hits_of(p, text).empty());
    }
    const auto hit = hits_of(p, "mu t").at(0);
    CHECK(hit.kind == SearchKind::task);
    CHECK(bracketed(hit.title, hit.title_marks) == "Call [the] Caf\u00E9 [M\u00FCller]");
    CHECK(bracketed(hit.excerpt, hit.excerpt_marks) ==
          "Ask about [the] [table] for [Thursday] evening, and whether [they] do [the] long bench outside.");
    const auto later = hits_of(p, "evening").at(0);
    CHECK(later.title_marks.empty());
    CHECK(bracketed(later.excerpt, later.excerpt_marks) ==
          "\u2026the table for Thursday [evening], and whether they do the long bench outside.");
}

TEST_CASE("a long text is cut to one line around what was found") {
    Profile p;
    std::string notes;
    for (int i = 0; i < 900; ++i) notes += fmt::format("word{} ", i);
    add(p, "Long", notes + "needle " + notes);

    const auto hit = hits_of(p, "needle").at(0);

    CHECK(hit.excerpt.size() < 240);
    CHECK(hit.excerpt.starts_with("\u2026word896 word897 word898 word899 needle word0"));
    CHECK(hit.excerpt.ends_with("\u2026"));
}

TEST_CASE("everything a person keeps is found and says what it is") {
    Profile p;
    const auto project = must(p.s.projects.add(p.by_ada, {"Garden", 0}, now)).id;
    calls::TasksCreate::Request task;
    task.title = "Water the garden";
    task.project = project;
    task.due_day = today + 1;
    const auto id = must(p.s.tasks.create(p.by_ada, task, now)).id;
    must(p.s.habits.add(p.by_ada, {"Garden walk", 0x7F}, now));
    must(p.s.goals.add(p.by_ada, {"Plant", "garden beds", 5, 0, today + 30}, today, now));
    must(p.s.calendar.add(p.by_ada, {"Visit", "Botanical Garden", now, now + hour, 0}, now));
    must(p.s.notifications.show(p.by_plugin, {"Rain", "No need to water the garden", NotificationLevel::info, ""}, now));

    const auto hits = hits_of(p, "gard");

    REQUIRE(hits.size() == 6);
    for (std::size_t i = 0; i < hits.size(); ++i) CHECK(hits[i].kind == static_cast<SearchKind>(i));
    CHECK(hits[0].id == id);
    CHECK(hits[0].beside == "Garden");
    CHECK(hits[0].day == today + 1);
    CHECK(hits[3].excerpt == "garden beds");
    CHECK(hits[4].excerpt == "Botanical Garden");
    CHECK(hits[4].at == now);
    CHECK(hits[5].beside == p.by_plugin.plugin);
}

TEST_CASE("notes of habits and events are found beside their names and places") {
    Profile p;
    calls::HabitsCreate::Request habit;
    habit.name = "Read";
    habit.notes = "Twenty pages of the almanac";
    must(p.s.habits.create(p.by_ada, habit, now));
    calls::CalendarCreate::Request event;
    event.title = "Visit";
    event.place = "Library";
    event.notes = "Bring back the almanac";
    event.times = {false, today, 600, today, 660};
    const auto id = must(p.s.calendar.create(p.by_ada, event, now)).id;

    const auto hits = hits_of(p, "almanac");
    REQUIRE(hits.size() == 2);
    CHECK(bracketed(hits[0].excerpt, hits[0].excerpt_marks) == "Twenty pages of the [almanac]");
    CHECK(hits[1].id == id);
    CHECK(bracketed(hits[1].excerpt, hits[1].excerpt_marks).find("[almanac]") != std::string::npos);
    CHECK(hits_of(p, "library almanac").size() == 1);
}

TEST_CASE("open tasks come before done ones - then what fits best - then the newest") {
    Profile p;
    const auto done = add(p, "Tea", {}, now + 9);
    must(p.s.tasks.update(p.by_ada, set_status(done, TaskStatus::done), now + 9));
    add(p, "Something long about many other things", "in which tea is mentioned somewhere", now + 8);
    add(p, "Tea for two", {}, now);
    add(p, "Tea for ten", {}, now + 5);
    const auto cancelled = add(p, "Tea never");
    must(p.s.tasks.update(p.by_ada, set_status(cancelled, TaskStatus::cancelled), now));

    CHECK(titles(hits_of(p, "tea")) == Titles{"Tea for ten", "Tea for two", "Something long about many other things", "Tea"});
    CHECK(hits_of(p, "tea").at(3).done);
    CHECK(titles(hits_of(p, "tea", 2)) == Titles{"Tea for ten", "Tea for two"});
}

TEST_CASE("what changes is found as it is now - undone - removed and brought back too") {
    Profile p;
    const auto id = add(p, "Paint the fence");
    CHECK(hits_of(p, "paint").size() == 1);

    calls::TasksUpdate::Request request;
    request.id = id;
    request.title = "Mend the fence";
    must(p.s.tasks.update(p.by_ada, request, now));
    CHECK(hits_of(p, "paint").empty());
    CHECK(titles(hits_of(p, "mend")) == Titles{"Mend the fence"});

    must(p.s.operations.undo_last(p.ada, now));
    CHECK(titles(hits_of(p, "paint")) == Titles{"Paint the fence"});
    CHECK(hits_of(p, "mend").empty());

    must(p.s.tasks.remove(p.by_ada, id, now));
    CHECK(hits_of(p, "fence").empty());
    must(p.s.operations.undo_last(p.ada, now));
    CHECK(hits_of(p, "fence").size() == 1);

    must(p.s.db.run("UPDATE tasks SET notes = 'by hand, with SQL' WHERE id = ?1", id));
    CHECK(hits_of(p, "sql").size() == 1);
}

TEST_CASE("nothing that is typed is taken for the language of the index") {
    Profile p;
    add(p, "title OR NEAR AND NOT \"quoted\"");
    for (const char* text :
         {"\"",           "\"\"",       "*",   "^",        "title:x",  "title : x", "a OR b", "a AND", "NOT",
          "NEAR(a b, 2)", "{title}: a", "-a",  "a +",      "a + b",    "(",         ")",      "((",    "'; DROP TABLE tasks; --",
          "\\",           "%",          "a*b", "\x01\x02", "\xFF\xFE", "\xC3",      "a\"b"}) {
        CAPTURE(text);
        const auto reply = p.s.search.find(p.ada, {text, 20}, now);
        CHECK_MESSAGE(reply.has_value(), reply.error().message);
    }
    for (const char* text : {"OR", "near", "NOT \"quo", "title and"}) CHECK(hits_of(p, text).size() == 1);
    CHECK(must(p.s.search.find(p.ada, {std::string(70'000, 'a'), 20}, now)).hits.empty());
    std::string many;
    for (int i = 0; i < 500; ++i) many += "or ";
    CHECK(hits_of(p, many).size() == 1);
}

TEST_CASE("nobody finds what is somebody else's") {
    Profile p;
    must(p.s.tasks.add(p.by_bob, {"Bob's secret", {}, Energy::m, {}, {}}, now));
    must(p.s.habits.add(p.by_bob, {"Bob's secret", 0x7F}, now));
    must(p.s.calendar.add(p.by_bob, {"Bob's secret", "", now, now, 0}, now));

    CHECK(hits_of(p, "secret").empty());
    CHECK(must(p.s.search.find(p.bob, {"secret", 20}, now)).hits.size() == 3);
}

TEST_CASE("of a common word the newest are found - twenty of each kind - and events by how near they are") {
    Profile p;
    must(p.s.db.transaction([&]() -> Result<void> {
        for (int i = 0; i < 500; ++i) {
            TRY(p.s.tasks.add(p.by_ada, {fmt::format("Common {}", i), {}, Energy::m, {}, {}}, now + i));
            TRY(p.s.calendar.add(p.by_ada, {fmt::format("Common {}", i), "", now + (250 - i) * hour, now + (250 - i) * hour, 0},
                                 now));
        }
        return {};
    }));
    read_all(p, 1'000);

    const auto hits = hits_of(p, "c", 99);

    REQUIRE(hits.size() == 40);
    for (int i = 0; i < 20; ++i) CHECK(hits[static_cast<std::size_t>(i)].title == fmt::format("Common {}", 499 - i));
    CHECK(hits[20].title == "Common 400"); // of the hundred made last, the nearest
}

TEST_CASE("what was there before there was a search is read bit by bit while the rest goes on") {
    const TempDir dir;
    const auto file = dir / "asista.db";
    {
        const auto steps = store::migrations();
        std::size_t before = 0;
        while (!contains(std::string(steps[before].name), "search")) ++before;
        auto old = must(store::Database::open(file, {.schema = steps.first(before)}));
        must(old.execute("INSERT INTO users(name, created_at) VALUES('Ada', 1)"));
        must(old.transaction([&]() -> Result<void> {
            for (int i = 1; i <= 300; ++i)
                TRY(old.run("INSERT INTO tasks(user_id, title, created_at, updated_at) VALUES(1, ?1, 1, 1)",
                            fmt::format("Old {}", i)));
            return old.run("INSERT INTO habits(user_id, name, created_at) VALUES(1, 'Old habit', 1)");
        }));
    }
    auto services = must(Services::open({.database = file, .now = now, .user_name = "Ada", .catalogue = {}}));
    auto& s = *services;
    const Actor ada{s.user.id, {}};
    const auto find = [&](const std::string& text) { return must(s.search.find(s.user.id, {text, 20}, now)); };

    CHECK(find("old").hits.empty());
    CHECK(find("old").read_percent == 0);
    CHECK(must(s.search.catch_up(100)));
    CHECK(find("300").hits.size() == 1);
    CHECK(find("150").hits.empty());
    CHECK(find("old").read_percent == 33);

    // Rows that are read, and rows that are not, change meanwhile.
    for (const std::uint64_t id : {250U, 50U}) {
        calls::TasksUpdate::Request request;
        request.id = id;
        request.title = fmt::format("Other {}", id);
        must(s.tasks.update(ada, request, now));
        must(s.tasks.remove(ada, id - 1, now));
    }
    must(s.operations.undo_last(s.user.id, now));
    must(s.tasks.add(ada, {"Brand new", {}, Energy::m, {}, {}}, now));
    CHECK(find("other").hits.size() == 1);
    CHECK(find("brand").hits.size() == 1);
    for (int turns = 0; must(s.search.catch_up(70)); ++turns) REQUIRE(turns < 20);

    CHECK(find("old").read_percent == 100);
    CHECK(find("other").hits.size() == 2);
    CHECK(find("49").hits.size() == 1);
    CHECK(find("249").hits.empty());
    CHECK(find("habit").hits.size() == 1);
}

TEST_CASE("after any changes the indexes hold the words of the rows and nothing else") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Profile p;
        std::mt19937 random(seed);
        const auto below = [&random](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
        const auto words = [&] { return fmt::format("w{} w{}", below(6), below(6)); };
        for (int i = 0; i < 120; ++i) {
            const std::uint64_t any = 1 + below(12);
            switch (below(15)) {
            case 12: {
                calls::HabitsEdit::Request request;
                request.id = any;
                request.notes = words();
                static_cast<void>(p.s.habits.edit(p.by_ada, request, now));
                break;
            }
            case 13: {
                calls::CalendarCreate::Request request;
                request.title = words();
                request.place = below(2) == 0 ? words() : "";
                request.notes = below(2) == 0 ? words() : "";
                request.times = {false, today, 60, today, 120};
                must(p.s.calendar.create(p.by_ada, request, now));
                break;
            }
            case 14: {
                calls::CalendarEdit::Request request;
                request.id = any;
                request.occurrence = today;
                request.scope = calls::EventScope::all;
                if (below(2) == 0) request.notes = words();
                if (below(2) == 0) request.place = below(2) == 0 ? words() : "";
                static_cast<void>(p.s.calendar.edit(p.by_ada, request, now));
                break;
            }
            case 0:
            case 1:
            case 2: add(p, words(), words()); break;
            case 3: {
                calls::TasksUpdate::Request request;
                request.id = any;
                request.title = words();
                static_cast<void>(p.s.tasks.update(p.by_ada, request, now));
                break;
            }
            case 4:
            case 5: static_cast<void>(p.s.tasks.update(p.by_ada, set_status(any, static_cast<TaskStatus>(below(4))), now)); break;
            case 6: static_cast<void>(p.s.tasks.remove(p.by_ada, any, now)); break;
            case 7: static_cast<void>(p.s.operations.undo_last(p.ada, now)); break;
            case 8: static_cast<void>(p.s.operations.redo_last(p.ada, now)); break;
            case 9: must(p.s.habits.add(p.by_ada, {words(), 0x7F}, now)); break;
            case 10: static_cast<void>(p.s.habits.remove(p.by_ada, any, now)); break;
            default: must(p.s.search.catch_up(below(4)));
            }
        }
        read_all(p, 7);
        const auto kept = words_in_indexes(p);

        // Made anew from the rows.
        for (const char* index : {"search_open_tasks", "search_done_tasks", "search_events", "search_things"})
            must(p.s.db.execute(fmt::format("INSERT INTO {0}({0}) VALUES('delete-all')", index)));
        must(p.s.db.execute("UPDATE search_unread SET below = 1000"));
        read_all(p, 50);

        CHECK(kept == words_in_indexes(p));
        CHECK(p.count("search_changes") == 0);
    }
}
