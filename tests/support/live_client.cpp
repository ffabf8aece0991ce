#include "live_client.hpp"

#include "build_folder.hpp"

#include <glad/gl.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <vector>

namespace asista::test {

namespace {
constexpr double pass_s = 0.008; // as a fast monitor's
double now_ms() { return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
// Programs and plugins that were built with this one, whichever of its folders it is in.
std::filesystem::path program(const char* name) { return build_folder() / "bin" / name; }
} // namespace

Result<std::unique_ptr<LiveClient>> LiveClient::start(const std::filesystem::path& folder, int width, int height,
                                                      const std::function<void(core::CoreConfig&)>& adjust,
                                                      const LiveOptions& options) {
    std::unique_ptr<LiveClient> client(new LiveClient);
    auto& self = *client;
    self.options_.profile = folder;
    self.options_.plugins = folder / "plugins";
    self.options_.headless = true;
    self.options_.scale = 1;
    self.options_.page = options.page;
    self.options_.kiosk = options.kiosk;
    self.options_.safe_mode = options.safe_mode;
    if (options.patient) self.options_.screenshot.emplace(); // none is taken by turns
    core::CoreConfig config;
    config.profile = folder;
    config.plugins = folder / "plugins";
    config.host_program = program("asista-plugin-host");
    config.assets = ASISTA_TEST_ASSETS;
    if (adjust) adjust(config);
    auto* const to_wake = &self.to_wake_;
    self.core_ = std::make_unique<core::CoreThread>(config, self.clock_, [to_wake] {
        if (auto* const window = to_wake->load()) window->wake();
    });
    platform::HeadlessOptions wish;
    wish.width = width;
    wish.height = height;
    wish.frames_per_second = options.frames_per_second;
    wish.clock = options.window_clock;
    self.paced_ = options.frames_per_second > 0;
    self.window_ = TRY(platform::HeadlessWindow::open(wish));
    self.to_wake_ = self.window_.get();
    self.app_ = TRY(app::App::create(self.options_, *self.window_, *self.core_, self.clock_));
    if (!options.awaits_data) return client;
    TRY(self.until([&self] { return self.core_->snapshot() != nullptr || self.core_->failure().has_value(); }));
    if (const auto failure = self.core_->failure()) return fail(*failure);
    return client;
}

LiveClient::~LiveClient() {
    app_.reset(); // uses core and window to its end
    to_wake_ = nullptr;
    core_.reset();
}

bool LiveClient::step(double most_ms) {
    const double began_ms = now_ms();
    const bool drew = app_->turn();
    if (drew) last_frame_ms_ = now_ms() - began_ms;
    snapshot_ = core_->snapshot();
    if (drew && on_frame) on_frame();
    const double next_s = app_->next_turn_in();
    const double most_s = most_ms / 1000;
    const double wait_s = next_s < 0 ? most_s : std::min(next_s, most_s);
    // Hosts run at niceness 10: a window that no monitor paces would draw its next frame on the processor that a late one waits for. The
    // answer ends this.
    window_->wait(drew && !paced_ && host_owes_frame() ? std::max(wait_s, std::min(most_s, pass_s)) : wait_s);
    return drew;
}

bool LiveClient::host_owes_frame() const {
    return snapshot_ && std::ranges::any_of(snapshot_->plugins, [this](const ui::PluginView& plugin) {
               return app_->compositor().figures(plugin.instance).unanswered_s > 0;
           });
}

Result<void> LiveClient::until(const std::function<bool()>& is_so, double most_ms) {
    const double last_ms = now_ms() + most_ms;
    while (!is_so()) {
        if (now_ms() > last_ms) return fail(Errc::timed_out, "waited {:.0f} ms for the client in vain", most_ms);
        step();
    }
    return {};
}

Result<void> LiveClient::install(const std::string& id) {
    const auto plugin = [&]() -> const ui::PluginView* {
        const auto snapshot = core_->snapshot();
        const auto found = std::ranges::find(snapshot->plugins, id, &ui::PluginView::id);
        return found == snapshot->plugins.end() ? nullptr : &*found;
    };
    TRY(until([&] { return plugin() != nullptr; }));
    TRY(call<calls::PluginInstall>({id, {}}));
    return until([&] { return plugin() != nullptr && plugin()->state == ui::PluginState::running; });
}

const ui::PluginView* LiveClient::plugin(const std::string& id) const {
    if (!snapshot_) return nullptr;
    const auto found = std::ranges::find(snapshot_->plugins, id, &ui::PluginView::id);
    return found == snapshot_->plugins.end() ? nullptr : &*found;
}

Result<void> LiveClient::rest(double still_ms) {
    double still_since_ms = now_ms();
    return until([&] {
        if (!app_->settled()) still_since_ms = now_ms();
        return now_ms() - still_since_ms >= still_ms;
    });
}

std::uint32_t LiveClient::pixel(int x, int y) const {
    std::array<std::uint8_t, 4> rgba{};
    glReadPixels(x, window_->size().height - 1 - y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
    return static_cast<std::uint32_t>(rgba[0] << 16 | rgba[1] << 8 | rgba[2]);
}

std::vector<std::uint32_t> LiveClient::pixels() const {
    const auto size = window_->size();
    std::vector<std::uint32_t> all(static_cast<std::size_t>(size.width * size.height));
    glReadPixels(0, 0, size.width, size.height, GL_RGBA, GL_UNSIGNED_BYTE, all.data());
    return all;
}

std::optional<std::pair<int, int>> LiveClient::find(std::uint32_t rrggbb) const {
    const auto size = window_->size();
    const auto all = pixels();
    const std::uint32_t wanted = 0xFF000000U | (rrggbb & 0xFF) << 16 | (rrggbb & 0xFF00) | rrggbb >> 16;
    std::int64_t count = 0, sum_x = 0, sum_y = 0;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            if (all[static_cast<std::size_t>(y * size.width + x)] != wanted) continue;
            ++count;
            sum_x += x;
            sum_y += size.height - 1 - y;
        }
    if (count == 0) return std::nullopt;
    return std::pair(static_cast<int>(sum_x / count), static_cast<int>(sum_y / count));
}

} // namespace asista::test
