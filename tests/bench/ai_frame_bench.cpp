// What the window notices of twenty answers of the AI that are written at once: sixteen that plugins show in their cards, and four of the
// coach. The server is one on this machine; each of its answers comes word by word, fifty a second, and falls silent in between, so that
// the same window with the same texts in it is measured with and without.
#include "ai_server.hpp"
#include "bench.hpp"
#include "bench_client.hpp"
#include "bench_host.hpp"

#include "wire/calls/ai.hpp"
#include "wire/calls/coach.hpp"

#include <fmt/format.h>

#include <array>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <thread>

namespace asista::bench {

namespace {
using test::AiServer;
using test::HttpServer;
using platform::InputEvent;

constexpr int readers = 4, chats_each = 4, conversations = 4, streams = readers * chats_each + conversations;
constexpr int rounds = 6, width = 1440, height = 900;
constexpr double frame_ms = 1000.0 / 60, round_us = 3'000'000;
constexpr std::chrono::milliseconds pace{20}; // from word to word of one answer
constexpr auto reader_id = "test.bench.reader";

std::string id_of(int reader) { return fmt::format("{}{}", reader_id, reader); }

// Whether words come, and how many answers wait for them.
class Flow {
  public:
    ~Flow() { end(); }
    // An answer of the server, until the end or until nobody listens. On its connection's thread.
    void answer(const HttpServer::Request& request, const HttpServer::Peer& peer) {
        static constexpr std::array words{"a ",     "quiet ",  "evening ", "with ",   "**three** ",
                                          "small ", "tasks, ", "and ",     "then\n\n"};
        bool open = peer.send(AiServer::head() + AiServer::begin(request));
        std::unique_lock lock(mutex_);
        ++open_;
        for (std::size_t i = 0; open && !ended_; ++i) {
            changed_.wait(lock, [this] { return flows_ || ended_; });
            lock.unlock();
            open = peer.send(AiServer::piece(request, words[i % words.size()]));
            std::this_thread::sleep_for(pace);
            lock.lock();
            ++said_;
        }
        --open_;
    }
    void let(bool flow) {
        const std::lock_guard lock(mutex_);
        flows_ = flow;
        changed_.notify_all();
    }
    void end() {
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }
    int open() const {
        const std::lock_guard lock(mutex_);
        return open_;
    }
    std::uint64_t said() const {
        const std::lock_guard lock(mutex_);
        return said_;
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    int open_ = 0;
    std::uint64_t said_ = 0; // words, of all answers
    bool flows_ = false, ended_ = false;
};

// The key of the bench's server is kept in its profile, never in the keyring of the person who runs it.
class NoKeyring {
  public:
    NoKeyring() {
        if (const char* const bus = std::getenv(name)) before_ = bus;
        ::setenv(name, "unix:path=/nonexistent", 1);
    }
    ~NoKeyring() {
        if (before_)
            ::setenv(name, before_->c_str(), 1);
        else
            ::unsetenv(name);
    }
    NoKeyring(const NoKeyring&) = delete;
    NoKeyring& operator=(const NoKeyring&) = delete;

  private:
    static constexpr const char* name = "DBUS_SESSION_BUS_ADDRESS";
    std::optional<std::string> before_;
};

Result<void> put_reader(const std::filesystem::path& plugins, int reader) {
    auto manifest = TRY(read_file(bench_plugin(reader_id, "manifest.json")));
    const auto at = manifest.find(reader_id);
    if (at == std::string::npos) return fail(Errc::invalid, "the reader's manifest has another id than {}", reader_id);
    const auto library = TRY(read_file(bench_plugin(reader_id, "plugin.so")));
    TRY(write_file_by_rename(plugins / id_of(reader) / "plugin.so", library));
    return write_file_by_rename(plugins / id_of(reader) / "manifest.json",
                                manifest.replace(at, std::string_view(reader_id).size(), id_of(reader)));
}

Result<void> install_reader(LiveClient& client, int reader) {
    const auto id = id_of(reader);
    TRY(client.until([&] { return client.plugin(id) != nullptr; }));
    calls::PluginInstall::Request request{id, {"ai:chat"}, {}};
    for (const auto& permission : client.plugin(id)->permissions) request.shown.push_back({permission.id, permission.hosts});
    TRY(client.call<calls::PluginInstall>(request));
    return client.until([&] { return client.plugin(id) != nullptr && client.plugin(id)->state == ui::PluginState::running; });
}

// A client with all of it going. Its cards move by themselves, so that as much is drawn with words as without.
struct Scene {
    NoKeyring no_keyring{};
    TempFolder folder;
    Flow flow{};
    std::unique_ptr<AiServer> server = std::make_unique<AiServer>();
    std::unique_ptr<LiveClient> client{};
    std::uint64_t conversation = 0; // the coach's last

    explicit Scene(TempFolder made) : folder(std::move(made)) {}
    ~Scene() {
        flow.end(); // the server's threads are in it
        client.reset();
        server.reset();
    }

