// Providers from end to end: the person's calls, the core thread, the keys' file, a real server, and where a key must never be.
#include "ai_server.hpp"
#include "core_client.hpp"
#include "temp_dir.hpp"
#include "wire/calls/ai.hpp"
#include "wire/calls/services.hpp"
#include "wire/calls/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

// A profile without plugins, on a computer without a keyring.
struct Place {
    TempDir dir;
    AiServer server;
    Place() {
        fs::create_directories(dir / "profile");
        fs::create_directories(dir / "plugins");
        fs::create_directories(dir / "home");
        ::setenv("HOME", (dir / "home").c_str(), 1);
        ::setenv("DBUS_SESSION_BUS_ADDRESS", ("unix:path=" + (dir / "no-bus").string()).c_str(), 1);
        ::unsetenv("XDG_RUNTIME_DIR");
    }
};
class Client : public Place, public CoreClient {
  public:
    Client()
        : CoreClient(dir / "profile", dir / "plugins", true, [](core::CoreConfig& config) {
              config.ai.retry.first = 2ms;
              config.ai.silent = config.ai.first = 400ms;
              config.ai.jitter = [] { return 0.0; };
          }) {}

    Result<calls::AiProvider> save(calls::AiProvider provider, const std::string& key = std::string(AiServer::key),
                                   bool without = false) {
        return call<calls::AiProviderSave>({std::move(provider), key, without});
    }
    calls::AiProvider openai(const std::string& name = "Llama") const {
        return {0, calls::AiProtocol::openai, name, server.openai_base(), "small-1", false, false};
    }
    calls::AiProvider added() {
        const auto saved = save(openai());
        REQUIRE_MESSAGE(saved, saved.error().message);
        return *saved;
    }
    calls::AiDone::Request ask(const std::string& words = "How are my tasks?") {
        std::optional<calls::AiDone::Request> end;
        const calls::AiChat::Request request{{{calls::AiMessage::Role::user, words}}, 64};
        // Listened to with the answer that names the stream: on a busy machine its end may come in the same batch.
        calls().call<calls::AiChat>(request, [&](Result<calls::AiChat::Reply> started) {
            REQUIRE_MESSAGE(started, started.error().message);
            calls().listen_ai(started->stream, [&](const calls::AiChunk::Request*, const calls::AiDone::Request* done) {
                if (done) end = *done;
            });
        });
        REQUIRE(until([&](const auto&) { return end.has_value(); }));
        return *end;
    }
    std::vector<calls::AiSent> ledger() {
        const auto reply = call<calls::AiLedger>({});
        REQUIRE(reply);
        return reply->entries;
    }
    // Files of the profile and of the home folder that hold this text.
    std::set<std::string> files_with(std::string_view text) const {
        std::set<std::string> found;
        for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
            if (!entry.is_regular_file()) continue;
            std::ifstream file(entry.path(), std::ios::binary);
            const std::string content((std::istreambuf_iterator<char>(file)), {});
            if (content.find(text) != std::string::npos) found.insert(entry.path().filename().string());
        }
        return found;
    }
};
} // namespace

TEST_CASE("a provider is added, tried, asked for its models, and answers from the next question on") {
    Client client;
    const auto provider = client.added();
    CHECK(provider.id != 0);
    CHECK(provider.has_key);
    CHECK(provider.near);
    CHECK(client.ask().provider == "offline coach");

    const auto test = client.call<calls::AiProviderTest>({provider.id});
    REQUIRE_MESSAGE(test, test.error().message);
    CHECK(test->problem == "");
    const auto models = client.call<calls::AiProviderModels>({provider.id});
    REQUIRE_MESSAGE(models, models.error().message);
    CHECK(models->models == std::vector<std::string>{"large-2", "small-1"});

    REQUIRE(client.call<calls::AiChoose>({"", provider.id, 5'000, 0, 0, {}, calls::AiPreview::never}));
    CHECK(client.until([](const ui::Snapshot& now) { return now.ai_online && now.ai_provider == "Llama"; }));
    CHECK(client.ask().provider == "Llama");
    const auto settings = client.call<calls::AiSettings>({});
    REQUIRE(settings);
    REQUIRE(settings->choices.size() == 1);
    CHECK(settings->choices[0].month_tokens == 5'000);
    CHECK(settings->choices[0].used_tokens == 2 * 29);
    CHECK(settings->choices[0].used_cost == 0.0);
    CHECK(settings->prices_of == "2026-03-21");
    CHECK(settings->keys_kept.starts_with("Keys are kept in a file that only you can read: "));
    CHECK(client.ledger().size() == 2);

    REQUIRE(client.call<calls::AiProviderRemove>({provider.id}));
    CHECK(client.ask().provider == "offline coach");
    CHECK(client.files_with(AiServer::key).empty());
    CHECK(client.ledger().size() == 2);
}

TEST_CASE("an answer that nobody reads along gives the window no reason to draw") {
    Client client;
    const auto provider = client.added();
    REQUIRE(client.call<calls::AiChoose>({"", provider.id, 0, 0, 0, {}, calls::AiPreview::never}));
    const auto redraws_while = [&](bool listens) {
        int redraws = 0;
        client.server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request));
            if (!client.server.wait()) return;
            for (int i = 0; i < 5; ++i) peer.send(AiServer::piece(request, "word "));
            peer.send(AiServer::whole(request, {{"last"}}).substr(AiServer::begin(request).size()));
        });
        const auto before = client.ledger().size();
        const auto started = client.call<calls::AiChat>({{{calls::AiMessage::Role::user, "Well?"}}, 64});
        REQUIRE_MESSAGE(started, started.error().message);
        bool ended = false;
        if (listens)
            client.calls().listen_ai(started->stream, [&](const calls::AiChunk::Request*, const calls::AiDone::Request* done) {
                ended = ended || done != nullptr;
            });
        client.on_item = [&](const core::InboxItem& item) { redraws += std::holds_alternative<core::RedrawOrder>(item) ? 1 : 0; };
        const auto usage = client.core().snapshot();
        client.server.go();
        // Its end gives a new snapshot, whoever listens.
        CHECK(client.until([&](const ui::Snapshot&) { return client.core().snapshot() != usage && (ended || !listens); }));
        client.on_item = nullptr;
        CHECK(client.ledger().size() == before + 1);
        return redraws;
    };
    CHECK(redraws_while(true) > 0);
    CHECK(redraws_while(false) == 0);
}

