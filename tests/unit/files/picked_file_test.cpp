// One file read whole, one file written whole; whatever is in the way is said and leaves nothing behind.
#include "child_process.hpp"
#include "file_size_limit.hpp"
#include "services/files/picked_file.hpp"
#include "temp_dir.hpp"
#include "wire/os.hpp"

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

using namespace asista;
using namespace asista::test;
using namespace asista::services::files;
namespace fs = std::filesystem;

namespace {
wire::Bytes bytes_of(std::string_view text) {
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}
std::size_t entries_in(const fs::path& folder) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}
Error error_of(const auto& result) {
    REQUIRE_FALSE(result);
    return result.error();
}
} // namespace

TEST_CASE("a file is read whole, up to the largest and no larger") {
    const TempDir dir;
    write_file(dir / "a.txt", std::string("with\0zero", 9));
    const auto file = read_picked(dir / "a.txt", 9);
    REQUIRE(file);
    CHECK(file->name == "a.txt");
    CHECK(file->content == bytes_of(std::string_view("with\0zero", 9)));

    const auto error = error_of(read_picked(dir / "a.txt", 8));
    CHECK(error.code == Errc::over_limit);
    write_file(dir / "empty", "");
    CHECK(read_picked(dir / "empty", 0)->content.empty());
    write_file(dir / "large", std::string((8u << 20) + 1, 'x'));
    CHECK(error_of(read_picked(dir / "large", 8u << 20)).message == "large is larger than the 8 MB that a plugin can be given");
}

TEST_CASE("a file that does not say its size is read to its end, and the cap holds") {
    CHECK(read_picked("/proc/self/status", 1 << 20)->content.size() > 100);
    CHECK(error_of(read_picked("/proc/self/status", 100)).code == Errc::over_limit);
}

TEST_CASE("what is no ordinary file is not read, and never waited for") {
    const TempDir dir;
    REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
    fs::create_directory(dir / "folder");
    fs::create_symlink("/dev/zero", dir / "zero");
    CHECK(error_of(read_picked(dir / "pipe", 100)).message == "pipe is no ordinary file");
    CHECK(error_of(read_picked(dir / "folder", 100)).message == "folder is a folder");
    CHECK(error_of(read_picked(dir / "zero", 100)).message == "zero is no ordinary file");
    CHECK(error_of(read_picked(dir / "missing", 100)).message == "missing is not there any more");
    CHECK(error_of(read_picked("relative", 100)).code == Errc::invalid);
    CHECK(error_of(read_picked(dir / "bad\xFFname", 100)).code == Errc::invalid);
    write_file(dir / "real", "through a link");
    fs::create_symlink("real", dir / "link");
    CHECK(read_picked(dir / "link", 100)->name == "link"); // the person chose it
}

TEST_CASE("a new file is written with the person's own rights") {
    const TempDir dir;
    const mode_t before = ::umask(027);
    const auto name = write_picked(dir / "a.csv", bytes_of("a,b\n"), Existing::keep);
    ::umask(before);
    REQUIRE(name);
    CHECK(*name == "a.csv");
    CHECK(read_file(dir / "a.csv") == "a,b\n");
    CHECK((fs::status(dir / "a.csv").permissions() & fs::perms::mask) == fs::perms(0640));
    CHECK(entries_in(dir.path()) == 1);
    REQUIRE(write_picked(dir / "empty", {}, Existing::keep));
    CHECK(fs::file_size(dir / "empty") == 0);
}

TEST_CASE("a file that is there is kept, until the person says that it may go") {
    const TempDir dir;
    write_file(dir / "a", "old");
    fs::permissions(dir / "a", fs::perms(0600));
    const auto error = error_of(write_picked(dir / "a", bytes_of("new"), Existing::keep));
    CHECK(error.code == Errc::busy);
    CHECK(error.message == "a is there already");
    CHECK(read_file(dir / "a") == "old");
    REQUIRE(write_picked(dir / "a", bytes_of("new"), Existing::replace));
    CHECK(read_file(dir / "a") == "new");
    CHECK((fs::status(dir / "a").permissions() & fs::perms::mask) == fs::perms(0600)); // no wider than before
    CHECK(entries_in(dir.path()) == 1);
}

TEST_CASE("whoever reads while it is written sees the old file or the new one") {
    const TempDir dir;
    const std::string old_text(1 << 20, 'o'), new_text(1 << 20, 'n');
    write_file(dir / "a", old_text);
    std::atomic<bool> stop = false;
    int halves = 0, reads = 0;
    std::thread reader([&] {
        while (!stop || reads == 0) {
            const auto seen = read_file(dir / "a");
            halves += seen == old_text || seen == new_text ? 0 : 1;
            ++reads;
        }
    });
    for (int i = 0; i < 20; ++i) REQUIRE(write_picked(dir / "a", bytes_of(i % 2 ? old_text : new_text), Existing::replace));
    stop = true;
    reader.join();
    CHECK(reads > 0);
    CHECK(halves == 0);
}

