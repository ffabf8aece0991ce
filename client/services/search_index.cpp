// Keeping the indexes of words near to the tables: what triggers noted, and what was there before the indexes were.
#include "services/search.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace asista::services {
namespace {

// Which index a row stands in. Its number is that of the migration's `part`.
enum Part { nowhere = 0, in_its_index = 1, among_done = 2 };

constexpr int kinds = 8, task_kind = 0, event_kind = 4, conversation_kind = 6, message_kind = 7;

// The title, the text beside it and, of tasks, the status; of one row, and of the rows below an id.
struct Source {
    std::string_view one, below;
};
constexpr std::array<Source, kinds> sources{{
    {"SELECT title, notes, status FROM tasks WHERE id = ?1",
     "SELECT id, title, notes, status FROM tasks WHERE id < ?1 ORDER BY id DESC LIMIT ?2"},
    {"SELECT name, '', 0 FROM projects WHERE id = ?1",
     "SELECT id, name, '', 0 FROM projects WHERE id < ?1 ORDER BY id DESC LIMIT ?2"},
    {"SELECT name, notes, 0 FROM habits WHERE id = ?1",
     "SELECT id, name, notes, 0 FROM habits WHERE id < ?1 ORDER BY id DESC LIMIT ?2"},
    {"SELECT title, unit, 0 FROM goals WHERE id = ?1",
     "SELECT id, title, unit, 0 FROM goals WHERE id < ?1 ORDER BY id DESC LIMIT ?2"},
    {"SELECT title, trim(place || char(10) || notes, char(10)), 0 FROM calendar_events WHERE id = ?1",
     "SELECT id, title, trim(place || char(10) || notes, char(10)), 0 FROM calendar_events WHERE id < ?1 ORDER BY id DESC LIMIT "
     "?2"},
    {"SELECT title, body, 0 FROM notifications WHERE id = ?1",
     "SELECT id, title, body, 0 FROM notifications WHERE id < ?1 ORDER BY id DESC LIMIT ?2"},
    {"SELECT title, '', 0 FROM conversations WHERE id = ?1",
     "SELECT id, title, '', 0 FROM conversations WHERE id < ?1 ORDER BY id DESC LIMIT ?2"},
    {"SELECT '', text, 0 FROM conversation_messages WHERE id = ?1 AND state <> 0",
     "SELECT id, '', text, 0 FROM conversation_messages WHERE id < ?1 AND state <> 0 ORDER BY id DESC LIMIT ?2"},
}};

constexpr std::array<std::string_view, kinds> tables{
    "tasks", "projects", "habits", "goals", "calendar_events", "notifications", "conversations", "conversation_messages"};

struct IndexSql {
    std::string_view add, remove;
};
constexpr IndexSql open_tasks{
    "INSERT INTO search_open_tasks(rowid, title, text) VALUES(?1, ?2, ?3)",
    "INSERT INTO search_open_tasks(search_open_tasks, rowid, title, text) VALUES('delete', ?1, ?2, ?3)"};
constexpr IndexSql done_tasks{
    "INSERT INTO search_done_tasks(rowid, title, text) VALUES(?1, ?2, ?3)",
    "INSERT INTO search_done_tasks(search_done_tasks, rowid, title, text) VALUES('delete', ?1, ?2, ?3)"};
constexpr IndexSql events{"INSERT INTO search_events(rowid, title, text) VALUES(?1, ?2, ?3)",
                          "INSERT INTO search_events(search_events, rowid, title, text) VALUES('delete', ?1, ?2, ?3)"};
constexpr IndexSql things{"INSERT INTO search_things(rowid, title, text) VALUES(?1, ?2, ?3)",
                          "INSERT INTO search_things(search_things, rowid, title, text) VALUES('delete', ?1, ?2, ?3)"};
constexpr IndexSql conversations{
    "INSERT INTO search_conversations(rowid, title, text) VALUES(?1, ?2, ?3)",
    "INSERT INTO search_conversations(search_conversations, rowid, title, text) VALUES('delete', ?1, ?2, ?3)"};

const IndexSql& index_of(int kind, int part) {
    if (kind == task_kind) return part == among_done ? done_tasks : open_tasks;
    if (kind == conversation_kind || kind == message_kind) return conversations;
    return kind == event_kind ? events : things;
}
std::int64_t row_in_index(int kind, std::int64_t id) {
    if (kind == conversation_kind || kind == message_kind) return id * 2 + (kind == message_kind ? 1 : 0);
    return kind == task_kind || kind == event_kind ? id : id * 8 + kind;
}

Part part_of_task(std::int64_t status) { return status < 2 ? in_its_index : status == 2 ? among_done : nowhere; }

} // namespace

