// `asista dev` without its command line: the whole client, a plugin's source folder, and an author who saves.
#include "core/editor.hpp"
#include "live_client.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace asista;
using test::LiveClient;
using test::TempDir;
using test::write_file_by_rename;

namespace {
constexpr double patience_ms = 240'000; // a compiler on a busy machine
constexpr const char* id = "test.workshop.swatch";
constexpr const char* manifest =
    R"({"id": "test.workshop.swatch", "name": "Swatch", "version": "1.0.0", "description": "One flat colour.",
    "author": {"name": "A"}, "category": "productivity", "permissions": []})";
constexpr const char* source = R"(#include <asista/plugin.hpp>

class Swatch : public asista::Plugin {
  public:
    Swatch() {
        widget({.id = "swatch", .title = "Swatch", .height = 300}, [](asista::Frame& frame) {
            const ImVec2 from = frame.position();
            ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + frame.width(), from.y + frame.height()}, IM_COL32(0x11, 0x22, 0x33, 255));
        });
    }
};

ASISTA_PLUGIN(Swatch)
)";

std::string with(std::string_view from, std::string_view to) {
    std::string text = source;
    const auto at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

struct Author {
    TempDir folder;
    std::unique_ptr<LiveClient> client;

    Author() {
        write_file_by_rename(folder_for_source() / "manifest.json", manifest);
        save(source);
        auto started = LiveClient::start(folder.path(), 1000, 900, [this](core::CoreConfig& config) {
            config.develop = {folder_for_source()};
            config.build_cache = folder / "cache";
        });
        REQUIRE_MESSAGE(started, started.error().message);
        client = std::move(*started);
    }
    std::filesystem::path folder_for_source() const {
        std::filesystem::create_directories(folder / "swatch");
        return folder / "swatch";
    }
    void save(std::string_view text) { write_file_by_rename(folder_for_source() / "swatch.cpp", text); }
    bool shows(std::uint32_t color) {
        return client->until([&] { return client->find(color).has_value(); }, patience_ms).has_value();
    }
    const ui::BuildView& build() const { return client->snapshot()->builds.at(0); }
    template <class Predicate> bool until(Predicate is_so) {
        return client
            ->until([&] { return client->snapshot() && !client->snapshot()->builds.empty() && is_so(build()); }, patience_ms)
            .has_value();
    }
};
} // namespace

TEST_CASE("a plugin under development is built, installed and shown: each save changes its card, and an error is shown in it") {
    Author author;
    REQUIRE(author.shows(0x112233));
    CHECK(author.build().plugin == id);
    CHECK(author.build().total_ms > 0);

    author.save(with("0x11, 0x22, 0x33", "0x44, 0x55, 0x66"));
    REQUIRE(author.shows(0x445566));
    REQUIRE(author.until([](const ui::BuildView& build) { return !build.running; }));

    author.save(with("frame.position()", "frame.positoin()"));
    REQUIRE(author.until([](const ui::BuildView& build) { return build.failed; }));
    CHECK(author.build().errors == 1);
    CHECK(author.build().file == (author.folder_for_source() / "swatch.cpp").string());
    CHECK(author.build().line == 7);
    CHECK(author.build().message.find("positoin") != std::string::npos);
    REQUIRE(author.build().excerpt.size() == 6);
    CHECK(author.build().excerpt[3].find("positoin") != std::string::npos);
    // The old version stays live above the error, which is drawn over the lower part of the card.
    CHECK(author.shows(0x445566));

    author.save(with("0x11, 0x22, 0x33", "0x44, 0x55, 0x66"));
    REQUIRE(author.until([](const ui::BuildView& build) { return !build.failed && !build.running; }));
    CHECK(author.build().from_cache);
    CHECK(author.build().message.empty());
}

TEST_CASE("a plugin whose first build fails says so before there is any card of it") {
    TempDir folder;
    write_file_by_rename((std::filesystem::create_directories(folder / "swatch"), folder / "swatch/manifest.json"), manifest);
    write_file_by_rename(folder / "swatch/swatch.cpp", "int x = ;\n");
    auto client = LiveClient::start(folder.path(), 1200, 900,
                                    [&](core::CoreConfig& config) {
                                        config.develop = {folder / "swatch"};
                                        config.build_cache = folder / "cache";
                                    },
                                    {.page = "developer"});
    REQUIRE(client);
    const auto failed = (*client)->until(
        [&] {
            const auto snapshot = (*client)->snapshot();
            return snapshot && !snapshot->builds.empty() && snapshot->builds[0].failed;
        },
        patience_ms);
    CHECK(failed);
    CHECK((*client)->plugin(id) == nullptr);
}

TEST_CASE("editors that are known get the line in their own way: nothing is ever taken for an option") {
    using Words = std::vector<std::string>;
    CHECK(core::editor_command("code --wait", "/a/b.cpp", 4, 7) == Words{"code", "--wait", "-g", "/a/b.cpp:4:7"});
    CHECK(core::editor_command("/usr/bin/subl", "/a/b.cpp", 4, 0) == Words{"/usr/bin/subl", "/a/b.cpp:4:1"});
    CHECK(core::editor_command("kate", "/a/b.cpp", 4, 7) == Words{"kate", "-l", "4", "-c", "7", "/a/b.cpp"});
    CHECK(core::editor_command("vim", "/a/b.cpp", 4, 7) == Words{"x-terminal-emulator", "-e", "vim", "+4", "/a/b.cpp"});
    CHECK(core::editor_command("", "/a/b.cpp", 4, 7) == Words{"xdg-open", "/a/b.cpp"});
    CHECK(core::editor_command("my-editor", "/a/b.cpp", 0, 0) == Words{"xdg-open", "/a/b.cpp"});
    CHECK(core::editor_command("code", "-rf", 1, 1).empty());
}
