#include "services/files/unfinished.hpp"

#include "wire/result.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace asista::services::files {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view prefix = ".asista-", suffix = ".part";

bool is_ours(const fs::path& file) {
    const std::string name = file.filename().string();
    return file.is_absolute() && name.starts_with(prefix) && name.ends_with(suffix);
}

// The path a note tells of; "" for one that was not written whole.
fs::path path_in(const fs::path& note) {
    const UniqueFd file(::open(note.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::array<char, 8192> text{};
    const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : 0;
    const std::string_view path(text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
    return path.ends_with('\n') ? fs::path(path.substr(0, path.size() - 1)) : fs::path();
}

// True when there is nothing left to remember of it.
bool remove_leftover(const fs::path& file) {
    if (!is_ours(file)) return true;
    const UniqueFd folder(::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) return false;
    const std::string name = file.filename().string();
    struct stat there {};
    if (::fstatat(folder.get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) != 0) return errno == ENOENT;
    if (!S_ISREG(there.st_mode) || there.st_uid != ::geteuid()) return true;
    return ::unlinkat(folder.get(), name.c_str(), 0) == 0;
}

} // namespace

std::string unfinished_name(int attempt) { return fmt::format("{}{}-{}{}", prefix, ::getpid(), attempt, suffix); }

Unfinished::Note::~Note() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

Unfinished::Note Unfinished::note(const fs::path& file) const {
    if (notes_.empty()) return {};
    ::mkdir(notes_.c_str(), 0700);
    for (int i = 0; i < most_notes; ++i) {
        Note made(notes_ / std::to_string(i));
        const UniqueFd written(::open(made.path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!written) {
            made.path_.clear(); // not ours
            if (errno == EEXIST) continue;
            return {};
        }
        const std::string line = file.string() + '\n';
        if (::write(written.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) return {};
        return made;
    }
    return {};
}

void Unfinished::remove_leftovers() const {
    std::error_code error;
    std::vector<fs::path> notes;
    for (auto entry = fs::directory_iterator(notes_, error); !error && entry != fs::directory_iterator(); entry.increment(error))
        notes.push_back(entry->path());
    for (const auto& note : notes)
        if (remove_leftover(path_in(note))) ::unlink(note.c_str());
}

} // namespace asista::services::files
