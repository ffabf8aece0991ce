// Installations, saved state and the catalogue.
#include "support.hpp"

#include <algorithm>

using namespace asista;
using namespace asista::test;

namespace {

const std::string plugin = "ai.asista.focus";

PluginRecord record_of(const std::string& id = plugin) {
    PluginRecord record;
    record.plugin = id;
    record.version = "1.2.0";
    record.settings_json = R"({"minutes":25})";
    record.permissions = {{.permission = "network",
                           .state = calls::Grant::granted,
                           .answered_at = now,
                           .hosts = {"api.example.com"},
                           .own_hosts = {"localhost:8080"},
                           .use_count = 7,
                           .refused_count = 2,
                           .last_used_at = now + 5},
                          decided("notifications:send", calls::Grant::denied, now),
                          decided("tasks:read", calls::Grant::granted, now)};
    record.why_disabled = "";
    return record;
}

} // namespace

TEST_CASE("an installation comes back as it was saved") {
    Profile p;
    PluginRecord record = record_of();
    must(p.s.plugin_records.save(p.by_ada, record, "plugins.install", now));
    must(p.s.plugin_records.record_load(p.ada, plugin, "1.2.0", now + 1));
    must(p.s.plugin_records.record_load(p.ada, plugin, "1.2.1", now + 2));
    record.enabled = false;
    record.why_disabled = "It crashed 3 times in 5 minutes.";
    record.version = "1.2.1";
    must(p.s.plugin_records.save(p.by_ada, record, "plugins.set_enabled", now + 3));

    const auto found = must(p.s.plugin_records.find(p.ada, plugin));

    CHECK(found.version == "1.2.1");
    CHECK(found.settings_json == R"({"minutes":25})");
    CHECK(found.permissions == record.permissions);
    CHECK_FALSE(found.enabled);
    CHECK(found.why_disabled == record.why_disabled);
    CHECK(found.installed_at == now);
    CHECK(found.last_loaded_at == now + 2);
    CHECK(found.load_count == 2);
}

TEST_CASE("installations are a user's own") {
    Profile p;
    must(p.s.plugin_records.save(p.by_ada, record_of("b"), "plugins.install", now));
    must(p.s.plugin_records.save(p.by_ada, record_of("a"), "plugins.install", now));

    CHECK(must(p.s.plugin_records.list(p.ada)).size() == 2);
    CHECK(must(p.s.plugin_records.list(p.ada)).at(0).plugin == "a");
    CHECK(must(p.s.plugin_records.list(p.bob)).empty());
    CHECK(error_of(p.s.plugin_records.find(p.bob, "a")).code == Errc::not_found);
    CHECK(error_of(p.s.plugin_records.record_load(p.bob, "a", "1", now)).code == Errc::not_found);
    CHECK(error_of(p.s.plugin_records.remove(p.by_bob, "a", false, now)).code == Errc::not_found);
}

TEST_CASE("removing keeps or drops what the plugin kept, and its grants never survive") {
    for (const bool keep : {true, false}) {
        CAPTURE(keep);
        Profile p;
        must(p.s.plugin_records.save(p.by_ada, record_of(), "plugins.install", now));
        must(p.s.plugin_storage.set(p.ada, plugin, "k", "1", 0, now));
        must(p.s.plugin_storage.set(p.bob, plugin, "k", "2", 0, now));
        must(p.s.plugin_records.save_state(p.ada, plugin, {3, {std::byte{1}, std::byte{0}}}));

        must(p.s.plugin_records.remove(p.by_ada, plugin, keep, now));

        CHECK(must(p.s.plugin_records.list(p.ada)).empty());
        CHECK(p.s.plugin_storage.get(p.ada, plugin, "k").has_value() == keep);
        CHECK(must(p.s.plugin_storage.get(p.bob, plugin, "k")) == "2");
        CHECK(must(p.s.plugin_records.load_state(p.ada, plugin)).has_value() == keep);
        CHECK(must(p.s.plugin_records.kept_settings(p.ada, plugin)) == (keep ? R"({"minutes":25})" : "{}"));
        CHECK(error_of(p.s.plugin_records.remove(p.by_ada, plugin, keep, now)).code == Errc::not_found);
        PluginRecord again;
        again.plugin = plugin;
        again.version = "2.0.0";
        must(p.s.plugin_records.save(p.by_ada, again, "plugins.install", now + 9));
        CHECK(must(p.s.plugin_records.find(p.ada, plugin)).permissions.empty());
        CHECK(must(p.s.plugin_records.find(p.ada, plugin)).installed_at == now + 9);
    }
}

