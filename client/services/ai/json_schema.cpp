#include "services/ai/json_schema.hpp"

#include "services/ai/json_schema_read.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace asista::services::ai {
using nlohmann::json;
using schema::shown;

namespace {
// Schemas that refer to themselves go deeper than their text; each level of a value takes a few of these.
constexpr int max_levels = 4 * max_json_depth;

std::size_t size_of(const json& value) {
    std::size_t size = 1;
    if (value.is_string()) size += value.get_ref<const std::string&>().size() / 64;
    if (value.is_structured())
        for (const auto& each : value) size += size_of(each);
    return size;
}

std::size_t characters(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool is_whole(const json& value) {
    if (value.is_number_integer()) return true;
    return value.is_number_float() && std::floor(value.get<double>()) == value.get<double>();
}

bool is_of(const std::string& type, const json& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    return type == "number" ? value.is_number() : is_whole(value);
}

// 0.3 is a multiple of 0.1, which no floating point says by itself.
bool is_multiple(const json& value, const json& of) {
    if (value.is_number_integer() && of.is_number_integer() && !value.is_number_unsigned())
        return value.get<std::int64_t>() %
                   static_cast<std::int64_t>(std::min<std::uint64_t>(of.get<std::uint64_t>(), INT64_MAX)) ==
               0;
    if (value.is_number_unsigned() && of.is_number_integer()) return value.get<std::uint64_t>() % of.get<std::uint64_t>() == 0;
    const double times = value.get<double>() / of.get<double>();
    return std::isfinite(times) && std::abs(times - std::round(times)) <= 1e-9 * std::max(1.0, std::abs(times)) &&
           std::abs(times - std::round(times)) < 0.01;
}

// One check. Walks schema and value together; the first thing that is wrong is told, unless somebody only wants to know whether.
class Check {
  public:
    explicit Check(const json& root) : root_(root) {}

    Result<void> run(const json& value) {
        const bool good = holds(root_, value);
        if (too_much_) return fail(Errc::over_limit, "the schema is too much to hold this answer against; make it simpler");
        if (!good) return fail(Errc::invalid, "at {}: {}", where_.empty() ? "its top" : where_, wrong_);
        return {};
    }

  private:
    bool spend(std::size_t steps) {
        too_much_ = too_much_ || steps > left_;
        if (!too_much_) left_ -= steps;
        return !too_much_;
    }
    // words() is made once: a check fails at many places of which nobody hears.
    template <class Words> bool no(Words words) {
        if (quiet_ > 0 || too_much_ || !wrong_.empty()) return false;
        wrong_ = words();
        for (const auto& part : path_) where_ += "/" + schema::escaped(part);
        return false;
    }
    bool quietly(const json& schema, const json& value) {
        ++quiet_;
        const bool good = holds(schema, value);
        --quiet_;
        return good;
    }
    bool below(std::string name, const json& schema, const json& value) {
        path_.push_back(std::move(name));
        const bool good = holds(schema, value);
        path_.pop_back();
        return good;
    }

    bool holds(const json& schema, const json& value) {
        if (!spend(1)) return false;
        if (schema.is_boolean()) return schema.get<bool>() || no([&] { return std::string("nothing may be here"); });
        if (++level_ > max_levels) too_much_ = true;
        const bool good = !too_much_ && follows(schema, value) && kind(schema, value) && number(schema, value) &&
                          text(schema, value) && array(schema, value) && object(schema, value) && combined(schema, value);
        --level_;
        return good && !too_much_;
    }

    bool follows(const json& schema, const json& value) {
        const auto ref = schema.find("$ref");
        if (ref == schema.end()) return true;
        const auto& to = ref->get_ref<const std::string&>();
        return spend(to.size() / 16) && holds(*schema::target(root_, to), value);
    }

    bool kind(const json& schema, const json& value) {
        if (const auto type = schema.find("type"); type != schema.end()) {
            const bool one = type->is_string();
            const bool good =
                one ? is_of(type->get_ref<const std::string&>(), value) : std::ranges::any_of(*type, [&](const json& each) {
                    return is_of(each.get_ref<const std::string&>(), value);
                });
            if (!good)
                return no([&] {
                    return fmt::format("it is {}; {} is wanted", shown(value), one ? type->get<std::string>() : type->dump());
                });
        }
        if (const auto wanted = schema.find("const"); wanted != schema.end()) {
            if (!spend(size_of(*wanted))) return false;
            if (value != *wanted) return no([&] { return fmt::format("it is {}; {} is wanted", shown(value), shown(*wanted)); });
        }
        const auto choices = schema.find("enum");
        if (choices == schema.end()) return true;
        if (!spend(size_of(*choices))) return false;
        if (std::ranges::find(*choices, value) != choices->end()) return true;
        return no([&] { return fmt::format("it is {}; one of {} is wanted", shown(value), shown(*choices)); });
    }

    bool number(const json& schema, const json& value) {
        if (!value.is_number()) return true;
        const auto bound = [&](const char* name, auto fits, std::string_view words) {
            const auto limit = schema.find(name);
            return limit == schema.end() || fits(value, *limit) ||
                   no([&] { return fmt::format("it is {}; {} {} is wanted", shown(value), words, shown(*limit)); });
        };
        return bound(
                   "minimum", [](const json& a, const json& b) { return !(a < b); }, "at least") &&
               bound(
                   "maximum", [](const json& a, const json& b) { return !(b < a); }, "at most") &&
               bound(
                   "exclusiveMinimum", [](const json& a, const json& b) { return b < a; }, "more than") &&
               bound(
                   "exclusiveMaximum", [](const json& a, const json& b) { return a < b; }, "less than") &&
               bound(
                   "multipleOf", [](const json& a, const json& b) { return is_multiple(a, b); }, "a multiple of");
    }

    // How many there are of something, by two keywords.
    bool count(const json& schema, std::size_t has, const char* least, const char* most, std::string_view of) {
        if (const auto limit = schema.find(least); limit != schema.end() && json(has) < *limit)
            return no([&] { return fmt::format("it has {} {}; at least {} are wanted", has, of, shown(*limit)); });
        if (const auto limit = schema.find(most); limit != schema.end() && *limit < json(has))
            return no([&] { return fmt::format("it has {} {}; at most {} are wanted", has, of, shown(*limit)); });
        return true;
    }

    bool text(const json& schema, const json& value) {
        if (!value.is_string() || (!schema.contains("minLength") && !schema.contains("maxLength"))) return true;
        const auto& words = value.get_ref<const std::string&>();
        return spend(words.size() / 64) && count(schema, characters(words), "minLength", "maxLength", "characters");
    }

    bool array(const json& schema, const json& value) {
        if (!value.is_array()) return true;
        if (!count(schema, value.size(), "minItems", "maxItems", "items")) return false;
        const auto first = schema.find("prefixItems"), rest = schema.find("items"), some = schema.find("contains");
        std::size_t at = 0;
        if (first != schema.end())
            for (; at < std::min(first->size(), value.size()); ++at)
                if (!below(std::to_string(at), (*first)[at], value[at])) return false;
        if (rest != schema.end())
            for (; at < value.size(); ++at)
                if (!below(std::to_string(at), *rest, value[at])) return false;
        if (some != schema.end() && std::ranges::none_of(value, [&](const json& each) { return quietly(*some, each); }))
            return no([&] { return std::string("none of its items is what \"contains\" wants"); });
        return schema.value("uniqueItems", false) ? unique(value) : true;
    }
    bool unique(const json& value) {
        for (std::size_t i = 1; i < value.size(); ++i) {
            const auto size = size_of(value[i]);
            for (std::size_t j = 0; j < i; ++j) {
                if (!spend(size)) return false;
                if (value[i] == value[j]) return no([&] { return fmt::format("its items {} and {} are the same", j, i); });
            }
        }
        return true;
    }

    bool object(const json& schema, const json& value) {
        if (!value.is_object()) return true;
        if (!count(schema, value.size(), "minProperties", "maxProperties", "properties")) return false;
        if (const auto required = schema.find("required"); required != schema.end()) {
            if (!spend(size_of(*required))) return false;
            for (const auto& name : *required)
                if (!value.contains(name.get_ref<const std::string&>()))
                    return no([&] { return fmt::format("{} is missing", shown(name)); });
        }
        const auto known = schema.find("properties"), others = schema.find("additionalProperties"),
                   names = schema.find("propertyNames");
        for (auto entry = value.begin(); entry != value.end(); ++entry) {
            const auto& name = entry.key();
            if (!spend(1 + name.size() / 64)) return false;
            if (names != schema.end() && !quietly(*names, json(name)))
                return no([&] { return fmt::format("the name {} is not wanted", shown(json(name))); });
            const auto own = known == schema.end() ? json::const_iterator() : known->find(name);
            if (known != schema.end() && own != known->end()) {
                if (!below(name, *own, *entry)) return false;
            } else if (others != schema.end()) {
                if (others->is_boolean() && !others->get<bool>())
                    return no([&] { return fmt::format("{} is not wanted", shown(json(name))); });
                if (!below(name, *others, *entry)) return false;
            }
        }
        return true;
    }

    bool combined(const json& schema, const json& value) {
        if (const auto all = schema.find("allOf"); all != schema.end())
            for (const auto& each : *all)
                if (!holds(each, value)) return false;
        if (const auto any = schema.find("anyOf"); any != schema.end())
            if (std::ranges::none_of(*any, [&](const json& each) { return quietly(each, value); }))
                return no([&] { return fmt::format("it is none of the {} things that it may be", any->size()); });
        if (const auto one = schema.find("oneOf"); one != schema.end()) {
            const auto fits = std::ranges::count_if(*one, [&](const json& each) { return quietly(each, value); });
            if (fits != 1)
                return no([&] { return fmt::format("it is {} of the {} things of which it has to be one", fits, one->size()); });
        }
        if (const auto none = schema.find("not"); none != schema.end() && quietly(*none, value) && !too_much_)
            return no([&] { return std::string("it is what it must not be"); });
        const auto when = schema.find("if");
        if (when == schema.end()) return true;
        const auto then = schema.find(quietly(*when, value) ? "then" : "else");
        return then == schema.end() || holds(*then, value);
    }

    const json& root_;
    std::size_t left_ = max_check_steps;
    int level_ = 0, quiet_ = 0;
    bool too_much_ = false;
    std::vector<std::string> path_;
    std::string wrong_, where_;
};
} // namespace

Result<void> check_schema(std::string_view schema) {
    if (schema.size() > max_schema_bytes)
        return fail(Errc::over_limit, "the schema has {} bytes; at most {} are taken", schema.size(), max_schema_bytes);
    const auto root = TRY(schema::parsed(schema, "the schema"));
    return schema::Reader(root).read();
}

Result<void> check_against(std::string_view schema, std::string_view value) {
    const auto root = TRY(schema::parsed(schema, "the schema"));
    const auto held = TRY(schema::parsed(value, "the answer"));
    return Check(root).run(held);
}

Result<std::string> plain_json(std::string_view text, std::string_view what) { return TRY(schema::parsed(text, what)).dump(); }

} // namespace asista::services::ai
