// A start that takes long, as after an update of a large profile, shows a window that says what it waits for.
#include "app/app.hpp"
#include "build_folder.hpp"
#include "core/core_thread.hpp"
#include "platform/headless_window.hpp"
#include "services/ai/offline_coach.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>
#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <latch>
#include <memory>
#include <vector>

using namespace asista;

namespace {

// The client on a window whose clock stands where it is put; its core does not get beyond opening the data until `go_on` counts down.
class Client {
  public:
    Client(const std::filesystem::path& profile, std::latch& go_on) {
        options_.profile = profile;
        options_.plugins = profile / "plugins";
        options_.headless = true;
        options_.scale = 1;
        core::CoreConfig config;
        config.profile = profile;
        config.plugins = profile / "plugins";
        config.assets = ASISTA_ASSETS;
        config.host_program = test::build_folder() / "bin" / "asista-plugin-host";
        config.provider = [&go_on] {
            go_on.wait();
            return std::make_unique<services::ai::OfflineCoach>();
        };
        core_ = std::make_unique<core::CoreThread>(config, clock_, [this] {
            if (auto* const window = to_wake_.load()) window->wake();
        });
        platform::HeadlessOptions wish;
        wish.width = 600;
        wish.height = 400;
        wish.clock = [this] { return now_s; };
        auto window = platform::HeadlessWindow::open(wish);
        REQUIRE_MESSAGE(window, (window ? "" : window.error().message));
        window_ = std::move(*window);
        to_wake_ = window_.get();
        auto app = app::App::create(options_, *window_, *core_, clock_);
        REQUIRE_MESSAGE(app, (app ? "" : app.error().message));
        app_ = std::move(*app);
    }
    ~Client() {
        app_.reset();
        to_wake_ = nullptr;
        core_.reset();
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    double now_s = 10, step_s = 0; // how much later each turn is [main]

    template <class Predicate> bool until(Predicate is_so) {
        for (int turns = 0; turns < 500; ++turns) { // of at most 20 ms
            now_s += step_s;
            app_->turn();
            if (is_so()) return true;
            window_->wait(0.02);
        }
        return false;
    }
    core::CoreThread& core() { return *core_; }
    // Whether anything stands out from the background.
    bool shows_something() const {
        std::vector<std::array<std::uint8_t, 4>> pixels(600 * 400);
        glReadPixels(0, 0, 600, 400, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
        return std::ranges::any_of(pixels, [&](const auto& pixel) { return pixel != pixels[0]; });
    }

  private:
    app::Options options_;
    runtime::SystemClock clock_;
    std::atomic<platform::HeadlessWindow*> to_wake_{nullptr};
    std::unique_ptr<core::CoreThread> core_;
    std::unique_ptr<platform::HeadlessWindow> window_;
    std::unique_ptr<app::App> app_;
};

} // namespace

TEST_CASE("a window that waits for its data says so once it has waited a moment, and then shows the data") {
    const test::TempDir dir;
    std::latch go_on(1);
    Client client(dir.path(), go_on);

    CHECK(client.until([&] { return client.core().doing() == "Opening your data"; }));
    for (int i = 0; i < 5; ++i) client.until([] { return true; });
    CHECK_FALSE(client.shows_something()); // most starts are over before anybody could read it
    client.step_s = 1.0 / 60;
    CHECK(client.until([&] { return client.shows_something(); }));
    CHECK(client.core().snapshot() == nullptr);

    go_on.count_down();
    CHECK(client.until([&] { return client.core().snapshot() != nullptr || client.core().failure(); }));
    CHECK_MESSAGE(!client.core().failure(), client.core().failure().value_or(Error{}).message);
}
