// The words for people who write plugins, as they type them: a plugin made from nothing, built outside of the source tree, looked at,
// packed and installed, from this build and from an installation.
#include "command_line.hpp"
#include "temp_dir.hpp"

#include "runtime/library_file.hpp"

using namespace asista::test;
namespace fs = std::filesystem;

namespace {
struct Desk {
    TempDir dir;
    std::string profile = " --profile " + (dir / "profile").string();

    std::string in(const std::string& arguments) const {
        return shell("cd " + dir.path().string() + " && " + bin("asista").string() + " " + arguments + profile);
    }
};
// What somebody else's build does with the sources of ours is not ours to repeat with sanitizers.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool developer_build = true;
#else
constexpr bool developer_build = false;
#endif

// Everything a person does with a plugin of their own, with the program `asista`.
void make_build_and_hand_on(const fs::path& asista, const TempDir& dir) {
    const auto at = [&](const std::string& arguments) {
        return shell("cd " + dir.path().string() + " && " + asista.string() + " " + arguments + " --profile " +
                     (dir / "profile").string());
    };
    const auto made = at("new \"Focus \\\"Deep\\\" Timer\" --category wellness --id org.test.timer");
    REQUIRE_MESSAGE(succeeds(made), made);
    CHECK(says(made, "asista build focus-deep-timer"));

    const auto built = at("build focus-deep-timer --quick");
    REQUIRE_MESSAGE(succeeds(built), built);
    CHECK(fs::exists(dir / "focus-deep-timer/build/plugins/org.test.timer/plugin.so"));

    const auto tested = at("test focus-deep-timer");
    CHECK_MESSAGE(succeeds(tested), tested);
    CHECK(says(tested, "100% tests passed"));

    const auto seen = parse(at("inspect focus-deep-timer --json"));
    CHECK(seen["exit"] == 0);
    CHECK(seen["id"] == "org.test.timer");
    CHECK(seen["category"] == "wellness");
    CHECK(seen["permissions"].size() == 2);
    CHECK_MESSAGE(seen["trial"]["started"] == true, seen["trial"].dump());
    CHECK(seen["trial"]["offers"]["widgets"] == nlohmann::json::array({"Focus \"Deep\" Timer"}));
    CHECK(seen["trial"]["offers"]["methods"] == nlohmann::json::array({"getOpenTasks"}));
    CHECK(says(seen["library"]["needs"].dump(), "libasista_imgui.so"));

    // Packed from what is finished: from the source it would be built once more, with optimisation.
    const std::string finished = "focus-deep-timer/build/plugins/org.test.timer";
    const auto packed = at("pack " + finished);
    REQUIRE_MESSAGE(succeeds(packed), packed);
    REQUIRE(succeeds(at("pack " + finished + " --output again.asista")));
    CHECK(read_file(dir / "org.test.timer-0.1.0.asista") == read_file(dir / "again.asista"));
    CHECK(says(at("inspect again.asista"), "Read your tasks"));

    const auto installed = at("install again.asista");
    REQUIRE_MESSAGE(succeeds(installed), installed);
    CHECK(read_file(dir / "profile/plugins/org.test.timer/plugin.so") == read_file(dir / (finished + "/plugin.so")));
    CHECK(says(at("install again.asista"), "is there already; --replace"));
    CHECK(succeeds(at("install again.asista --replace")));
    const auto listed = parse(at("list --json"));
    REQUIRE(listed["plugins"].size() == 1);
    CHECK(listed["plugins"][0]["id"] == "org.test.timer");
    CHECK(listed["plugins"][0]["state"] == "found");
    CHECK(listed["client_running"] == false);
    for (const auto& entry : fs::directory_iterator(dir / "profile/plugins")) CHECK(entry.path().filename() == "org.test.timer");
}
} // namespace

TEST_CASE("a plugin goes from nothing to installed outside of the source tree, with a build of Asista" *
          doctest::skip(developer_build)) {
    const TempDir dir;
    make_build_and_hand_on(bin("asista"), dir);
}

TEST_CASE("the same with an installed Asista, which needs nothing of the build" * doctest::skip(developer_build)) {
    const TempDir dir;
    const auto build = bin("asista").parent_path().parent_path();
    const auto installed = shell("cmake --install " + build.string() + " --prefix " + (dir / "usr").string());
    REQUIRE_MESSAGE(succeeds(installed), installed);
    // The package names no folder but its own.
    for (const auto& entry : fs::directory_iterator(dir / "usr/lib/cmake/Asista"))
        CHECK_MESSAGE(!says(read_file(entry.path()), build.string()), entry.path().string());
    make_build_and_hand_on(dir / "usr/bin/asista", dir);
}

