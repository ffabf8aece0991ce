// Permissions from end to end: a page's calls and snapshots, the core thread, a real database in a profile, real plugin processes. What a
// person decided and what plugins did is there after the client was closed.
#include "core_client.hpp"
#include "world.hpp"

#include "store/database.hpp"

using namespace asista;
using namespace asista::test;
using calls::Grant;
using Answer = calls::PermissionsAnswer::Answer;

namespace {
constexpr const char* id = "test.trusted.actor";
constexpr const char* two_optional =
    R"("permissions": [{"id": "tasks:write", "required": false, "reason": "To add one."},
                       {"id": "network", "required": false, "reason": "Quotes.", "hosts": ["api.example.com"]}])";

struct Profile {
    TempDir dir;
    std::filesystem::path profile = dir / "profile", plugins = dir / "plugins";
    Profile() { std::filesystem::create_directories(profile); }
    // The one fixture without a panel: nobody draws here.
    void put(const std::string& version, const std::string& permissions) const {
        std::filesystem::create_directories(plugins / id);
        write_file_by_rename(plugins / id / "plugin.so", World::actor_library("panel=none version=" + version));
        write_file_by_rename(plugins / id / "manifest.json",
                             R"({"id": ")" + std::string(id) + R"(", "name": "Actor", "version": ")" + version +
                                 R"(", "description": "For tests.", "author": {"name": "Asista"}, "category": "automation", )" +
                                 permissions + "}");
    }
};

class Client : public CoreClient {
  public:
    explicit Client(const Profile& profile, bool may_ask = true) : CoreClient(profile.profile, profile.plugins, may_ask) {}

    // The actor adds a task; its answer may take as long as the person.
    void try_task(std::string& said) {
        calls().call<calls::PluginCallMethod>(
            {id, "try-task", "{}"}, [&said](const Result<calls::PluginCallMethod::Reply>& reply) {
                said = reply ? nlohmann::json::parse(reply->json).get<std::string>() : "failed: " + reply.error().message;
            });
    }
    bool runs(const std::string& version) {
        return until([&](const ui::Snapshot& now) {
            return !now.plugins.empty() && now.plugins[0].state == ui::PluginState::running && now.plugins[0].version == version;
        });
    }
};

using Outcome = calls::AuditEntry::Outcome;
} // namespace

TEST_CASE("questions, decisions, uses and the log reach the pages, and are there again after a restart") {
    Profile profile;
    profile.put("1.0.0", two_optional);
    {
        Client client(profile);
        REQUIRE(client.plugin().permissions.size() == 2);
        CHECK(client.plugin().permissions[1].hosts == std::vector<std::string>{"api.example.com"});
        CHECK(client.plugin().permissions[1].answered_at == 0);
        REQUIRE(client.install({"network"}));
        REQUIRE(client.runs("1.0.0"));
        CHECK(client.plugin().permissions[0].grant == Grant::ask);
        CHECK_FALSE(client.plugin().permissions[0].granted);
        CHECK(client.plugin().permissions[1].grant == Grant::granted);
        CHECK(client.plugin().permissions[1].granted);
        CHECK(client.plugin().permissions[1].answered_at > 0);

        std::string said;
        client.try_task(said);
        std::optional<ui::PermissionQuestion> question;
        REQUIRE(client.until([&](const ui::Snapshot& now) {
            if (!now.permission_questions.empty()) question = now.permission_questions[0];
            return question.has_value();
        }));
        CHECK(question->plugin == id);
        CHECK(question->plugin_name == "Actor");
        CHECK(question->permission.id == "tasks:write");
        CHECK(question->permission.reason == "To add one.");
        CHECK(said.empty());
        REQUIRE(client.call<calls::PermissionsAnswer>({question->id, Answer::allow}));
        CHECK(client.until([&](const ui::Snapshot& now) {
            return said == "ok" && now.permission_questions.empty() && now.tasks.size() == 1 &&
                   now.plugins[0].permissions[0].use_count == 1;
        }));
        REQUIRE(client.call<calls::PluginAllowHost>({id, "nas.home:5000", true}));
        const auto log = client.log();
        CHECK(has(log, "installed", "", Outcome::decided));
        CHECK(has(log, "granted", "network", Outcome::decided));
        CHECK(has(log, "started", "", Outcome::done));
        CHECK(has(log, "asked", "tasks:write", Outcome::done));
        CHECK(has(log, "granted", "tasks:write", Outcome::decided));
        CHECK(has(log, "tasks.add", "tasks:write", Outcome::done));
        CHECK(has(log, "host allowed", "nas.home:5000", Outcome::decided));
        CHECK(log[0].id > log.back().id);
        CHECK(log[0].version == "1.0.0");
    }
    Client client(profile);
    REQUIRE(client.runs("1.0.0"));
    const auto& view = client.plugin();
    CHECK(view.permissions[0].granted);
    CHECK(view.permissions[0].use_count == 1);
    CHECK(view.permissions[0].last_used_at > 0);
    CHECK(view.permissions[1].own_hosts == std::vector<std::string>{"nas.home:5000"});
    std::string said;
    client.try_task(said);
    CHECK(client.until([&](const ui::Snapshot&) { return said == "ok"; })); // nobody is asked twice
    CHECK(has(client.log(), "asked", "tasks:write", Outcome::done));
    const auto saved = client.call<calls::AuditExport>({(profile.dir / "log.jsonl").string()});
    REQUIRE_MESSAGE(saved, saved.error().message);
    CHECK(saved->entries >= 8);
    CHECK(read_file(profile.dir / "log.jsonl").find(R"("action":"host allowed","subject":"nas.home:5000","outcome":"decided")") !=
          std::string::npos);
    CHECK(client.call<calls::AuditExport>({(profile.dir / "log.jsonl").string()}).error().code == Errc::busy);
}

