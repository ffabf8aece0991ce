// Requests that go well, as a real server sees them.
#include "rig.hpp"

#include <cstdlib>

using namespace asista;
using namespace asista::test;

namespace {
const calls::HttpHeader* header_of(const Reply& reply, std::string_view name) {
    for (const auto& header : reply.headers)
        if (same_header(header.name, name)) return &header;
    return nullptr;
}
} // namespace

TEST_CASE("a page is fetched with its status, headers and bytes") {
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.reply(200, "Content-Type: text/plain\r\nX-Answer: 42\r\n", std::string_view("some\0thing", 10));
    });
    Rig rig;
    const auto reply = rig.fetch(server.url("/a?b=c"));
    REQUIRE(reply);
    CHECK(reply->status == 200);
    CHECK(reply->url == server.url("/a?b=c"));
    CHECK(Rig::text_of(reply->body) == std::string("some\0thing", 10));
    REQUIRE(header_of(*reply, "x-answer"));
    CHECK(header_of(*reply, "x-answer")->value == "42");
    CHECK(header_of(*reply, "content-length")->value == "10");

    const auto seen = server.requests().at(0);
    CHECK(seen.method == "GET");
    CHECK(seen.target == "/a?b=c");
    CHECK(seen.header("user-agent") == "Asista");
    CHECK(seen.times("cookie") == 0);
    CHECK(seen.times("authorization") == 0);
    CHECK(seen.times("expect") == 0);
    CHECK(seen.times("content-type") == 0);
    CHECK(rig.fetches->under_way() == 0);
}

TEST_CASE("every method sends what it should") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        if (request.method == "HEAD")
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n");
        else
            peer.reply(200, "", request.method + " " + request.body);
    });
    Rig rig;
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        Request request = Rig::get(server.url());
        request.method = method;
        request.headers = {{"Content-Type", "application/json"}, {"X-Empty", ""}, {"User-Agent", "mine"}};
        request.body = Rig::bytes_of("{}");
        const auto reply = rig.fetch(request);
        REQUIRE(reply);
        CHECK(Rig::text_of(reply->body) == std::string(method) + " {}");
        const auto seen = server.requests().back();
        CHECK(seen.header("content-type") == "application/json");
        CHECK(seen.times("content-type") == 1);
        CHECK(seen.header("content-length") == "2");
        CHECK(seen.header("user-agent") == "mine");
        CHECK(seen.times("x-empty") == 1);
        CHECK(seen.times("expect") == 0);

        request.body.clear();
        REQUIRE(rig.fetch(request));
        CHECK(server.requests().back().header("content-length") == "0");
    }
    Request head = Rig::get(server.url());
    head.method = "HEAD";
    const auto reply = rig.fetch(head);
    REQUIRE(reply);
    CHECK(reply->body.empty());
    CHECK(header_of(*reply, "content-length")->value == "1000000");
}

TEST_CASE("a large body goes up and comes down whole") {
    HttpServer server(
        [](const HttpServer::Request& request, const HttpServer::Peer& peer) { peer.reply(200, "", request.body); });
    Rig rig;
    Request request = Rig::get(server.url());
    request.method = "PUT";
    request.max_bytes = wire::max_content_bytes;
    request.body.resize(wire::max_content_bytes);
    for (std::size_t i = 0; i < request.body.size(); ++i) request.body[i] = static_cast<std::byte>(i * 7 + i / 255);
    const auto reply = rig.fetch(request);
    REQUIRE_MESSAGE(reply, reply.error().message);
    CHECK(reply->body == request.body);
}

TEST_CASE("a packed answer arrives unpacked, and no header claims otherwise") {
    // gzip of "hello hello hello"
    constexpr unsigned char packed[] = {0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9,
                                        0xc9, 0x57, 0xc8, 0x40, 0x90, 0x00, 0x80, 0x88, 0xf9, 0xe5, 0x11, 0x00, 0x00, 0x00};
    HttpServer server([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.reply(200, "Content-Encoding: gzip\r\n", {reinterpret_cast<const char*>(packed), sizeof packed});
    });
    Rig rig;
    const auto reply = rig.fetch(server.url());
    REQUIRE_MESSAGE(reply, reply.error().message);
    CHECK(Rig::text_of(reply->body) == "hello hello hello");
    CHECK(header_of(*reply, "content-encoding") == nullptr);
    CHECK(header_of(*reply, "content-length") == nullptr);
    CHECK(contains(server.requests().at(0).header("accept-encoding"), "gzip"));
}

TEST_CASE("404 and 500 are answers, not failures") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.reply(request.target == "/404" ? 404 : 500, "", "sorry");
    });
    Rig rig;
    CHECK(rig.fetch(server.url("/404"))->status == 404);
    CHECK(rig.fetch(server.url("/500"))->status == 500);
}

TEST_CASE("no cookie is kept from one request to the next") {
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.reply(200, "Set-Cookie: session=1; Path=/\r\n", "");
    });
    Rig rig;
    CHECK(header_of(*rig.fetch(server.url()), "set-cookie") != nullptr);
    REQUIRE(rig.fetch(server.url()));
    CHECK(server.requests().at(1).times("cookie") == 0);
    CHECK(server.connections() == 2); // nor is a connection
}

TEST_CASE("a proxy of the environment is not used") {
    HttpServer proxy([](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(200, "", "from the proxy"); });
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(200, "", "from the server"); });
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::setenv(name, proxy.url().c_str(), 1);
    Rig rig;
    const auto reply = rig.fetch(server.url());
    for (const char* name : {"http_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
    REQUIRE(reply);
    CHECK(Rig::text_of(reply->body) == "from the server");
    CHECK(proxy.connections() == 0);
}

TEST_CASE("an interim answer is not the answer") {
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 103 Early Hints\r\nLocation: /no\r\nX-Early: 1\r\n\r\n");
        peer.reply(200, "X-Late: 1\r\n", "yes");
    });
    Rig rig;
    const auto reply = rig.fetch(server.url());
    REQUIRE_MESSAGE(reply, reply.error().message);
    CHECK(reply->status == 200);
    CHECK(header_of(*reply, "x-early") == nullptr);
    CHECK(header_of(*reply, "x-late") != nullptr);
}

TEST_CASE("old letters in a header become UTF-8") {
    HttpServer server(
        [](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(200, "X-Name: K\xE4se\r\n", ""); });
    Rig rig;
    CHECK(header_of(*rig.fetch(server.url()), "x-name")->value == "Käse");
}
