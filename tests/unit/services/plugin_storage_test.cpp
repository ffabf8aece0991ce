#include "support.hpp"

using namespace asista;
using namespace asista::test;

namespace {

constexpr auto quota = PluginStorage::default_quota_bytes;
const std::string plugin = "ai.asista.focus", other = "ai.asista.journal";

// A JSON string that is `bytes` long with its quotes.
std::string json_of(std::size_t bytes) { return '"' + std::string(bytes - 2, 'x') + '"'; }

} // namespace

TEST_CASE("a value comes back byte for byte") {
    Profile p;
    const std::string json = " {\"a\": [1, 2.50, \"gr\u00FC\u00DFe \\u0000\"] } ";

    must(p.s.plugin_storage.set(p.ada, plugin, "Settings/\u00E9", json, quota, now));

    CHECK(must(p.s.plugin_storage.get(p.ada, plugin, "Settings/\u00E9")) == json);
    CHECK(error_of(p.s.plugin_storage.get(p.ada, plugin, "settings/\u00E9")).code == Errc::not_found); // case matters
}

TEST_CASE("a value must be one JSON value and a key a short text") {
    Profile p;
    for (const char* json : {"", "{", "1 2", "nope", "\"\xFF\"", "[1,]"})
        CHECK(error_of(p.s.plugin_storage.set(p.ada, plugin, "k", json, quota, now)).code == Errc::invalid);
    for (const std::string& key : {std::string(), std::string("a\nb"), std::string("\xC0"), std::string("a\0b", 3)})
        CHECK(error_of(p.s.plugin_storage.set(p.ada, plugin, key, "1", quota, now)).code == Errc::invalid);
    CHECK(error_of(p.s.plugin_storage.set(p.ada, plugin, std::string(257, 'k'), "1", quota, now)).code == Errc::over_limit);
    CHECK(p.s.plugin_storage.set(p.ada, plugin, std::string(256, 'k'), "null", quota, now));
    CHECK(p.count("plugin_storage") == 1);
}

TEST_CASE("deeply nested JSON is stored or refused, not a crash") {
    Profile p;
    const std::string nested = std::string(200'000, '[') + std::string(200'000, ']');

    must(p.s.plugin_storage.set(p.ada, plugin, "k", nested, quota, now));

    CHECK(must(p.s.plugin_storage.get(p.ada, plugin, "k")) == nested);
}

TEST_CASE("the quota counts bytes of key and value, to the last byte") {
    Profile p;
    auto& storage = p.s.plugin_storage;

    must(storage.set(p.ada, plugin, "key", json_of(quota - 3), quota, now));
    CHECK(must(storage.used_bytes(p.ada, plugin)) == quota);

    const Error error = error_of(storage.set(p.ada, plugin, "k", "1", quota, now));
    CHECK(error.code == Errc::over_limit);
    CHECK_MESSAGE(contains(error.message, "storage:unlimited"), error.message);
    CHECK(error_of(storage.get(p.ada, plugin, "k")).code == Errc::not_found);
    CHECK(error_of(storage.set(p.ada, plugin, "key", json_of(quota - 2), quota, now)).code == Errc::over_limit);
    CHECK(must(storage.get(p.ada, plugin, "key")).size() == quota - 3);
    CHECK(must(storage.used_bytes(p.ada, plugin)) == quota);

    must(storage.set(p.ada, plugin, "key", json_of(quota - 5), quota, now)); // replacing frees what was there
    must(storage.set(p.ada, plugin, "k", "1", quota, now));
    CHECK(must(storage.used_bytes(p.ada, plugin)) == quota);
}

TEST_CASE("the quota counts bytes, not characters") {
    Profile p;

    must(p.s.plugin_storage.set(p.ada, plugin, "\u00E9", "\"\u6C34\"", quota, now));

    CHECK(must(p.s.plugin_storage.used_bytes(p.ada, plugin)) == 2 + 5);
}

TEST_CASE("usage follows every change") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 0);

    must(storage.set(p.ada, plugin, "a", "12345", quota, now));
    must(storage.set(p.ada, plugin, "b", "1", quota, now));
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 8);
    must(storage.set(p.ada, plugin, "a", "1", quota, now));
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 4);
    must(storage.remove(p.ada, plugin, "a"));
    must(storage.remove(p.ada, plugin, "a")); // ok also when there is none
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 2);
    must(storage.clear(p.ada, plugin));
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 0);
}