TEST_CASE("the models of a provider that is not saved are listed, and neither it nor its key is kept") {
    Client client;
    const auto at = [&client](const std::string& address, std::string_view key,
                              calls::AiProtocol protocol = calls::AiProtocol::openai) {
        return client.call<calls::AiProviderModelsAt>({protocol, "", address, std::string(key)});
    };
    const auto base = client.server.openai_base();
    const auto models = at(base + "/", AiServer::key);
    REQUIRE_MESSAGE(models, models.error().message);
    CHECK(models->models == std::vector<std::string>{"large-2", "small-1"});

    CHECK(at(base, "sk-wrong-99887766").error().message ==
          "127.0.0.1 does not accept the key; put in another under Settings, Coach.");
    CHECK_FALSE(at(base, "").has_value());
    CHECK(at(base, "two\r\nlines").error().message.starts_with("the key: "));
    CHECK(at("nowhere", AiServer::key).error().message.starts_with("the address: "));
    CHECK(at("http://example.com/v1", AiServer::key).error().message.find("neither encrypted") != std::string::npos);

    CHECK(client.call<calls::AiSettings>({})->providers.empty());
    CHECK(client.files_with(AiServer::key).empty());
    CHECK(client.files_with("sk-wrong-99887766").empty());
}

TEST_CASE("a failing provider says why, in its test, in its list and in a chat") {
    Client client;
    auto provider = client.added();
    provider.model = "small-1";
    REQUIRE(client.save(provider, "sk-wrong-99887766"));
    const auto test = client.call<calls::AiProviderTest>({provider.id});
    REQUIRE(test);
    CHECK(test->problem == "Llama does not accept the key; put in another under Settings, Coach.");
    const auto models = client.call<calls::AiProviderModels>({provider.id});
    REQUIRE_FALSE(models);
    CHECK(models.error().message == test->problem);
    REQUIRE(client.call<calls::AiChoose>({"", provider.id, 0, 0, 0, {}, calls::AiPreview::never}));
    CHECK(client.ask().message == test->problem);
}

TEST_CASE("a key goes to the address that it was given for, and an empty one leaves it") {
    Client client;
    auto provider = client.added();
    provider.name = "Renamed";
    CHECK(client.save(provider, "")->has_key);
    provider.address = "https://elsewhere.example/v1";
    const auto moved = client.save(provider, "");
    REQUIRE_FALSE(moved);
    CHECK(moved.error().message == "the key: another address needs it anew, since this one was meant for 127.0.0.1");
    CHECK(client.save(provider, "sk-another-1234567")->has_key);
    CHECK_FALSE(client.save(provider, "", true)->has_key);
    CHECK(client.files_with("sk-another-1234567").empty());
    CHECK(client.save(provider, "two\r\nlines").error().message.starts_with("the key: "));
    CHECK(client.call<calls::AiProviderTest>({77})->problem == "this provider is not there any more");
    CHECK(client.call<calls::AiProviderRemove>({77}).error().code == Errc::not_found);
}

