#include "runtime/library_needs.hpp"

#include "runtime/plugin_log.hpp"

#include <cstdint>
#include <cstring>
#include <elf.h>
#include <optional>

namespace asista::runtime {

namespace {
constexpr std::size_t most_libraries = 200;

template <class T> std::optional<T> read_at(std::span<const std::byte> file, std::uint64_t offset) {
    if (offset > file.size() || file.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, file.data() + offset, sizeof value);
    return value;
}
} // namespace

Result<LibraryNeeds> library_needs(std::span<const std::byte> file) {
    LibraryNeeds needs;
    const auto header = read_at<Elf64_Ehdr>(file, 0);
    if (!header) return fail(Errc::invalid, "the library is cut off");
    for (std::uint32_t i = 0; i < header->e_shnum; ++i) {
        const auto section = read_at<Elf64_Shdr>(file, header->e_shoff + std::uint64_t{i} * sizeof(Elf64_Shdr));
        if (!section || section->sh_type != SHT_DYNAMIC || section->sh_link >= header->e_shnum) continue;
        const auto strings = read_at<Elf64_Shdr>(file, header->e_shoff + std::uint64_t{section->sh_link} * sizeof(Elf64_Shdr));
        if (!strings) continue;
        for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= section->sh_size; at += sizeof(Elf64_Dyn)) {
            const auto entry = read_at<Elf64_Dyn>(file, section->sh_offset + at);
            if (!entry || entry->d_tag == DT_NULL) break;
            if (entry->d_tag != DT_NEEDED) continue;
            const auto name = strings->sh_offset + entry->d_un.d_val;
            if (entry->d_un.d_val >= strings->sh_size || name >= file.size() || needs.libraries.size() == most_libraries)
                return fail(Errc::invalid, "the library's list of what it needs is damaged");
            const auto* const begin = reinterpret_cast<const char*>(file.data()) + name;
            needs.libraries.push_back(printable_line({begin, ::strnlen(begin, file.size() - name)}));
        }
        break; // a library has one; a forged file could name the same bytes 65,535 times
    }
    return needs;
}

} // namespace asista::runtime
