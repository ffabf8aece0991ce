// What is sent, and what is read, without a server.
#include "services/ai/hosted/protocol.hpp"
#include "rig.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::test;
using nlohmann::json;
using Role = ai::ChatMessage::Role;

namespace {
std::shared_ptr<ai::Endpoint> anthropic() {
    return HostedRig::endpoint_at(ai::ProtocolKind::anthropic, "https://api.anthropic.com");
}
std::shared_ptr<ai::Endpoint> openai() { return HostedRig::endpoint_at(ai::ProtocolKind::openai, "http://127.0.0.1:11434/v1"); }

ai::ChatRequest with_tools(std::shared_ptr<const ai::Endpoint> endpoint) {
    auto request = HostedRig::ask(std::move(endpoint), "Add milk and bread");
    request.tools = {{"create_task", "Makes a task.", R"({"type":"object","properties":{"title":{"type":"string"}}})"}};
    request.messages.push_back(
        {.role = Role::assistant,
         .text = "I will.",
         .tool_calls = {{"a", "create_task", R"({"title":"Milk"})"}, {"b", "create_task", R"({"title":"Bread"})"}}});
    request.messages.push_back({.role = Role::tool, .text = "made", .answers = "a"});
    request.messages.push_back({.role = Role::tool, .text = "declined", .answers = "b"});
    return request;
}
json body_of(const ai::ChatRequest& request, const ai::Lacks& lacks = {}) {
    const auto call = ai::chat_call(*request.endpoint, request, lacks);
    REQUIRE_MESSAGE(call, call.error().message);
    return json::parse(call->body);
}
// What a reader makes of events, as text, with what it ends in.
struct Read {
    std::string text;
    std::unique_ptr<ai::AnswerReader> reader;
};
Read read(const ai::ChatRequest& request, const std::vector<std::string>& events) {
    Read read{{}, ai::make_reader(*request.endpoint, request)};
    for (const auto& data : events) read.text += read.reader->take({"", data});
    return read;
}
} // namespace

TEST_CASE("Anthropic: the system's words stand above, results of one round are one message of the user's") {
    const auto body = body_of(with_tools(anthropic()));
    CHECK(body["system"] == "Be kind.");
    CHECK(body["model"] == "small-1");
    REQUIRE(body["messages"].size() == 3);
    CHECK(body["messages"][1]["content"][1] ==
          json{{"type", "tool_use"}, {"id", "a"}, {"name", "create_task"}, {"input", {{"title", "Milk"}}}});
    CHECK(body["messages"][2]["role"] == "user");
    CHECK(body["messages"][2]["content"].size() == 2);
    CHECK(body["tools"][0]["input_schema"]["type"] == "object");
}

TEST_CASE("Anthropic: a conversation that begins with the assistant, or is empty, is still one that it takes") {
    auto request = HostedRig::ask(anthropic());
    request.messages = {{.role = Role::assistant, .text = "Hello"}, {.text = "x"}, {.text = ""}, {.text = "y"}};
    auto messages = body_of(request)["messages"];
    REQUIRE(messages.size() == 1);
    CHECK(messages[0]["content"].size() == 2);
    request.messages = {{.role = Role::system, .text = "Be kind."}};
    CHECK(body_of(request)["messages"].size() == 1);
}

TEST_CASE("OpenAI's: results follow their calls one by one, a server without tools reads of them in words") {
    auto body = body_of(with_tools(openai()));
    REQUIRE(body["messages"].size() == 5);
    CHECK(body["messages"][2]["tool_calls"][0]["function"]["arguments"] == R"({"title":"Milk"})");
    CHECK(body["messages"][3]["tool_call_id"] == "a");
    CHECK(body["stream_options"]["include_usage"] == true);
    CHECK(body["max_tokens"] == 512);

    body = body_of(with_tools(openai()), {.usage = true, .tools = true, .max_tokens = true});
    CHECK_FALSE(body.contains("tools"));
    CHECK_FALSE(body.contains("stream_options"));
    CHECK(body["max_completion_tokens"] == 512);
    CHECK(body["messages"][3]["role"] == "user");
    CHECK(contains(body["messages"][3]["content"].get<std::string>(), "made"));
}

TEST_CASE("a schema is a forced call for one, a format for the other, and words where that is not taken") {
    for (const auto& endpoint : {anthropic(), openai()}) {
        auto request = HostedRig::ask(endpoint);
        request.schema = R"({"type":"object","required":["mood"]})";
        const auto body = body_of(request);
        if (endpoint->protocol == ai::ProtocolKind::anthropic)
            CHECK(body["tool_choice"]["name"] == body["tools"][0]["name"]);
        else
            CHECK(body["response_format"]["json_schema"]["schema"]["required"][0] == "mood");
    }
    auto request = HostedRig::ask(openai());
    request.schema = R"({"type":"object","required":["mood"]})";
    CHECK(
        contains(body_of(request, {.schema = true})["messages"].back()["content"].get<std::string>(), R"("required":["mood"])"));
}

