// An answer of the AI while its plugin is replaced by a new build, from end to end: a real server that says word after word as the test
// has it, the core thread, the broker, real plugin processes.
#include "core_client.hpp"
#include "http_provider.hpp"
#include "http_server.hpp"
#include "teller_place.hpp"

#include <nlohmann/json.hpp>

#include <atomic>
#include <condition_variable>
#include <mutex>

using namespace asista;
using namespace asista::test;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = teller_id;

// Says what it is told to, as one answer; knows when nobody listens any more.
class SlowModel {
  public:
    void say(const std::string& text) {
        const std::lock_guard lock(mutex_);
        words_ += text;
        changed_.notify_all();
    }
    void finish() {
        const std::lock_guard lock(mutex_);
        finished_ = true;
        changed_.notify_all();
    }
    bool left_alone() const { return left_alone_; }
    int asked() const { return server_.connections(); }
    std::uint16_t port() const { return server_.port(); }
    ~SlowModel() { finish(); } // else its server could not end

  private:
    void answer(const HttpServer::Peer& peer) {
        constexpr std::chrono::milliseconds look{10};
        peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        for (std::unique_lock lock(mutex_);;) {
            const std::string words = std::exchange(words_, {});
            if (words.empty() && finished_) return;
            lock.unlock();
            const bool gone = !peer.send(words) || peer.closes_within(std::chrono::milliseconds(0));
            if (gone) left_alone_ = true;
            if (gone) return;
            lock.lock();
            if (words_.empty() && !finished_) changed_.wait_for(lock, look); // then it looks who listens
        }
    }
    std::mutex mutex_; // guards the next two
    std::string words_;
    bool finished_ = false;
    std::condition_variable changed_;
    std::atomic<bool> left_alone_ = false;
    HttpServer server_{
        [this](const HttpServer::Request&, const HttpServer::Peer& peer) { answer(peer); }}; // last: its threads use the rest
};

class Client : public TellerPlace, public CoreClient {
  public:
    explicit Client(const SlowModel& model)
        : CoreClient(dir / "profile", dir / "plugins", true, [&model](core::CoreConfig& config) {
              config.provider = [port = model.port()] { return std::make_unique<HttpProvider>(port); };
          }) {
        REQUIRE(install({"ai:chat", "ai:analyze"}));
        REQUIRE(until([](const ui::Snapshot& now) { return now.plugins[0].state == ui::PluginState::running; }));
    }
    json method(const std::string& name) {
        const auto reply = call<calls::PluginCallMethod>({id, name, "null"});
        REQUIRE_MESSAGE(reply, (reply ? "" : reply.error().message));
        return json::parse(reply->json);
    }
    template <class Predicate> json told_when(Predicate is_so) {
        json now;
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        do {
            now = method("told");
        } while (!is_so(now) && std::chrono::steady_clock::now() < end);
        REQUIRE_MESSAGE(is_so(now), now.dump());
        return now;
    }
    bool logged(const std::string& text) {
        return until([&](const ui::Snapshot& now) {
            for (const auto& line : now.plugins[0].log)
                if (line.text.find(text) != std::string::npos) return true;
            return false;
        });
    }
};

// "word-10 word-11 ... ", each once.
std::string words(int from, int to) {
    std::string text;
    for (int i = from; i < to; ++i) text += fmt::format("word-{} ", i);
    return text;
}
} // namespace

TEST_CASE("an answer that comes while a new build takes over arrives there whole, each word once") {
    SlowModel model;
    Client client(model);
    client.method("ask");
    model.say(words(0, 20));
    CHECK(client.told_when([](const json& now) { return now["answer"] == words(0, 20); })["build"] == "1");

    client.put_build("2", true);
    // Some before it is noticed, some in the middle of it, some after: word by word, until the new build has answered.
    constexpr std::chrono::milliseconds pace{10};
    constexpr int most = 300; // enough for three seconds, and less than an answer may have
    int said = 20;
    auto last = std::chrono::steady_clock::now();
    const auto two_runs = [&](const json& now) {
        if (said < most && std::chrono::steady_clock::now() - last >= pace) {
            model.say(words(said, said + 1));
            ++said;
            last = std::chrono::steady_clock::now();
        }
        return now["build"] == "2";
    };
    client.told_when(two_runs);
    model.say(words(said, said + 20));
    said += 20;
    client.told_when([&](const json& now) { return now["answer"].get<std::string>().size() >= words(0, said).size(); });
    model.finish();

    const auto told = client.told_when([](const json& now) { return now["asking"] == false; });
    CHECK(told["answer"] == words(0, said));
    CHECK(told["build"] == "2");
    CHECK(told["why"] == "");
    CHECK(model.asked() == 1); // the same answer all along
    CHECK_FALSE(model.left_alone());
}

TEST_CASE("what a new build does not go on with is stopped at the server") {
    SlowModel model;
    Client client(model);
    client.method("ask");
    model.say(words(0, 5));
    client.told_when([](const json& now) { return now["answer"] == words(0, 5); });
    CHECK_FALSE(model.left_alone());

    client.put_build("2", false);

    const auto told = client.told_when([](const json& now) { return now["build"] == "2"; });
    CHECK(client.until([&](const auto&) { return model.left_alone(); }));
    CHECK(told["answer"] == words(0, 5)); // its state has what had come
    CHECK(client.logged("the answer \"tale\" that the build before waited for is not wanted any more"));
    CHECK(model.asked() == 1);
}
