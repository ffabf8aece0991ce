// The socket by which `asista list` and `asista logs` ask the running client, and peers on it that do not do their part.
#include "core/local_requests.hpp"
#include "world.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
using core::LocalRequests;
using nlohmann::json;

namespace {
constexpr const char* id = "test.good.one";

UniqueFd connect(const World& world) {
    auto connection = core::connect_to_client(world.dir.path());
    REQUIRE(connection);
    REQUIRE(connection->has_value());
    return std::move(**connection);
}
void ask(const UniqueFd& peer, const json& question) {
    const std::string line = question.dump() + "\n";
    REQUIRE(::send(peer.get(), line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size()));
}
// What has come by now; `ended` when no more will.
std::string read_some(const UniqueFd& peer, bool& ended) {
    std::string text(1 << 16, '\0');
    const auto count = ::recv(peer.get(), text.data(), text.size(), MSG_DONTWAIT);
    ended = count == 0 || (count < 0 && errno != EAGAIN);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    return text;
}
std::string answer(World& world, const UniqueFd& peer) {
    std::string text;
    bool ended = false;
    CHECK(run_until(
        *world.loop,
        [&] {
            text += read_some(peer, ended);
            return ended;
        },
        30'000, 5));
    return text;
}
bool is_turned_away(World& world, const UniqueFd& peer) { return answer(world, peer).empty(); }

struct Desk {
    World world;
    std::vector<std::string> said, raised; // what was said; page and detail of each time the window was to come to the front
    std::unique_ptr<LocalRequests> requests;
    Desk() {
        auto listening = LocalRequests::listen(
            *world.loop, *world.supervisor, world.dir.path(),
            [this](const std::string& page, const std::string& detail) { raised.push_back(page + "/" + detail); },
            [this](const std::string& sentence) { said.push_back(sentence); });
        REQUIRE(listening);
        requests = std::move(*listening);
    }
};

// While it lives, this process can open nothing more.
class NoDescriptors {
  public:
    NoDescriptors() {
        REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        const rlimit few{std::min<rlim_t>(512, before_.rlim_max), before_.rlim_max};
        REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
        for (;;) {
            UniqueFd one(::open("/dev/null", O_RDONLY | O_CLOEXEC));
            if (!one) break;
            taken_.push_back(std::move(one));
        }
        REQUIRE(errno == EMFILE);
        REQUIRE_FALSE(taken_.empty());
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoDescriptors(const NoDescriptors&) = delete;
    NoDescriptors& operator=(const NoDescriptors&) = delete;
    void give_back_one() { taken_.pop_back(); }

  private:
    rlimit before_{};
    std::vector<UniqueFd> taken_;
};

// Callbacks of the loop in so many turns, none of which waits.
int callbacks_in(World& world, int turns) {
    int ran = 0;
    for (int i = 0; i < turns; ++i) ran += world.loop->run_once(0);
    return ran;
}
} // namespace

TEST_CASE("a question on the client's socket is answered, one it does not know with a sentence") {
    Desk desk;
    desk.world.put_actor(id);
    desk.world.run(id);
    const auto plugins = connect(desk.world), nonsense = connect(desk.world), garbage = connect(desk.world);
    ask(plugins, {{"ask", "plugins"}});
    ask(nonsense, {{"ask", "everything"}});
    REQUIRE(::send(garbage.get(), "\xff{[\n", 4, MSG_NOSIGNAL) == 4);
    CHECK(json::parse(answer(desk.world, plugins))["plugins"][0]["id"] == id);
    CHECK(json::parse(answer(desk.world, nonsense)).contains("error"));
    CHECK(json::parse(answer(desk.world, garbage)).contains("error"));
}

TEST_CASE("the window is asked to come to the front, on a page if one is named") {
    Desk desk;
    const auto plain = connect(desk.world), on_page = connect(desk.world);
    ask(plain, {{"ask", "raise"}});
    CHECK(json::parse(answer(desk.world, plain)) == json{{"raised", true}});
    ask(on_page, {{"ask", "raise"}, {"page", "tasks"}, {"detail", "7"}});
    CHECK(json::parse(answer(desk.world, on_page)) == json{{"raised", true}});
    CHECK(desk.raised == std::vector<std::string>{"/", "tasks/7"});
}

TEST_CASE("who asks nothing, or takes nothing of the answer, gives its place back after a while") {
    Desk desk;
    desk.world.put_actor(id, "print=wide"); // a log that no socket's buffer holds
    desk.world.run(id);
    REQUIRE(desk.world.until([&] { return desk.world.status(id).log->lines().size() > 300; }));
    std::vector<UniqueFd> peers;
    for (std::size_t i = 0; i < LocalRequests::max_connections; ++i) {
        peers.push_back(connect(desk.world));
        if (i % 2 == 0) ask(peers.back(), {{"ask", "log"}, {"plugin", id}});
        run_for(*desk.world.loop, 5); // few may stand at the door at once
    }
    run_for(*desk.world.loop, 50); // all are let in and asked
    CHECK(is_turned_away(desk.world, connect(desk.world)));

    desk.world.clock.pass(LocalRequests::question_ms + 1);
    run_for(*desk.world.loop, 20);
    const auto asks = connect(desk.world); // the places of those that asked nothing
    ask(asks, {{"ask", "plugins"}});
    CHECK(answer(desk.world, asks).starts_with("{\"plugins\""));
    for (std::size_t i = 1; i < peers.size(); i += 2) CHECK(is_turned_away(desk.world, peers[i]));

    // One begins to read before its time is over, and has it all.
    auto reader = connect(desk.world);
    ask(reader, {{"ask", "log"}, {"plugin", id}});
    run_for(*desk.world.loop, 20);
    CHECK(json::parse(answer(desk.world, reader))["lines"].size() > 300);

    desk.world.clock.pass(LocalRequests::answer_ms + 1);
    run_for(*desk.world.loop, 20);
    for (std::size_t i = 0; i < peers.size(); i += 2) { // what had been sent is there, the end of it is not
        const auto part = answer(desk.world, peers[i]);
        CHECK_FALSE(part.empty());
        CHECK_FALSE(part.ends_with('\n'));
    }
}

TEST_CASE("without a free descriptor the loop rests, whoever knocks waits, and it is said once") {
    Desk desk;
    const auto early = connect(desk.world);
    run_for(*desk.world.loop, 20); // is let in
    const auto second = connect(desk.world), third = connect(desk.world);
    ask(second, {{"ask", "plugins"}});
    ask(third, {{"ask", "plugins"}});
    NoDescriptors none;

    CHECK(callbacks_in(desk.world, 300) < 30);
    REQUIRE(desk.said.size() == 1);
    CHECK(desk.said[0].find("ulimit -n") != std::string::npos);
    desk.world.clock.pass(LocalRequests::pause_ms + 1); // it looks again, and waits on
    CHECK(callbacks_in(desk.world, 300) < 30);
    CHECK(desk.said.size() == 1);

    none.give_back_one();
    desk.world.clock.pass(LocalRequests::pause_ms + 1);
    CHECK(answer(desk.world, second).starts_with("{\"plugins\"")); // and its descriptor is the next one's
    CHECK(answer(desk.world, third).starts_with("{\"plugins\""));
    CHECK(desk.said.size() == 1);
}

TEST_CASE("a connection that ends lets the next one in at once") {
    Desk desk;
    auto early = connect(desk.world);
    run_for(*desk.world.loop, 20); // is let in
    const auto late = connect(desk.world);
    ask(late, {{"ask", "plugins"}});
    const NoDescriptors none;
    CHECK(callbacks_in(desk.world, 300) < 30);

    CHECK(::shutdown(early.get(), SHUT_RDWR) == 0); // its own descriptor stays taken: it is the client's that becomes free
    CHECK(answer(desk.world, late).starts_with("{\"plugins\""));
}
