#include "testing/desk_state.hpp"

#include "gfx/fonts.hpp"
#include "panel_window.hpp"
#include "runtime/settings.hpp"
#include "testing/software_painter.hpp"
#include "ui/preferences.hpp"
#include "ui/theme.hpp"

#include <asista/imgui_key.hpp>
#include <asista/plugin.h>
#include <asista/style.hpp>

#include <dlfcn.h>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <imgui.h>
#include <imgui_internal.h>
#include <implot.h>
#include <iterator>

namespace asista::test {

namespace {
constexpr float frame_s = 1.0F / 60;
constexpr int most_frames = 60, least_frames = 3; // what ImGui learns in one frame it uses in the one after

ui::Theme theme_of(Look look, float scale) {
    ui::Preferences preferences;
    preferences.theme = look == Look::dark ? ui::ThemeChoice::dark : ui::ThemeChoice::light;
    preferences.high_contrast = look == Look::contrast;
    preferences.reduced_motion = true; // a picture must not depend on when it was taken
    return ui::theme_for(preferences, false, scale);
}
} // namespace

DeskState::DeskState(Options wish, std::string plugin, std::string pictures_folder)
    : options(std::move(wish)), pictures(std::move(pictures_folder)), now_ms(options.now_ms), folder_(std::move(plugin)) {
    std::ifstream file(folder_ + "/manifest.json", std::ios::binary);
    if (!file) throw Problem("there is no finished plugin in \"" + folder_ + "\"; build it before its tests run");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    manifest_ = must(runtime::parse_manifest(text, folder_ + "/manifest.json"));
    theme_ = ui::to_wire(theme_of(options.look, options.scale), 1);
    theme_.reduced_motion = true;
    theme_.public_screen = options.public_screen;
    services.with([&](testing::Services::Data& data) {
        for (const auto& permission : manifest_.permissions)
            data.granted.emplace(permission_table.at(static_cast<std::size_t>(permission.permission)).id);
        for (const auto& denied : options.denied) data.granted.erase(denied);
        for (const auto& title : options.tasks) {
            asista::Task task;
            task.id = data.next_task++;
            task.title = title;
            data.tasks.push_back(task);
        }
        for (const auto& [key, value] : options.storage.items()) data.storage[key] = value.dump();
        data.settings_json = runtime::resolve_settings(manifest_.settings, options.settings.dump());
        data.coach = options.coach;
        data.now = now_ms;
    });
}

DeskState::~DeskState() { stop(); }

void DeskState::make_context() {
    context_ = ImGui::CreateContext();
    plots_ = ImPlot::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.DisplaySize = {std::round(static_cast<float>(options.width) * options.scale),
                      std::round(static_cast<float>(options.height) * options.scale)};
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset | ImGuiBackendFlags_RendererHasTextures;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigErrorRecoveryEnableAssert = false;
    io.ConfigInputTextCursorBlink = false;
    io.MouseDrawCursor = false;
    const auto files = must(gfx::FontFiles::open());
    fonts_ = must(host::Fonts::load(files.descriptions(), must(files.duplicates())));
    const auto& c = theme_.colors;
    apply_style({c.background, c.panel, c.line, c.text, c.dim, c.faint, c.accent, c.accent_soft, c.on_accent, c.ok, c.warn, c.bad,
                 theme_.dark},
                options.scale);
}

const void* DeskState::open_library() const {
    const auto file = folder_ + "/" + manifest_.entry;
    void* const library = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL); // never closed, as in the host
    if (library == nullptr) throw Problem("the library cannot be opened: " + std::string(::dlerror()));
    const auto* const entry = static_cast<const asista_plugin_entry*>(::dlsym(library, ASISTA_PLUGIN_ENTRY_SYMBOL));
    if (entry == nullptr)
        throw Problem(file + " does not export " ASISTA_PLUGIN_ENTRY_SYMBOL "; add ASISTA_PLUGIN(...) to one source file");
    if (*entry->imgui_key != '\0' && std::string_view(entry->imgui_key) != imgui_key())
        throw Problem(std::string("the plugin is built with another Dear ImGui (") + entry->imgui_key + "); build it again");
    return entry;
}

