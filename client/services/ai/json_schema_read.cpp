#include "services/ai/json_schema_read.hpp"

#include "services/ai/json_schema.hpp"
#include "wire/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace asista::services::ai::schema {
using nlohmann::json;

namespace {
enum class Takes { schema, schemas, named_schemas, number, size, flag, texts, types, any, list, reference };

struct Keyword {
    std::string_view name;
    Takes takes;
};
constexpr std::array keywords{
    Keyword{"type", Takes::types}, Keyword{"enum", Takes::list}, Keyword{"const", Takes::any},
    Keyword{"properties", Takes::named_schemas}, Keyword{"required", Takes::texts},
    Keyword{"additionalProperties", Takes::schema}, Keyword{"propertyNames", Takes::schema},
    Keyword{"minProperties", Takes::size}, Keyword{"maxProperties", Takes::size}, Keyword{"items", Takes::schema},
    Keyword{"prefixItems", Takes::schemas}, Keyword{"contains", Takes::schema}, Keyword{"minItems", Takes::size},
    Keyword{"maxItems", Takes::size}, Keyword{"uniqueItems", Takes::flag}, Keyword{"minimum", Takes::number},
    Keyword{"maximum", Takes::number}, Keyword{"exclusiveMinimum", Takes::number}, Keyword{"exclusiveMaximum", Takes::number},
    Keyword{"multipleOf", Takes::number}, Keyword{"minLength", Takes::size}, Keyword{"maxLength", Takes::size},
    Keyword{"allOf", Takes::schemas}, Keyword{"anyOf", Takes::schemas}, Keyword{"oneOf", Takes::schemas},
    Keyword{"not", Takes::schema}, Keyword{"if", Takes::schema}, Keyword{"then", Takes::schema}, Keyword{"else", Takes::schema},
    Keyword{"$ref", Takes::reference}, Keyword{"$defs", Takes::named_schemas}, Keyword{"definitions", Takes::named_schemas},
    // Told to whoever answers, and not looked at.
    Keyword{"$schema", Takes::any}, Keyword{"$comment", Takes::any}, Keyword{"title", Takes::any},
    Keyword{"description", Takes::any}, Keyword{"default", Takes::any}, Keyword{"examples", Takes::any},
    Keyword{"format", Takes::any}, Keyword{"deprecated", Takes::any}, Keyword{"readOnly", Takes::any},
    Keyword{"writeOnly", Takes::any}};

constexpr std::array<std::string_view, 7> types{"object", "array", "string", "number", "integer", "boolean", "null"};

std::string_view remedy_of(std::string_view keyword) {
    if (keyword == "pattern" || keyword == "patternProperties")
        return "list the values with \"enum\", or look at the text of the answer yourself";
    if (keyword == "additionalItems") return "say \"prefixItems\" for the first items and \"items\" for the rest";
    if (keyword == "$id" || keyword == "id") return "schemas are not looked up by name; leave it out";
    return "leave it out, or say it with others";
}

bool is_size(const json& value) {
    if (value.is_number_unsigned()) return true;
    return value.is_number_float() && value.get<double>() >= 0 && value.get<double>() < 1e15 &&
           value.get<double>() == static_cast<double>(static_cast<std::int64_t>(value.get<double>()));
}

// What is wrong with the kind of a keyword's value; "": nothing.
std::string_view wanted_of(Takes takes, const json& value) {
    const auto all = [&](auto is_so) { return value.is_array() && std::ranges::all_of(value, is_so); };
    const auto is_type = [](const json& each) {
        return each.is_string() && std::ranges::find(types, each.get_ref<const std::string&>()) != types.end();
    };
    switch (takes) {
    case Takes::schema: return value.is_object() || value.is_boolean() ? "" : "a schema";
    case Takes::schemas: return value.is_array() && !value.empty() ? "" : "a list of schemas";
    case Takes::named_schemas: return value.is_object() ? "" : "an object of schemas";
    case Takes::number: return value.is_number() ? "" : "a number";
    case Takes::size: return is_size(value) ? "" : "a whole number that is not negative";
    case Takes::flag: return value.is_boolean() ? "" : "true or false";
    case Takes::list: return value.is_array() && !value.empty() ? "" : "a list of values";
    case Takes::texts: return all([](const json& each) { return each.is_string(); }) ? "" : "a list of names";
    case Takes::types: return is_type(value) || (all(is_type) && !value.empty()) ? "" : "a type that JSON has, or a list of them";
    case Takes::reference: return value.is_string() ? "" : "a place within the schema";
    case Takes::any: break;
    }
    return "";
}

std::optional<unsigned> hex_pair(std::string_view text) {
    unsigned value = 0;
    const auto* const end = text.data() + 2;
    if (text.size() < 2) return std::nullopt;
    const auto read = std::from_chars(text.data(), end, value, 16);
    return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

// One part of a pointer within an address: first the address' own escapes, then the pointer's.
std::string unescaped(std::string_view part) {
    std::string plain;
    for (std::size_t i = 0; i < part.size(); ++i) {
        const auto code = part[i] == '%' ? hex_pair(part.substr(i + 1)) : std::nullopt;
        plain += code ? static_cast<char>(*code) : part[i];
        i += code ? 2 : 0;
    }
    std::string name;
    for (std::size_t i = 0; i < plain.size(); ++i) {
        const bool escape = plain[i] == '~' && i + 1 < plain.size() && (plain[i + 1] == '0' || plain[i + 1] == '1');
        name += !escape ? plain[i] : plain[i + 1] == '0' ? '~' : '/';
        i += escape ? 1 : 0;
    }
    return name;
}

// A parser is not given what would exhaust whoever walks its result.
Result<void> check_depth(std::string_view text, std::string_view what) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char each = text[i];
        if (quoted && each == '\\')
            ++i;
        else if (each == '"')
            quoted = !quoted;
        else if (!quoted && (each == '[' || each == '{')) {
            if (++depth > max_json_depth)
                return fail(Errc::over_limit, "{} is nested deeper than {} levels at byte {}", what, max_json_depth, i);
        } else if (!quoted && (each == ']' || each == '}'))
            --depth;
    }
    return {};
}
} // namespace

