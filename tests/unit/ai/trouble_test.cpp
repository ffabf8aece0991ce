// What a server's refusal means for the person, and for another try.
#include "services/ai/hosted/protocol.hpp"
#include "rig.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::test;
using namespace std::chrono_literals;

namespace {
ai::Endpoint someone() { return *HostedRig::endpoint_at(ai::ProtocolKind::openai, "https://llm.example.net/v1"); }
} // namespace

TEST_CASE("a wait is read as seconds or as a date, and nothing else") {
    const auto now = std::chrono::system_clock::from_time_t(1'795'000'000); // Wed, 18 Nov 2026 11:06:40 GMT
    CHECK(ai::read_retry_after("7", now) == 7s);
    CHECK(ai::read_retry_after(" 0.25 ", now) == 250ms);
    CHECK(ai::read_retry_after("0", now) == 0ms);
    CHECK(ai::read_retry_after("Wed, 18 Nov 2026 11:07:00 GMT", now) == 20s);
    CHECK(ai::read_retry_after("Wed, 18 Nov 2026 11:00:00 GMT", now) == 0ms);
    for (const char* bad : {"", "soon", "-1", "1e9", "7 seconds", "Wed, 18 Nov", "nan", "inf"}) {
        CAPTURE(bad);
        CHECK_FALSE(ai::read_retry_after(bad, now));
    }
}

TEST_CASE("waits double, with chance on top, and never end before the server's own") {
    const ai::RetryRules rules;
    const ai::Trouble busy{{Errc::busy, "busy"}, true};
    CHECK(ai::wait_before_retry(rules, 0, busy, 0) == 500ms);
    CHECK(ai::wait_before_retry(rules, 1, busy, 0) == 1000ms);
    CHECK(ai::wait_before_retry(rules, 2, busy, 1) == 3000ms);
    CHECK_FALSE(ai::wait_before_retry(rules, 3, busy, 0));
    CHECK(ai::wait_before_retry(rules, 0, {busy.error, true, 4s}, 1) == 4s);
    CHECK(ai::wait_before_retry(rules, 2, {busy.error, true, 1ms}, 0) == 2000ms);
    CHECK_FALSE(ai::wait_before_retry(rules, 0, {busy.error, true, 10min}, 0)); // the person is told instead
    CHECK_FALSE(ai::wait_before_retry(rules, 0, {busy.error, false}, 0));
}

TEST_CASE("a spend limit is no rate limit, in every shape in which it comes") {
    const auto server = someone();
    const auto error = [](const char* type, const char* message) {
        return nlohmann::json{{"error", {{"type", type}, {"code", type}, {"message", message}}}}.dump();
    };
    const auto trouble = [&](int status, const std::string& body) {
        return ai::trouble_of_status(server, status, {.after = "1"}, body);
    };
    for (const auto& spent : {trouble(429, error("insufficient_quota",
                                                 "You exceeded your current quota, please check your plan and billing details.")),
                              trouble(429, error("rate_limit_error", "You have reached your specified API usage limits.")),
                              trouble(400, error("invalid_request_error", "Your credit balance is too low to access the API.")),
                              trouble(403, error("billing_error", "Pay first.")), trouble(402, ""),
                              trouble(429, R"({"type":"error","error":{"type":"rate_limit_error","message":"No.",
                                               "details":{"error_code":"enforced_spend_limit_reached"}}})")}) {
        CHECK(spent.error.code == Errc::over_limit);
        CHECK_FALSE(spent.again);
        CHECK_FALSE(spent.wait);
    }
    const auto limited =
        trouble(429, error("rate_limit_error", "Number of request tokens has exceeded your per-minute rate limit."));
    CHECK(limited.error.code == Errc::busy);
    CHECK(limited.again);
    CHECK(limited.wait == 1s);
    const auto event = ai::trouble_of_event(server, "rate_limit_error contract_spend_limit_reached", "No.");
    CHECK(event.error.code == Errc::over_limit);
    CHECK_FALSE(event.again);
}

TEST_CASE("what the server says not to try again is not") {
    const auto trouble = [server = someone()](int status, const char* should) {
        return ai::trouble_of_status(server, status, {.after = "1", .should = should}, "");
    };
    for (const int status : {429, 500, 503, 529}) {
        CHECK_FALSE(trouble(status, "false").again);
        CHECK_FALSE(trouble(status, "false").wait);
        CHECK(trouble(status, "true").again);
    }
    CHECK_FALSE(trouble(401, "true").again); // what is never tried again here stays so
}

TEST_CASE("every status has a sentence with the name of who refused") {
    const auto server = someone();
    for (const int status : {301, 307, 400, 401, 402, 403, 404, 405, 408, 413, 418, 422, 429, 500, 502, 503, 504, 529, 599}) {
        CAPTURE(status);
        const auto trouble = ai::trouble_of_status(server, status, {}, "<html>oops</html>");
        CHECK((contains(trouble.error.message, "Llama") || contains(trouble.error.message, "small-1")));
        CHECK(trouble.again == (status == 408 || status == 429 || status >= 500));
        CHECK_FALSE(contains(trouble.error.message, "html"));
    }
}

TEST_CASE("a quotation is one short line that never holds the key") {
    auto server = someone();
    server.key = "sk-live-0123456789";
    CHECK(ai::quoted(server, "Incorrect API key provided: sk-live-0123456789. You") == "Incorrect API key provided: (key) You");
    CHECK(ai::quoted(server, "key sk-liv**********6789, sk-live-0123456789x") == "key (key), (key)");
    CHECK(ai::quoted(server, "two\r\n\tlines\x1b[31m") == "two lines [31m");
    CHECK(ai::quoted(server, std::string(500, 'x')).size() == 203);
    CHECK(ai::quoted(server, "\xFF\xFE").empty());
    std::string wide = std::string(199, 'x') + "\xC3\xA4";
    CHECK(ai::quoted(server, wide) == std::string(199, 'x') + "...");
}
