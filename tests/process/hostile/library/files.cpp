// Files, folders, devices and what /proc shows. "secret" is a file of the user's, "folder" the one it is in.
#include "attack.hpp"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/uio.h>

namespace hostile {

namespace {
Outcome open_and_read(const std::string& path, int flags = O_RDONLY) {
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path.c_str(), flags, 0600);
    if (fd < 0) return refused();
    char bytes[64];
    const auto count = ::syscall(SYS_read, fd, bytes, sizeof bytes);
    return {true, 0, "opened, " + std::to_string(count) + " bytes read"};
}
Outcome open_to_write(const std::string& path, int flags) {
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path.c_str(), flags, 0600);
    if (fd < 0) return refused();
    return of(::syscall(SYS_write, fd, "owned", 5), "opened for writing");
}
std::string of_client(const Json& a, const char* file) { return "/proc/" + std::to_string(number(a, "client")) + "/" + file; }
std::string secret(const Json& a) { return text(a, "secret"); }
std::string beside(const Json& a, const char* name) { return text(a, "folder") + "/" + name; }

Outcome list_folder(const std::string& path) {
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path.c_str(), O_RDONLY | O_DIRECTORY);
    if (fd < 0) return refused();
    char entries[1024];
    return call(SYS_getdents64, fd, entries, sizeof entries);
}
Outcome stat_by(long number, const std::string& path) {
    struct stat seen {};
    return of(::syscall(number, path.c_str(), &seen), "size " + std::to_string(seen.st_size));
}
// Anything that tells a file that is there from one that is not is a success.
Outcome tell_apart(const Json& a, long (*probe)(const char*)) {
    errno = 0;
    const long there = probe(secret(a).c_str());
    const int there_error = errno;
    errno = 0;
    const long missing = probe(beside(a, "no-such-file").c_str());
    const int missing_error = errno;
    const bool same = (there < 0) == (missing < 0) && there_error == missing_error;
    if (same) return {false, there_error, {}};
    return {true, there_error, std::string(::strerrorname_np(missing_error)) + " when it is missing"};
}
} // namespace

