// Answers of a real server on this machine, in both protocols.
#include "rig.hpp"

#include <thread>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using Kind = ai::ProtocolKind;
using Role = ai::ChatMessage::Role;

TEST_CASE("an answer streams in pieces, with its tokens, under the key and to the model that were chosen") {
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        CAPTURE(static_cast<int>(kind));
        AiServer server;
        HostedRig rig;
        const auto& heard = rig.answer(HostedRig::ask(HostedRig::endpoint(server, kind)));

        CHECK(heard.why() == "");
        CHECK(heard.text == "Two of your three tasks are done.");
        CHECK(heard.end->reason == ai::StopReason::complete);
        CHECK(heard.end->usage.input_tokens == 21);
        CHECK(heard.end->usage.output_tokens == 8);
        CHECK(heard.end->note == "");
        CHECK(heard.ends == 1);
        CHECK(server.body(0)["model"] == "small-1");
        CHECK(server.body(0)["max_tokens"] == 512);
        CHECK(server.http().requests()[0].times("user-agent") == 1);
    }
}

TEST_CASE("text is handed over while it comes, not in the end") {
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        AiServer server;
        HostedRig rig;
        server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "first"));
            if (!server.wait()) return;
            const auto whole = AiServer::whole(request, {{" last"}});
            peer.send(whole.substr(AiServer::begin(request).size()));
        });
        const auto stream = rig.start(HostedRig::ask(HostedRig::endpoint(server, kind)));
        rig.until([&] { return rig.heard[stream].text == "first"; });
        CHECK_FALSE(rig.heard[stream].end);
        server.go();
        CHECK(rig.answer(stream).text == "first last");
    }
}

TEST_CASE("an answer is the same when it comes byte by byte") {
    const std::string words = "Gr\xC3\xBC\xC3\x9F dich, \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x8C\xB1 \"quoted\" \\ \n done";
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        AiServer server;
        HostedRig rig;
        server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            for (const char c : AiServer::head() + AiServer::whole(request, {{words}})) peer.send({&c, 1});
        });
        const auto& heard = rig.answer(HostedRig::ask(HostedRig::endpoint(server, kind)));
        CHECK(heard.why() == "");
        CHECK(heard.text == words);
    }
}

TEST_CASE("a model calls tools, gets their results, and goes on") {
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        AiServer server;
        HostedRig rig;
        server.next({.pieces = {"I will."},
                     .calls = {{"c1", "create_task", {{"title", "Milk"}}}, {"c2", "list_tasks", nlohmann::json::object()}}});
        auto request = HostedRig::ask(HostedRig::endpoint(server, kind), "Add milk");
        request.tools = {{"create_task", "Makes a task.", R"({"type":"object"})"},
                         {"list_tasks", "Lists.", R"({"type":"object"})"}};
        const auto& first = rig.answer(request);
        REQUIRE_MESSAGE(!first.end->error, first.why());
        CHECK(first.end->reason == ai::StopReason::tools);
        REQUIRE(first.end->tool_calls.size() == 2);
        CHECK(first.end->tool_calls[0].name == "create_task");
        CHECK(nlohmann::json::parse(first.end->tool_calls[0].arguments)["title"] == "Milk");
        CHECK(first.end->tool_calls[1].arguments == "{}");

        request.messages.push_back({.role = Role::assistant, .text = first.text, .tool_calls = first.end->tool_calls});
        for (const auto& call : first.end->tool_calls)
            request.messages.push_back({.role = Role::tool, .text = "ok", .answers = call.id});
        const auto& second = rig.answer(request); // the server refuses what the real one would
        CHECK(second.why() == "");
        CHECK(second.text == "Two of your three tasks are done.");
    }
}

TEST_CASE("an answer by a schema is its JSON as text") {
    AiServer server;
    HostedRig rig;
    auto request = HostedRig::ask(HostedRig::endpoint(server, Kind::anthropic));
    request.schema = R"({"type":"object","properties":{"mood":{"type":"string"}}})";
    server.next({.pieces = {}, .calls = {{"c1", "answer", {{"mood", "calm"}}}}});
    const auto& heard = rig.answer(request);
    CHECK(heard.text == R"({"mood":"calm"})");
    CHECK(heard.end->tool_calls.empty());

    auto other = HostedRig::ask(HostedRig::endpoint(server, Kind::openai));
    other.schema = request.schema;
    server.next({.pieces = {R"({"mood":)", R"("calm"})"}});
    CHECK(rig.answer(other).text == R"({"mood":"calm"})");
}

