// Descriptors, mappings and memfds: the system calls behind os.hpp.
#include "wire/os.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <string>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asista {

void UniqueFd::reset(int fd) {
    const int old = std::exchange(fd_, fd);
    if (old >= 0) ::close(old); // EINTR still closes on Linux; a retry could close somebody else's descriptor
}

Result<UniqueFd> UniqueFd::duplicate() const {
    const int copy = ::fcntl(fd_, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return fail_errno("duplicate descriptor");
    return UniqueFd(copy);
}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
    if (this != &other) {
        if (data_ != nullptr) ::munmap(data_, size_);
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

Mapping::~Mapping() {
    if (data_ != nullptr) ::munmap(data_, size_);
}

Result<Mapping> Mapping::map(const UniqueFd& fd, std::size_t size, Access access) {
    struct stat info {};
    if (::fstat(fd.get(), &info) != 0) return fail_errno("map shared memory");
    if (size == 0 || info.st_size < 0 || static_cast<std::uint64_t>(info.st_size) < size) {
        return fail(Errc::invalid, "shared memory holds {} bytes, {} are needed", info.st_size, size);
    }
    const int protection = access == Access::read ? PROT_READ : PROT_READ | PROT_WRITE;
    void* const data = ::mmap(nullptr, size, protection, MAP_SHARED, fd.get(), 0);
    if (data == MAP_FAILED) return fail_errno("map shared memory");
    Mapping mapping;
    mapping.data_ = data;
    mapping.size_ = size;
    return mapping;
}

Result<UniqueFd> make_memfd(std::string_view name, std::size_t size) {
    UniqueFd fd(::memfd_create(std::string(name).c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!fd) return fail_errno("create shared memory");
    if (::ftruncate(fd.get(), static_cast<off_t>(size)) != 0) return fail_errno("size shared memory");
    return fd;
}

Result<UniqueFd> make_sealed_copy(std::string_view name, std::span<const std::byte> content) {
    auto fd = TRY(make_memfd(name, 0));
    while (!content.empty()) {
        const ssize_t written = ::write(fd.get(), content.data(), content.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return fail_errno("fill shared memory");
        content = content.subspan(static_cast<std::size_t>(written));
    }
    TRY(add_seals(fd, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL));
    return fd;
}

Result<void> add_seals(const UniqueFd& fd, int seals) {
    if (::fcntl(fd.get(), F_ADD_SEALS, seals) != 0) {
        auto refused = fail_errno("seal shared memory");
        refused.value().code = Errc::io;
        return refused;
    }
    return {};
}

bool means_closed(int error) { return error == EPIPE || error == ECONNRESET || error == ENOTCONN; }

Result<UniqueFd> make_eventfd() {
    UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!fd) return fail_errno("create eventfd");
    return fd;
}

void signal_eventfd(int fd) {
    const std::uint64_t one = 1;
    while (::write(fd, &one, sizeof one) < 0 && errno == EINTR) {}
}

bool drain_eventfd(int fd) {
    std::uint64_t count = 0;
    ssize_t got = 0;
    do got = ::read(fd, &count, sizeof count);
    while (got < 0 && errno == EINTR);
    return got == static_cast<ssize_t>(sizeof count);
}

} // namespace asista
