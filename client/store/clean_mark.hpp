// What is known of a database before it is opened: whether it is, to the byte, what a client left behind when it ended well. Then there is no need to read
// all of it once more. Private to store.
//
// The mark is a small file beside the database. It is there only while nobody has it open: opening takes it away, on the disk, before anything is written,
// so whatever ends a client in between leaves none. It names the file by what no copy, restored backup, or write past us can keep: inode, size and the
// times of the last change, the kernel's own (ctime) with them, which no program can set. Anything else than exactly that, and the file is looked through.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace asista::store {

struct CleanMark {
    std::int64_t checked_at = 0; // UTC milliseconds; when every page was last read and found sound
};

// The mark of a database that is as it was left; nothing when there is none, or when the database or its side files are others by now.
std::optional<CleanMark> read_clean_mark(const std::filesystem::path& file);
// False when it may still be there: then it says nothing.
bool remove_clean_mark(const std::filesystem::path& file);
// After the last connection was closed. Where it cannot be written, or something was left beside the database, there is none: the next start checks.
void leave_clean_mark(const std::filesystem::path& file, const CleanMark& mark);

// Databases in which this process has met damage, by any connection, under the names that SQLite has for them: none of them is left a mark. [any]
void met_damage(const std::string& name);
bool has_met_damage(const std::string& name);
void forget_damage(const std::string& name); // it was looked through, or is another file now

} // namespace asista::store
