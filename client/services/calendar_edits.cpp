// Changing the calendar: one occurrence, it and those that follow, or all. Each call is one change in the operation log.
#include "services/calendar.hpp"

#include "services/day.hpp"
#include "services/recurrence.hpp"
#include "services/text_rules.hpp"

#include <algorithm>
#include <limits>

namespace asista::services {

using calls::EventScope;
using calls::EventTimes;

struct Calendar::Edit {
    const Actor& actor;
    const calls::CalendarEdit::Request& request;
    InstantMs now;
};

namespace {

Result<void> check_color(std::uint32_t color) {
    if (color > max_event_color) return fail(Errc::invalid, "an event's color is a number from 0 to {}", max_event_color);
    return {};
}

// Takes out of `from` what lies on `day` or later, each moved by `by` days.
std::vector<DayNumber> take_from(std::vector<DayNumber>& from, DayNumber day, DayNumber by) {
    const auto first = std::ranges::lower_bound(from, day);
    std::vector<DayNumber> taken(first, from.end());
    from.erase(first, from.end());
    for (auto& each : taken) each += by;
    return taken;
}

} // namespace

// ---- rows --------------------------------------------------------------------------------------------------------------------

Result<void> Calendar::settle(StoredEvent& event) {
    if (event.recurrence.empty()) return {};
    if (event.series) return fail(Errc::invalid, "one occurrence alone cannot repeat; change it and those that follow");
    event.recurrence = TRY(checked_recurrence(event.recurrence));
    const auto zone = TRY(zone_of(event));
    const DayNumber start = first_day(event, zone);
    const auto first = TRY(occurrences(event.recurrence, start, start, start + 366 * 200, 1));
    if (first.empty()) return fail(Errc::invalid, "\"{}\" would never happen: its repetition ends before it begins", event.title);
    if (first[0] == start) return {};
    const auto moved = occurrence_on(event, first[0], zone, Zone::fixed(0));
    event.starts_at = moved.starts_at;
    event.ends_at = moved.ends_at;
    return check_times(event.starts_at, event.ends_at);
}

namespace {
Result<std::optional<InstantMs>> until_of(const StoredEvent& event, const Zone* zone) {
    if (!event.repeats()) return std::optional<InstantMs>();
    const auto last = TRY(last_occurrence(event.recurrence, first_day(event, zone)));
    return std::optional(last ? occurrence_on(event, *last, zone, Zone::fixed(0)).ends_at : last_instant);
}
} // namespace

Result<std::uint64_t> Calendar::insert(const Actor& actor, StoredEvent event, InstantMs now, std::string_view call) {
    const auto zone = TRY(zone_of(event));
    const auto until = TRY(until_of(event, zone));
    TRY(db_.run(
        "INSERT INTO calendar_events(user_id, title, notes, place, color, all_day, zone, starts_at, ends_at, recurrence, "
        "exceptions, until_at, series, occurrence, uid) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        actor.user.value, event.title, event.notes, event.place, event.color, event.all_day, event.zone, event.starts_at,
        event.ends_at, event.recurrence, exceptions_text(event.exceptions), until, event.series, event.occurrence, event.uid));
    const auto id = static_cast<std::uint64_t>(db_.last_row());
    if (event.uid.empty())
        TRY(db_.run("UPDATE calendar_events SET uid = ?3 WHERE user_id = ?1 AND id = ?2", actor.user.value, id,
                    fmt::format("{}-{}@asista", now, id)));
    TRY(log_.record(actor, now, call, Entity::event, std::to_string(id), std::nullopt));
    return id;
}

Result<void> Calendar::update(const Actor& actor, const StoredEvent& event, InstantMs now, std::string_view call) {
    const auto zone = TRY(zone_of(event));
    const auto until = TRY(until_of(event, zone));
    const auto key = std::to_string(event.id);
    const auto before = TRY(log_.row(actor.user, Entity::event, key));
    TRY(db_.run(
        "UPDATE calendar_events SET title = ?3, notes = ?4, place = ?5, color = ?6, all_day = ?7, zone = ?8, starts_at = ?9, "
        "ends_at = ?10, recurrence = ?11, exceptions = ?12, until_at = ?13, series = ?14, occurrence = ?15, uid = ?16 "
        "WHERE user_id = ?1 AND id = ?2",
        actor.user.value, event.id, event.title, event.notes, event.place, event.color, event.all_day, event.zone,
        event.starts_at, event.ends_at, event.recurrence, exceptions_text(event.exceptions), until, event.series,
        event.occurrence, event.uid));
    return log_.record(actor, now, call, Entity::event, key, before);
}

Result<void> Calendar::remove_row(const Actor& actor, std::uint64_t id, InstantMs now, std::string_view call) {
    const auto key = std::to_string(id);
    const auto before = TRY(log_.row(actor.user, Entity::event, key));
    if (!before) return no_event(id);
    TRY(db_.run("DELETE FROM calendar_events WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
    return log_.record(actor, now, call, Entity::event, key, before);
}

// The changed ones go first: undo, which goes backwards, finds the series there when it brings them back.
Result<void> Calendar::remove_series(const Actor& actor, std::uint64_t id, InstantMs now, std::string_view call) {
    for (const auto& each : TRY(changed_ones(actor.user, id))) TRY(remove_row(actor, each.id, now, call));
    return remove_row(actor, id, now, call);
}

// ---- making ------------------------------------------------------------------------------------------------------------------

Result<calls::CalendarAdd::Reply> Calendar::add(const Actor& actor, const calls::CalendarAdd::Request& request, InstantMs now) {
    StoredEvent event;
    event.title = TRY(needed_line("an event needs a title", "an event's title", request.title));
    event.place = TRY(one_line("an event's place", request.place, max_place_bytes));
    event.color = request.color;
    event.zone = own_name_.empty() ? "UTC" : own_name_;
    event.starts_at = request.starts_at;
    event.ends_at = request.ends_at;
    TRY(check_times(event.starts_at, event.ends_at));
    TRY(check_color(event.color));
    return log_.together(actor, now, calls::CalendarAdd::name, [&]() -> Result<calls::CalendarAdd::Reply> {
        return calls::CalendarAdd::Reply{TRY(insert(actor, event, now, calls::CalendarAdd::name))};
    });
}

Result<calls::CalendarCreate::Reply> Calendar::create(const Actor& actor, const calls::CalendarCreate::Request& request,
                                                      InstantMs now) {
    StoredEvent event;
    event.title = TRY(needed_line("an event needs a title", "an event's title", request.title));
    event.notes = TRY(many_lines("an event's notes", request.notes));
    event.place = TRY(one_line("an event's place", request.place, max_place_bytes));
    event.color = request.color;
    TRY(check_color(event.color));
    if (!request.times.all_day) event.zone = TRY(checked_zone(request.zone.value_or(own_name_)));
    const auto zone = TRY(zone_of(event));
    TRY(set_times(event, request.times, zone));
    event.recurrence = request.recurrence;
    TRY(settle(event));
    constexpr auto call = calls::CalendarCreate::name;
    return log_.together(actor, now, call, [&]() -> Result<calls::CalendarCreate::Reply> {
        const auto id = TRY(insert(actor, event, now, call));
        return calls::CalendarCreate::Reply{id, log_.change_under_way()};
    });
}

// ---- editing -----------------------------------------------------------------------------------------------------------------

// What the request says of `event`, which is the one in hand: an event, or the series with the times of the occurrence on that day.
Result<void> Calendar::apply(const Edit& edit, StoredEvent& event, DayNumber occurrence) {
    const auto& request = edit.request;
    if (request.title) event.title = TRY(needed_line("an event needs a title", "an event's title", *request.title));
    if (request.notes) event.notes = TRY(many_lines("an event's notes", *request.notes));
    if (request.place) event.place = TRY(one_line("an event's place", *request.place, max_place_bytes));
    if (request.color) {
        TRY(check_color(*request.color));
        event.color = *request.color;
    }
    if (!request.times && !request.zone) return {};

    const auto zone_before = TRY(zone_of(event));
    const auto when = event.repeats() ? occurrence_on(event, occurrence, zone_before, own_) : only_occurrence(event, own_);
    EventTimes times = times_of(event, when, zone_before != nullptr ? *zone_before : own_);
    if (request.times) times = *request.times;
    if (request.zone) event.zone = TRY(checked_zone(*request.zone));
    if (times.all_day) event.zone.clear();
    // What was an all-day event has no zone to come back to: the person's.
    if (!times.all_day && event.all_day && !request.zone) event.zone = own_name_;
    const auto zone = TRY(zone_of(event));
    if (!request.times || times.all_day || !request.own_clock || zone == nullptr) return set_times(event, times, zone);
    TRY(set_times(event, times, &own_)); // the person's clock says which instants; the event's own zone stays
    return {};
}

Result<calls::CalendarEdit::Reply> Calendar::edit(const Actor& actor, const calls::CalendarEdit::Request& request,
                                                  InstantMs now) {
    return log_.together(actor, now, calls::CalendarEdit::name, [&]() -> Result<calls::CalendarEdit::Reply> {
        const Edit edit{actor, request, now};
        auto event = TRY(stored(actor.user, request.id));
        std::uint64_t id = event.id;
        if (!event.repeats()) {
            const auto before = event;
            TRY(apply(edit, event, 0));
            if (request.recurrence) event.recurrence = *request.recurrence;
            TRY(settle(event));
            if (event != before) TRY(update(actor, event, now, calls::CalendarEdit::name));
        } else {
            TRY(existing_occurrence(event, request.occurrence));
            switch (request.scope) {
            case EventScope::one: id = TRY(edit_one(edit, event)); break;
            case EventScope::following: id = TRY(edit_following(edit, event)); break;
            case EventScope::all: id = TRY(edit_all(edit, event)); break;
            }
        }
        return calls::CalendarEdit::Reply{id, log_.change_under_way()};
    });
}

Result<std::uint64_t> Calendar::edit_one(const Edit& edit, const StoredEvent& series) {
    if (edit.request.recurrence && *edit.request.recurrence != series.recurrence)
        return fail(Errc::invalid, "one occurrence alone cannot repeat; change it and those that follow");
    if (series.exceptions.size() >= max_exceptions)
        return fail(Errc::over_limit, "\"{}\" has {} occurrences that were changed or left out; end it and begin a new one",
                    series.title, max_exceptions);
    const DayNumber day = edit.request.occurrence;
    const auto zone = TRY(zone_of(series));
    StoredEvent one = series;
    const auto when = occurrence_on(series, day, zone, Zone::fixed(0));
    one.starts_at = when.starts_at;
    one.ends_at = when.ends_at;
    one.recurrence.clear();
    one.exceptions.clear();
    one.series = series.id;
    one.occurrence = day;
    const auto before = one;
    TRY(apply(edit, one, 0));
    if (one == before) return series.id;
    const auto id = TRY(insert(edit.actor, one, edit.now, calls::CalendarEdit::name));
    StoredEvent rest = series;
    rest.exceptions.insert(std::ranges::lower_bound(rest.exceptions, day), day);
    TRY(update(edit.actor, rest, edit.now, calls::CalendarEdit::name));
    return id;
}

// What happens to the occurrences that were changed by themselves, from a day of the rule as it was on: with a new rule they are forgotten;
// else they move along by as many days, and take over what was as in the series.
Result<void> Calendar::follow_series(const Edit& edit, const StoredEvent& before, const StoredEvent& after,
                                     std::uint64_t from_series, DayNumber from_day) {
    const bool new_rule = edit.request.recurrence && before.recurrence != after.recurrence;
    const auto zone_before = TRY(zone_of(before)), zone_after = TRY(zone_of(after));
    const DayNumber by = first_day(after, zone_after) - std::max(from_day, first_day(before, zone_before));
    for (auto one : TRY(changed_ones(edit.actor.user, from_series))) {
        if (*one.occurrence < from_day) continue;
        if (new_rule) {
            TRY(remove_row(edit.actor, one.id, edit.now, calls::CalendarEdit::name));
            continue;
        }
        const auto was = one;
        if (one.title == before.title) one.title = after.title;
        if (one.notes == before.notes) one.notes = after.notes;
        if (one.place == before.place) one.place = after.place;
        if (one.color == before.color) one.color = after.color;
        one.series = after.id;
        one.uid = after.uid;
        *one.occurrence += by;
        if (one != was) TRY(update(edit.actor, one, edit.now, calls::CalendarEdit::name));
    }
    return {};
}

// The series from the occurrence in hand on, as a series of its own.
Result<std::uint64_t> Calendar::edit_following(const Edit& edit, const StoredEvent& series) {
    const DayNumber day = edit.request.occurrence;
    const auto zone = TRY(zone_of(series));
    const DayNumber start = first_day(series, zone);
    if (day <= start) return edit_all(edit, series);

    StoredEvent after = series; // at the time of the occurrence
    const auto when = occurrence_on(series, day, zone, Zone::fixed(0));
    after.starts_at = when.starts_at;
    after.ends_at = when.ends_at;
    after.recurrence = TRY(rule_from(series.recurrence, start, day));
    const auto unchanged = after;
    TRY(apply(edit, after, day));
    const auto zone_after = TRY(zone_of(after));
    const DayNumber moved_to = first_day(after, zone_after);
    const bool new_rule = edit.request.recurrence && *edit.request.recurrence != series.recurrence;
    if (new_rule)
        after.recurrence = *edit.request.recurrence;
    else
        after.recurrence = TRY(rule_moved(after.recurrence, day, moved_to));
    TRY(settle(after));
    if (after == unchanged) return series.id;

    StoredEvent rest = series;
    rest.recurrence = TRY(rule_before(series.recurrence, day));
    after.exceptions = take_from(rest.exceptions, day, moved_to - day);
    if (new_rule) after.exceptions.clear();
    after.uid.clear();
    constexpr auto call = calls::CalendarEdit::name;
    after.id = TRY(insert(edit.actor, after, edit.now, call));
    after.uid = TRY(stored(edit.actor.user, after.id)).uid;
    TRY(follow_series(edit, series, after, series.id, day));
    TRY(update(edit.actor, rest, edit.now, call));
    if (!TRY(any_left(edit.actor.user, rest))) TRY(remove_series(edit.actor, rest.id, edit.now, call));
    return after.id;
}

Result<std::uint64_t> Calendar::edit_all(const Edit& edit, const StoredEvent& series) {
    const DayNumber day = edit.request.occurrence;
    const auto zone = TRY(zone_of(series));
    StoredEvent after = series;
    TRY(apply(edit, after, day));
    const bool timed = edit.request.times || edit.request.zone;
    const Occurrence in_hand =
        timed ? Occurrence{day, after.starts_at, after.ends_at} : occurrence_on(series, day, zone, Zone::fixed(0));
    const bool new_rule = edit.request.recurrence && *edit.request.recurrence != series.recurrence;
    if (timed) {
        // The first one moves as the one in hand did.
        const auto new_zone = TRY(zone_of(after));
        const DayNumber moved = first_day(after, new_zone) - day;
        const auto first = occurrence_on(after, first_day(series, zone) + moved, new_zone, Zone::fixed(0));
        after.starts_at = first.starts_at;
        after.ends_at = first.ends_at;
        if (!new_rule)
            after.recurrence = TRY(rule_moved(after.recurrence, first_day(series, zone), first_day(series, zone) + moved));
        for (auto& each : after.exceptions) each += moved;
    }
    if (new_rule) {
        after.recurrence = *edit.request.recurrence;
        after.exceptions.clear();
    }
    if (after.recurrence.empty()) { // what stays is the one in hand
        after.starts_at = in_hand.starts_at;
        after.ends_at = in_hand.ends_at;
    }
    TRY(settle(after));
    TRY(follow_series(edit, series, after, series.id, std::numeric_limits<DayNumber>::min()));
    if (after != series) TRY(update(edit.actor, after, edit.now, calls::CalendarEdit::name));
    return series.id;
}

// ---- removing ----------------------------------------------------------------------------------------------------------------

// Whether a series has any occurrence, changed or not. One that goes on for ever has.
Result<bool> Calendar::any_left(UserId user, const StoredEvent& series) {
    const auto zone = TRY(zone_of(series));
    const auto start = first_day(series, zone);
    const auto last = TRY(last_occurrence(series.recurrence, start));
    if (!last && TRY(occurrences(series.recurrence, start, start, start + 366 * 200, 1)).empty()) return false;
    if (!last) return true;
    const auto limit = static_cast<std::uint32_t>(series.exceptions.size() + 1);
    for (const DayNumber day : TRY(occurrences(series.recurrence, start, start, *last, limit)))
        if (!std::ranges::binary_search(series.exceptions, day)) return true;
    return !TRY(changed_ones(user, series.id)).empty();
}

Result<void> Calendar::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return log_.together(actor, now, calls::CalendarRemove::name,
                         [&]() -> Result<void> { return remove_series(actor, id, now, calls::CalendarRemove::name); });
}

Result<calls::CalendarErase::Reply> Calendar::erase(const Actor& actor, const calls::CalendarErase::Request& request,
                                                    InstantMs now) {
    constexpr auto call = calls::CalendarErase::name;
    return log_.together(actor, now, call, [&]() -> Result<calls::CalendarErase::Reply> {
        auto event = TRY(stored(actor.user, request.id));
        const auto zone = TRY(zone_of(event));
        const bool whole = !event.repeats() || request.scope == EventScope::all ||
                           (request.scope == EventScope::following && request.occurrence <= first_day(event, zone));
        if (whole) {
            const auto series = event.series;
            TRY(remove_series(actor, request.id, now, call));
            // The last one of a series takes it along.
            if (series)
                if (const auto rest = TRY(stored(actor.user, *series)); !TRY(any_left(actor.user, rest)))
                    TRY(remove_series(actor, rest.id, now, call));
            return calls::CalendarErase::Reply{log_.change_under_way()};
        }
        TRY(existing_occurrence(event, request.occurrence));
        if (request.scope == EventScope::one) {
            if (event.exceptions.size() >= max_exceptions)
                return fail(Errc::over_limit,
                            "\"{}\" has {} occurrences that were changed or left out; end it and begin a new one", event.title,
                            max_exceptions);
            event.exceptions.insert(std::ranges::lower_bound(event.exceptions, request.occurrence), request.occurrence);
        } else {
            event.recurrence = TRY(rule_before(event.recurrence, request.occurrence));
            take_from(event.exceptions, request.occurrence, 0);
            for (const auto& one : TRY(changed_ones(actor.user, event.id)))
                if (*one.occurrence >= request.occurrence) TRY(remove_row(actor, one.id, now, call));
        }
        if (TRY(any_left(actor.user, event)))
            TRY(update(actor, event, now, call));
        else
            TRY(remove_series(actor, event.id, now, call));
        return calls::CalendarErase::Reply{log_.change_under_way()};
    });
}

} // namespace asista::services
