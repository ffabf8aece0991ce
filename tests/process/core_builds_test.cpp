// The way back to the build before, over the end of the client: with a real database and a real file.
#include "core_client.hpp"
#include "world.hpp"

using namespace asista;
using namespace asista::test;

namespace {
constexpr const char* id = "test.kept.actor";

struct Profile {
    TempDir dir;
    std::filesystem::path profile = dir / "profile", plugins = dir / "plugins";
    Profile() { std::filesystem::create_directories(profile); }
    // Without a panel: nobody draws here.
    void put(const std::string& version, const std::string& script) const {
        std::filesystem::create_directories(plugins / id);
        write_file_by_rename(plugins / id / "manifest.json",
                             R"({"id": ")" + std::string(id) +
                                 R"(", "name": "Actor", "version": "1.0.0", "description": "For tests.", )"
                                 R"("author": {"name": "Asista"}, "category": "automation"})");
        write_file_by_rename(plugins / id / "plugin.so", World::actor_library("panel=none version=" + version + " " + script));
    }
    std::filesystem::path kept() const { return profile / "builds" / (std::string(id) + "-1.so"); }
};

class Client : public CoreClient {
  public:
    explicit Client(const Profile& profile) : CoreClient(profile.profile, profile.plugins, false) {}
    nlohmann::json ask() {
        REQUIRE(until(
            [](const ui::Snapshot& now) { return !now.plugins.empty() && now.plugins[0].state == ui::PluginState::running; }));
        const auto reply = call<calls::PluginCallMethod>({id, "status", "{}"});
        REQUIRE_MESSAGE(reply, reply.error().message);
        return nlohmann::json::parse(reply->json);
    }
    bool goes_back() {
        return until([](const ui::Snapshot& now) {
            return !now.plugins.empty() && now.plugins[0].state == ui::PluginState::running &&
                   now.plugins[0].reload_note.find("The one before runs again") != std::string::npos;
        });
    }
};
} // namespace

TEST_CASE("a build that failed is not tried again after the client was closed, until its file changes" *
          doctest::skip(sanitized)) {
    Profile profile;
    profile.put("1", "");
    {
        Client client(profile);
        REQUIRE(client.install({}));
        CHECK(client.ask()["version"] == "1");
        REQUIRE(client.call<calls::PluginRunCommand>({id, "click"}));
        profile.put("2", "timer=crash");
        REQUIRE(client.goes_back());
        CHECK(client.ask()["version"] == "1");
        CHECK(client.ask()["clicks"] == 1);
    }
    REQUIRE(std::filesystem::exists(profile.kept()));
    SUBCASE("the one before runs in its place") {
        Client client(profile);
        REQUIRE(client.goes_back());
        CHECK(client.ask()["version"] == "1");
        CHECK(client.ask()["clicks"] == 1);
        profile.put("3", "");
        CHECK(client.until([](const ui::Snapshot& now) {
            return now.plugins[0].state == ui::PluginState::running && now.plugins[0].reload_note.empty();
        }));
        CHECK(client.ask()["version"] == "3");
    }
    SUBCASE("a file that somebody changed is not loaded; the new build is tried again") {
        write_file(profile.kept(), World::actor_library("panel=none version=evil"));
        Client client(profile);
        REQUIRE(client.until(
            [](const ui::Snapshot& now) { return !now.plugins.empty() && now.plugins[0].state == ui::PluginState::stopped; }));
        CHECK_FALSE(std::filesystem::exists(profile.kept()));
    }
    SUBCASE("removed with its data, it leaves no library behind") {
        Client client(profile);
        REQUIRE(client.goes_back());
        REQUIRE(client.call<calls::PluginUninstall>({id, false}));
        CHECK(client.until([&](const ui::Snapshot&) { return !std::filesystem::exists(profile.kept()); }));
    }
}
