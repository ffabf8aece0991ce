// What sanitizers print, as g++ 12 and clang 14 have them print it here, and libraries that need them.
#include "runtime/sanitizer.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <elf.h>
#include <sstream>

using namespace asista;
using runtime::SanitizerReader;

namespace {
constexpr const char* of_gcc = R"(=================================================================
==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x604000000094 at pc 0x7f837d91848d bp 0x7ffe4c837de0 sp 0x7ffe4c837dd8
READ of size 4 at 0x604000000094 thread T0
    #0 0x7f837d91848c  (/proc/self/fd/9+0x248c)
    #1 0x55ce6ff271b4  (asista-plugin-host+0x11b4)

0x604000000094 is located 4 bytes inside of 40-byte region [0x604000000090,0x6040000000b8)
freed by thread T0 here:
    #0 0x7f837d2b76a8  (/usr/lib/x86_64-linux-gnu/libasan.so.8+0xb76a8)
    #1 0x7f837d9183f6  (/proc/self/fd/9+0x23f6)

SUMMARY: AddressSanitizer: heap-use-after-free (/proc/self/fd/9+0x248c) 
==1==ABORTING)";
constexpr const char* of_clang =
    R"(==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x604000000038 at pc 0x7f15c7d7c817 bp 0x7ffc sp 0x7ffc
WRITE of size 1 at 0x604000000038 thread T0
    #0 0x7f15c7d7c816  (/proc/self/fd/9+0x3816) (BuildId: 3547b30f32f342ad94da1cd1b7b83b4a25f03b99)
SUMMARY: AddressSanitizer: heap-buffer-overflow (/proc/self/fd/9+0x3816) (BuildId: 3547b30f32f342ad94da1cd1b7b83b4a25f03b99) 
==1==ABORTING)";
constexpr const char* sentence_first =
    R"(==1==ERROR: AddressSanitizer: attempting free on address which was not malloc()-ed: 0x604000000094 in thread T0
    #0 0x7f5dabab76a8  (/usr/lib/x86_64-linux-gnu/libasan.so.8+0xb76a8)
SUMMARY: AddressSanitizer: bad-free (/usr/lib/x86_64-linux-gnu/libasan.so.8+0xb76a8) 
==1==ABORTING)";

SanitizerReader read_all(const std::string& text) {
    SanitizerReader reader;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) reader.read(line);
    return reader;
}

// The smallest library with one entry of its dynamic section: that it needs another.
std::vector<std::byte> library_that_needs(std::string_view name) {
    std::vector<std::byte> file(sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Shdr) + 2 * sizeof(Elf64_Dyn));
    Elf64_Ehdr header{};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_shoff = sizeof header;
    header.e_shnum = 2;
    header.e_shentsize = sizeof(Elf64_Shdr);
    std::array<Elf64_Shdr, 2> sections{};
    sections[0].sh_type = SHT_DYNAMIC;
    sections[0].sh_offset = sizeof header + sizeof sections;
    sections[0].sh_size = 2 * sizeof(Elf64_Dyn);
    sections[0].sh_link = 1;
    sections[1].sh_type = SHT_STRTAB;
    sections[1].sh_offset = file.size();
    sections[1].sh_size = name.size() + 2;
    std::array<Elf64_Dyn, 2> entries{};
    entries[0].d_tag = DT_NEEDED;
    entries[0].d_un.d_val = 1;
    std::memcpy(file.data(), &header, sizeof header);
    std::memcpy(file.data() + sizeof header, sections.data(), sizeof sections);
    std::memcpy(file.data() + sections[0].sh_offset, entries.data(), sizeof entries);
    file.push_back(std::byte{0});
    for (const char c : name) file.push_back(static_cast<std::byte>(c));
    file.push_back(std::byte{0});
    return file;
}
} // namespace

