// manifest.json: what a plugin says about itself, read without loading any code of it. Every field is checked, and an error names the
// file, the field, what it holds and what would be right. The format is described in client/runtime/README.md.
#pragma once

#include "runtime/semver.hpp"
#include "wire/permissions.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

inline constexpr std::size_t max_manifest_bytes = 256u << 10;
// What a plugin can be about; also the chips above the plugin list.
inline constexpr std::array<std::string_view, 7> plugin_categories{"wellness",  "productivity",  "ai",        "integration",
                                                                   "analytics", "communication", "automation"};

struct Author {
    std::string name;
    std::string email;   // may be empty
    std::string website; // http or https; may be empty
};

struct PermissionRequest {
    Permission permission{};
    bool required = true;           // without it the plugin is not loaded; otherwise it runs and the calls answer Errc::denied
    std::string reason;             // the author's own words, shown beside ours; may be empty
    std::vector<std::string> hosts; // of the network permission, which needs at least one: as runtime/hosts.hpp writes them
};

struct SettingDefinition {
    enum class Kind { toggle, number, text, choice };
    std::string key, title, description;
    Kind kind = Kind::text;
    std::string default_json;         // one valid value of its kind
    double minimum = 0, maximum = 0;  // numbers, inclusive
    bool whole = false;               // numbers without a fraction only
    std::size_t max_length = 1024;    // texts, in bytes of UTF-8
    std::vector<std::string> choices; // choices, at least two
};

struct Manifest {
    std::string id; // "ai.asista.motivation": lower case, at least one dot; also the name of its folder
    std::string name;
    SemVer version;
    std::string description;
    Author author;
    std::string category; // one of plugin_categories
    std::vector<std::string> tags;
    std::string icon; // Phosphor name; "puzzle-piece" unless given
    std::vector<PermissionRequest> permissions;
    std::optional<SemVer> min_platform_version, max_platform_version; // inclusive
    std::string entry = "plugin.so";                                  // file name in its folder
    std::vector<SettingDefinition> settings;
    std::vector<std::string> hooks; // events it is told of from the start: "tasks/changed", "<plugin id>/<name>"
    std::string text;               // the JSON it was parsed from

    PermissionSet wanted() const;
    PermissionSet required() const;
    const SettingDefinition* setting(std::string_view key) const; // or null
};

// Parses and checks. `file` is how errors name it: "ai.asista.motivation/manifest.json".
Result<Manifest> parse_manifest(std::string_view json, std::string_view file);

// Nothing, or the sentence why this client cannot run it: "It needs Asista 2.0.0 or newer; this is 0.1.0."
std::optional<std::string> platform_problem(const Manifest& manifest, const SemVer& platform);

// The permission that an event of the client's own needs ("tasks/changed": tasks:read). Errc::not_found for a name that is neither
// one of those nor "<plugin id>/<name>", where no permission is needed and the value is empty.
Result<std::optional<Permission>> event_permission(std::string_view full_name);

} // namespace asista::runtime
