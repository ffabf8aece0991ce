// The person's calls about the calendar: all that the page needs beyond what plugins may do. Plugins have calendar.list, calendar.add and
// calendar.remove (data.hpp), which know less and follow the same rules.
//
// An event that repeats is one row, the series. One of its occurrences is named by the series' id and the day on which the rule has it, in
// the event's own time zone; one that was changed by itself is a row of its own, which remembers that day.
#pragma once

#include "wire/calls/base.hpp"

namespace asista::calls {

// When something is, as a clock on a wall says it.
struct EventTimes {
    bool all_day = false;
    DayNumber start_day = 0;
    std::uint16_t start_minute = 0; // of the day; of no use for all-day ones, as end_minute
    DayNumber end_day = 0;          // of an all-day event its last day
    std::uint16_t end_minute = 0;
    ASISTA_FIELDS(all_day, start_day, start_minute, end_day, end_minute)
    friend bool operator==(const EventTimes&, const EventTimes&) = default;
};

enum class EventScope : std::uint8_t { one = 0, following = 1, all = 2 }; // of the occurrences
constexpr bool is_known(EventScope value) { return value <= EventScope::all; }

struct EventItem {
    std::uint64_t id = 0;     // of the series, for an occurrence of it
    DayNumber occurrence = 0; // the day on which the rule has it; of an event that does not repeat the day on which it begins
    bool repeats = false;     // also one that was changed by itself
    std::string title, place;
    std::uint32_t color = 0; // index into the theme's series colours
    EventTimes times;        // by the person's clock
    InstantMs starts_at = 0, ends_at = 0;
    ASISTA_FIELDS(id, occurrence, repeats, title, place, color, times, starts_at, ends_at)
};
struct TimelineTask { // a task on the day on which it is due, or else starts
    Task task;
    DayNumber day = 0;
    std::optional<std::uint16_t> minute; // nothing: some time that day
    bool starts = false;                 // day and minute are of its start
    ASISTA_FIELDS(task, day, minute, starts)
};

struct CalendarRange {
    ASISTA_CALL(0x04A0, "calendar.range", "", user, now);
    struct Request {
        DayNumber from_day = 0; // of the person's calendar, at most 400 days
        DayNumber to_day = 0;   // the first one behind
        ASISTA_FIELDS(from_day, to_day)
    };
    struct Reply {
        std::string zone;                // the person's own
        std::vector<EventItem> events;   // that overlap the days, by start
        std::vector<TimelineTask> tasks; // by day and minute; open ones, and those done that were due then
        bool more = false;               // there are more than fit a message
        ASISTA_FIELDS(zone, events, tasks, more)
    };
};
struct CalendarGet {
    ASISTA_CALL(0x04A1, "calendar.get", "", user, now);
    struct Request {
        std::uint64_t id = 0;
        DayNumber occurrence = 0; // of an event that repeats; 0: the first one
        ASISTA_FIELDS(id, occurrence)
    };
    struct Reply {
        EventItem item;
        EventTimes times; // by the clock of the event's own time zone
        std::string zone; // IANA name; "": none, it is at that time wherever the person is. All-day ones have none
        std::string notes;
        std::string recurrence;   // of the series; an RRULE without its name
        std::uint64_t series = 0; // of one that was changed by itself
        ASISTA_FIELDS(item, times, zone, notes, recurrence, series)
    };
};
struct CalendarCreate {
    ASISTA_CALL(0x04A2, "calendar.create", "", user, refused);
    struct Request {
        std::string title;
        std::string notes{}, place{};
        std::uint32_t color = 0;
        EventTimes times{};                // by the clock of `zone`
        std::optional<std::string> zone{}; // nothing: the person's own
        std::string recurrence{};          // with or without "RRULE:". The event moves to the first day that the rule has
        ASISTA_FIELDS(title, notes, place, color, times, zone, recurrence)
    };
    struct Reply {
        std::uint64_t id = 0;
        std::uint64_t change = 0; // for operations.undo
        ASISTA_FIELDS(id, change)
    };
};
// Only what is present changes.
struct CalendarEdit {
    ASISTA_CALL(0x04A3, "calendar.edit", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        DayNumber occurrence = 0; // which one the person has in hand; of no use for an event that does not repeat, as the scope
        EventScope scope = EventScope::all;
        std::optional<std::string> title{}, notes{}, place{};
        std::optional<std::uint32_t> color{};
        // Of the occurrence in hand. For all, the others move by as many days and begin and end at the same times.
        std::optional<EventTimes> times{};
        bool own_clock = true; // `times` are by the person's clock; false: by that of the event's time zone, the new one if any
        std::optional<std::string> zone{}; // the times stay what the clock shows
        // Not of one alone. "": it does not repeat any more. A new rule forgets what was changed or left out by itself.
        std::optional<std::string> recurrence{};
        ASISTA_FIELDS(id, occurrence, scope, title, notes, place, color, times, own_clock, zone, recurrence)
    };
    using Reply = CalendarCreate::Reply; // the row that has it now; change 0: nothing is different
};
struct CalendarErase {
    ASISTA_CALL(0x04A4, "calendar.erase", "", user, refused);
    struct Request {
        std::uint64_t id = 0;
        DayNumber occurrence = 0;
        EventScope scope = EventScope::all;
        ASISTA_FIELDS(id, occurrence, scope)
    };
    struct Reply {
        std::uint64_t change = 0; // for operations.undo
        ASISTA_FIELDS(change)
    };
};
struct CalendarExport { // an iCalendar file (RFC 5545)
    ASISTA_CALL(0x04A5, "calendar.export", "", user, refused);
    struct Request {
        std::string path;     // that the person picked
        bool replace = false; // what is there; else Errc::busy
        ASISTA_FIELDS(path, replace)
    };
    struct Reply {
        std::string name; // of the file
        std::uint32_t events = 0;
        ASISTA_FIELDS(name, events)
    };
};
struct CalendarImport {
    ASISTA_CALL(0x04A6, "calendar.import", "", user, refused);
    struct Request {
        std::string path;
        bool dry_run = true; // only say what would be done
        ASISTA_FIELDS(path, dry_run)
    };
    struct Note { // why something was left out
        std::uint32_t line = 0;
        std::string text;
        ASISTA_FIELDS(line, text)
    };
    struct Row {
        enum class Fate : std::uint8_t { added = 0, updated = 1, same = 2 };
        friend constexpr bool is_known(Fate value) { return value <= Fate::same; }
        Fate fate = Fate::added;
        EventItem item;
        ASISTA_FIELDS(fate, item)
    };
    struct Reply {
        std::uint32_t added = 0, updated = 0, same = 0, left_out = 0;
        std::vector<Row> rows;   // the first ones
        std::vector<Note> notes; // the first ones
        std::uint64_t change = 0;
        ASISTA_FIELDS(added, updated, same, left_out, rows, notes, change)
    };
};
struct CalendarZones {
    ASISTA_CALL(0x04A7, "calendar.zones", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::string own;
        std::vector<std::string> names; // IANA names, ascending
        ASISTA_FIELDS(own, names)
    };
};

} // namespace asista::calls
