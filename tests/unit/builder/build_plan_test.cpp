#include "builder/build_plan.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
using test::write_file;

namespace {
constexpr const char* manifest = R"({"id": "com.example.card", "name": "Card", "version": "1.0.0", "description": "A card.",
    "author": {"name": "A"}, "category": "productivity", "permissions": []})";

Sdk some_sdk() {
    Sdk sdk;
    sdk.includes = {"/sdk"};
    sdk.system_includes = {"/imgui"};
    sdk.definitions = {"X=\"y\""};
    return sdk;
}
bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

void write_build(const TempDir& folder, const std::string& plugin_folder) {
    write_file(folder / "build/asista_plugins/com.example.card.json",
               R"({"manifest": ")" + plugin_folder +
                   R"(/manifest.json", "targets": ["card", "card_core"], "libraries": ["/x/libz.a"], "files": []})");
    const auto entry = [&](const std::string& target, const std::string& file) {
        return R"({"directory": "/b", "command": "ccache c++ -DA -I)" + plugin_folder + " -O2 -o p/CMakeFiles/" + target +
               ".dir/" + file + ".o -c " + plugin_folder + "/" + file + R"(", "file": ")" + plugin_folder + "/" + file + R"("})";
    };
    write_file(folder / "build/compile_commands.json", "[" + entry("card", "card.cpp") + "," + entry("card_core", "core.cpp") +
                                                           "," + entry("card_test", "card_test.cpp") +
                                                           ", 7, {\"directory\": 3}]");
}
} // namespace

TEST_CASE("a folder with a manifest and sources is a plugin, without CMake") {
    const TempDir folder;
    write_file(folder / "manifest.json", manifest);
    write_file(folder / "card.cpp", "");
    write_file(folder / "src/more.cpp", "");
    for (const char* other : {"build/x.cpp", "tests/card_test.cpp", ".git/x.cpp", ".#card.cpp", "notes.txt"})
        write_file(folder / other, "");

    const auto plan = plan_from_folder(folder.path(), some_sdk());

    REQUIRE(plan);
    CHECK(plan->id == "com.example.card");
    CHECK(plan->entry == "plugin.so");
    REQUIRE(plan->units.size() == 2);
    CHECK(plan->units[0].source == folder / "card.cpp");
    CHECK(plan->units[1].source == folder / "src/more.cpp");
    CHECK(has(plan->units[0].flags, "-DX=\"y\""));
    CHECK(has(plan->units[0].flags, "-I/sdk"));
    CHECK(has(plan->units[0].flags, "/imgui"));
    CHECK(plan->folders.size() == 2);
}

TEST_CASE("a CMake build says which files belong to the plugin and how they are compiled") {
    const TempDir folder;
    write_file(folder / "card/manifest.json", manifest);
    write_build(folder, (folder / "card").string());

    const auto plan = plan_from_cmake(folder / "card", folder / "build");

    REQUIRE(plan);
    REQUIRE(plan->units.size() == 2); // its static library is compiled along, its test is not
    CHECK(plan->units[0].source == folder / "card/card.cpp");
    CHECK(plan->units[1].source == folder / "card/core.cpp");
    CHECK(plan->units[0].directory == "/b");
    CHECK(plan->units[0].flags == std::vector<std::string>{"-DA", "-I" + (folder / "card").string()});
    CHECK(plan->libraries == std::vector<std::filesystem::path>{"/x/libz.a"});
    CHECK(plan->settings.contains(folder / "build/compile_commands.json"));
}

TEST_CASE("a build of another folder's plugin of the same id is not this one's") {
    const TempDir folder;
    write_file(folder / "card/manifest.json", manifest);
    write_file(folder / "copy/manifest.json", manifest);
    write_build(folder, (folder / "card").string());

    const auto plan = plan_from_cmake(folder / "copy", folder / "build");

    REQUIRE_FALSE(plan);
    CHECK(plan.error().code == Errc::not_found);
}

TEST_CASE("what cannot be built says why") {
    const TempDir folder;
    auto plan = plan_from_folder(folder.path(), some_sdk());
    REQUIRE_FALSE(plan);
    CHECK(plan.error().message.find("manifest.json") != std::string::npos);

    write_file(folder / "manifest.json", "{}");
    plan = plan_from_folder(folder.path(), some_sdk());
    REQUIRE_FALSE(plan);
    CHECK(plan.error().message.find("id") != std::string::npos);

    write_file(folder / "manifest.json", manifest);
    plan = plan_from_folder(folder.path(), some_sdk());
    REQUIRE_FALSE(plan);
    CHECK(plan.error().message.find("no C++ source") != std::string::npos);

    write_file(folder / "build/asista_plugins/com.example.card.json", "[");
    plan = plan_from_cmake(folder.path(), folder / "build");
    REQUIRE_FALSE(plan);
    CHECK(plan.error().code == Errc::invalid);
}

TEST_CASE("with sanitizers each file is compiled with them, and the run-time library is linked") {
    BuildPlan plan;
    plan.units = {{"/p/a.cpp", "/p", {"-DX", "-fsanitize=thread", "-std=c++20"}}, {"/p/b.cpp", "/p", {}}};
    plan.link_flags = {"-fsanitize=thread"};
    CHECK(has_sanitizers(plan.units[0]));
    CHECK_FALSE(has_sanitizers(plan.units[1]));
    Toolchain tools;
    tools.sanitizer.libraries = {"/usr/lib/libasan.so.8"};

    add_sanitizers(plan, tools);

    const std::vector<std::string> added{"-fsanitize=address,undefined", "-fsanitize-recover=undefined",
                                         "-fno-omit-frame-pointer"};
    CHECK(plan.units[1].flags == added);
    CHECK(plan.units[0].flags.size() == 2 + added.size());
    CHECK(std::ranges::find(plan.units[0].flags, "-fsanitize=thread") == plan.units[0].flags.end());
    CHECK(has_sanitizers(plan.units[1]));
    CHECK(plan.link_flags.empty()); // so that what is undefined is an error as ever
    CHECK(plan.libraries == tools.sanitizer.libraries);
}

TEST_CASE("the SDK's description is read with its paths resolved, and a damaged one is named") {
    const TempDir folder;
    write_file(folder / "lib/asista/sdk.json",
               R"({"includes": ["../../include/asista/sdk"], "imgui_library": "../libi.so", "definitions": ["A=\"b\""]})");
    const auto sdk = Sdk::read(folder / "lib/asista/sdk.json");
    REQUIRE(sdk);
    CHECK(sdk->includes.front() == folder / "include/asista/sdk");
    CHECK(sdk->imgui_library == folder / "lib/libi.so");
    CHECK(sdk->definitions.front() == "A=\"b\"");

    write_file(folder / "sdk.json", R"({"includes": "x"})");
    const auto damaged = Sdk::read(folder / "sdk.json");
    REQUIRE_FALSE(damaged);
    CHECK(damaged.error().message.find("includes") != std::string::npos);
    CHECK_FALSE(Sdk::read(folder / "none.json"));
}
