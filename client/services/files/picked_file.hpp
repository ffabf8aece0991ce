// The one file a person picked: read whole, or written whole. Blocks on the disk; runs on the file thread.
#pragma once

#include "services/files/unfinished.hpp"
#include "wire/bytes.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <string>

namespace asista::services::files {

struct PickedFile {
    std::string name; // without its folder
    wire::Bytes content;
};

// Ordinary files only: a pipe or a device could keep the reader for ever. Errc::over_limit beyond `most_bytes`; not_found, denied, io.
// `path` is absolute.
Result<PickedFile> read_picked(const std::filesystem::path& path, std::size_t most_bytes);

enum class Existing { keep, replace };
// Writes beside the place, then moves it there: whoever looks sees the old file or the new one, never a half, and after a failure nothing
// is left behind. Returns the name. Errc::busy: a file is there and Existing::keep. What is there and is no ordinary file is never
// replaced: behind a link another file would change than the person sees, or the link would be lost. Errc::over_limit: the disk is full;
// denied; not_found: the folder is gone; invalid: no name for a file. Killed while it writes, it leaves nothing where the file system has
// files without a name; elsewhere, and in the moment in which such a file takes the place of another, `unfinished` remembers what it left.
Result<std::string> write_picked(const std::filesystem::path& path, const wire::Bytes& content, Existing existing,
                                 const Unfinished& unfinished = Unfinished({}));

} // namespace asista::services::files
