#include "services/notifications.hpp"

#include "services/text_rules.hpp"

namespace asista::services {
namespace {

constexpr InstantMs hour_ms = 3'600'000;
constexpr std::size_t max_body_bytes = 2000;
constexpr std::size_t max_icon_bytes = 64;

} // namespace

Result<Notification> Notifications::show(const Actor& actor, const calls::NotificationsShow::Request& request, InstantMs now) {
    Notification shown;
    shown.source = !actor.plugin.empty() ? actor.plugin : "asista";
    shown.title = TRY(needed_line("a notification needs a title", "a notification's title", request.title));
    shown.body = TRY(many_lines("a notification's text", request.body, max_body_bytes));
    shown.icon = TRY(one_line("a notification's icon", request.icon, max_icon_bytes));
    shown.level = request.level;
    shown.shown_at = now;
    return db_.transaction([&]() -> Result<Notification> {
        if (!actor.plugin.empty()) {
            // Those dated after now count too: setting the clock back must not lift the cap.
            auto count =
                TRY(db_.prepare("SELECT count(*) FROM notifications WHERE user_id = ?1 AND source = ?2 AND shown_at > ?3"));
            count.bind(actor.user.value, actor.plugin, now - hour_ms);
            TRY(count.step());
            if (count.as<std::uint32_t>(0) >= max_per_hour)
                return fail(Errc::over_limit, "{} has shown {} notifications within an hour; more would be noise", actor.plugin,
                            max_per_hour);
        }
        TRY(db_.run(
            "INSERT INTO notifications(user_id, source, title, body, level, icon, shown_at) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            actor.user.value, shown.source, shown.title, shown.body, shown.level, shown.icon, now));
        shown.id = static_cast<std::uint64_t>(db_.last_row());
        if (shown.id % 64 == 0)
            TRY(db_.run("DELETE FROM notifications WHERE user_id = ?1 AND id <= "
                        "(SELECT id FROM notifications WHERE user_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                        actor.user.value, kept));
        return shown;
    });
}

Result<std::vector<Notification>> Notifications::recent(UserId user, std::uint32_t limit) {
    auto rows = TRY(db_.prepare("SELECT id, source, title, body, level, icon, shown_at, read FROM notifications "
                                "WHERE user_id = ?1 ORDER BY id DESC LIMIT ?2"));
    rows.bind(user.value, limit);
    std::vector<Notification> notifications;
    while (TRY(rows.step())) {
        Notification each;
        each.id = rows.as<std::uint64_t>(0);
        each.source = rows.text(1);
        each.title = rows.text(2);
        each.body = rows.text(3);
        each.level = static_cast<NotificationLevel>(rows.as<std::uint8_t>(4));
        each.icon = rows.text(5);
        each.shown_at = rows.integer(6);
        each.read = rows.as<bool>(7);
        notifications.push_back(std::move(each));
    }
    return notifications;
}

Result<void> Notifications::mark_read(UserId user, std::uint64_t id) {
    if (id == 0) return db_.run("UPDATE notifications SET read = 1 WHERE user_id = ?1 AND read = 0", user.value);
    TRY(db_.run("UPDATE notifications SET read = 1 WHERE user_id = ?1 AND id = ?2", user.value, id));
    if (db_.changed_rows() == 0) return fail(Errc::not_found, "there is no notification {}", id);
    return {};
}

} // namespace asista::services
