#include "services/files/picked_file.hpp"

#include "wire/os.hpp"
#include "wire/utf8.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asista::services::files {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t block_bytes = 256 * 1024;

// A name as a sentence shows it.
std::string shown(std::string_view name) {
    std::string text(name);
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return wire::is_utf8(text) ? text : "the file";
}

// errno about one file, in the person's words.
tl::unexpected<Error> why(const std::string& name, std::string_view what) {
    switch (errno) {
    case ENOENT: return fail(Errc::not_found, "{} is not there any more", name);
    case EACCES:
    case EPERM: return fail(Errc::denied, "you may not {} {}; choose another", what, name);
    case EROFS: return fail(Errc::denied, "{} lies where nothing can be written; choose another folder", name);
    case ENOSPC:
    case EDQUOT:
        return fail(Errc::over_limit, "there is no room left on the disk for {}; make room or choose another folder", name);
    case EFBIG: return fail(Errc::over_limit, "{} is larger than a file may be there; choose another folder", name);
    case ENOTDIR:
    case EISDIR: return fail(Errc::invalid, "{} is a folder", name);
    case ENAMETOOLONG: return fail(Errc::invalid, "the name {} is too long", name.substr(0, 80));
    default: return fail_errno(fmt::format("{} {}", what, name));
    }
}

Result<void> check_path(const fs::path& path) {
    if (!path.is_absolute()) return fail(Errc::invalid, "{} is no absolute path", shown(path.string()));
    if (path.string().find('\0') != std::string::npos) return fail(Errc::invalid, "a path holds no NUL");
    return {};
}

Result<void> write_all(int fd, const wire::Bytes& content, const std::string& name) {
    std::size_t done = 0;
    while (done < content.size()) {
        const ssize_t wrote = ::write(fd, content.data() + done, content.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) return why(name, "write");
        done += static_cast<std::size_t>(wrote);
    }
    // Some file systems say only now that there is no room.
    if (::fsync(fd) != 0 && errno != EINVAL) return why(name, "write");
    return {};
}