Result<json> parsed(std::string_view text, std::string_view what) {
    TRY(check_depth(text, what));
    if (!wire::is_utf8(text)) return fail(Errc::invalid, "{} is not valid UTF-8", what);
    try {
        return json::parse(text);
    } catch (const json::parse_error& error) {
        return fail(Errc::invalid, "{} is no JSON at byte {}", what, error.byte);
    } catch (const json::out_of_range&) { // 1e999
        return fail(Errc::invalid, "{} holds a number that is too large", what);
    }
}

std::string shown(const json& value) {
    constexpr std::size_t most = 120;
    if (value.is_object() && !value.empty()) return "an object";
    auto text = value.dump();
    if (text.size() <= most) return text;
    if (value.is_array()) return fmt::format("a list of {}", value.size());
    auto cut = most;
    while ((static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) --cut;
    return text.substr(0, cut) + "...";
}

std::string escaped(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (c == '~')
            out += "~0";
        else if (c == '/')
            out += "~1";
        else
            out += c;
    }
    return out;
}

const json* target(const json& root, std::string_view reference) {
    if (!reference.starts_with('#')) return nullptr;
    const json* at = &root;
    auto rest = reference.substr(1);
    while (!rest.empty()) {
        if (rest[0] != '/') return nullptr;
        rest.remove_prefix(1);
        const auto end = std::min(rest.find('/'), rest.size());
        const auto name = unescaped(rest.substr(0, end));
        rest.remove_prefix(end);
        if (at->is_object()) {
            const auto found = at->find(name);
            if (found == at->end()) return nullptr;
            at = &*found;
        } else if (at->is_array()) {
            std::size_t index = 0;
            const auto read = std::from_chars(name.data(), name.data() + name.size(), index);
            if (read.ec != std::errc() || read.ptr != name.data() + name.size() || index >= at->size()) return nullptr;
            at = &(*at)[index];
        } else {
            return nullptr;
        }
    }
    return at;
}

Result<void> Reader::read() {
    if (!root_.is_object() && !root_.is_boolean()) return fail(Errc::invalid, "the schema is not an object");
    TRY(schema(root_, ""));
    for (const auto& [place, reference] : leads_) {
        const auto* const to = target(root_, reference);
        if (to == nullptr || !schemas_.contains(to))
            return fail(Errc::invalid,
                        "the schema at {}: {} is no schema within this one; only such can be referred to, as \"#/$defs/entry\"",
                        place, shown(json(reference)));
    }
    return {};
}

Result<void> Reader::schema(const json& at, const std::string& place) {
    schemas_.insert(&at);
    if (at.is_boolean()) return {};
    for (const auto& [name, value] : at.items()) TRY(keyword(name, value, place));
    return {};
}

Result<void> Reader::keyword(const std::string& name, const json& value, const std::string& place) {
    const std::string_view top = place.empty() ? std::string_view("its top") : std::string_view(place);
    const auto* const known = std::ranges::find(keywords, name, &Keyword::name);
    if (known == keywords.end())
        return fail(Errc::unsupported, "the schema at {}: the keyword {} is not looked at here; {}", top, shown(json(name)),
                    remedy_of(name));
    const auto here = fmt::format("{}/{}", place, escaped(name));
    if (const auto wanted = wanted_of(known->takes, value); !wanted.empty())
        return fail(Errc::invalid, "the schema at {}: it is {}; {} is wanted", here, shown(value), wanted);
    if (name == "multipleOf" && !(json(0) < value))
        return fail(Errc::invalid, "the schema at {}: it is {}; more than 0 is wanted", here, shown(value));
    if (known->takes == Takes::reference) leads_.emplace_back(here, value.get<std::string>());
    if (known->takes == Takes::schema) return schema(value, here);
    if (known->takes != Takes::schemas && known->takes != Takes::named_schemas) return {};
    for (const auto& [key, each] : value.items()) {
        const auto inner = fmt::format("{}/{}", here, escaped(key));
        if (!each.is_object() && !each.is_boolean())
            return fail(Errc::invalid, "the schema at {}: it is {}; a schema is wanted", inner, shown(each));
        TRY(schema(each, inner));
    }
    return {};
}

} // namespace asista::services::ai::schema
