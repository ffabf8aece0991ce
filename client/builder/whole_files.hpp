// Files and folders that appear whole or not at all.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asista::builder {

// False also where the way there is closed or leads in a circle; nothing is thrown.
bool is_there(const std::filesystem::path& path);
// Errc::not_found, Errc::io..., Errc::over_limit above 64 MiB.
Result<std::string> read_text(const std::filesystem::path& file);
// Makes the folders above it.
Result<void> write_text(const std::filesystem::path& file, std::string_view text);

// A hidden folder beside the place where it will be, on the same file system; removed with this object unless it was kept, and with it
// those of the folders above it that were `made` for it and are empty.
class Draft {
  public:
    explicit Draft(std::filesystem::path path, std::vector<std::filesystem::path> made = {})
        : path_(std::move(path)), made_(std::move(made)) {}
    Draft(Draft&& other) noexcept : path_(std::exchange(other.path_, {})), made_(std::exchange(other.made_, {})) {}
    Draft& operator=(Draft&&) = delete;
    ~Draft();
    const std::filesystem::path& path() const { return path_; }
    // Renames it to `place`, which must not exist. Errc::busy when it does.
    Result<void> keep_as(const std::filesystem::path& place) const;
    // The same where a folder is already: in one step, so that nobody sees neither; what was there is removed.
    Result<void> replace(const std::filesystem::path& place) const;

  private:
    friend Result<Draft> make_beside(const std::filesystem::path& place);
    std::filesystem::path path_;
    std::vector<std::filesystem::path> made_; // deepest first
};
// Makes the folders above `place` as well. Errc::denied, Errc::io: it names the folder.
Result<Draft> make_beside(const std::filesystem::path& place);
// The same in the folder for temporary files. Errc::not_found: TMPDIR names none.
Result<Draft> make_temporary(std::string_view name);

} // namespace asista::builder
