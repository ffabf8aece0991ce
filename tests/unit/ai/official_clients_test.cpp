// The official client libraries and our own provider, one after the other with the same server: what each makes of the same answers and
// the same failures. So it shows whether the server of these tests is like the ones that those libraries were written for.
#include "ai_clients.hpp"
#include "rig.hpp"

#include "services/net/net_thread.hpp"

#include <algorithm>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;
using nlohmann::json;
using Kind = ai::ProtocolKind;
using Role = ai::ChatMessage::Role;
using Request = HttpServer::Request;
using Peer = HttpServer::Peer;

namespace {
// ctest names a test that says this as skipped.
bool left_out() {
    if (AiClients::installed()) return false;
    MESSAGE("left out on this machine: the official client libraries are not installed; remedy: "
            << std::string(AiClients::program) << " install");
    return true;
}

std::string name_of(Kind kind) { return kind == Kind::anthropic ? "anthropic" : "openai"; }

// What both are asked, and what each of them saw.
struct Pair {
    AiServer server{};
    AiClients clients{server.anthropic_base()};
    int retries = 0;

    ai::HostedOptions options() const {
        auto options = HostedRig::quick();
        options.retry.most = retries;
        return options;
    }
    Heard ours(ai::ChatRequest request) {
        HostedRig rig(options());
        return rig.answer(std::move(request));
    }
    // The same request as ours: what the library sends is what we sent.
    json theirs(Kind kind, std::string_view key = AiServer::key) {
        const auto requests = server.http().requests();
        REQUIRE(!requests.empty());
        const auto sent = json::parse(requests.back().body);
        auto seen = clients.ask({{"protocol", name_of(kind)}, {"key", key}, {"retries", retries}, {"body", sent}});
        CHECK(server.body(requests.size()) == sent);
        return seen;
    }
};

json calls_of(const ai::StreamEnd& end) {
    json calls = json::array();
    for (const auto& call : end.tool_calls)
        calls.push_back({{"id", call.id}, {"name", call.name}, {"arguments", json::parse(call.arguments)}});
    return calls;
}
std::string_view stop_of(Kind kind, ai::StopReason reason) {
    const bool anthropic = kind == Kind::anthropic;
    switch (reason) {
    case ai::StopReason::complete: return anthropic ? "end_turn" : "stop";
    case ai::StopReason::length: return anthropic ? "max_tokens" : "length";
    case ai::StopReason::tools: return anthropic ? "tool_use" : "tool_calls";
    case ai::StopReason::refused: break;
    }
    return anthropic ? "refusal" : "content_filter";
}

void same(Kind kind, const Heard& ours, const json& theirs) {
    REQUIRE_MESSAGE(!theirs.contains("error"), theirs.dump(2));
    CHECK(theirs["text"] == ours.text);
    CHECK(theirs["stop"] == stop_of(kind, ours.end->reason));
    CHECK(theirs["calls"] == calls_of(*ours.end));
    CHECK(theirs["input"] == ours.end->usage.input_tokens.value_or(0));
    CHECK(theirs["output"] == ours.end->usage.output_tokens.value_or(0));
}

const std::vector<ai::Tool> tools{
    {"create_task", "Makes a task.", R"({"type":"object","properties":{"title":{"type":"string"}},"required":["title"]})"},
    {"list_tasks", "Lists.", R"({"type":"object","properties":{}})"}};

// A failure: what the server does, what each library calls it, and what ours does.
struct Failure {
    const char *what, *anthropic, *openai;
    Errc ours;
    std::function<void(AiServer&)> tell;
};
void refused(AiServer& server, int status, const char* type) { server.refuse(status, type, "No."); }
void after_text(AiServer& server, std::function<std::string(const Request&)> rest) {
    server.next([rest = std::move(rest)](const Request& request, const Peer& peer) {
        peer.send(AiServer::head() + AiServer::begin(request) + AiServer::piece(request, "Two of") + rest(request));
    });
}
bool is_a(const json& error, const char* name) {
    const auto& kinds = error["is"];
    return std::find(kinds.begin(), kinds.end(), name) != kinds.end();
}
} // namespace

