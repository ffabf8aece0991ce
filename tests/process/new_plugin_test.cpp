// "New plugin" behind the page: a real client, a real compiler, and a plugin that was not there before.
#include "live_client.hpp"
#include "temp_dir.hpp"
#include "wire/calls/develop.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace asista;
using test::LiveClient;
using test::TempDir;
namespace fs = std::filesystem;

namespace {
constexpr double patience_ms = 240'000; // a compiler on a busy machine

struct Person {
    TempDir folder;
    std::unique_ptr<LiveClient> client;

    explicit Person(const fs::path& plugin_template = ASISTA_TEMPLATE) {
        auto started = LiveClient::start(folder.path(), 1200, 900, [&](core::CoreConfig& config) {
            config.plugin_template = plugin_template;
            config.new_plugins = folder / "sources";
            config.build_cache = folder / "cache";
        });
        REQUIRE_MESSAGE(started, started.error().message);
        client = std::move(*started);
    }
    calls::DevelopCheck::Request wish(const std::string& name) const { return {name, "wellness", (folder / "sources").string()}; }
    std::string problem(const calls::DevelopCheck::Request& asked) {
        const auto checked = client->call<calls::DevelopCheck>(asked);
        REQUIRE_MESSAGE(checked, checked.error().message);
        return checked->problem;
    }
    template <class Predicate> bool until(Predicate is_so) {
        return client->until([&] { return client->snapshot() && is_so(*client->snapshot()); }, patience_ms).has_value();
    }
};
} // namespace

TEST_CASE("a new plugin is made while the client runs: built, installed, its card drawn, and built again at a save") {
    Person person;
    const auto ready = person.client->call<calls::DevelopReady>({}, patience_ms);
    REQUIRE_MESSAGE(ready, ready.error().message);
    CHECK(ready->missing == "");
    CHECK(ready->tools != "");
    CHECK(ready->parent == (person.folder / "sources").string());
    CHECK(std::ranges::find(ready->categories, "wellness") != ready->categories.end());

    const auto checked = person.client->call<calls::DevelopCheck>(person.wish("Water Glasses"));
    REQUIRE_MESSAGE(checked, checked.error().message);
    CHECK(checked->problem == "");
    CHECK(checked->id == "com.example.water-glasses");
    CHECK_FALSE(fs::exists(checked->folder));

    const auto made = person.client->call<calls::DevelopNew>(person.wish("Water Glasses"), patience_ms);
    REQUIRE_MESSAGE(made, made.error().message);
    CHECK(made->plugin == checked->id);
    CHECK(made->folder == checked->folder);
    REQUIRE(fs::exists(made->file));
    REQUIRE(person.until([&](const ui::Snapshot& now) {
        return std::ranges::find(now.widgets, made->plugin, &ui::WidgetView::plugin) != now.widgets.end();
    }));
    REQUIRE(person.until([&](const ui::Snapshot&) {
        const auto* const plugin = person.client->plugin(made->plugin);
        return plugin && plugin->state == ui::PluginState::running;
    }));
    REQUIRE(person.client->snapshot()->builds.size() == 1);
    CHECK(person.client->snapshot()->builds[0].folder == made->folder);

    auto source = test::read_file(made->file);
    const std::string before = ".title = \"Water Glasses\"";
    const auto title = source.find(before);
    REQUIRE(title != std::string::npos);
    test::write_file_by_rename(made->file, source.replace(title, before.size(), ".title = \"Renamed Card\""));
    CHECK(person.until([](const ui::Snapshot& now) {
        return std::ranges::any_of(now.widgets, [](const auto& one) { return one.widget.title == "Renamed Card"; });
    }));

    // The name is taken now, whatever the folder.
    CHECK(person.problem({"Water Glasses", "wellness", (person.folder / "elsewhere").string()}).find("already") !=
          std::string::npos);
    const auto again = person.client->call<calls::DevelopNew>(person.wish("Water Glasses"));
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::busy);
}

TEST_CASE("what cannot be made is said before, and nothing is left of the attempt") {
    Person person;
    CHECK(person.problem(person.wish("")).find("needs") == std::string::npos);
    CHECK(person.problem(person.wish("")) != "");
    CHECK(person.problem(person.wish("!!!")) != "");
    CHECK(person.problem({"Water", "cooking", (person.folder / "sources").string()}).find("cooking") != std::string::npos);
    CHECK(person.problem({"Water", "wellness", "sources"}).find("from /") != std::string::npos);
    test::write_file(person.folder / "file", "mine");
    CHECK(person.problem({"Water", "wellness", (person.folder / "file").string()}).find("no folder") != std::string::npos);
    const auto refused =
        person.client->call<calls::DevelopNew>({"Water", "wellness", (person.folder / "file" / "deep").string()});
    CHECK_FALSE(refused);
    CHECK(test::read_file(person.folder / "file") == "mine");
    CHECK_FALSE(fs::exists(person.folder / "sources"));
    CHECK(person.client->snapshot()->builds.empty());
}

TEST_CASE("without the template the page hears what is missing and what to do") {
    Person person("/nowhere/template");
    const auto ready = person.client->call<calls::DevelopReady>({}, patience_ms);
    REQUIRE(ready);
    CHECK(ready->missing == "The plugin template is missing. Install Asista anew.");
    CHECK_FALSE(person.client->call<calls::DevelopNew>(person.wish("Water")));
    CHECK_FALSE(fs::exists(person.folder / "sources"));
}
