#include "builder/file_hashes.hpp"

#include "runtime/library_file.hpp"

#include <ctime>
#include <sys/stat.h>

namespace asista::builder {

namespace {
constexpr std::size_t max_source_bytes = 256u << 20;
// A file read within so much of its last change may change again without its stamp telling: the kernel's clock ticks, at the slowest
// configured, every 10 ms; network file systems are slower.
constexpr std::int64_t settled_ns = 2'000'000'000;

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }
} // namespace

std::optional<Stamp> stamp_of(const std::string& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
    return Stamp{nanoseconds(status.st_mtim), nanoseconds(status.st_ctim), static_cast<std::uint64_t>(status.st_size),
                 status.st_ino};
}

std::int64_t file_clock_ns() {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return nanoseconds(now);
}

std::uint64_t hash_of(std::string_view text) { return runtime::content_hash(std::as_bytes(std::span(text))); }

std::string hex(std::uint64_t hash) { return fmt::format("{:016x}", hash); }

std::optional<std::uint64_t> FileHashes::of(const std::string& file) {
    const auto stamp = stamp_of(file);
    return stamp ? of(file, *stamp) : std::nullopt;
}

std::optional<std::uint64_t> FileHashes::of(const std::string& file, const Stamp& stamp) {
    const auto found = entries_.find(file);
    if (found != entries_.end() && found->second.stamp == stamp && found->second.read_ns - stamp.changed_ns > settled_ns)
        return found->second.hash;
    return fresh(file);
}

std::optional<std::uint64_t> FileHashes::fresh(const std::string& file) {
    const auto stamp = stamp_of(file);
    const auto read_ns = file_clock_ns();
    const auto content = runtime::read_finished_file(file, max_source_bytes);
    if (!stamp || !content) return std::nullopt;
    const auto hash = runtime::content_hash(*content);
    entries_[file] = {*stamp, hash, read_ns};
    return hash;
}

const FileHashes::Entry* FileHashes::known(const std::string& file) const {
    const auto found = entries_.find(file);
    return found == entries_.end() ? nullptr : &found->second;
}

} // namespace asista::builder
