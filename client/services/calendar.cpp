#include "services/calendar.hpp"

#include "services/reply_limits.hpp"
#include "services/text_rules.hpp"

#include <algorithm>

namespace asista::services {
namespace {

constexpr std::size_t max_place_bytes = 200;
constexpr std::uint32_t max_color = 63;
// Years 1 to 9999: what can be shown as a date, and far from where the arithmetic below would overflow.
constexpr InstantMs first_instant = -62'135'596'800'000;
constexpr InstantMs last_instant = 253'402'300'799'999;

bool is_shown_as_date(InstantMs instant) { return instant >= first_instant && instant <= last_instant; }

} // namespace

Result<calls::CalendarList::Reply> Calendar::list(UserId user, const calls::CalendarList::Request& request) {
    const InstantMs from = std::clamp(request.from, first_instant, last_instant);
    const InstantMs to = std::clamp(request.to, first_instant, last_instant);
    auto rows = TRY(db_.prepare("SELECT id, title, place, starts_at, ends_at, color FROM calendar_events "
                                "WHERE user_id = ?1 AND starts_at >= ?2 AND starts_at < ?4 AND (ends_at > ?3 OR starts_at >= ?3) "
                                "ORDER BY starts_at, id LIMIT ?5"));
    rows.bind(user.value, from - max_event_ms, from, to, std::min(request.limit, most_listed));
    calls::CalendarList::Reply reply;
    while (TRY(rows.step())) {
        CalendarEvent event;
        event.id = rows.as<std::uint64_t>(0);
        event.title = rows.text(1);
        event.place = rows.text(2);
        event.starts_at = rows.integer(3);
        event.ends_at = rows.integer(4);
        event.color = rows.as<std::uint32_t>(5);
        reply.events.push_back(std::move(event));
    }
    return reply;
}

Result<calls::CalendarAdd::Reply> Calendar::add(const Actor& actor, const calls::CalendarAdd::Request& request, InstantMs now) {
    const auto title = TRY(needed_line("an event needs a title", "an event's title", request.title));
    const auto place = TRY(one_line("an event's place", request.place, max_place_bytes));
    if (!is_shown_as_date(request.starts_at) || !is_shown_as_date(request.ends_at))
        return fail(Errc::invalid, "an event must lie between the years 1 and 9999");
    if (request.ends_at < request.starts_at) return fail(Errc::invalid, "an event cannot end before it begins");
    if (request.ends_at - request.starts_at > max_event_ms) return fail(Errc::invalid, "an event may last 366 days");
    if (request.color > max_color) return fail(Errc::invalid, "an event's color is a number from 0 to {}", max_color);
    return db_.transaction([&]() -> Result<calls::CalendarAdd::Reply> {
        TRY(db_.run(
            "INSERT INTO calendar_events(user_id, title, place, starts_at, ends_at, color) VALUES(?1, ?2, ?3, ?4, ?5, ?6)",
            actor.user.value, title, place, request.starts_at, request.ends_at, request.color));
        const auto id = static_cast<std::uint64_t>(db_.last_row());
        TRY(log_.record(actor, now, calls::CalendarAdd::name, Entity::event, std::to_string(id), std::nullopt));
        return calls::CalendarAdd::Reply{id};
    });
}

Result<void> Calendar::remove(const Actor& actor, std::uint64_t id, InstantMs now) {
    return db_.transaction([&]() -> Result<void> {
        const auto key = std::to_string(id);
        const auto before = TRY(log_.row(actor.user, Entity::event, key));
        if (!before) return fail(Errc::not_found, "there is no event {}", id);
        TRY(db_.run("DELETE FROM calendar_events WHERE user_id = ?1 AND id = ?2", actor.user.value, id));
        return log_.record(actor, now, calls::CalendarRemove::name, Entity::event, key, before);
    });
}

} // namespace asista::services
