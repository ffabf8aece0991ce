// Builds of a plugin from source, as its author sees them: in its card and on the developer page.
#include "window_rig.hpp"

#include "ui/code_tint.hpp"
#include "ui/pages/build_note.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

// The overlay's window, in Motivation's card at the upper left of the dashboard; null while there is none.
const ImGuiWindow* overlay() {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
        if (window->Active && std::string_view{window->Name}.find("build error") != std::string_view::npos) return window;
    return nullptr;
}

struct BuildRig : WindowRig {
    explicit BuildRig(BuildView build) {
        snapshot.builds = {std::move(build)};
        settle();
    }
    void now(BuildView build) {
        snapshot.builds = {std::move(build)};
        ++snapshot.revision;
        settle();
    }
};

} // namespace

TEST_CASE(
    "an error lies over the lower part of its plugin's card, the version before is placed beneath, and both go their ways") {
    BuildRig rig(sample::failed_build());
    const ImGuiWindow* const shown = overlay();
    REQUIRE(shown != nullptr);
    CHECK(shown->Pos.x > 240);
    CHECK(shown->Pos.x + shown->Size.x < 1020); // within the card
    CHECK(shown->Size.y > 80);
    const int before = rig.surfaces.placed;
    rig.frames(1);
    CHECK(rig.surfaces.placed == before + 2); // both cards' surfaces, as ever

    rig.now(sample::good_build());
    CHECK(overlay() == nullptr);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("a part of the surface stays free above the error, whatever its lines") {
    BuildView build = sample::failed_build();
    build.excerpt.assign(40, "    do_something();");
    build.message = std::string(2'000, 'm');
    BuildRig rig(build);
    const ImGuiWindow* const shown = overlay();
    REQUIRE(shown != nullptr);
    const ImGuiWindow* const card = shown->ParentWindow;
    REQUIRE(card != nullptr);
    CHECK(shown->Pos.y > card->Pos.y + 30);
    CHECK(shown->Pos.y + shown->Size.y <= card->Pos.y + card->Size.y);
}

TEST_CASE("a press on the error opens the author's editor at its place") {
    BuildRig rig(sample::failed_build());
    rig.click(600, 330);
    REQUIRE(rig.calls.opened.size() == 1);
    CHECK(rig.calls.opened[0].file == "/src/plugins/motivation/motivation.cpp");
    CHECK(rig.calls.opened[0].line == 42);
    CHECK(rig.calls.opened[0].column == 43);
}

TEST_CASE("an error without a file has no place to open") {
    BuildView build = sample::failed_build();
    build.file.clear();
    build.excerpt.clear();
    build.line = build.column = 0;
    build.message = "undefined symbol: fetch_motivaton()";
    BuildRig rig(build);
    REQUIRE(overlay() != nullptr);
    rig.click(600, 360);
    CHECK(rig.calls.opened.empty());
    CHECK(build_title(build) == "1 error");
}

TEST_CASE("the developer page opens the editor too") {
    BuildRig rig(sample::failed_build());
    rig.shell->set_page("developer");
    rig.settle();
    rig.click(880, 404);
    REQUIRE(rig.calls.opened.size() == 1);
    CHECK(rig.calls.opened[0].line == 42);
}

TEST_CASE("what an error may hold breaks neither card nor page") {
    BuildView build = sample::failed_build();
    SUBCASE("a column behind the line") { build.column = 4'000; }
    SUBCASE("a line outside of the excerpt") { build.line = 7; }
    SUBCASE("a file of one long line") { build.excerpt = {std::string(100'000, 'x')}, build.excerpt_first_line = build.line; }
    SUBCASE("bytes that are no text") { build.excerpt[3] = "\xff\xfe \x80", build.message = "\xc3"; }
    SUBCASE("nothing but a count") {
        const std::string plugin = build.plugin;
        build = BuildView{};
        build.plugin = plugin;
        build.failed = true;
        build.errors = 3;
    }
    BuildRig rig(build);
    CHECK(overlay() != nullptr);
    rig.shell->set_page("developer");
    rig.settle();
    for (const float wide : {900.0F, 620.0F}) {
        rig.width = wide;
        rig.settle();
        CHECK(rig.vertices > 0);
    }
}

TEST_CASE("a build's line says what took how long") {
    CHECK(build_status(sample::good_build()) == "Built in 96 ms: compile 78, link 12");
    auto slow = sample::good_build();
    slow.compile_ms = 4'414;
    slow.link_ms = 75;
    slow.total_ms = 5'430;
    CHECK(build_status(slow) == "Built in 5.4 s: compile 4.4, link 0.1");
    CHECK(build_status(sample::failed_build()) == "1 error in motivation.cpp");
    BuildView build = sample::good_build();
    build.from_cache = true;
    build.total_ms = 4;
    CHECK(build_status(build) == "Built before, there again in 4 ms");
    build.running = true;
    build.phase = "compiling";
    CHECK(build_status(build) == "Building: compiling");
    build.trouble = "no compiler was found; install clang or g++";
    CHECK(build_status(build) == "no compiler was found; install clang or g++");
}

TEST_CASE("a line of C++ is cut into pieces of one tint, and nothing of it is lost") {
    struct Row {
        std::string_view line;
        std::vector<TintedPiece> pieces;
    };
    const std::vector<Row> rows{
        {"", {}},
        {"return 0x1F'00;", {{"return", Tint::keyword}, {" ", Tint::plain}, {"0x1F'00", Tint::number}, {";", Tint::plain}}},
        {"f (\"a\\\"b\") // c",
         {{"f", Tint::call}, {" (", Tint::plain}, {"\"a\\\"b\"", Tint::text}, {") ", Tint::plain}, {"// c", Tint::comment}}},
        {"a /* b */ c", {{"a ", Tint::plain}, {"/* b */", Tint::comment}, {" c", Tint::plain}}},
        {"#include <x>", {{"#include", Tint::keyword}, {" <x>", Tint::plain}}},
        {"x = \"open", {{"x = ", Tint::plain}, {"\"open", Tint::text}}},
        {"'\\", {{"'\\", Tint::text}}},
        {"if (x)", {{"if", Tint::keyword}, {" (x)", Tint::plain}}},
        {"/", {{"/", Tint::plain}}},
        {"/*", {{"/*", Tint::comment}}},
        {"gr\xc3\xb6\xc3\x9f"
         "e()",
         {{"gr\xc3\xb6\xc3\x9f"
           "e",
           Tint::call},
          {"()", Tint::plain}}},
    };
    for (const auto& row : rows) {
        CAPTURE(row.line);
        CHECK(tint_cpp(row.line) == row.pieces);
        std::string whole;
        for (const auto& piece : tint_cpp(row.line)) whole += piece.text;
        CHECK(whole == row.line);
    }
}

TEST_CASE("the mark is as long as what stands at the error's place") {
    CHECK(word_length("  fetch_motivaton();", 2) == 15);
    CHECK(word_length("  fetch();", 7) == 1); // the parenthesis
    CHECK(word_length("\"text\" x", 0) == 6);
    CHECK(word_length("abc", 3) == 1);
    CHECK(word_length("abc", 90) == 1);
}
