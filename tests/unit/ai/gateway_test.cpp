// Who answers whom, for how much, and what the ledger says of it: chats, the gate, a real database and a real server.
#include "rig.hpp"
#include "script_provider.hpp"
#include "services/ai/chat.hpp"
#include "services/ai/gateway.hpp"
#include "services/ai/offline_coach.hpp"
#include "services/services.hpp"
#include "temp_dir.hpp"

#include <cstdlib>
#include <sstream>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using calls::AiProtocol;
using calls::AiSentState;

namespace {

constexpr InstantMs november = 1'795'000'000'000; // 2026-11-18
constexpr const char* plugin_id = "ai.asista.motivation";

class Desk {
  public:
    AiServer server;
    std::unique_ptr<services::Services> services;
    std::map<std::string, std::string> keys;
    std::optional<Error> keyring_trouble;
    InstantMs now = november;
    bool may_ask = true;
    std::unique_ptr<ai::Gateway> gateway;
    std::unique_ptr<ai::Chat> chat;
    struct Heard {
        std::string text;
        std::optional<calls::AiDone::Request> done;
    };
    std::map<ai::StreamId, Heard> heard;

    Desk() {
        auto opened = services::Services::open({.database = ":memory:", .now = now, .catalogue = {}});
        REQUIRE_MESSAGE(opened, opened.error().message);
        services = std::move(*opened);
        open();
    }
    void open() {
        auto prices = ai::Prices::read(R"({"as_of":"2026-11-01","currency":"USD","models":[
            {"host":"127.0.0.1","model":"small-1","input":3,"output":15}]})");
        REQUIRE_MESSAGE(prices, prices.error().message);
        ai::Gateway::Parts parts{services->db,
                                 services->user.id,
                                 [this] { return now; },
                                 [] { return 3600; },
                                 [known = *prices] { return known; },
                                 {},
                                 [] {},
                                 may_ask};
        parts.read_key = [this](const std::string& name, const ai::Gateway::KeyRead& read) {
            if (keyring_trouble) return read(fail(*keyring_trouble));
            const auto found = keys.find(name);
            read(found == keys.end() ? std::nullopt : std::optional(found->second));
        };
        auto made = ai::Gateway::make(std::move(parts));
        REQUIRE_MESSAGE(made, made.error().message);
        chat.reset();
        gateway = std::move(*made);
        chat = std::make_unique<ai::Chat>(
            std::make_unique<ai::OfflineCoach>(0ms), posted_.post(),
            ai::Chat::Deliver{[this](const auto&, const auto& chunk) { heard[chunk.stream].text += chunk.text; },
                              [this](const auto&, const auto& done) { heard[done.stream].done = done; }});
        chat->use(*gateway, [] { return std::make_unique<ai::HostedProvider>(HostedRig::quick()); });
    }
    std::int64_t add(AiProtocol protocol = AiProtocol::anthropic) {
        const auto saved = gateway->providers().save(services->user.id, provider_at(server, protocol));
        REQUIRE_MESSAGE(saved, saved.error().message);
        keys[ai::key_name(saved->id)] = AiServer::key;
        return saved->id;
    }
    void choose(const std::string& plugin, std::int64_t provider, std::uint64_t tokens = 0, std::uint64_t cents = 0) {
        choose({plugin, provider, tokens, cents, calls::AiPreview::never});
    }
    void choose(const ai::Choice& choice) {
        REQUIRE(gateway->providers().choose(services->user.id, choice));
        gateway->look_again();
    }
    // A text is to be seen: the one of this stream.
    const ai::Preview& shown(ai::StreamId stream) const {
        for (const auto* preview : gateway->previews())
            if (preview->stream == stream) return *preview;
        FAIL("nothing waits to be seen");
        std::abort();
    }
    std::string end_of(ai::StreamId stream) {
        until([&] { return heard[stream].done.has_value(); });
        return heard[stream].done->message;
    }
    ai::ChatOwner owner(const std::string& plugin = {}) const {
        return {{services->user.id, plugin}, plugin.empty() ? InstanceId{0} : InstanceId{7}, {true, false, false, false}};
    }
    ai::StreamId start(const std::string& plugin = {}, std::uint32_t max_tokens = 512) {
        const auto stream =
            chat->start(owner(plugin), {{{calls::AiMessage::Role::user, "How are my tasks?"}}, max_tokens}, {}, 1);
        REQUIRE_MESSAGE(stream, stream.error().message);
        return *stream;
    }
    void until(const std::function<bool()>& done) { REQUIRE(posted_.run_until(done)); }
    const Heard& answer(const std::string& plugin = {}, std::uint32_t max_tokens = 512) {
        const auto stream = start(plugin, max_tokens);
        until([&] { return heard[stream].done.has_value(); });
        return heard[stream];
    }
    std::vector<calls::AiSent> sent() {
        const auto reply = gateway->ledger().list(services->user.id, {});
        REQUIRE(reply);
        return reply->entries;
    }
    ai::Spent spent(const std::string& plugin = {}) {
        const auto all = gateway->ledger().spent(services->user.id, plugin, now, 3600);
        REQUIRE(all);
        return *all;
    }

  private:
    PostedWork posted_;
};
} // namespace

