// The plugins of an installation, offered in the folder that the person's client watches.
#include "core/bundled_plugins.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

namespace {
namespace fs = std::filesystem;
using asista::core::copy_bundled_plugins;
using asista::test::read_file;
using asista::test::TempDir;
using asista::test::write_file;

constexpr const char* id = "org.test.bundled";

struct Places {
    TempDir dir;
    fs::path bundle = dir / "bundle", plugins = dir / "plugins";
    fs::path copy = plugins / id;

    void ship(const std::string& version, const std::string& library) const {
        fs::create_directories(bundle / id);
        write_file(bundle / id / "plugin.so", library);
        write_file(bundle / id / "manifest.json",
                   fmt::format(R"({{"id": "{}", "name": "Bundled", "version": "{}", "entry": "plugin.so", "description": "x",
                       "author": {{"name": "Test"}}, "category": "productivity", "min_platform_version": "0.1.0", "permissions": []}})",
                               id, version));
    }
    std::vector<std::string> start() const { return copy_bundled_plugins(bundle, plugins); }
};
} // namespace

TEST_CASE("a bundled plugin is copied whole, and again when a newer one is shipped") {
    const Places places;
    CHECK(places.start().empty()); // no bundle is no trouble
    places.ship("1.0.0", "first");
    const auto troubles = places.start();
    CHECK_MESSAGE(troubles.empty(), fmt::format("{}", fmt::join(troubles, "; ")));
    REQUIRE(read_file(places.copy / "plugin.so") == "first");
    const auto written = fs::last_write_time(places.copy / "plugin.so");
    CHECK(places.start().empty());
    CHECK(fs::last_write_time(places.copy / "plugin.so") == written);

    places.ship("1.1.0", "second");
    CHECK(places.start().empty());
    CHECK(read_file(places.copy / "plugin.so") == "second");
    CHECK(read_file(places.copy / "manifest.json").find("1.1.0") != std::string::npos);
    for (const auto& entry : fs::directory_iterator(places.plugins)) CHECK(entry.path().filename() == id);
}

TEST_CASE("what the person put there or changed is left alone") {
    const Places places;
    places.ship("1.0.0", "first");
    SUBCASE("a plugin of that name from elsewhere") {
        fs::create_directories(places.copy);
        write_file(places.copy / "plugin.so", "mine");
    }
    SUBCASE("a copy that was replaced by a build of their own") {
        REQUIRE(places.start().empty());
        write_file(places.copy / "plugin.so", "mine");
    }
    places.ship("1.1.0", "second");
    CHECK(places.start().empty());
    CHECK(read_file(places.copy / "plugin.so") == "mine");
}

TEST_CASE("a bundled plugin that cannot be read or copied is named, and the others come") {
    const Places places;
    places.ship("1.0.0", "first");
    fs::create_directories(places.bundle / "broken");
    write_file(places.bundle / "broken/manifest.json", "{");
    const auto troubles = places.start();
    REQUIRE(troubles.size() == 1);
    CHECK(troubles[0].find("the plugin broken that came with Asista is not offered: ") == 0);
    CHECK(read_file(places.copy / "plugin.so") == "first");

    const Places full;
    full.ship("1.0.0", "first");
    write_file(full.plugins, "a file where the folder would be");
    CHECK(full.start().size() == 1);
}
