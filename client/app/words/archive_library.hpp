// libarchive, opened by the words that pack and unpack: it brings a dozen other libraries, which a start of the app does not pay for.
#pragma once

#include "wire/late_library.hpp"

#include <archive.h>
#include <archive_entry.h>

// What is used of it, without "archive_".
#define ASISTA_ARCHIVE_FUNCTIONS(each)                                                                                           \
    each(entry_filetype) each(entry_free) each(entry_hardlink) each(entry_new) each(entry_pathname) each(entry_set_filetype)     \
        each(entry_set_mtime) each(entry_set_pathname) each(entry_set_perm) each(entry_set_size) each(entry_sparse_count)        \
            each(entry_symlink) each(error_string) each(read_data) each(read_free) each(read_new) each(read_next_header)         \
                each(read_open_filename) each(read_support_filter_zstd) each(read_support_format_tar)                            \
                    each(write_add_filter_zstd) each(write_close) each(write_data) each(write_free) each(write_header)           \
                        each(write_new) each(write_open_filename) each(write_set_format_ustar)

namespace asista::app::words {

struct ArchiveLibrary {
#define ASISTA_ARCHIVE_MEMBER(name) decltype(&::archive_##name) name = nullptr;
    ASISTA_ARCHIVE_FUNCTIONS(ASISTA_ARCHIVE_MEMBER)
#undef ASISTA_ARCHIVE_MEMBER
};

// Opens it at the first call; the same answer at every later one. Errc::unavailable when it is not installed. [any]
const Result<ArchiveLibrary>& archive_library();

// For code that only runs once archive_library() was there. [any]
const ArchiveLibrary& lib();

} // namespace asista::app::words
