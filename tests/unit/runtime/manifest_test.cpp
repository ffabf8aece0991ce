#include "runtime/manifest.hpp"

#include "temp_dir.hpp"

#include <nlohmann/json.hpp>

using namespace asista;
using namespace asista::runtime;
using nlohmann::json;

namespace {
json good() {
    return json::parse(R"({
        "id": "org.example.weather", "name": "Weather", "version": "1.2.0", "description": "Today and tomorrow.",
        "author": {"name": "Ann", "email": "ann@example.org", "website": "https://example.org"},
        "category": "integration", "tags": ["sky", "rain"], "icon": "cloud",
        "permissions": ["calendar:read", {"id": "notifications:send", "required": false, "reason": "Before it rains."}],
        "min_platform_version": "0.1.0", "max_platform_version": "1.9.9", "entry": "weather.so",
        "settings": [
            {"key": "city", "title": "City", "type": "text", "default": "Bonn", "max_length": 80},
            {"key": "hours", "title": "Hours ahead", "type": "number", "default": 6, "minimum": 1, "maximum": 48, "whole": true},
            {"key": "alerts", "title": "Alerts", "description": "Storms only.", "type": "toggle", "default": false},
            {"key": "unit", "title": "Unit", "type": "choice", "default": "C", "choices": ["C", "F"]}
        ],
        "hooks": ["calendar/changed", "ai.asista.motivation/saved"]
    })");
}

std::string error_of(const json& document) {
    const auto manifest = parse_manifest(document.dump(), "weather/manifest.json");
    return manifest ? "" : manifest.error().message;
}
} // namespace

TEST_CASE("every field of a good manifest arrives") {
    const auto manifest = parse_manifest(good().dump(), "weather/manifest.json");

    REQUIRE_MESSAGE(manifest, manifest.error().message);
    CHECK(manifest->id == "org.example.weather");
    CHECK(manifest->name == "Weather");
    CHECK(manifest->version.to_string() == "1.2.0");
    CHECK(manifest->author.email == "ann@example.org");
    CHECK(manifest->category == "integration");
    CHECK(manifest->tags == std::vector<std::string>{"sky", "rain"});
    CHECK(manifest->icon == "cloud");
    CHECK(manifest->entry == "weather.so");
    CHECK(manifest->wanted() == PermissionSet{Permission::calendar_read, Permission::notifications_send});
    CHECK(manifest->required() == PermissionSet{Permission::calendar_read});
    CHECK(manifest->permissions[1].reason == "Before it rains.");
    CHECK(manifest->permissions[1].hosts.empty());
    CHECK(manifest->min_platform_version->to_string() == "0.1.0");
    CHECK(manifest->max_platform_version->to_string() == "1.9.9");
    REQUIRE(manifest->settings.size() == 4);
    CHECK(manifest->settings[0].max_length == 80);
    CHECK(manifest->settings[1].maximum == 48);
    CHECK(manifest->settings[1].whole);
    CHECK(manifest->settings[2].default_json == "false");
    CHECK(manifest->settings[3].choices == std::vector<std::string>{"C", "F"});
    CHECK(manifest->setting("hours")->minimum == 1);
    CHECK(manifest->setting("nothing") == nullptr);
    CHECK(manifest->hooks.size() == 2);
}

TEST_CASE("the network permission names its hosts, kept in one form") {
    auto document = good();
    document["permissions"].push_back({{"id", "network"},
                                       {"required", false},
                                       {"reason", "Forecasts."},
                                       {"hosts", {"API.example.com", "*.example.org:443", "[::1]"}}});

    const auto manifest = parse_manifest(document.dump(), "weather/manifest.json");

    REQUIRE_MESSAGE(manifest, manifest.error().message);
    CHECK(manifest->permissions[2].permission == Permission::network);
    CHECK(manifest->permissions[2].hosts == std::vector<std::string>{"api.example.com", "*.example.org:443", "[::1]"});
    std::vector<std::string> many;
    for (int i = 0; i < 33; ++i) many.push_back("h" + std::to_string(i) + ".example.com");
    document["permissions"][2]["hosts"] = many;
    CHECK(error_of(document).find("holds 33 hosts; name at most 32") != std::string::npos);
}

TEST_CASE("the least a manifest can hold is enough") {
    auto document = good();
    for (const char* optional :
         {"tags", "icon", "permissions", "min_platform_version", "max_platform_version", "entry", "settings", "hooks"})
        document.erase(optional);
    document["author"] = {{"name", "Ann"}};
    document["x-editor"] = {{"anything", 1}};

    const auto manifest = parse_manifest(document.dump(), "m");

    REQUIRE_MESSAGE(manifest, manifest.error().message);
    CHECK(manifest->entry == "plugin.so");
    CHECK(manifest->icon == "puzzle-piece");
    CHECK(manifest->required().empty());
}

