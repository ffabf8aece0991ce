#include "services/files/folders.hpp"

#include "wire/os.hpp"
#include "wire/utf8.hpp"

#include <array>
#include <cerrno>
#include <dirent.h>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <sys/stat.h>

namespace asista::services::files {
namespace fs = std::filesystem;
namespace {

struct Kind {
    std::string_view variable, fallback, icon;
};
constexpr std::array kinds{Kind{"XDG_DOCUMENTS_DIR", "Documents", "file-text"},
                           Kind{"XDG_DOWNLOAD_DIR", "Downloads", "download-simple"},
                           Kind{"XDG_DESKTOP_DIR", "Desktop", "desktop"}, Kind{"XDG_PICTURES_DIR", "Pictures", "image"}};

// The value of `variable` in user-dirs.dirs: NAME="$HOME/Dokumente" or an absolute path. Empty when it is not there.
fs::path user_dir(const fs::path& file, std::string_view variable, const fs::path& home) {
    std::ifstream lines(file);
    std::string line;
    while (std::getline(lines, line)) {
        if (!line.starts_with(variable) || line.substr(variable.size(), 2) != "=\"" || !line.ends_with('"')) continue;
        const std::string value = line.substr(variable.size() + 2, line.size() - variable.size() - 3);
        if (value.starts_with("$HOME/")) return home / value.substr(6);
        if (value.starts_with('/')) return value;
    }
    return {};
}

std::string why_not(int error) {
    switch (error) {
    case ENOENT: return "is not there any more";
    case ENOTDIR: return "is no folder";
    case EACCES:
    case EPERM: return "may not be looked into";
    default: return "could not be read";
    }
}

} // namespace

std::vector<calls::FilePlace> places_of(const fs::path& home, const fs::path& config) {
    std::vector<calls::FilePlace> places{{"Home", "house", home.string()}};
    for (const auto& kind : kinds) {
        fs::path path = user_dir(config / "user-dirs.dirs", kind.variable, home);
        if (path.empty()) path = home / kind.fallback;
        std::error_code ignored;
        // "$HOME/" is how a desktop says that there is none of its own.
        if (path == home / "" || !fs::is_directory(path, ignored) || !wire::is_utf8(path.string())) continue;
        places.push_back({path.filename().string(), std::string(kind.icon), path.string()});
    }
    return places;
}

Result<calls::FilesList::Reply> list_folder(const fs::path& wanted) {
    if (!wanted.is_absolute()) return fail(Errc::invalid, "{} is no absolute path", wanted.string());
    calls::FilesList::Reply reply;
    fs::path path = wanted.lexically_normal();
    if (!path.has_filename() && path.has_relative_path()) path = path.parent_path(); // "/a/" is "/a"
    reply.path = path.string();
    const std::string name = path.has_filename() ? path.filename().string() : reply.path;
    if (!wire::is_utf8(reply.path)) return fail(Errc::invalid, "the folder's name is not valid UTF-8");
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), &::closedir);
    if (!folder) return fail(errno == ENOENT ? Errc::not_found : Errc::denied, "{} {}", name, why_not(errno));
    errno = 0;
    while (const dirent* const entry = ::readdir(folder.get())) {
        const std::string_view each = entry->d_name;
        if (each == "." || each == ".." || !wire::is_utf8(each)) continue;
        struct stat there {};
        if (::fstatat(::dirfd(folder.get()), entry->d_name, &there, 0) != 0) continue;
        const bool is_folder = S_ISDIR(there.st_mode);
        if (!is_folder && !S_ISREG(there.st_mode)) continue;
        if (reply.entries.size() == max_entries) {
            ++reply.left_out;
            continue;
        }
        reply.entries.push_back({std::string(each), is_folder, is_folder ? 0 : static_cast<std::uint64_t>(there.st_size),
                                 static_cast<InstantMs>(there.st_mtim.tv_sec) * 1000 + there.st_mtim.tv_nsec / 1'000'000});
        errno = 0;
    }
    return reply;
}

} // namespace asista::services::files