TEST_CASE("a schema that is none is refused before anything is sent") {
    auto request = HostedRig::ask(openai());
    request.schema = "mood";
    CHECK(ai::chat_call(*openai(), request, {}).error().code == Errc::invalid);
    request.schema.clear();
    request.tools = {{"x", "", "[1]"}};
    CHECK(contains(ai::chat_call(*openai(), request, {}).error().message, "the tool x"));
}

TEST_CASE("a prompt that is not UTF-8 throughout never breaks a request") {
    auto request = HostedRig::ask(openai(), "cut \xF0\x9F");
    CHECK(contains(body_of(request)["messages"][1]["content"].get<std::string>(), "cut "));
}

TEST_CASE("what a server complains about is left out from then on, and only what was asked for") {
    auto request = with_tools(openai());
    CHECK(ai::learned_from("registry.example/model does not support tools", request, {}) == ai::Lacks{.tools = true});
    CHECK(ai::learned_from("tools param requires --jinja flag", request, {}) == ai::Lacks{.tools = true});
    CHECK(ai::learned_from("Unrecognized request argument supplied: stream_options", request, {}) == ai::Lacks{.usage = true});
    CHECK(ai::learned_from("Use 'max_completion_tokens' instead.", request, {}) == ai::Lacks{.max_tokens = true});
    CHECK_FALSE(ai::learned_from("does not support tools", request, {.tools = true}));
    CHECK_FALSE(ai::learned_from("no such model: toolbox", HostedRig::ask(openai()), {}));
    CHECK_FALSE(ai::learned_from("tools.0: bad", with_tools(anthropic()), {}));
    CHECK(ai::note_on({.tools = true}, request) == "This server takes no tools, so the coach can only talk.");
    CHECK(ai::note_on({.tools = true}, HostedRig::ask(openai())).empty());
}

TEST_CASE("events that are new, empty or odd are passed over, those that are no events end the answer") {
    for (const auto& endpoint : {anthropic(), openai()}) {
        const auto request = HostedRig::ask(endpoint);
        auto odd =
            read(request, {"{}", R"({"type":"something_new","x":[1]})", R"({"choices":[]})", R"({"choices":[{"delta":null}]})",
                           R"({"type":"content_block_delta","index":"x","delta":7})", R"({"choices":7})",
                           R"({"choices":[{"delta":{"content":7,"tool_calls":[null,7,{"index":-1}]}}]})"});
        CHECK(odd.text.empty());
        CHECK_FALSE(odd.reader->trouble());
        for (const char* bad : {"", "hello", "[1]", "{\"type\":", "\"x\"", "{\"a\":\"\xFF\"}"}) {
            CAPTURE(bad);
            auto broken = read(request, {bad});
            REQUIRE(broken.reader->trouble());
            CHECK(broken.reader->trouble()->error.code == Errc::invalid);
            CHECK_FALSE(broken.reader->trouble()->again);
        }
    }
}

TEST_CASE("calls of tools come in pieces, whole, or without an index, what is no JSON is refused") {
    auto request = with_tools(openai());
    auto whole =
        read(request,
             {R"({"choices":[{"delta":{"tool_calls":[{"function":{"name":"create_task","arguments":"{\"title\":\"A\"}"}}]}}]})",
              R"({"choices":[{"delta":{"tool_calls":[{"function":{"name":"create_task","arguments":"{\"title\":\"B\"}"}}]}}]})",
              "[DONE]"});
    const auto end = whole.reader->end();
    CHECK_FALSE(end.error);
    REQUIRE(end.tool_calls.size() == 2);
    CHECK(end.tool_calls[0].id != end.tool_calls[1].id);
    CHECK(end.tool_calls[1].arguments == R"({"title":"B"})");
    CHECK(end.reason == ai::StopReason::tools);

    auto bad = read(
        request,
        {R"({"choices":[{"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"create_task","arguments":"{\"ti"}}]}}]})",
         "[DONE]"});
    const auto refused = bad.reader->end();
    REQUIRE(refused.error);
    CHECK(contains(refused.error->message, "create_task"));
    CHECK(refused.tool_calls.empty());
}

TEST_CASE("calls beyond number and size are refused") {
    const auto request = with_tools(anthropic());
    std::vector<std::string> many;
    for (int i = 0; i < 40; ++i)
        many.push_back(json{
            {"type", "content_block_start"}, {"index", i}, {"content_block", {{"type", "tool_use"}, {"id", "x"}, {"name", "y"}}}}
                           .dump());
    CHECK(read(request, many).reader->trouble());
    std::vector<std::string> large{many[0]};
    for (int i = 0; i < 400; ++i)
        large.push_back(json{{"type", "content_block_delta"},
                             {"index", 0},
                             {"delta", {{"type", "input_json_delta"}, {"partial_json", std::string(1024, ' ')}}}}
                            .dump());
    CHECK(read(request, large).reader->trouble());
}

TEST_CASE("a list of models is read, and nothing is taken for one that is none") {
    CHECK(ai::read_models(R"({"data":[{"id":"b"},{"id":"a"},{"x":1},7]})") == std::vector<std::string>{"a", "b"});
    for (const char* bad : {"", "[]", R"({"data":{}})", "<html>"}) CHECK_FALSE(ai::read_models(bad));
}
