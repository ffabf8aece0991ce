// Events as they are stored, and what times they come to. Private to the calendar.
#pragma once

#include "services/zones.hpp"
#include "store/database.hpp"
#include "wire/calls/calendar.hpp"
#include "wire/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace asista::services {

struct StoredEvent {
    std::uint64_t id = 0;
    std::string title, notes, place;
    std::uint32_t color = 0;
    bool all_day = false;
    std::string zone;                     // "": none; starts_at and ends_at are wall times then, see Zone
    InstantMs starts_at = 0, ends_at = 0; // an all-day event ends at the midnight behind its last day
    std::string recurrence;               // "": it does not repeat
    std::vector<DayNumber> exceptions;    // ascending
    std::optional<std::uint64_t> series;  // it is one occurrence of that, changed by itself,
    std::optional<DayNumber> occurrence;  // which the rule has on this day
    std::string uid;

    bool floating() const { return zone.empty(); }
    bool repeats() const { return !recurrence.empty(); }
    friend bool operator==(const StoredEvent&, const StoredEvent&) = default;
};

// One occurrence, as instants.
struct Occurrence {
    DayNumber day = 0; // on which the rule has it
    InstantMs starts_at = 0, ends_at = 0;
};

inline constexpr std::string_view event_columns =
    "id, title, notes, place, color, all_day, zone, starts_at, ends_at, recurrence, "
    "exceptions, series, occurrence, uid";
StoredEvent read_event(const store::Statement& row);
std::string exceptions_text(const std::vector<DayNumber>& days);

tl::unexpected<Error> no_event(std::uint64_t id);

// Years 1 to 9999: what can be shown as a date, and far from where arithmetic overflows.
inline constexpr InstantMs first_instant = -62'135'596'800'000, last_instant = 253'402'300'799'999;
inline constexpr bool is_shown_as_date(InstantMs instant) { return instant >= first_instant && instant <= last_instant; }
// How far a clock anywhere may be from UTC, generously.
inline constexpr InstantMs widest_offset_ms = InstantMs{15} * 3'600'000;

// What the event's own clock shows when it begins: the day by which its rule counts.
InstantMs wall_start(const StoredEvent& event, const Zone* zone);
DayNumber first_day(const StoredEvent& event, const Zone* zone);
// The occurrence on `day`. zone: the event's; null for one that has none, which is then by the person's clock, `own`. It lasts exactly as
// long as the first one (RFC 5545, 3.8.5.3).
Occurrence occurrence_on(const StoredEvent& event, DayNumber day, const Zone* zone, const Zone& own);
// Of an event that does not repeat.
Occurrence only_occurrence(const StoredEvent& event, const Zone& own);

// By a clock there; an all-day event's days are the same everywhere.
calls::EventTimes times_of(const StoredEvent& event, const Occurrence& occurrence, const Zone& clock);
// Sets when the event is, from what a clock there shows; `zone` as above. Errc::invalid when it ends before it begins, or lasts too long.
Result<void> set_times(StoredEvent& event, const calls::EventTimes& times, const Zone* zone);

} // namespace asista::services