TEST_CASE("a wrong field is named with what it holds and what would be right") {
    struct Row {
        const char* field; // JSON pointer
        json value;        // null: the field is removed
        const char* says;
    };
    const std::vector<Row> rows{
        {"/id", nullptr, "field \"id\" is missing"},
        {"/id", "Weather", "field \"id\" holds \"Weather\"; write 3 to 64 lower-case"},
        {"/id", "tasks", "with at least one dot"},
        {"/id", "org..weather", "holds \"org..weather\""},
        {"/id", ".org.weather", "lower-case"},
        {"/id", "org.weather-", "lower-case"},
        {"/id", "org/weather.x", "lower-case"},
        {"/id", 7, "field \"id\" holds 7"},
        {"/name", "", "field \"name\" holds \"\"; write a text of 1 to 64 bytes"},
        {"/name", "two\nlines", "on one line"},
        {"/version", "1.2", "field \"version\" holds \"1.2\"; write a semantic version"},
        {"/description", nullptr, "field \"description\" is missing"},
        {"/author", "Ann", "field \"author\" holds \"Ann\"; write an object with name"},
        {"/author/name", nullptr, "field \"author.name\" is missing"},
        {"/author/email", "ann", "field \"author.email\" holds \"ann\"; write an address like"},
        {"/author/website", "javascript:alert(1)",
         "field \"author.website\" holds \"javascript:alert(1)\"; write an address that begins with https://"},
        {"/author/phone", "1", "field \"author.phone\" is not part of a manifest"},
        {"/category", "games",
         "field \"category\" holds \"games\"; choose one of wellness, productivity, ai, integration, analytics, communication, "
         "automation"},
        {"/tags", "sky", "field \"tags\" holds \"sky\"; write a list"},
        {"/tags/1", "sky", "field \"tags\" holds \"sky\"; each item is a text of 1 to 32 bytes, given once"},
        {"/permissions/0", "tasks:fly",
         "field \"permissions[0]\" holds \"tasks:fly\", which no service offers; the permissions are tasks:read, tasks:write"},
        {"/permissions/0", 3, "field \"permissions[0]\" holds 3; write the id of a permission"},
        {"/permissions/1/id", "calendar:read", "field \"permissions[1]\" holds {"},
        {"/permissions/1/required", "no", "field \"permissions[1].required\" holds \"no\"; write true or false"},
        {"/permissions/0", "network", "field \"permissions[0]\" asks for the network without \"hosts\"; write an object"},
        {"/permissions/1/hosts", json::array({"api.example.com"}),
         "field \"permissions[1].hosts\" belongs to the permission network"},
        {"/permissions/0", json({{"id", "network"}, {"hosts", json::array()}}), "asks for the network without \"hosts\""},
        {"/permissions/0", json({{"id", "network"}, {"hosts", {"https://example.com"}}}),
         "field \"permissions[0].hosts\" holds \"https://example.com\", which is an address with its scheme; write the host "
         "alone"},
        {"/permissions/0", json({{"id", "network"}, {"hosts", {"a.com", "A.com"}}}), "name each host once"},
        {"/permissions/0", json({{"id", "network"}, {"hosts", json::array({7})}}), "permissions[0].hosts"},
        {"/permissions/1/why", "x", "field \"permissions[1].why\" is not part of a manifest"},
        {"/min_platform_version", "one", "field \"min_platform_version\" holds \"one\"; write a semantic version of Asista"},
        {"/max_platform_version", "0.0.9",
         "field \"max_platform_version\" holds \"0.0.9\"; it may not be below min_platform_version 0.1.0"},
        {"/entry", "../evil.so", "field \"entry\" holds \"../evil.so\"; write the name of a library in the plugin's own folder"},
        {"/entry", ".hidden", "field \"entry\" holds \".hidden\""},
        {"/settings/0", 1, "field \"settings[0]\" holds 1; write an object"},
        {"/settings/0/type", "colour", "field \"settings[0].type\" holds \"colour\"; write toggle, number, text or choice"},
        {"/settings/0/key", "a b", "field \"settings[0].key\" holds \"a b\"; use letters"},
        {"/settings/1/key", "city", "field \"settings[1].key\" holds \"city\"; each setting needs a key of its own"},
        {"/settings/0/default", nullptr, "field \"settings[0].default\" is missing"},
        {"/settings/1/default", 49, "field \"settings[1].default\" holds 49; write a whole number from 1 to 48"},
        {"/settings/1/minimum", 50, "field \"settings[1].minimum\" holds 50.0; it may not be above maximum"},
        {"/settings/1/maximum", "many", "field \"settings[1].maximum\" holds \"many\"; write a number"},
        {"/settings/2/default", "yes", "field \"settings[2].default\" holds \"yes\"; write true or false"},
        {"/settings/3/choices", json::array({"C"}), "field \"settings[3].choices\" holds 1 choices; write at least two"},
        {"/settings/3/default", "K", "field \"settings[3].default\" holds \"K\"; choose one of C, F"},
        {"/settings/0/min", 1, "field \"settings[0].min\" is not part of a manifest"},
        {"/hooks/0", "tasks/changed", "field \"hooks\" holds \"tasks/changed\"; add tasks:read to \"permissions\""},
        {"/hooks/0", "weather/rained", "field \"hooks\" holds \"weather/rained\"; \"weather/rained\" is no event"},
        {"/permission", json::array(),
         "field \"permission\" is not part of a manifest here; the known ones are author, category"},
    };
    for (const auto& row : rows) {
        auto document = good();
        const json::json_pointer pointer(row.field);
        if (row.value.is_null())
            document[pointer.parent_pointer()].erase(pointer.back());
        else
            document[pointer] = row.value;
        INFO(row.field, " = ", row.value.dump());
        const auto message = error_of(document);
        CHECK_MESSAGE(message.starts_with("weather/manifest.json: "), message);
        CHECK_MESSAGE(message.find(row.says) != std::string::npos, message);
    }
}