TEST_CASE("the official clients ask for answers in the words of our own provider, and read the same out of them") {
    if (left_out()) return;
    Pair pair;
    const std::vector<AiServer::Answer> answers{
        {},
        {.pieces = {"Gr\xC3\xBC\xC3\x9F ", "dich, \xE6\x97\xA5\xE6\x9C\xAC ", "\xF0\x9F\x8C\xB1 \"quoted\" \\ \n done"},
         .input_tokens = 1'234'567,
         .output_tokens = 3},
        {.pieces = {"Once upon"}, .stop = "max_tokens"},
        {.pieces = {"I will."},
         .calls = {{"c1", "create_task", {{"title", "Milk, \"fresh\""}}}, {"c2", "list_tasks", json::object()}}},
        {.pieces = {}, .calls = {{"c3", "list_tasks", json::object()}}},
        {.pieces = {}, .stop = "refusal"}};
    for (const Kind kind : {Kind::anthropic, Kind::openai})
        for (const auto& answer : answers) {
            CAPTURE(name_of(kind));
            CAPTURE(&answer - answers.data());
            auto request = HostedRig::ask(HostedRig::endpoint(pair.server, kind));
            request.tools = tools;
            pair.server.next(answer);
            const auto ours = pair.ours(request);
            pair.server.next(answer);
            const auto theirs = pair.theirs(kind);
            same(kind, ours, theirs);
            CHECK(theirs["pieces"] == answer.pieces);
        }

    // Results of tools, and an answer by a schema.
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        CAPTURE(name_of(kind));
        auto request = HostedRig::ask(HostedRig::endpoint(pair.server, kind), "Add milk");
        request.tools = tools;
        request.messages.push_back({.role = Role::assistant,
                                    .text = "I will.",
                                    .tool_calls = {{"c1", "create_task", R"({"title":"Milk"})"}, {"c2", "list_tasks", "{}"}}});
        for (const char* id : {"c1", "c2"}) request.messages.push_back({.role = Role::tool, .text = "ok", .answers = id});
        const auto ours = pair.ours(request);
        same(kind, ours, pair.theirs(kind));

        auto by_schema = HostedRig::ask(HostedRig::endpoint(pair.server, kind));
        by_schema.schema = R"({"type":"object","properties":{"mood":{"type":"string"}}})";
        const AiServer::Answer answer = kind == Kind::anthropic
                                            ? AiServer::Answer{.pieces = {}, .calls = {{"c1", "answer", {{"mood", "calm"}}}}}
                                            : AiServer::Answer{.pieces = {R"({"mood":)", R"("calm"})"}};
        pair.server.next(answer);
        const auto read = pair.ours(by_schema);
        pair.server.next(answer);
        const auto seen = pair.theirs(kind);
        REQUIRE_MESSAGE(!seen.contains("error"), seen.dump(2));
        const auto said = kind == Kind::anthropic ? seen["calls"][0]["arguments"] : json::parse(seen["text"].get<std::string>());
        CHECK(said == json::parse(read.text));
    }
}

TEST_CASE("the official clients know each failure by its class, where our own provider tells it by its code") {
    if (left_out()) return;
    Pair pair;
    const std::vector<Failure> failures{
        {"bad request", "BadRequestError", "BadRequestError", Errc::invalid,
         [](AiServer& server) { refused(server, 400, "invalid_request_error"); }},
        {"no permission", "PermissionDeniedError", "PermissionDeniedError", Errc::denied,
         [](AiServer& server) { refused(server, 403, "permission_error"); }},
        {"no such model", "NotFoundError", "NotFoundError", Errc::not_found,
         [](AiServer& server) { refused(server, 404, "not_found_error"); }},
        {"too long", "ContentTooLargeError", "APIStatusError", Errc::over_limit,
         [](AiServer& server) { refused(server, 413, "request_too_large"); }},
        {"rate limit", "RateLimitError", "RateLimitError", Errc::busy,
         [](AiServer& server) { refused(server, 429, "rate_limit_error"); }},
        {"spend limit", "EnforcedSpendLimitReachedError", "RateLimitError", Errc::over_limit,
         [](AiServer& server) { refused(server, 429, "insufficient_quota"); }},
        {"its own fault", "InternalServerError", "InternalServerError", Errc::unavailable,
         [](AiServer& server) { refused(server, 500, "api_error"); }},
        {"overload", "OverloadedError", "InternalServerError", Errc::unavailable,
         [](AiServer& server) { refused(server, 529, "overloaded_error"); }},
        {"error after text", "APIStatusError", "APIError", Errc::unavailable,
         [](AiServer& server) {
             after_text(server,
                        [](const Request& request) { return AiServer::error(request, "overloaded_error", "Overloaded"); });
         }},
        {"cut after text", "RemoteProtocolError", "APIConnectionError", Errc::io,
         [](AiServer& server) { after_text(server, [](const Request&) { return std::string(); }); }},
        {"cut before a byte", "APIConnectionError", "APIConnectionError", Errc::io,
         [](AiServer& server) { server.next([](const Request&, const Peer&) {}); }},
    };
    for (const Kind kind : {Kind::anthropic, Kind::openai})
        for (const auto& failure : failures) {
            CAPTURE(name_of(kind));
            CAPTURE(std::string(failure.what));
            failure.tell(pair.server);
            const auto ours = pair.ours(HostedRig::ask(HostedRig::endpoint(pair.server, kind)));
            failure.tell(pair.server);
            const auto theirs = pair.theirs(kind);

            CHECK(ours.code() == failure.ours);
            REQUIRE(theirs.contains("error"));
            const auto& error = theirs["error"];
            CAPTURE(error.dump());
            CHECK(error["class"] == (kind == Kind::anthropic ? failure.anthropic : failure.openai));
            std::string text;
            for (const auto& piece : theirs["pieces"]) text += piece.get<std::string>();
            CHECK(text == ours.text);
            if (is_a(error, "APIStatusError")) CHECK(error.contains("request_id")); // what their support asks for
        }

    // A wrong key, and what servers say about money and overload besides.
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        CAPTURE(name_of(kind));
        const bool anthropic = kind == Kind::anthropic;
        const auto endpoint = HostedRig::endpoint(pair.server, kind);
        auto stranger = std::make_shared<ai::Endpoint>(*endpoint);
        stranger->key = "sk-wrong-1234567890";
        CHECK(pair.ours(HostedRig::ask(stranger)).code() == Errc::denied);
        const auto key = pair.theirs(kind, stranger->key)["error"];
        CHECK(key["class"] == "AuthenticationError");
        CHECK(key["status_code"] == 401);
        CHECK((anthropic ? key["type"] == "authentication_error" : key["code"] == "invalid_api_key"));

        const auto told = [&](int status, const char* type, std::string_view headers = "") {
            pair.server.refuse(status, type, "No.", headers);
            pair.ours(HostedRig::ask(endpoint));
            pair.server.refuse(status, type, "No.", headers);
            return pair.theirs(kind)["error"];
        };
        const auto spent = told(429, "insufficient_quota");
        CHECK((anthropic ? spent["error_code"] == "enforced_spend_limit_reached" : spent["code"] == "insufficient_quota"));
        if (anthropic) CHECK(spent["type"] == "rate_limit_error"); // so neither status nor type tells
        CHECK(told(429, "rate_limit_error", "Retry-After: 7\r\n")["retry_after"] == "7");
        CHECK_FALSE(told(429, "rate_limit_error").contains("retry_after"));
        if (anthropic) CHECK(told(529, "overloaded_error")["type"] == "overloaded_error");
    }
}

