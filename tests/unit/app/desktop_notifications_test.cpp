// Notifications on a real session bus: a bus of the test's own, and a desktop on it that takes down what it is shown.
#include "core/desktop_notifications.hpp"

#include "loop_wait.hpp"
#include "runtime/clock.hpp"
#include "session_bus.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <poll.h>
#include <sys/epoll.h>
#include <vector>

using namespace asista;
using namespace asista::test;
using core::DesktopNotifications;

namespace {
// Its address becomes that of this process.
class OwnSessionBus : public SessionBus {
  public:
    OwnSessionBus() { ::setenv("DBUS_SESSION_BUS_ADDRESS", address().c_str(), 1); }
};

// Owns the name of the desktop's notifications.
class FakeDesktop {
  public:
    struct Shown {
        std::string app, icon, title, body, action;
        std::uint32_t id = 0;
    };
    std::vector<Shown> shown;
    bool refuses = false;

    explicit FakeDesktop(runtime::EventLoop& loop) : loop_(loop) {
        REQUIRE(sd_bus_open_user(&bus_) >= 0);
        static const sd_bus_vtable table[] = {SD_BUS_VTABLE_START(0),
                                              SD_BUS_METHOD(
                                                  "Notify", "susssasa{sv}i", "u",
                                                  [](sd_bus_message* m, void* self, sd_bus_error* error) {
                                                      return static_cast<FakeDesktop*>(self)->notify(m, error);
                                                  },
                                                  SD_BUS_VTABLE_UNPRIVILEGED),
                                              SD_BUS_SIGNAL("ActionInvoked", "us", 0),
                                              SD_BUS_SIGNAL("NotificationClosed", "uu", 0), SD_BUS_VTABLE_END};
        REQUIRE(sd_bus_add_object_vtable(bus_, nullptr, path, name, table, this) >= 0);
        REQUIRE(sd_bus_request_name(bus_, name, 0) >= 0);
        REQUIRE(sd_bus_flush(bus_) >= 0);
        REQUIRE(loop_.add(sd_bus_get_fd(bus_), EPOLLIN, [this](std::uint32_t) { turn(); }));
        turn();
    }
    ~FakeDesktop() {
        loop_.remove(sd_bus_get_fd(bus_));
        sd_bus_flush_close_unref(bus_);
    }
    FakeDesktop(const FakeDesktop&) = delete;
    FakeDesktop& operator=(const FakeDesktop&) = delete;

    void press(std::uint32_t id) {
        REQUIRE(sd_bus_emit_signal(bus_, path, name, "ActionInvoked", "us", id, "default") >= 0);
        sd_bus_flush(bus_);
    }
    void close(std::uint32_t id) {
        REQUIRE(sd_bus_emit_signal(bus_, path, name, "NotificationClosed", "uu", id, 1U) >= 0);
        sd_bus_flush(bus_);
    }

  private:
    static constexpr const char* name = "org.freedesktop.Notifications";
    static constexpr const char* path = "/org/freedesktop/Notifications";
    void turn() {
        while (sd_bus_process(bus_, nullptr) > 0) {}
        sd_bus_flush(bus_);
    }
    int notify(sd_bus_message* m, sd_bus_error* error) {
        if (refuses) return sd_bus_error_set(error, "org.test.Full", "there are too many already");
        const char *app = nullptr, *icon = nullptr, *title = nullptr, *body = nullptr, *key = nullptr, *label = nullptr;
        std::uint32_t replaces = 0;
        REQUIRE(sd_bus_message_read(m, "susss", &app, &replaces, &icon, &title, &body) >= 0);
        REQUIRE(sd_bus_message_enter_container(m, 'a', "s") >= 0);
        REQUIRE(sd_bus_message_read(m, "ss", &key, &label) >= 0);
        const auto id = static_cast<std::uint32_t>(40 + shown.size());
        shown.push_back({app, icon, title, body, key, id});
        return sd_bus_reply_method_return(m, "u", id);
    }
    runtime::EventLoop& loop_;
    sd_bus* bus_ = nullptr;
};

struct Desk {
    OwnSessionBus bus;
    runtime::SystemClock clock;
    std::unique_ptr<runtime::EventLoop> loop = std::move(*runtime::EventLoop::create(clock));
    int clicks = 0, changes = 0;
    DesktopNotifications notifications{*loop, {[this] { ++clicks; }, [this] { ++changes; }}};
};
Notification note(std::string title, std::string body) {
    Notification made;
    made.title = std::move(title);
    made.body = std::move(body);
    return made;
}
} // namespace

