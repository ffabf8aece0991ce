// Judging a library by its file alone.
#include "build_folder.hpp"
#include "library.hpp"

#include <asista/imgui_key.hpp>
#include <cstring>
#include <doctest/doctest.h>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

using namespace asista;

namespace {
using test::build_folder;
std::vector<std::byte> read_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<std::byte> bytes(std::filesystem::file_size(path));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}
std::vector<std::byte> good() { return read_file(build_folder() / "plugins/ai.asista.imgui-demo/plugin.so"); }
std::string verdict(std::span<const std::byte> file) {
    const auto checked = host::check_library(file);
    return checked ? "" : checked.error().message;
}
} // namespace

TEST_CASE("a plugin as the SDK builds it is fine") { CHECK(verdict(good()).empty()); }

TEST_CASE("what is no plugin is told so, with the remedy") {
    CHECK(verdict({}).find("not an ELF file") != std::string::npos);
    CHECK(verdict(std::vector<std::byte>(4096)).find("not an ELF file") != std::string::npos);
    CHECK(verdict(read_file(build_folder() / "bin/asista-plugin-host")).find("does not export asista_plugin_entry_v1") !=
          std::string::npos);

    const std::string own_copy = verdict(read_file(build_folder() / "lib/libasista_imgui.so"));
    CHECK(own_copy.find("its own copy of Dear ImGui") != std::string::npos);

    auto other = good();
    reinterpret_cast<Elf64_Ehdr*>(other.data())->e_machine = EM_S390;
    CHECK(verdict(other).find("another processor") != std::string::npos);
    other = good();
    reinterpret_cast<Elf64_Ehdr*>(other.data())->e_type = ET_REL;
    CHECK(verdict(other).find("-shared") != std::string::npos);
}

// The linker mold writes a local symbol for each jump into another library, named after where it leads.
TEST_CASE("jumps into the host's copy of Dear ImGui are no copy, what stands beside them is") {
    for (const auto& [name, fine] : {std::pair("_ZN5ImGui3EndEv$plt", true), std::pair("_ZN5ImGui3EndEv$pltgot", true),
                                     std::pair("_ZN5ImGui3EndEv", false)}) {
        CAPTURE(name);
        auto library = good();
        const auto& header = *reinterpret_cast<const Elf64_Ehdr*>(library.data());
        const auto* const sections = reinterpret_cast<const Elf64_Shdr*>(library.data() + header.e_shoff);
        // A table of one symbol and its name, put behind the file in the place of the one it has.
        for (unsigned i = 0; i < header.e_shnum; ++i) {
            if (sections[i].sh_type != SHT_SYMTAB) continue;
            auto table = sections[i];
            auto strings = sections[table.sh_link];
            const std::size_t at = library.size(), table_at = header.e_shoff + i * sizeof(Elf64_Shdr),
                              strings_at = header.e_shoff + table.sh_link * sizeof(Elf64_Shdr);
            Elf64_Sym symbol{};
            symbol.st_name = 1;
            symbol.st_info = ELF64_ST_INFO(STB_LOCAL, STT_FUNC);
            symbol.st_shndx = 1;
            table.sh_offset = at;
            table.sh_size = sizeof symbol;
            strings.sh_offset = at + sizeof symbol;
            strings.sh_size = std::strlen(name) + 2;
            library.resize(at + table.sh_size + strings.sh_size);
            std::memcpy(library.data() + at, &symbol, sizeof symbol);
            std::memcpy(library.data() + strings.sh_offset + 1, name, std::strlen(name));
            std::memcpy(library.data() + table_at, &table, sizeof table);
            std::memcpy(library.data() + strings_at, &strings, sizeof strings);
            break;
        }
        CHECK(verdict(library).empty() == fine);
    }
}

TEST_CASE("a library in the middle of being written is refused at every length") {
    const auto whole = good();
    for (std::size_t size = 0; size < whole.size(); size += 1 + whole.size() / 200) {
        CAPTURE(size);
        CHECK_FALSE(verdict(std::span(whole).first(size)).empty());
    }
    auto zeroed = whole; // full size first, content later
    std::memset(zeroed.data() + 64, 0, zeroed.size() - 64);
    CHECK_FALSE(verdict(zeroed).empty());
}

TEST_CASE("no byte of the file is trusted") {
    const auto whole = good();
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        auto broken = whole;
        auto& header = *reinterpret_cast<Elf64_Ehdr*>(broken.data());
        switch (random() % 3) {
        case 0: header.e_shoff = random() % 2 == 0 ? ~std::uint64_t{0} - random() % 100 : random(); break;
        case 1: header.e_shnum = static_cast<std::uint16_t>(random()); break;
        default:
            for (int i = 0; i < 40; ++i) {
                const std::size_t table = header.e_shoff + random() % (header.e_shnum * sizeof(Elf64_Shdr));
                broken[table] = static_cast<std::byte>(random());
            }
        }
        static_cast<void>(verdict(broken)); // must come back, with whatever verdict
    }
}

TEST_CASE("a library is opened from sealed memory and its key compared") {
    const auto fd = [] {
        auto copy = make_sealed_copy("plugin", good());
        REQUIRE(copy);
        return std::move(*copy);
    };
    REQUIRE(ImGui::GetVersion() != nullptr); // the host has the library in memory before any plugin asks for it
    const auto wrong = host::open_library(fd(), "imgui 1 other");
    REQUIRE_FALSE(wrong);
    INFO(wrong.error().message);
    CHECK(wrong.error().code == Errc::unsupported);
    CHECK(wrong.error().message.find(imgui_key()) != std::string::npos);
    CHECK(wrong.error().message.find("rebuild it") != std::string::npos);

    const auto right = host::open_library(fd(), imgui_key());
    REQUIRE(right);
    CHECK(*right != nullptr);
    CHECK_FALSE(host::open_library(UniqueFd(), imgui_key()));
}
