// Starting the plugin, its frames, and HostApi itself. Orders are in host_api_orders.cpp, the tables in the other host_api_*.cpp.
#include "host_api.hpp"

#include "host_api_state.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <cmath>

namespace asista::host {

namespace {

// [any]
const void* get_extension(const asista_host*, const char* id) {
    struct Extension {
        std::string_view id;
        const void* table;
    };
    static const Extension extensions[] = {
        {ASISTA_EXT_ACTIVITY, activity_table()},
        {ASISTA_EXT_AI, ai_table()},
        {ASISTA_EXT_CALENDAR, calendar_table()},
        {ASISTA_EXT_COMMANDS, commands_table()},
        {ASISTA_EXT_EVENTS, events_table()},
        {ASISTA_EXT_FILES, files_table()},
        {ASISTA_EXT_GOALS, goals_table()},
        {ASISTA_EXT_HABITS, habits_table()},
        {ASISTA_EXT_HTTP, http_table()},
        {ASISTA_EXT_LOG, log_table()},
        {ASISTA_EXT_MENU, menu_table()},
        {ASISTA_EXT_METHODS, methods_table()},
        {ASISTA_EXT_PERMISSIONS, permissions_table()},
        {ASISTA_EXT_PAGES, pages_table()},
        {ASISTA_EXT_NOTIFICATIONS, notifications_table()},
        {ASISTA_EXT_SETTINGS, settings_table()},
        {ASISTA_EXT_STATE, state_table()},
        {ASISTA_EXT_STORAGE, storage_table()},
        {ASISTA_EXT_TASKS, tasks_table()},
        {ASISTA_EXT_TIMERS, timers_table()},
        {ASISTA_EXT_UI, ui_table()},
        {ASISTA_EXT_VOICE, voice_table()},
        {ASISTA_EXT_WIDGETS, widgets_table()},
    };
    if (id == nullptr) return nullptr;
    for (const auto& extension : extensions) {
        if (extension.id == id) return extension.table;
    }
    return nullptr;
}

asista_string last_error(const asista_host* host) {
    ApiState* api = enter(host, "last_error", When::any);
    return api == nullptr ? asista_string{} : borrow(api->last_error);
}

void explain(const asista_host* host, asista_string why) {
    constexpr std::size_t most_bytes = 512;
    ApiState* api = enter(host, "explain", When::any);
    if (api == nullptr || why.data == nullptr) return;
    api->explained.assign(why.data, std::min(why.size, most_bytes));
}

// [any]
asista_status post(const asista_host* host, void (*call)(void*), void* context) {
    ApiState* api = state_of(host);
    if (api == nullptr || call == nullptr) return ASISTA_INVALID;
    if (api->stopped) return ASISTA_UNAVAILABLE;
    if (api->posted.fetch_add(1) >= max_posted) {
        api->posted.fetch_sub(1);
        return ASISTA_OVER_LIMIT;
    }
    try {
        api->enter_later([api, call, context] {
            api->posted.fetch_sub(1);
            if (!api->stopped) call(context);
        });
    } catch (const std::exception&) { // out of memory
        api->posted.fetch_sub(1);
        return ASISTA_INTERNAL;
    }
    return ASISTA_OK;
}

template <class Table> const Table* plugin_table(const asista_plugin& plugin, const char* id) {
    if (plugin.get_extension == nullptr) return nullptr;
    return static_cast<const Table*>(plugin.get_extension(&plugin, id));
}

Result<const asista_plugin_entry*> checked_entry(const void* address) {
    const auto* entry = static_cast<const asista_plugin_entry*>(address);
    if (entry == nullptr || entry->struct_size < sizeof(asista_plugin_entry) || entry->create == nullptr) {
        return fail(Errc::unsupported, "its entry is not one of this SDK");
    }
    if (entry->abi_major != ASISTA_ABI_MAJOR || entry->abi_minor > ASISTA_ABI_MINOR) {
        return fail(Errc::unsupported, "it was built for SDK {}.{}; this version of asista runs {}.0 to {}.{}", entry->abi_major,
                    entry->abi_minor, ASISTA_ABI_MAJOR, ASISTA_ABI_MAJOR, ASISTA_ABI_MINOR);
    }
    return entry;
}

Result<void> checked_plugin(const asista_plugin* plugin) {
    if (!ASISTA_HAS(plugin, init) || !ASISTA_HAS(plugin, activate) || !ASISTA_HAS(plugin, deactivate)) {
        return fail(Errc::invalid, "create answered an incomplete plugin table");
    }
    return {};
}

} // namespace

HostApi::HostApi(Connection& connection, Loop& loop, const FontSet& fonts)
    : state_(std::make_unique<ApiState>(connection, loop, fonts)) {}

HostApi::~HostApi() { destroy_plugin(*state_); }

Result<void> HostApi::start(const void* entry_address, const calls::Hello::Request& hello) {
    ApiState& api = *state_;
    const auto* entry = TRY(checked_entry(entry_address));
    api.id = hello.plugin;
    api.name = hello.name;
    api.version = hello.version;
    api.settings_json = hello.settings_json.empty() ? "{}" : hello.settings_json;
    api.granted = hello.granted;
    api.utc_offset_s = hello.utc_offset_s;
    api.fixed_clock_ms = hello.fixed_clock_ms.value_or(-1);
    set_theme(api, hello.theme);
    api.host = {size32<asista_host>(),
                ASISTA_ABI_MAJOR,
                ASISTA_ABI_MINOR,
                std::max(1U, hello.cpu_count),
                &api,
                borrow(api.id),
                borrow(api.name),
                borrow(api.version),
                &get_extension,
                &last_error,
                &explain,
                &post};

    const asista_plugin* plugin = entry->create(&api.host);
    if (plugin == nullptr) return api.outcome(ASISTA_INTERNAL, "create");
    TRY(checked_plugin(plugin));
    api.plugin = plugin;
    auto started = api.outcome(plugin->init(plugin), "init");
    if (!started) {
        destroy_plugin(api);
        return started;
    }
    api.plugin_state = plugin_table<asista_plugin_state>(*plugin, ASISTA_EXT_STATE);
    api.plugin_settings = plugin_table<asista_plugin_settings>(*plugin, ASISTA_EXT_SETTINGS);
    api.plugin_permissions = plugin_table<asista_plugin_permissions>(*plugin, ASISTA_EXT_PERMISSIONS);
    api.plugin_ui = plugin_table<asista_plugin_ui>(*plugin, ASISTA_EXT_UI);
    return {};
}

Result<wire::Bytes> HostApi::handle(const wire::Message& order) { return handle_order(*state_, order); }

Journal& HostApi::journal() { return state_->journal; }

void HostApi::run_timer(std::uint64_t number) { state_->run_timer(number); }

void HostApi::begin_frame(const FrameInfo& info) {
    ApiState& api = *state_;
    api.frame = info;
    api.utc_offset_s = info.utc_offset_s;
    if (api.fixed_clock_ms >= 0) api.fixed_clock_ms = info.wall_time_ms;
    api.wants_frame = false;
    api.next_wake_ms = frame::never_wake;
}

void HostApi::draw(const SurfaceFrame& surface) {
    ApiState& api = *state_;
    const auto found = api.surfaces.find(surface.id);
    if (found == api.surfaces.end() || api.plugin == nullptr) return;
    RegisteredSurface& registered = found->second; // nothing can be removed while drawing

    asista_frame frame{};
    frame.struct_size = size32<asista_frame>();
    frame.scale = api.frame.scale;
    frame.x = surface.rect.x;
    frame.y = surface.rect.y;
    frame.width = surface.rect.width;
    frame.height = surface.rect.height;
    frame.delta_s = api.frame.delta_s;
    frame.focused = surface.focused;
    frame.hovered = surface.hovered;
    frame.trial = surface.trial;
    frame.now_ms = api.frame.wall_time_ms;

    ImGuiErrorRecoveryState before;
    ImGui::ErrorRecoveryStoreState(&before);
    const ImGuiWindow* const panel = ImGui::GetCurrentWindowRead();
    api.explained.clear();
    api.drawing = true;
    const asista_status status = registered.draw(registered.context, &frame);
    api.drawing = false;

    const std::string what = (registered.use == SurfaceUse::widget ? "widget " : "page ") + registered.id;
    if (auto outcome = api.outcome(status, what); !outcome) tell_failure(registered, outcome.error().message, before);
    registered.content_height = std::ceil(panel->DC.CursorMaxPos.y - surface.rect.y);
}

void HostApi::tell_failure(RegisteredSurface& surface, const std::string& why, const ImGuiErrorRecoveryState& before) {
    // An End() too many has closed the panel; there is nothing left to write into then.
    if (ImGui::GetCurrentContext()->CurrentWindowStack.Size >= before.SizeOfWindowStack) {
        ImGui::ErrorRecoveryTryToRecoverState(&before);
        ImGui::TextWrapped("This could not be drawn. %s", why.c_str());
    }
    if (why != surface.last_failure) state_->log(calls::LogWrite::Level::error, why);
    surface.last_failure = why;
}

SurfaceWish HostApi::wish(std::uint32_t surface) const {
    const auto found = state_->surfaces.find(surface);
    if (found == state_->surfaces.end() || found->second.use == SurfaceUse::page) return {};
    return {0, std::max(found->second.content_height, std::ceil(found->second.height * state_->frame.scale))};
}

FrameWishes HostApi::end_frame() {
    state_->redraw_asked = false;
    return {state_->next_wake_ms, state_->wants_frame};
}

} // namespace asista::host
