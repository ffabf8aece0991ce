// The commands that lead gdb to a plugin's process.
#include "core/debug_files.hpp"
#include "runtime/debuggee.hpp"

#include <doctest/doctest.h>

#include <unistd.h>

using namespace asista;

TEST_CASE("what names a file for shell and gdb is one word, whatever is in it") {
    CHECK(core::in_shell_quotes("/a b/it's") == "'/a b/it'\\''s'");
    const auto commands = core::gdb_commands({42, {}, 0x7f0000001000, {"/lib/x", "/opt/y"}}, "/opt/a \"b\"/host", "/c/d.so");
    CHECK(commands.find("file \"/opt/a \\\"b\\\"/host\"\n") != std::string::npos);
    CHECK(commands.find("set solib-search-path /lib/x:/opt/y\n") != std::string::npos);
    CHECK(commands.find("attach 42\n") != std::string::npos);
    CHECK(commands.find("add-symbol-file \"/c/d.so\" -o 0x7f0000001000\n") != std::string::npos);
}

TEST_CASE("a process that has not opened the library is none to debug, and one that nobody holds is not traced") {
    const auto found = runtime::look_at_process(::getpid(), make_sealed_copy("asista-test-nowhere", {}).value_or(UniqueFd()));
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Errc::not_found);
    CHECK_FALSE(runtime::is_traced(0));
}

TEST_CASE("where a library lies is found by the file, and the folders of the others with it") {
    const std::string content(8192, 'x');
    auto library = make_sealed_copy("asista-test-library", std::as_bytes(std::span(content)));
    REQUIRE(library);
    const auto mapped = Mapping::map(*library, content.size(), Access::read);
    REQUIRE(mapped);
    const auto found = runtime::look_at_process(::getpid(), std::move(*library));
    REQUIRE_MESSAGE(found, found.error().message);
    CHECK(found->pid == ::getpid());
    CHECK(found->loaded_at == reinterpret_cast<std::uintptr_t>(mapped->data()));
    CHECK_FALSE(found->folders.empty());
}