TEST_CASE("a permission that is not saved any more is gone, and uses are counted without touching decisions") {
    Profile p;
    PluginRecord record = record_of();
    must(p.s.plugin_records.save(p.by_ada, record, "plugins.install", now));
    record.permissions.erase(record.permissions.begin());
    must(p.s.plugin_records.save(p.by_ada, record, "plugins.save", now));

    auto uses = record.permissions;
    for (auto& use : uses) {
        use.state = calls::Grant::ask; // not a count: ignored
        use.use_count = 40;
        use.last_used_at = now + 9;
    }
    uses.push_back(decided("goals:read", calls::Grant::granted));
    uses.back().refused_count = 3;
    must(p.s.plugin_records.save_uses(p.ada, plugin, uses));
    must(p.s.plugin_records.save_uses(p.ada, "not.installed", uses));

    const auto found = must(p.s.plugin_records.find(p.ada, plugin)).permissions;
    REQUIRE(found.size() == 3);
    CHECK(found[0].permission == "goals:read");
    CHECK(found[0].state == calls::Grant::ask); // counting is not granting
    CHECK(found[0].refused_count == 3);
    CHECK(found[1].state == calls::Grant::denied);
    CHECK(found[1].use_count == 40);
    CHECK(found[2].state == calls::Grant::granted);
    CHECK(found[2].last_used_at == now + 9);
    CHECK(p.count("plugin_permissions") == 3);
}

TEST_CASE("settings must be a JSON object") {
    Profile p;
    for (const char* settings : {"", "[]", "1", "{", " null"}) {
        PluginRecord record = record_of();
        record.settings_json = settings;
        CHECK(error_of(p.s.plugin_records.save(p.by_ada, record, "plugins.install", now)).code == Errc::invalid);
    }
    CHECK(must(p.s.plugin_records.list(p.ada)).empty());
}

TEST_CASE("a state comes back byte for byte, and is bounded") {
    Profile p;
    wire::Bytes bytes(70'000);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 7);

    CHECK_FALSE(must(p.s.plugin_records.load_state(p.ada, plugin)));
    must(p.s.plugin_records.save_state(p.ada, plugin, {1, {}}));
    must(p.s.plugin_records.save_state(p.ada, plugin, {4'000'000'000, bytes}));

    const auto state = must(p.s.plugin_records.load_state(p.ada, plugin));
    REQUIRE(state);
    CHECK(state->version == 4'000'000'000);
    CHECK(state->bytes == bytes);
    CHECK(error_of(p.s.plugin_records.save_state(p.ada, plugin, {1, wire::Bytes((16u << 20) + 1)})).code == Errc::over_limit);
    CHECK_FALSE(must(p.s.plugin_records.load_state(p.bob, plugin)));
}

TEST_CASE("the catalogues that come with the client load, featured first") {
    for (const char* name : {"catalogue.json", "sample-data/catalogue.json"}) {
        CAPTURE(name);
        Profile p;
        must(p.s.marketplace.load(must(read_text_file(std::filesystem::path(ASISTA_ASSETS) / name))));

        const auto entries = must(p.s.marketplace.list());

        REQUIRE(entries.size() == 6);
        CHECK(entries[0].featured);
        CHECK_FALSE(entries[5].featured);
        const auto motivation = std::ranges::find(entries, "ai.asista.motivation", &CatalogueEntry::id);
        REQUIRE(motivation != entries.end());
        CHECK(motivation->name == "Motivation Booster");
        CHECK(motivation->tags == std::vector<std::string>{"wellness", "ai"});
        CHECK(motivation->pricing_model == "free");
        CHECK(motivation->min_platform_version == "0.1.0");
    }
}

TEST_CASE("a new catalogue replaces the old one, a broken one changes nothing") {
    Profile p;
    const auto catalogue = [](const std::string& entries) { return R"({"plugins": [)" + entries + "]}"; };
    const std::string good = R"({"id": "a", "name": "A", "description": "d", "author": "x", "category": "ai", "version": "1",
        "published": "2026-11-22", "downloads": 5, "rating": 4.5, "price": 2.5, "pricing_model": "paid"})";
    must(p.s.marketplace.load(catalogue(good)));
    must(p.s.marketplace.load(catalogue(good)));
    REQUIRE(must(p.s.marketplace.list()).size() == 1);
    CHECK(must(p.s.marketplace.list())[0].published_day == today);
    CHECK(must(p.s.marketplace.list())[0].price == 2.5);
    struct Variant {
        std::string json;
        const char* part;
    };
    const Variant variants[] = {
        {"{", "not valid JSON at line 1"},
        {catalogue(R"({"id": "b"})"), "b: \"name\" is missing"},
        {catalogue(good + "," + good), "catalogue entry a"},
        {catalogue("7"), "catalogue entry 1"},
        {R"({"plugins": 3})", "\"plugins\" must be a list"},
        {catalogue(
             R"({"id": "b", "name": "B", "description": "d", "author": "x", "category": "ai", "version": "1", "rating": 6})"),
         "rating"},
        {catalogue(
             R"({"id": "b", "name": "B", "description": "d", "author": "x", "category": "ai", "version": "1", "updated": "soon"})"),
         "date"},
    };
    for (const Variant& variant : variants) {
        const Error error = error_of(p.s.marketplace.load(variant.json));
        CHECK_MESSAGE(contains(error.message, variant.part), error.message);
    }
    CHECK(must(p.s.marketplace.list()).size() == 1);
    must(p.s.marketplace.load(catalogue("")));
    CHECK(must(p.s.marketplace.list()).empty());
}

TEST_CASE("a catalogue that cannot be read does not keep anyone from their data") {
    const auto services =
        must(Services::open({.database = ":memory:", .now = now, .user_name = "Ada", .catalogue = "/nowhere/catalogue.json"}));

    CHECK(contains(services->notice, "/nowhere/catalogue.json"));
    CHECK(services->user.name == "Ada");
}
