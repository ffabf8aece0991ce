// A start that takes long, as after an update of a large profile, shows a window that says what it waits for.
#include "live_client.hpp"
#include "services/ai/offline_coach.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <latch>
#include <memory>

using namespace asista;

TEST_CASE("a window that waits for its data says so once it has waited a moment, and then shows the data") {
    const test::TempDir dir;
    std::latch go_on(1);           // the core does not get beyond opening the data before
    double now_s = 10, step_s = 0; // the window's clock, and how much later each turn is [main]
    test::LiveOptions options;
    options.frames_per_second = 0;
    options.window_clock = [&now_s] { return now_s; };
    options.awaits_data = false;
    const auto hold = [&go_on](core::CoreConfig& config) {
        config.provider = [&go_on] {
            go_on.wait();
            return std::make_unique<services::ai::OfflineCoach>();
        };
    };
    const auto started = test::LiveClient::start(dir.path(), 600, 400, hold, options);
    REQUIRE_MESSAGE(started, started.error().message);
    auto& client = **started;
    const auto until = [&](auto is_so) {
        return client.until([&] {
            now_s += step_s;
            return is_so();
        });
    };
    const auto shows_something = [&client] { // that stands out from the background
        const auto pixels = client.pixels();
        return std::ranges::any_of(pixels, [&](auto pixel) { return pixel != pixels[0]; });
    };

    CHECK(until([&] { return client.core().doing() == "Opening your data"; }));
    for (int i = 0; i < 5; ++i) client.step();
    CHECK_FALSE(shows_something()); // most starts are over before anybody could read it
    step_s = 1.0 / 60;
    CHECK(until(shows_something));
    CHECK(client.core().snapshot() == nullptr);

    go_on.count_down();
    CHECK(until([&] { return client.core().snapshot() != nullptr || client.core().failure(); }));
    CHECK_MESSAGE(!client.core().failure(), client.core().failure().value_or(Error{}).message);
}