TEST_CASE("links, folders and devices are never written over") {
    const TempDir dir;
    write_file(dir / "secret", "kept");
    fs::create_symlink("secret", dir / "link");
    fs::create_symlink("nowhere", dir / "dangling");
    fs::create_directory(dir / "folder");
    REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
    for (const auto existing : {Existing::keep, Existing::replace}) {
        CHECK(error_of(write_picked(dir / "link", bytes_of("x"), existing)).message ==
              "link is a link to another file; choose another name");
        CHECK(error_of(write_picked(dir / "dangling", bytes_of("x"), existing)).code == Errc::invalid);
        CHECK(error_of(write_picked(dir / "folder", bytes_of("x"), existing)).message ==
              "folder is a folder; choose another name");
        CHECK(error_of(write_picked(dir / "pipe", bytes_of("x"), existing)).code == Errc::invalid);
    }
    CHECK(read_file(dir / "secret") == "kept");
    CHECK_FALSE(fs::exists(dir / "nowhere"));
    CHECK(entries_in(dir.path()) == 5);
}

TEST_CASE("names that are none, and folders that are gone, are said") {
    const TempDir dir;
    CHECK(error_of(write_picked("relative", {}, Existing::keep)).code == Errc::invalid);
    CHECK(error_of(write_picked(dir / "", {}, Existing::keep)).message == "a file needs a name");
    CHECK(error_of(write_picked(dir / "..", {}, Existing::keep)).message == "a file needs a name");
    CHECK(error_of(write_picked(dir / "a\nb", {}, Existing::keep)).code == Errc::invalid);
    CHECK(error_of(write_picked(dir / "bad\xFF", {}, Existing::keep)).code == Errc::invalid);
    CHECK(error_of(write_picked(dir / std::string(300, 'a'), {}, Existing::keep)).message.ends_with("is too long"));
    CHECK(error_of(write_picked(dir / "gone/a", {}, Existing::keep)).message == "the folder of a is not there any more");
    CHECK(error_of(write_picked("/proc/a", bytes_of("x"), Existing::keep)).code != Errc::internal);
    CHECK(entries_in(dir.path()) == 0);
}

