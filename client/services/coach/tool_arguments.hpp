// The arguments of a call that a model made, read strictly: known members of the right kind within their bounds, and nothing else. Each
// error is a sentence that the model can act on.
#pragma once

#include "wire/model.hpp"

#include <nlohmann/json.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

class ToolArguments {
  public:
    // Errc::invalid: no JSON object, or a member that is none of `known`.
    static Result<ToolArguments> parse(std::string_view arguments, std::initializer_list<std::string_view> known);

    Result<std::string> line(const char* member) const; // needed, one line, not empty
    Result<std::optional<std::string>> maybe_line(const char* member) const;
    Result<std::optional<std::string>> maybe_text(const char* member, std::size_t max_bytes) const; // any number of lines
    Result<std::optional<double>> maybe_number(const char* member) const;                           // finite
    Result<std::optional<std::uint32_t>> maybe_count(const char* member, std::uint32_t least, std::uint32_t most) const;
    Result<std::optional<DayNumber>> maybe_day(const char* member) const;        // "2026-11-27"
    Result<std::optional<std::uint16_t>> maybe_minute(const char* member) const; // "09:05"
    Result<std::optional<std::size_t>> maybe_one_of(const char* member, std::initializer_list<std::string_view> choices) const;
    Result<std::vector<std::string>> lines(const char* member,
                                           std::size_t most) const; // an array of lines; empty when it is missing

  private:
    explicit ToolArguments(nlohmann::json object) : object_(std::move(object)) {}
    const nlohmann::json* find(const char* member) const; // nullptr: missing, or null
    nlohmann::json object_;
};

} // namespace asista::services
