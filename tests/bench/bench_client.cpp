// The client in this process.
#include "bench_client.hpp"

#include "bench.hpp"
#include "bench_host.hpp"

#include <fmt/format.h>
#include <glad/gl.h>

#include <algorithm>

namespace asista::bench {

Result<void> put_plugin(const std::filesystem::path& plugins, const std::string& id, std::string_view library) {
    TRY(write_file_by_rename(plugins / id / "plugin.so", library));
    return write_file_by_rename(
        plugins / id / "manifest.json",
        fmt::format(
            R"({{"id": "{}", "name": "{}", "version": "1.0.0", "description": "For a bench.", "author": {{"name": "Asista"}}, )"
            R"("category": "productivity", "permissions": []}})",
            id, id));
}

Result<std::unique_ptr<LiveClient>> LiveClient::start(const std::filesystem::path& folder, int width, int height,
                                                      const std::function<void(core::CoreConfig&)>& adjust) {
    std::unique_ptr<LiveClient> client(new LiveClient);
    auto& self = *client;
    self.options_.profile = folder;
    self.options_.plugins = folder / "plugins";
    self.options_.headless = true;
    self.options_.scale = 1;
    core::CoreConfig config;
    config.profile = folder;
    config.plugins = folder / "plugins";
    config.host_program = program("asista-plugin-host");
    config.assets = ASISTA_BENCH_ASSETS;
    if (adjust) adjust(config);
    auto* const to_wake = &self.to_wake_;
    self.core_ = std::make_unique<core::CoreThread>(config, self.clock_, [to_wake] {
        if (auto* const window = to_wake->load()) window->wake();
    });
    platform::HeadlessOptions wish;
    wish.width = width;
    wish.height = height;
    wish.frames_per_second = 60;
    self.window_ = TRY(platform::HeadlessWindow::open(wish));
    self.to_wake_ = self.window_.get();
    self.app_ = TRY(app::App::create(self.options_, *self.window_, *self.core_, self.clock_));
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
    const double began_us = now_us();
    const bool drew = app_->turn();
    if (drew) last_frame_ms_ = (now_us() - began_us) / 1000;
    snapshot_ = core_->snapshot();
    if (drew && on_frame) on_frame();
    const double next_s = app_->next_turn_in();
    window_->wait(next_s < 0 ? most_ms / 1000 : std::min(next_s, most_ms / 1000));
    return drew;
}

Result<void> LiveClient::until(const std::function<bool()>& is_so, double most_ms) {
    const double last_us = now_us() + most_ms * 1000;
    while (!is_so()) {
        if (now_us() > last_us) return fail(Errc::timed_out, "waited {:.0f} ms for the client in vain", most_ms);
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
    std::optional<Result<calls::Nothing>> answer;
    core_->call<calls::PluginInstall>({id, {}}, [&](Result<calls::Nothing> reply) { answer = std::move(reply); });
    TRY(until([&] { return answer.has_value(); }));
    if (!*answer) return fail(answer->error());
    return until([&] { return plugin() != nullptr && plugin()->state == ui::PluginState::running; });
}

const ui::PluginView* LiveClient::plugin(const std::string& id) const {
    if (!snapshot_) return nullptr;
    const auto found = std::ranges::find(snapshot_->plugins, id, &ui::PluginView::id);
    return found == snapshot_->plugins.end() ? nullptr : &*found;
}

Result<void> LiveClient::rest(double still_ms) {
    double still_since_us = now_us();
    return until([&] {
        if (!app_->settled()) still_since_us = now_us();
        return now_us() - still_since_us >= still_ms * 1000;
    });
}

std::uint32_t LiveClient::pixel(int x, int y) const {
    std::array<std::uint8_t, 4> rgba{};
    glReadPixels(x, window_->size().height - 1 - y, 1, 1, GL_RGBA, GL_UNSIGNED_BYTE, rgba.data());
    return static_cast<std::uint32_t>(rgba[0] << 16 | rgba[1] << 8 | rgba[2]);
}

std::optional<std::pair<int, int>> LiveClient::find(std::uint32_t rrggbb) const {
    const auto size = window_->size();
    std::vector<std::uint32_t> pixels(static_cast<std::size_t>(size.width * size.height));
    glReadPixels(0, 0, size.width, size.height, GL_RGBA, GL_UNSIGNED_BYTE, pixels.data());
    const std::uint32_t wanted = 0xFF000000U | (rrggbb & 0xFF) << 16 | (rrggbb & 0xFF00) | rrggbb >> 16;
    std::int64_t count = 0, sum_x = 0, sum_y = 0;
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            if (pixels[static_cast<std::size_t>(y * size.width + x)] != wanted) continue;
            ++count;
            sum_x += x;
            sum_y += size.height - 1 - y;
        }
    if (count == 0) return std::nullopt;
    return std::pair(static_cast<int>(sum_x / count), static_cast<int>(sum_y / count));
}

Result<void> make_profile(const std::filesystem::path& folder, const std::vector<std::string>& ids) {
    const auto client = TRY(LiveClient::start(folder, 640, 480));
    for (const auto& id : ids) TRY(client->install(id));
    return client->rest(200);
}

} // namespace asista::bench
