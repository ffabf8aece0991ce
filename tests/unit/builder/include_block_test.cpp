#include "builder/include_block.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

using asista::builder::include_block;
using asista::test::TempDir;
using asista::test::write_file;

namespace {
std::string block_of(const TempDir& folder, std::string_view text) {
    write_file(folder / "card.cpp", text);
    return include_block(folder / "card.cpp", folder.path(), {});
}
} // namespace

TEST_CASE("the leading includes are taken, comments left out, code ends them") {
    const TempDir folder;
    CHECK(
        block_of(
            folder,
            "// A card.\n/* of\n mine */\n#include <asista/plugin.hpp> // the SDK\n\n#  include \"imgui.h\"\n#include <vector>\n"
            "namespace x {}\n#include <map>\n") == "#include <asista/plugin.hpp>\n#include \"imgui.h\"\n#include <vector>\n");
    CHECK(block_of(folder, "int x;\n#include <map>\n").empty());
    CHECK(block_of(folder, "").empty());
}

TEST_CASE("macros before an include shape it and are taken along: a condition ends the block") {
    const TempDir folder;
    CHECK(block_of(folder, "#define IMGUI_DEFINE_MATH_OPERATORS\n#include <imgui.h>\n#if X\n#include <map>\n#endif\n") ==
          "#define IMGUI_DEFINE_MATH_OPERATORS\n#include <imgui.h>\n");
    CHECK(block_of(folder, "#define A\n").empty()); // nothing to precompile
    CHECK(block_of(folder, "#include <map>\n#define A \\\n 1\n#include <set>\n") == "#include <map>\n");
}

TEST_CASE("an own header is replaced by what it begins with") {
    const TempDir folder;
    write_file(folder / "card.hpp", "#pragma once\n#include \"sub/part.hpp\"\n#include <string>\nstruct Card {};\n");
    write_file(folder / "sub/part.hpp",
               "#ifndef PART_HPP\n#define PART_HPP\n#include <asista/plugin.hpp>\nint part();\n#endif\n");

    CHECK(block_of(folder, "#include \"card.hpp\"\n#include <vector>\n") ==
          "#include <asista/plugin.hpp>\n#include <string>\n#include <vector>\n");
}

TEST_CASE("behind an own header that defines macros order matters, so the block ends") {
    const TempDir folder;
    write_file(folder / "card.hpp", "#include <string>\nstruct Card {};\n#define NDEBUG\n");

    CHECK(block_of(folder, "#include \"card.hpp\"\n#include <cassert>\n") == "#include <string>\n");
}

TEST_CASE("headers that include each other end") {
    const TempDir folder;
    write_file(folder / "a.hpp", "#pragma once\n#include \"b.hpp\"\n#include <string>\n");
    write_file(folder / "b.hpp", "#pragma once\n#include \"a.hpp\"\n#include <map>\n");

    CHECK(block_of(folder, "#include \"a.hpp\"\n") == "#include <map>\n#include <string>\n");
}
