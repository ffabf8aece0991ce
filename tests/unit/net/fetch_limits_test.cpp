// How many at once, how long, and how a request is withdrawn.
#include "rig.hpp"

using namespace asista;
using namespace asista::test;

namespace {
// Answers nothing until the gate opens.
struct Held {
    Gate gate;
    HttpServer server{[this](const HttpServer::Request&, const HttpServer::Peer& peer) {
        gate.pass();
        peer.reply(200, "", "late");
    }};
    ~Held() { gate.open(); }
};
FetchOwner owner(int number) { return {fmt::format("org.example.p{}", number), static_cast<InstanceId>(number)}; }
} // namespace

TEST_CASE("a plugin has four requests under way and no more: another is not touched by that") {
    Held held;
    Rig rig;
    std::vector<std::shared_ptr<Rig::Answer>> answers;
    for (int i = 0; i < 4; ++i) answers.push_back(rig.start(Rig::get(held.server.url())));
    const auto fifth = rig.start(Rig::get(held.server.url()));
    REQUIRE(fifth->has_value());
    CHECK((*fifth)->error().code == Errc::over_limit);
    auto another_process = rig.plugin;
    another_process.instance = 99;
    CHECK((*rig.start(Rig::get(held.server.url()), another_process))->error().code == Errc::over_limit);
    answers.push_back(rig.start(Rig::get(held.server.url()), rig.other));
    held.gate.open();
    for (const auto& answer : answers) {
        REQUIRE(rig.wait(answer));
        CHECK(answer->value());
    }
    CHECK(rig.fetch(held.server.url()));
}

TEST_CASE("beyond sixteen in all, requests wait their turn, on their own time") {
    Held held;
    Rig rig;
    std::vector<std::shared_ptr<Rig::Answer>> answers;
    for (int i = 0; i < 16; ++i) answers.push_back(rig.start(Rig::get(held.server.url()), owner(i / 4)));
    REQUIRE(rig.until([&] { return held.server.connections() == 16; }));
    const auto waiting = rig.start(Rig::get(held.server.url()), owner(20));
    Request short_one = Rig::get(held.server.url());
    short_one.timeout_ms = 200;
    const auto impatient = rig.start(short_one, owner(21));
    REQUIRE(rig.wait(impatient));
    CHECK((*impatient)->error().code == Errc::timed_out);
    CHECK(contains((*impatient)->error().message, "did not get its turn"));
    CHECK_FALSE(waiting->has_value());
    CHECK(held.server.connections() == 16);
    held.gate.open();
    REQUIRE(rig.wait(waiting));
    CHECK(waiting->value());
    for (const auto& answer : answers) CHECK(rig.wait(answer));
}

TEST_CASE("a request is withdrawn by its tag: its connection closes, it ends as cancelled") {
    std::atomic<bool> closed = false;
    HttpServer server(
        [&](const HttpServer::Request&, const HttpServer::Peer& peer) { closed = peer.closes_within(std::chrono::seconds(20)); });
    Rig rig;
    Request request = Rig::get(server.url());
    request.tag = 5;
    const auto answer = rig.start(request);
    CHECK((*rig.start(request))->error().code == Errc::busy); // the tag is taken
    REQUIRE(rig.until([&] { return !server.requests().empty(); }));

    CHECK(rig.fetches->cancel(rig.plugin, 6).error().code == Errc::not_found);
    CHECK(rig.fetches->cancel(rig.plugin, 0).error().code == Errc::not_found);
    CHECK(rig.fetches->cancel(rig.other, 5).error().code == Errc::not_found); // somebody else's
    CHECK_FALSE(answer->has_value());
    REQUIRE(rig.fetches->cancel(rig.plugin, 5));
    REQUIRE(answer->has_value());
    CHECK((*answer)->error().code == Errc::cancelled);
    CHECK(rig.until([&] { return closed.load(); }));
    CHECK(rig.fetches->cancel(rig.plugin, 5).error().code == Errc::not_found);
}

TEST_CASE("a process that is gone takes its requests with it, and no other's") {
    std::atomic<int> closed = 0;
    Held held;
    HttpServer server([&](const HttpServer::Request&, const HttpServer::Peer& peer) {
        if (peer.closes_within(std::chrono::seconds(20))) ++closed;
    });
    Rig rig;
    const auto first = rig.start(Rig::get(server.url())), second = rig.start(Rig::get(server.url()));
    const auto others = rig.start(Rig::get(held.server.url()), rig.other);
    REQUIRE(rig.until([&] { return server.requests().size() == 2 && held.server.requests().size() == 1; }));
    rig.fetches->forget(rig.plugin.instance);
    CHECK((*first)->error().code == Errc::cancelled);
    CHECK((*second)->error().code == Errc::cancelled);
    CHECK(rig.until([&] { return closed == 2; }));
    held.gate.open();
    REQUIRE(rig.wait(others));
    CHECK(others->value());
}

TEST_CASE("the client may close while requests run") {
    std::atomic<bool> closed = false;
    HttpServer server(
        [&](const HttpServer::Request&, const HttpServer::Peer& peer) { closed = peer.closes_within(std::chrono::seconds(20)); });
    std::shared_ptr<Rig::Answer> answer;
    {
        Rig rig;
        answer = rig.start(Rig::get(server.url()));
        REQUIRE(rig.until([&] { return !server.requests().empty(); }));
        rig.fetches.reset();
        CHECK(rig.until([&] { return closed.load(); }));
    }
    CHECK_FALSE(answer->has_value());
}

TEST_CASE("the time of a request is the time of all its steps") {
    HttpServer server([](const HttpServer::Request& request, const HttpServer::Peer& peer) {
        if (request.target != "/slow") return peer.reply(302, "Location: /slow\r\n", "");
        peer.closes_within(std::chrono::seconds(20));
    });
    Rig rig;
    Request request = Rig::get(server.url());
    request.timeout_ms = 300;
    const auto began = std::chrono::steady_clock::now();
    const auto error = rig.refused(request);
    CHECK(error.code == Errc::timed_out);
    CHECK(error.message == "127.0.0.1 did not answer in full within 0.3 s");
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
}

TEST_CASE("a port where nobody listens, and a name nobody has, are told apart") {
    std::uint16_t port = 0;
    {
        HttpServer gone([](const HttpServer::Request&, const HttpServer::Peer&) {});
        port = gone.port();
    }
    Rig rig;
    const auto error = rig.refused(fmt::format("http://127.0.0.1:{}/", port));
    CHECK(error.code == Errc::unavailable);
    CHECK(error.message == fmt::format("127.0.0.1 does not answer on port {}", port));
    rig.hosts["nowhere.invalid"] = Reach::internet;
    const auto unknown = rig.refused("http://nowhere.invalid/");
    CHECK(unknown.code == Errc::unavailable);
    CHECK(contains(unknown.message, "nowhere.invalid was not found"));
}
