// What somebody can put into the plugins directory: nothing of it runs here, so it is the same in every tier. The client neither hangs nor
// reads what it should not, and says what is wrong.
#include "arena.hpp"

#include "wire/utf8.hpp"

#include <sys/stat.h>

using namespace asista;
using namespace asista::test;
using namespace asista::test::hostile;
using runtime::PluginState;
namespace fs = std::filesystem;

namespace {
constexpr const char* id = "test.bad.folder";

constexpr Attempt tricks[] = {
    {"pipe-as-manifest", "a named pipe as the manifest, which would block whoever opens it"},
    {"pipe-as-library", "a named pipe as the library"},
    {"folder-as-library", "a folder as the library"},
    {"link-to-secret", "a link to a file of the user's as the library"},
    {"link-to-itself", "a link to itself as the manifest"},
    {"endless-device", "a link to `/dev/zero` as the manifest"},
    {"huge-manifest", "a manifest of 8 GB"},
    {"huge-library", "a library of 1 TB"},
    {"deep-manifest", "100,000 nested lists"},
    {"entry-elsewhere", "an entry outside its folder"},
    {"another-id", "the id of another plugin"},
    {"id-with-path", "an id that is a path"},
    {"unknown-permission", "a permission that does not exist"},
    {"escapes-in-name", "a name of terminal escapes and turned text"},
    {"not-utf8", "bytes that are no text"},
    {"same-field-twice", "a field twice, harmless first"},
    {"no-entry", "a library without an entry"},
    {"own-imgui", "a library with its own Dear ImGui"},
    {"other-build-key", "a library built with another Dear ImGui"},
    {"cut-library", "a library cut in the middle"},
};
const MatrixSection trick_section(20, "Folders, manifests and libraries", tricks);

std::string manifest(const std::string& fields, const std::string& name = "Folder", const std::string& own_id = id) {
    return R"({"id": ")" + own_id + R"(", "name": ")" + name +
           R"(", "version": "1.0.0", "description": "d", "author": {"name": "a"}, "category": "automation")" + fields + "}";
}

void set_trap(World& world, const fs::path& secret, std::string_view trick) {
    const fs::path folder = world.folder(id), json_file = folder / "manifest.json", library = folder / "plugin.so";
    fs::create_directories(folder);
    const auto put = [&](const std::string& text) { write_file_by_rename(json_file, text); };
    const auto sparse = [](const fs::path& file, std::uintmax_t size) {
        write_file(file, "{");
        fs::resize_file(file, size);
    };
    if (trick == "pipe-as-manifest") REQUIRE(::mkfifo(json_file.c_str(), 0600) == 0);
    if (trick == "link-to-itself") fs::create_symlink("manifest.json", json_file);
    if (trick == "endless-device") fs::create_symlink("/dev/zero", json_file);
    if (trick == "huge-manifest") sparse(json_file, std::uintmax_t{8} << 30);
    if (trick == "deep-manifest") put(manifest(R"(, "x-deep": )" + std::string(100'000, '[')));
    if (trick == "entry-elsewhere") put(manifest(R"(, "entry": "../../../../etc/passwd")"));
    if (trick == "another-id") put(manifest("", "Folder", "test.good.neighbour"));
    if (trick == "id-with-path") put(manifest("", "Folder", "../test.bad"));
    if (trick == "unknown-permission") put(manifest(R"(, "permissions": ["everything"])"));
    if (trick == "escapes-in-name") put(manifest("", "\\u001b]0;owned\\u0007\\u202e"));
    if (trick == "not-utf8") put(manifest("", "\xff\xfe\xC0\xAF"));
    if (trick == "same-field-twice") put(manifest(R"(, "id": "test.good.neighbour")"));
    if (fs::exists(fs::symlink_status(json_file))) return;

    if (trick == "pipe-as-library") REQUIRE(::mkfifo(library.c_str(), 0600) == 0);
    if (trick == "folder-as-library") fs::create_directories(library);
    if (trick == "link-to-secret") fs::create_symlink(secret, library);
    if (trick == "huge-library") sparse(library, std::uintmax_t{1} << 40);
    if (trick == "no-entry") write_file(library, World::fixture("no_entry.so"));
    if (trick == "own-imgui") write_file(library, World::fixture("own_imgui.so"));
    if (trick == "cut-library") write_file(library, Arena::library({}).substr(0, 20'000));
    if (trick == "other-build-key") {
        std::string other = World::actor_library("version=1");
        const auto key = other.find("imgui 1");
        REQUIRE(key != std::string::npos);
        other[key + 6] = '0';
        write_file(library, other);
    }
    put(manifest(""));
}
} // namespace

TEST_CASE("nothing in the plugins directory hangs or fools the client") {
    for (const Attempt& attempt : trick_section.attempts()) {
        INFO(attempt.name);
        Arena arena(tiers_here().front());

        if (attempt.name == "link-to-secret") write_file(arena.world.dir / "words", "the user's own words");

        set_trap(arena.world, arena.world.dir / "words", attempt.name);
        REQUIRE(arena.world.until([&] { return arena.world.listed(id); }));
        const bool installs = arena.world.install(id).has_value();
        const auto is_judged = [&] {
            const auto state = arena.world.status(id).state;
            return state == PluginState::refused || state == PluginState::broken || (!installs && state != PluginState::starting);
        };
        CHECK(arena.world.until(is_judged));

        const std::string reason = arena.world.status(id).reason;
        CHECK_MESSAGE(arena.world.status(id).state != PluginState::running, reason);
        CHECK_FALSE(reason.empty());
        CHECK(wire::is_utf8(reason));
        CHECK(reason.find('\x1b') == std::string::npos);
        CHECK(reason.find("user's own words") == std::string::npos);
        for (const SandboxTier tier : {SandboxTier::a, SandboxTier::b, SandboxTier::c})
            trick_section.note(tier, attempt,
                               arena.world.status(id).state == PluginState::broken ? "manifest refused" : "library refused");
        arena.check_others();
    }
}

TEST_CASE("a library rewritten in place while it runs goes on as it was") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        Arena arena(tier);
        arena.start();
        write_file(arena.world.folder(Arena::bad) / "plugin.so", std::string(200'000, '\0')); // in place
        CHECK(arena.world.keeps_drawing(Arena::bad));
        for (int i = 0; i < 20; ++i) CHECK(arena.world.keeps_drawing(Arena::bad));
        CHECK(arena.alive());
        arena.check_others();
    }
}

TEST_CASE("a new build that ends, hangs or attacks on trial leaves the one before in place") {
    for (const SandboxTier tier : tiers_here()) {
        INFO("tier " << tier_name(tier));
        for (const auto& script :
             {nlohmann::json{{"load", "segfault"}}, nlohmann::json{{"start", "exit-at-once"}}, nlohmann::json{{"draw", "abort"}},
              nlohmann::json{{"restore", "segfault"}}, nlohmann::json{{"load", "packet-garbage"}}}) {
            INFO(script.dump());
            Arena arena(tier);
            arena.start();
            const auto instance = arena.world.status(Arena::bad).instance;
            const auto writes = arena.world.writes.size();
            write_file_by_rename(arena.world.folder(Arena::bad) / "plugin.so", Arena::library(script));
            CHECK(arena.world.until([&] { return !arena.world.status(Arena::bad).reload_note.empty(); }));
            CHECK(arena.world.status(Arena::bad).instance == instance);
            CHECK(arena.world.keeps_drawing(Arena::bad));
            CHECK(arena.world.writes.size() == writes);
            arena.check_others();
        }
    }
}
