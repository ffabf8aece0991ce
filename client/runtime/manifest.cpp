#include "runtime/manifest.hpp"

#include "runtime/hosts.hpp"
#include "runtime/settings_value.hpp"
#include "wire/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

namespace asista::runtime {

namespace {
using nlohmann::json;

constexpr std::size_t max_items = 64; // permissions, settings, hooks, tags
constexpr std::size_t max_shown = 80; // of a wrong value in an error

std::string shown(const json& value) {
    std::string text = value.dump(-1, ' ', false, json::error_handler_t::replace);
    if (text.size() > max_shown) {
        text.resize(max_shown);
        while (!text.empty() && !wire::is_utf8(text)) text.pop_back();
        text += "...";
    }
    return text;
}

template <class Range> std::string joined(const Range& words) { return fmt::format("{}", fmt::join(words, ", ")); }

// One JSON object of the manifest: takes its fields by name and type, and knows afterwards which names nobody asked for.
class Fields {
  public:
    Fields(const json& object, std::string_view file, std::string path) : object_(object), file_(file), path_(std::move(path)) {}

    std::string path(std::string_view name) const {
        return path_.empty() ? std::string(name) : fmt::format("{}.{}", path_, name);
    }

    // The error about one field: "<file>: field "author.email" holds 3; write ...".
    auto wrong(std::string_view name, const json& value, std::string_view remedy) const {
        return fail(Errc::invalid, "{}: field \"{}\" holds {}; {}", file_, path(name), shown(value), remedy);
    }

    const json* find(std::string_view name) {
        asked_.emplace(name);
        const auto found = object_.find(name);
        return found == object_.end() ? nullptr : &*found;
    }
    Result<const json*> require(std::string_view name, std::string_view remedy) {
        const json* const value = find(name);
        if (!value) return fail(Errc::invalid, "{}: field \"{}\" is missing; {}", file_, path(name), remedy);
        return value;
    }

    // A text of `least` to `most` bytes without control characters.
    Result<std::string> text(std::string_view name, std::size_t least, std::size_t most) {
        const auto remedy = least > 0 ? fmt::format("write a text of {} to {} bytes on one line", least, most)
                                      : fmt::format("write a text of at most {} bytes on one line", most);
        const json* const value = least > 0 ? TRY(require(name, remedy)) : find(name);
        if (!value) return std::string();
        if (!value->is_string()) return wrong(name, *value, remedy);
        const auto& held = value->get_ref<const std::string&>();
        const bool control = std::ranges::any_of(held, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
        if (held.size() < least || held.size() > most || control) return wrong(name, *value, remedy);
        return held;
    }
    Result<bool> flag(std::string_view name, bool otherwise) {
        const json* const value = find(name);
        if (!value) return otherwise;
        if (!value->is_boolean()) return wrong(name, *value, "write true or false");
        return value->get<bool>();
    }
    Result<std::optional<double>> number(std::string_view name) {
        const json* const value = find(name);
        if (!value) return std::optional<double>();
        if (!value->is_number() || !std::isfinite(value->get<double>())) return wrong(name, *value, "write a number");
        return std::optional(value->get<double>());
    }
    Result<const json*> list(std::string_view name) { // null when absent
        const json* const value = find(name);
        if (value && (!value->is_array() || value->size() > max_items))
            return wrong(name, *value, fmt::format("write a list of at most {} items", max_items));
        return value;
    }
    // A list of different texts of 1 to `most` bytes.
    Result<std::vector<std::string>> texts(std::string_view name, std::size_t most) {
        std::vector<std::string> found;
        const json* const items = TRY(list(name));
        if (!items) return found;
        for (const auto& item : *items) {
            const auto remedy = fmt::format("each item is a text of 1 to {} bytes, given once", most);
            if (!item.is_string()) return wrong(name, item, remedy);
            const auto& text = item.get_ref<const std::string&>();
            if (text.empty() || text.size() > most || std::ranges::find(found, text) != found.end())
                return wrong(name, item, remedy);
            found.push_back(text);
        }
        return found;
    }

    // A misspelt field would silently have no effect, so it is an error.
    Result<void> nothing_else() const {
        for (const auto& [name, value] : object_.items())
            if (!asked_.contains(name) && !name.starts_with("x-"))
                return fail(Errc::invalid, "{}: field \"{}\" is not part of a manifest here; the known ones are {}", file_,
                            path(name), joined(asked_));
        return {};
    }

    std::string_view file() const { return file_; }

  private:
    const json& object_;
    std::string_view file_;
    std::string path_;
    std::set<std::string, std::less<>> asked_;
};

bool is_web_address(std::string_view text) {
    for (const std::string_view scheme : {"https://", "http://"})
        if (text.starts_with(scheme))
            return text.size() > scheme.size() && text.find_first_of(" \"<>\\") == std::string_view::npos;
    return false;
}

bool is_email(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
           text.find(' ') == std::string_view::npos;
}

// Lower-case letters and digits in words joined by single dots, dashes or underscores, with at least one dot: so no plugin's id can be
// "tasks" or "asista", which name the client's own events and notifications.
bool is_plugin_id(std::string_view id) {
    const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (id.size() < 3 || id.size() > 64 || id.find('.') == std::string_view::npos) return false;
    if (!is_word(id.front()) || !is_word(id.back())) return false;
    for (std::size_t i = 0; i < id.size(); ++i) {
        if (is_word(id[i])) continue;
        if (id[i] != '.' && id[i] != '-' && id[i] != '_') return false;
        if (!is_word(id[i + 1])) return false;
    }
    return true;
}

bool is_event_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    });
}

