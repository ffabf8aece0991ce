// What compilers and linkers say, taken apart: g++, clang, ld, gold, lld and mold. Reading only; nothing is run here.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::builder {

enum class Severity { error, warning, note };
std::string_view severity_name(Severity severity); // "error"

// A line of a source file, as the author counts: from 1. Columns count bytes, from 1; 0 where none was said.
struct Place {
    std::string file; // as the compiler named it; empty where it named none (a symbol no file defines)
    int line = 0, column = 0;
};

struct Diagnostic {
    Severity severity = Severity::error;
    Place place;
    std::string message;              // one line, symbols demangled
    std::string flag;                 // of a warning: "-Wconversion"; may be empty
    std::vector<std::string> beneath; // what the compiler drew beneath: the source line and its marks
    std::vector<Diagnostic> notes;    // in their order; notes of notes are not nested
    std::vector<std::string> excerpt; // lines of the file around the place, for showing; filled by add_excerpts()
    int excerpt_first_line = 0;       // the number of the first of them
};

struct Diagnostics {
    static constexpr std::size_t most_shown = 20;

    std::vector<Diagnostic> shown; // errors in the order they were found, then warnings; at most most_shown
    int errors = 0, warnings = 0;  // of all, shown or not
    std::string text;              // everything that was printed, up to the cap of the reader
    bool cut = false;              // there was more than the cap

    bool empty() const { return errors == 0 && warnings == 0; }
    const Diagnostic* first_error() const; // or null
    void add(Diagnostic one);              // keeps the order and the cap of `shown`
    void append(Diagnostics more);
};

// Relative file names are made absolute with `directory`, where the tool ran. `source_of` turns the name of an object file into that of
// its source, for what linkers say; it may answer nothing.
Diagnostics parse_diagnostics(std::string_view text, const std::filesystem::path& directory,
                              const std::function<std::optional<std::string>(std::string_view object)>& source_of = {});

// Whether what failed is a writing for which there was no room: a full disk, a quota, a limit for files. Compilers say that too as an error
// in a line of the author's.
bool is_want_of_room(const Diagnostics& said);
// One error in place of all those, with what to do about it. All that was printed stays in `text`. folders: where room is needed.
Diagnostics want_of_room(Diagnostics said, const std::vector<std::filesystem::path>& folders);

// One error that is about a file, or a folder, as a whole.
Diagnostics diagnostics_of(const Error& error, const std::filesystem::path& file);

// Reads `before` lines before and `after` lines behind each shown error's place. Files that cannot be read are left without.
void add_excerpts(Diagnostics& diagnostics, int before = 3, int after = 2);

// Every mangled C++ name in `text` in the form people write.
std::string demangle_all(std::string_view text);

} // namespace asista::builder
