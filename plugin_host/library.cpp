// Reading ELF without trusting it: every offset is held against the size of the file before it is followed.
#include "library.hpp"

#include "refusals.hpp"

#include <algorithm>
#include <asista/plugin.h>
#include <cstring>
#include <dlfcn.h>
#include <elf.h>
#include <optional>
#include <string>
#include <sys/stat.h>

namespace asista::host {

namespace {
#if defined(__x86_64__)
constexpr std::uint16_t own_machine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t own_machine = EM_AARCH64;
#endif

// The file's bytes as Ts at `offset`; nothing when they do not lie in it whole.
template <class T> std::optional<T> read_at(std::span<const std::byte> file, std::uint64_t offset) {
    if (offset > file.size() || file.size() - offset < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, file.data() + offset, sizeof value);
    return value;
}
std::string_view text_at(std::span<const std::byte> file, const Elf64_Shdr& strings, std::uint32_t offset) {
    if (offset >= strings.sh_size || strings.sh_offset > file.size() || strings.sh_size > file.size() - strings.sh_offset)
        return {};
    const auto* const begin = reinterpret_cast<const char*>(file.data()) + strings.sh_offset + offset;
    return {begin, ::strnlen(begin, strings.sh_size - offset)};
}

// Functions and globals that only a copy of the library itself defines. Inline functions of its headers are weak or local (`L`)
// in anybody's code and are not meant.
bool is_imgui_code(std::string_view name, const Elf64_Sym& symbol) {
    if (name == "GImGui" || name == "GImPlot") return true;
    if (name.ends_with("$plt") || name.ends_with("$pltgot")) return false; // how mold names the jumps to somebody else's copy
    if (ELF64_ST_BIND(symbol.st_info) == STB_WEAK || ELF64_ST_TYPE(symbol.st_info) != STT_FUNC) return false;
    for (const std::string_view space : {"_ZN5ImGui", "_ZN6ImPlot", "_ZN11ImFontAtlas", "_ZN10ImDrawList"}) {
        if (name.starts_with(space)) return name.size() > space.size() && name[space.size()] != 'L';
    }
    return false;
}

struct Findings {
    bool has_entry = false;
    std::string imgui_symbol; // one it defines
};

Result<void> read_symbols(std::span<const std::byte> file, const Elf64_Shdr& table, const Elf64_Shdr& strings, bool exported,
                          Findings& findings) {
    const std::uint64_t count = table.sh_size / sizeof(Elf64_Sym);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto symbol = read_at<Elf64_Sym>(file, table.sh_offset + i * sizeof(Elf64_Sym));
        if (!symbol) return fail(Errc::invalid, "the library is cut off; wait until it is written whole");
        if (symbol->st_shndx == SHN_UNDEF) continue;
        const std::string_view name = text_at(file, strings, symbol->st_name);
        findings.has_entry = findings.has_entry || (exported && name == ASISTA_PLUGIN_ENTRY_SYMBOL);
        if (findings.imgui_symbol.empty() && is_imgui_code(name, *symbol)) findings.imgui_symbol = name;
    }
    return {};
}
} // namespace

Result<void> check_library(std::span<const std::byte> file) {
    const auto header = read_at<Elf64_Ehdr>(file, 0);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0)
        return fail(Errc::invalid, "the library is not an ELF file");
    if (header->e_ident[EI_CLASS] != ELFCLASS64 || header->e_machine != own_machine) {
        return fail(Errc::invalid, "the library is built for another processor");
    }
    if (header->e_type != ET_DYN) return fail(Errc::invalid, "the file is not a shared library; link it with -shared");
    if (header->e_shoff == 0 || header->e_shnum == 0 || header->e_shentsize != sizeof(Elf64_Shdr)) {
        return fail(Errc::invalid, "the library has no section table; do not strip its sections");
    }
    Findings findings;
    for (std::uint32_t i = 0; i < header->e_shnum; ++i) {
        const auto section = read_at<Elf64_Shdr>(file, header->e_shoff + std::uint64_t{i} * sizeof(Elf64_Shdr));
        if (!section) return fail(Errc::invalid, "the library is cut off; wait until it is written whole");
        if (section->sh_type != SHT_DYNSYM && section->sh_type != SHT_SYMTAB) continue;
        const auto strings =
            section->sh_link < header->e_shnum
                ? read_at<Elf64_Shdr>(file, header->e_shoff + std::uint64_t{section->sh_link} * sizeof(Elf64_Shdr))
                : std::nullopt;
        if (!strings) return fail(Errc::invalid, "the library has a broken symbol table");
        TRY(read_symbols(file, *section, *strings, section->sh_type == SHT_DYNSYM, findings));
    }
    if (!findings.imgui_symbol.empty()) {
        return fail(Errc::invalid,
                    "the library carries its own copy of Dear ImGui ({}); link the SDK's headers only, not ImGui's sources",
                    findings.imgui_symbol);
    }
    if (!findings.has_entry) {
        return fail(Errc::invalid, "the library does not export {}; add ASISTA_PLUGIN(...) to one source file",
                    ASISTA_PLUGIN_ENTRY_SYMBOL);
    }
    return {};
}

Result<const void*> open_library(UniqueFd fd, std::string_view imgui_key) {
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("open the library");
    const auto file = TRY(Mapping::map(fd, static_cast<std::size_t>(info.st_size), Access::read));
    TRY(check_library({file.data(), file.size()}));

    // dlopen takes a path. This one names the very memory that was checked, which is sealed. Nothing can be opened in here any more, be
    // it there or not: the sandbox answers for this one path with the descriptor.
    const OpenByNumber offer(fd.get());
    void* const library = ::dlopen(fmt::format("/proc/self/fd/{}", fd.get()).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        const char* const reason = ::dlerror();
        std::string text = reason != nullptr ? reason : "unknown error";
        // "/proc/self/fd/9: undefined symbol: x": the path says nothing to anybody.
        if (const auto colon = text.find(": "); text.starts_with("/proc/self/fd/") && colon != std::string::npos)
            text.erase(0, colon + 2);
        return fail(Errc::invalid, "the library cannot be opened: {}", text);
    }
    const auto* const entry = static_cast<const asista_plugin_entry*>(::dlsym(library, ASISTA_PLUGIN_ENTRY_SYMBOL));
    if (entry == nullptr) return fail(Errc::invalid, "the library does not export {}", ASISTA_PLUGIN_ENTRY_SYMBOL);
    if (entry->struct_size < sizeof(asista_plugin_entry) || entry->create == nullptr || entry->imgui_key == nullptr) {
        return fail(Errc::invalid, "the library's entry is not filled in; use the ASISTA_PLUGIN macro of the SDK");
    }
    if (entry->abi_major != ASISTA_ABI_MAJOR || entry->abi_minor > ASISTA_ABI_MINOR) {
        return fail(Errc::unsupported, "the plugin is built for interface {}.{}, this client offers {}.{}", entry->abi_major,
                    entry->abi_minor, ASISTA_ABI_MAJOR, ASISTA_ABI_MINOR);
    }
    const std::string_view key = entry->imgui_key;
    if (!key.empty() && key != imgui_key) {
        return fail(Errc::unsupported, "the plugin is built with another Dear ImGui ({}); rebuild it with this client's SDK ({})",
                    key, imgui_key);
    }
    return entry;
}

} // namespace asista::host