TEST_CASE("when there is no room, the old file stays and nothing else is left") {
    const TempDir dir;
    write_file(dir / "a", "old");
    const FileSizeLimit full(10'000);
    const auto replaced = write_picked(dir / "a", wire::Bytes(1 << 20), Existing::replace);
    const auto added = write_picked(dir / "b", wire::Bytes(1 << 20), Existing::keep);
    CHECK(error_of(replaced).code == Errc::over_limit);
    CHECK(error_of(added).code == Errc::over_limit);
    CHECK(read_file(dir / "a") == "old");
    CHECK(entries_in(dir.path()) == 1);
}

TEST_CASE("a client that is killed while it writes leaves nothing beside the old file") {
    const TempDir dir;
    write_file(dir / "a", "old");
    if (!UniqueFd(::open(dir.path().c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0600))) {
        MESSAGE("the file system of the temporary folder has no files without a name");
        return;
    }
    for (const auto& [name, existing] : {std::pair{"a", Existing::replace}, std::pair{"b", Existing::keep}}) {
        const int end = in_child([&, place = dir / name, how = existing] {
            const rlimit small{10'000, 10'000}, none{0, 0};
            ::setrlimit(RLIMIT_CORE, &none);
            ::setrlimit(RLIMIT_FSIZE, &small);
            std::signal(SIGXFSZ, SIG_DFL); // it is killed half-way
            return write_picked(place, wire::Bytes(1 << 20), how) ? 1 : 2;
        });
        CHECK(end == -SIGXFSZ);
    }
    CHECK(read_file(dir / "a") == "old");
    CHECK(entries_in(dir.path()) == 1);
}

namespace {
// From now on as on a file system without files that have no name (NFS, vfat). For good: in a child.
bool refuse_unnamed_files() {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_TMPFILE & ~O_DIRECTORY, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EOPNOTSUPP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{std::size(code), code};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
} // namespace

TEST_CASE("where every file has a name, what a killed client left is gone after the next start, and nothing else") {
    const TempDir dir;
    const Unfinished unfinished(dir / "unfinished");
    fs::create_directory(dir / "folder");
    write_file(dir / "folder" / "a", "old");
    write_file(dir / "folder" / ".asista-1-0.part", "of another profile");
    for (const auto& [name, existing] : {std::pair{"a", Existing::replace}, std::pair{"b", Existing::keep}}) {
        const int end = in_child([&, place = dir / "folder" / name, how = existing] {
            const rlimit small{10'000, 10'000}, none{0, 0};
            ::setrlimit(RLIMIT_CORE, &none);
            ::setrlimit(RLIMIT_FSIZE, &small);
            std::signal(SIGXFSZ, SIG_DFL); // it is killed half-way
            return refuse_unnamed_files() && write_picked(place, wire::Bytes(1 << 20), how, unfinished) ? 1 : 2;
        });
        CHECK(end == -SIGXFSZ);
    }
    CHECK(entries_in(dir / "folder") == 4);
    CHECK(entries_in(dir / "unfinished") == 2);

    unfinished.remove_leftovers();

    CHECK(entries_in(dir / "folder") == 2);
    CHECK(read_file(dir / "folder" / "a") == "old");
    CHECK(read_file(dir / "folder" / ".asista-1-0.part") == "of another profile");
    CHECK(entries_in(dir / "unfinished") == 0);
}

TEST_CASE("where every file has a name, one that was written whole leaves no note") {
    const TempDir dir;
    const Unfinished unfinished(dir / "unfinished");
    fs::create_directory(dir / "folder");
    CHECK(in_child([&] {
              if (!refuse_unnamed_files()) return 1;
              if (!write_picked(dir / "folder" / "a", bytes_of("one"), Existing::keep, unfinished)) return 2;
              return write_picked(dir / "folder" / "a", bytes_of("two"), Existing::replace, unfinished) ? 0 : 3;
          }) == 0);
    CHECK(read_file(dir / "folder" / "a") == "two");
    CHECK(entries_in(dir / "folder") == 1);
    CHECK(entries_in(dir / "unfinished") == 0);
}

TEST_CASE("a note never costs a file that is not ours, and stays while its folder is away") {
    const TempDir dir;
    const Unfinished unfinished(dir / "unfinished");
    fs::create_directory(dir / "unfinished");
    write_file(dir / "diary", "kept");
    fs::create_directory(dir / ".asista-2-0.part");
    write_file(dir / "unfinished" / "0", (dir / "diary").string() + "\n");
    write_file(dir / "unfinished" / "1", (dir / ".asista-2-0.part").string() + "\n");
    write_file(dir / "unfinished" / "2", "relative/.asista-3-0.part\n");
    write_file(dir / "unfinished" / "3", (dir / ".asista-4-0.part").string()); // cut off
    write_file(dir / ".asista-4-0.part", "kept");
    write_file(dir / "unfinished" / "4", (dir / "away" / ".asista-5-0.part").string() + "\n");

    unfinished.remove_leftovers();

    CHECK(read_file(dir / "diary") == "kept");
    CHECK(read_file(dir / ".asista-4-0.part") == "kept");
    CHECK(fs::is_directory(dir / ".asista-2-0.part"));
    CHECK(entries_in(dir / "unfinished") == 1);
    fs::create_directory(dir / "away"); // mounted again
    write_file(dir / "away" / ".asista-5-0.part", "half");
    unfinished.remove_leftovers();
    CHECK(entries_in(dir / "away") == 0);
    CHECK(entries_in(dir / "unfinished") == 0);
}

TEST_CASE("a full disk and a folder that nobody may write to are told apart" * doctest::skip(::geteuid() != 0)) {
    const TempDir dir;
    fs::create_directory(dir / "disk");
    if (::mount("asista-test", (dir / "disk").c_str(), "tmpfs", 0, "size=64k") != 0) return; // not every root may
    const auto full = write_picked(dir / "disk" / "a", wire::Bytes(1 << 20), Existing::keep);
    const auto left = entries_in(dir / "disk");
    ::mount(nullptr, (dir / "disk").c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr);
    const auto read_only = write_picked(dir / "disk" / "a", wire::Bytes(10), Existing::keep);
    ::umount((dir / "disk").c_str());
    CHECK(error_of(full).message == "there is no room left on the disk for a; make room or choose another folder");
    CHECK(left == 0);
    CHECK(error_of(read_only).message == "a lies where nothing can be written; choose another folder");
}

TEST_CASE("without the right to it, neither reading nor writing" * doctest::skip(::geteuid() == 0)) {
    const TempDir dir;
    write_file(dir / "a", "old");
    fs::permissions(dir / "a", fs::perms(0));
    CHECK(error_of(read_picked(dir / "a", 100)).message == "you may not read a; choose another");
    CHECK(error_of(write_picked(dir / "a", bytes_of("x"), Existing::replace)).message == "you may not change a; choose another");
    fs::permissions(dir.path(), fs::perms(0500));
    CHECK(error_of(write_picked(dir / "b", bytes_of("x"), Existing::keep)).message == "you may not write b; choose another");
    fs::permissions(dir.path(), fs::perms(0700));
}
