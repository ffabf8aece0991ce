// Tables that the host answers mostly by itself: ui (theme, fonts, icons, clock, redraw), log, timers, state.
#include "host_api_state.hpp"

#include <asista/style.hpp>

#include <imgui.h>

#include <icons/phosphor_names.hpp>

namespace asista::host {

namespace {

// ---- ui --------------------------------------------------------------------------------------------------------------------

const asista_theme* ui_theme(const asista_host* host) {
    static const asista_theme none{};
    const ApiState* api = enter(host, "ui.theme", When::any);
    return api == nullptr ? &none : &api->theme;
}

ImFont* font_of(const FontSet& fonts, asista_font_role role) {
    switch (role) {
    case ASISTA_FONT_MEDIUM: return fonts.medium;
    case ASISTA_FONT_SEMIBOLD: return fonts.semibold;
    case ASISTA_FONT_MONO: return fonts.mono;
    case ASISTA_FONT_ICONS: return fonts.icons;
    case ASISTA_FONT_ICONS_FILL: return fonts.icons_fill;
    default: return fonts.text; // also for a role that a newer SDK may add
    }
}

// ImGui's sizes are line heights, those of the ABI sizes of type.
float line_per_em(asista_font_role role) {
    switch (role) {
    case ASISTA_FONT_MONO: return metrics::mono_line_per_em;
    case ASISTA_FONT_ICONS:
    case ASISTA_FONT_ICONS_FILL: return metrics::icon_line_per_em;
    default: return metrics::line_per_em;
    }
}

void ui_push_font(const asista_host* host, asista_font_role role, float size) {
    const ApiState* api = enter(host, "ui.push_font", When::only_drawing);
    if (api == nullptr) return;
    const bool usable = size > 0 && size <= 512; // also false for NaN
    const float em = usable ? size : metrics::text;
    ImGui::PushFont(font_of(api->fonts, role), em * line_per_em(role)); // ImGui multiplies by the scale
}

void ui_pop_font(const asista_host* host) {
    if (enter(host, "ui.pop_font", When::only_drawing) != nullptr) ImGui::PopFont();
}

// The first character of valid UTF-8.
std::uint32_t first_character(const char* text) {
    const auto at = [text](int i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
    if (at(0) < 0x80) return at(0);
    if (at(0) < 0xE0) return (at(0) & 0x1FU) << 6 | (at(1) & 0x3FU);
    if (at(0) < 0xF0) return (at(0) & 0x0FU) << 12 | (at(1) & 0x3FU) << 6 | (at(2) & 0x3FU);
    return (at(0) & 0x07U) << 18 | (at(1) & 0x3FU) << 12 | (at(2) & 0x3FU) << 6 | (at(3) & 0x3FU);
}

// [any]
std::uint32_t ui_icon(const asista_host*, asista_string name) {
    if (name.data == nullptr) return 0;
    const char* utf8 = icon_names::find(std::string_view(name.data, name.size));
    return utf8 == nullptr ? 0 : first_character(utf8);
}

// [any]
asista_instant_ms ui_now_ms(const asista_host* host) {
    const ApiState* api = state_of(host);
    const std::int64_t fixed = api == nullptr ? -1 : api->fixed_clock_ms.load();
    if (fixed >= 0) return fixed;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::floor<std::chrono::milliseconds>(now).count();
}

// [any]
std::int32_t ui_utc_offset_s(const asista_host* host) {
    const ApiState* api = state_of(host);
    return api == nullptr ? 0 : api->utc_offset_s.load();
}

void tell_redraw(ApiState& api) {
    // The client forgets nothing, so one request until the next frame is enough.
    static_cast<void>(api.connection.notice<calls::RequestRedraw>({}));
}

// [any]
void ui_request_redraw(const asista_host* host) {
    ApiState* api = state_of(host);
    if (api == nullptr) return;
    if (api->on_frame_thread() && api->drawing) {
        api->wants_frame = true;
        return;
    }
    if (api->redraw_asked.exchange(true)) return;
    if (api->on_frame_thread()) return tell_redraw(*api);
    api->loop.post([api] { tell_redraw(*api); });
}

void ui_wake_after(const asista_host* host, std::uint64_t delay_ms) {
    ApiState* api = enter(host, "ui.wake_after", When::any);
    if (api == nullptr) return;
    if (api->drawing) {
        // Frames carry 32 bits; beyond them is beyond the life of a frame.
        if (delay_ms < frame::never_wake) api->next_wake_ms = std::min(api->next_wake_ms, static_cast<std::uint32_t>(delay_ms));
        return;
    }
    const auto delay = std::chrono::milliseconds(static_cast<std::int64_t>(std::min<std::uint64_t>(delay_ms, frame::never_wake)));
    api->loop.call_after(delay, [host] { ui_request_redraw(host); });
}

asista_status ui_open_url(const asista_host* host, asista_string url) {
    return on_frame(host, "ui.open_url", When::only_active, [&](ApiState& api) -> Result<void> {
        calls::OpenUrl::Request request;
        request.url = TRY(text_of(url, "address", 2048));
        if (!request.url.starts_with("https://") && !request.url.starts_with("http://")) {
            return fail(Errc::invalid, "only http and https addresses can be opened");
        }
        return api.call_only<calls::OpenUrl>(request);
    });
}

// ---- log -------------------------------------------------------------------------------------------------------------------

// [any]
void log_write(const asista_host* host, asista_log_level level, asista_string text) {
    ApiState* api = state_of(host);
    if (api == nullptr || text.data == nullptr) return;
    const auto known = level <= ASISTA_LOG_ERROR ? static_cast<calls::LogWrite::Level>(level) : calls::LogWrite::Level::error;
    // One byte more than is kept, so that the cut is seen.
    api->log(known, std::string(text.data, std::min<std::size_t>(text.size, 4097)));
}

// ---- timers ----------------------------------------------------------------------------------------------------------------

asista_status timer_start(const asista_host* host, std::uint64_t delay_ms, std::uint64_t repeat_ms,
                          void (*run)(void*, std::uint64_t), void* context, std::uint64_t* id) {
    return on_frame(host, "timers.start", When::any, [&](ApiState& api) -> Result<void> {
        constexpr std::uint64_t least_repeat_ms = 10, century_ms = 36525ULL * 24 * 3600 * 1000;
        if (run == nullptr || id == nullptr) return fail(Errc::invalid, "a timer needs a function and a place for its number");
        if (repeat_ms != 0 && repeat_ms < least_repeat_ms) {
            return fail(Errc::invalid, "a timer repeats every {} ms at the fastest, not every {}", least_repeat_ms, repeat_ms);
        }
        if (api.timers.size() >= max_timers) return fail(Errc::over_limit, "a plugin has at most {} timers", max_timers);
        RunningTimer timer;
        timer.delay = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(delay_ms, century_ms)));
        timer.repeat = std::chrono::milliseconds(static_cast<std::int64_t>(std::min(repeat_ms, century_ms)));
        timer.context = context;
        timer.run = run;
        *id = ++api.last_timer;
        api.timers[*id] = timer;
        if (api.active) api.start_timer(*id);
        return {};
    });
}

asista_status timer_stop(const asista_host* host, std::uint64_t id) {
    return on_frame(host, "timers.stop", When::any, [&](ApiState& api) -> Result<void> {
        const auto found = api.timers.find(id);
        if (found == api.timers.end()) return fail(Errc::not_found, "there is no timer {}", id);
        if (found->second.loop_timer != 0) api.loop.cancel(found->second.loop_timer);
        api.timers.erase(found);
        return {};
    });
}

// ---- state -----------------------------------------------------------------------------------------------------------------

// [any]
void state_mark_dirty(const asista_host* host) {
    ApiState* api = state_of(host);
    if (api == nullptr) return;
    // Told once until the state is asked for, and again after a while in case nobody could act on it then.
    const auto tell = [api] {
        constexpr std::chrono::seconds forget{30};
        static_cast<void>(api->connection.notice<calls::StateChanged>({}));
        api->loop.call_after(forget, [api] { api->dirty_told = false; });
    };
    if (api->dirty_told.exchange(true)) return;
    if (api->on_frame_thread()) {
        tell();
    } else {
        api->loop.post(tell);
    }
}

void state_tell_reset(const asista_host* host, asista_string line) {
    constexpr std::size_t most_bytes = 500;
    if (ApiState* api = enter(host, "state.tell_reset", When::not_drawing))
        api->state_reset.assign(line.data, std::min(line.size, most_bytes));
}

} // namespace