TEST_CASE("until somebody is chosen nothing leaves, and the ledger is empty") {
    Desk desk;
    desk.add();
    CHECK(desk.answer().done->provider == "offline coach");
    CHECK(desk.answer(plugin_id).done->provider == "offline coach");
    CHECK(desk.server.http().connections() == 0);
    CHECK(desk.sent().empty());
    CHECK_FALSE(desk.chat->online());
}

TEST_CASE("a choice is for one alone: the coach's is not a plugin's") {
    Desk desk;
    desk.choose("", desk.add());
    CHECK(desk.chat->online());
    CHECK(desk.chat->provider_name() == "Claude");
    CHECK(desk.answer().done->provider == "Claude");
    CHECK(desk.answer(plugin_id).done->provider == "offline coach");
    desk.choose(plugin_id, desk.add(AiProtocol::openai));
    CHECK(desk.answer(plugin_id).text == "Two of your three tasks are done.");
    CHECK(desk.server.http().connections() == 2);
}

TEST_CASE("the ledger has each request with who, whom, what, how much and what for") {
    Desk desk;
    desk.choose(plugin_id, desk.add(AiProtocol::openai));
    desk.answer(plugin_id);
    REQUIRE(desk.sent().size() == 1);
    const auto entry = desk.sent()[0];
    CHECK(entry.at == november);
    CHECK(entry.plugin == plugin_id);
    CHECK(entry.provider == "Claude");
    CHECK(entry.host == "127.0.0.1");
    CHECK(entry.model == "small-1");
    CHECK(entry.fields == std::vector<std::string>{"what it wrote; it may read tasks"});
    CHECK(entry.input_tokens == 21);
    CHECK(entry.output_tokens == 8);
    CHECK(entry.cost == 0.0); // on this computer
    CHECK(entry.state == AiSentState::done);
    const auto text = desk.gateway->ledger().text(desk.services->user.id, entry.id);
    REQUIRE(text);
    CHECK(text->sent == "You:\nHow are my tasks?\n");
    CHECK(text->received == "Two of your three tasks are done.");
}

TEST_CASE("a failure and a stop are in the ledger as what they were") {
    Desk desk;
    desk.choose("", desk.add());
    desk.keys.begin()->second = "sk-wrong-000000";
    CHECK(contains(desk.answer().done->message, "does not accept the key"));
    CHECK(desk.sent()[0].state == AiSentState::failed);
    CHECK(contains(desk.sent()[0].problem, "does not accept the key"));
    CHECK(desk.spent().tokens == 0);

    desk.keys.begin()->second = AiServer::key;
    desk.gateway->look_again();
    desk.server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "half of it"));
        peer.closes_within(60s);
    });
    const auto stream = desk.start();
    desk.until([&] { return desk.heard[stream].text == "half of it"; });
    REQUIRE(desk.chat->cancel(desk.owner(), stream));
    desk.until([&] { return desk.heard[stream].done.has_value(); });
    CHECK(desk.sent()[0].state == AiSentState::stopped);
    CHECK_FALSE(desk.sent()[0].output_tokens);
    CHECK(desk.spent().tokens > 0); // estimated
}

TEST_CASE("a request that its client did not live to see the end of is closed at the next start") {
    Desk desk;
    desk.choose("", desk.add());
    desk.server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "half"));
        peer.closes_within(60s);
    });
    const auto stream = desk.start();
    desk.until([&] { return desk.heard[stream].text == "half"; });
    CHECK(desk.sent()[0].state == AiSentState::under_way);
    desk.open();
    CHECK(desk.sent()[0].state == AiSentState::stopped);
    CHECK(desk.sent()[0].problem == "Asista ended before the answer did");
}

