// What the developer page looks into, from end to end: calls of the page, the core thread, a real plugin process and its storage.
#include "core_client.hpp"
#include "world.hpp"
#include "wire/calls/inspect.hpp"

using namespace asista;
using namespace asista::test;
using Outcome = calls::AuditEntry::Outcome;

namespace {
constexpr const char* id = "test.watched.actor";

struct Profile {
    TempDir dir;
    std::filesystem::path profile = dir / "profile", plugins = dir / "plugins";
    Profile() {
        std::filesystem::create_directories(profile);
        std::filesystem::create_directories(plugins / id);
        write_file_by_rename(plugins / id / "plugin.so", World::actor_library("panel=none version=1.0.0"));
        write_file_by_rename(plugins / id / "manifest.json",
                             R"({"id": ")" + std::string(id) +
                                 R"(", "name": "Actor", "version": "1.0.0", "description": "For tests.", )"
                                 R"("author": {"name": "Asista"}, "category": "automation", "permissions": []})");
    }
};
} // namespace

TEST_CASE("what is published reaches the developer page while it is open, with author and receivers, and else nothing is kept") {
    Profile profile;
    CoreClient client(profile.profile, profile.plugins, false);
    REQUIRE(client.install({}));
    REQUIRE(client.until([](const ui::Snapshot& now) { return now.plugins[0].state == ui::PluginState::running; }));
    REQUIRE(client.call<calls::EventsPublish>({"test.other.plugin/said", "1"}));

    client.core().watch_usage(true);
    REQUIRE(client.call<calls::EventsPublish>({"test.other.plugin/said", "{\"minutes\": 25}"}));
    REQUIRE(client.call<calls::EventsPublish>({"test.watched.actor/other", "2"}));

    std::vector<ui::EventView> events;
    REQUIRE(client.until([&](const ui::Snapshot& now) {
        events = now.sent_events;
        return events.size() >= 2;
    }));
    REQUIRE(events.size() == 2);
    CHECK(events[0].author == "user");
    CHECK(events[0].name == "test.other.plugin/said");
    CHECK(events[0].json == "{\"minutes\": 25}");
    CHECK(events[0].receivers == std::vector<std::string>{id});
    CHECK(events[0].at > 0);
    CHECK(events[1].receivers.empty());

    client.core().watch_usage(false);
    REQUIRE(client.call<calls::EventsPublish>({"test.other.plugin/said", "3"}));
    REQUIRE(client.call<calls::PreferencesSet>({"theme", "\"dark\""})); // whose snapshot comes after
    REQUIRE(client.until([](const ui::Snapshot& now) {
        const auto theme = now.preferences.find("theme");
        return theme != now.preferences.end() && theme->second == "\"dark\"";
    }));
    CHECK(client.core().snapshot()->sent_events.empty());
}

TEST_CASE("a value that the person changes is the plugin's, counts for its quota, and is in the audit log") {
    Profile profile;
    CoreClient client(profile.profile, profile.plugins, false);
    CHECK(client.call<calls::StorageBrowse>({id, ""}).error().code == Errc::not_found); // not installed yet
    REQUIRE(client.install({}));

    REQUIRE(client.call<calls::StorageEdit>({id, "streak", "{\"days\": 8}"}));

    const auto list = client.call<calls::StorageBrowse>({id, ""});
    REQUIRE(list);
    REQUIRE(list->values.size() == 1);
    CHECK(list->values[0].key == "streak");
    CHECK(list->values[0].bytes == 11);
    CHECK(list->used_bytes == 17);
    CHECK(client.call<calls::StoragePeek>({id, "streak"})->json == "{\"days\": 8}");
    CHECK(client.until([](const ui::Snapshot& now) { return now.plugins[0].storage_bytes == 17; }));
    CHECK(client.call<calls::StorageEdit>({id, "streak", "{"}).error().code == Errc::invalid);
    REQUIRE(client.call<calls::StorageErase>({id, "streak"}));
    CHECK(client.call<calls::StoragePeek>({id, "streak"}).error().code == Errc::not_found);
    const auto log = client.log();
    CHECK(has(log, "storage edited", "streak", Outcome::decided));
    CHECK(has(log, "storage erased", "streak", Outcome::decided));
}
