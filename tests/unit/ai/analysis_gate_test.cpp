// Analyses as a plugin has them asked: chats, the gate, a real database, and a real server of both protocols.
#include "rig.hpp"
#include "script_provider.hpp"
#include "services/ai/chat.hpp"
#include "services/ai/gateway.hpp"
#include "services/ai/offline_coach.hpp"
#include "services/services.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using calls::AiProtocol;
using calls::AiSentState;
using nlohmann::json;

namespace {
constexpr const char* plugin_id = "ai.asista.journal";
constexpr const char* schema = R"({"type":"object","required":["mood"],"properties":{"mood":{"enum":["good","bad"]}}})";

class Desk {
  public:
    AiServer server;
    std::unique_ptr<services::Services> services;
    std::unique_ptr<ai::Gateway> gateway;
    std::unique_ptr<ai::Chat> chat;
    struct Heard {
        std::vector<std::string> chunks;
        std::optional<calls::AiDone::Request> done;
    };
    std::map<ai::StreamId, Heard> heard;
    ai::ChatOwner owner;

    explicit Desk(std::optional<AiProtocol> protocol, std::uint64_t month_tokens = 0) {
        constexpr InstantMs november = 1'795'000'000'000; // 2026-11-18
        auto opened = services::Services::open({.database = ":memory:", .now = november, .catalogue = {}});
        REQUIRE_MESSAGE(opened, opened.error().message);
        services = std::move(*opened);
        owner = {{services->user.id, plugin_id}, InstanceId{7}, {true, false, false, false}};
        ai::Gateway::Parts parts{
            services->db, services->user.id, [] { return november; }, [] { return 0; }, [] { return ai::Prices(); }, {}, [] {}};
        parts.read_key = [](const std::string&, const ai::Gateway::KeyRead& read) {
            read(std::optional(std::string(AiServer::key)));
        };
        auto made = ai::Gateway::make(std::move(parts));
        REQUIRE_MESSAGE(made, made.error().message);
        gateway = std::move(*made);
        chat = std::make_unique<ai::Chat>(
            std::make_unique<ai::OfflineCoach>(0ms), posted_.post(),
            ai::Chat::Deliver{[this](const auto&, const auto& chunk) { heard[chunk.stream].chunks.push_back(chunk.text); },
                              [this](const auto&, const auto& done) { heard[done.stream].done = done; }});
        chat->use(*gateway, [] { return std::make_unique<ai::HostedProvider>(HostedRig::quick()); });
        if (protocol) choose(*protocol, month_tokens);
    }
    ai::StreamId start(const std::string& key = {}) {
        const auto stream = chat->analyze(owner, {"How was the week?", R"({"days": ["fine", "so so"]})", schema, 512, key});
        REQUIRE_MESSAGE(stream, stream.error().message);
        return *stream;
    }
    const Heard& answer() { return end_of(start()); }
    const Heard& end_of(ai::StreamId stream) {
        REQUIRE(until([&] { return heard[stream].done.has_value(); }));
        return heard[stream];
    }
    bool until(const std::function<bool()>& done) { return posted_.run_until(done); }
    std::vector<calls::AiSent> sent() {
        const auto reply = gateway->ledger().list(services->user.id, {});
        REQUIRE(reply);
        return reply->entries;
    }
    void say(const std::string& text, std::string stop = {}) {
        server.next(
            AiServer::Answer{.pieces = {text.substr(0, text.size() / 2), text.substr(text.size() / 2)}, .stop = std::move(stop)});
    }

  private:
    void choose(AiProtocol protocol, std::uint64_t month_tokens) {
        const auto saved = gateway->providers().save(services->user.id, provider_at(server, protocol));
        REQUIRE_MESSAGE(saved, saved.error().message);
        REQUIRE(gateway->providers().choose(services->user.id, {plugin_id, saved->id, month_tokens, 0, calls::AiPreview::never}));
        gateway->look_again();
    }
    PostedWork posted_;
};
Errc code_of(const Desk::Heard& heard) { return static_cast<Errc>(heard.done->status); }
constexpr std::array both{AiProtocol::anthropic, AiProtocol::openai};
} // namespace

