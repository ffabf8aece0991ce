#include "runtime/library_file.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
// A read lease: granted only while nobody has the file open for writing, and whoever wants to then waits until we are done. Where the
// kernel does not grant leases (another owner, some network file systems) the file is read without one.
class ReadLease {
  public:
    explicit ReadLease(int fd) : fd_(fd) {
        // Breaking a lease sends SIGIO, which ends a process by default; SIGURG is ignored by default.
        ::fcntl(fd_, F_SETSIG, SIGURG);
        held_ = ::fcntl(fd_, F_SETLEASE, F_RDLCK) == 0;
        busy_ = !held_ && errno == EAGAIN;
    }
    ReadLease(const ReadLease&) = delete;
    ReadLease& operator=(const ReadLease&) = delete;
    ~ReadLease() {
        if (held_) ::fcntl(fd_, F_SETLEASE, F_UNLCK);
    }
    bool busy() const { return busy_; }

  private:
    int fd_;
    bool held_ = false, busy_ = false;
};

template <class T> bool read_at(std::span<const std::byte> content, std::uint64_t offset, T& value) {
    if (offset > content.size() || content.size() - offset < sizeof value) return false;
    std::memcpy(&value, content.data() + offset, sizeof value);
    return true;
}

bool inside(std::uint64_t offset, std::uint64_t size, std::size_t file) { return offset <= file && size <= file - offset; }

bool segments_inside(std::span<const std::byte> content, const Elf64_Ehdr& header) {
    for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
        Elf64_Phdr segment;
        if (!read_at(content, header.e_phoff + i * sizeof segment, segment)) return false;
        if (!inside(segment.p_offset, segment.p_filesz, content.size())) return false;
    }
    return true;
}

bool sections_inside(std::span<const std::byte> content, const Elf64_Ehdr& header) {
    if (header.e_shoff == 0) return true; // stripped of its section table
    for (std::uint64_t i = 0; i < header.e_shnum; ++i) {
        Elf64_Shdr section;
        if (!read_at(content, header.e_shoff + i * sizeof section, section)) return false;
        if (section.sh_type != SHT_NOBITS && section.sh_type != SHT_NULL &&
            !inside(section.sh_offset, section.sh_size, content.size()))
            return false;
    }
    return true;
}
} // namespace

Result<std::vector<std::byte>> read_finished_file(const std::filesystem::path& path, std::size_t most_bytes) {
    // O_NONBLOCK: opening a pipe somebody put there must not hang the core thread.
    const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!file) return fail_errno(fmt::format("open {}", path.filename().string()));
    struct stat status {};
    if (::fstat(file.get(), &status) != 0) return fail_errno(fmt::format("look at {}", path.filename().string()));
    if (!S_ISREG(status.st_mode)) return fail(Errc::invalid, "{} is not a regular file", path.filename().string());

    const ReadLease lease(file.get());
    if (lease.busy()) return fail(Errc::busy, "{} is being written", path.filename().string());
    if (::fstat(file.get(), &status) != 0) return fail_errno(fmt::format("look at {}", path.filename().string()));
    if (static_cast<std::uint64_t>(status.st_size) > most_bytes)
        return fail(Errc::over_limit, "{} has {} bytes; at most {} are read", path.filename().string(), status.st_size,
                    most_bytes);

    std::vector<std::byte> content(static_cast<std::size_t>(status.st_size));
    std::size_t filled = 0;
    while (filled < content.size()) {
        const ssize_t count = ::read(file.get(), content.data() + filled, content.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno(fmt::format("read {}", path.filename().string()));
        if (count == 0) return fail(Errc::busy, "{} became shorter while it was read", path.filename().string());
        filled += static_cast<std::size_t>(count);
    }
    return content;
}

Result<void> write_by_rename(const std::filesystem::path& file, std::span<const std::byte> content) {
    const auto beside = file.parent_path() / fmt::format(".{}.{}.new", file.filename().string(), ::getpid());
    const UniqueFd out(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
    if (!out) return fail_errno(fmt::format("write {}", file.string()));
    for (std::size_t done = 0; done < content.size();) {
        const ssize_t count = ::write(out.get(), content.data() + done, content.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            const auto failure = fail_errno(fmt::format("write {}", file.string()));
            ::unlink(beside.c_str());
            return failure;
        }
        done += static_cast<std::size_t>(count);
    }
    if (::rename(beside.c_str(), file.c_str()) != 0) {
        const auto failure = fail_errno(fmt::format("put {} in its place", file.string()));
        ::unlink(beside.c_str());
        return failure;
    }
    return {};
}

Result<void> write_by_rename(const std::filesystem::path& file, std::string_view text) {
    return write_by_rename(file, std::as_bytes(std::span(text)));
}

Result<void> check_library(std::span<const std::byte> content) {
    Elf64_Ehdr header;
    if (!read_at(content, 0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
        return fail(Errc::invalid, "it is not an ELF library, or not finished");
    if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_ident[EI_DATA] != ELFDATA2LSB)
        return fail(Errc::unsupported, "it is not a 64-bit little-endian library");
#if defined(__x86_64__)
    constexpr auto machine = EM_X86_64;
#elif defined(__aarch64__)
    constexpr auto machine = EM_AARCH64;
#endif
    if (header.e_machine != machine) return fail(Errc::unsupported, "it was built for another processor");
    if (header.e_type != ET_DYN) return fail(Errc::invalid, "it is not a shared library");
    if (header.e_phnum == 0 || header.e_phentsize != sizeof(Elf64_Phdr) ||
        (header.e_shoff != 0 && header.e_shentsize != sizeof(Elf64_Shdr)))
        return fail(Errc::invalid, "its ELF header is damaged");
    if (!segments_inside(content, header) || !sections_inside(content, header))
        return fail(Errc::invalid, "it is cut off; the build may not have finished");
    return {};
}

std::uint64_t content_hash(std::span<const std::byte> content) {
    // Multiply and fold, eight bytes at a time: memory speed, and every bit reaches every bit.
    constexpr std::uint64_t key = 0x9E3779B97F4A7C15, other = 0xD1B54A32D192ED03;
    const auto mix = [](std::uint64_t a, std::uint64_t b) {
        __extension__ using Wide = unsigned __int128;
        const Wide product = static_cast<Wide>(a) * b;
        return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
    };
    std::uint64_t hash = mix(content.size() ^ key, other);
    std::size_t at = 0;
    for (; at + 8 <= content.size(); at += 8) {
        std::uint64_t word;
        std::memcpy(&word, content.data() + at, 8);
        hash = mix(hash ^ word ^ key, other ^ (hash << 1));
    }
    std::uint64_t tail = 0;
    if (at < content.size()) std::memcpy(&tail, content.data() + at, content.size() - at);
    hash = mix(hash ^ tail ^ other, key ^ (hash << 1));
    return hash == 0 ? 1 : hash; // 0 means "not known"
}

} // namespace asista::runtime
