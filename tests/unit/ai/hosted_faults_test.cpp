// Servers that fail, in every way that is known of them. Each failure ends in its sentence and leaves nothing behind.
#include "rig.hpp"

#include <fmt/format.h>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using Kind = ai::ProtocolKind;
using Request = HttpServer::Request;
using Peer = HttpServer::Peer;

namespace {
struct Case {
    Kind kind;
    AiServer server{};
    HostedRig rig;
    explicit Case(Kind of, ai::HostedOptions options = HostedRig::quick()) : kind(of), rig(std::move(options)) {}

    const Heard& ask() {
        const auto& heard = rig.answer(HostedRig::ask(HostedRig::endpoint(server, kind)));
        CHECK(heard.ends == 1);
        CHECK_FALSE(contains(heard.why(), AiServer::key));
        return heard;
    }
    std::string who() const { return kind == Kind::anthropic ? "Claude" : "Llama"; }
};

template <class Check> void for_both(Check check) {
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        CAPTURE(static_cast<int>(kind));
        check(kind);
    }
}
constexpr const char* well = "Two of your three tasks are done.";
} // namespace

TEST_CASE("a wrong key is told, without the key, and not tried again") {
    for_both([](Kind kind) {
        Case test(kind);
        auto endpoint = HostedRig::endpoint(test.server, kind);
        endpoint->key = "sk-wrong-1234567890";
        const auto& heard = test.rig.answer(HostedRig::ask(endpoint));
        CHECK(heard.code() == Errc::denied);
        CHECK(heard.why() == test.who() + " does not accept the key; put in another under Settings, Coach.");
        endpoint->key.clear();
        CHECK(test.rig.answer(HostedRig::ask(endpoint)).why() == test.who() + " wants a key; put it in under Settings, Coach.");
        CHECK(test.server.http().connections() == 2);
    });
}

TEST_CASE("a rate limit is waited out, with the server's time or without") {
    for_both([](Kind kind) {
        for (const char* after : {"", "Retry-After: 0\r\n", "retry-after: 0.01\r\n"}) {
            Case test(kind);
            test.server.refuse(429, "rate_limit_error", "slow down", after);
            test.server.refuse(429, "rate_limit_error", "slow down", after);
            CHECK(test.ask().text == well);
            CHECK(test.server.http().connections() == 3);
        }
    });
}

TEST_CASE("a rate limit that lasts too long is told with its time") {
    for_both([](Kind kind) {
        Case test(kind);
        test.server.refuse(429, "rate_limit_error", "slow down", "Retry-After: 3600\r\n");
        const auto& heard = test.ask();
        CHECK(heard.code() == Errc::busy);
        CHECK(heard.why() == test.who() + " takes no more requests from this key at the moment.");
        CHECK(heard.end->retry_after == 3600s);
        CHECK(test.server.http().connections() == 1);
    });
}

TEST_CASE("a spend limit is told and never tried again") {
    for_both([](Kind kind) {
        Case test(kind);
        test.server.refuse(429, "insufficient_quota", "You exceeded your current quota.", "Retry-After: 0\r\n");
        const auto& heard = test.ask();
        CHECK(heard.code() == Errc::over_limit);
        CHECK(heard.why() ==
              test.who() + " has used up what this key may spend; raise the limit there, or choose another provider in Settings. "
                           "It said: You exceeded your current quota.");
        CHECK_FALSE(heard.end->retry_after);
        CHECK(test.server.http().connections() == 1);
    });
}

TEST_CASE("an overload is tried three times more, and told") {
    for_both([](Kind kind) {
        Case test(kind);
        for (int i = 0; i < 4; ++i) test.server.refuse(529, "overloaded_error", "Overloaded");
        const auto& heard = test.ask();
        CHECK(heard.code() == Errc::unavailable);
        CHECK(heard.why() == test.who() + " is overloaded.");
        CHECK(test.server.http().connections() == 4);
        CHECK(test.ask().text == well);
    });
}

