// What is found out about a plugin from outside.
#pragma once

#include "builder/whole_files.hpp"
#include "app/words/trial.hpp"
#include "runtime/library_needs.hpp"
#include "runtime/manifest.hpp"

#include <optional>

namespace asista::app::words {

struct Inspected {
    std::optional<builder::Draft> unpacked; // of a pack: where it lies for as long as this is kept
    fs::path folder;                        // with the manifest, and the library if there is one
    runtime::Manifest manifest;
    std::optional<runtime::LibraryNeeds> needs; // nothing while there is no library
    std::size_t library_bytes = 0;
    std::optional<Trial> trial; // nothing without a library, or when none was wanted
};

Result<Inspected> look_at(const Inspect& wish, const Places& places);

} // namespace asista::app::words
