// Files of colours in a profile, from the disk to what the window shows, while the client runs.
#include "core_client.hpp"
#include "world.hpp"
#include "wire/calls/settings.hpp"

using namespace asista;
using namespace asista::test;

namespace {
const ui::SchemeView* scheme(const ui::Snapshot& now, std::string_view id) {
    const auto found = std::ranges::find(now.color_schemes, id, &ui::SchemeView::id);
    return found == now.color_schemes.end() ? nullptr : &*found;
}
bool has_accent(const ui::Snapshot& now, ui::Color wanted) {
    const auto* forest = scheme(now, "forest");
    return forest && forest->scheme && forest->scheme->dark.values.accent == wanted;
}
} // namespace

TEST_CASE("a theme is there when its file is, changes with it, and stays as it was while the file is wrong") {
    const TempDir dir;
    const auto themes = dir / "profile/themes";
    write_file(themes / "forest.json", R"({"name": "Forest", "dark": {"accent": "#46c88a"}})");
    CoreClient client(dir / "profile", dir / "plugins", false);
    REQUIRE(client.until([](const ui::Snapshot& now) { return has_accent(now, ui::rgb(0x46c88a)); }));

    SUBCASE("saved in place") { write_file(themes / "forest.json", R"({"dark": {"accent": "#112233"}})"); }
    SUBCASE("renamed into place") { write_file_by_rename(themes / "forest.json", R"({"dark": {"accent": "#112233"}})"); }
    REQUIRE(client.until([](const ui::Snapshot& now) { return has_accent(now, ui::rgb(0x112233)); }));

    write_file_by_rename(themes / "forest.json", R"({"dark": {"accent": "blue"}})");
    REQUIRE(
        client.until([](const ui::Snapshot& now) { return scheme(now, "forest") && !scheme(now, "forest")->problem.empty(); }));
    CHECK(has_accent(*client.core().snapshot(), ui::rgb(0x112233)));
    CHECK(scheme(*client.core().snapshot(), "forest")->problem.find("forest.json: \"dark.accent\" is \"blue\"") == 0);

    write_file_by_rename(themes / "forest.json", R"({"dark": {"accent": "#445566"}})");
    REQUIRE(client.until([](const ui::Snapshot& now) { return has_accent(now, ui::rgb(0x445566)); }));
    CHECK(scheme(*client.core().snapshot(), "forest")->problem.empty());

    std::filesystem::remove(themes / "forest.json");
    CHECK(client.until([](const ui::Snapshot& now) { return scheme(now, "forest") == nullptr; }));
}

TEST_CASE("a new theme holds all colours as they are shown, and never takes the place of another") {
    const TempDir dir;
    std::filesystem::create_directories(dir / "profile");
    CoreClient client(dir / "profile", dir / "plugins", false);
    REQUIRE(client.call<calls::PreferencesSet>({"accent", "\"teal\""}));
    const auto first = client.call<calls::ThemesMake>({}), second = client.call<calls::ThemesMake>({});
    REQUIRE_MESSAGE(first, first.error().message);
    REQUIRE(second);
    CHECK(first->id == "my-colours");
    CHECK(second->id == "my-colours-2");
    REQUIRE(client.until([](const ui::Snapshot& now) { return now.color_schemes.size() == 2; }));
    const auto* made = scheme(*client.core().snapshot(), "my-colours");
    REQUIRE(made);
    REQUIRE_MESSAGE(made->scheme, made->problem);
    CHECK(made->file == first->file);
    CHECK(made->scheme->light.values.accent == ui::rgb(0x0f766e));
    CHECK(made->scheme->dark.values.accent == ui::rgb(0x3cc8b4));
}

TEST_CASE("a profile whose folder of themes cannot be made starts without themes, and says why none is made") {
    const TempDir dir;
    write_file(dir / "profile/themes", "a file in its place");
    CoreClient client(dir / "profile", dir / "plugins", false);
    REQUIRE(client.until([](const ui::Snapshot&) { return true; }));
    CHECK(client.core().snapshot()->color_schemes.empty());
    const auto made = client.call<calls::ThemesMake>({});
    REQUIRE_FALSE(made);
    CHECK(made.error().message.find("themes") != std::string::npos);
}