TEST_CASE("text that is not JSON is refused with the place of the fault") {
    const auto message = [](std::string_view text) { return parse_manifest(text, "f").error().message; };

    CHECK(message("{\n  \"id\": \"a.b\"\n  \"name\": \"x\"\n}").find("line 3, column") != std::string::npos);
    CHECK(message("").find("not valid JSON at line 1") != std::string::npos);
    CHECK(message("[]") == "f: it holds []; write one JSON object");
    CHECK(message("{\"id\": 1e999}").find("out of range") != std::string::npos);
    CHECK(message("\xFF\xFE{}").find("not UTF-8") != std::string::npos);
    CHECK(message(std::string(300 << 10, ' ')).find("at most 262144") != std::string::npos);
    CHECK(message(std::string(200'000, '[')).find("not valid JSON") != std::string::npos); // deep nesting does no harm
}

TEST_CASE("a value too long to show is cut at a character") {
    auto document = good();
    std::string text;
    for (int i = 0; i < 100; ++i) text += "é";
    document["category"] = text;

    const auto message = error_of(document);

    CHECK(message.size() < 400);
    CHECK(message.find("...") != std::string::npos);
}

TEST_CASE("the platform's version must lie within the manifest's, both ends included") {
    auto manifest = *parse_manifest(good().dump(), "f");
    const auto problem = [&](const char* platform) { return platform_problem(manifest, *SemVer::parse(platform)).value_or(""); };

    CHECK(problem("0.1.0").empty());
    CHECK(problem("1.9.9").empty());
    CHECK(problem("0.0.9") == "It needs Asista 0.1.0 or newer; this is 0.0.9. Update Asista to use it.");
    CHECK(problem("0.1.0-rc.1").find("or newer") != std::string::npos);
    CHECK(problem("2.0.0") == "It was made for Asista up to 1.9.9; this is 2.0.0. Look for a newer version of the plugin.");
    manifest.min_platform_version.reset();
    manifest.max_platform_version.reset();
    CHECK(problem("99.0.0").empty());
}

TEST_CASE("the client's events need their permission, plugins' events none, anything else is no event") {
    CHECK(*event_permission("tasks/changed") == Permission::tasks_read);
    CHECK(*event_permission("habits/changed") == Permission::habits_read);
    CHECK(*event_permission("goals/changed") == Permission::goals_read);
    CHECK(*event_permission("calendar/changed") == Permission::calendar_read);
    CHECK_FALSE(*event_permission("org.example.weather/rained"));
    for (const char* name :
         {"", "/", "tasks/", "tasks/removed", "weather/rained", "org.example/", "org.example/a/b", "org.example/a b"})
        CHECK_FALSE(event_permission(name));
}

TEST_CASE("the manifests of our own plugins are good") {
    const std::filesystem::path plugins = std::filesystem::path(ASISTA_SOURCE_DIR) / "plugins";
    int found = 0;
    for (const auto& folder : std::filesystem::directory_iterator(plugins)) {
        const auto file = folder.path() / "manifest.json";
        if (!std::filesystem::exists(file)) continue;
        ++found;
        const auto manifest = parse_manifest(test::read_file(file), file.string());
        CHECK_MESSAGE(manifest, manifest.error().message);
    }
    CHECK(found >= 4);
}
