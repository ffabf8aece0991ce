#include "builder/whole_files.hpp"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <stdio.h> // renameat2
#include <sys/stat.h>

namespace asista::builder {

namespace fs = std::filesystem;

bool is_there(const fs::path& path) {
    std::error_code error;
    return fs::exists(path, error);
}

Result<std::string> read_text(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error) return fail(Errc::not_found, "{} cannot be read: {}", file.string(), error.message());
    if (size > (64u << 20)) return fail(Errc::over_limit, "{} is larger than 64 MiB", file.string());
    std::ifstream in(file, std::ios::binary);
    std::string text(std::istreambuf_iterator<char>(in), {});
    if (!in.good() && !in.eof()) return fail(Errc::io, "{} cannot be read", file.string());
    return text;
}

Result<void> write_text(const fs::path& file, std::string_view text) {
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out)
        return fail(Errc::io, "{} cannot be written; look at the rights of the folder and the room on the disk", file.string());
    return {};
}

Draft::~Draft() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
    for (const auto& folder : made_) fs::remove(folder, ignored); // one with something in it stays
}

Result<void> Draft::keep_as(const fs::path& place) const {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno == EEXIST) return fail(Errc::busy, "{} is there already and is left as it is", place.string());
    return fail_errno("make " + place.string());
}

Result<void> Draft::replace(const fs::path& place) const {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0)
        return {}; // the old one goes with the draft
    return fail_errno("replace " + place.string());
}

Result<Draft> make_beside(const fs::path& place) {
    std::error_code error;
    std::vector<fs::path> made;
    for (fs::path above = place.parent_path(); !above.empty() && !is_there(above) && above != above.parent_path();
         above = above.parent_path())
        made.push_back(above);
    Draft draft({}, std::move(made)); // from here on what is made goes with it
    fs::create_directories(place.parent_path(), error);
    if (error) return fail(Errc::io, "the folder {} cannot be made: {}", place.parent_path().string(), error.message());
    std::string pattern = (place.parent_path() / ("." + place.filename().string() + ".XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) return fail_errno("make a folder in " + place.parent_path().string());
    ::chmod(pattern.c_str(), 0755); // mkdtemp's are for their owner alone
    draft.path_ = pattern;
    return draft;
}

Result<Draft> make_temporary(std::string_view name) {
    std::error_code error;
    const auto folder = fs::temp_directory_path(error);
    if (error)
        return fail(Errc::not_found,
                    "the folder for temporary files is not there; set TMPDIR to a folder, or leave it unset for /tmp");
    return make_beside(folder / name);
}

} // namespace asista::builder