TEST_CASE("a report says what was found, in one line, and which calls are in it") {
    const auto reader = read_all(std::string("a line before\n") + of_gcc);

    REQUIRE(reader.finding());
    CHECK(reader.finding()->what == "heap-use-after-free (read of 4 bytes)");
    CHECK(reader.finding()->addresses ==
          std::vector<std::uint64_t>{0x7f837d91848c, 0x55ce6ff271b4, 0x7f837d2b76a8, 0x7f837d9183f6});
    CHECK(reader.finding()->lines.front().find("ERROR: AddressSanitizer: heap-use-after-free") != std::string::npos);
    CHECK(reader.finding()->lines.back() == "==1==ABORTING");
    CHECK(read_all(of_clang).finding()->what == "heap-buffer-overflow (write of 1 byte)");
    CHECK(read_all(sentence_first).finding()->what == "bad-free");
}

TEST_CASE("behaviour that is not defined is told apart by whether the process goes on after it") {
    SanitizerReader reader;
    using Line = SanitizerReader::Line;

    CHECK(reader.read(
              "water.cpp:88:42: runtime error: signed integer overflow: 2147483647 + 1 cannot be represented in type 'int'") ==
          Line::goes_on);
    CHECK_FALSE(reader.finding());
    CHECK(reader.read("something of its own") == Line::other);
    CHECK(
        reader.read(
            "water.cpp:4:5: runtime error: execution reached the end of a value-returning function without returning a value") ==
        Line::report);
    REQUIRE(reader.finding());
    CHECK(reader.finding()->what == "execution reached the end of a value-returning function without returning a value");
}

TEST_CASE("a report without end or sense stays bounded and printable") {
    SanitizerReader reader;
    reader.read("==1==ERROR: AddressSanitizer: \x1b[31mred on address 0x1");
    for (int i = 0; i < 100'000; ++i) reader.read("    #0 0x7f837d91848c  (x)");

    REQUIRE(reader.finding());
    CHECK(reader.finding()->what == "\\x1b[31mred");
    CHECK(reader.finding()->lines.size() <= 300);
    CHECK(reader.finding()->addresses.size() <= 256);
    CHECK_FALSE(read_all("ERROR: AddressSanitizer: ").finding());
    CHECK(
        read_all("==1==ERROR: AddressSanitizer: x\nREAD of size \n    #0 0x\n    # 0xzz\nSUMMARY: AddressSanitizer: ").finding());
}

TEST_CASE("a library that needs a sanitizer's run-time library is told from any other") {
    using runtime::needs_sanitizer;
    CHECK(needs_sanitizer(library_that_needs("libasan.so.8")));
    CHECK(needs_sanitizer(library_that_needs("libubsan.so.1")));
    CHECK(needs_sanitizer(library_that_needs("libclang_rt.asan-x86_64.so")));
    CHECK_FALSE(needs_sanitizer(library_that_needs("libc.so.6")));
    CHECK_FALSE(needs_sanitizer({}));
    const auto whole = library_that_needs("libasan.so.8");
    for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
        // A copy of that size, so that a reading beyond it is one beyond the block.
        const std::vector<std::byte> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        static_cast<void>(needs_sanitizer(cut));
    }
    auto wild = whole;
    for (std::size_t at = 0; at < whole.size(); ++at) {
        wild[at] = std::byte{0xFF};
        static_cast<void>(needs_sanitizer(wild));
        wild[at] = whole[at];
    }
}

TEST_CASE("what the loader cannot be told of is refused") {
    const auto made = runtime::variables_for({{"/usr/lib/libasan.so.8", "/usr/lib/libubsan.so.1"}});
    REQUIRE(made);
    CHECK(made->front() == "LD_PRELOAD=/usr/lib/libasan.so.8:/usr/lib/libubsan.so.1");
    for (const char* const path : {"/opt/my compiler/libasan.so", "/opt/a:b/libasan.so", "libasan.so"}) {
        const auto refused = runtime::variables_for({{path}});
        REQUIRE_FALSE(refused);
        CHECK(refused.error().message.find(path) != std::string::npos);
    }
}