TEST_CASE("an error inside a stream is tried again before the first text, and told after it") {
    for_both([](Kind kind) {
        Case test(kind);
        test.server.next([&](const Request& request, const Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::error(request, "overloaded_error", "Overloaded"));
        });
        CHECK(test.ask().text == well);
        CHECK(test.server.http().connections() == 2);

        test.server.next([&](const Request& request, const Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "Two of") +
                      AiServer::error(request, "overloaded_error", "Overloaded"));
        });
        const auto& heard = test.ask();
        CHECK(heard.text == "Two of");
        CHECK(heard.why() == test.who() + " is overloaded.");
        CHECK(test.server.http().connections() == 3);
    });
}

TEST_CASE("a connection that is cut is tried again before the first text, after it, what came is kept") {
    for_both([](Kind kind) {
        Case test(kind);
        test.server.next([](const Request&, const Peer&) {}); // not a byte
        test.server.next([](const Request&, const Peer& peer) { peer.send("HTTP/1.1 200 OK\r\nContent-Ty"); });
        test.server.next(
            [](const Request& request, const Peer& peer) { peer.send(AiServer::head() + AiServer::begin(request)); });
        CHECK(test.ask().text == well);
        CHECK(test.server.http().connections() == 4);

        test.server.next([](const Request& request, const Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "Two of") +
                      AiServer::chunk("data: {\"type\":\"cont"));
        });
        const auto& heard = test.ask();
        CHECK(heard.text == "Two of");
        CHECK(heard.code() == Errc::io);
        CHECK(heard.why() == "the connection to " + test.who() + " broke; what came so far is kept");
    });
}

TEST_CASE("an answer whose server does not say its last word is whole all the same") {
    Case test(Kind::openai);
    test.server.next([](const Request& request, const Peer& peer) {
        auto whole = AiServer::whole(request, {});
        const auto last = AiServer::chunk("data: [DONE]\n\n");
        REQUIRE(contains(whole, last));
        peer.send(AiServer::head() + whole.erase(whole.find(last), last.size()));
    });
    const auto& heard = test.ask();
    CHECK(heard.why() == "");
    CHECK(heard.text == well);
}

TEST_CASE("a server that sends bytes but no words is given up on, and so is one that sends nothing") {
    for_both([](Kind kind) {
        auto options = HostedRig::quick();
        options.silent = options.first = 150ms;
        Case test(kind, options);
        test.server.next([](const Request& request, const Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "Two of"));
            const std::string more = AiServer::piece(request, std::string(1 << 20, 'x'));
            for (std::size_t at = 0; !peer.closes_within(10ms) && at < more.size(); ++at) peer.send(more.substr(at, 1));
        });
        const auto& slow = test.ask();
        CHECK(slow.text == "Two of");
        CHECK(slow.code() == Errc::timed_out);
        CHECK(slow.why() == test.who() + " has said nothing for 1 s; what came so far is kept");

        bool closed = false;
        test.server.next([&](const Request&, const Peer& peer) {
            closed = peer.closes_within(60s);
            test.server.told();
        });
        CHECK(test.ask().why() == test.who() + " did not begin to answer within 1 s");
        REQUIRE(test.server.until_told());
        CHECK(closed);
    });
}

TEST_CASE("an answer that never ends is ended") {
    auto options = HostedRig::quick();
    options.whole = 200ms;
    Case test(Kind::anthropic, options);
    test.server.next([](const Request& request, const Peer& peer) {
        peer.send(AiServer::head() + AiServer::begin(request));
        while (!peer.closes_within(10ms)) peer.send(AiServer::piece(request, "on and "));
    });
    const auto& heard = test.ask();
    CHECK(contains(heard.text, "on and on and "));
    CHECK(heard.why() == "Claude was still writing after 1 s; what came so far is kept");
}

TEST_CASE("a redirect is not followed, and the key goes nowhere else") {
    for_both([](Kind kind) {
        HttpServer elsewhere([](const Request&, const Peer& peer) { peer.reply(200, "", ""); });
        Case test(kind);
        for (const int status : {301, 302, 307, 308}) {
            test.server.next([&, status](const Request&, const Peer& peer) {
                peer.reply(status, fmt::format("Location: {}\r\n", elsewhere.url()), "");
            });
            CHECK(contains(test.ask().why(), "sends requests on to another address"));
        }
        CHECK(elsewhere.connections() == 0);
    });
}

