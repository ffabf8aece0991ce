// An answer by a schema from end to end: a real server that takes its time, the gate, the broker, and a real plugin process that asks, is
// replaced or ends meanwhile.
#include "ai_server.hpp"
#include "core_client.hpp"
#include "teller_place.hpp"
#include "wire/calls/ai.hpp"
#include "wire/calls/services.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <vector>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = teller_id;

struct Place : TellerPlace {
    AiServer server;
    std::atomic<bool> left_alone = false; // by the one who asked the server
    Place() {
        fs::create_directories(dir / "home");
        ::setenv("HOME", (dir / "home").c_str(), 1);
        ::setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + (dir / "no-bus").string()).c_str(), 1); // no keyring
        ::unsetenv("XDG_RUNTIME_DIR");
    }
};

class Client : public Place, public CoreClient {
  public:
    Client()
        : CoreClient(dir / "profile", dir / "plugins", true, [](core::CoreConfig& config) {
              config.ai.retry.first = 2ms;
              config.ai.jitter = [] { return 0.0; };
          }) {
        REQUIRE(install({"ai:chat", "ai:analyze"}));
        REQUIRE(until([](const ui::Snapshot& now) { return now.plugins[0].state == ui::PluginState::running; }));
    }
    void take_permission_back() {
        calls::PluginSetGrants::Request request{id, {"ai:chat"}, {}};
        for (const auto& permission : plugin().permissions) request.shown.push_back({permission.id, permission.hosts});
        REQUIRE(call<calls::PluginSetGrants>(request));
    }
    void choose_provider() {
        const auto saved =
            call<calls::AiProviderSave>({{0, calls::AiProtocol::openai, "Llama", server.openai_base(), "small-1", false, false},
                                         std::string(AiServer::key),
                                         false});
        REQUIRE_MESSAGE(saved, saved.error().message);
        REQUIRE(call<calls::AiChoose>({id, saved->id, 0, 0, 0, {}, calls::AiPreview::never}));
    }
    // The server has the next question, says nothing until go(), and then this.
    void answer_later(const std::string& text) {
        server.next([this, text](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request));
            server.told();
            for (;;) { // until it is told to, or nobody listens
                if (may_answer) {
                    peer.send(AiServer::piece(request, text) + AiServer::whole(request, {.pieces = {}}));
                    return;
                }
                if (peer.closes_within(10ms)) break;
            }
            left_alone = true;
        });
    }
    json method(const std::string& name, const json& arguments = nullptr) {
        const auto reply = call<calls::PluginCallMethod>({id, name, arguments.dump()});
        REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().message));
        return json::parse(reply->json);
    }
    template <class Predicate> json told_when(Predicate is_so) {
        json now;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        do {
            now = method("told");
        } while (!is_so(now) && std::chrono::steady_clock::now() < end);
        REQUIRE_MESSAGE(is_so(now), now.dump());
        return now;
    }
    json ended() {
        return told_when([](const json& now) { return now["ends"] == 1; });
    }
    std::vector<calls::AiSent> ledger() {
        const auto reply = call<calls::AiLedger>({});
        REQUIRE(reply);
        return reply->entries;
    }
    std::atomic<bool> may_answer = false;
};
const json days{{"days", {"fine", "so so"}}};
} // namespace

TEST_CASE("a plugin has its data analysed: JSON that holds comes, and the ledger knows of it") {
    Client client;
    client.choose_provider();
    client.server.next(AiServer::Answer{.pieces = {"{\"mood\"", ": \"meh\"}"}});
    client.server.next(AiServer::Answer{.pieces = {"```json\n{\"mood\"", ": \"good\"}\n```"}});

    client.method("analyse", days);

    const auto told = client.ended();
    CHECK(told["found"] == json{{"mood", "good"}});
    CHECK(told["why"] == "");
    const auto entries = client.ledger();
    REQUIRE(entries.size() == 2); // the first answer did not hold
    CHECK(entries[0].plugin == id);
    CHECK(has(client.log(), "ai.analyze", "ai:analyze", calls::AuditEntry::Outcome::done));
}

TEST_CASE("without a provider a plugin learns at once that there is nobody to analyse") {
    Client client;
    client.method("analyse", days);
    const auto told = client.ended();
    CHECK(told["found"].is_null());
    CHECK(told["why"] == "the offline coach answers in words alone; choose a provider under Settings, Coach");
}

TEST_CASE("talking to the coach is no permission to analyse") {
    Client client;
    client.choose_provider();
    client.take_permission_back();
    client.method("analyse", days);
    CHECK(client.ended()["why"].get<std::string>().find("ai:analyze") != std::string::npos);
    CHECK(client.server.http().connections() == 0);
}

TEST_CASE("an analysis goes on in the new build that takes over, as one and the same question") {
    Client client;
    client.choose_provider();
    client.answer_later(R"({"mood":"bad"})");
    client.method("analyse", days);
    REQUIRE(client.server.until_told());

    client.put_build("2", true);
    client.told_when([](const json& now) { return now["build"] == "2"; });
    CHECK_FALSE(client.left_alone);
    client.may_answer = true;

    const auto told = client.ended();
    CHECK(told["build"] == "2");
    CHECK(told["found"] == json{{"mood", "bad"}});
    CHECK(client.server.http().connections() == 1);
}

TEST_CASE("an analysis is stopped at the server by its plugin, its end, and a build that does not want it") {
    Client client;
    client.choose_provider();
    client.answer_later(R"({"mood":"bad"})");
    client.method("analyse", days);
    REQUIRE(client.server.until_told());
    SUBCASE("by itself") {
        client.method("stop");
        CHECK(client.ended()["why"] == "cancelled");
    }
    SUBCASE("it is switched off") { REQUIRE(client.call<calls::PluginSetEnabled>({id, false})); }
    SUBCASE("the permission is taken back") {
        client.take_permission_back();
        CHECK(client.ended()["why"] == "a permission it was begun under was taken back");
    }
    SUBCASE("another build") {
        client.put_build("2", false);
        CHECK(client.told_when([](const json& now) { return now["build"] == "2"; })["found"].is_null());
    }

    CHECK(client.until([&](const auto&) { return client.left_alone.load(); }));
    std::vector<calls::AiSent> entries;
    CHECK(client.until([&](const auto&) {
        entries = client.ledger();
        return entries.size() == 1 && entries[0].state == calls::AiSentState::stopped;
    }));
    CHECK(client.server.http().connections() == 1);
}