void DeskState::start() {
    if (running()) return;
    make_context();
    auto ends = must(wire::Channel::make_pair());
    client_ = std::make_unique<tests::FakeClient>(std::move(ends.first));
    services.serve(*client_);
    connection_ = std::make_unique<host::Connection>(std::move(ends.second));
    loop_ = std::make_unique<host::Loop>(must(host::Loop::create()));
    loop_->hold_time();
    api_ = std::make_unique<host::HostApi>(*connection_, *loop_, fonts_.set());
    calls::Hello::Request hello;
    hello.plugin = manifest_.id;
    hello.name = manifest_.name;
    hello.version = manifest_.version.to_string();
    hello.theme = theme_;
    hello.utc_offset_s = options.utc_offset_s;
    hello.fixed_clock_ms = now_ms;
    services.with([&](testing::Services::Data& data) {
        hello.settings_json = data.settings_json;
        hello.granted.assign(data.granted.begin(), data.granted.end());
        data.widgets.clear();
        data.pages.clear();
        data.subscriptions.clear();
    });
    try {
        must(api_->start(open_library(), hello));
        if (saved) must(order<calls::LoadState>(*saved));
        must(order<calls::Activate>({}));
    } catch (...) {
        stop();
        throw;
    }
    take_orders();
}

void DeskState::stop() {
    if (context_ == nullptr) return;
    api_.reset();
    loop_.reset();
    connection_.reset();
    client_.reset();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) texture->SetStatus(ImTextureStatus_Destroyed);
    ImPlot::DestroyContext(plots_);
    ImGui::DestroyContext(context_);
    context_ = nullptr;
    seen_.clear();
    shown_ = 0;
}

std::uint32_t DeskState::surface_of(std::string_view id, bool page) {
    start();
    return services.with([&](const testing::Services::Data& data) {
        std::string all;
        for (const auto& one : page ? data.pages : data.widgets) {
            if (one.id == id) return one.surface;
            all += (all.empty() ? "" : ", ") + one.id;
        }
        throw Problem(fmt::format("the plugin registered no {} \"{}\"; it has: {}", page ? "page" : "widget", id,
                                  all.empty() ? "none" : all));
    });
}

// What the client sent, and what the plugin has posted or is due.
void DeskState::take_orders() {
    connection_->pump();
    while (const auto order = connection_->next_order()) {
        connection_->reply(*order, api_->handle(*order));
        moving_ = true;
    }
    connection_->dispatch_replies();
    loop_->run_due();
}

void DeskState::frame(std::uint32_t surface) {
    take_orders();
    ImGuiIO& io = ImGui::GetIO();
    io.DeltaTime = frame_s;
    ImGui::NewFrame();
    api_->begin_frame({++serial_, now_ms, options.utc_offset_s, frame_s, options.scale});
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(io.DisplaySize);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
    ImGui::Begin(host::panel_window_name(surface).c_str(), nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                     ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoDocking | ImGuiWindowFlags_NoBringToFrontOnFocus);
    ImGui::PopStyleVar(3);
    ImGuiErrorRecoveryState before;
    ImGui::ErrorRecoveryStoreState(&before);
    api_->draw({surface, {0, 0, io.DisplaySize.x, io.DisplaySize.y}, true, true, false});
    ImGui::ErrorRecoveryTryToRecoverState(&before);
    ImGui::End();
    const auto wishes = api_->end_frame();
    ImGui::Render();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        // Nobody uploads them: the painter reads ImGui's own pixels.
        if (texture->Status == ImTextureStatus_WantDestroy) texture->SetStatus(ImTextureStatus_Destroyed);
        if (texture->Status == ImTextureStatus_WantCreate || texture->Status == ImTextureStatus_WantUpdates)
            texture->SetStatus(ImTextureStatus_OK);
    }
    moving_ = wishes.wants_frame;
    shown_ = surface;
    seen_ = testing::seen_text(*ImGui::GetDrawData(), *io.Fonts);
}

// From timer to timer, so that each finds the clock at its own time.
void DeskState::pass_time(std::int64_t milliseconds) {
    for (auto left = milliseconds; left > 0;) {
        const auto next = running() ? std::int64_t{loop_->timeout_ms()} : -1;
        const auto step = next < 0 ? left : std::clamp<std::int64_t>(next, 1, left);
        left -= step;
        now_ms += step;
        services.with([this](testing::Services::Data& data) { data.now = now_ms; });
        if (!running()) continue;
        loop_->pass(std::chrono::milliseconds(step));
        take_orders();
    }
    if (shown_ != 0) settle(shown_);
}

void DeskState::settle(std::uint32_t surface) {
    start();
    for (int i = 0; i < most_frames && (i < least_frames || moving_ || !context_->InputEventsQueue.empty()); ++i) frame(surface);
}

gfx::Image DeskState::picture() const { return testing::paint(*ImGui::GetDrawData(), theme_.colors.panel | 0xFF000000U); }

void DeskState::move_pointer(float x, float y, std::uint32_t surface) {
    settle(surface);
    ImGui::GetIO().AddMousePosEvent(x, y);
    settle(surface);
}

} // namespace asista::test
