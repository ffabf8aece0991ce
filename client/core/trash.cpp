#include "core/trash.hpp"

#include "wire/os.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>
#include <system_error>

namespace asista::core {
namespace {

namespace fs = std::filesystem;

constexpr int most_of_a_name = 10'000;

// As a URL has a path: bytes that are neither letters, digits nor of a few marks as %XX.
std::string escaped(std::string_view path) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()/";
    std::string text;
    for (const char each : path) {
        if (plain.find(each) != std::string_view::npos)
            text += each;
        else
            text += fmt::format("%{:02X}", static_cast<unsigned char>(each));
    }
    return text;
}

Result<void> make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return {};
    return fail_errno("the trash cannot be used: make " + folder.string());
}

Result<void> write_info(int fd, const fs::path& folder, InstantMs wall) {
    const auto seconds = static_cast<std::time_t>(wall / 1000);
    const auto text =
        fmt::format("[Trash Info]\nPath={}\nDeletionDate={:%Y-%m-%dT%H:%M:%S}\n", escaped(folder.string()), fmt::gmtime(seconds));
    if (::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) || ::fsync(fd) != 0)
        return fail_errno("the trash cannot be used: write into it");
    return {};
}

Result<void> move(const fs::path& folder, const fs::path& place) {
    if (::renameat2(AT_FDCWD, folder.c_str(), AT_FDCWD, place.c_str(), RENAME_NOREPLACE) == 0) return {};
    if (errno == EINVAL && ::access(place.c_str(), F_OK) != 0) // a file system that does not know of it
        if (::rename(folder.c_str(), place.c_str()) == 0) return {};
    if (errno == ENOENT) return fail(Errc::not_found, "{} is gone already", folder.string());
    if (errno == EXDEV)
        return fail(Errc::unsupported,
                    "{} is on another file system than your trash, and cannot be moved there; remove that folder yourself",
                    folder.string());
    return fail_errno(fmt::format("{} cannot be moved into the trash", folder.string()));
}

} // namespace

fs::path home_trash() {
    if (const char* const set = std::getenv("XDG_DATA_HOME"); set != nullptr && *set == '/') return fs::path(set) / "Trash";
    if (const char* const home = std::getenv("HOME"); home != nullptr && *home == '/')
        return fs::path(home) / ".local/share/Trash";
    return {};
}

Result<fs::path> move_to_trash(const fs::path& folder, const fs::path& trash, InstantMs wall) {
    if (trash.empty())
        return fail(Errc::unsupported, "there is no trash without a home folder; remove {} yourself", folder.string());
    for (const auto& each : {trash, trash / "info", trash / "files"}) TRY(make_folder(each));
    const auto first = folder.filename().string();
    std::string name = first;
    for (int copy = 2; copy < most_of_a_name; ++copy, name = fmt::format("{}.{}", first, copy)) {
        const auto info = trash / "info" / (name + ".trashinfo"), place = trash / "files" / name;
        struct stat there {};
        if (::lstat(place.c_str(), &there) == 0) continue;
        // Who makes this file has the name.
        const UniqueFd fd(::open(info.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
        if (!fd && errno == EEXIST) continue;
        if (!fd) return fail_errno("the trash cannot be used: make " + info.string());
        auto moved = write_info(fd.get(), folder, wall);
        if (moved) moved = move(folder, place);
        if (moved) return place;
        ::unlink(info.c_str());
        return fail(std::move(moved.error()));
    }
    return fail(Errc::over_limit, "the trash is full of folders called \"{}\"; empty it", first);
}

} // namespace asista::core
