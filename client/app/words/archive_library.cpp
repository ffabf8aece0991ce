#include "app/words/archive_library.hpp"

namespace asista::app::words {

namespace {
Result<ArchiveLibrary> open() {
    const auto library = TRY(LateLibrary::open(ASISTA_ARCHIVE_FILE, "libarchive13"));
    ArchiveLibrary functions;
#define ASISTA_ARCHIVE_FIND(name) TRY(library.find("archive_" #name, functions.name));
    ASISTA_ARCHIVE_FUNCTIONS(ASISTA_ARCHIVE_FIND)
#undef ASISTA_ARCHIVE_FIND
    return functions;
}
} // namespace

const Result<ArchiveLibrary>& archive_library() {
    static const auto library = open();
    return library;
}

const ArchiveLibrary& lib() { return *archive_library(); }

} // namespace asista::app::words