    Result<void> open() {
        for (int i = 0; i < readers; ++i) TRY(put_reader(folder / "plugins", i));
        client = TRY(LiveClient::start(folder.path(), width, height));
        for (int i = 0; i < streams; ++i)
            server->next(
                [this](const HttpServer::Request& request, const HttpServer::Peer& peer) { flow.answer(request, peer); });
        const auto provider = TRY(client->call<calls::AiProviderSave>(
            {{0, calls::AiProtocol::anthropic, "Bench", server->anthropic_base(), "small-1", false, false},
             std::string(AiServer::key),
             false}));
        TRY(client->call<calls::AiChoose>({"", provider.id, 0, 0, 0, {}, calls::AiPreview::never}));
        for (int i = 0; i < readers; ++i) {
            TRY(client->call<calls::AiChoose>({id_of(i), provider.id, 0, 0, 0, {}, calls::AiPreview::never}));
            TRY(install_reader(*client, i));
        }
        for (int i = 0; i < conversations; ++i)
            conversation = TRY(client->call<calls::CoachSend>({0, 0, "Tell me.", {}, 0})).conversation;
        TRY(client->until([&] { return flow.open() == streams; }, 30'000));
        return {};
    }
};

struct Times {
    std::vector<double> with, without;         // from frame to frame
    std::vector<double> own_with, own_without; // of it: what the main thread and the renderer took for the frame
};

// From frame to frame, for some seconds in turn with words and without. `each_frame`: what a person does meanwhile.
Result<Times> measure(Scene& scene, const std::function<void()>& each_frame) {
    Times times;
    double last_us = 0;
    std::vector<double>*into = nullptr, *own = nullptr;
    scene.client->on_frame = [&] {
        const double handed_over = now_us();
        scene.client->pixel(0, 0); // as a swap would: until the frame is drawn
        const double now = now_us();
        if (into != nullptr && last_us > 0) {
            into->push_back((now - last_us) / 1000);
            own->push_back(scene.client->last_frame_ms() + (now - handed_over) / 1000);
        }
        last_us = now;
        if (each_frame) each_frame();
    };
    if (each_frame) each_frame();
    for (int round = 0; round < rounds; ++round)
        for (const bool flows : {true, false}) {
            scene.flow.let(flows);
            const auto settle_us = now_us() + 300'000, until_us = settle_us + round_us;
            into = nullptr;
            TRY(scene.client->until([&] { return now_us() >= settle_us; }));
            last_us = 0;
            into = flows ? &times.with : &times.without;
            own = flows ? &times.own_with : &times.own_without;
            const auto said = scene.flow.said();
            TRY(scene.client->until([&] { return now_us() >= until_us; }));
            const double rate = static_cast<double>(scene.flow.said() - said) / (round_us / 1e6) / streams;
            if (flows && rate < 25) return fail(Errc::timed_out, "the server of the bench says {:.0f} words a second only", rate);
        }
    scene.client->on_frame = nullptr;
    if (scene.flow.open() != streams)
        return fail(Errc::invalid, "{} of {} answers ended early", streams - scene.flow.open(), streams);
    return times;
}

Result<Figure> figure_of(const Times& times, std::string_view window) {
    if (median(times.without) > 1.2 * frame_ms)
        return fail(Errc::timed_out, "the window draws a frame in {:.1f} ms without answers, too: nothing can be told",
                    median(times.without));
    Figure result;
    result.ours = result.p99 = percentile(times.with, 0.99);
    result.floor = percentile(times.without, 0.99);
    const double more = result.ours - result.floor;
    // Less than half a millisecond is what two runs of the same thing differ by.
    result.note =
        fmt::format("p99 of the time from frame to frame of {} while {} answers are written ({} frames, median {:.1f}, a frame "
                    "takes {:.1f}); floor: while they are silent (it takes {:.1f}); {:+.2f} ms, goal: no change, {}",
                    window, streams, times.with.size(), median(times.with), median(times.own_with), median(times.own_without),
                    more, more <= 0.5 ? "met" : "missed");
    return result;
}

Result<Figure> dashboard() {
    Scene scene(TRY(TempFolder::make()));
    TRY(scene.open());
    const auto times = TRY(measure(scene, {}));
    return figure_of(times, "a dashboard in motion that shows 16 of them");
}

// Nothing on that page moves by itself, so the pointer does, and each of its moves is a frame.
Result<Figure> coach() {
    Scene scene(TRY(TempFolder::make()));
    TRY(scene.open());
    if (!scene.client->app().shell().set_page("coach", std::to_string(scene.conversation)))
        return fail(Errc::invalid, "there is no page of the coach");
    TRY(scene.client->until([&] { return scene.client->window().frames_drawn() > 60; }, 10'000));
    int step = 0;
    const auto move = [&] {
        const auto at = static_cast<float>(++step % 200);
        scene.client->window().inject({.kind = InputEvent::Kind::mouse_position, .x = 700 + at, .y = 300 + at});
    };
    const auto times = TRY(measure(scene, move));
    return figure_of(times, "the coach's page, with one of them in sight and the pointer in motion,");
}
// What is written where nobody looks is no reason to draw.
Result<Figure> unseen() {
    Scene scene(TRY(TempFolder::make()));
    TRY(scene.open());
    const auto drawn = [&](bool flows) -> Result<double> {
        scene.flow.let(flows);
        const double settle_us = now_us() + 1'000'000, until_us = settle_us + round_us;
        TRY(scene.client->until([&] { return now_us() >= settle_us; }));
        const auto before = scene.client->window().frames_drawn();
        TRY(scene.client->until([&] { return now_us() >= until_us; }));
        return static_cast<double>(scene.client->window().frames_drawn() - before);
    };
    if (!scene.client->app().shell().set_page("settings")) return fail(Errc::invalid, "there is no page of settings");
    Figure result;
    result.floor = TRY(drawn(false));
    result.ours = result.p99 = TRY(drawn(true));
    result.note =
        fmt::format("frames drawn in {:.0f} s of another page while {} answers are written; floor: while they are silent; "
                    "goal: no change, {}",
                    round_us / 1e6, streams, result.ours <= result.floor ? "met" : "missed");
    return result;
}
} // namespace

void add_ai_frame_benches(std::vector<Bench>& all) {
    all.push_back({"ai-frame", "ms", dashboard});
    all.push_back({"ai-frame-coach", "ms", coach});
    all.push_back({"ai-unseen", "frames", unseen});
}

} // namespace asista::bench
