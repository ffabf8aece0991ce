#include "services/tracking.hpp"

#include "services/task_rows.hpp"

#include <algorithm>

namespace asista::services {
namespace {

constexpr std::uint32_t max_listed = 1'000;

calls::TimeEntry read_entry(const store::Statement& row) {
    return {row.as<std::uint64_t>(0), row.as<std::uint64_t>(1), row.integer(2), row.maybe<InstantMs>(3)};
}

} // namespace

Result<std::optional<calls::TimeEntry>> Tracking::running(UserId user) {
    auto row =
        TRY(db_.prepare("SELECT id, task_id, started_at, ended_at FROM time_entries WHERE user_id = ?1 AND ended_at IS NULL"));
    row.bind(user.value);
    if (!TRY(row.step())) return std::optional<calls::TimeEntry>();
    return std::optional(read_entry(row));
}

Result<void> Tracking::end(const Actor& actor, const calls::TimeEntry& entry, InstantMs at, InstantMs now,
                           std::string_view call) {
    const auto key = std::to_string(entry.id);
    const auto before = TRY(log_.row(actor.user, Entity::time_entry, key));
    TRY(db_.run("UPDATE time_entries SET ended_at = max(started_at, ?3) WHERE user_id = ?1 AND id = ?2", actor.user.value,
                entry.id, at));
    TRY(log_.record(actor, now, call, Entity::time_entry, key, before));
    left_at_.reset();
    return {};
}

Result<calls::Changed> Tracking::start(const Actor& actor, std::uint64_t task, InstantMs now) {
    return log_.together(actor, now, calls::TrackingStart::name, [&]() -> Result<calls::Changed> {
        const auto found = TRY(find_item(db_, actor.user, task));
        if (!is_open(found.item))
            return fail(Errc::invalid, "\"{}\" is done; open it again to track time for it", found.item.task.title);
        const auto present = TRY(running(actor.user));
        if (present && present->task == task) return calls::Changed{};
        if (present) TRY(end(actor, *present, now, now, calls::TrackingStart::name));
        TRY(db_.run("INSERT INTO time_entries(user_id, task_id, started_at) VALUES(?1, ?2, ?3)", actor.user.value, task, now));
        TRY(log_.record(actor, now, calls::TrackingStart::name, Entity::time_entry, std::to_string(db_.last_row()),
                        std::nullopt));
        return calls::Changed{1, log_.change_under_way()};
    });
}

Result<calls::Changed> Tracking::stop(const Actor& actor, std::optional<InstantMs> at, InstantMs now) {
    return log_.together(actor, now, calls::TrackingStop::name, [&]() -> Result<calls::Changed> {
        const auto present = TRY(running(actor.user));
        if (!present) return calls::Changed{};
        if (at && (*at < present->started_at || *at > now))
            return fail(Errc::invalid, "the tracked time cannot end before it began or later than now");
        TRY(end(actor, *present, at.value_or(now), now, calls::TrackingStop::name));
        return calls::Changed{1, log_.change_under_way()};
    });
}

Result<void> Tracking::add_past(const Actor& actor, const calls::TimeEntry& entry, InstantMs now, std::string_view call) {
    TRY(db_.run("INSERT INTO time_entries(user_id, task_id, started_at, ended_at) VALUES(?1, ?2, ?3, ?4)", actor.user.value,
                entry.task, entry.started_at, entry.ended_at));
    return log_.record(actor, now, call, Entity::time_entry, std::to_string(db_.last_row()), std::nullopt);
}

Result<calls::TrackingList::Reply> Tracking::list(UserId user, const calls::TrackingList::Request& request) {
    auto rows = TRY(db_.prepare("SELECT id, task_id, started_at, ended_at FROM time_entries WHERE task_id = ?2 AND user_id = ?1 "
                                "ORDER BY started_at DESC, id DESC LIMIT ?3"));
    rows.bind(user.value, request.task, std::min(request.limit, max_listed));
    calls::TrackingList::Reply reply;
    while (TRY(rows.step())) reply.entries.push_back(read_entry(rows));
    return reply;
}

Result<void> Tracking::note_alive(UserId user, InstantMs now) {
    // A clock that was set back notes anew.
    if (noted_at_ && now >= *noted_at_ && now - *noted_at_ < noted_every_ms) return {};
    const auto present = TRY(running(user));
    if (!present) {
        left_at_.reset();
        return {};
    }
    {
        auto row = TRY(db_.prepare("SELECT seen_at FROM tracking_seen WHERE user_id = ?1"));
        row.bind(user.value);
        const InstantMs seen = TRY(row.step()) ? std::max(row.integer(0), present->started_at) : present->started_at;
        if (!left_at_ && now - seen >= gap_ms) left_at_ = seen;
    }
    TRY(db_.run("INSERT INTO tracking_seen(user_id, seen_at) VALUES(?1, ?2) ON CONFLICT(user_id) DO UPDATE SET seen_at = "
                "excluded.seen_at",
                user.value, now));
    noted_at_ = now;
    return {};
}

} // namespace asista::services