TEST_CASE("the month's tokens are a limit that nothing passes, and a new month a new one") {
    Desk desk;
    desk.choose(plugin_id, desk.add(), 60);
    CHECK(desk.answer(plugin_id).done->status == 0);
    CHECK(desk.server.body(0)["max_tokens"] == 55); // what is left beside the question
    CHECK(desk.spent(plugin_id).tokens == 29);
    desk.answer(plugin_id);
    const auto& refused = desk.answer(plugin_id);
    CHECK(refused.done->status == static_cast<std::int32_t>(Errc::over_limit));
    CHECK(contains(refused.done->message, "the plugin ai.asista.motivation has no room left in its 60 tokens of this month"));
    CHECK(desk.server.http().connections() == 2);
    CHECK(desk.sent().size() == 2);
    desk.now += InstantMs{14} * 24 * 3'600'000; // 2 December
    CHECK(desk.answer(plugin_id).done->status == 0);
    CHECK(desk.spent(plugin_id).tokens == 29);
}

TEST_CASE("prices: known, unknown, and of one's own computer") {
    const auto prices = ai::Prices::read(R"({"as_of":"2026-11-01","currency":"USD","models":[
        {"host":"api.example.com","model":"big-*","input":3,"output":15},{"host":"api.example.com","model":"tiny","input":0.1,"output":0.4}]})");
    REQUIRE_MESSAGE(prices, prices.error().message);
    CHECK(prices->micros("api.example.com", "big-4", false, 1000, 100) == 4500);
    CHECK(prices->micros("api.example.com", "tiny", false, 15, 0) == 2);
    CHECK_FALSE(prices->micros("api.example.com", "tiny-2", false, 15, 0));
    CHECK_FALSE(prices->micros("other.example.com", "big-4", false, 15, 0));
    CHECK(prices->micros("other.example.com", "big-4", true, 15, 0) == 0);
    for (const char* bad :
         {"", "{}", R"({"as_of":"x","currency":"USD","models":[{"host":"a","model":"b","input":-1,"output":0}]})"})
        CHECK_FALSE(ai::Prices::read(bad));
}

TEST_CASE("the prices that come with the client can be read") {
    const auto text = services::read_text_file(ASISTA_TEST_ASSETS "/ai-prices.json");
    REQUIRE(text);
    const auto prices = ai::Prices::read(*text);
    REQUIRE_MESSAGE(prices, prices.error().message);
    CHECK(prices->micros("api.anthropic.com", "claude-haiku-4-5", false, 1'000'000, 0) == 1'000'000);
}

TEST_CASE("a key that cannot be read stops the request with its reason, and nothing is written down as sent") {
    Desk desk;
    desk.choose("", desk.add());
    desk.keyring_trouble = Error{Errc::denied, "the keyring is locked"};
    CHECK(desk.answer().done->message == "the key of Claude could not be read: the keyring is locked");
    desk.keyring_trouble.reset();
    desk.keys.clear();
    CHECK(contains(desk.answer().done->message, "put it in again under Settings, Coach"));
    CHECK(desk.sent().empty());
    CHECK(desk.server.http().connections() == 0);
}