struct Search::Change {
    int kind = 0;
    std::int64_t id = 0;
    int part = nowhere; // what the index holds of it
    std::string title, text;
};

Result<bool> Search::catch_up(std::uint32_t rows) {
    auto more = catch_up_once(rows);
    if (!more && begin_anew_after(more.error())) return true;
    return more;
}

Result<bool> Search::catch_up_once(std::uint32_t rows) {
    const auto done = TRY(take_over_changes(rows));
    if (done >= rows) return true;
    return TRY(read_older(rows - done)) >= rows - done;
}

bool Search::begin_anew_after(const Error& failure) {
    if (failure.code != Errc::io || std::exchange(begun_anew_, true)) return false;
    return begin_anew().has_value();
}

Result<void> Search::begin_anew() {
    return db_.transaction([&]() -> Result<void> {
        for (const std::string_view index :
             {"search_open_tasks", "search_done_tasks", "search_events", "search_things", "search_conversations"})
            TRY(store::FullText::make_anew(db_, index));
        TRY(db_.run("DELETE FROM search_changes"));
        for (int kind = 0; kind < kinds; ++kind)
            TRY(db_.run(fmt::format("UPDATE search_unread SET below = (SELECT coalesce(max(id) + 1, 0) FROM {}) WHERE kind = ?1",
                                    tables[static_cast<std::size_t>(kind)]),
                        kind));
        return {};
    });
}

Result<std::uint32_t> Search::take_over_changes(std::uint32_t rows) {
    std::vector<Change> changes;
    {
        auto noted = TRY(db_.prepare("SELECT kind, id, part, title, text FROM search_changes LIMIT ?1"));
        noted.bind(rows);
        while (TRY(noted.step()))
            changes.push_back(
                {noted.as<int>(0), noted.integer(1), noted.as<int>(2), std::string(noted.text(3)), std::string(noted.text(4))});
    }
    if (changes.empty()) return 0;
    const auto taken = db_.transaction([&]() -> Result<void> {
        for (const Change& change : changes) {
            if (change.kind < 0 || change.kind >= kinds) continue;
            TRY(forget(change));
            auto row = TRY(db_.prepare(sources[static_cast<std::size_t>(change.kind)].one));
            row.bind(change.id);
            if (TRY(row.step())) TRY(note(change.kind, change.id, row, 0));
            TRY(db_.run("DELETE FROM search_changes WHERE kind = ?1 AND id = ?2", change.kind, change.id));
        }
        return {};
    });
    if (!taken) return fail(taken.error());
    return static_cast<std::uint32_t>(changes.size());
}

// Kind by kind, newest first: what a person looks for is more often of this year than of the first one.
Result<std::uint32_t> Search::read_older(std::uint32_t rows) {
    std::uint32_t read = 0;
    for (int kind = 0; kind < kinds && read < rows; ++kind) {
        std::int64_t below = 0;
        {
            auto unread = TRY(db_.prepare("SELECT below FROM search_unread WHERE kind = ?1"));
            unread.bind(kind);
            if (TRY(unread.step())) below = unread.integer(0);
        }
        if (below <= 0) continue;
        const auto done = db_.transaction([&]() -> Result<void> {
            auto older = TRY(db_.prepare(sources[static_cast<std::size_t>(kind)].below));
            older.bind(below, rows - read);
            std::uint32_t here = 0;
            while (TRY(older.step())) {
                below = older.integer(0);
                TRY(note(kind, below, older, 1));
                ++here;
            }
            if (here < rows - read) below = 0; // that was all
            read += here;
            return db_.run("UPDATE search_unread SET below = ?2 WHERE kind = ?1", kind, below);
        });
        if (!done) return fail(done.error());
    }
    return read;
}

Result<void> Search::forget(const Change& change) {
    if (change.part == nowhere) return {};
    return db_.run(index_of(change.kind, change.part).remove, row_in_index(change.kind, change.id), change.title, change.text);
}

Result<void> Search::note(int kind, std::int64_t id, const store::Statement& row, int first_column) {
    const int part = kind == task_kind ? part_of_task(row.integer(first_column + 2)) : in_its_index;
    if (part == nowhere) return {};
    return db_.run(index_of(kind, part).add, row_in_index(kind, id), row.text(first_column), row.text(first_column + 1));
}

} // namespace asista::services