// A new file in the folder, removed again unless it was moved to its place. Without a name while it is written, where the file system has
// such files: then nothing of it is left when this process is killed. Elsewhere under a name nobody has, which is noted.
class Beside {
  public:
    static Result<Beside> make(int folder, const fs::path& folder_path, const Unfinished& unfinished, const std::string& name) {
        Beside beside(folder, folder_path, unfinished);
        beside.file_ = UniqueFd(::openat(folder, ".", O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
        if (beside.file_) return beside;
        TRY(beside.take_name(name, [&](const char* free) {
            beside.file_ = UniqueFd(::openat(folder, free, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666));
            return static_cast<bool>(beside.file_);
        }));
        return beside;
    }
    Beside(Beside&& other) noexcept
        : folder_(other.folder_), folder_path_(std::move(other.folder_path_)), unfinished_(other.unfinished_),
          note_(std::move(other.note_)), name_(std::exchange(other.name_, {})), file_(std::move(other.file_)) {}
    Beside& operator=(Beside&&) = delete;
    ~Beside() {
        if (!name_.empty()) ::unlinkat(folder_, name_.c_str(), 0);
    }
    int file() const { return file_.get(); }

    Result<void> move_to(const std::string& place, const std::string& shown_name, Existing existing) {
        if (name_.empty()) {
            if (existing == Existing::keep && link_as(place.c_str())) return {};
            if (existing == Existing::keep && errno == EEXIST) return fail(Errc::busy, "{} is there already", shown_name);
            // Only what has a name can be moved over another file; it has this one for a moment.
            TRY(take_name(shown_name, [&](const char* free) { return link_as(free); }));
        }
        if (existing == Existing::replace) {
            if (::renameat(folder_, name_.c_str(), folder_, place.c_str()) != 0) return why(shown_name, "write");
        } else if (::renameat2(folder_, name_.c_str(), folder_, place.c_str(), RENAME_NOREPLACE) != 0) {
            // Not every file system knows the flag; a second name, then one less, says the same.
            if (errno == EINVAL && ::linkat(folder_, name_.c_str(), folder_, place.c_str(), 0) == 0) return {};
            if (errno == EEXIST) return fail(Errc::busy, "{} is there already", shown_name);
            return why(shown_name, "write");
        }
        name_.clear();
        return {};
    }

  private:
    Beside(int folder, fs::path folder_path, const Unfinished& unfinished)
        : folder_(folder), folder_path_(std::move(folder_path)), unfinished_(unfinished) {}
    // use(name) makes something there, or says by errno why not.
    template <class Use> Result<void> take_name(const std::string& shown_name, Use&& use) {
        for (int attempt = 0; attempt < 100; ++attempt) {
            auto free = unfinished_name(attempt);
            auto note = unfinished_.note(folder_path_ / free); // before there is anything to leave
            if (use(free.c_str())) {
                name_ = std::move(free);
                note_ = std::move(note);
                return {};
            }
            if (errno != EEXIST) return why(shown_name, "write");
        }
        return fail(Errc::io,
                    "{} could not be written: its folder is full of unfinished files (.asista-*.part); remove them or choose "
                    "another folder",
                    shown_name);
    }
    bool link_as(const char* name) const {
        const auto self = fmt::format("/proc/self/fd/{}", file_.get());
        return ::linkat(AT_FDCWD, self.c_str(), folder_, name, AT_SYMLINK_FOLLOW) == 0;
    }

    int folder_; // borrowed, like the one below
    fs::path folder_path_;
    const Unfinished& unfinished_;
    Unfinished::Note note_;
    std::string name_; // empty: it has none
    UniqueFd file_;
};

// What is at the place now. Mode 0: nothing.
Result<mode_t> check_place(int folder, const std::string& place, const std::string& name, Existing existing) {
    struct stat there {};
    if (::fstatat(folder, place.c_str(), &there, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return mode_t{0};
        return why(name, "write");
    }
    if (S_ISDIR(there.st_mode)) return fail(Errc::invalid, "{} is a folder; choose another name", name);
    if (S_ISLNK(there.st_mode)) return fail(Errc::invalid, "{} is a link to another file; choose another name", name);
    if (!S_ISREG(there.st_mode)) return fail(Errc::invalid, "{} is no ordinary file; choose another name", name);
    if (existing == Existing::keep) return fail(Errc::busy, "{} is there already", name);
    // Moving over a file needs the right to its folder alone; a file that was made read-only is not meant to change.
    if (::faccessat(folder, place.c_str(), W_OK, 0) != 0) return why(name, "change");
    return there.st_mode;
}

} // namespace

Result<PickedFile> read_picked(const fs::path& path, std::size_t most_bytes) {
    TRY(check_path(path));
    PickedFile file;
    file.name = path.filename().string();
    const std::string name = shown(file.name);
    if (!wire::is_utf8(file.name)) return fail(Errc::invalid, "the file's name is not valid UTF-8; rename it first");
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
    if (!fd) return why(name, "read");
    struct stat there {};
    if (::fstat(fd.get(), &there) != 0) return why(name, "read");
    if (S_ISDIR(there.st_mode)) return fail(Errc::invalid, "{} is a folder", name);
    if (!S_ISREG(there.st_mode)) return fail(Errc::invalid, "{} is no ordinary file", name);
    const auto too_large = [&] {
        return fail(Errc::over_limit, "{} is larger than the {} MB that a plugin can be given", name, most_bytes >> 20);
    };
    if (static_cast<std::uint64_t>(there.st_size) > most_bytes) return too_large();
    file.content.reserve(static_cast<std::size_t>(there.st_size));
    for (;;) { // to its end, which may have moved since
        const std::size_t had = file.content.size();
        file.content.resize(had + block_bytes);
        const ssize_t got = ::read(fd.get(), file.content.data() + had, block_bytes);
        file.content.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return why(name, "read");
        if (got == 0) return file;
        if (file.content.size() > most_bytes) return too_large();
    }
}

Result<std::string> write_picked(const fs::path& path, const wire::Bytes& content, Existing existing,
                                 const Unfinished& unfinished) {
    TRY(check_path(path));
    const std::string place = path.filename().string();
    if (place.empty() || place == "." || place == "..") return fail(Errc::invalid, "a file needs a name");
    if (!wire::is_utf8(place) || shown(place) != place)
        return fail(Errc::invalid, "the name holds characters that no name should");
    const UniqueFd folder(::open(path.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!folder) {
        if (errno == ENOENT || errno == ENOTDIR) return fail(Errc::not_found, "the folder of {} is not there any more", place);
        return why(place, "write");
    }
    const mode_t mode = TRY(check_place(folder.get(), place, place, existing));
    auto beside = TRY(Beside::make(folder.get(), path.parent_path(), unfinished, place));
    if (mode != 0 && ::fchmod(beside.file(), mode & 0777) != 0) return why(place, "write");
    TRY(write_all(beside.file(), content, place));
    TRY(beside.move_to(place, place, existing));
    ::fsync(folder.get()); // a power cut in the next seconds may then not undo it; where this is not offered, nothing is lost
    return place;
}

} // namespace asista::services::files