void ApiState::run_timer(std::uint64_t number) {
    const auto found = timers.find(number);
    if (found == timers.end()) return;
    RunningTimer& timer = found->second;
    const auto run = timer.run;
    void* const context = timer.context;
    if (timer.repeat.count() == 0) {
        timers.erase(found);
    } else {
        // Keeps the beat, but a timer that is late does not catch up.
        const auto now = Loop::Clock::now();
        timer.due += timer.repeat;
        if (timer.due <= now) timer.due = now + timer.repeat;
        wait_for_timer(number, std::chrono::ceil<std::chrono::milliseconds>(timer.due - now));
    }
    run(context, number);
}

void ApiState::wait_for_timer(std::uint64_t number, std::chrono::milliseconds time) {
    timers.at(number).loop_timer = loop.call_after(time, [this, number] {
        if (timers.contains(number)) journal.timer_due(number, [this, number] { run_timer(number); });
    });
}

void ApiState::start_timer(std::uint64_t number) {
    RunningTimer& timer = timers.at(number);
    timer.due = Loop::Clock::now() + timer.delay;
    wait_for_timer(number, timer.delay);
}

void ApiState::start_timers() {
    for (const auto& [number, timer] : timers) {
        if (timer.loop_timer == 0) start_timer(number);
    }
}

