// Who is let in by the head of a request alone.
#include "core/endpoint/access_token.hpp"
#include "core/endpoint/gate.hpp"
#include "core/endpoint/method_request.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

using namespace asista::core;

namespace {
constexpr std::int64_t second = 1'000'000;

struct Door {
    Gate gate{27480, token_hash("right"), 0};
    RequestHead head{"POST",
                     "/plugin-api",
                     {{"Host", "127.0.0.1:27480"},
                      {"Authorization", "Bearer right"},
                      {"Content-Type", "application/json"},
                      {"Content-Length", "2"}}};

    void set(const std::string& name, const std::string& value) {
        for (auto& field : head.fields)
            if (field.first == name) {
                field.second = value;
                return;
            }
        head.fields.emplace_back(name, value);
    }
    void remove(const std::string& name) {
        std::erase_if(head.fields, [&](const auto& field) { return field.first == name; });
    }
    // "401 no_token"; "" when it is let in.
    std::string says(std::int64_t now_us = 0) {
        const auto answer = gate.refusal(head, now_us);
        if (!answer) return {};
        const auto body = nlohmann::json::parse(answer->body);
        CHECK_FALSE(body["error"]["message"].get<std::string>().empty());
        return std::to_string(answer->status) + " " + body["error"]["code"].get<std::string>();
    }
};
} // namespace

TEST_CASE("a program that says what it should is let in, by each name of this computer") {
    for (const std::string host : {"127.0.0.1:27480", "localhost:27480", "LocalHost:27480", "[::1]:27480"}) {
        Door door;
        door.set("Host", host);
        CHECK_MESSAGE(door.says().empty(), host);
    }
    for (const std::string type : {"application/json; charset=utf-8", "Application/JSON", "application/json;charset=\"UTF-8\""}) {
        Door door;
        door.set("Content-Type", type);
        CHECK_MESSAGE(door.says().empty(), type);
    }
}

TEST_CASE(
    "a name that leads here from elsewhere, another port or none, and two names are refused before the token is looked at") {
    for (const std::string host : {"evil.example:27480", "127.0.0.1", "localhost", "127.0.0.1:80", "127.0.0.1:27480.evil.example",
                                   "127.0.0.1.evil.example:27480", "localhost.:27480", "0.0.0.0:27480", "127.1:27480", "",
                                   "[::1]", "user@127.0.0.1:27480", "127.0.0.1:27480 "}) {
        Door door;
        door.set("Host", host);
        CHECK_MESSAGE(door.says() == "403 wrong_host", host);
    }
    Door none, two;
    none.remove("Host");
    two.head.fields.emplace_back("host", "127.0.0.1:27480");
    CHECK(none.says() == "403 wrong_host");
    CHECK(two.says() == "403 wrong_host");
}

TEST_CASE("web pages are refused whatever they claim to be, with the right token too") {
    for (const std::string origin : {"https://evil.example", "null", "http://127.0.0.1:27480", "", "file://"}) {
        Door door;
        door.set("Origin", origin);
        CHECK_MESSAGE(door.says() == "403 web_page", origin);
    }
}

TEST_CASE("only POST, only the one path, and nothing in the address") {
    for (const std::string method : {"GET", "OPTIONS", "PUT", "HEAD", "DELETE", "post"}) {
        Door door;
        door.head.method = method;
        CHECK_MESSAGE(door.says() == "405 not_post", method);
    }
    for (const std::string target : {"/", "/plugin-api/", "/plugin-api/x", "//plugin-api", "http://127.0.0.1:27480/plugin-api",
                                     "/Plugin-Api", "/plugin-api#x", "*", "/plugin%2Dapi", "/x/../plugin-api"}) {
        Door door;
        door.head.target = target;
        CHECK_MESSAGE(door.says() == "404 no_such_path", target);
    }
    Door door;
    door.remove("Authorization");
    door.head.target = "/plugin-api?token=right";
    CHECK(door.says() == "400 query");
}

