// The person's calls about what was changed, by whom, and taking it back.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

// Who made a change.
// The coach: what the person approved of what it asked to do.
enum class Author : std::uint8_t { person = 0, plugin = 1, sync = 2, import = 3, coach = 4 };
constexpr bool is_known(Author value) { return value <= Author::coach; }

enum class ChangeKind : std::uint8_t { change = 0, undo = 1, redo = 2 };
constexpr bool is_known(ChangeKind value) { return value <= ChangeKind::redo; }

struct Undone {                // the answer of all that undo and redo
    std::uint64_t change = 0;  // the undo or redo itself, which can be undone by its number again
    std::string sentence;      // for the person: Undid: completed "Call landlord"
    std::uint32_t undone = 0;  // changes that it took back or made again
    std::uint32_t skipped = 0; // by "undo all by" alone: changed by somebody else since, and left as they are
    ASISTA_FIELDS(change, sentence, undone, skipped)
};
// Of many things an undo or redo takes a second, in which others are answered; all undoing and redoing meanwhile is refused as Errc::busy.
// Takes back the person's newest change that is in effect; what plugins, sync and imports did is passed over, settings too.
// Errc::not_found when there is none. Errc::busy when that was changed by somebody else since: the sentence says by whom, and the next
// time the change before it is meant.
struct UndoLast {
    ASISTA_CALL(0x0671, "operations.undo_last", "", user, refused);
    using Request = Nothing;
    using Reply = Undone;
};
// Makes the change again that was taken back last. Errc::not_found when there is none, or when the person changed something since.
struct RedoLast {
    ASISTA_CALL(0x0672, "operations.redo_last", "", user, refused);
    using Request = Nothing;
    using Reply = Undone;
};
// Takes back one change, whoever made it; or, for an undo, makes again what it took back.
struct UndoChange {
    ASISTA_CALL(0x0673, "operations.undo", "", user, refused);
    struct Request {
        std::uint64_t change = 0;
        ASISTA_FIELDS(change)
    };
    using Reply = Undone;
};
// "Undo what Motivation changed since Monday": one undo, which can be undone as one. Of the person, settings are passed over, as by UndoLast.
struct UndoAllBy {
    ASISTA_CALL(0x0674, "operations.undo_all_by", "", user, refused);
    struct Request {
        Author author = Author::plugin;
        std::string plugin; // "" unless the author is a plugin
        InstantMs since = 0;
        ASISTA_FIELDS(author, plugin, since)
    };
    using Reply = Undone;
};

struct ChangeSummary {
    std::uint64_t change = 0;
    Author author = Author::person;
    std::string plugin;
    InstantMs at = 0;
    ChangeKind kind = ChangeKind::change;
    std::string sentence; // completed "Call landlord"
    std::uint32_t operations = 0;
    bool undone = false;
    std::string
        entity; // the kind of thing, as ItemHistory names it; of several the first. "preference", "installation": no data of the person's
    ASISTA_FIELDS(change, author, plugin, at, kind, sentence, operations, undone, entity)
};
struct ChangesList {
    ASISTA_CALL(0x0675, "operations.list", "", user, now);
    struct Request {
        std::uint64_t before = 0;  // only changes with a lower number; 0: from the newest
        std::uint32_t limit = 100; // at most 500
        ASISTA_FIELDS(before, limit)
    };
    struct Reply {
        std::vector<ChangeSummary> changes; // newest first
        ASISTA_FIELDS(changes)
    };
};

struct FieldChange {
    std::string field;         // as a person reads it: "due day"
    std::string before, after; // likewise: "24 Dec 2026"; empty: it had none
    ASISTA_FIELDS(field, before, after)
};
struct HistoryEntry {
    ChangeSummary change;
    std::vector<FieldChange> fields;
    ASISTA_FIELDS(change, fields)
};
// What became of one thing, for as long as the log reaches back.
struct ItemHistory {
    ASISTA_CALL(0x0676, "operations.history", "", user, now);
    struct Request {
        std::string entity;        // "task", "habit", "goal", "event"...
        std::string key;           // its id
        std::uint64_t before = 0;  // only changes with a lower number; 0: from the newest
        std::uint32_t limit = 100; // at most 500
        ASISTA_FIELDS(entity, key, before, limit)
    };
    struct Reply {
        std::vector<HistoryEntry> entries; // newest first
        ASISTA_FIELDS(entries)
    };
};

} // namespace asista::calls