Result<Author> parse_author(Fields& manifest) {
    constexpr std::string_view remedy = "write an object with name, and email and website if you like";
    const json* const value = TRY(manifest.require("author", remedy));
    if (!value->is_object()) return manifest.wrong("author", *value, remedy);
    Fields fields(*value, manifest.file(), "author");
    Author author;
    author.name = TRY(fields.text("name", 1, 128));
    author.email = TRY(fields.text("email", 0, 254));
    if (!author.email.empty() && !is_email(author.email))
        return fields.wrong("email", author.email, "write an address like you@example.org");
    author.website = TRY(fields.text("website", 0, 512));
    if (!author.website.empty() && !is_web_address(author.website))
        return fields.wrong("website", author.website, "write an address that begins with https:// or http://");
    TRY(fields.nothing_else());
    return author;
}

Result<std::vector<std::string>> parse_hosts(Fields& permission) {
    std::vector<std::string> hosts;
    for (const auto& text : TRY(permission.texts("hosts", 260))) {
        const auto host = parse_host(text);
        if (!host)
            return fail(Errc::invalid, "{}: field \"{}\" holds {}, which {}", permission.file(), permission.path("hosts"),
                        shown(json(text)), host.error().message);
        if (std::ranges::find(hosts, host->to_string()) != hosts.end())
            return permission.wrong("hosts", text, "name each host once");
        hosts.push_back(host->to_string());
    }
    if (hosts.size() > max_hosts)
        return fail(Errc::invalid, "{}: field \"{}\" holds {} hosts; name at most {}, or a domain like *.example.org",
                    permission.file(), permission.path("hosts"), hosts.size(), max_hosts);
    return hosts;
}

// The network permission is about certain hosts, and no other permission is.
Result<void> check_hosts(const Fields& manifest, std::string_view place, const PermissionRequest& request) {
    const bool network = request.permission == Permission::network;
    if (network && request.hosts.empty())
        return fail(Errc::invalid,
                    "{}: field \"{}\" asks for the network without \"hosts\"; write an object that names them, like "
                    "{{\"id\": \"network\", \"hosts\": [\"api.example.com\"]}}",
                    manifest.file(), place);
    if (!network && !request.hosts.empty())
        return fail(Errc::invalid, "{}: field \"{}.hosts\" belongs to the permission network alone; remove it from {}",
                    manifest.file(), place, info(request.permission).id);
    return {};
}

