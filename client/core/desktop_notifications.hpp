// Notifications as the desktop shows them, outside of our window: the Desktop Notifications Specification 1.2 over the session's D-Bus
// (https://specifications.freedesktop.org/notification-spec/). Nothing here waits: the bus is one more descriptor of the loop.
#pragma once

#include "core/bus_library.hpp"
#include "runtime/event_loop.hpp"
#include "wire/model.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>

namespace asista::core {

// [core]
class DesktopNotifications {
  public:
    struct Hooks {
        std::function<void()> clicked; // the person pressed one that this client showed
        std::function<void()> changed; // problem() is another
    };
    // The loop outlives it. Nothing is opened yet.
    DesktopNotifications(runtime::EventLoop& loop, Hooks hooks) : loop_(loop), hooks_(std::move(hooks)) {}
    DesktopNotifications(const DesktopNotifications&) = delete;
    DesktopNotifications& operator=(const DesktopNotifications&) = delete;
    ~DesktopNotifications();

    // source: who it is from, as the person knows them; shown before the title where it is not Asista itself.
    void show(const Notification& notification, const std::string& source);
    // Why the last one could not be shown; a sentence, or "". The next one is tried all the same.
    const std::string& problem() const { return problem_; }

  private:
    Result<void> open();
    void close();
    void process();
    void follow(); // waits for what the bus waits for
    void tell(std::string problem);
    Result<void> send(const Notification& notification, const std::string& source);
    int on_answer(sd_bus_message* message);
    int on_action(sd_bus_message* message);
    int on_closed(sd_bus_message* message);

    runtime::EventLoop& loop_;
    Hooks hooks_;
    std::optional<BusLibrary> library_;
    sd_bus* bus_ = nullptr;
    int fd_ = -1;
    runtime::TimerId timer_ = runtime::TimerId::none;
    std::set<std::uint32_t> shown_; // ids of the desktop's, of those that are there still
    std::string problem_;
};

// What the specification lets a body hold: its markup is XML, so what a plugin writes is escaped.
std::string notification_body(std::string_view text);

} // namespace asista::core