TEST_CASE("the official clients try again when our own provider does") {
    if (left_out()) return;
    Pair pair;
    pair.retries = 2;
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        CAPTURE(name_of(kind));
        const auto request = HostedRig::ask(HostedRig::endpoint(pair.server, kind));
        const auto tries = [&](const auto& tell, const auto& ask) {
            tell();
            const int before = pair.server.http().connections();
            ask();
            return pair.server.http().connections() - before;
        };
        const auto limited = [&] {
            for (int i = 0; i < 2; ++i) pair.server.refuse(429, "rate_limit_error", "Slow down.", "Retry-After: 0.01\r\n");
        };
        CHECK(tries(limited, [&] { CHECK(pair.ours(request).why() == ""); }) == 3);
        CHECK(tries(limited, [&] { CHECK_FALSE(pair.theirs(kind).contains("error")); }) == 3);

        const auto for_good = [&] { pair.server.refuse(429, "rate_limit_error", "Not today.", "X-Should-Retry: false\r\n"); };
        CHECK(tries(for_good, [&] { CHECK(pair.ours(request).code() == Errc::busy); }) == 1);
        CHECK(tries(for_good, [&] { CHECK(pair.theirs(kind)["error"]["class"] == "RateLimitError"); }) == 1);
    }
}

TEST_CASE("the official clients list the models that we list") {
    if (left_out()) return;
    Pair pair;
    for (const Kind kind : {Kind::anthropic, Kind::openai}) {
        CAPTURE(name_of(kind));
        const auto call = ai::models_call(*HostedRig::endpoint(pair.server, kind));
        auto request = std::make_shared<services::net::Request>();
        request->method = "GET";
        request->url = call.url;
        for (const auto& header : call.headers) {
            const auto colon = header.find(": ");
            request->headers.push_back({header.substr(0, colon), header.substr(colon + 2)});
        }
        request->timeout_ms = 60'000;
        request->max_bytes = 1 << 20;
        std::promise<services::net::HopEnd> end;
        services::net::NetThread net(
            {}, [](std::function<void()> work) { work(); },
            [&](services::net::HopId, services::net::HopEnd got) { end.set_value(std::move(got)); });
        net.start({1, *services::net::parse_url(call.url), request, services::net::Reach::local_too, 60'000});
        const auto got = end.get_future().get();
        REQUIRE_MESSAGE(got.reply, got.reply.error().message);
        const auto ours = ai::read_models({reinterpret_cast<const char*>(got.reply->body.data()), got.reply->body.size()});
        REQUIRE_MESSAGE(ours, ours.error().message);

        const auto theirs = pair.clients.ask({{"protocol", name_of(kind)}, {"key", AiServer::key}, {"retries", 0}});
        REQUIRE_MESSAGE(!theirs.contains("error"), theirs.dump(2));
        CHECK(theirs["models"] == *ours);
        CHECK(*ours == std::vector<std::string>{"large-2", "small-1"});
    }
}