Result<PermissionRequest> parse_permission(const Fields& manifest, const json& item, std::size_t index) {
    const std::string place = fmt::format("permissions[{}]", index);
    std::string id;
    PermissionRequest request;
    if (item.is_string()) {
        id = item.get<std::string>();
    } else if (item.is_object()) {
        Fields fields(item, manifest.file(), place);
        id = TRY(fields.text("id", 1, 64));
        request.required = TRY(fields.flag("required", true));
        request.reason = TRY(fields.text("reason", 0, 256));
        request.hosts = TRY(parse_hosts(fields));
        TRY(fields.nothing_else());
    } else {
        return manifest.wrong(place, item, "write the id of a permission, or an object with id, required and reason");
    }
    const auto permission = find_permission(id);
    if (!permission) {
        std::vector<std::string_view> known;
        for (const auto& row : permission_table) known.push_back(row.id);
        return fail(Errc::invalid, "{}: field \"{}\" holds {}, which no service offers; the permissions are {}", manifest.file(),
                    place, shown(json(id)), joined(known));
    }
    request.permission = *permission;
    TRY(check_hosts(manifest, place, request));
    return request;
}

Result<std::vector<PermissionRequest>> parse_permissions(Fields& manifest) {
    std::vector<PermissionRequest> requests;
    const json* const items = TRY(manifest.list("permissions"));
    if (!items) return requests;
    for (std::size_t i = 0; i < items->size(); ++i) {
        auto request = TRY(parse_permission(manifest, (*items)[i], i));
        if (std::ranges::any_of(requests, [&](const auto& other) { return other.permission == request.permission; }))
            return manifest.wrong(fmt::format("permissions[{}]", i), (*items)[i], "name each permission once");
        requests.push_back(std::move(request));
    }
    return requests;
}

Result<SettingDefinition::Kind> parse_setting_kind(Fields& fields) {
    constexpr std::string_view remedy = "write toggle, number, text or choice";
    const json* const value = TRY(fields.require("type", remedy));
    if (*value == "toggle") return SettingDefinition::Kind::toggle;
    if (*value == "number") return SettingDefinition::Kind::number;
    if (*value == "text") return SettingDefinition::Kind::text;
    if (*value == "choice") return SettingDefinition::Kind::choice;
    return fields.wrong("type", *value, remedy);
}

Result<void> parse_setting_range(Fields& fields, SettingDefinition& setting) {
    switch (setting.kind) {
    case SettingDefinition::Kind::toggle: break;
    case SettingDefinition::Kind::number: {
        setting.minimum = TRY(fields.number("minimum")).value_or(-1e9);
        setting.maximum = TRY(fields.number("maximum")).value_or(1e9);
        setting.whole = TRY(fields.flag("whole", false));
        if (setting.minimum > setting.maximum) return fields.wrong("minimum", setting.minimum, "it may not be above maximum");
        break;
    }
    case SettingDefinition::Kind::text: {
        const auto most = TRY(fields.number("max_length"));
        if (!most) break;
        if (*most < 1 || *most > 65536 || *most != std::floor(*most))
            return fields.wrong("max_length", *most, "write a whole number of bytes from 1 to 65536");
        setting.max_length = static_cast<std::size_t>(*most);
        break;
    }
    case SettingDefinition::Kind::choice: {
        setting.choices = TRY(fields.texts("choices", 128));
        if (setting.choices.size() < 2)
            return fail(Errc::invalid, "{}: field \"{}\" holds {} choices; write at least two", fields.file(),
                        fields.path("choices"), setting.choices.size());
        break;
    }
    }
    return {};
}

Result<SettingDefinition> parse_setting(const Fields& manifest, const json& item, std::size_t index) {
    const std::string place = fmt::format("settings[{}]", index);
    if (!item.is_object()) return manifest.wrong(place, item, "write an object with key, title, type and default");
    Fields fields(item, manifest.file(), place);
    SettingDefinition setting;
    setting.key = TRY(fields.text("key", 1, 64));
    if (!is_event_name(setting.key)) return fields.wrong("key", setting.key, "use letters, digits, dots, dashes and underscores");
    setting.title = TRY(fields.text("title", 1, 128));
    setting.description = TRY(fields.text("description", 0, 512));
    setting.kind = TRY(parse_setting_kind(fields));
    TRY(parse_setting_range(fields, setting));
    const json* const value = TRY(fields.require("default", "write the value it has until someone changes it"));
    if (auto fits = check_setting(setting, *value); !fits) return fields.wrong("default", *value, fits.error().message);
    setting.default_json = value->dump();
    TRY(fields.nothing_else());
    return setting;
}

