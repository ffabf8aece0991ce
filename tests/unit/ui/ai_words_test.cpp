#include "ui/ai_words.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::ui;

TEST_CASE("where goes what is said") {
    calls::AiProvider provider;
    provider.address = "https://api.anthropic.com";
    CHECK(words::goes_to(nullptr, "What you write to the coach") == "Nothing leaves this computer.");
    CHECK(words::goes_to(&provider, "What you write to the coach") == "What you write to the coach goes to api.anthropic.com.");
    provider.address = "http://192.168.1.20:8080/v1";
    provider.near = true;
    CHECK(words::goes_to(&provider, "What Journal asks") ==
          "What Journal asks goes to 192.168.1.20:8080 and stays in your own network.");
}

TEST_CASE("the host of an address, and of what is none") {
    CHECK(words::host_of("https://api.openai.com/v1") == "api.openai.com");
    CHECK(words::host_of("https://api.example.com@evil.example/v1") == "evil.example"); // what is before the @ is a name
    CHECK(words::host_of("http://[::1]:8080/v1") == "[::1]:8080");
    CHECK(words::host_of("api.openai.com") == "");
    CHECK(words::host_of("https:///v1") == "");
}

TEST_CASE("a test in words") {
    CHECK(words::test_line({"", "", 420}) == "Answers in 420 ms.");
    CHECK(words::test_line({"", "it cannot use tools", 1'400}) == "Answers in 1.4 s. It cannot use tools.");
    CHECK(words::test_line({"the key was refused", "it cannot use tools", 9}) == "The key was refused.");
}

TEST_CASE("what was used and what it cost, and what is not known is never nothing") {
    calls::AiChoice choice;
    choice.used_tokens = 12'300;
    CHECK(words::usage_line(choice, "USD") == "12,300 tokens, cost not known");
    CHECK_FALSE(words::usage_share(choice).has_value());
    choice.used_cost = 0.0;
    CHECK(words::usage_line(choice, "USD") == "12,300 tokens, 0.00 USD");
    choice.month_tokens = 50'000;
    choice.month_cents = 200;
    choice.used_cost = 0.5;
    CHECK(words::usage_line(choice, "USD") == "12,300 of 50,000 tokens, 0.50 of 2.00 USD");
    CHECK(words::usage_share(choice).value_or(0) == doctest::Approx(0.25)); // the nearer of the two
    choice.used_cost = std::nullopt;
    CHECK(words::usage_line(choice, "USD") == "12,300 of 50,000 tokens, cost not known (limit 2.00 USD)");
    CHECK(words::usage_share(choice).value_or(0) == doctest::Approx(0.246));

    CHECK(words::money(1.239, "USD") == "1.24 USD");
    CHECK(words::money(0.0131, "USD") == "0.0131 USD");
    CHECK(words::money(0.00001, "USD") == "below 0.0001 USD");
    CHECK(words::money(0, "EUR") == "0.00 EUR");
    calls::AiSent sent;
    CHECK(words::sent_cost(sent, "USD") == "not known");
    CHECK(words::sent_tokens(sent) == "not known");
    sent.input_tokens = 2'310;
    CHECK(words::sent_tokens(sent) == "2,310 and not known back");
    CHECK(words::sent_fields(sent) == "none of your data");
}

TEST_CASE("limits as people type them") {
    for (const auto* const text : {"50000", "50,000", "50.000", "50 000", "50'000", " 50000 "}) {
        CAPTURE(text);
        CHECK(words::parse_tokens(text) == 50'000);
    }
    CHECK(words::parse_tokens("1,234,567") == 1'234'567);
    CHECK(words::parse_tokens("") == 0);
    for (const auto* const text : {"50k", "1.5", "50,00", "5,0000", ",000", "1,234.567", "-5", "9999999999999999"}) {
        CAPTURE(text);
        CHECK_FALSE(words::parse_tokens(text).has_value());
    }
    CHECK(words::parse_cents("2") == 200);
    CHECK(words::parse_cents("2.5") == 250);
    CHECK(words::parse_cents("2,05") == 205);
    CHECK(words::parse_cents("") == 0);
    for (const auto* const text : {"1,000", "2.", ".5", "-2", "two", "2.505"}) {
        CAPTURE(text);
        CHECK_FALSE(words::parse_cents(text).has_value());
    }
    CHECK(words::cents_text(205) == "2.05");
    CHECK(words::cents_text(0) == "");
}
