#include "builder/diagnostics.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

using namespace asista::builder;

namespace {
// As printed by g++ 12 and clang 14 with LC_ALL=C, shortened.
constexpr const char* from_gcc = R"(/src/card.cpp: In function 'int f(S)':
/src/card.cpp:7:7: error: 'struct S' has no member named 'yy'
    7 |     s.yy = 4;
      |       ^~
/src/card.cpp:6:9: warning: unused variable 'unused' [-Wunused-variable]
    6 |     int unused = 3;
      |         ^~~~~~
In file included from /src/card.cpp:2:
b.hpp: In instantiation of 'int g(T) [with T = int]':
/src/card.cpp:10:18:   required from here
b.hpp:2:42: error: request for member 'foo' in 't', which is of non-class type 'int'
    2 | template <class T> int g(T t) { return t.foo(); }
      |                                        ~~^~~
)";
constexpr const char* from_clang =
    R"(/src/card.cpp:8:5: error: use of undeclared identifier 'undefined_thing'; did you mean 'defined_thing'?
    undefined_thing(3);
    ^~~~~~~~~~~~~~~
    defined_thing
/src/card.cpp:3:6: note: 'defined_thing' declared here
void defined_thing(int);
     ^
In file included from /src/card.cpp:2:
/src/b.hpp:2:41: error: member reference base type 'int' is not a structure or union
template <class T> int g(T t) { return t.foo(); }
                                       ~^~~~
2 errors generated.
)";
} // namespace

TEST_CASE("what g++ says: errors first, with places, flags and who asked for a template") {
    const auto all = parse_diagnostics(from_gcc, "/src");

    CHECK(all.errors == 2);
    CHECK(all.warnings == 1);
    REQUIRE(all.shown.size() == 3);
    CHECK(all.shown[0].message == "'struct S' has no member named 'yy'");
    CHECK(all.shown[0].place.file == "/src/card.cpp");
    CHECK(all.shown[0].place.line == 7);
    CHECK(all.shown[0].place.column == 7);
    REQUIRE(all.shown[0].beneath.size() == 2);
    CHECK(all.shown[0].beneath[0] == "    7 |     s.yy = 4;");
    CHECK(all.shown[1].place.file == "/src/b.hpp");
    REQUIRE(all.shown[1].notes.size() == 1);
    CHECK(all.shown[1].notes[0].place.line == 10);
    CHECK(all.shown[2].severity == Severity::warning);
    CHECK(all.shown[2].message == "unused variable 'unused'");
    CHECK(all.shown[2].flag == "-Wunused-variable");
    CHECK(all.text == from_gcc);
}

TEST_CASE("what clang says: notes belong to their error, and only the drawing is beneath it") {
    const auto all = parse_diagnostics(from_clang, "/src");

    REQUIRE(all.shown.size() == 2);
    CHECK(all.shown[0].message == "use of undeclared identifier 'undefined_thing'; did you mean 'defined_thing'?");
    REQUIRE(all.shown[0].notes.size() == 1);
    CHECK(all.shown[0].notes[0].message == "'defined_thing' declared here");
    CHECK(all.shown[0].notes[0].beneath.front() == "void defined_thing(int);");
    CHECK(all.shown[1].place.line == 2);
    CHECK(all.shown[1].beneath.size() == 2);
}

TEST_CASE("a header that is not there is an error at its line") {
    const auto all =
        parse_diagnostics("h.cpp:1:10: fatal error: nothere.hpp: No such file or directory\n"
                          "    1 | #include \"nothere.hpp\"\n      |          ^~~~~~~~~~~~~\ncompilation terminated.\n",
                          "/src");

    REQUIRE(all.first_error());
    CHECK(all.first_error()->place.file == "/src/h.cpp");
    CHECK(all.first_error()->message == "nothere.hpp: No such file or directory");
}

