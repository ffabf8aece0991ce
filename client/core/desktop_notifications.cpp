#include "core/desktop_notifications.hpp"

#include <fmt/format.h>

#include <cstring>
#include <sys/epoll.h>
#include <poll.h>

namespace asista::core {
namespace {
constexpr const char* service = "org.freedesktop.Notifications";
constexpr const char* path = "/org/freedesktop/Notifications";
constexpr std::size_t most_kept = 256;

Error bus_error(const char* what, int result) { return {Errc::unavailable, fmt::format("{}: {}", what, std::strerror(-result))}; }
} // namespace

std::string notification_body(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else
            escaped += c;
    }
    return escaped;
}

DesktopNotifications::~DesktopNotifications() { close(); }

void DesktopNotifications::tell(std::string problem) {
    if (problem == problem_) return;
    problem_ = std::move(problem);
    if (hooks_.changed) hooks_.changed();
}

void DesktopNotifications::show(const Notification& notification, const std::string& source) {
    auto shown = open();
    if (shown) shown = send(notification, source);
    if (shown) return follow();
    tell(fmt::format("The desktop shows no notifications ({}); those in this window are not affected.", shown.error().message));
    close();
}

Result<void> DesktopNotifications::open() {
    if (bus_ != nullptr) return {};
    if (!library_) library_ = TRY(BusLibrary::open(ASISTA_BUS_FILE, "libsystemd0"));
    if (const int result = library_->open_user(&bus_); result < 0) {
        bus_ = nullptr;
        return fail(bus_error("there is no session bus", result));
    }
    const auto on_signal = [this](const char* name, sd_bus_message_handler_t handler) -> Result<void> {
        const int result = library_->match_signal_async(bus_, nullptr, service, path, service, name, handler, nullptr, this);
        if (result < 0) return fail(bus_error("the session bus", result));
        return {};
    };
    TRY(on_signal("ActionInvoked", [](sd_bus_message* message, void* self, sd_bus_error*) {
        return static_cast<DesktopNotifications*>(self)->on_action(message);
    }));
    TRY(on_signal("NotificationClosed", [](sd_bus_message* message, void* self, sd_bus_error*) {
        return static_cast<DesktopNotifications*>(self)->on_closed(message);
    }));
    fd_ = library_->get_fd(bus_);
    if (fd_ < 0) return fail(bus_error("the session bus", fd_));
    return loop_.add(fd_, EPOLLIN, [this](std::uint32_t) { process(); });
}

void DesktopNotifications::close() {
    loop_.cancel_timer(std::exchange(timer_, runtime::TimerId::none));
    if (fd_ >= 0) loop_.remove(std::exchange(fd_, -1));
    if (bus_ != nullptr) library_->flush_close_unref(std::exchange(bus_, nullptr));
    shown_.clear();
}

Result<void> DesktopNotifications::send(const Notification& notification, const std::string& source) {
    sd_bus_message* message = nullptr;
    int result = library_->message_new_method_call(bus_, &message, service, path, service, "Notify");
    if (result < 0) return fail(bus_error("the session bus", result));
    const auto title = source.empty() ? notification.title : fmt::format("{}: {}", source, notification.title);
    const auto body = notification_body(notification.body);
    const std::uint8_t urgency = notification.level == NotificationLevel::error ? 2 : 1;
    constexpr std::uint32_t replaces = 0;
    constexpr std::int32_t desktops_own_time = -1;
    result = library_->message_append(message, "susssasa{sv}i", "Asista", replaces, "ai.asista.Asista", title.c_str(),
                                      body.c_str(), 2, "default", "Open", 2, "urgency", "y", urgency, "desktop-entry", "s",
                                      "ai.asista.Asista", desktops_own_time);
    if (result >= 0)
        result = library_->call_async(
            bus_, nullptr, message,
            [](sd_bus_message* answer, void* self, sd_bus_error*) {
                return static_cast<DesktopNotifications*>(self)->on_answer(answer);
            },
            this, 0);
    library_->message_unref(message);
    if (result < 0) return fail(bus_error("the session bus", result));
    return {};
}

int DesktopNotifications::on_answer(sd_bus_message* message) {
    if (const sd_bus_error* error = library_->message_get_error(message); error != nullptr) {
        tell(fmt::format("The desktop shows no notifications ({}); those in this window are not affected.",
                         error->message != nullptr ? error->message : error->name));
        return 0;
    }
    std::uint32_t id = 0;
    if (library_->message_read(message, "u", &id) < 0) return 0;
    if (shown_.size() >= most_kept) shown_.erase(shown_.begin()); // a desktop that never says that one is gone
    shown_.insert(id);
    tell({});
    return 0;
}

int DesktopNotifications::on_action(sd_bus_message* message) {
    std::uint32_t id = 0;
    const char* action = nullptr;
    if (library_->message_read(message, "us", &id, &action) < 0) return 0;
    // The signal goes to every program of the session.
    if (shown_.contains(id) && hooks_.clicked) hooks_.clicked();
    return 0;
}

int DesktopNotifications::on_closed(sd_bus_message* message) {
    std::uint32_t id = 0, reason = 0;
    if (library_->message_read(message, "uu", &id, &reason) >= 0) shown_.erase(id);
    return 0;
}

void DesktopNotifications::process() {
    for (;;) {
        const int result = library_->process(bus_, nullptr);
        if (result > 0) continue;
        if (result == 0) return follow();
        // The session's bus ended; with the next notification another is looked for.
        tell(fmt::format("The desktop shows no notifications ({}); those in this window are not affected.",
                         bus_error("the session bus", result).message));
        return close();
    }
}

void DesktopNotifications::follow() {
    const int events = library_->get_events(bus_);
    std::uint64_t until_us = 0;
    const int timeout = library_->get_timeout(bus_, &until_us);
    if (events < 0 || timeout < 0) return close();
    const std::uint32_t wanted = ((events & POLLIN) != 0 ? EPOLLIN : 0U) | ((events & POLLOUT) != 0 ? EPOLLOUT : 0U);
    if (!loop_.modify(fd_, wanted)) return close();
    loop_.cancel_timer(std::exchange(timer_, runtime::TimerId::none));
    if (until_us == UINT64_MAX) return;
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now); // which get_timeout() counts on
    const auto now_us = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000 + static_cast<std::uint64_t>(now.tv_nsec) / 1000;
    const auto left_us = until_us > now_us ? until_us - now_us : 0;
    timer_ = loop_.call_after(static_cast<std::int64_t>(left_us / 1000 + 1), [this] {
        timer_ = runtime::TimerId::none;
        process();
    });
}

} // namespace asista::core
