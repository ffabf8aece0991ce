// libarchive, opened by the words that pack and unpack: it brings a dozen other libraries, which a start of the app does not pay for.
#pragma once

#include "wire/late_library.hpp"

#include <archive.h>
#include <archive_entry.h>

// What is used of it.
#define ASISTA_ARCHIVE_FUNCTIONS(each)                                                                                           \
    each(archive_, entry_filetype) each(archive_, entry_free) each(archive_, entry_hardlink) each(archive_, entry_new)           \
        each(archive_, entry_pathname) each(archive_, entry_set_filetype) each(archive_, entry_set_mtime)                        \
            each(archive_, entry_set_pathname) each(archive_, entry_set_perm) each(archive_, entry_set_size)                     \
                each(archive_, entry_sparse_count) each(archive_, entry_symlink) each(archive_, error_string)                    \
                    each(archive_, read_data) each(archive_, read_free) each(archive_, read_new)                                 \
                        each(archive_, read_next_header) each(archive_, read_open_filename)                                      \
                            each(archive_, read_support_filter_zstd) each(archive_, read_support_format_tar)                     \
                                each(archive_, write_add_filter_zstd) each(archive_, write_close) each(archive_, write_data)     \
                                    each(archive_, write_free) each(archive_, write_header) each(archive_, write_new)            \
                                        each(archive_, write_open_filename) each(archive_, write_set_format_ustar)

namespace asista::app::words {

ASISTA_LATE_LIBRARY(ArchiveLibrary, ASISTA_ARCHIVE_FUNCTIONS)

// Opens it at the first call; the same answer at every later one. Errc::unavailable when it is not installed. [any]
const Result<ArchiveLibrary>& archive_library();

// For code that only runs once archive_library() was there. [any]
const ArchiveLibrary& lib();

} // namespace asista::app::words