TEST_CASE("what linkers say about a missing function names the function and the file that wants it") {
    const auto source_of = [](std::string_view object) -> std::optional<std::string> {
        return object.ends_with("0123.o") ? std::optional<std::string>("/src/card.cpp") : std::nullopt;
    };
    struct Case {
        const char* linker;
        const char* text;
        int line;
    };
    const Case cases[] = {
        {"mold", "mold: error: undefined symbol: n::other()\n>>> referenced by card.cpp\n>>>               /cache/0123.o:(f())\n",
         0},
        {"lld",
         "ld.lld: error: undefined symbol: n::other()\n>>> referenced by card.cpp:4 (/src/card.cpp:4)\n>>>               "
         "0123.o:(f())\n\n",
         4},
        {"gold", "/src/card.cpp:4: error: undefined reference to 'n::other()'\n", 4},
        {"bfd",
         "/usr/bin/ld: 0123.o: in function `f()':\n/src/card.cpp:4: undefined reference to `n::other()'\ncollect2: error: ld "
         "returned 1 exit status\n",
         4},
        {"bfd again",
         "/usr/bin/ld: /src/card.cpp:4: undefined reference to `n::other()'\ncollect2: error: ld returned 1 exit status\n", 4},
    };
    for (const auto& one : cases) {
        CAPTURE(one.linker);
        const auto all = parse_diagnostics(one.text, "/cache", source_of);

        CHECK(all.errors == 1);
        REQUIRE(all.first_error());
        CHECK(all.first_error()->message.find("n::other()") != std::string::npos);
        CHECK(all.first_error()->place.file == "/src/card.cpp");
        CHECK(all.first_error()->place.line == one.line);
    }
}

TEST_CASE("mangled names become those people write") {
    CHECK(demangle_all("undefined reference to `_ZN1n5otherEv'") == "undefined reference to `n::other()'");
    CHECK(demangle_all("a_Zb _Zx") == "a_Zb _Zx");
}

TEST_CASE("a thousand errors: twenty are shown, all are counted, none is lost") {
    std::string text;
    for (int i = 1; i <= 1000; ++i)
        text += "a.cpp:" + std::to_string(i) + ":1: warning: w [-Wall]\na.cpp:" + std::to_string(i) + ":2: error: e\n";

    const auto all = parse_diagnostics(text, "/src");

    CHECK(all.errors == 1000);
    CHECK(all.warnings == 1000);
    CHECK(all.shown.size() == Diagnostics::most_shown);
    CHECK(all.shown.front().place.line == 1);
    CHECK(all.shown.back().severity == Severity::error);
    CHECK(all.text.size() == text.size());
}

TEST_CASE("an excerpt holds the lines around the place, with their numbers") {
    const asista::test::TempDir folder;
    asista::test::write_file(folder / "a.cpp", "1\n2\n3\n4\n5\n6\n7\n8\n");
    auto all = parse_diagnostics("a.cpp:5:1: error: e\na.cpp:1:1: error: f\nother.cpp:1:1: error: g\n", folder.path());

    add_excerpts(all);

    CHECK(all.shown[0].excerpt == std::vector<std::string>{"2", "3", "4", "5", "6", "7"});
    CHECK(all.shown[0].excerpt_first_line == 2);
    CHECK(all.shown[1].excerpt_first_line == 1);
    CHECK(all.shown[1].excerpt.size() == 3);
    CHECK(all.shown[2].excerpt.empty());
}

TEST_CASE("want of room is understood from what each compiler and linker says, and not from what the author's text says") {
    const auto says = [](std::string_view text) { return is_want_of_room(parse_diagnostics(text, "/src")); };
    // As they said it on a full file system.
    CHECK(says(
        "/tmp/ccA0WTsg.s: Assembler messages:\n/tmp/ccA0WTsg.s: Fatal error: can't write 188 bytes to section .text of a.o: 'No "
        "space left on device'\n"));
    CHECK(says("a.cpp:4:136: fatal error: error writing to /tmp/ccgYKEq2.s: No space left on device\n    4 | int a;\n"));
    CHECK(says(
        "fatal error: error in backend: IO failure on output stream: No space left on device\nPLEASE submit a bug report\n"));
    CHECK(says("mold: failed to write to an output file. Disk full?\n"));
    CHECK(says("/usr/bin/ld.gold: fatal error: a.so: No space left on device\ncollect2: error: ld returned 1 exit status\n"));
    CHECK(says("/usr/bin/ld.bfd: final link failed: Disk quota exceeded\ncollect2: error: ld returned 1 exit status\n"));

    CHECK_FALSE(says("a.cpp:4:9: error: expected ';'\n    4 | say(\"No space left on device\")\n"));
    CHECK_FALSE(says("a.cpp:4:9: error: expected ';'\nmold: failed to write to an output file. Disk full?\n"));
    CHECK_FALSE(says(""));

    const auto one =
        want_of_room(parse_diagnostics("mold: failed to write to an output file. Disk full?\n", "/src"), {"/c", "/t"});
    REQUIRE(one.first_error());
    CHECK(one.first_error()->message == "there is no room for what is built; make room in /c and /t, then save again");
    CHECK(one.text == "mold: failed to write to an output file. Disk full?\n");
}
