#include "builder/source_watch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/magic.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::int64_t vanish_ms = 300; // a file that is replaced by rename away and create is back by then
constexpr std::int64_t poll_ms = 200;   // where the kernel tells nothing: a few stats each time
constexpr int most_retries = 11; // after 1 ms, then 2, 4, ...: two seconds together; whoever writes longer ends with an event
constexpr std::uint32_t mask =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
} // namespace

bool is_remote(const fs::path& folder) {
    struct statfs info {};
    if (::statfs(folder.c_str(), &info) != 0) return false;
    constexpr std::uint64_t vboxsf_magic = 0x786F4256; // not in the header
    constexpr std::array<std::uint64_t, 12> magics{NFS_SUPER_MAGIC,   SMB_SUPER_MAGIC, SMB2_SUPER_MAGIC, CIFS_SUPER_MAGIC,
                                                   FUSE_SUPER_MAGIC, // sshfs, virtiofs, shared folders of virtual machines
                                                   V9FS_MAGIC,       // WSL and QEMU shares
                                                   CEPH_SUPER_MAGIC,  AFS_FS_MAGIC,    AFS_SUPER_MAGIC,  CODA_SUPER_MAGIC,
                                                   OCFS2_SUPER_MAGIC, vboxsf_magic};
    return std::find(magics.begin(), magics.end(), static_cast<std::uint32_t>(info.f_type)) != magics.end();
}

Result<std::unique_ptr<SourceWatch>> SourceWatch::create(runtime::EventLoop& loop, FileHashes& hashes, Method method,
                                                         ChangeHook hook) {
    std::unique_ptr<SourceWatch> watch(new SourceWatch(loop, hashes, method, std::move(hook)));
    if (method == Method::polling) return watch;
    watch->inotify_ = UniqueFd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!watch->inotify_) return fail_errno("watch source files");
    TRY(loop.add(watch->inotify_.get(), EPOLLIN, [self = watch.get()](std::uint32_t) { self->on_events(); }));
    return watch;
}

SourceWatch::~SourceWatch() {
    if (inotify_) loop_.remove(inotify_.get());
    loop_.cancel_timer(poll_);
    loop_.cancel_timer(vanish_);
    loop_.cancel_timer(retry_);
    loop_.cancel_timer(missed_timer_);
}

bool SourceWatch::polls() const {
    return std::any_of(folders_.begin(), folders_.end(), [](const auto& one) { return one.second.watch < 0; });
}

bool SourceWatch::knows(const fs::path& file) const {
    const auto found = seen_.find(file);
    return found != seen_.end() && found->second.hash != 0;
}

void SourceWatch::watch(const std::set<fs::path>& files, const std::set<fs::path>& folders,
                        std::function<bool(const fs::path&)> is_source) {
    files_ = files;
    is_source_ = std::move(is_source);
    std::map<fs::path, bool> wanted; // by_file
    for (const auto& file : files) wanted.emplace(file.parent_path(), true);
    for (const auto& folder : folders) wanted[folder] = false;

    std::vector<fs::path> gone;
    for (const auto& [folder, how] : folders_)
        if (!wanted.contains(folder)) gone.push_back(folder);
    for (const auto& folder : gone) drop_folder(folder);
    for (const auto& [folder, by_file] : wanted) {
        if (!folders_.contains(folder)) add_folder(folder);
        folders_[folder].by_file = by_file;
    }
    // After the watches: what is written from here on brings an event. What was written just before is found by holding it against what
    // a build has read.
    std::erase_if(seen_, [&](const auto& one) { return !is_wanted(one.first); });
    for (const auto& [folder, how] : folders_)
        for (const auto& file : files_in(folder)) {
            if (seen_.contains(file)) continue;
            const auto* const known = hashes_.known(file);
            const auto then = known ? known->hash : 0, now = hashes_.of(file).value_or(0);
            seen_[file] = {then != 0 ? then : now, stamp_of(file)};
            if (then != 0 && then != now) missed_.insert(file);
        }
    if (!missed_.empty() && missed_timer_ == runtime::TimerId::none)
        missed_timer_ = loop_.call_after(0, [this] {
            missed_timer_ = runtime::TimerId::none;
            look_at(std::exchange(missed_, {}));
        });
    schedule_poll();
}

void SourceWatch::add_folder(const fs::path& folder) {
    auto& entry = folders_[folder];
    entry.watch = -1;
    if (!inotify_ || is_remote(folder)) return;
    entry.watch = ::inotify_add_watch(inotify_.get(), folder.c_str(), mask);
    if (entry.watch >= 0) folder_of_watch_[entry.watch] = folder;
}

void SourceWatch::drop_folder(const fs::path& folder) {
    const auto found = folders_.find(folder);
    if (found == folders_.end()) return;
    if (found->second.watch >= 0) {
        folder_of_watch_.erase(found->second.watch);
        ::inotify_rm_watch(inotify_.get(), found->second.watch);
    }
    folders_.erase(found);
}

