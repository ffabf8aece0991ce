// The motivation plugin in its own locked-down process, under the real supervisor: what it stores, and what goes on over a new build.
#include "world.hpp"

#include <string>

using namespace asista;
using namespace asista::test;
using nlohmann::json;
using runtime::PluginState;

namespace {
constexpr const char* id = "ai.asista.motivation";

struct Motivated : World {
    Motivated() {
        // What the version before stored: the last check-in in the journal, a saved line.
        storage[{id, "journal"}] =
            R"({"version":1,"welcomed":true,"nudges":{"day":0,"sent":0,"at":0},"check_in":{"level":"L","at":77}})";
        storage[{id, "saved"}] = R"({"version":1,"items":[{"text":"Kept.","author":"A","at":1}]})";
        put(library());
        write_file_by_rename(folder(id) / "manifest.json", read_file(made() / "manifest.json"));
        REQUIRE(until([&] { return listed(id); }));
        run(id, {"tasks:read", "voice:commands", "ai:chat"});
    }
    static std::filesystem::path made() { return build_folder() / "plugins" / id; }
    static std::string library() { return read_file(made() / "plugin.so"); }
    void put(const std::string& bytes) {
        std::filesystem::create_directories(folder(id));
        write_file_by_rename(folder(id) / "plugin.so", bytes);
    }
    json stats() {
        REQUIRE(reaches(id, PluginState::running));
        const auto answer = call<calls::PluginCallMethod>({id, "getMotivationStats", "{}"});
        REQUIRE_MESSAGE(answer, answer.error().message);
        return json::parse(answer->json);
    }
    json stored(const char* key) { return json::parse(storage[{id, key}]); }
};
} // namespace

TEST_CASE("energy is checked in by voice in the plugin's own process, and what an earlier version stored is taken over") {
    Motivated world;
    json stats = world.stats();
    CHECK(stats["saved"] == 1);
    CHECK(stats["checkIns"] == 1);

    REQUIRE(world.call<calls::PluginRunVoice>({"energy low"}));
    REQUIRE(world.until([&] { return world.storage.contains({id, "check-ins"}); }));

    stats = world.stats();
    CHECK(stats["energy"] == "S");
    CHECK(stats["energyOrigin"] == "checked in");
    CHECK(stats["checkIns"] == 2);
    CHECK(world.stored("check-ins")["items"][0]["level"] == "L");
    CHECK(world.stored("check-ins")["items"][1]["level"] == "S");
    CHECK(world.stored("journal")["version"] == 1);
    CHECK(world.stored("journal")["check_in"]["level"] == "S");
    CHECK(world.stored("saved")["items"][0]["text"] == "Kept.");
    CHECK(world.status(id).crash_count == 0);
}

TEST_CASE("a new build goes on with the line on the card, the thumbs and the check-in") {
    Motivated world;
    REQUIRE(world.call<calls::PluginRunCommand>({id, "energy-4"}));
    REQUIRE(world.call<calls::PluginRunCommand>({id, "like"}));
    const json before = world.stats();
    const std::string history = world.storage[{id, "history"}];
    CHECK(before["energy"] == "XL");

    world.put(Motivated::library() + "\n"); // another file, the same code
    REQUIRE(world.until([&] { return world.status(id).reload_count == 1 && world.status(id).state == PluginState::running; }));
    CHECK(world.keeps_drawing(id));

    CHECK(world.stats() == before);
    CHECK(world.storage[{id, "history"}] == history); // no other line was drawn
    CHECK(world.stored("thumbs")["items"].size() == 1);
    CHECK(world.status(id).reload_note.empty());
}
