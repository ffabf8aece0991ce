// Which server a request reaches: hosts, addresses, redirects; and how it ends when it must.
#include "rig.hpp"

using namespace asista;
using namespace asista::test;

namespace {
void hello(const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(200, "", "hello"); }
std::string to(const HttpServer& server, std::string_view host) { return fmt::format("http://{}:{}/", host, server.port()); }
std::string fixed(const HttpServer& server, std::string_view host, std::string_view addresses = "127.0.0.1") {
    return fmt::format("{}:{}:{}", host, server.port(), addresses);
}
TransferOptions names(std::vector<std::string> fixed_hosts) {
    TransferOptions options;
    options.fixed_hosts = std::move(fixed_hosts);
    return options;
}
} // namespace

TEST_CASE("a host that is not granted is not even looked up") {
    HttpServer server(hello);
    Rig rig;
    rig.hosts = {{"api.example.com", Reach::internet}};
    const auto error = rig.refused(server.url());
    CHECK(error.code == Errc::denied);
    CHECK(error.message == "127.0.0.1 is not among the hosts in its manifest");
    CHECK(rig.refused("http://evil.test/").message == "evil.test is not among the hosts in its manifest");
    CHECK(rig.refused("http://api.example.com.evil.test/").code == Errc::denied);
    CHECK(server.connections() == 0);
}

TEST_CASE("a granted name that leads to this computer or the private network is refused when it connects") {
    HttpServer server(hello);
    Rig rig(names({fixed(server, "api.example.test"), fixed(server, "nas.example.test", "192.168.1.4"),
                   fixed(server, "zero.example.test", "0.0.0.0"), fixed(server, "mapped.example.test", "::ffff:127.0.0.1"),
                   fixed(server, "cloud.example.test", "169.254.169.254"), fixed(server, "six.example.test", "::1")}));
    for (const char* host : {"api", "nas", "zero", "mapped", "cloud", "six"})
        rig.hosts.emplace(fmt::format("{}.example.test", host), Reach::internet);

    CHECK(rig.refused(to(server, "api.example.test")).message ==
          "api.example.test is at 127.0.0.1, which is this computer itself; the person can allow it on the Trust page");
    CHECK(rig.refused(to(server, "nas.example.test")).message ==
          "nas.example.test is at 192.168.1.4, which is on the private network; the person can allow it on the Trust page");
    CHECK(rig.refused(to(server, "zero.example.test")).message ==
          "zero.example.test is at 0.0.0.0, which is no address that a request can go to");
    for (const char* host : {"mapped", "cloud", "six"})
        CHECK(rig.refused(to(server, fmt::format("{}.example.test", host))).code == Errc::denied);
    rig.hosts["127.0.0.1"] = Reach::internet;
    CHECK(rig.refused(server.url()).message == "127.0.0.1 is this computer itself; the person can allow it on the Trust page");
    rig.hosts["[::1]"] = rig.hosts["::1"] = Reach::internet;
    CHECK(rig.refused(to(server, "[::1]")).code == Errc::denied);
    CHECK(server.connections() == 0);
}

TEST_CASE("what the person named is reached, but no more than that") {
    HttpServer server(hello);
    Rig rig(names({fixed(server, "nas.home"), fixed(server, "other.home"), fixed(server, "zero.home", "0.0.0.0")}));
    rig.hosts = {{"nas.home", Reach::local_too}, {"other.home", Reach::internet}, {"zero.home", Reach::local_too}};
    CHECK(Rig::text_of(rig.fetch(to(server, "nas.home"))->body) == "hello");
    CHECK(rig.refused(to(server, "other.home")).code == Errc::denied);
    CHECK(rig.refused(to(server, "zero.home")).code == Errc::denied); // an unspecified address is nobody's host
    CHECK(server.connections() == 1);
}

TEST_CASE("one plugin's open connection serves no other that may not go there") {
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi");
        peer.closes_within(std::chrono::seconds(5));
    });
    Rig rig(names({fixed(server, "nas.home")}));
    rig.hosts = {{"nas.home", Reach::local_too}};
    REQUIRE(rig.fetch(to(server, "nas.home")));
    rig.hosts["nas.home"] = Reach::internet;
    CHECK(rig.refused(to(server, "nas.home")).code == Errc::denied);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("of a name with several addresses only the allowed ones are tried") {
    HttpServer server(hello);
    Rig rig(names({fixed(server, "two.example.test", "203.0.113.9,127.0.0.1")}));
    rig.hosts = {{"two.example.test", Reach::internet}};
    CHECK(rig.refused(to(server, "two.example.test")).code == Errc::denied);
    CHECK(server.connections() == 0);
    rig.hosts["two.example.test"] = Reach::local_too;
    CHECK(rig.fetch(to(server, "two.example.test")));
}

TEST_CASE("redirects are followed where every step is allowed") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        if (request.target == "/a") return peer.reply(302, "Location: /b\r\n", std::string(100'000, 'x'));
        if (request.target == "/b") return peer.reply(307, "Location: c?d\r\n", "");
        peer.reply(200, "", request.method + " " + request.body);
    });
    Rig rig;
    Request request = Rig::get(server.url("/a"));
    request.method = "POST";
    request.body = Rig::bytes_of("body");
    request.max_bytes = 100;
    const auto reply = rig.fetch(request);
    REQUIRE_MESSAGE(reply, reply.error().message);
    CHECK(reply->status == 200);
    CHECK(reply->url == server.url("/c?d"));
    CHECK(Rig::text_of(reply->body) == "GET ");

    request.url = server.url("/b");
    CHECK(Rig::text_of(rig.fetch(request)->body) == "POST body");
    CHECK(rig.fetches->under_way() == 0);
}

