// Owners of kernel things both programs use: descriptors, shared mappings, memfds with seals.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <utility>

namespace asista {

// A file descriptor that is closed exactly once. -1 means none.
class UniqueFd {
  public:
    UniqueFd() = default;
    explicit UniqueFd(int fd) : fd_(fd) {}
    UniqueFd(UniqueFd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    UniqueFd& operator=(UniqueFd&& other) noexcept {
        if (this != &other) reset(std::exchange(other.fd_, -1));
        return *this;
    }
    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;
    ~UniqueFd() { reset(); }

    int get() const { return fd_; }
    explicit operator bool() const { return fd_ >= 0; }
    int release() { return std::exchange(fd_, -1); }
    void reset(int fd = -1);
    Result<UniqueFd> duplicate() const; // CLOEXEC

  private:
    int fd_ = -1;
};

// Errors of a socket that say that the other side is gone, and no more: which of them is luck. A read ends with 0 or with one of these.
bool means_closed(int error);

enum class Access { read, read_write };

// A shared mapping of a whole descriptor's first `size` bytes.
class Mapping {
  public:
    Mapping() = default;
    Mapping(Mapping&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Mapping& operator=(Mapping&& other) noexcept;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping();

    // Maps shared. Checks with fstat that the file is at least `size` bytes, so that reading cannot fault; the caller has made
    // sure by seals that it cannot shrink afterwards.
    static Result<Mapping> map(const UniqueFd& fd, std::size_t size, Access access);

    std::byte* data() const { return static_cast<std::byte*>(data_); }
    std::size_t size() const { return size_; }
    explicit operator bool() const { return data_ != nullptr; }

  private:
    void* data_ = nullptr;
    std::size_t size_ = 0;
};

// A new memfd of `size` zero bytes, CLOEXEC, sealing allowed, not yet sealed. `name` shows up in /proc/PID/maps.
Result<UniqueFd> make_memfd(std::string_view name, std::size_t size);
// A memfd holding exactly `content`, sealed against every change.
Result<UniqueFd> make_sealed_copy(std::string_view name, std::span<const std::byte> content);
// Adds F_SEAL_* flags; Errc::io when the kernel refuses.
Result<void> add_seals(const UniqueFd& fd, int seals);
// A nonblocking CLOEXEC eventfd: a peer that fills its counter must not block us.
Result<UniqueFd> make_eventfd();
// Adds one to an eventfd; a full counter is fine (the reader is awake anyway).
void signal_eventfd(int fd);
// Empties an eventfd; true when it had been signalled.
bool drain_eventfd(int fd);

} // namespace asista