TEST_CASE("what cannot be written down is not sent, and an end that cannot be is made up for at the next start") {
    Desk desk;
    desk.choose("", desk.add());
    const auto fill = [&](bool full) {
        auto limit = desk.services->db.prepare(full ? "PRAGMA max_page_count = 1" : "PRAGMA max_page_count = 1000000");
        REQUIRE(limit);
        REQUIRE(limit->step());
    };
    fill(true);
    const auto stream = desk.chat->start(desk.owner(), {{{calls::AiMessage::Role::user, std::string(60'000, 'x')}}, 64}, {}, 1);
    REQUIRE(stream);
    desk.until([&] { return desk.heard[*stream].done.has_value(); });
    CHECK(desk.heard[*stream].done->status == static_cast<std::int32_t>(Errc::over_limit));
    CHECK(contains(desk.heard[*stream].done->message, "nothing was sent, since it could not be written down first: "));
    CHECK(desk.server.http().connections() == 0);
    CHECK(desk.sent().empty());

    fill(false);
    desk.server.next({.pieces = {std::string(60'000, 'y')}});
    const auto long_one = desk.start();
    desk.until([&] { return !desk.heard[long_one].text.empty(); });
    fill(true);
    desk.until([&] { return desk.heard[long_one].done.has_value(); });
    CHECK(desk.heard[long_one].text.size() == 60'000); // the answer is the person's all the same
    CHECK(desk.sent()[0].state == AiSentState::under_way);
    fill(false);
    desk.open();
    CHECK(desk.sent()[0].state == AiSentState::stopped);
}

TEST_CASE("the first text of a plugin is seen before it leaves, once for each address") {
    Desk desk;
    const auto provider = desk.add(AiProtocol::openai);
    desk.choose({.plugin = std::string(plugin_id), .provider = provider}); // as it is until the person says otherwise
    desk.server.next({.pieces = {"Fine."}});
    const auto first = desk.start(plugin_id), second = desk.start(plugin_id);
    REQUIRE(desk.gateway->previews().size() == 2);
    const auto& preview = desk.shown(first);
    CHECK(preview.outgoing.plugin == plugin_id);
    CHECK(preview.outgoing.provider == "Claude");
    CHECK(preview.outgoing.host == "127.0.0.1");
    CHECK(contains(*preview.text, "How are my tasks?"));
    CHECK(desk.server.http().connections() == 0);
    CHECK(desk.sent().empty());

    REQUIRE(desk.gateway->answer_preview(first, true)); // and with it what the same plugin asked for meanwhile
    CHECK(desk.end_of(first) == "");
    CHECK(desk.end_of(second) == "");
    CHECK((desk.heard[first].text == "Fine." || desk.heard[second].text == "Fine."));
    CHECK(desk.gateway->previews().empty());
    REQUIRE(desk.sent().size() == 2);
    CHECK(desk.gateway->answer_preview(first, true).error().code == Errc::not_found);
    CHECK(desk.answer(plugin_id).done->status == 0); // not asked again, nor after another start
    desk.open();
    CHECK(desk.answer(plugin_id).done->status == 0);

    auto moved = *desk.gateway->providers().find(desk.services->user.id, provider);
    moved.address = "http://localhost:" + std::to_string(desk.server.http().port()) + "/v1";
    REQUIRE(desk.gateway->providers().save(desk.services->user.id, moved));
    const auto elsewhere = desk.start(plugin_id);
    CHECK(desk.shown(elsewhere).outgoing.host == "localhost");
}

TEST_CASE("what the person declines does not leave, and its plugin asks in vain for a while") {
    Desk desk;
    desk.choose({.plugin = std::string(plugin_id), .provider = desk.add()});
    const auto first = desk.start(plugin_id), second = desk.start(plugin_id);
    REQUIRE(desk.gateway->answer_preview(first, false));
    CHECK(desk.end_of(first) == "the person looked at the text and did not send it");
    CHECK(desk.end_of(second) == desk.heard[first].done->message);
    CHECK(desk.heard[first].done->status == static_cast<std::int32_t>(Errc::denied));
    CHECK(contains(desk.answer(plugin_id).done->message, "declined a text of this plugin a moment ago"));
    CHECK(desk.gateway->previews().empty());
    desk.now += ai::Gateway::declined_ms;
    const auto later = desk.start(plugin_id);
    CHECK(desk.gateway->previews().size() == 1);
    CHECK(desk.shown(later).stream == later);
    CHECK(desk.sent().empty());
    CHECK(desk.server.http().connections() == 0);
}

TEST_CASE("a text that waits to be seen goes with whoever asked, and nothing leaves when the provider was changed meanwhile") {
    Desk desk;
    const auto provider = desk.add(), other = desk.add(AiProtocol::openai);
    desk.choose({.plugin = "", .provider = provider, .preview = calls::AiPreview::each_time});
    const auto stopped = desk.start();
    REQUIRE(desk.chat->cancel(desk.owner(), stopped));
    CHECK(desk.gateway->previews().empty());
    CHECK(contains(desk.end_of(stopped), "stopped"));

    const auto asked = desk.start();
    desk.choose({.plugin = "", .provider = other, .preview = calls::AiPreview::each_time});
    REQUIRE(desk.gateway->answer_preview(asked, true));
    CHECK(contains(desk.end_of(asked), "was changed while the text was looked at"));
    CHECK(desk.sent().empty());

    const auto one = desk.start(), two = desk.start(); // each is seen by itself
    desk.server.next({.pieces = {"Fine."}});
    REQUIRE(desk.gateway->answer_preview(one, true));
    CHECK(desk.end_of(one) == "");
    CHECK(desk.shown(two).stream == two);

    desk.choose(std::string(plugin_id), other);
    const auto unseen = desk.start(plugin_id); // "never" is never
    CHECK(desk.end_of(unseen) == "");
    CHECK(desk.gateway->previews().size() == 1);
}

TEST_CASE("where nobody could look at a text, what is to be seen is not sent") {
    Desk desk;
    desk.may_ask = false;
    desk.open();
    desk.choose({.plugin = std::string(plugin_id), .provider = desk.add()});
    CHECK(contains(desk.answer(plugin_id).done->message, "nobody is here to look at it"));
    CHECK(desk.gateway->previews().empty());
    CHECK(desk.server.http().connections() == 0);
}

TEST_CASE("the ledger as a file has every request, its texts as far as they are kept, and never writes over another") {
    Desk desk;
    desk.choose("", desk.add());
    desk.server.next({.pieces = {"Two of your ", "three tasks are done."}});
    CHECK(desk.answer().done->status == 0);
    desk.keys.begin()->second = "sk-wrong-000000";
    desk.gateway->look_again();
    CHECK(desk.answer().done->status != 0);
    const TempDir dir;
    const auto file = dir / "sent.jsonl";
    CHECK(desk.gateway->ledger().export_to(desk.services->user.id, file) == 2);
    std::istringstream lines(read_file(file));
    std::vector<nlohmann::json> rows;
    for (std::string line; std::getline(lines, line);) rows.push_back(nlohmann::json::parse(line));
    REQUIRE(rows.size() == 2);
    CHECK(rows[0]["by"] == "coach");
    CHECK(rows[0]["state"] == "done");
    CHECK(rows[0]["received"] == "Two of your three tasks are done.");
    CHECK(contains(rows[0]["sent"].get<std::string>(), "How are my tasks?"));
    CHECK(rows[1]["state"] == "failed");
    CHECK(contains(rows[1]["problem"].get<std::string>(), "does not accept the key"));
    CHECK(read_file(file).find("sk-wrong") == std::string::npos);
    const auto again = desk.gateway->ledger().export_to(desk.services->user.id, file);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::busy);
    CHECK(desk.gateway->ledger().export_to(desk.services->user.id, "sent.jsonl").error().code == Errc::invalid);
}

TEST_CASE("a provider that is removed leaves its users to the offline coach, and its ledger behind") {
    Desk desk;
    const auto id = desk.add();
    desk.choose("", id);
    desk.answer();
    REQUIRE(desk.gateway->providers().remove(desk.services->user.id, id));
    desk.gateway->look_again();
    CHECK(desk.answer().done->provider == "offline coach");
    CHECK(desk.sent().size() == 1);
    CHECK(desk.add() != id); // the name of its key is not another's
}

TEST_CASE("a provider needs a name, a model and an address that can be trusted") {
    Desk desk;
    const auto why = [&](const std::string& name, const std::string& address, const std::string& model) {
        calls::AiProvider provider;
        provider.name = name;
        provider.address = address;
        provider.model = model;
        const auto saved = desk.gateway->providers().save(desk.services->user.id, provider);
        return saved ? saved->address : saved.error().message;
    };
    CHECK(why("", "https://a.example", "m") == "a provider needs a name");
    CHECK(why("A", "https://a.example", " ") == "a provider needs a model");
    CHECK(why("A", "http://a.example/v1", "m") == "the address: a.example is neither encrypted (https) nor in your own network");
    CHECK(contains(why("A", "ftp://a.example", "m"), "the address: "));
    CHECK(contains(why("A", "https://user:word@a.example", "m"), "the address: "));
    CHECK(why("A", "https://a.example/v1//", "m") == "https://a.example/v1");
    CHECK(why("A", "http://localhost:11434/v1", "m") == "http://localhost:11434/v1");
    CHECK(why("A", "http://192.168.1.5:8080", "m") == "http://192.168.1.5:8080");
}

TEST_CASE("the newest texts are kept, and none for ever") {
    Desk desk;
    ai::Ledger ledger(desk.services->db, {.texts = 3, .text_age_ms = 1000, .rows = 5});
    const auto user = desk.services->user.id;
    const auto texts = [&] {
        std::string out;
        const auto listed = ledger.list(user, {});
        REQUIRE(listed);
        for (const auto& entry : listed->entries) out += entry.has_text ? 't' : '-';
        return out;
    };
    for (int i = 0; i < 8; ++i) REQUIRE(ledger.begin({user, "", "Claude", "h", "m", {}, "text", 1}, november, 0));
    CHECK(texts() == "ttt--");
    REQUIRE(ledger.begin({user, "", "Claude", "h", "m", {}, "text", 1}, november + 5000, 0));
    CHECK(texts() == "t----");
}
