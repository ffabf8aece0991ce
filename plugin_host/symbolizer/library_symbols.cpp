#include "library_symbols.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cxxabi.h>
#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <gelf.h>
#include <optional>
#include <string_view>

namespace asista::symbolizer {

namespace {
constexpr int deepest_scope = 64; // blocks in blocks in functions; compilers stay far below

std::string cut(std::string_view text) { return std::string(text.substr(0, symbols::max_text_bytes)); }

std::string demangled(const char* name) {
    if (name == nullptr) return {};
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> readable(abi::__cxa_demangle(name, nullptr, nullptr, &status), &std::free);
    return cut(status == 0 && readable ? readable.get() : name);
}

void set_file(symbols::Frame& frame, const char* path) {
    if (path == nullptr) return;
    const std::string_view text = path;
    frame.file = cut(text.substr(text.rfind('/') + 1)); // npos + 1 is 0
    // Where a fault in a container or in the SDK comes to light is rarely where its cause is.
    frame.foreign = text.starts_with("/usr/") || text.find("/include/c++/") != text.npos ||
                    text.ends_with("/asista/plugin.hpp") || text.find("/asista/cpp/") != text.npos;
}

// The name of a function's entry: the linker's, which tells overloads apart, or the plain one.
std::string function_name(Dwarf_Die* function) {
    Dwarf_Attribute memory;
    for (const unsigned attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name, DW_AT_name})
        if (Dwarf_Attribute* const found = dwarf_attr_integrate(function, attribute, &memory); found != nullptr)
            if (const char* const name = dwarf_formstring(found); name != nullptr) return demangled(name);
    return {};
}

std::optional<Dwarf_Word> number(Dwarf_Die* entry, unsigned attribute) {
    Dwarf_Attribute memory;
    Dwarf_Word value = 0;
    if (dwarf_formudata(dwarf_attr(entry, attribute, &memory), &value) != 0) return std::nullopt;
    return value;
}

bool may_hold_functions(int tag) {
    switch (tag) {
    case DW_TAG_namespace:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_module: return true;
    default: return false;
    }
}

// Functions around the address, outermost first: entries of functions and of calls that were inlined.
void find_scopes(Dwarf_Die* parent, Dwarf_Addr address, int depth, std::vector<Dwarf_Die>& scopes) { // NOLINT(misc-no-recursion)
    if (depth > deepest_scope) return;
    Dwarf_Die child;
    if (dwarf_child(parent, &child) != 0) return;
    do {
        const int tag = dwarf_tag(&child);
        if (may_hold_functions(tag)) {
            const std::size_t before = scopes.size();
            find_scopes(&child, address, depth + 1, scopes);
            if (scopes.size() != before) return;
            continue;
        }
        if (tag != DW_TAG_subprogram && tag != DW_TAG_inlined_subroutine && tag != DW_TAG_lexical_block) continue;
        if (dwarf_haspc(&child, address) <= 0) continue;
        if (tag != DW_TAG_lexical_block) scopes.push_back(child);
        return find_scopes(&child, address, depth + 1, scopes);
    } while (dwarf_siblingof(&child, &child) == 0);
}

// The compilation unit that holds the address. Some compilers write no table of them, so every unit is asked.
std::optional<Dwarf_Die> find_unit(Dwarf* dwarf, Dwarf_Addr address) {
    Dwarf_CU* unit = nullptr;
    Dwarf_Die entry, sub;
    std::uint8_t type = 0;
    while (dwarf_get_units(dwarf, unit, &unit, nullptr, &type, &entry, &sub) == 0) {
        Dwarf_Die& whole = type == DW_UT_skeleton ? sub : entry;
        if (dwarf_tag(&whole) != DW_TAG_invalid && dwarf_haspc(&whole, address) > 0) return whole;
    }
    return std::nullopt;
}
} // namespace

void LibrarySymbols::CloseElf::operator()(Elf* elf) const { elf_end(elf); }
void LibrarySymbols::CloseDwarf::operator()(Dwarf* dwarf) const { dwarf_end(dwarf); }

Result<LibrarySymbols> LibrarySymbols::open(int fd, std::span<const std::byte> build_id) {
    elf_version(EV_CURRENT);
    LibrarySymbols library;
    library.elf_.reset(elf_begin(fd, ELF_C_READ_MMAP, nullptr));
    if (!library.elf_ || elf_kind(library.elf_.get()) != ELF_K_ELF) return fail(Errc::invalid, "no ELF file");
    if (!build_id.empty()) {
        const void* own = nullptr;
        const auto size = dwelf_elf_gnu_build_id(library.elf_.get(), &own);
        // Linkers write ids of 8 to 20 bytes and more; a crash record has room for 20, the rest is zero.
        const std::size_t length = std::min(size > 0 ? static_cast<std::size_t>(size) : 0, build_id.size());
        if (length == 0 || !std::ranges::equal(std::span(static_cast<const std::byte*>(own), length), build_id.first(length)))
            return fail(Errc::invalid, "another build than the one that ran");
    }
    library.read_segments();
    library.read_functions(SHT_SYMTAB);
    if (library.functions_.empty()) library.read_functions(SHT_DYNSYM);
    library.dwarf_.reset(dwarf_begin_elf(library.elf_.get(), DWARF_C_READ, nullptr));
    return library;
}

