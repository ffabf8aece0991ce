#include "builder/toolchain.hpp"

#include "loop_wait.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <optional>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
namespace fs = std::filesystem;

namespace {
void write_program(const fs::path& file, const std::string& script) {
    test::write_file(file, "#!/bin/sh\n" + script);
    fs::permissions(file, fs::perms::owner_all);
}
Result<Toolchain> search(const std::string& path, const std::string& compiler = {}, const std::string& linker = {}) {
    const runtime::SystemClock clock;
    auto loop = std::move(*runtime::EventLoop::create(clock));
    std::optional<Result<Toolchain>> found;
    const auto running =
        ToolchainSearch::start(*loop, compiler, linker, path, [&](Result<Toolchain> it) { found = std::move(it); });
    REQUIRE(test::run_until(
        *loop, [&] { return found.has_value(); }, 60'000));
    return std::move(*found);
}
// A compiler that knows where the system's files are, as far as its search is concerned.
std::string answers(const TempDir& folder) {
    return "case $1 in *crtbeginS.o) echo " + (folder / "lib/crtbeginS.o").string() + ";; *) echo " +
           (folder / "lib/libc.so.6").string() + ";; esac\n";
}
void write_libraries(const TempDir& folder) {
    for (const char* name :
         {"crtbeginS.o", "crtendS.o", "libc.so.6", "libstdc++.so.6", "libm.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"})
        test::write_file(folder / (std::string("lib/") + name), "x");
}
} // namespace

TEST_CASE("the newest clang++ is preferred, and of the linkers mold") {
    const TempDir folder;
    write_libraries(folder);
    for (const char* name : {"g++", "clang++", "clang++-14", "clang++-19"})
        write_program(folder / (std::string("bin/") + name), answers(folder));
    for (const char* name : {"ld", "mold", "ld.lld"}) write_program(folder / (std::string("bin/") + name), "");

    const auto found = search((folder / "bin").string());

    REQUIRE(found);
    CHECK(found->compiler == folder / "bin/clang++-19");
    CHECK(found->family == Family::clang);
    CHECK(found->linker == folder / "bin/mold");
    CHECK(found->libraries.size() == 5);
    CHECK(found->name() == "clang++-19, mold");
}

TEST_CASE("a clang without a standard library is passed over") {
    const TempDir folder;
    write_libraries(folder);
    write_program(folder / "bin/clang++-19", "echo crtbeginS.o\n");
    write_program(folder / "bin/g++", answers(folder));
    write_program(folder / "bin/ld", "");

    const auto found = search((folder / "bin").string());

    REQUIRE(found);
    CHECK(found->compiler == folder / "bin/g++");
    CHECK(found->family == Family::gnu);
    CHECK(found->linker_kind == "bfd");
}

TEST_CASE("what is missing is said with the package that has it") {
    const TempDir folder;
    fs::create_directories(folder / "bin");
    const auto nothing = search((folder / "bin").string());
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == Errc::not_found);
    CHECK(nothing.error().message.find("apt-get install g++") != std::string::npos);

    write_program(folder / "bin/g++", "");
    const auto no_linker = search((folder / "bin").string());
    REQUIRE_FALSE(no_linker);
    CHECK(no_linker.error().message.find("apt-get install binutils") != std::string::npos);

    write_program(folder / "bin/ld", "");
    const auto no_library = search((folder / "bin").string());
    REQUIRE_FALSE(no_library);
    CHECK(no_library.error().message.find("standard library") != std::string::npos);

    const auto other = search((folder / "bin").string(), "clang++-77");
    REQUIRE_FALSE(other);
    CHECK(other.error().message.find("clang++-77") != std::string::npos);
}

namespace {
// One that also answers where its run-time libraries of the sanitizers are; the bare name is the answer of a compiler without.
std::string answers_with_runtime(const TempDir& folder, const std::string& names) {
    return "case $1 in *crtbeginS.o) echo " + (folder / "lib/crtbeginS.o").string() + ";; *libc.so.6) echo " +
           (folder / "lib/libc.so.6").string() + ";; " + names + ") echo " + (folder / "lib").string() +
           "/${1#-print-file-name=};; *) echo ${1#-print-file-name=};; esac\n";
}
Result<Toolchain> search_for_sanitizers(const TempDir& folder, const std::string& compiler = {}) {
    const runtime::SystemClock clock;
    auto loop = std::move(*runtime::EventLoop::create(clock));
    std::optional<Result<Toolchain>> found;
    const auto running = ToolchainSearch::start(
        *loop, compiler, {}, (folder / "bin").string(), [&](Result<Toolchain> it) { found = std::move(it); },
        BuildKind::sanitizer);
    REQUIRE(test::run_until(
        *loop, [&] { return found.has_value(); }, 60'000));
    return std::move(*found);
}
} // namespace

TEST_CASE("for sanitizers a compiler is taken that has their run-time library") {
    const TempDir folder;
    write_libraries(folder);
    test::write_file(folder / "lib/libasan.so.8.0.0", "x");
    test::write_file(folder / "lib/libubsan.so", "x");
    fs::create_symlink("libasan.so.8.0.0", folder / "lib/libasan.so");
    write_program(folder / "bin/clang++-19", answers_with_runtime(folder, "*none*"));
    write_program(folder / "bin/g++", answers_with_runtime(folder, "*san.so"));
    write_program(folder / "bin/mold", "");

    const auto found = search_for_sanitizers(folder);

    REQUIRE_MESSAGE(found, found.error().message);
    CHECK(found->compiler == folder / "bin/g++");
    CHECK(found->sanitizer.libraries ==
          std::vector<fs::path>{fs::canonical(folder / "lib/libasan.so.8.0.0"), fs::canonical(folder / "lib/libubsan.so")});
    CHECK(found->libraries.size() == 5);
}

TEST_CASE("a clang's run-time library is found by either of its names") {
    for (const char* const name : {"libclang_rt.asan-x86_64.so", "libclang_rt.asan-aarch64.so", "libclang_rt.asan.so"}) {
        const TempDir folder;
        write_libraries(folder);
        test::write_file(folder / (std::string("lib/") + name), "x");
        write_program(folder / "bin/clang++-19", answers_with_runtime(folder, std::string("*") + name));
        write_program(folder / "bin/mold", "");
        const auto found = search_for_sanitizers(folder);
        const bool of_other_machine = std::string_view(name).find(
#if defined(__aarch64__)
                                          "x86_64"
#else
                                          "aarch64"
#endif
                                          ) != std::string_view::npos;
        REQUIRE(found.has_value() != of_other_machine);
        if (found) CHECK(found->sanitizer.libraries == std::vector{fs::canonical(folder / (std::string("lib/") + name))});
    }
}

TEST_CASE("where no compiler has that library, the package is named that brings it") {
    const TempDir folder;
    write_libraries(folder);
    write_program(folder / "bin/mold", "");
    write_program(folder / "bin/clang++-19", answers_with_runtime(folder, "*none*"));

    const auto refused = search_for_sanitizers(folder);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::not_found);
    CHECK(refused.error().message.find("apt-get install libclang-rt-19-dev") != std::string::npos);
    write_program(folder / "bin/g++", answers_with_runtime(folder, "*none*"));
    CHECK(search_for_sanitizers(folder, "g++").error().message.find("apt-get install g++") != std::string::npos);
    CHECK(search(folder.path().string() + "/bin")); // an ordinary build needs none of it
}