void ApiState::stop_timers() {
    for (auto& [number, timer] : timers) {
        if (timer.loop_timer != 0) loop.cancel(std::exchange(timer.loop_timer, 0));
    }
}

void set_theme(ApiState& api, const calls::Theme& theme) {
    const auto& colors = theme.colors;
    api.series = colors.series;
    api.theme = {size32<asista_theme>(),
                 theme.serial,
                 theme.dark,
                 theme.reduced_motion,
                 theme.public_screen,
                 0,
                 theme.scale,
                 colors.background,
                 colors.panel,
                 colors.line,
                 colors.text,
                 colors.dim,
                 colors.faint,
                 colors.accent,
                 colors.accent_soft,
                 colors.on_accent,
                 colors.ok,
                 colors.warn,
                 colors.bad,
                 static_cast<std::uint32_t>(api.series.size()),
                 0,
                 api.series.data()};
}

const asista_host_ui* ui_table() {
    static const asista_host_ui table{size32<asista_host_ui>(),
                                      0,
                                      &ui_theme,
                                      &ui_push_font,
                                      &ui_pop_font,
                                      &ui_icon,
                                      &ui_now_ms,
                                      &ui_utc_offset_s,
                                      &ui_request_redraw,
                                      &ui_wake_after,
                                      &ui_open_url};
    return &table;
}
const asista_host_log* log_table() {
    static const asista_host_log table{size32<asista_host_log>(), 0, &log_write};
    return &table;
}
const asista_host_timers* timers_table() {
    static const asista_host_timers table{size32<asista_host_timers>(), 0, &timer_start, &timer_stop};
    return &table;
}
const asista_host_state* state_table() {
    static const asista_host_state table{size32<asista_host_state>(), 0, &state_mark_dirty, &state_tell_reset};
    return &table;
}

} // namespace asista::host
