#include "store/clean_mark.hpp"

#include "wire/os.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mutex>
#include <set>

namespace asista::store {
namespace {

namespace fs = std::filesystem;

fs::path mark_of(const fs::path& file) { return file.string() + ".clean"; }

bool nothing_in(const std::string& name) {
    struct stat status {};
    return ::stat(name.c_str(), &status) != 0 ? errno == ENOENT : status.st_size == 0;
}

// What tells this file, as it is now, from every other; "" when it is not there, or when something waits beside it to be folded in.
std::string print_of(const fs::path& file) {
    struct stat status {};
    if (::stat(file.c_str(), &status) != 0 || status.st_size == 0) return {};
    if (!nothing_in(file.string() + "-wal") || !nothing_in(file.string() + "-journal")) return {};
    return fmt::format("{} {} {}.{:09} {}.{:09}", status.st_ino, status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                       status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

std::string text_of(const CleanMark& mark, const std::string& print) { return fmt::format("1 {} {}\n", mark.checked_at, print); }

std::mutex damaged_mutex;
std::set<std::string> damaged; // guarded by it

} // namespace

std::optional<CleanMark> read_clean_mark(const fs::path& file) {
    std::ifstream in(mark_of(file), std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(in), {});
    CleanMark mark;
    long long checked_at = 0;
    if (text.size() > 256 || std::sscanf(text.c_str(), "1 %lld ", &checked_at) != 1) return std::nullopt;
    mark.checked_at = checked_at;
    const std::string print = print_of(file);
    if (print.empty() || text != text_of(mark, print)) return std::nullopt;
    return mark;
}

bool remove_clean_mark(const fs::path& file) {
    if (::unlink(mark_of(file).c_str()) != 0) return errno == ENOENT;
    // On the disk before the first write: after a power cut it must not be there again beside a database that is half written.
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    return fd && ::fsync(fd.get()) == 0;
}

void leave_clean_mark(const fs::path& file, const CleanMark& mark) {
    const std::string print = print_of(file);
    if (print.empty()) return;
    // Neither synced nor moved into place: a mark that a power cut leaves empty or torn does not match, and the database was synced before it.
    const std::string text = text_of(mark, print);
    const UniqueFd fd(::open(mark_of(file).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!fd) return;
    if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::unlink(mark_of(file).c_str());
}

void met_damage(const std::string& name) {
    const std::lock_guard lock(damaged_mutex);
    damaged.insert(name);
}
bool has_met_damage(const std::string& name) {
    const std::lock_guard lock(damaged_mutex);
    return damaged.contains(name);
}
void forget_damage(const std::string& name) {
    const std::lock_guard lock(damaged_mutex);
    damaged.erase(name);
}

} // namespace asista::store
