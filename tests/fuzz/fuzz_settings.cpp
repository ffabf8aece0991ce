// A plugin's settings: the schema in its manifest, then behind each NUL a change that a page, the person or the plugin makes. Whatever
// both hold, what is stored fits the schema, changes nothing it does not name, and means the same when it is read again.
#include "runtime/manifest.hpp"
#include "runtime/settings.hpp"
#include "wire/utf8.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace asista;
using nlohmann::json;

namespace {
void expect(bool holds) {
    if (!holds) std::abort();
}

std::string manifest_with(std::string_view settings) {
    return R"({"id": "fuzz.settings", "name": "Fuzz", "version": "1.0.0", "description": "d", "author": {"name": "a"},)"
           R"("category": "automation", "settings": )" +
           std::string(settings) + "}";
}

void check_schema(const std::vector<runtime::SettingDefinition>& settings) {
    for (const auto& definition : settings) {
        expect(!definition.key.empty() && wire::is_utf8(definition.title) && wire::is_utf8(definition.description));
        if (definition.kind == runtime::SettingDefinition::Kind::number)
            expect(definition.minimum <= definition.maximum); // false for NaN
        if (definition.kind == runtime::SettingDefinition::Kind::choice) expect(definition.choices.size() >= 2);
    }
}

// One value for each definition, and no other.
json check_resolved(const std::vector<runtime::SettingDefinition>& settings, const std::string& stored) {
    const std::string resolved = runtime::resolve_settings(settings, stored);
    const json values = json::parse(resolved, nullptr, false);
    expect(values.is_object() && values.size() == settings.size());
    for (const auto& definition : settings) {
        expect(values.contains(definition.key));
        const json value = json::parse(runtime::setting_value(resolved, definition.key), nullptr, false);
        expect(!value.is_discarded() && value == values[definition.key]);
    }
    // What was resolved fits, so it can be set; and setting it changes nothing.
    const auto again = runtime::change_settings(settings, stored, resolved);
    expect(again.has_value() && json::parse(runtime::resolve_settings(settings, *again)) == values);
    return values;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto next = [&text] {
        const auto part = text.substr(0, text.find('\0'));
        text.remove_prefix(std::min(part.size() + 1, text.size()));
        return part;
    };
    const auto manifest = runtime::parse_manifest(manifest_with(next()), "manifest.json");
    if (!manifest) {
        expect(!manifest.error().message.empty() && wire::is_utf8(manifest.error().message));
        return 0;
    }
    const auto& settings = manifest->settings;
    check_schema(settings);
    std::string stored = "{}";
    json before = check_resolved(settings, stored);
    while (!text.empty()) {
        const std::string_view change = next();
        const auto changed = runtime::change_settings(settings, stored, change);
        if (!changed) {
            expect(!changed.error().message.empty() && wire::is_utf8(changed.error().message));
            // As a damaged database or an older version might have left it.
            check_resolved(settings, std::string(change));
            continue;
        }
        stored = *changed;
        const json after = check_resolved(settings, stored);
        const json named = json::parse(change, nullptr, false);
        for (const auto& definition : settings)
            if (!named.contains(definition.key)) expect(after[definition.key] == before[definition.key]);
        before = after;
    }
    return 0;
}