TEST_CASE("a redirect to a host or an address that is not allowed ends there") {
    HttpServer inside(hello);
    HttpServer server([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        const std::string where = request.target == "/private"  ? to(inside, "trap.example.test")
                                  : request.target == "/other"  ? to(inside, "other.example.test")
                                  : request.target == "/number" ? to(inside, "2130706433")
                                  : request.target == "/file"   ? std::string("file:///etc/passwd")
                                  : request.target == "/user"   ? fmt::format("http://a:b@127.0.0.1:{}/", inside.port())
                                                                : std::string("gopher://127.0.0.1/");
        peer.reply(302, "Location: " + where + "\r\n", "");
    });
    Rig rig(names({fixed(server, "api.example.test"), fixed(inside, "trap.example.test")}));
    rig.hosts = {{"api.example.test", Reach::local_too}, {"trap.example.test", Reach::internet}};
    const auto ends = [&](std::string_view path) {
        return rig.refused(fmt::format("http://api.example.test:{}{}", server.port(), path)).message;
    };
    CHECK(contains(ends("/private"), "trap.example.test is at 127.0.0.1"));
    CHECK(ends("/other") == "other.example.test is not among the hosts in its manifest");
    CHECK(ends("/number") == "127.0.0.1 is not among the hosts in its manifest");
    CHECK(contains(ends("/file"), "neither http:// nor https://"));
    CHECK(contains(ends("/user"), "with a user or a password"));
    CHECK(contains(ends("/gopher"), "neither http:// nor https://"));
    CHECK(inside.connections() == 0);
}

TEST_CASE("redirects in a circle end after the fifth") {
    HttpServer server(
        [](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(301, "Location: /again\r\n", ""); });
    Rig rig;
    const auto error = rig.refused(server.url());
    CHECK(error.code == Errc::over_limit);
    CHECK(contains(error.message, "5 are followed"));
    CHECK(server.connections() == 6);
    CHECK(rig.fetches->under_way() == 0);
}

TEST_CASE("secrets do not travel to the host a redirect names") {
    HttpServer other(hello);
    HttpServer server([&](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        peer.reply(307,
                   "Location: " + (request.target == "/here" ? std::string("/there") : to(other, "other.example.test")) + "\r\n",
                   "");
    });
    Rig rig(names({fixed(server, "api.example.test"), fixed(other, "other.example.test")}));
    rig.hosts = {{"api.example.test", Reach::local_too}, {"other.example.test", Reach::local_too}};
    Request request = Rig::get(fmt::format("http://api.example.test:{}/here", server.port()));
    request.headers = {{"Authorization", "Bearer secret"}, {"Cookie", "session=1"}, {"X-Plain", "yes"}};
    REQUIRE(rig.fetch(request));
    CHECK(server.requests().at(1).header("authorization") == "Bearer secret");
    const auto seen = other.requests().at(0);
    CHECK(seen.times("authorization") == 0);
    CHECK(seen.times("cookie") == 0);
    CHECK(seen.header("x-plain") == "yes");
    CHECK(seen.header("host") == fmt::format("other.example.test:{}", other.port()));
}

TEST_CASE("a status of redirection without a place to go is an answer") {
    HttpServer server([](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(304, "", ""); });
    HttpServer nowhere([](const HttpServer::Request&, const HttpServer::Peer& peer) { peer.reply(302, "", "lost"); });
    Rig rig;
    CHECK(rig.fetch(server.url())->status == 304);
    const auto reply = rig.fetch(nowhere.url());
    REQUIRE(reply);
    CHECK(reply->status == 302);
    CHECK(Rig::text_of(reply->body) == "lost");
}

TEST_CASE("a permission taken back in the middle of a request ends it at once") {
    Gate started;
    std::atomic<bool> closed = false;
    HttpServer server([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegin");
        started.open();
        closed = peer.closes_within(std::chrono::seconds(20));
    });
    Rig rig;
    const auto answer = rig.start(Rig::get(server.url()));
    started.pass();
    rig.fetches->recheck();
    CHECK_FALSE(answer->has_value()); // nothing has changed yet
    rig.hosts.clear();
    rig.fetches->recheck();
    REQUIRE(answer->has_value());
    CHECK((*answer)->error().code == Errc::denied);
    CHECK(rig.until([&] { return closed.load(); }));
    CHECK(rig.fetches->under_way() == 0);
}

TEST_CASE("a host of the person's own that they take back is left, though the manifest names it too") {
    Gate started;
    std::atomic<bool> closed = false;
    HttpServer server([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        started.open();
        closed = peer.closes_within(std::chrono::seconds(20));
    });
    Rig rig;
    const auto answer = rig.start(Rig::get(server.url()));
    started.pass();
    rig.hosts["127.0.0.1"] = Reach::internet;
    rig.fetches->recheck();
    REQUIRE(answer->has_value());
    CHECK((*answer)->error().code == Errc::denied);
    CHECK(rig.until([&] { return closed.load(); }));
}

TEST_CASE("an answer that comes after the permission has gone is not handed over") {
    HttpServer server(hello);
    Rig rig;
    const auto answer = rig.start(Rig::get(server.url()));
    rig.hosts.clear(); // and nobody said so
    REQUIRE(rig.wait(answer));
    CHECK((*answer)->error().code == Errc::denied);
}
