// Reading the calendar: ranges, with series expanded, and single events.
#include "services/calendar.hpp"

#include "services/day.hpp"
#include "services/recurrence.hpp"
#include "services/reply_limits.hpp"
#include "services/text_rules.hpp"

#include <algorithm>

namespace asista::services {
namespace {

// Series that one range looks at. Those that have ended are not among them.
constexpr std::uint32_t max_series = 5'000;
constexpr std::uint32_t most_in_range = 4'000;
// Events without a time zone lie up to a day's part beside where the index has them: as many more are read, for those that fall out.
constexpr std::uint32_t spare = 200;

// The filters stand here as in the indexes, word by word. ?3 and ?4 are wider than the range for events without a zone.
std::string single_query(std::string_view length) {
    return fmt::format("SELECT {} FROM calendar_events WHERE user_id = ?1 AND recurrence = '' AND {} AND starts_at >= ?2 AND "
                       "starts_at < ?4 AND (ends_at > ?3 OR starts_at >= ?3) ORDER BY starts_at, id LIMIT ?5",
                       event_columns, length);
}
const std::string& short_query() {
    static const std::string query = single_query("ends_at - starts_at <= 172800000");
    return query;
}
const std::string& long_query() {
    static const std::string query = single_query("ends_at - starts_at > 172800000");
    return query;
}
const std::string& series_query() {
    static const std::string query = fmt::format("SELECT {} FROM calendar_events WHERE user_id = ?1 AND recurrence <> '' AND "
                                                 "until_at >= ?2 AND starts_at < ?3 LIMIT ?4",
                                                 event_columns);
    return query;
}

bool overlaps(const Occurrence& when, InstantMs from, InstantMs to) {
    return when.starts_at < to && (when.ends_at > from || when.starts_at >= from);
}

} // namespace

Result<void> check_times(InstantMs starts_at, InstantMs ends_at) {
    if (!is_shown_as_date(starts_at) || !is_shown_as_date(ends_at))
        return fail(Errc::invalid, "an event must lie between the years 1 and 9999");
    if (ends_at < starts_at) return fail(Errc::invalid, "an event cannot end before it begins");
    if (ends_at - starts_at > Calendar::max_event_ms) return fail(Errc::invalid, "an event may last 366 days");
    return {};
}

// ---- zones -------------------------------------------------------------------------------------------------------------------

void Calendar::set_own_zone(const std::string& name, std::int32_t utc_offset_s) {
    if (name == own_name_ && !name.empty()) return;
    if (const auto zone = zones_.find(name)) {
        own_ = **zone;
        own_name_ = name;
    } else {
        own_ = Zone::fixed(utc_offset_s);
        own_name_ = utc_offset_s == 0 ? "UTC" : "";
    }
}

Result<calls::CalendarZones::Reply> Calendar::zones() const {
    return calls::CalendarZones::Reply{own_name_, TRY(zones_.names())};
}

Result<const Zone*> Calendar::zone_of(const StoredEvent& event) {
    if (event.floating()) return nullptr;
    auto zone = zones_.find(event.zone);
    // The database of this computer may lack what another one had: the instants are right, and only repetition is by UTC.
    if (!zone) zone = zones_.find("UTC");
    return zone;
}

Result<std::string> Calendar::checked_zone(std::string_view name) {
    if (!name.empty()) TRY(zones_.find(name));
    return std::string(name);
}

// ---- ranges ------------------------------------------------------------------------------------------------------------------

Result<void> Calendar::find_single(UserId user, std::string_view query, InstantMs longest, InstantMs from, InstantMs to,
                                   std::uint32_t limit, std::vector<Found>& found) {
    const InstantMs earliest = from - widest_offset_ms, latest = to + widest_offset_ms;
    auto rows = TRY(db_.prepare(query));
    rows.bind(user.value, earliest - longest, earliest, latest, limit + spare);
    while (TRY(rows.step())) {
        auto event = read_event(rows);
        auto when = only_occurrence(event, own_);
        if (!overlaps(when, from, to)) continue;
        const auto zone = TRY(zone_of(event));
        when.day = event.occurrence.value_or(first_day(event, zone));
        found.push_back({std::move(event), when});
    }
    return {};
}

Result<void> Calendar::find_repeating(UserId user, InstantMs from, InstantMs to, std::uint32_t limit, std::vector<Found>& found) {
    auto rows = TRY(db_.prepare(series_query()));
    rows.bind(user.value, from - widest_offset_ms, to + widest_offset_ms, max_series);
    while (TRY(rows.step())) {
        const auto event = read_event(rows);
        const auto zone = TRY(zone_of(event));
        const InstantMs lasts = event.ends_at - event.starts_at;
        const DayNumber first = day_of(from - lasts - widest_offset_ms, 0), last = day_of(to + widest_offset_ms, 0);
        // Days that are left out count too, so that many of them cannot hide what lies behind.
        const auto days = TRY(occurrences(event.recurrence, first_day(event, zone), first, last,
                                          limit + static_cast<std::uint32_t>(event.exceptions.size()) + spare));
        for (const DayNumber day : days) {
            if (std::ranges::binary_search(event.exceptions, day)) continue;
            const auto when = occurrence_on(event, day, zone, own_);
            if (overlaps(when, from, to)) found.push_back({event, when});
        }
    }
    return {};
}

Result<std::vector<Calendar::Found>> Calendar::find(UserId user, InstantMs from, InstantMs to, std::uint32_t limit) {
    std::vector<Found> found;
    from = std::clamp(from, first_instant, last_instant);
    to = std::clamp(to, first_instant, last_instant);
    if (from > to || limit == 0) return found;
    TRY(find_single(user, short_query(), max_short_ms, from, to, limit, found));
    TRY(find_single(user, long_query(), max_event_ms, from, to, limit, found));
    TRY(find_repeating(user, from, to, limit, found));
    std::ranges::sort(found, [](const Found& a, const Found& b) {
        return std::tuple(a.when.starts_at, a.event.id) < std::tuple(b.when.starts_at, b.event.id);
    });
    if (found.size() > limit) found.erase(found.begin() + limit, found.end());
    return found;
}

Result<calls::CalendarList::Reply> Calendar::list(UserId user, const calls::CalendarList::Request& request) {
    calls::CalendarList::Reply reply;
    for (auto& [event, when] : TRY(find(user, request.from, request.to, std::min(request.limit, most_listed))))
        reply.events.push_back(
            {event.id, std::move(event.title), std::move(event.place), when.starts_at, when.ends_at, event.color});
    return reply;
}

calls::EventItem Calendar::item_of(const StoredEvent& event, const Occurrence& when) const {
    calls::EventItem item;
    item.id = event.id;
    item.occurrence = when.day;
    item.repeats = event.repeats() || event.series.has_value();
    item.title = event.title;
    item.place = event.place;
    item.color = event.color;
    item.times = times_of(event, when, own_);
    item.starts_at = when.starts_at;
    item.ends_at = when.ends_at;
    return item;
}

Result<calls::CalendarRange::Reply> Calendar::range(UserId user, const calls::CalendarRange::Request& request) {
    if (request.to_day < request.from_day || request.to_day - request.from_day > max_range_days)
        return fail(Errc::invalid, "calendar.range: from {} to {} is no range of at most {} days", request.from_day,
                    request.to_day, max_range_days);
    calls::CalendarRange::Reply reply;
    reply.zone = own_name_;
    std::size_t bytes = 0;
    const auto fits = [&](std::size_t more) {
        bytes += more;
        if (bytes > max_reply_bytes) reply.more = true;
        return bytes <= max_reply_bytes;
    };
    const InstantMs from = own_.instant(start_of(request.from_day, 0)), to = own_.instant(start_of(request.to_day, 0));
    const auto found = TRY(find(user, from, to, most_in_range));
    reply.more = found.size() == most_in_range;
    for (const auto& [event, when] : found) {
        if (!fits(96 + event.title.size() + event.place.size())) break;
        reply.events.push_back(item_of(event, when));
    }
    for (auto& task : TRY(tasks(user, request.from_day, request.to_day, most_listed))) {
        if (!fits(160 + task.task.title.size() + task.task.notes.size())) break;
        reply.tasks.push_back(std::move(task));
    }
    return reply;
}

// The timeline shows no notes, which may be long.
Result<std::vector<calls::TimelineTask>> Calendar::tasks(UserId user, DayNumber from, DayNumber to, std::uint32_t limit) {
    auto rows = TRY(db_.prepare(
        "SELECT id, title, status, energy, estimate_minutes, due_day, completed_at, created_at, updated_at, "
        "coalesce(due_day, start_day), iif(due_day IS NULL, start_minute, due_minute), due_day IS NULL FROM tasks "
        "WHERE user_id = ?1 AND status <> 3 AND coalesce(due_day, start_day) IS NOT NULL AND coalesce(due_day, start_day) >= ?2 "
        "AND coalesce(due_day, start_day) < ?3 ORDER BY coalesce(due_day, start_day), id LIMIT ?4"));
    rows.bind(user.value, from, to, limit);
    std::vector<calls::TimelineTask> tasks;
    while (TRY(rows.step())) {
        calls::TimelineTask item;
        item.task.id = rows.as<std::uint64_t>(0);
        item.task.title = rows.text(1);
        item.task.status = static_cast<TaskStatus>(rows.as<std::uint8_t>(2));
        item.task.energy = static_cast<Energy>(rows.as<std::uint8_t>(3));
        item.task.estimate_minutes = rows.maybe<std::uint32_t>(4);
        item.task.due_day = rows.maybe<DayNumber>(5);
        item.task.completed_at = rows.maybe<InstantMs>(6);
        item.task.created_at = rows.integer(7);
        item.task.updated_at = rows.integer(8);
        item.day = rows.as<DayNumber>(9);
        item.minute = rows.maybe<std::uint16_t>(10);
        item.starts = rows.as<bool>(11);
        tasks.push_back(std::move(item));
    }
    std::ranges::stable_sort(
        tasks, {}, [](const calls::TimelineTask& item) { return std::pair(item.day, item.minute ? *item.minute + 1 : 0); });
    return tasks;
}

// ---- single ones -------------------------------------------------------------------------------------------------------------

Result<StoredEvent> Calendar::stored(UserId user, std::uint64_t id) {
    static const std::string query = fmt::format("SELECT {} FROM calendar_events WHERE user_id = ?1 AND id = ?2", event_columns);
    auto row = TRY(db_.prepare(query));
    row.bind(user.value, id);
    if (!TRY(row.step())) return no_event(id);
    return read_event(row);
}

Result<std::vector<StoredEvent>> Calendar::changed_ones(UserId user, std::uint64_t series) {
    static const std::string query =
        fmt::format("SELECT {} FROM calendar_events WHERE user_id = ?1 AND series = ?2 ORDER BY occurrence", event_columns);
    auto rows = TRY(db_.prepare(query));
    rows.bind(user.value, series);
    std::vector<StoredEvent> events;
    while (TRY(rows.step())) events.push_back(read_event(rows));
    return events;
}

Result<DayNumber> Calendar::existing_occurrence(const StoredEvent& series, DayNumber day) {
    const auto zone = TRY(zone_of(series));
    const auto days = TRY(occurrences(series.recurrence, first_day(series, zone), day, day, 1));
    if (days.empty() || std::ranges::binary_search(series.exceptions, day))
        return fail(Errc::not_found, "\"{}\" is not on that day (any more)", series.title);
    return day;
}

// That is there, however many were left out before it.
Result<DayNumber> Calendar::first_occurrence(const StoredEvent& series, const Zone* zone) {
    const DayNumber start = first_day(series, zone);
    const auto limit = static_cast<std::uint32_t>(series.exceptions.size() + 1);
    for (const DayNumber day : TRY(occurrences(series.recurrence, start, start, start + 366 * 200, limit)))
        if (!std::ranges::binary_search(series.exceptions, day)) return day;
    return start;
}

Result<calls::CalendarGet::Reply> Calendar::get(UserId user, const calls::CalendarGet::Request& request) {
    const auto event = TRY(stored(user, request.id));
    const auto zone = TRY(zone_of(event));
    Occurrence when = only_occurrence(event, own_);
    when.day = event.occurrence.value_or(first_day(event, zone));
    if (event.repeats()) {
        const DayNumber wanted = request.occurrence != 0 ? request.occurrence : TRY(first_occurrence(event, zone));
        TRY(existing_occurrence(event, wanted));
        when = occurrence_on(event, wanted, zone, own_);
    }
    calls::CalendarGet::Reply reply;
    reply.item = item_of(event, when);
    reply.times = times_of(event, when, zone != nullptr ? *zone : own_);
    reply.zone = event.zone;
    reply.notes = event.notes;
    reply.recurrence = event.recurrence;
    if (event.series) {
        reply.series = *event.series;
        reply.recurrence = TRY(stored(user, *event.series)).recurrence;
    }
    return reply;
}

} // namespace asista::services