TEST_CASE("an installed Asista starts, brings its plugins along, and is known to the desktop" * doctest::skip(developer_build)) {
    const TempDir dir;
    const auto build = bin("asista").parent_path().parent_path();
    const auto installed = shell("cmake --install " + build.string() + " --prefix " + (dir / "usr").string());
    REQUIRE_MESSAGE(succeeds(installed), installed);
    for (const char* file : {"share/applications/ai.asista.Asista.desktop", "share/metainfo/ai.asista.Asista.metainfo.xml",
                             "share/icons/hicolor/scalable/apps/ai.asista.Asista.svg", "share/doc/asista/copyright"})
        CHECK_MESSAGE(fs::exists(dir / ("usr/" + std::string(file))), file);
    const auto profile = (dir / "profile").string();
    const auto shown = shell((dir / "usr/bin/asista").string() + " --headless --sample-data --profile " + profile +
                             " --screenshot " + (dir / "picture.png").string());
    REQUIRE_MESSAGE(succeeds(shown), shown);
    CHECK(fs::file_size(dir / "picture.png") > 10'000);
    const auto listed = parse(shell((dir / "usr/bin/asista").string() + " list --json --profile " + profile));
    REQUIRE(listed["plugins"].size() == 1);
    CHECK(listed["plugins"][0]["id"] == "ai.asista.motivation");
}

TEST_CASE("a new plugin is made whole or not at all") {
    const Desk desk;
    CHECK(says(desk.in("new"), "the plugin has no name; give it one"));
    CHECK(says(desk.in("new \"!!!\""), "no letter from a to z"));
    CHECK(says(desk.in("new Timer --id Timer"), "\"id\""));
    CHECK_FALSE(fs::exists(desk.dir / "timer"));
    CHECK(says(desk.in("new Timer --category cooking"), "cooking"));
    CHECK(succeeds(desk.in("new \"9 Lives\"")));
    const auto code = read_file(desk.dir / "9-lives/9_lives.cpp");
    CHECK(says(code, "class Plugin9Lives : public asista::Plugin"));
    CHECK(says(code, "ASISTA_PLUGIN(Plugin9Lives)"));
    for (const char* file : {"9_lives.cpp", "CMakeLists.txt", "manifest.json"})
        CHECK_MESSAGE(!says(read_file(desk.dir / (std::string("9-lives/") + file)), "com.example.hello"), file);
    const auto again = desk.in("new \"9 Lives\"");
    CHECK(says(again, "is there already and is left as it is; choose another folder or another name"));
    CHECK(again.ends_with("exit 1"));
    CHECK(succeeds(desk.in("new \"9 Lives\" --dir other/place/")));
    CHECK(fs::exists(desk.dir / "other/place/9_lives.cpp"));
    for (const auto& entry : fs::directory_iterator(desk.dir.path()))
        CHECK_MESSAGE(!entry.path().filename().string().starts_with('.'), entry.path().string());
}

TEST_CASE("a new plugin is named alike in all its files, also when its name has words of the template") {
    struct Name {
        std::string title, slug, file, class_name;
    };
    const Desk desk;
    for (const auto& [title, slug, file, class_name] : std::initializer_list<Name>{
             {"Hello", "hello", "hello", "Hello"},
             {"Hello World", "hello-world", "hello_world", "HelloWorld"},
             {"hello_test", "hello-test", "hello_test", "HelloTest"},
             {"Class Hello", "class-hello", "class_hello", "ClassHello"},
             {"Plugin Template", "plugin-template", "plugin_template", "PluginTemplate"},
             {"Com Example Hello", "com-example-hello", "com_example_hello", "ComExampleHello"},
         }) {
        CAPTURE(title);
        REQUIRE(succeeds(desk.in("new \"" + title + "\"")));
        const auto folder = desk.dir / slug;
        const auto build = read_file(folder / "CMakeLists.txt"), code = read_file(folder / (file + ".cpp")),
                   test = read_file(folder / ("tests/" + file + "_test.cpp"));
        CHECK(nlohmann::json::parse(read_file(folder / "manifest.json"))["id"] == "com.example." + slug);
        CHECK(says(build, "asista_add_plugin(plugin_" + file + "\n"));
        CHECK(says(build, "ID com.example." + slug + "\n"));
        CHECK(says(build, "SOURCES " + file + ".cpp\n"));
        CHECK(says(build, "(plugin_" + file + "_test PLUGIN plugin_" + file + " SOURCES tests/" + file + "_test.cpp)"));
        CHECK(says(code, "class " + class_name + " : public asista::Plugin {"));
        CHECK(says(code, "    " + class_name + "() {"));
        CHECK(says(code, "ASISTA_PLUGIN(" + class_name + ")"));
        CHECK(says(code, "widget({.id = \"" + slug + "\", .title = \"" + title + "\","));
        CHECK(says(code, ".title = \"" + title + ": count again\""));
        CHECK_FALSE(says(code, "Copy this folder"));
        CHECK(says(test, "card(\"" + slug + "\")"));
        CHECK(says(test, "\"" + slug + "-dark\""));
        for (const char* look : {"-dark.png", "-light.png"}) CHECK(fs::exists(folder / ("tests/pictures/" + slug + look)));
    }
}

TEST_CASE("a test that fails, and a picture that differs, are said with what the card shows" * doctest::skip(developer_build)) {
    const Desk desk;
    REQUIRE(succeeds(desk.in("new Timer")));
    write_file(desk.dir / "timer/tests/timer_test.cpp", R"(#include <asista/test.hpp>
#include <doctest/doctest.h>
using asista::test::Desk;
TEST_CASE("one")
{ Desk desk; desk.card("timer").click("Fly to the moon"); }
TEST_CASE("two")
{ Desk desk({.tasks = {"x"}}); desk.card("timer").matches("timer-light"); }
TEST_CASE("three")
{ Desk desk; desk.card("clock"); }
)");
    const auto failed = desk.in("test timer");
    CHECK(failed.ends_with("exit 1"));
    CHECK_MESSAGE(says(failed, "the card shows no \"Fly to the moon\"; it shows:"), failed);
    CHECK(says(failed, "Hello!"));
    CHECK(says(failed, "the card does not look like"));
    CHECK(says(failed, "it has another size"));
    CHECK(says(failed, "the plugin registered no widget \"clock\"; it has: timer"));
}

TEST_CASE("what does not compile is said with the compiler's words, and nothing is delivered" * doctest::skip(developer_build)) {
    const Desk desk;
    REQUIRE(succeeds(desk.in("new Timer")));
    write_file(desk.dir / "timer/timer.cpp", "#include <asista/plugin.h>\nint wrong = \"text\";\n");
    const auto failed = desk.in("build timer --quick");
    CHECK(failed.ends_with("exit 1"));
    CHECK_MESSAGE(says(failed, "timer.cpp:2"), failed);
    CHECK_FALSE(fs::exists(desk.dir / "timer/build/plugins/com.example.timer/plugin.so"));
    CHECK(says(desk.in("pack timer"), "timer.cpp:2"));
    CHECK(says(desk.in("build nowhere"), "there is no folder "));
    CHECK(says(desk.in("build ."), "holds no manifest.json, so it is no plugin; `asista new` makes one"));
}

TEST_CASE("each word explains itself, and a wrong line is told from a failure") {
    const Desk desk;
    const auto help = run("--help");
    for (const char* word : {"new", "build", "pack", "install", "list", "logs", "inspect", "test", "dev", "doctor"}) {
        CHECK_MESSAGE(says(help, word), word);
        CHECK(succeeds(run(std::string(word) + " --help")));
    }
    CHECK(says(help, "Exit codes: 0 done; 1 it could not be done"));
    CHECK(desk.in("build").ends_with("exit 64"));
    CHECK(desk.in("inspect org.test.none").ends_with("exit 1"));
    CHECK(desk.in("dev " + desk.dir.path().string()).ends_with("exit 64"));
    CHECK(says(desk.in("list"), "There is no plugin in"));
    CHECK(says(desk.in("logs org.test.none"), "logs are kept by the running client alone; start it"));
    CHECK_FALSE(fs::exists(desk.dir / "profile"));
}

TEST_CASE("folders that lead in a circle, and no folder for temporary files, are said and end nothing") {
    const Desk desk;
    fs::create_directories(desk.dir / "profile/plugins/org.test.broken");
    write_file(desk.dir / "profile/plugins/org.test.broken/manifest.json", "{}");
    fs::create_directory_symlink("org.test.circle", desk.dir / "profile/plugins/org.test.circle");
    fs::create_directory_symlink("circle", desk.dir / "circle");

    const auto listed = desk.in("list");
    CHECK_MESSAGE(succeeds(listed), listed);
    CHECK(says(listed, "org.test.broken"));
    for (const auto& [words, exit] : {std::pair{"build circle", "exit 1"},
                                      {"test circle", "exit 1"},
                                      {"inspect circle", "exit 1"},
                                      {"dev circle --headless --exit-after 1", "exit 64"}}) {
        const auto told = desk.in(words);
        CHECK_MESSAGE(told.ends_with(exit), told);
        CHECK_MESSAGE(says(told, "circle"), told);
    }

    write_file(desk.dir / "some.asista", "a pack");
    const auto told = shell("cd " + desk.dir.path().string() + " && TMPDIR=/nowhere " + bin("asista").string() +
                            " inspect some.asista" + desk.profile);
    CHECK_MESSAGE(says(told, "set TMPDIR to a folder"), told);
    CHECK_MESSAGE(says(told, "exit 1"), told);
}
