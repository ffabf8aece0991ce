// Names and lines in one ELF file, read with libdw. The file may be hostile: this runs in a process that has given up everything else.
#pragma once

#include "wire/os.hpp"
#include "wire/symbols.hpp"

#include <memory>
#include <span>
#include <vector>

struct Elf;
struct Dwarf;

namespace asista::symbolizer {

class LibrarySymbols {
  public:
    // `fd` is borrowed and must outlive this. Errc::invalid when it is no ELF file or not the build that `build_id` names (unless empty).
    static Result<LibrarySymbols> open(int fd, std::span<const std::byte> build_id);

    // The functions at an address, innermost first; at least one frame, of which every field may be unknown. `offset` counts from the
    // lowest address the file is loaded at.
    std::vector<symbols::Frame> find(std::uint64_t offset) const;

  private:
    struct CloseElf {
        void operator()(Elf* elf) const;
    };
    struct CloseDwarf {
        void operator()(Dwarf* dwarf) const;
    };
    struct Function { // of the symbol table
        std::uint64_t begin = 0, size = 0;
        const char* name = nullptr;
    };
    void read_segments();
    void read_functions(std::uint32_t section_type);
    std::vector<symbols::Frame> frames_of_debug_info(std::uint64_t address) const;
    std::string function_at(std::uint64_t address) const;

    std::unique_ptr<Elf, CloseElf> elf_;
    std::unique_ptr<Dwarf, CloseDwarf> dwarf_; // null without debug information
    std::uint64_t lowest_ = 0;
    std::vector<Function> functions_; // by begin
};

} // namespace asista::symbolizer