TEST_CASE("without the token, with another, with two or with another scheme nobody is let in") {
    Door none;
    none.remove("Authorization");
    CHECK(none.says() == "401 no_token");
    for (const std::string sent :
         {"Bearer wrong", "Bearer right ", "Bearer", "Bearer ", "right", "Basic right", "Bearer  right", "Bearer Right", ""}) {
        Door door;
        door.set("Authorization", sent);
        CHECK_MESSAGE(door.says() == "401 wrong_token", sent);
    }
    Door two;
    two.head.fields.emplace_back("authorization", "Bearer right");
    CHECK(two.says() == "401 wrong_token");
}

TEST_CASE("a gate without a token lets nobody in") {
    Gate gate(27480, "", 0);
    Door door;
    door.set("Authorization", "Bearer ");
    const auto answer = gate.refusal(door.head, 0);
    REQUIRE(answer);
    CHECK(answer->status == 401);
}

TEST_CASE("a new token ends the one before at once") {
    Door door;
    door.gate.change_token(token_hash("newer"));
    CHECK(door.says() == "401 wrong_token");
    door.set("Authorization", "Bearer newer");
    CHECK(door.says().empty());
}

TEST_CASE("forty requests may come at once and twenty a second after that") {
    Door door;
    for (int i = 0; i < 40; ++i) CHECK(door.says().empty());
    CHECK(door.says() == "429 too_many");
    CHECK(door.says(second / 25) == "429 too_many");
    CHECK(door.says(second / 10).empty());
    int let_in = 0;
    for (int i = 0; i < 100; ++i) let_in += door.says(second * 11 / 10).empty() ? 1 : 0;
    CHECK(let_in == 21); // and what was saved up before
}

TEST_CASE("who guesses is soon told nothing but to wait, and cannot keep the right token out") {
    Door door;
    door.set("Authorization", "Bearer guess");
    for (int i = 0; i < 5; ++i) CHECK(door.says() == "401 wrong_token");
    for (int i = 0; i < 1'000; ++i) CHECK(door.says() == "429 too_many");
    door.set("Authorization", "Bearer right");
    CHECK(door.says().empty());
    door.set("Authorization", "Bearer guess");
    CHECK(door.says(second) == "429 too_many");
    CHECK(door.says(2 * second) == "401 wrong_token");
    CHECK(door.says(2 * second) == "429 too_many");
}

TEST_CASE("a body is one piece of plain JSON of a length that is said and is not too long") {
    const std::vector<std::pair<std::pair<std::string, std::string>, std::string>> cases{
        {{"Content-Type", "text/plain"}, "415 not_json"},
        {{"Content-Type", "application/jsonp"}, "415 not_json"},
        {{"Content-Type", "application/x-www-form-urlencoded"}, "415 not_json"},
        {{"Content-Type", "application/json; charset=utf-16"}, "415 not_json"},
        {{"Content-Type", ""}, "415 not_json"},
        {{"Content-Encoding", "gzip"}, "415 encoded"},
        {{"Transfer-Encoding", "chunked"}, "411 no_length"},
        {{"Content-Length", "-1"}, "400 bad_length"},
        {{"Content-Length", "12abc"}, "400 bad_length"},
        {{"Content-Length", " 12"}, "400 bad_length"},
        {{"Content-Length", "99999999999999999999999"}, "400 bad_length"},
        {{"Content-Length", std::to_string(max_request_bytes + 1)}, "413 too_large"},
        {{"Content-Length", std::to_string(max_request_bytes)}, ""},
    };
    for (const auto& [field, expected] : cases) {
        Door door;
        door.set(field.first, field.second);
        CHECK_MESSAGE(door.says() == expected, field.first << ": " << field.second);
    }
    Door none, two;
    none.remove("Content-Length");
    two.head.fields.emplace_back("content-length", "2");
    CHECK(none.says() == "411 no_length");
    CHECK(two.says() == "400 bad_length");
}