TEST_CASE("a text that the person wants to see waits for them, and the client is at rest meanwhile") {
    Client client;
    const auto provider = client.added();
    REQUIRE(client.call<calls::AiChoose>({"", provider.id, 0, 0, 0, {}, calls::AiPreview::each_time}));
    const auto asks = [&](const std::string& words, std::optional<calls::AiDone::Request>& end) {
        const auto started = client.call<calls::AiChat>({{{calls::AiMessage::Role::user, words}}, 64});
        REQUIRE(started);
        client.calls().listen_ai(started->stream, [&](const calls::AiChunk::Request*, const calls::AiDone::Request* done) {
            if (done) end = *done;
        });
    };
    const auto waits = [&] {
        REQUIRE(client.until([](const ui::Snapshot& now) { return now.send_questions.size() == 1 && now.work_in_flight == 0; }));
        return client.core().snapshot()->send_questions[0];
    };
    std::optional<calls::AiDone::Request> sent, kept;
    asks("Is this shown?", sent);
    const auto shown = waits();
    CHECK(shown.text->find("Is this shown?") != std::string::npos);
    CHECK(shown.provider == "Llama");
    CHECK(shown.each_time);
    CHECK(client.ledger().empty());
    REQUIRE(client.call<calls::AiAnswerPreview>({shown.id, true}));
    REQUIRE(client.until([&](const ui::Snapshot& now) { return sent.has_value() && now.send_questions.empty(); }));
    CHECK(sent->status == 0);

    asks("And this?", kept);
    REQUIRE(client.call<calls::AiAnswerPreview>({waits().id, false}));
    REQUIRE(client.until([&](const auto&) { return kept.has_value(); }));
    CHECK(kept->message == "the person looked at the text and did not send it");
    CHECK(client.ledger().size() == 1);
    CHECK(client.call<calls::AiAnswerPreview>({shown.id, true}).error().code == Errc::not_found);
    const auto file = client.dir / "sent.jsonl";
    CHECK(client.call<calls::AiLedgerExport>({file.string()})->entries == 1);
    CHECK(read_file(file).find("Is this shown?") != std::string::npos);
}

TEST_CASE("a key that cannot be kept or removed is told of, and a new provider without its key is none") {
    Client client;
    auto provider = client.added();
    const auto file = client.dir / "profile" / "secrets.json";
    fs::rename(file, client.dir / "elsewhere");
    fs::create_symlink(client.dir / "elsewhere", file); // refused as a place for secrets
    const auto refused = client.save(client.openai("Second"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.starts_with("the key could not be kept: "));
    CHECK(client.call<calls::AiSettings>({})->providers.size() == 1);
    const auto kept = client.save(provider, "", true);
    REQUIRE_FALSE(kept);
    CHECK(kept.error().message.starts_with("the key is used no more, but still kept: "));
    CHECK_FALSE(client.call<calls::AiSettings>({})->providers[0].has_key);
}

TEST_CASE("after every failure the key is in its own file alone") {
    Client client;
    const auto provider = client.added();
    REQUIRE(client.call<calls::AiChoose>({"", provider.id, 0, 0, 0, {}, calls::AiPreview::never}));
    const auto key = std::string(AiServer::key);
    auto& server = client.server;
    const auto echo = [&](int status) {
        server.refuse(status, "invalid_request_error", fmt::format("Bearer {} is not {}", key, status));
    };
    std::vector<std::string> sentences;
    const auto fails = [&] {
        const auto done = client.ask(fmt::format("Question {}", sentences.size()));
        CHECK(done.status != 0);
        CHECK(done.message.find(key) == std::string::npos);
        sentences.push_back(done.message);
    };
    for (const int status : {400, 401, 402, 403, 404, 413, 422}) {
        echo(status);
        fails();
    }
    for (int i = 0; i < 4; ++i) echo(429);
    fails();
    for (int i = 0; i < 4; ++i) echo(529);
    fails();
    server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "half") +
                  AiServer::error(request, "server_error", key));
    });
    fails();
    server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "cut"));
    });
    fails();
    server.next([&](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.closes_within(10s); }); // says nothing
    fails();
    server.next([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.reply(307, fmt::format("Location: http://127.0.0.1:1/?{}\r\n", key), "");
    });
    fails();
    server.next([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send(AiServer::head() + AiServer::chunk("data: " + key + "\n\n"));
    });
    fails();

    const auto entries = client.ledger();
    CHECK(entries.size() == sentences.size());
    CHECK(std::ranges::all_of(
        entries, [](const auto& each) { return each.state == calls::AiSentState::failed && !each.problem.empty(); }));
    REQUIRE(client.call<calls::DataExport>({(client.dir / "export.json").string()}));
    REQUIRE(client.call<calls::AiLedgerExport>({(client.dir / "sent.jsonl").string()}));
    CHECK(client.files_with("Question 3").size() >= 1); // the ledger: what the person asked is found
    CHECK(client.files_with(key) == std::set<std::string>{"secrets.json"});
}