bool SourceWatch::is_wanted(const fs::path& file) const {
    if (files_.contains(file)) return true;
    const auto folder = folders_.find(file.parent_path());
    return folder != folders_.end() && !folder->second.by_file && is_source_ && is_source_(file);
}

void SourceWatch::on_events() {
    std::set<fs::path> touched;
    bool everything = false;
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t size = ::read(inotify_.get(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        for (std::size_t at = 0; at + sizeof(inotify_event) <= static_cast<std::size_t>(size);) {
            inotify_event event;
            std::memcpy(&event, buffer.data() + at, sizeof event);
            const char* const name = buffer.data() + at + sizeof event;
            at += sizeof event + event.len;
            if (event.mask & IN_Q_OVERFLOW) everything = true;
            const auto folder = folder_of_watch_.find(event.wd);
            if (folder == folder_of_watch_.end()) continue;
            if (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) {
                // Replaced as a whole, by a checkout for instance: looked for again until it is back.
                folders_[folder->second].watch = -1;
                if (!(event.mask & IN_IGNORED)) ::inotify_rm_watch(inotify_.get(), event.wd);
                folder_of_watch_.erase(folder);
                schedule_poll();
            } else if (event.len > 0) {
                touched.insert(folder->second / name);
            }
        }
    }
    retries_ = 0;
    if (everything) return rescan();
    look_at(touched);
}

std::set<fs::path> SourceWatch::files_in(const fs::path& folder) const {
    std::set<fs::path> files;
    for (auto it = files_.lower_bound(folder); it != files_.end() && it->string().starts_with(folder.string()); ++it)
        if (it->parent_path() == folder) files.insert(*it);
    const auto entry = folders_.find(folder);
    if (entry == folders_.end() || entry->second.by_file) return files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (is_wanted(it->path())) files.insert(it->path());
    return files;
}

void SourceWatch::rescan() {
    std::set<fs::path> files;
    for (const auto& [folder, how] : folders_) files.merge(files_in(folder));
    for (const auto& [file, what] : seen_) files.insert(file);
    look_at(files);
}

void SourceWatch::look_at(const std::set<fs::path>& files) {
    SourceChange change;
    for (const auto& file : files) {
        if (!is_wanted(file)) continue;
        const auto stamp = stamp_of(file);
        auto& seen = seen_[file];
        if (!stamp) {
            if (seen.hash != 0) vanishing_.insert(file);
            continue;
        }
        const auto hash = hashes_.fresh(file);
        if (!hash) { // being written, or its writer is about to have closed it: the kernel tells of the end just before it is one
            unread_.insert(file);
            continue;
        }
        unread_.erase(file);
        seen.stamp = stamp;
        vanishing_.erase(file);
        if (std::exchange(seen.hash, *hash) == *hash && !any_save_) continue;
        change.files.push_back(file);
        change.finished_ns = std::max(change.finished_ns, stamp->changed_ns);
    }
    read_later();
    if (!vanishing_.empty() && vanish_ == runtime::TimerId::none)
        vanish_ = loop_.call_after(vanish_ms, [this] {
            vanish_ = runtime::TimerId::none;
            SourceChange gone;
            for (const auto& file : std::exchange(vanishing_, {}))
                if (!stamp_of(file) && seen_.erase(file) > 0) gone.files.push_back(file);
            if (!gone.files.empty()) hook_(std::move(gone));
        });
    if (change.files.empty()) return;
    any_save_ = false;
    hook_(std::move(change));
}

void SourceWatch::read_later() {
    if (unread_.empty() || retry_ != runtime::TimerId::none || retries_ >= most_retries) return;
    retry_ = loop_.call_after(std::int64_t{1} << retries_++, [this] {
        retry_ = runtime::TimerId::none;
        look_at(std::exchange(unread_, {}));
    });
}

void SourceWatch::schedule_poll() {
    if (poll_ != runtime::TimerId::none || !polls()) return;
    poll_ = loop_.call_after(poll_ms, [this] {
        poll_ = runtime::TimerId::none;
        poll();
        schedule_poll();
    });
}

void SourceWatch::poll() {
    std::set<fs::path> changed;
    std::vector<fs::path> polled;
    for (const auto& [folder, how] : folders_)
        if (how.watch < 0) polled.push_back(folder);
    for (const auto& folder : polled) {
        const bool by_file = folders_[folder].by_file;
        add_folder(folder); // it may exist again, or never have been remote
        folders_[folder].by_file = by_file;
        for (const auto& file : files_in(folder)) {
            const auto known = seen_.find(file);
            if (known == seen_.end() || known->second.stamp != stamp_of(file)) changed.insert(file);
        }
        for (const auto& [file, what] : seen_)
            if (file.parent_path() == folder && what.hash != 0 && !stamp_of(file)) changed.insert(file);
    }
    if (!changed.empty()) look_at(changed);
}

} // namespace asista::builder
