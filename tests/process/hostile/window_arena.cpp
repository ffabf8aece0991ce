#include "window_arena.hpp"

#include <fmt/format.h>
#include <imgui_internal.h>

#include <cctype>
#include <chrono>

namespace asista::test::hostile {

using nlohmann::json;
using Kind = platform::InputEvent::Kind;

namespace {
constexpr int width = 1280, height = 800;
constexpr auto patience = std::chrono::minutes(1);

// As ImGui packs colours.
std::uint32_t packed(std::uint32_t rrggbb) { return 0xFF000000U | (rrggbb & 0xFF) << 16 | (rrggbb & 0xFF00) | rrggbb >> 16; }

void put(const std::filesystem::path& plugins, const std::string& id, const std::string& library, const std::string& more) {
    write_file_by_rename(plugins / id / "plugin.so", library);
    write_file_by_rename(plugins / id / "manifest.json",
                         fmt::format(R"({{"id": "{}", "name": "{}", "version": "1.0.0", "description": "Is a test's.", )"
                                     R"("author": {{"name": "Asista"}}, "category": "automation"{}}})",
                                     id, id, more));
}
} // namespace

WindowArena::WindowArena(SandboxTier tier, const WindowOptions& options) {
    const auto plugins = dir / "plugins";
    put(plugins, good, Arena::library({{"color", packed(good_color)}, {"drawing", "text-field"}, {"animate", false}}),
        R"(, "permissions": [])");
    put(plugins, stranger, Arena::library(json::object()),
        R"(, "permissions": [{"id": "tasks:read", "reason": "To see them."}])");
    for (int i = 0; i < options.hostile_plugins; ++i)
        put(plugins, bad(i), Arena::library({{"color", packed(bad_color)}, {"arguments", outside.arguments()}}),
            options.manifest_fields.empty() ? R"(, "permissions": [])" : options.manifest_fields);
    LiveOptions live;
    live.frames_per_second = 0;
    live.window_clock = [this] { return now_ += 1e-5; };
    live.patient = options.patient;
    auto started = LiveClient::start(
        dir.path(), width, height,
        [&](core::CoreConfig& config) {
            if (tier != SandboxTier::developer) config.sandbox_tier = tier;
            auto& times = config.plugin_times;
            times.hello = times.order = times.deactivate = times.trial = 30'000;
            times.crashes = {.delays_ms = {600'000}};
            if (options.adjust) options.adjust(config);
        },
        live);
    REQUIRE_MESSAGE(started, started.error().message);
    client = std::move(*started);
    const auto install = [&](const std::string& id) {
        const auto installed = client->install(id);
        REQUIRE_MESSAGE(installed, id << ": " << installed.error().message);
    };
    install(good);
    for (int i = 0; i < options.hostile_plugins; ++i) install(bad(i));
    REQUIRE(until([&] { return shows(good_color) && shows(bad_color) && shows(field_color); }));
    pass(10); // what came up by itself goes: news, transitions
    // And whoever was asked for a frame in these ten seconds has answered: what is typed before that would be dropped.
    const auto is_well = [&](const std::string& id) {
        if (id != good && !knows_areas(id)) return false;
        return figures(id).unanswered_s < 1 && client->plugin(id)->unresponsive_s == 0 && client->plugin(id)->reason.empty();
    };
    REQUIRE(
        until([&] { return is_well(good) && is_well(bad()) && shows(good_color) && shows(bad_color) && shows(field_color); }));
}

bool WindowArena::until(const std::function<bool()>& is_so) {
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!is_so()) {
        if (std::chrono::steady_clock::now() > end) return false;
        client->step();
    }
    return true;
}

void WindowArena::turns(int count) {
    for (int i = 0; i < count; ++i) client->step();
}

void WindowArena::pass(double seconds) {
    now_ += seconds;
    turns(5);
}

json WindowArena::call(const std::string& plugin, const char* method, const json& arguments) {
    const auto answer = client->call<calls::PluginCallMethod>({plugin, method, arguments.dump()}, 60'000);
    if (!answer) return {{"failed", answer.error().message}};
    return json::parse(answer->json);
}

void WindowArena::tell(const std::string& plugin, const char* method, const json& arguments) {
    client->core().call<calls::PluginCallMethod>({plugin, method, arguments.dump()},
                                                 [](const Result<calls::PluginCallMethod::Reply>&) {});
}

void WindowArena::inject(const platform::InputEvent& event) {
    client->window().inject(event);
    turns(2);
}
void WindowArena::move(Point to) {
    inject({.kind = Kind::mouse_position, .x = static_cast<float>(to.first), .y = static_cast<float>(to.second)});
}
void WindowArena::click(Point at) {
    move(at);
    inject({.kind = Kind::mouse_button, .pressed = true});
    inject({.kind = Kind::mouse_button, .pressed = false});
}
void WindowArena::press(frame::Key key, bool with_ctrl) {
    const auto send = [this](frame::Key code, bool pressed) {
        inject({.kind = Kind::key, .code = static_cast<std::uint32_t>(code), .pressed = pressed});
    };
    if (with_ctrl) send(frame::Key::left_ctrl, true), send(frame::Key::mod_ctrl, true);
    send(key, true);
    send(key, false);
    if (with_ctrl) send(frame::Key::mod_ctrl, false), send(frame::Key::left_ctrl, false);
}
void WindowArena::type(std::string_view ascii) {
    for (const char c : ascii) {
        const auto key = static_cast<std::uint32_t>(frame::Key::a) + static_cast<std::uint32_t>(std::tolower(c) - 'a');
        inject({.kind = Kind::key, .code = key, .pressed = true});
        inject({.kind = Kind::text, .code = static_cast<std::uint32_t>(c)});
        inject({.kind = Kind::key, .code = key, .pressed = false});
    }
}

int WindowArena::count(std::uint32_t color, const Box& within) const {
    const auto all = client->pixels();
    const std::uint32_t wanted = packed(color);
    int found = 0;
    for (int y = std::max(within.top, 0); y < std::min(within.bottom, height); ++y)
        for (int x = std::max(within.left, 0); x < std::min(within.right, width); ++x)
            found += all[static_cast<std::size_t>((height - 1 - y) * width + x)] == wanted ? 1 : 0;
    return found;
}

void WindowArena::check_cover() const {
    const auto all = client->pixels();
    const std::uint32_t wanted = packed(bold_color);
    const auto inside = [](const Box& box, int x, int y) {
        return x >= box.left && x < box.right && y >= box.top && y < box.bottom;
    };
    const Box on_page = page();
    const auto asked = question();
    int seen_of_it = 0, outside_page = 0, on_question = 0;
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            if (all[static_cast<std::size_t>((height - 1 - y) * width + x)] != wanted) continue;
            ++seen_of_it;
            outside_page += inside(on_page, x, y) ? 0 : 1;
            on_question += asked && inside(*asked, x, y) ? 1 : 0;
        }
    CHECK(outside_page == 0);
    CHECK(on_question == 0);
    CHECK(seen_of_it <= width * height * 6 / 10);
}

WindowArena::Box WindowArena::whole() const { return {0, 0, width, height}; }
WindowArena::Box WindowArena::page() const {
    const auto box = client->app().shell().page_box();
    return {static_cast<int>(box.x), static_cast<int>(box.y), static_cast<int>(box.x + box.w), static_cast<int>(box.y + box.h)};
}
std::optional<WindowArena::Box> WindowArena::question() const {
    const ImGuiWindow* const modal = ImGui::GetTopMostPopupModal();
    if (modal == nullptr || !modal->WasActive) return std::nullopt;
    const ImRect rect = modal->Rect();
    return Box{static_cast<int>(rect.Min.x), static_cast<int>(rect.Min.y), static_cast<int>(rect.Max.x),
               static_cast<int>(rect.Max.y)};
}

// It looks for them in its second frame; an attack on them before that would be none.
bool WindowArena::knows_areas(const std::string& plugin) { return figures(plugin).frames >= 2; }

ui::FrameFigures WindowArena::figures(const std::string& plugin) {
    const auto* const view = client->plugin(plugin);
    REQUIRE(view != nullptr);
    return client->app().compositor().figures(view->instance);
}

void WindowArena::restart() {
    REQUIRE(client->call<calls::PluginRestart>({bad()}, 60'000));
    REQUIRE(until(
        [&] { return client->plugin(bad())->state == ui::PluginState::running && shows(bad_color) && knows_areas(bad()); }));
}

void WindowArena::check_others() {
    const auto before = seen(good);
    REQUIRE(until([&] { return shows(field_color); }));
    CHECK(until([&] { // on a busy machine what comes while it is late is dropped; a person would try again
        if (const auto field = find(field_color)) click(*field);
        type("x");
        turns(10);
        const auto now = seen(good);
        return now["presses"].get<int>() > before["presses"].get<int>() && now["keys"].get<int>() > before["keys"].get<int>();
    }));
    CHECK(client->plugin(good)->crash_count == 0);
    outside.check_untouched();
}

} // namespace asista::test::hostile
