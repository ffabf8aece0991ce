// A plugin's settings: the definitions of its manifest held against the JSON that a person, a page or the plugin itself sets.
#pragma once

#include "runtime/manifest.hpp"

namespace asista::runtime {

// `stored_json` with the defaults filled in: an object with one value for every definition. What no longer fits its definition (an older
// or newer version of the plugin stored it) falls back to the default; nothing stored is an error.
std::string resolve_settings(const std::vector<SettingDefinition>& definitions, std::string_view stored_json);

// `stored_json` with the settings named in `change_json` replaced, to be stored. Errc::invalid, naming key, value and what would be
// right, when a key is not defined or a value does not fit; nothing is changed then. Stored keys that are not defined (any more)
// stay, for the version that knows them.
Result<std::string> change_settings(const std::vector<SettingDefinition>& definitions, std::string_view stored_json,
                                    std::string_view change_json);

// The value of one setting as JSON text, out of what resolve_settings returned.
std::string setting_value(std::string_view resolved_json, std::string_view key);

} // namespace asista::runtime