Result<std::vector<SettingDefinition>> parse_settings(Fields& manifest) {
    std::vector<SettingDefinition> settings;
    const json* const items = TRY(manifest.list("settings"));
    if (!items) return settings;
    for (std::size_t i = 0; i < items->size(); ++i) {
        auto setting = TRY(parse_setting(manifest, (*items)[i], i));
        if (std::ranges::any_of(settings, [&](const auto& other) { return other.key == setting.key; }))
            return manifest.wrong(fmt::format("settings[{}].key", i), setting.key, "each setting needs a key of its own");
        settings.push_back(std::move(setting));
    }
    return settings;
}

Result<std::vector<std::string>> parse_hooks(Fields& manifest, const PermissionSet& wanted) {
    auto hooks = TRY(manifest.texts("hooks", 129));
    for (const auto& hook : hooks) {
        const auto permission = event_permission(hook);
        if (!permission) return manifest.wrong("hooks", hook, permission.error().message);
        if (*permission && !wanted.contains(**permission))
            return manifest.wrong("hooks", hook,
                                  fmt::format("add {} to \"permissions\", which that event needs", info(**permission).id));
    }
    return hooks;
}

Result<std::optional<SemVer>> parse_platform(Fields& manifest, std::string_view name) {
    const json* const value = manifest.find(name);
    if (!value) return std::optional<SemVer>();
    constexpr std::string_view remedy = "write a semantic version of Asista, like 1.2.0";
    if (!value->is_string()) return manifest.wrong(name, *value, remedy);
    auto version = SemVer::parse(value->get_ref<const std::string&>());
    if (!version) return manifest.wrong(name, *value, remedy);
    return std::optional(std::move(*version));
}

Result<Manifest> parse_fields(const json& document, std::string_view file) {
    Fields fields(document, file, "");
    Manifest manifest;
    manifest.id = TRY(fields.text("id", 1, 128));
    if (!is_plugin_id(manifest.id))
        return fields.wrong(
            "id", manifest.id,
            "write 3 to 64 lower-case letters and digits, in words joined by dots, dashes or underscores, with at "
            "least one dot, like org.example.weather");
    manifest.name = TRY(fields.text("name", 1, 64));
    const std::string version = TRY(fields.text("version", 1, 128));
    auto parsed = SemVer::parse(version);
    if (!parsed) return fields.wrong("version", version, "write a semantic version, like 1.2.0");
    manifest.version = std::move(*parsed);
    manifest.description = TRY(fields.text("description", 1, 1024));
    manifest.author = TRY(parse_author(fields));
    manifest.category = TRY(fields.text("category", 1, 64));
    if (std::ranges::find(plugin_categories, manifest.category) == plugin_categories.end())
        return fields.wrong("category", manifest.category, fmt::format("choose one of {}", joined(plugin_categories)));
    manifest.tags = TRY(fields.texts("tags", 32));
    manifest.icon = TRY(fields.text("icon", 0, 64));
    if (manifest.icon.empty()) manifest.icon = "puzzle-piece";
    manifest.permissions = TRY(parse_permissions(fields));
    manifest.min_platform_version = TRY(parse_platform(fields, "min_platform_version"));
    manifest.max_platform_version = TRY(parse_platform(fields, "max_platform_version"));
    if (manifest.min_platform_version && manifest.max_platform_version &&
        *manifest.min_platform_version > *manifest.max_platform_version)
        return fields.wrong(
            "max_platform_version", manifest.max_platform_version->to_string(),
            fmt::format("it may not be below min_platform_version {}", manifest.min_platform_version->to_string()));
    if (auto entry = TRY(fields.text("entry", 0, 128)); !entry.empty()) manifest.entry = std::move(entry);
    if (manifest.entry.find('/') != std::string::npos || manifest.entry.starts_with('.'))
        return fields.wrong("entry", manifest.entry, "write the name of a library in the plugin's own folder, like plugin.so");
    manifest.settings = TRY(parse_settings(fields));
    manifest.hooks = TRY(parse_hooks(fields, manifest.wanted()));
    TRY(fields.nothing_else());
    return manifest;
}