TEST_CASE("why an answer ended is told") {
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        AiServer server;
        HostedRig rig;
        server.next({.pieces = {"Once upon"}, .stop = "max_tokens"});
        CHECK(rig.answer(HostedRig::ask(HostedRig::endpoint(server, kind))).end->reason == ai::StopReason::length);
        server.next({.pieces = {}, .stop = "refusal"});
        const auto& refused = rig.answer(HostedRig::ask(HostedRig::endpoint(server, kind)));
        CHECK(refused.end->reason == ai::StopReason::refused);
        CHECK(refused.why() == "the model declined to answer this");
    }
}

TEST_CASE("twenty answers grow side by side") {
    AiServer server;
    HostedRig rig;
    std::vector<ai::StreamId> streams;
    for (int i = 0; i < 20; ++i) {
        server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "half "));
            if (!server.wait()) return;
            peer.send(AiServer::whole(request, {{"whole"}}).substr(AiServer::begin(request).size()));
        });
        streams.push_back(rig.start(HostedRig::ask(HostedRig::endpoint(server, i % 2 == 0 ? Kind::anthropic : Kind::openai))));
    }
    rig.until([&] { return std::ranges::all_of(streams, [&](auto each) { return rig.heard[each].text == "half "; }); });
    for (std::size_t i = 0; i < streams.size(); ++i) server.go();
    for (const auto stream : streams) CHECK(rig.answer(stream).text == "half whole");
}

TEST_CASE("a stopped answer closes its connection and no other, and says nothing more") {
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        AiServer server;
        HostedRig rig;
        bool closed = false;
        server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "half"));
            closed = peer.closes_within(60s);
            server.told();
        });
        server.next([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
            peer.send(AiServer::head() + AiServer::begin(request));
            if (server.wait()) peer.send(AiServer::whole(request, {}).substr(AiServer::begin(request).size()));
        });
        const auto stream = rig.start(HostedRig::ask(HostedRig::endpoint(server, kind)));
        rig.until([&] { return !rig.heard[stream].text.empty(); });
        const auto other = rig.start(HostedRig::ask(HostedRig::endpoint(server, kind)));
        rig.until([&] { return server.http().connections() == 2; });

        rig.provider.cancel(stream);

        REQUIRE(server.until_told());
        CHECK(closed);
        CHECK_FALSE(rig.heard[stream].end);
        server.go();
        CHECK(rig.answer(other).why() == "");
        CHECK(rig.heard[stream].text == "half");
    }
}

TEST_CASE("a server that takes less is asked for less, from its first complaint on") {
    AiServer server;
    HostedRig rig;
    server.lacks = {"stream_options", "tools"};
    auto request = HostedRig::ask(HostedRig::endpoint(server, Kind::openai));
    request.tools = {{"x", "", R"({"type":"object"})"}};

    const auto& first = rig.answer(request);
    CHECK(first.why() == "");
    CHECK(first.text == "Two of your three tasks are done.");
    CHECK(first.end->note == "This server takes no tools, so the coach can only talk.");
    CHECK_FALSE(first.end->usage.output_tokens);
    const int asked = server.http().connections();
    CHECK(asked == 3);

    CHECK(rig.answer(request).why() == "");
    CHECK(server.http().connections() == asked + 1); // it is known now
}

TEST_CASE("a complaint that comes again is told, not repeated for ever") {
    AiServer server;
    HostedRig rig;
    for (int i = 0; i < 9; ++i) server.refuse(400, "invalid_request_error", "stream_options and tools and everything is wrong");
    CHECK(contains(rig.answer(HostedRig::ask(HostedRig::endpoint(server, Kind::openai))).why(),
                   "Llama refused the request (400)."));
    CHECK(server.http().connections() == 2);
}
