#include "bench_files.hpp"

#include "build_folder.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace asista::bench {
namespace fs = std::filesystem;
using test::build_folder;

Result<TempFolder> TempFolder::make() {
    std::string pattern = (fs::temp_directory_path() / "asista-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) return fail_errno("make a folder in " + fs::temp_directory_path().string());
    return TempFolder(pattern);
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

fs::path program(std::string_view name) { return build_folder() / "bin" / name; }
fs::path bench_plugin(std::string_view id, std::string_view file) { return build_folder() / "bench-plugins" / id / file; }

Result<std::string> read_file(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Errc::not_found, "{} cannot be read", file.string());
    return std::string(std::istreambuf_iterator<char>(in), {});
}

Result<void> write_file_by_rename(const fs::path& file, std::string_view content) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    const auto beside = file.parent_path() / (".new-" + file.filename().string());
    std::ofstream out(beside, std::ios::binary | std::ios::trunc);
    out << content;
    out.close();
    if (!out.good()) return fail(Errc::io, "{} cannot be written", beside.string());
    fs::rename(beside, file, error);
    if (error) return fail(Errc::io, "{} cannot be put in place: {}", file.string(), error.message());
    return {};
}

double smaps_kb(int pid, std::string_view key) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/smaps_rollup");
    for (std::string line; std::getline(in, line);)
        if (line.starts_with(key)) return std::strtod(line.c_str() + key.size(), nullptr);
    return 0;
}

} // namespace asista::bench