std::vector<Attack> file_attacks() {
    return {
        {"open-file", [](const Json& a) { return open_and_read(secret(a)); }},
        {"open-file-old-call", [](const Json& a) { return call(SYS_open, secret(a).c_str(), O_RDONLY); }},
        {"open-file-openat2",
         [](const Json& a) {
             const std::uint64_t how[3] = {};
             return call(437, AT_FDCWD, secret(a).c_str(), how, sizeof how);
         }},
        {"list-home", [](const Json& a) { return list_folder(text(a, "folder")); }},
        {"list-root", [](const Json&) { return list_folder("/etc"); }},
        {"stat-file",
         [](const Json& a) {
             struct stat seen {};
             return call(SYS_newfstatat, AT_FDCWD, secret(a).c_str(), &seen, 0);
         }},
        {"stat-file-old-call", [](const Json& a) { return stat_by(SYS_stat, secret(a)); }},
        {"stat-file-statx",
         [](const Json& a) {
             char seen[256];
             return call(SYS_statx, AT_FDCWD, secret(a).c_str(), 0, 0x7FF, seen);
         }},
        {"stat-file-empty-path",
         [](const Json& a) {
             struct stat seen {};
             const long result = ::syscall(SYS_newfstatat, AT_FDCWD, secret(a).c_str(), &seen, AT_EMPTY_PATH);
             return of(result, "size " + std::to_string(seen.st_size));
         }},
        {"access-file", [](const Json& a) { return call(SYS_faccessat, AT_FDCWD, secret(a).c_str(), F_OK); }},
        {"access-file-faccessat2", [](const Json& a) { return call(439, AT_FDCWD, secret(a).c_str(), F_OK, 0); }},
        {"readlink",
         [](const Json&) {
             char target[256];
             return call(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", target, sizeof target);
         }},
        {"o-path",
         [](const Json& a) {
             const long fd = ::syscall(SYS_openat, AT_FDCWD, secret(a).c_str(), O_PATH);
             if (fd < 0) return refused();
             struct stat seen {};
             const long result = ::syscall(SYS_fstat, fd, &seen);
             return of(result, "size " + std::to_string(seen.st_size));
         }},
        {"tell-existence-open",
         [](const Json& a) {
             return tell_apart(a, [](const char* path) { return ::syscall(SYS_openat, AT_FDCWD, path, O_RDONLY); });
         }},
        {"tell-existence-lock-file",
         [](const Json& a) {
             return tell_apart(
                 a, [](const char* path) { return ::syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CREAT | O_EXCL, 0600); });
         }},
        {"open-passwd", [](const Json&) { return open_and_read("/etc/passwd"); }},
        {"open-own-program", [](const Json&) { return open_and_read("/proc/self/exe"); }},
        {"client-memory", [](const Json& a) { return open_and_read(of_client(a, "mem"), O_RDWR); }},
        {"client-environment", [](const Json& a) { return open_and_read(of_client(a, "environ")); }},
        {"client-maps", [](const Json& a) { return open_and_read(of_client(a, "maps")); }},
        {"client-descriptors", [](const Json& a) { return list_folder(of_client(a, "fd")); }},
        {"client-command-line", [](const Json& a) { return open_and_read(of_client(a, "cmdline")); }},
        {"own-memory-file", [](const Json&) { return open_to_write("/proc/self/mem", O_RDWR); }},
        {"own-oom-score", [](const Json&) { return open_to_write("/proc/self/oom_score_adj", O_WRONLY); }},
        {"graphics-device", [](const Json&) { return open_and_read("/dev/dri/card0", O_RDWR); }},
        {"terminal", [](const Json&) { return open_and_read("/dev/tty", O_RDWR); }},
        {"kernel-memory", [](const Json&) { return open_and_read("/dev/mem", O_RDWR); }},
        {"null-device", [](const Json&) { return open_to_write("/dev/null", O_WRONLY); }},
        {"shared-memory-folder", [](const Json&) { return open_to_write("/dev/shm/asista-hostile", O_RDWR | O_CREAT); }},
        {"kernel-settings", [](const Json&) { return open_to_write("/proc/sys/kernel/core_pattern", O_WRONLY); }},
        {"control-group", [](const Json&) { return open_to_write("/sys/fs/cgroup/cgroup.procs", O_WRONLY); }},
        {"write-file", [](const Json& a) { return open_to_write(secret(a), O_WRONLY | O_APPEND); }},
        {"truncate-file", [](const Json& a) { return call(SYS_truncate, secret(a).c_str(), 0); }},
        {"create-file", [](const Json& a) { return open_to_write(beside(a, "planted"), O_WRONLY | O_CREAT); }},
        {"create-unnamed-file", [](const Json& a) { return open_to_write(text(a, "folder"), O_RDWR | O_TMPFILE); }},
        {"create-in-tmp", [](const Json&) { return open_to_write("/tmp/asista-hostile", O_WRONLY | O_CREAT); }},
        {"create-in-here", [](const Json&) { return open_to_write("planted", O_WRONLY | O_CREAT); }},
        {"remove-file", [](const Json& a) { return call(SYS_unlinkat, AT_FDCWD, secret(a).c_str(), 0); }},
        {"rename-file",
         [](const Json& a) { return call(SYS_renameat2, AT_FDCWD, secret(a).c_str(), AT_FDCWD, beside(a, "moved").c_str(), 0); }},
        {"hard-link",
         [](const Json& a) { return call(SYS_linkat, AT_FDCWD, secret(a).c_str(), AT_FDCWD, beside(a, "linked").c_str(), 0); }},
        {"symbolic-link", [](const Json& a) { return call(SYS_symlinkat, "/etc", AT_FDCWD, beside(a, "link").c_str()); }},
        {"make-folder", [](const Json& a) { return call(SYS_mkdirat, AT_FDCWD, beside(a, "made").c_str(), 0700); }},
        {"make-pipe-file",
         [](const Json& a) { return call(SYS_mknodat, AT_FDCWD, beside(a, "pipe").c_str(), S_IFIFO | 0600, 0); }},
        {"change-mode", [](const Json& a) { return call(SYS_fchmodat, AT_FDCWD, secret(a).c_str(), 0777); }},
        {"change-owner", [](const Json& a) { return call(SYS_fchownat, AT_FDCWD, secret(a).c_str(), 1, 1, 0); }},
        {"change-times", [](const Json& a) { return call(SYS_utimensat, AT_FDCWD, secret(a).c_str(), nullptr, 0); }},
        {"read-attribute",
         [](const Json& a) {
             char value[16];
             return call(SYS_getxattr, secret(a).c_str(), "user.x", value, sizeof value);
         }},
        {"write-attribute", [](const Json& a) { return call(SYS_setxattr, secret(a).c_str(), "user.x", "y", 1, 0); }},
        {"change-folder", [](const Json& a) { return call(SYS_chdir, text(a, "folder").c_str()); }},
        {"own-folder",
         [](const Json&) {
             char path[256];
             return call(SYS_getcwd, path, sizeof path);
         }},
        {"file-system-size",
         [](const Json&) {
             struct statfs seen {};
             return call(SYS_statfs, "/", &seen);
         }},
        {"file-handle",
         [](const Json& a) {
             struct {
                 unsigned bytes = 64;
                 int type = 0;
                 char rest[64]{};
             } handle;
             int mount = 0;
             return call(SYS_name_to_handle_at, AT_FDCWD, secret(a).c_str(), &handle, &mount, 0);
         }},
        {"open-by-handle",
         [](const Json&) {
             unsigned handle[4] = {8, 1, 2, 0};
             return call(SYS_open_by_handle_at, AT_FDCWD, handle, O_RDONLY);
         }},
        {"watch-files", [](const Json&) { return call(SYS_inotify_init1, 0); }},
        {"watch-system", [](const Json&) { return call(SYS_fanotify_init, 0, O_RDONLY); }},
        {"open-tree", [](const Json&) { return call(428, AT_FDCWD, "/", 1); }},
        {"new-root", [](const Json& a) { return call(SYS_chroot, text(a, "folder").c_str()); }},
        {"mount", [](const Json& a) { return call(SYS_mount, "none", text(a, "folder").c_str(), "tmpfs", 0, nullptr); }},
        {"flush-disks",
         [](const Json&) {
             errno = 0;
             ::syscall(SYS_sync); // has no result; the filter's refusal shows in errno
             return Outcome{errno == 0, errno, {}};
         }},
        {"write-memory-file",
         [](const Json&) {
             const long fd = ::syscall(SYS_memfd_create, "x", 0);
             return fd < 0 ? refused() : of(::write(static_cast<int>(fd), "x", 1));
         }},
        {"secret-memory-file", [](const Json&) { return call(447, 0); }},
        {"message-queue", [](const Json&) { return call(SYS_mq_open, "asista", O_RDWR | O_CREAT, 0600, nullptr); }},
        {"splice-into-pipe",
         [](const Json&) {
             int ends[2];
             if (::pipe(ends) != 0) return refused();
             char page[64] = "gift";
             iovec part{page, sizeof page};
             return call(SYS_vmsplice, ends[1], &part, 1, 2 /*SPLICE_F_NONBLOCK*/);
         }},
        {"enlarge-pipe",
         [](const Json&) {
             int ends[2];
             if (::pipe(ends) != 0) return refused();
             return call(SYS_fcntl, ends[1], F_SETPIPE_SZ, 1 << 20);
         }},
    };
}

} // namespace hostile