TEST_CASE("an analysis is answered once, with JSON that holds, by either protocol, and is in the ledger") {
    for (const auto protocol : both) {
        Desk desk(protocol);
        if (protocol == AiProtocol::anthropic) // as the call of a tool, which is how it follows a schema
            desk.server.next(AiServer::Answer{.pieces = {}, .calls = {{"call_1", "answer", {{"mood", "good"}}}}});
        else
            desk.say(R"({ "mood": "good" })");

        const auto& heard = desk.answer();

        CHECK(heard.done->message == "");
        CHECK(heard.done->provider == "Claude");
        CHECK(heard.chunks == std::vector<std::string>{R"({"mood":"good"})"});
        const auto body = desk.server.body(0);
        const auto& form = protocol == AiProtocol::anthropic ? body["tools"][0]["input_schema"]
                                                             : body["response_format"]["json_schema"]["schema"];
        CHECK(form == json::parse(schema));
        CHECK(contains(body.dump(), "How was the week?"));
        CHECK(body["messages"].dump().find(R"(<data>\n{\"days\":[\"fine\",\"so so\"]}\n</data>)") != std::string::npos);
        REQUIRE(desk.sent().size() == 1);
        CHECK(desk.sent()[0].plugin == plugin_id);
        CHECK(desk.sent()[0].state == AiSentState::done);
        CHECK(desk.chat->under_way() == 0);
    }
}

TEST_CASE("an answer that does not hold is asked for once more with what was wrong, and both are in the ledger") {
    for (const auto protocol : both) {
        Desk desk(protocol);
        desk.say("Let me see. {\"mood\": \"meh\"}");
        desk.say("```json\n{\"mood\": \"bad\"}\n```");

        const auto& heard = desk.answer();

        CHECK(heard.done->message == "");
        CHECK(heard.chunks == std::vector<std::string>{R"({"mood":"bad"})"});
        const auto again = desk.server.body(1)["messages"].dump();
        CHECK(contains(again, "Let me see."));
        CHECK(contains(again, R"(at /mood: it is \"meh\")"));
        CHECK(desk.sent().size() == 2);
    }
}

TEST_CASE("two answers that do not hold end it, with the place") {
    Desk desk(AiProtocol::openai);
    desk.say(R"({"mood":"meh"})");
    desk.say(R"({"mood":5})");

    const auto& heard = desk.answer();

    CHECK(code_of(heard) == Errc::invalid);
    CHECK(heard.done->message ==
          "the answer does not hold to the schema: at /mood: it is 5; one of [\"good\",\"bad\"] is wanted; it was asked again, "
          "since the "
          "first answer did not hold to the schema: at /mood: it is \"meh\"; one of [\"good\",\"bad\"] is wanted");
    CHECK(heard.chunks.empty());
    CHECK(desk.server.http().connections() == 2);
    CHECK(desk.sent().size() == 2);
}

TEST_CASE("the second question meets the same limits as the first") {
    Desk desk(AiProtocol::openai, 700);
    // What was used by the first leaves no room for another.
    desk.server.next(AiServer::Answer{.pieces = {R"({"mood":"meh"})"}, .input_tokens = 600, .output_tokens = 90});

    const auto& heard = desk.answer();

    CHECK(code_of(heard) == Errc::over_limit);
    CHECK(contains(heard.done->message, "has no room left in its 700 tokens"));
    CHECK(contains(heard.done->message, "the first answer did not hold to the schema: at /mood"));
    CHECK(desk.server.http().connections() == 1);
}

TEST_CASE("neither a refusal nor an answer that was cut off is asked for again") {
    for (const auto protocol : both) {
        Desk desk(protocol);
        desk.say("{\"mood\": \"go", "max_tokens");
        const auto& cut = desk.answer();
        CHECK(code_of(cut) == Errc::over_limit);
        CHECK(cut.done->message == "the answer was cut off before its end; allow it more tokens, or ask for less");
        desk.say("I would rather not.", "refusal");
        CHECK(code_of(desk.answer()) == Errc::denied);
        desk.server.refuse(400, "invalid_request_error", "no");
        CHECK(desk.answer().done->status != 0);
        CHECK(desk.server.http().connections() == 3);
    }
}

