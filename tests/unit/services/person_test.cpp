// Notifications, preferences, users and activity.
#include "support.hpp"

#include <cstdlib>
#include <fstream>

using namespace asista;
using namespace asista::test;

namespace {
calls::NotificationsShow::Request note(const std::string& title) { return {title, "body", NotificationLevel::success, "heart"}; }
} // namespace

TEST_CASE("a notification comes back newest first, with who sent it") {
    Profile p;

    must(p.s.notifications.show(p.by_plugin, note("first"), now));
    const auto shown = must(p.s.notifications.show(p.by_ada, note("second"), now + 1));

    const auto recent = must(p.s.notifications.recent(p.ada, 10));
    REQUIRE(recent.size() == 2);
    CHECK(recent[0].id == shown.id);
    CHECK(recent[0].source == "asista");
    CHECK(recent[1].title == "first");
    CHECK(recent[1].source == "ai.asista.focus");
    CHECK(recent[1].body == "body");
    CHECK(recent[1].level == NotificationLevel::success);
    CHECK(recent[1].icon == "heart");
    CHECK_FALSE(recent[1].read);
    CHECK(must(p.s.notifications.recent(p.ada, 1)).size() == 1);
}

TEST_CASE("a plugin may show 30 notifications an hour, the person and other plugins any number") {
    Profile p;
    for (int i = 0; i < 30; ++i) must(p.s.notifications.show(p.by_plugin, note("x"), now + i));

    CHECK(error_of(p.s.notifications.show(p.by_plugin, note("x"), now + 30)).code == Errc::over_limit);
    CHECK(error_of(p.s.notifications.show(p.by_plugin, note("x"), now - 24 * hour)).code ==
          Errc::over_limit); // the clock was set back
    CHECK(p.count("notifications") == 30);
    CHECK(p.s.notifications.show({p.ada, "other"}, note("x"), now + 30));
    CHECK(p.s.notifications.show({p.bob, "ai.asista.focus"}, note("x"), now + 30));
    CHECK(p.s.notifications.show(p.by_ada, note("x"), now + 30));
    CHECK(p.s.notifications.show(p.by_plugin, note("x"), now + hour)); // the first has left the hour
    CHECK_FALSE(p.s.notifications.show(p.by_plugin, note("x"), now + hour));
}

TEST_CASE("a notification needs a title") {
    Profile p;

    CHECK(error_of(p.s.notifications.show(p.by_plugin, note(" "), now)).message == "a notification needs a title");
    CHECK(error_of(p.s.notifications.show(p.by_plugin, {"x", std::string(2001, 'x'), NotificationLevel::info, ""}, now)).code ==
          Errc::over_limit);
}

TEST_CASE("notifications are read one by one or all, and only one's own") {
    Profile p;
    const auto first = must(p.s.notifications.show(p.by_ada, note("1"), now)).id;
    must(p.s.notifications.show(p.by_ada, note("2"), now));
    must(p.s.notifications.show(p.by_ada, note("3"), now));

    CHECK(error_of(p.s.notifications.mark_read(p.bob, first)).code == Errc::not_found);
    must(p.s.notifications.mark_read(p.bob, 0));
    must(p.s.notifications.mark_read(p.ada, first));
    auto recent = must(p.s.notifications.recent(p.ada, 10));
    CHECK(recent[2].read);
    CHECK_FALSE(recent[1].read);
    must(p.s.notifications.mark_read(p.ada, 0));
    for (const auto& each : must(p.s.notifications.recent(p.ada, 10))) CHECK(each.read);
}

TEST_CASE("old notifications make room") {
    Profile p;
    must(p.s.db.transaction([&]() -> Result<void> {
        for (int i = 0; i < 1300; ++i) TRY(p.s.notifications.show(p.by_ada, note(std::to_string(i)), now + i));
        return {};
    }));

    CHECK(p.count("notifications") < Notifications::kept + 64);
    CHECK(must(p.s.notifications.recent(p.ada, 1)).at(0).title == "1299");
}

TEST_CASE("preferences are JSON by key, a user's own, and null is the default") {
    Profile p;
    using Values = std::map<std::string, std::string>;

    must(p.s.preferences.set(p.by_ada, {"theme", "\"dark\""}, now));
    must(p.s.preferences.set(p.by_ada, {"scale", "1.5"}, now));
    must(p.s.preferences.set(p.by_bob, {"theme", "\"light\""}, now));
    must(p.s.preferences.set(p.by_ada, {"scale", "2"}, now));

    CHECK(must(p.s.preferences.all(p.ada)) == Values{{"theme", "\"dark\""}, {"scale", "2"}});
    CHECK(must(p.s.preferences.all(p.bob)) == Values{{"theme", "\"light\""}});
    must(p.s.preferences.set(p.by_ada, {"scale", "null"}, now));
    CHECK(must(p.s.preferences.all(p.ada)) == Values{{"theme", "\"dark\""}});
    CHECK(error_of(p.s.preferences.set(p.by_ada, {"theme", "dark"}, now)).code == Errc::invalid);
    CHECK(error_of(p.s.preferences.set(p.by_ada, {"", "1"}, now)).code == Errc::invalid);
}

TEST_CASE("a damaged profile opens empty and tells where the old one is") {
    std::string folder = (std::filesystem::temp_directory_path() / "asista-services-XXXXXX").string();
    REQUIRE(mkdtemp(folder.data()) != nullptr);
    const std::filesystem::path file = std::filesystem::path(folder) / "asista.db";
    std::ofstream(file) << std::string(9000, 'x');

    auto services = must(Services::open({.database = file, .now = now, .user_name = "Ada", .catalogue = {}}));

    CHECK(contains(services->notice, "asista.db.damaged-20261122T094100Z"));
    CHECK(must(services->tasks.add({services->user.id, {}}, {"x", {}, Energy::m, {}, {}}, now)).id == 1);
    services.reset();
    std::filesystem::remove_all(folder);
}

TEST_CASE("the first user is made once") {
    Profile p;

    CHECK(must(p.s.users.first("Somebody else", now)).name == "Ada");
    CHECK(must(p.s.users.first("Somebody else", now)).id == p.ada);
    CHECK(error_of(p.s.users.add("", now)).message == "a user needs a name");
}

TEST_CASE("activity is remembered at once and written once a minute") {
    Profile p;
    const auto stored = [&] {
        auto row = must(p.s.db.prepare("SELECT last_activity_at FROM users WHERE id = 1"));
        REQUIRE(must(row.step()));
        return row.integer(0);
    };
    CHECK(must(p.s.activity.last(p.ada)) == 0);

    must(p.s.activity.touch(p.ada, now));
    must(p.s.activity.touch(p.ada, now + 59 * 1000));
    CHECK(must(p.s.activity.last(p.ada)) == now + 59 * 1000);
    CHECK(stored() == now);
    must(p.s.activity.touch(p.ada, now + minute));
    CHECK(stored() == now + minute);
    must(p.s.activity.touch(p.ada, now)); // the clock was set back
    CHECK(must(p.s.activity.last(p.ada)) == now + minute);
    must(p.s.activity.touch(p.ada, now + minute + 5));
    must(p.s.activity.flush());
    CHECK(stored() == now + minute + 5);
    CHECK(must(p.s.activity.last(p.bob)) == 0);
    CHECK(error_of(p.s.activity.last(UserId{99})).code == Errc::not_found);
}
