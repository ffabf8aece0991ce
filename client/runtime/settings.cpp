#include "runtime/settings.hpp"

#include "runtime/settings_value.hpp"
#include "wire/utf8.hpp"

#include <algorithm>
#include <cmath>

namespace asista::runtime {

namespace {
using nlohmann::json;

constexpr std::size_t max_settings_bytes = 256u << 10;

json parse_object(std::string_view text) {
    auto document = json::parse(text, nullptr, false);
    return document.is_object() ? document : json::object();
}

std::string number_remedy(const SettingDefinition& definition) {
    return fmt::format("write a {}number from {:g} to {:g}", definition.whole ? "whole " : "", definition.minimum,
                       definition.maximum);
}
} // namespace

Result<void> check_setting(const SettingDefinition& definition, const json& value) {
    switch (definition.kind) {
    case SettingDefinition::Kind::toggle:
        if (!value.is_boolean()) return fail(Errc::invalid, "write true or false");
        return {};
    case SettingDefinition::Kind::number: {
        if (!value.is_number()) return fail(Errc::invalid, "{}", number_remedy(definition));
        const double number = value.get<double>();
        const bool in_range = number >= definition.minimum && number <= definition.maximum; // false for NaN
        if (!in_range || (definition.whole && number != std::floor(number)))
            return fail(Errc::invalid, "{}", number_remedy(definition));
        return {};
    }
    case SettingDefinition::Kind::text:
        if (!value.is_string() || value.get_ref<const std::string&>().size() > definition.max_length)
            return fail(Errc::invalid, "write a text of at most {} bytes", definition.max_length);
        return {};
    case SettingDefinition::Kind::choice:
        if (!value.is_string() ||
            std::ranges::find(definition.choices, value.get_ref<const std::string&>()) == definition.choices.end())
            return fail(Errc::invalid, "choose one of {}", fmt::join(definition.choices, ", "));
        return {};
    }
    return fail(Errc::internal, "a setting of unknown kind");
}

std::string resolve_settings(const std::vector<SettingDefinition>& definitions, std::string_view stored_json) {
    const json stored = parse_object(stored_json);
    json resolved = json::object();
    for (const auto& definition : definitions) {
        const auto found = stored.find(definition.key);
        const bool fits = found != stored.end() && check_setting(definition, *found).has_value();
        resolved[definition.key] = fits ? *found : json::parse(definition.default_json, nullptr, false);
    }
    return resolved.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<std::string> change_settings(const std::vector<SettingDefinition>& definitions, std::string_view stored_json,
                                    std::string_view change_json) {
    if (change_json.size() > max_settings_bytes)
        return fail(Errc::over_limit, "settings of {} bytes; at most {} fit", change_json.size(), max_settings_bytes);
    if (!wire::is_utf8(change_json)) return fail(Errc::invalid, "settings are not UTF-8 text");
    const auto change = json::parse(change_json, nullptr, false);
    if (!change.is_object()) return fail(Errc::invalid, "settings are one JSON object; this is none");
    json stored = parse_object(stored_json);
    for (const auto& [key, value] : change.items()) {
        const auto definition = std::ranges::find(definitions, key, &SettingDefinition::key);
        if (definition == definitions.end()) return fail(Errc::invalid, "setting \"{}\" is not defined in the manifest", key);
        if (auto fits = check_setting(*definition, value); !fits)
            return fail(Errc::invalid, "setting \"{}\" cannot be {}; {}", key, value.dump(-1, ' ', true).substr(0, 80),
                        fits.error().message);
        stored[key] = value;
    }
    return stored.dump();
}

std::string setting_value(std::string_view resolved_json, std::string_view key) {
    const json resolved = parse_object(resolved_json);
    const auto found = resolved.find(key);
    return found == resolved.end() ? "null" : found->dump(-1, ' ', false, json::error_handler_t::replace);
}

} // namespace asista::runtime
