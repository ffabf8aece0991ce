#include "builder/compile_flags.hpp"
#include "builder/depfile.hpp"

#include <doctest/doctest.h>

using namespace asista::builder;
using Words = std::vector<std::string>;

TEST_CASE("a command is taken apart as a shell would") {
    CHECK(split_command(R"(c++ -DA=\"x.h\"  '-DB=a b' "-I/a b/c" -D"C=\"q\"" '')") ==
          Words{"c++", "-DA=\"x.h\"", "-DB=a b", "-I/a b/c", "-DC=\"q\"", ""});
    CHECK(split_command("").empty());
}

TEST_CASE("of a database's command, what the text means stays and how it was compiled goes") {
    const auto clean = clean_flags(
        split_command(
            "env CCACHE_NOHASHDIR=1 /usr/bin/ccache /usr/bin/c++ -DX -I/sdk -isystem /imgui -O1 -g1 -fPIC -fvisibility=hidden "
            "-fno-gnu-unique -Wall -Werror -std=c++20 -Winvalid-pch -include /b/cmake_pch.hxx -MD -MT o -MF o.d -o x.dir/a.cpp.o "
            "-c /src/a.cpp"),
        "/src/a.cpp", "/b");

    CHECK(clean.flags == Words{"-DX", "-I/sdk", "-isystem", "/imgui", "-fPIC", "-fvisibility=hidden", "-Wall", "-std=c++20"});
    CHECK(clean.output == "x.dir/a.cpp.o");
    CHECK(clean.link.empty());
}

TEST_CASE("a sanitizer is the linker's business too, and a source may be named relative to its folder") {
    const auto clean = clean_flags({"g++", "-fsanitize=address", "-c", "src/a.cpp", "-o", "a.o"}, "/b/src/a.cpp", "/b");

    CHECK(clean.flags == Words{"-fsanitize=address"});
    CHECK(clean.link == Words{"-fsanitize=address"});
}

TEST_CASE("a list of dependencies is read with make's escapes") {
    const auto files = parse_depfile(
        "/b/a\\ b.o: /src/my\\ file.cpp /usr/include/x.h \\\n  rel/y.hpp rel/y.hpp $$z \\\n/src/c\\#.h\n\nrel/y.hpp:\n", "/src");

    CHECK(files == FileNames{"/src/my file.cpp", "/usr/include/x.h", "/src/rel/y.hpp", "/src/$z", "/src/c#.h"});
    CHECK(parse_depfile("", "/").empty());
}
