// A plugin of one's own out of the template: names, refusals, and that a failure leaves nothing behind.
#include "builder/plugin_template.hpp"
#include "builder/whole_files.hpp"
#include "file_size_limit.hpp"
#include "runtime/manifest.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
namespace fs = std::filesystem;

namespace {
const fs::path plugin_template = ASISTA_TEMPLATE;

Names names_of(const std::string& name, const fs::path& folder) {
    auto names = names_for({name, {}, {}, folder});
    REQUIRE_MESSAGE(names, names.error().message);
    return *names;
}
bool empty(const fs::path& folder) { return fs::directory_iterator(folder) == fs::directory_iterator(); }
} // namespace

TEST_CASE("file, class, target and id follow from the name") {
    const auto names = names_of("  myFocus Timer_2 ", "/a/b/");
    CHECK(names.name == "myFocus Timer_2");
    CHECK(names.slug == "my-focus-timer-2");
    CHECK(names.file == "my_focus_timer_2");
    CHECK(names.class_name == "MyFocusTimer2");
    CHECK(names.target == "plugin_my_focus_timer_2");
    CHECK(names.id == "com.example.my-focus-timer-2");
    CHECK(names.category == "productivity");
    CHECK(names.folder == "/a/b");
    CHECK(names_of("3 things", "/a").class_name == "Plugin3Things");
}

TEST_CASE("a name that gives no file name is refused with what would do") {
    for (const char* const name : {"", "   ", "!!!", "\xC3\xBC"}) {
        CAPTURE(name);
        const auto names = names_for({name, {}, {}, "/a"});
        REQUIRE_FALSE(names);
        CHECK(names.error().code == Errc::invalid);
    }
}

TEST_CASE("the copy is complete, says its own name everywhere, and its manifest is one") {
    const TempDir dir;
    const auto names = names_of("Water \"Glasses\"", dir / "made/water");
    const auto copied = copy_template(plugin_template, names);
    REQUIRE_MESSAGE(copied, copied.error().message);
    const auto manifest = runtime::parse_manifest(read_text(names.folder / "manifest.json").value_or(""), "manifest.json");
    REQUIRE_MESSAGE(manifest, manifest.error().message);
    CHECK(manifest->id == "com.example.water-glasses");
    CHECK(manifest->name == "Water \"Glasses\"");
    const auto source = read_text(names.folder / "water_glasses.cpp");
    REQUIRE(source);
    CHECK(source->find("ASISTA_PLUGIN(WaterGlasses)") != std::string::npos);
    CHECK(source->find("class Hello") == std::string::npos);
    CHECK(is_there(names.folder / "tests/water_glasses_test.cpp"));
    CHECK(is_there(names.folder / "CMakeLists.txt"));
}

TEST_CASE("what is there already stays as it is") {
    const TempDir dir;
    REQUIRE(write_text(dir / "water/notes.txt", "mine"));
    const auto again = copy_template(plugin_template, names_of("Water", dir / "water"));
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::busy);
    CHECK(read_text(dir / "water/notes.txt").value_or("") == "mine");
    CHECK(std::distance(fs::directory_iterator(dir.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("nothing half made is left: no category, no folder, no room") {
    const TempDir dir;
    SUBCASE("a category that there is not") {
        auto names = names_for({"Water", "fun", {}, dir / "made/water"});
        REQUIRE(names);
        CHECK_FALSE(copy_template(plugin_template, *names));
    }
    SUBCASE("a file where a folder should be") {
        REQUIRE(write_text(dir / "made", "a file"));
        const auto copied = copy_template(plugin_template, names_of("Water", dir / "made/deep/water"));
        REQUIRE_FALSE(copied);
        CHECK(copied.error().message.find((dir / "made").string()) != std::string::npos);
        fs::remove(dir / "made");
    }
    SUBCASE("a disk that is full") {
        const test::FileSizeLimit full(200);
        const auto copied = copy_template(plugin_template, names_of("Water", dir / "made/deep/water"));
        REQUIRE_FALSE(copied);
        CHECK(copied.error().message.find("room on the disk") != std::string::npos);
    }
    SUBCASE("no template") {
        const auto copied = copy_template(dir / "none", names_of("Water", dir / "made/water"));
        REQUIRE_FALSE(copied);
        CHECK(copied.error().code == Errc::not_found);
    }
    CHECK(empty(dir.path()));
}