TEST_CASE("unlimited is unlimited, and losing it leaves room to shrink") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    must(storage.set(p.ada, plugin, "a", json_of(900'000), PluginStorage::unlimited, now));
    must(storage.set(p.ada, plugin, "b", json_of(900'000), PluginStorage::unlimited, now));

    CHECK(error_of(storage.set(p.ada, plugin, "c", "1", quota, now)).code == Errc::over_limit);
    CHECK(error_of(storage.set(p.ada, plugin, "a", json_of(900'001), quota, now)).code == Errc::over_limit);
    CHECK(storage.set(p.ada, plugin, "a", json_of(800'000), quota, now)); // still over, but less than before
}

TEST_CASE("plugins and users have spaces of their own") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    must(storage.set(p.ada, plugin, "k", "1", quota, now));
    must(storage.set(p.ada, other, "k", "2", quota, now));
    must(storage.set(p.bob, plugin, "k", "3", quota, now));

    CHECK(must(storage.get(p.ada, plugin, "k")) == "1");
    CHECK(must(storage.get(p.ada, other, "k")) == "2");
    CHECK(must(storage.get(p.bob, plugin, "k")) == "3");
    CHECK(error_of(storage.get(p.bob, other, "k")).code == Errc::not_found);
    must(storage.remove(p.bob, plugin, "k"));
    must(storage.clear(p.ada, other));
    CHECK(must(storage.get(p.ada, plugin, "k")) == "1");
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 2);
    CHECK(must(storage.keys(p.bob, plugin, "")).empty());
}

TEST_CASE("keys come by prefix, ascending") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    for (const char* key : {"b", "a/2", "a/1", "a", "a0", "\u00FF", "A/1"})
        must(storage.set(p.ada, plugin, key, "1", quota, now));
    using Keys = std::vector<std::string>;

    CHECK(must(storage.keys(p.ada, plugin, "")) == Keys{"A/1", "a", "a/1", "a/2", "a0", "b", "\u00FF"});
    CHECK(must(storage.keys(p.ada, plugin, "a/")) == Keys{"a/1", "a/2"});
    CHECK(must(storage.keys(p.ada, plugin, "a/1")) == Keys{"a/1"});
    CHECK(must(storage.keys(p.ada, plugin, "c")).empty());
    CHECK(must(storage.keys(p.ada, plugin, "%")).empty()); // a prefix, not a pattern
}

TEST_CASE("more keys than fit a reply ask for a longer prefix") {
    Profile p;
    must(p.s.db.transaction([&]() -> Result<void> {
        for (int i = 0; i < 17'000; ++i) TRY(p.s.plugin_storage.set(p.ada, plugin, fmt::format("k{:05}", i), "1", quota, now));
        return {};
    }));

    CHECK(error_of(p.s.plugin_storage.keys(p.ada, plugin, "k")).code == Errc::over_limit);
    CHECK(must(p.s.plugin_storage.keys(p.ada, plugin, "k00")).size() == 1000);
}

TEST_CASE("what changed since the mark can be taken back, value by value") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    for (const char* key : {"kept", "changed", "removed"}) must(storage.set(p.ada, plugin, key, "1", quota, now));
    must(storage.set(p.ada, other, "k", "1", quota, now));
    must(storage.set(p.bob, plugin, "k", "1", quota, now));

    must(storage.mark(p.ada, plugin));
    for (const char* json : {"2", "3"}) must(storage.set(p.ada, plugin, "changed", json, quota, now + 5));
    must(storage.remove(p.ada, plugin, "removed"));
    must(storage.set(p.ada, plugin, "added", "[]", quota, now));
    must(storage.set(p.ada, other, "k", "2", quota, now));
    must(storage.set(p.bob, plugin, "k", "2", quota, now));
    must(storage.restore(p.ada, plugin));

    CHECK(must(storage.keys(p.ada, plugin, "")) == std::vector<std::string>{"changed", "kept", "removed"});
    CHECK(must(storage.get(p.ada, plugin, "changed")) == "1");
    CHECK(must(storage.get(p.ada, plugin, "removed")) == "1");
    CHECK(must(storage.used_bytes(p.ada, plugin)) == 3 + std::string("keptchangedremoved").size());
    CHECK(must(storage.get(p.ada, other, "k")) == "2");
    CHECK(must(storage.get(p.bob, plugin, "k")) == "2");

    // The mark is gone: there is nothing to go back to.
    must(storage.set(p.ada, plugin, "changed", "4", quota, now));
    must(storage.restore(p.ada, plugin));
    CHECK(must(storage.get(p.ada, plugin, "changed")) == "4");
    CHECK(p.count("plugin_storage_before") == 0);
}

TEST_CASE("a new mark replaces the one before, and a cleared storage comes back whole") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    must(storage.set(p.ada, plugin, "k", "1", quota, now));
    must(storage.mark(p.ada, plugin));
    must(storage.set(p.ada, plugin, "k", "2", quota, now));
    must(storage.mark(p.ada, plugin));
    must(storage.clear(p.ada, plugin));

    must(storage.restore(p.ada, plugin));

    CHECK(must(storage.get(p.ada, plugin, "k")) == "2");
}

TEST_CASE("who adds and removes behind a mark fills nothing") {
    Profile p;
    auto& storage = p.s.plugin_storage;
    must(storage.mark(p.ada, plugin));
    for (int i = 0; i < 50; ++i) {
        must(storage.set(p.ada, plugin, fmt::format("k{}", i), "1", quota, now));
        must(storage.remove(p.ada, plugin, fmt::format("k{}", i)));
    }
    CHECK(p.count("plugin_storage_before") == 0);
    must(storage.restore(p.ada, plugin));
    CHECK(must(storage.keys(p.ada, plugin, "")).empty());
}