// "line 3, column 12" of a byte position, for a person with an editor.
std::string place_of(std::string_view text, std::size_t byte) {
    const auto before = text.substr(0, byte == 0 ? 0 : byte - 1);
    const auto line = 1 + std::ranges::count(before, '\n');
    const auto last = before.rfind('\n');
    return fmt::format("line {}, column {}", line, before.size() - (last == std::string_view::npos ? 0 : last + 1) + 1);
}
} // namespace

Result<Manifest> parse_manifest(std::string_view text, std::string_view file) {
    if (text.size() > max_manifest_bytes)
        return fail(Errc::over_limit, "{}: it holds {} bytes; a manifest has at most {}", file, text.size(), max_manifest_bytes);
    if (!wire::is_utf8(text)) return fail(Errc::invalid, "{}: it is not UTF-8 text; save it as UTF-8", file);
    json document;
    try {
        document = json::parse(text);
    } catch (const json::parse_error& error) {
        return fail(Errc::invalid, "{}: it is not valid JSON at {}; look for a missing comma, quote or bracket there", file,
                    place_of(text, error.byte));
    } catch (const json::exception&) {
        return fail(Errc::invalid, "{}: it holds a number that is out of range", file);
    }
    if (!document.is_object()) return fail(Errc::invalid, "{}: it holds {}; write one JSON object", file, shown(document));
    auto manifest = TRY(parse_fields(document, file));
    manifest.text = text;
    return manifest;
}

PermissionSet Manifest::wanted() const {
    PermissionSet set;
    for (const auto& request : permissions) set.add(request.permission);
    return set;
}

PermissionSet Manifest::required() const {
    PermissionSet set;
    for (const auto& request : permissions)
        if (request.required) set.add(request.permission);
    return set;
}

const SettingDefinition* Manifest::setting(std::string_view key) const {
    const auto found = std::ranges::find(settings, key, &SettingDefinition::key);
    return found == settings.end() ? nullptr : &*found;
}

std::optional<std::string> platform_problem(const Manifest& manifest, const SemVer& platform) {
    if (manifest.min_platform_version && platform < *manifest.min_platform_version)
        return fmt::format("It needs Asista {} or newer; this is {}. Update Asista to use it.",
                           manifest.min_platform_version->to_string(), platform.to_string());
    if (manifest.max_platform_version && platform > *manifest.max_platform_version)
        return fmt::format("It was made for Asista up to {}; this is {}. Look for a newer version of the plugin.",
                           manifest.max_platform_version->to_string(), platform.to_string());
    return std::nullopt;
}

Result<std::optional<Permission>> event_permission(std::string_view full_name) {
    constexpr std::array<std::pair<std::string_view, Permission>, 4> client_events{
        {{"tasks/changed", Permission::tasks_read},
         {"habits/changed", Permission::habits_read},
         {"goals/changed", Permission::goals_read},
         {"calendar/changed", Permission::calendar_read}}};
    for (const auto& [name, permission] : client_events)
        if (full_name == name) return std::optional(permission);
    const auto slash = full_name.find('/');
    if (slash == std::string_view::npos || !is_plugin_id(full_name.substr(0, slash)) ||
        !is_event_name(full_name.substr(slash + 1)))
        return fail(
            Errc::not_found,
            "\"{}\" is no event; write tasks/changed, habits/changed, goals/changed, calendar/changed or <plugin id>/<name>",
            full_name.substr(0, 128));
    return std::optional<Permission>();
}

} // namespace asista::runtime
