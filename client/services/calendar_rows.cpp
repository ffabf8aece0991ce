#include "services/calendar_rows.hpp"

#include "services/calendar.hpp"
#include "services/day.hpp"

#include <charconv>

namespace asista::services {
namespace {

constexpr InstantMs minute_ms = 60'000;

std::vector<DayNumber> days_of_text(std::string_view text) {
    std::vector<DayNumber> days;
    while (!text.empty()) {
        DayNumber day = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), day);
        if (error != std::errc{}) break;
        days.push_back(day);
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        if (!text.empty()) text.remove_prefix(1);
    }
    return days;
}

InstantMs to_instant(InstantMs wall, const Zone* zone, const Zone& own) { return (zone != nullptr ? *zone : own).instant(wall); }

} // namespace

StoredEvent read_event(const store::Statement& row) {
    StoredEvent event;
    event.id = row.as<std::uint64_t>(0);
    event.title = row.text(1);
    event.notes = row.text(2);
    event.place = row.text(3);
    event.color = row.as<std::uint32_t>(4);
    event.all_day = row.as<bool>(5);
    event.zone = row.text(6);
    event.starts_at = row.integer(7);
    event.ends_at = row.integer(8);
    event.recurrence = row.text(9);
    event.exceptions = days_of_text(row.text(10));
    event.series = row.maybe<std::uint64_t>(11);
    event.occurrence = row.maybe<DayNumber>(12);
    event.uid = row.text(13);
    return event;
}

std::string exceptions_text(const std::vector<DayNumber>& days) {
    std::string text;
    for (const DayNumber day : days) {
        if (!text.empty()) text += ' ';
        text += std::to_string(day);
    }
    return text;
}

tl::unexpected<Error> no_event(std::uint64_t id) { return fail(Errc::not_found, "there is no event {}", id); }

InstantMs wall_start(const StoredEvent& event, const Zone* zone) {
    return zone != nullptr ? zone->wall(event.starts_at) : event.starts_at;
}

DayNumber first_day(const StoredEvent& event, const Zone* zone) { return day_of(wall_start(event, zone), 0); }

Occurrence occurrence_on(const StoredEvent& event, DayNumber day, const Zone* zone, const Zone& own) {
    const InstantMs wall = wall_start(event, zone);
    const InstantMs moved = wall + (InstantMs{day} - day_of(wall, 0)) * ms_per_day;
    if (event.all_day) return {day, to_instant(moved, zone, own), to_instant(moved + event.ends_at - event.starts_at, zone, own)};
    const InstantMs starts_at = to_instant(moved, zone, own);
    return {day, starts_at, starts_at + event.ends_at - event.starts_at};
}

Occurrence only_occurrence(const StoredEvent& event, const Zone& own) {
    if (!event.floating()) return {0, event.starts_at, event.ends_at};
    return occurrence_on(event, first_day(event, nullptr), nullptr, own);
}

calls::EventTimes times_of(const StoredEvent& event, const Occurrence& occurrence, const Zone& clock) {
    calls::EventTimes times;
    const InstantMs from = clock.wall(occurrence.starts_at), to = clock.wall(occurrence.ends_at);
    times.all_day = event.all_day;
    times.start_day = day_of(from, 0);
    times.end_day = day_of(event.all_day ? to - 1 : to, 0);
    if (event.all_day) return times;
    times.start_minute = static_cast<std::uint16_t>((from - start_of(times.start_day, 0)) / minute_ms);
    times.end_minute = static_cast<std::uint16_t>((to - start_of(times.end_day, 0)) / minute_ms);
    return times;
}

Result<void> set_times(StoredEvent& event, const calls::EventTimes& times, const Zone* zone) {
    if (!times.all_day && (times.start_minute >= 24 * 60 || times.end_minute >= 24 * 60))
        return fail(Errc::invalid, "a time of day is from 0 to 1439 minutes");
    const auto wall = [&](DayNumber day, std::uint16_t minute) {
        return start_of(day, 0) + (times.all_day ? 0 : minute * minute_ms);
    };
    const InstantMs from = wall(times.start_day, times.start_minute);
    const InstantMs to = wall(times.end_day, times.end_minute) + (times.all_day ? ms_per_day : 0);
    event.all_day = times.all_day;
    event.starts_at = zone != nullptr ? zone->instant(from) : from;
    event.ends_at = zone != nullptr ? zone->instant(to) : to;
    // When clocks go back, an end may be shown before its beginning although it is not; the other way round it is only a moment.
    if (zone != nullptr && to >= from && event.ends_at < event.starts_at) event.ends_at = event.starts_at;
    return check_times(event.starts_at, event.ends_at);
}

} // namespace asista::services