void LibrarySymbols::read_segments() {
    std::size_t count = 0;
    if (elf_getphdrnum(elf_.get(), &count) != 0) return;
    bool any = false;
    for (std::size_t i = 0; i < std::min<std::size_t>(count, 256); ++i) {
        GElf_Phdr header;
        if (gelf_getphdr(elf_.get(), static_cast<int>(i), &header) == nullptr || header.p_type != PT_LOAD) continue;
        lowest_ = any ? std::min<std::uint64_t>(lowest_, header.p_vaddr) : header.p_vaddr;
        any = true;
    }
}

void LibrarySymbols::read_functions(std::uint32_t section_type) {
    Elf_Scn* section = nullptr;
    while ((section = elf_nextscn(elf_.get(), section)) != nullptr) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == nullptr || header.sh_type != section_type || header.sh_entsize == 0) continue;
        Elf_Data* const data = elf_getdata(section, nullptr);
        if (data == nullptr) continue;
        const std::uint64_t count = data->d_size / header.sh_entsize;
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, 4'000'000); ++i) {
            GElf_Sym symbol;
            if (gelf_getsym(data, static_cast<int>(i), &symbol) == nullptr) break;
            if (GELF_ST_TYPE(symbol.st_info) != STT_FUNC || symbol.st_shndx == SHN_UNDEF) continue;
            functions_.push_back({symbol.st_value, symbol.st_size, elf_strptr(elf_.get(), header.sh_link, symbol.st_name)});
        }
    }
    std::ranges::sort(functions_, {}, &Function::begin);
}

std::string LibrarySymbols::function_at(std::uint64_t address) const {
    const auto after = std::ranges::upper_bound(functions_, address, {}, &Function::begin);
    if (after == functions_.begin()) return {};
    const Function& found = *(after - 1);
    // Hand-written functions may have no size: up to the next one then.
    if (found.size != 0 && address - found.begin >= found.size) return {};
    return demangled(found.name);
}

std::vector<symbols::Frame> LibrarySymbols::frames_of_debug_info(std::uint64_t address) const {
    std::vector<symbols::Frame> frames;
    if (!dwarf_) return frames;
    auto unit = find_unit(dwarf_.get(), address);
    if (!unit) return frames;
    std::vector<Dwarf_Die> scopes;
    find_scopes(&*unit, address, 0, scopes);

    symbols::Frame innermost;
    if (Dwarf_Line* const line = dwarf_getsrc_die(&*unit, address); line != nullptr) {
        int number = 0;
        if (dwarf_lineno(line, &number) == 0 && number > 0) innermost.line = static_cast<std::uint32_t>(number);
        set_file(innermost, dwarf_linesrc(line, nullptr, nullptr));
    }
    Dwarf_Files* files = nullptr;
    std::size_t file_count = 0;
    if (dwarf_getsrcfiles(&*unit, &files, &file_count) != 0) file_count = 0;
    // From inside out: each function has the line of the one inlined into it.
    symbols::Frame here = std::move(innermost);
    for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
        here.function = function_name(&*scope);
        here.inlined = dwarf_tag(&*scope) == DW_TAG_inlined_subroutine;
        frames.push_back(here);
        if (!here.inlined) break;
        here = {};
        if (const auto file = number(&*scope, DW_AT_call_file); file && *file < file_count)
            set_file(here, dwarf_filesrc(files, *file, nullptr, nullptr));
        if (const auto line = number(&*scope, DW_AT_call_line)) here.line = static_cast<std::uint32_t>(*line);
    }
    if (frames.empty() && here.line != 0) frames.push_back(here);
    return frames;
}

std::vector<symbols::Frame> LibrarySymbols::find(std::uint64_t offset) const {
    const std::uint64_t address = lowest_ + offset;
    auto frames = frames_of_debug_info(address);
    if (frames.empty()) frames.emplace_back();
    // The linker's name has namespaces and parameters, which debug information has for exported functions only.
    if (auto full = function_at(address); !full.empty()) frames.back().function = std::move(full);
    return frames;
}

} // namespace asista::symbolizer
