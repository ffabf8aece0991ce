// Whether one JSON value fits the definition of a setting. For the manifest (defaults) and for settings.cpp; includes the JSON library.
#pragma once

#include "runtime/manifest.hpp"
#include "wire/result.hpp"

#include <nlohmann/json.hpp>

namespace asista::runtime {

// The error says what would be right: "write a whole number from 0 to 10".
Result<void> check_setting(const SettingDefinition& definition, const nlohmann::json& value);

} // namespace asista::runtime
