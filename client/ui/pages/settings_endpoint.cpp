#include "ui/pages/settings_endpoint.hpp"

#include "ui/pages/page.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/words.hpp"
#include "wire/calls/endpoint.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace asista::ui {
namespace {

std::string address_of(const EndpointView& endpoint) { return fmt::format("http://127.0.0.1:{}/plugin-api", endpoint.port); }

std::optional<std::uint16_t> port_in(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port < 1024) return std::nullopt;
    return port;
}

void tell(Toasts& toasts, NotificationLevel level, std::string title, std::string body = {}) {
    Toast toast;
    toast.level = level;
    toast.title = std::move(title);
    toast.body = std::move(body);
    toasts.add_now(std::move(toast));
}

void copy(Ui& ui, const std::string& text, std::string title) {
    ImGui::SetClipboardText(text.c_str());
    tell(ui.toasts, NotificationLevel::info, std::move(title));
}

std::string_view outcome_of(int status) {
    switch (status) {
    case 200: return "answered";
    case 403: return "refused, it is off";
    case 404: return "not found";
    case 504: return "no answer in time";
    default: return status < 500 ? "refused, not well-formed" : "failed";
    }
}

} // namespace

std::string last_use(const EndpointView& endpoint, InstantMs now) {
    if (!endpoint.last) return "Not used since Asista was started.";
    const auto& last = *endpoint.last;
    const auto what = last.method.empty() ? std::string("A request") : fmt::format("{} of {}", last.method, last.plugin);
    return fmt::format("{}, {}: {} ({}).", what, words::relative(now, last.at), outcome_of(last.status), last.status);
}

void EndpointSettings::opened() {
    known_ = std::make_shared<Known>(); // an answer that comes later is for nobody's eyes
    port_typed_ = false;
}

void EndpointSettings::set(Ui& ui, bool on, std::uint16_t port) {
    known_->waiting = true;
    ui.calls.call<calls::EndpointSet>({on, port}, [known = known_, toasts = &ui.toasts](Result<calls::EndpointSet::Reply> reply) {
        known->waiting = false;
        if (!reply)
            return tell(*toasts, NotificationLevel::error, "The endpoint was not changed",
                        words::sentence(reply.error().message));
        if (!reply->token.empty()) known->token = std::move(reply->token);
    });
}

void EndpointSettings::renew(Ui& ui) {
    ui.navigator.ask(
        "Make a new token?", "Programs that use the present one are refused from then on, until you give them the new one.",
        "New token", [known = known_, calls = &ui.calls, toasts = &ui.toasts](bool yes) {
            if (!yes) return;
            known->waiting = true;
            calls->call<calls::EndpointToken>({}, [known, toasts](Result<calls::EndpointSet::Reply> reply) {
                known->waiting = false;
                if (reply)
                    known->token = std::move(reply->token);
                else
                    tell(*toasts, NotificationLevel::error, "There is no new token", words::sentence(reply.error().message));
            });
        });
}

SettingRow EndpointSettings::switch_row(const Ui& ui) {
    const auto& now = ui.snapshot.endpoint;
    SettingRow row{
        "Let other programs call your plugins",
        now.on ? "Scripts and shortcuts on this computer, with the token below. Web pages and other computers are refused."
               : "Scripts and shortcuts on this computer, with a token. While this is off, nothing listens."};
    row.words = "http rest api automation script curl server";
    row.problem = now.problem.empty() ? std::string() : words::sentence(now.problem);
    row.control = ui.px(size::switch_width);
    row.draw = [this, on = now.on](Ui& page, Box place) {
        if (toggle_switch(page, "on", switch_box(page, place), on ? On::yes : On::no,
                          known_->waiting ? Enabled::no : Enabled::yes, "Local endpoint"))
            set(page, !on, 0);
    };
    return row;
}

SettingRow EndpointSettings::use_row(const Ui& ui) {
    SettingRow row{"Last use", last_use(ui.snapshot.endpoint, ui.snapshot.now)};
    row.control = button_width(ui, "Open Trust", "shield-check");
    row.words = "log audit";
    row.draw = [](Ui& page, Box place) { // which has all of them
        if (button_left(page, place, "trust", ButtonKind::secondary, "Open Trust", "shield-check")) page.navigator.open("trust");
    };
    return row;
}

SettingRow EndpointSettings::address_row(const Ui& ui) {
    const auto& now = ui.snapshot.endpoint;
    SettingRow row{"Address", address_of(now)};
    row.words = "url post plugin-api";
    row.control = button_width(ui, "Copy", "copy");
    row.draw = [address = row.text](Ui& page, Box place) {
        if (button_left(page, place, "address", ButtonKind::secondary, "Copy", "copy"))
            copy(page, address, "The address is in the clipboard");
    };
    return row;
}

SettingRow EndpointSettings::port_row(const Ui& ui) {
    const auto port = ui.snapshot.endpoint.port;
    if (!port_typed_) port_text_ = std::to_string(port);
    SettingRow row{"Port", "Another one, where a program has this one already. Enter takes it over."};
    const auto wanted = port_in(port_text_);
    if (port_typed_ && !wanted) row.problem = "A port is a whole number from 1024 to 65535.";
    row.control = ui.px(96);
    row.draw = [this, port, wanted](Ui& page, Box place) {
        switch (text_field(page, "port", place, port_text_, {.hint = "Port", .mono = true})) {
        case FieldEvent::none: return;
        case FieldEvent::changed: port_typed_ = port_text_ != std::to_string(port); return;
        case FieldEvent::submitted: break;
        }
        if (!wanted) return;
        port_typed_ = false;
        if (*wanted != port) set(page, page.snapshot.endpoint.on, *wanted);
    };
    return row;
}

SettingRow EndpointSettings::token_row(const Ui& ui) {
    SettingRow row{"Token", "Whoever has it may call what your plugins offer. Asista keeps only its fingerprint."};
    row.words = "bearer authorization secret key password";
    row.control = button_width(ui, "New token\u2026", "key");
    row.draw = [this](Ui& page, Box place) {
        if (button_left(page, place, "renew", ButtonKind::secondary, "New token\u2026", "key") && !known_->waiting) renew(page);
    };
    return row;
}

SettingRow EndpointSettings::shown_token_row(const Ui& ui) {
    SettingRow row{"Your new token", "It is shown this once: copy it to where your program reads it."};
    const float width = text_width(ui, Role::mono, known_->token) + 2 * ui.px(10), gap = ui.px(8);
    row.control = width + gap + button_width(ui, "Copy", "copy");
    row.draw = [width, gap, token = known_->token](Ui& page, Box place) {
        const Box field = place.cut_left(width);
        fill(page, field, page.colors().well, 8);
        Box text = field;
        text.cut_left(page.px(10));
        draw_text(page, text, Role::mono, page.colors().text, token);
        place.cut_left(gap);
        if (button_left(page, place, "token", ButtonKind::primary, "Copy", "copy"))
            copy(page, token, "The token is in the clipboard");
    };
    return row;
}

SettingSection EndpointSettings::section(Ui& ui) {
    const auto& now = ui.snapshot.endpoint;
    SettingSection section{"terminal-window", "Local endpoint", {}};
    section.rows.push_back(switch_row(ui));
    if (now.on) section.rows.push_back(address_row(ui));
    if (now.on || !now.problem.empty()) section.rows.push_back(port_row(ui));
    if (!known_->token.empty()) section.rows.push_back(shown_token_row(ui));
    if (now.has_token) section.rows.push_back(token_row(ui));
    if (now.on) section.rows.push_back(use_row(ui));
    return section;
}

} // namespace asista::ui
