// The border between plugin and host, the log, and how failures of the plugin's functions are told.
#include "host_api_state.hpp"

namespace asista::host {

namespace {

bool id_character(char c, bool mixed_case) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
           (mixed_case && c >= 'A' && c <= 'Z');
}

constexpr bool has(When when, When bit) { return (static_cast<unsigned>(when) & static_cast<unsigned>(bit)) != 0; }

} // namespace

ApiState::ApiState(Connection& the_connection, Loop& the_loop, const FontSet& the_fonts)
    : connection(the_connection), loop(the_loop), fonts(the_fonts) {}

bool LogBudget::take(std::uint32_t& dropped) {
    constexpr std::uint32_t lines_per_second = 200;
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (now - second_ >= std::chrono::seconds(1)) {
        second_ = now;
        lines_ = 0;
    }
    if (++lines_ > lines_per_second) {
        ++dropped_;
        return false;
    }
    dropped = std::exchange(dropped_, 0);
    return true;
}

void ApiState::log(calls::LogWrite::Level level, std::string text) {
    constexpr std::size_t most_bytes = 4096;
    std::uint32_t dropped = 0;
    if (!log_budget.take(dropped)) return;
    if (text.size() > most_bytes) {
        std::size_t end = most_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end; // not inside a character
        text.resize(end);
    }
    if (dropped > 0) text = fmt::format("({} lines dropped before this one) {}", dropped, text);
    calls::LogWrite::Request line{level, std::move(text)};
    // A log line that cannot be sent has nowhere else to go; the loop sees for itself when the client is gone.
    if (on_frame_thread()) {
        static_cast<void>(connection.notice<calls::LogWrite>(line));
    } else {
        loop.post([this, line = std::move(line)] { static_cast<void>(connection.notice<calls::LogWrite>(line)); });
    }
}

Result<void> ApiState::outcome(asista_status status, std::string_view what) {
    const std::string why = std::exchange(explained, {});
    if (status == ASISTA_OK) return {};
    const bool known = status > ASISTA_OK && status <= ASISTA_INTERNAL;
    const Errc code = known ? static_cast<Errc>(status) : Errc::internal;
    if (!why.empty()) return fail(code, "{}: {}", what, why);
    return fail(code, "{}: the plugin answered {} without a reason", what, known ? errc_name(code) : "an unknown status");
}

ApiState* enter(const asista_host* host, const char* function, When when) {
    ApiState* api = state_of(host);
    if (api == nullptr) return nullptr;
    const char* wrong = nullptr;
    if (!api->on_frame_thread()) {
        wrong = "on a thread of the plugin's own; use post to come back to the frame thread";
    } else if (has(when, When::not_drawing) && api->drawing) {
        wrong = "while drawing; do it on an event, a timer or in the constructor";
    } else if (has(when, When::only_drawing) && !api->drawing) {
        wrong = "outside of a draw callback";
    } else if (has(when, When::only_active) && !api->active) {
        wrong = "before activation";
    }
    if (wrong == nullptr) return api;

    std::string line = fmt::format("{} was called {}", function, wrong);
    if (api->on_frame_thread()) api->last_error = line;
    api->log(calls::LogWrite::Level::error, std::move(line));
    return nullptr;
}

asista_status answer(ApiState& api, Result<void> result) {
    if (result) return ASISTA_OK;
    api.last_error = std::move(result.error().message);
    return static_cast<asista_status>(result.error().code);
}

Result<std::string> text_of(asista_string text, std::string_view what, std::size_t most) {
    if (text.size == 0) return std::string();
    if (text.data == nullptr) return fail(Errc::invalid, "{}: its text has a size but no data", what);
    if (text.size > most) return fail(Errc::over_limit, "{} is {} bytes long; the most is {}", what, text.size, most);
    return std::string(text.data, text.size);
}

Result<std::string> id_of(asista_string text, std::string_view what, bool mixed_case) {
    auto id = TRY(text_of(text, what));
    const bool good =
        !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [mixed_case](char c) { return id_character(c, mixed_case); });
    if (!good) {
        return fail(Errc::invalid, "{} \"{}\" is not 1 to 64 of {}0-9 - _ .", what, id.substr(0, 80),
                    mixed_case ? "a-z A-Z " : "a-z ");
    }
    return id;
}

Result<std::string> title_of(asista_string text, std::string_view what) {
    auto title = TRY(text_of(text, what));
    if (title.empty() || title.size() > 80) return fail(Errc::invalid, "{} must be 1 to 80 bytes long", what);
    return title;
}

} // namespace asista::host