TEST_CASE("a notification reaches the desktop as text, whatever a plugin wrote, and a press on it comes back") {
    Desk desk;
    FakeDesktop desktop(*desk.loop);
    desk.notifications.show(note("Break", "<b>5 & 6</b>"), "Focus timer");
    desk.notifications.show(note("Saved", ""), "");
    REQUIRE(run_until(
        *desk.loop, [&] { return desktop.shown.size() == 2; }, 30'000));
    CHECK(desktop.shown[0].app == "Asista");
    CHECK(desktop.shown[0].icon == "ai.asista.Asista");
    CHECK(desktop.shown[0].title == "Focus timer: Break");
    CHECK(desktop.shown[0].body == "&lt;b&gt;5 &amp; 6&lt;/b&gt;");
    CHECK(desktop.shown[0].action == "default");
    CHECK(desktop.shown[1].title == "Saved");

    desktop.press(desktop.shown[1].id);
    REQUIRE(run_until(
        *desk.loop, [&] { return desk.clicks == 1; }, 30'000));
    // One of another program, and one that is gone: not ours.
    desktop.press(7);
    desktop.close(desktop.shown[0].id);
    desktop.press(desktop.shown[0].id);
    desktop.press(desktop.shown[1].id); // what comes behind those shows that they were looked at
    REQUIRE(run_until(
        *desk.loop, [&] { return desk.clicks >= 2; }, 30'000));
    CHECK(desk.clicks == 2);
    CHECK(desk.notifications.problem().empty());
}

TEST_CASE("a desktop that shows nothing is said in a sentence, and is asked again with the next one") {
    Desk desk;
    desk.notifications.show(note("Nobody there", ""), "");
    REQUIRE(run_until(
        *desk.loop, [&] { return desk.changes == 1; }, 30'000));
    CHECK(desk.notifications.problem().starts_with("The desktop shows no notifications ("));
    FakeDesktop desktop(*desk.loop);
    desktop.refuses = true;
    desk.notifications.show(note("Refused", ""), "");
    REQUIRE(run_until(
        *desk.loop, [&] { return desk.changes == 2; }, 30'000));
    CHECK(desk.notifications.problem() ==
          "The desktop shows no notifications (there are too many already); those in this window are not affected.");
    desktop.refuses = false;
    desk.notifications.show(note("Shown", ""), "");
    REQUIRE(run_until(
        *desk.loop, [&] { return desktop.shown.size() == 1; }, 30'000));
    CHECK(run_until(
        *desk.loop, [&] { return desk.notifications.problem().empty(); }, 30'000));
}

TEST_CASE("a bus that ends, or that there never was, takes nothing along") {
    Desk desk;
    {
        FakeDesktop desktop(*desk.loop);
        desk.notifications.show(note("One", ""), "");
        REQUIRE(run_until(
            *desk.loop, [&] { return desktop.shown.size() == 1; }, 30'000));
    }
    desk.bus.end();
    REQUIRE(run_until(
        *desk.loop, [&] { return !desk.notifications.problem().empty(); }, 30'000));
    desk.notifications.show(note("Two", ""), "");
    CHECK_FALSE(desk.notifications.problem().empty());
    ::unsetenv("DBUS_SESSION_BUS_ADDRESS");
    ::setenv("XDG_RUNTIME_DIR", "/nonexistent", 1);
    desk.notifications.show(note("Three", ""), "");
    CHECK(desk.notifications.problem().find("there is no session bus") != std::string::npos);
}
