// Schemas as they come in: whether they are ones, and where their references lead. For json_schema.cpp alone.
#pragma once

#include "wire/result.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

namespace asista::services::ai::schema {

Result<nlohmann::json> parsed(std::string_view text, std::string_view what);

// A value in a sentence, cut when it is long.
std::string shown(const nlohmann::json& value);
// A name as a part of a JSON pointer (RFC 6901).
std::string escaped(std::string_view name);
// The place that "#/$defs/entry" names; null: there is none.
const nlohmann::json* target(const nlohmann::json& root, std::string_view reference);

// Looks at each place of a schema once. What passes can be walked without another look at the kinds of its keywords.
class Reader {
  public:
    explicit Reader(const nlohmann::json& root) : root_(root) {}
    Result<void> read();

  private:
    Result<void> schema(const nlohmann::json& at, const std::string& place);
    Result<void> keyword(const std::string& name, const nlohmann::json& value, const std::string& place);

    const nlohmann::json& root_;
    std::unordered_set<const nlohmann::json*> schemas_;      // the places that are schemas
    std::vector<std::pair<std::string, std::string>> leads_; // place, reference
};

} // namespace asista::services::ai::schema
