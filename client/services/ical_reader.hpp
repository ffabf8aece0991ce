// The events of an iCalendar file (RFC 5545), checked one by one, before anything is known of the calendar they go into. Whatever is in
// the file, the work is bounded by its size. [any]
#pragma once

#include "wire/calls/calendar.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

struct IcalTime {
    enum class Kind { date, floating, utc, zoned } kind = Kind::date;
    InstantMs wall = 0; // what the clock shows, as if it were UTC
    std::string zone;   // of a zoned one: the file's name for it
};

struct IcalEvent {
    std::uint32_t line = 0; // where it begins
    std::string uid, title, notes, place;
    std::uint32_t color = 0;
    IcalTime start;
    std::optional<IcalTime> end;
    std::optional<InstantMs> lasts; // instead of an end
    std::string rule;               // "": none
    std::vector<IcalTime> left_out;
    std::optional<IcalTime> instance; // it replaces this one of the event with the same UID
    bool cancelled = false;
};

struct IcalFile {
    std::vector<IcalEvent> events;
    std::uint32_t left_out = 0;                     // that could not be read
    std::vector<calls::CalendarImport::Note> notes; // why, for the first ones
};

inline constexpr std::size_t max_ical_notes = 50;

// Errc::invalid and Errc::over_limit with the line, for what makes the whole file no calendar. most: events.
Result<IcalFile> read_ical(std::string_view text, std::uint32_t most);

// "PT1H30M", "P2D", "-PT15M" in milliseconds.
std::optional<InstantMs> ical_duration(std::string_view text);
// "20261124", "20261124T090000", "20261124T090000Z"
std::optional<IcalTime> ical_time(std::string_view text);

} // namespace asista::services
