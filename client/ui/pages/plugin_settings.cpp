#include "ui/pages/plugin_settings.hpp"

#include "ui/widgets/forms.hpp"
#include "wire/calls/user.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {
using Json = nlohmann::json;

void send(Ui& ui, const PluginView& plugin, const std::string& key, const Json& value) {
    const std::string json = Json{{key, value}}.dump(-1, ' ', false, Json::error_handler_t::replace);
    ui.calls.call<calls::PluginSetSettings>({.plugin = plugin.id, .json = json});
}

std::string key_of(const PluginView& plugin, const SettingView& setting) { return plugin.id + "/" + setting.key; }

bool has_limits(const SettingView& setting) { return setting.maximum > setting.minimum; }
std::string limits(const SettingView& setting) { return fmt::format("{:g} to {:g}", setting.minimum, setting.maximum); }
} // namespace

float PluginSettings::control_width(const Ui& ui, const SettingView& setting, float row_width) const {
    return setting.kind == SettingView::Kind::toggle ? ui.px(size::switch_width) : std::min(ui.px(220), row_width * 0.45F);
}

const std::string& PluginSettings::problem(const PluginView& plugin, const SettingView& setting) const {
    static const std::string none;
    const auto found = typed_.find(key_of(plugin, setting));
    return found == typed_.end() ? none : found->second.problem;
}

void PluginSettings::draw(Ui& ui, Box control, const PluginView& plugin, const SettingView& setting) {
    const Json value = Json::parse(setting.value_json, nullptr, false);
    switch (setting.kind) {
    case SettingView::Kind::toggle: {
        const bool on = value.is_boolean() && value.get<bool>();
        if (toggle_switch(ui, setting.key, switch_box(ui, control), on ? On::yes : On::no, Enabled::yes, setting.title))
            send(ui, plugin, setting.key, !on);
        return;
    }
    case SettingView::Kind::choice: {
        const std::string now = value.is_string() ? value.get<std::string>() : std::string{};
        auto index = static_cast<std::size_t>(std::ranges::find(setting.choices, now) - setting.choices.begin());
        if (drop_down(ui, setting.key, control, setting.choices, index, now))
            send(ui, plugin, setting.key, setting.choices[index]);
        return;
    }
    case SettingView::Kind::number:
    case SettingView::Kind::text: return draw_field(ui, control, plugin, setting);
    }
}

void PluginSettings::draw_field(Ui& ui, Box control, const PluginView& plugin, const SettingView& setting) {
    const Json value = Json::parse(setting.value_json, nullptr, false);
    const bool number = setting.kind == SettingView::Kind::number;
    const std::string shown = value.is_string()                         ? value.get<std::string>()
                              : value.is_discarded() || value.is_null() ? std::string{}
                                                                        : value.dump();
    Typed& typed = typed_.try_emplace(key_of(plugin, setting), Typed{shown, {}}).first->second;
    const FieldEvent event = text_field(ui, setting.key, control, typed.text,
                                        {.hint = number && has_limits(setting) ? limits(setting) : std::string{}});
    const bool active = ImGui::IsItemActive();
    if (!typed.problem.empty()) outline(ui, control, ui.colors().bad, size::radius);
    if (event == FieldEvent::submitted || ImGui::IsItemDeactivatedAfterEdit()) {
        if (!number) {
            send(ui, plugin, setting.key, typed.text);
        } else {
            const auto entered = parse_number(typed.text);
            if (!entered || (has_limits(setting) && (*entered < setting.minimum || *entered > setting.maximum))) {
                typed.problem = has_limits(setting) ? fmt::format("This should be a number from {}.", limits(setting))
                                                    : std::string("This should be a number.");
                return;
            }
            if (*entered == std::floor(*entered) && std::abs(*entered) < 1e15)
                send(ui, plugin, setting.key, static_cast<std::int64_t>(*entered));
            else
                send(ui, plugin, setting.key, *entered);
        }
        typed_.erase(key_of(plugin, setting)); // what is kept comes back with the next snapshot
    } else if (!active && event == FieldEvent::none && typed.problem.empty()) {
        typed.text = shown;
    }
}

} // namespace asista::ui
