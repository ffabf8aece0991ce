// A file that a person has something exported to: new, theirs alone, and whole or not there. For .cpp files of services.
#pragma once

#include "wire/os.hpp"
#include "wire/result.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <string_view>
#include <utility>

namespace asista::services {

// A file of its own, made here and removed again unless keep() says that it is whole.
class NewFile {
  public:
    static Result<NewFile> create(const std::filesystem::path& path) {
        if (!path.is_absolute()) return fail(Errc::invalid, "\"{}\" is no absolute path", path.string());
        UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (fd) return NewFile(path, std::move(fd));
        switch (errno) {
        case EEXIST: return fail(Errc::busy, "{} exists already; choose another name", path.string());
        case ENOENT:
        case ENOTDIR: return fail(Errc::not_found, "there is no folder {}; choose one that exists", path.parent_path().string());
        case EROFS: return fail(Errc::denied, "{} is on a disk that is read-only; choose another folder", path.string());
        default: return fail_errno(fmt::format("write {}", path.string()));
        }
    }
    NewFile(NewFile&& other) noexcept = default;
    ~NewFile() {
        if (fd_) ::unlink(path_.c_str());
    }

    Result<void> append(std::string_view text) {
        while (!text.empty()) {
            const ssize_t written = ::write(fd_.get(), text.data(), text.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) return failed();
            text.remove_prefix(static_cast<std::size_t>(written));
        }
        return {};
    }
    Result<void> keep() {
        if (::fsync(fd_.get()) != 0 && errno != EINVAL) return failed(); // EINVAL: not a file that can be synced
        fd_.reset();
        return {};
    }

  private:
    NewFile(std::filesystem::path path, UniqueFd fd) : path_(std::move(path)), fd_(std::move(fd)) {}
    Result<void> failed() const {
        if (errno == ENOSPC || errno == EDQUOT)
            return fail(Errc::over_limit, "the disk with {} is full; make room or choose another folder", path_.string());
        if (errno == EFBIG)
            return fail(Errc::over_limit, "{} is larger than a file may be there; choose another folder", path_.string());
        return fail_errno(fmt::format("write {}", path_.string()));
    }

    std::filesystem::path path_;
    UniqueFd fd_;
};

} // namespace asista::services