TEST_CASE("events that are none end the answer") {
    for_both([](Kind kind) {
        for (const char* bad : {"data: hello\n\n", "data: {\"choices\":\n\n", "data: [1,2\n\n", "data: \xFF\xFE{}\n\n"}) {
            Case test(kind);
            test.server.next([&](const Request& request, const Peer& peer) {
                peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "Two") + AiServer::chunk(bad) +
                          AiServer::piece(request, "more"));
            });
            const auto& heard = test.ask();
            CHECK(heard.text == "Two");
            CHECK(heard.why() == test.who() + " sent something that is not an event of a chat");
        }
    });
}

TEST_CASE("fifty megabytes of text end at a limit") {
    for_both([](Kind kind) {
        Case test(kind);
        test.server.next([](const Request& request, const Peer& peer) {
            const auto piece = AiServer::piece(request, std::string(64 * 1024, 'x'));
            bool open = peer.send(AiServer::head() + AiServer::begin(request));
            for (int i = 0; open && i < 800; ++i) open = peer.send(piece);
        });
        const auto& heard = test.ask();
        CHECK(heard.code() == Errc::over_limit);
        CHECK(heard.text.size() < (33U << 20));
    });
}

TEST_CASE("one event, one header or one page of any length ends as well") {
    for_both([](Kind kind) {
        const std::string much(64 * 1024, 'x'); // before the server, whose threads may still send it when this ends
        Case test(kind);
        test.server.next([&](const Request&, const Peer& peer) {
            bool open = peer.send(AiServer::head() + AiServer::chunk("data: "));
            for (int i = 0; open && i < 800; ++i) open = peer.send(AiServer::chunk(much));
        });
        CHECK(contains(test.ask().why(), "an event of more than"));
        test.server.next([&](const Request&, const Peer& peer) {
            bool open = peer.send("HTTP/1.1 200 OK\r\n");
            for (int i = 0; open && i < 8000; ++i) open = peer.send("X-More: " + much.substr(0, 1000) + "\r\n");
        });
        CHECK(contains(test.ask().why(), "of headers"));
        test.server.next([&](const Request&, const Peer& peer) {
            bool open = peer.send("HTTP/1.1 400 Bad\r\nContent-Type: text/html\r\n\r\n");
            for (int i = 0; open && i < 800; ++i) open = peer.send(much);
        });
        CHECK(test.ask().why() == test.who() + " refused the request (400).");
    });
}

TEST_CASE("a page where a stream should be is told with the address to look at") {
    for_both([](Kind kind) {
        Case test(kind);
        test.server.next([](const Request&, const Peer& peer) {
            peer.reply(200, "Content-Type: text/html; charset=utf-8\r\n", "<html>Log in to the network</html>");
        });
        CHECK(test.ask().why() ==
              test.who() + " answers with text/html instead of a stream of events; look at its address under Settings, Coach");
    });
}

TEST_CASE("a server that is not there is told at once") {
    const auto port = [] { return AiServer().http().port(); }();
    HostedRig rig;
    const auto& heard =
        rig.answer(HostedRig::ask(HostedRig::endpoint_at(Kind::openai, fmt::format("http://127.0.0.1:{}/v1", port))));
    CHECK(heard.code() == Errc::unavailable);
    CHECK(heard.why() == fmt::format("Llama does not answer at http://127.0.0.1:{}/v1; is it running?", port));
    CHECK(contains(rig.answer(HostedRig::ask(HostedRig::endpoint_at(Kind::anthropic, "https://nowhere.invalid"))).why(),
                   "nowhere.invalid"));
}

TEST_CASE("without encryption nothing is sent beyond the person's own network, whatever a name stands for") {
    auto options = HostedRig::quick();
    options.fixed_hosts = {"coach.local:80:93.184.215.14"};
    HostedRig rig(options);
    CHECK(contains(rig.answer(HostedRig::ask(HostedRig::endpoint_at(Kind::openai, "http://llm.example.net/v1"))).why(),
                   "use its https address"));
    CHECK(rig.answer(HostedRig::ask(HostedRig::endpoint_at(Kind::openai, "http://coach.local/v1"))).code() == Errc::unavailable);
}
