// Files and folders of the benches.
#pragma once

#include "wire/os.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace asista::bench {

// A folder for one bench, removed at its end.
class TempFolder {
  public:
    static Result<TempFolder> make();
    TempFolder(TempFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TempFolder& operator=(TempFolder&&) = delete;
    ~TempFolder();
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  private:
    explicit TempFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

// Programs and plugins that were built with this one.
std::filesystem::path program(std::string_view name);                           // bin/NAME
std::filesystem::path bench_plugin(std::string_view id, std::string_view file); // bench-plugins/ID/FILE

Result<std::string> read_file(const std::filesystem::path& file);
// Beside its place, then renamed: it appears whole.
Result<void> write_file_by_rename(const std::filesystem::path& file, std::string_view content);

// The number on the line of /proc/PID/smaps_rollup that begins with `key`, in kB; 0 when there is none.
double smaps_kb(int pid, std::string_view key);

} // namespace asista::bench