TEST_CASE("an update that asks for more is shown with what is new, waits, and waits again after a restart") {
    const std::string more = R"("permissions": [{"id": "tasks:write", "required": false}, "goals:read",
                                 {"id": "network", "required": false, "hosts": ["api.example.com", "*.example.org"]}])";
    const auto check_update = [](const ui::PluginView& view) {
        REQUIRE(view.update);
        CHECK(view.update->version == "2.0.0");
        REQUIRE(view.update->more.size() == 2);
        CHECK(view.update->more[0].id == "goals:read");
        CHECK(view.update->more[0].required);
        CHECK(view.update->more[1].id == "network");
        CHECK(view.update->more[1].hosts == std::vector<std::string>{"*.example.org"});
        CHECK_FALSE(view.update->more[1].granted);
    };
    Profile profile;
    profile.put("1.0.0", two_optional);
    std::string said; // outlives the client, which answers with "cancelled" when it ends
    {
        Client client(profile);
        REQUIRE(client.install({"network"}));
        REQUIRE(client.runs("1.0.0"));
        profile.put("2.0.0", more);
        REQUIRE(client.until([](const ui::Snapshot& now) { return now.plugins[0].update.has_value(); }));
        check_update(client.plugin());
        CHECK(client.plugin().state == ui::PluginState::running);
        CHECK(client.plugin().version == "1.0.0");
        client.try_task(said); // the version before works on: it asks
        CHECK(client.until([](const ui::Snapshot& now) { return !now.permission_questions.empty(); }));
    }
    Client client(profile); // with the question still open when it was closed
    REQUIRE(client.until([](const ui::Snapshot& now) { return now.plugins[0].state == ui::PluginState::refused; }));
    check_update(client.plugin());
    CHECK(client.plugin().reason.find("use the internet (*.example.org)") != std::string::npos);
    REQUIRE(client.call<calls::PermissionsSet>({id, "goals:read", Grant::granted}));
    CHECK(client.plugin().state == ui::PluginState::refused); // one of two
    REQUIRE(client.call<calls::PermissionsSet>({id, "network", Grant::granted, client.plugin().permissions[2].hosts}));
    CHECK(client.runs("2.0.0"));
    CHECK_FALSE(client.plugin().update);
}

TEST_CASE("a profile of the version before runs its plugins with what was granted then") {
    Profile profile;
    profile.put("1.0.0", two_optional);
    {
        auto old = store::Database::open(profile.profile / "asista.db", {.schema = store::migrations().first(3)});
        REQUIRE(old);
        REQUIRE(
            old->execute("INSERT INTO users(name, created_at) VALUES('Ada', 1);"
                         "INSERT INTO plugin_installations(user_id, plugin_id, version, permissions, installed_at, load_count) "
                         "VALUES(1, 'test.trusted.actor', '1.0.0', '[\"tasks:write\"]', 77, 3);"));
    }
    Client client(profile);
    REQUIRE(client.runs("1.0.0"));
    std::string said;
    client.try_task(said);
    CHECK(client.until([&](const ui::Snapshot&) { return said == "ok"; }));
    CHECK(client.plugin().permissions[0].answered_at == 77);
    CHECK(client.plugin().permissions[1].grant == Grant::ask);
}

TEST_CASE("without somebody to answer nobody is asked") {
    Profile profile;
    profile.put("1.0.0", two_optional);
    Client client(profile, false);
    REQUIRE(client.install({}));
    REQUIRE(client.runs("1.0.0"));
    std::string said;
    client.try_task(said);
    CHECK(client.until([&](const ui::Snapshot& now) {
        CHECK(now.permission_questions.empty());
        return !said.empty();
    }));
    CHECK(said.find("not granted") != std::string::npos);
    CHECK(client.until([](const ui::Snapshot& now) { return now.plugins[0].permissions[0].refused_count == 1; }));
}