TEST_CASE("the offline coach cannot analyse, and says what to do") {
    Desk desk(std::nullopt);
    const auto& heard = desk.answer();
    CHECK(code_of(heard) == Errc::unavailable);
    CHECK(heard.done->message == "the offline coach answers in words alone; choose a provider under Settings, Coach");
    CHECK(heard.chunks.empty());
    CHECK(desk.sent().empty());
}

TEST_CASE("a stopped analysis is stopped at the server, once it is asked for again as well") {
    for (const bool second : {false, true}) {
        Desk desk(AiProtocol::openai);
        if (second) desk.say(R"({"mood":"meh"})");
        desk.server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request));
            desk.server.told();
            peer.closes_within(60s);
        });
        const auto stream = desk.start();
        const std::size_t requests = second ? 2 : 1;
        REQUIRE(desk.until([&] { return desk.sent().size() == requests; }));
        REQUIRE(desk.server.until_told());

        CHECK(desk.chat->cancel(desk.owner, stream));

        CHECK(code_of(desk.end_of(stream)) == Errc::cancelled);
        CHECK(desk.sent()[0].state == AiSentState::stopped);
        CHECK(desk.server.http().connections() == static_cast<int>(requests));
        CHECK(desk.heard[stream].chunks.empty());
    }
}

TEST_CASE("an analysis with a key goes on in the next build, and comes there whole") {
    Desk desk(AiProtocol::anthropic);
    desk.server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.send(AiServer::head());
        if (desk.server.wait()) peer.send(AiServer::whole(request, {.pieces = {R"({"mood":)", R"("good"})"}}));
    });
    auto next = desk.owner;
    next.instance = InstanceId{8};
    const auto stream = desk.start("week");
    CHECK(desk.chat->analyze(desk.owner, {"x", "", schema, 10, "week"}).error().code == Errc::busy);
    desk.chat->succeed(desk.owner.instance, next.instance);
    desk.chat->forget(desk.owner.instance);
    CHECK(desk.chat->resume(next, "week", 0).error().code == Errc::not_found); // it is no chat
    const auto take = [&] {
        const auto resumed = desk.chat->resume_analysis(next, "week");
        REQUIRE_MESSAGE(resumed, resumed.error().message);
        CHECK(*resumed == stream);
    };
    SUBCASE("while it is under way") {
        take();
        desk.server.go();
    }
    SUBCASE("after its end") {
        desk.server.go();
        REQUIRE(desk.until([&] { return desk.chat->under_way() == 0; }));
        CHECK(desk.heard[stream].chunks.empty());
        take();
    }

    CHECK(desk.end_of(stream).chunks == std::vector<std::string>{R"({"mood":"good"})"});
    CHECK(desk.heard[stream].done->status == 0);
    CHECK(desk.chat->resume_analysis(next, "week").error().code == Errc::not_found); // once
}

TEST_CASE("a permission taken back stops what was asked under it: analyses, chats, or both with the data's") {
    Desk desk(AiProtocol::openai);
    for (int i = 0; i < 2; ++i)
        desk.server.next([](const HttpServer::Request&, const HttpServer::Peer& peer) {
            peer.send(AiServer::head());
            peer.closes_within(60s);
        });
    const auto chat = desk.chat->start(desk.owner, {{{calls::AiMessage::Role::user, "x"}}, 64}, {}, 1);
    REQUIRE(chat);
    const auto analysis = desk.start();
    desk.chat->revoke(desk.owner.instance, {Permission::voice_commands});
    CHECK(desk.chat->under_way() == 2);
    desk.chat->revoke(desk.owner.instance, {Permission::ai_analyze});
    CHECK(code_of(desk.end_of(analysis)) == Errc::denied);
    CHECK(desk.chat->under_way() == 1);
    desk.chat->revoke(desk.owner.instance, {Permission::tasks_read});
    CHECK(code_of(desk.end_of(*chat)) == Errc::denied);
}
