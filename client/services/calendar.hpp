// The calendar: events with a beginning and an end, in time zones, that may repeat; and tasks on the same timeline.
//
// An event that repeats is one row. Its rule counts days of its own time zone, so nine o'clock stays nine o'clock when clocks change, and
// one day names one occurrence. Days that were left out are listed with the series; an occurrence that was changed by itself is left out as
// well, and is a row of its own that knows the series and the day.
#pragma once

#include "services/calendar_rows.hpp"
#include "services/ical_reader.hpp"
#include "services/operations.hpp"
#include "wire/calls/data.hpp"

#include <functional>
#include <memory>

namespace asista::services {

// [core]
class Calendar {
  public:
    static constexpr InstantMs max_event_ms = InstantMs{366} * 86'400'000;
    static constexpr InstantMs max_short_ms = InstantMs{2} * 86'400'000; // the word "short" of the indexes in 0010_calendar.sql
    static constexpr std::size_t max_exceptions = 1'000;
    static constexpr DayNumber max_range_days = 400;
    static constexpr std::uint32_t max_import = 20'000; // events of one file

    Calendar(store::Database& db, Operations& log) : db_(db), log_(log) {}

    // The person's time zone: an IANA name, or a zone of this offset when the system knows none of that name.
    void set_own_zone(const std::string& name, std::int32_t utc_offset_s);
    const std::string& own_zone() const { return own_name_; }
    const Zone& own_clock() const { return own_; }
    Result<calls::CalendarZones::Reply> zones() const;

    // ---- for plugins and pages ----
    // Occurrences that overlap [from, to), by start; at most 1,000. Those of one series have its id.
    Result<calls::CalendarList::Reply> list(UserId user, const calls::CalendarList::Request& request);
    Result<calls::CalendarAdd::Reply> add(const Actor& actor, const calls::CalendarAdd::Request& request, InstantMs now);
    // A series goes with all its occurrences.
    Result<void> remove(const Actor& actor, std::uint64_t id, InstantMs now);

    // ---- for pages ----
    Result<calls::CalendarRange::Reply> range(UserId user, const calls::CalendarRange::Request& request);
    Result<calls::CalendarGet::Reply> get(UserId user, const calls::CalendarGet::Request& request);
    Result<calls::CalendarCreate::Reply> create(const Actor& actor, const calls::CalendarCreate::Request& request, InstantMs now);
    Result<calls::CalendarEdit::Reply> edit(const Actor& actor, const calls::CalendarEdit::Request& request, InstantMs now);
    Result<calls::CalendarErase::Reply> erase(const Actor& actor, const calls::CalendarErase::Request& request, InstantMs now);

    // ---- iCalendar files ----
    struct Exported {
        std::string text;
        std::uint32_t events = 0;
    };
    Result<Exported> export_text(UserId user, InstantMs now);
    // `actor` is the person; the change is by an import. Events that are here already, by their UID, are brought up to date. Errc::invalid,
    // with the line, when the file as a whole cannot be read; single events that cannot are left out, with a note.
    Result<calls::CalendarImport::Reply> import_text(const Actor& actor, std::string_view text, bool dry_run, InstantMs now);
    // The same bit by bit, as ImportUnderWay has it (services/import/import.hpp). `file`: from read_ical(text, max_import), which may be
    // called anywhere.
    class Import;
    std::unique_ptr<Import> begin_import(const Actor& actor, IcalFile file, InstantMs now);

  private:
    struct Found { // in a range
        StoredEvent event;
        Occurrence when;
    };
    struct Edit; // one call's edit, under way

    Result<std::vector<Found>> find(UserId user, InstantMs from, InstantMs to, std::uint32_t limit);
    Result<void> find_single(UserId user, std::string_view query, InstantMs longest, InstantMs from, InstantMs to,
                             std::uint32_t limit, std::vector<Found>& found);
    Result<void> find_repeating(UserId user, InstantMs from, InstantMs to, std::uint32_t limit, std::vector<Found>& found);
    Result<std::vector<calls::TimelineTask>> tasks(UserId user, DayNumber from, DayNumber to, std::uint32_t limit);
    calls::EventItem item_of(const StoredEvent& event, const Occurrence& when) const;

    Result<StoredEvent> stored(UserId user, std::uint64_t id);
    Result<std::vector<StoredEvent>> changed_ones(UserId user, std::uint64_t series);
    // The event's own; null for one that has none.
    Result<const Zone*> zone_of(const StoredEvent& event);
    Result<std::string> checked_zone(std::string_view name);
    // Puts the event on the first day that its rule has, and checks that it has any.
    Result<void> settle(StoredEvent& event);

    Result<std::uint64_t> insert(const Actor& actor, StoredEvent event, InstantMs now, std::string_view call);
    Result<void> update(const Actor& actor, const StoredEvent& event, InstantMs now, std::string_view call);
    Result<void> remove_row(const Actor& actor, std::uint64_t id, InstantMs now, std::string_view call);
    Result<void> remove_series(const Actor& actor, std::uint64_t id, InstantMs now, std::string_view call);
    Result<bool> any_left(UserId user, const StoredEvent& series);

    Result<void> apply(const Edit& edit, StoredEvent& event, DayNumber occurrence);
    Result<std::uint64_t> edit_one(const Edit& edit, const StoredEvent& series);
    Result<std::uint64_t> edit_following(const Edit& edit, const StoredEvent& series);
    Result<std::uint64_t> edit_all(const Edit& edit, const StoredEvent& series);
    Result<void> follow_series(const Edit& edit, const StoredEvent& before, const StoredEvent& after, std::uint64_t from_series,
                               DayNumber from_day);
    Result<DayNumber> first_occurrence(const StoredEvent& series, const Zone* zone);
    Result<DayNumber> existing_occurrence(const StoredEvent& series, DayNumber day);

    struct Incoming; // an event of a file on its way in
    Result<bool> take_in(Incoming& incoming, const std::function<bool()>& enough);

    store::Database& db_;
    Operations& log_;
    Zones zones_;
    std::string own_name_ = "UTC";
    Zone own_ = Zone::fixed(0);
};

class Calendar::Import {
  public:
    Import(Calendar& calendar, const Actor& actor, IcalFile file, InstantMs now);
    ~Import();
    Result<bool> go_on(const std::function<bool()>& enough);
    Result<bool> take_back();
    const calls::CalendarImport::Reply& reply() const;

  private:
    Calendar& calendar_;
    LongChange change_;
    std::unique_ptr<Incoming> incoming_;
};

// What every event keeps to: it lies between the years 1 and 9999, does not end before it begins, and lasts at most 366 days.
Result<void> check_times(InstantMs starts_at, InstantMs ends_at);
inline constexpr std::size_t max_place_bytes = 200;
inline constexpr std::uint32_t max_event_color = 63;

} // namespace asista::services
