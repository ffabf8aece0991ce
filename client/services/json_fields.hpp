// Reads fields of JSON files that come with the client, with errors that name the file's entry and the field. For .cpp files of
// services only.
#pragma once

#include "wire/model.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

// One JSON object under a name for messages: "catalogue entry 3".
class JsonFields {
  public:
    JsonFields(const nlohmann::json& object, std::string what) : object_(object), what_(std::move(what)) {}

    const std::string& what() const { return what_; }
    Result<std::string> text(const char* field) const { return needed<std::string>(field, "text", &nlohmann::json::is_string); }
    Result<std::string> text_or(const char* field, std::string fallback) const {
        return has(field) ? text(field) : Result<std::string>(std::move(fallback));
    }
    Result<double> number(const char* field) const { return needed<double>(field, "a number", &nlohmann::json::is_number); }
    Result<double> number_or(const char* field, double fallback) const {
        return has(field) ? number(field) : Result<double>(fallback);
    }
    Result<std::int64_t> integer(const char* field) const {
        return needed<std::int64_t>(field, "a whole number", &nlohmann::json::is_number_integer);
    }
    Result<std::optional<std::int64_t>> maybe_integer(const char* field) const {
        if (!has(field)) return std::optional<std::int64_t>();
        return std::optional(TRY(integer(field)));
    }
    Result<bool> flag_or(const char* field, bool fallback) const {
        return has(field) ? needed<bool>(field, "true or false", &nlohmann::json::is_boolean) : Result<bool>(fallback);
    }
    // The array's elements; empty when the field is missing.
    Result<std::vector<nlohmann::json>> list(const char* field) const {
        if (!has(field)) return std::vector<nlohmann::json>();
        const auto& value = object_.at(field);
        if (!value.is_array()) return fail(Errc::invalid, "{}: \"{}\" must be a list", what_, field);
        return value.get<std::vector<nlohmann::json>>();
    }
    // A day written as "2026-11-22".
    Result<std::optional<DayNumber>> maybe_date(const char* field) const;

    bool has(const char* field) const { return object_.is_object() && object_.contains(field); }

  private:
    template <class T>
    Result<T> needed(const char* field, const char* kind, bool (nlohmann::json::*is_kind)() const noexcept) const {
        if (!has(field)) return fail(Errc::invalid, "{}: \"{}\" is missing", what_, field);
        const auto& value = object_.at(field);
        if (!(value.*is_kind)()) return fail(Errc::invalid, "{}: \"{}\" must be {}", what_, field, kind);
        return value.get<T>();
    }

    const nlohmann::json& object_;
    std::string what_;
};

// The text of a JSON file as a value; errors say where it breaks.
Result<nlohmann::json> parse_json(std::string_view what, std::string_view text);

} // namespace asista::services
