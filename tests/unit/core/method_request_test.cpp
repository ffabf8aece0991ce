// The body of a request to the local endpoint.
#include "core/endpoint/method_request.hpp"

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

using namespace asista;
using namespace asista::core;

namespace {
std::string nested(int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') + std::string(static_cast<std::size_t>(depth), ']');
}
std::string with_params(const std::string& params) { return R"({"plugin_id":"a.b","method":"m","params":)" + params + "}"; }
} // namespace

TEST_CASE("a body names plugin and method, and hands the params on as they mean") {
    const auto request = read_method_request(
        " {\"params\": {\"x\": [1, null, \"\\u00e9\"]}, \"method\": \"plan_day\", \"plugin_id\": \"org.example.day-1\"} ");

    REQUIRE(request);
    CHECK(request->plugin == "org.example.day-1");
    CHECK(request->method == "plan_day");
    CHECK(request->params == "{\"x\":[1,null,\"\xc3\xa9\"]}");
    for (const std::string value : {"null", "3", "\"text\"", "[]", "true", "-0.5"})
        CHECK(read_method_request(with_params(value))->params == value);
    CHECK(read_method_request(R"({"plugin_id":"a","method":"m"})")->params == "{}");
}

TEST_CASE("what is not such an object is refused, with what is wrong with it") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "one JSON object"},
        {"null", "one JSON object"},
        {"[]", "one JSON object"},
        {"\"x\"", "one JSON object"},
        {"{", "one JSON object"},
        {"{}}", "one JSON object"},
        {"{}{}", "one JSON object"},
        {"{'plugin_id': 1}", "one JSON object"},
        {"// a comment\n{}", "one JSON object"},
        {"{\"plugin_id\": \"\xff\"}", "one JSON object"},
        {"{\"plugin_id\": \"\\ud800\"}", "one JSON object"},
        {std::string("\0{}", 3), "one JSON object"},
        {"\xef\xbb", "one JSON object"},
        {"plugin_id=a&method=b", "one JSON object"},
        {"{}", "no \"plugin_id\""},
        {R"({"plugin_id":"a"})", "no \"method\""},
        {R"({"plugin_id":1,"method":"m"})", "\"plugin_id\" is not a text"},
        {R"({"plugin_id":"a","method":["m"]})", "\"method\" is not a text"},
        {R"({"plugin_id":"","method":"m"})", "\"plugin_id\" is 1 to 128"},
        {R"({"plugin_id":"../etc","method":"m"})", "\"plugin_id\" is 1 to 128"},
        {R"({"plugin_id":"a\u0000b","method":"m"})", "\"plugin_id\" is 1 to 128"},
        {R"({"plugin_id":"a","method":"m m"})", "\"method\" is 1 to 128"},
        {"{\"plugin_id\":\"" + std::string(129, 'a') + "\",\"method\":\"m\"}", "\"plugin_id\" is 1 to 128"},
        {R"({"plugin_id":"a","method":"m","token":"t"})", "nothing else"},
        {R"({"plugin_id":"a","plugin_id":"b","method":"m"})", "twice"},
        {R"({"plugin_id":"a","method":"m","params":1,"params":2})", "twice"},
        {with_params("NaN"), "one JSON object"},
        {with_params("1e999"), "one JSON object"},
        {with_params("[1,]"), "one JSON object"},
    };
    for (const auto& [body, expected] : cases) {
        const auto request = read_method_request(body);
        REQUIRE_MESSAGE(!request, body);
        CHECK_MESSAGE(request.error().code == Errc::invalid, body);
        CHECK_MESSAGE(request.error().message.find(expected) != std::string::npos, body << " -> " << request.error().message);
    }
}

TEST_CASE("depth and length are bounded before anything is taken apart, and brackets in a text are no depth") {
    CHECK(read_method_request(with_params(nested(max_request_depth - 1))));
    CHECK(read_method_request(with_params(nested(max_request_depth))).error().code == Errc::over_limit);
    CHECK(read_method_request(std::string(max_request_bytes, '[')).error().code == Errc::over_limit);
    CHECK(read_method_request(with_params("\"" + std::string(1'000, '[') + "\\\"" + std::string(1'000, '{') + "\"")));
    CHECK(read_method_request(with_params("\"" + std::string(max_request_bytes, 'x') + "\"")).error().code == Errc::over_limit);
    CHECK(read_method_request(with_params(R"({"params":1,"params":2})"))); // of the params, the plugin is to judge
}
