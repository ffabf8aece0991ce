#include "app/words/archive_library.hpp"

namespace asista::app::words {

const Result<ArchiveLibrary>& archive_library() {
    static const auto library = ArchiveLibrary::open(ASISTA_ARCHIVE_FILE, "libarchive13");
    return library;
}

const ArchiveLibrary& lib() { return *archive_library(); }

} // namespace asista::app::words
