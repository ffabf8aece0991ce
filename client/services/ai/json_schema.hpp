// Whether a JSON value holds to a JSON schema that somebody else wrote. Both are hostile until shown otherwise: the length, the depth and
// the steps of a check are bounded, nothing is fetched, and what is not known is refused rather than passed over.
// Of draft 2020-12: type, enum, const, properties, required, additionalProperties, propertyNames, minProperties, maxProperties, items,
// prefixItems, contains, minItems, maxItems, uniqueItems, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength,
// maxLength, allOf, anyOf, oneOf, not, if, then, else, and "$ref" to a place within ("#/$defs/entry"). Titles, descriptions, examples,
// defaults and formats may be there and are not looked at.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace asista::services::ai {

inline constexpr std::size_t max_schema_bytes = 32 * 1024;
inline constexpr int max_json_depth = 64;               // of schemas, data and answers
inline constexpr std::size_t max_check_steps = 100'000; // places of a schema looked at with a value, of one check

// The text as one JSON value without spaces, each name once. `what` begins the error: "the data is no JSON at byte 7". Errc::invalid.
// Never recurses deeper than max_json_depth, here and in whoever reads what comes out. [any]
Result<std::string> plain_json(std::string_view text, std::string_view what);

// Whether values can be held against it; the error names the place: `the schema at /properties/mood: the keyword "pattern" is not ...`.
// Errc::invalid, Errc::over_limit: too long, Errc::unsupported: a keyword. [any]
Result<void> check_schema(std::string_view schema);

// Whether the value holds to a schema that passed check_schema(). Errc::invalid names where it does not: `at /entries/2/mood: it is "meh";
// one of "good", "bad" is wanted`. Errc::over_limit: nobody can say within max_check_steps. [any]
Result<void> check_against(std::string_view schema, std::string_view value);

} // namespace asista::services::ai
