// Reads JSON of servers, where any field may be missing or of another kind. For .cpp files of this folder only.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace asista::services::ai::fields {

using nlohmann::json;

inline const json& at(const json& object, const char* field) {
    static const json nothing;
    if (!object.is_object()) return nothing;
    const auto found = object.find(field);
    return found == object.end() ? nothing : *found;
}
inline std::string text(const json& object, const char* field) {
    const json& value = at(object, field);
    return value.is_string() ? value.get<std::string>() : std::string();
}
inline std::optional<std::uint32_t> count(const json& object, const char* field) {
    const json& value = at(object, field);
    if (!value.is_number_unsigned()) return std::nullopt;
    const auto number = value.get<std::uint64_t>();
    return number <= std::numeric_limits<std::uint32_t>::max() ? std::optional(static_cast<std::uint32_t>(number)) : std::nullopt;
}
// Text of somebody's that may hold anything is replaced where it is not UTF-8; a request never fails for it.
inline std::string dump(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

} // namespace asista::services::ai::fields
