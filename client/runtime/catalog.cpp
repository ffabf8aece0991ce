#include "runtime/catalog.hpp"

#include "runtime/library_file.hpp"
#include "runtime/sanitizer.hpp"
#include "wire/sandbox_tier.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <set>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asista::runtime {

namespace fs = std::filesystem;

namespace {
// A client that has sanitizers itself has hosts that have them, and all plugins built with it are so: nothing is different for one of them.
bool is_sanitizer_build(std::span<const std::byte> library) { return !developer_build && needs_sanitizer(library); }

constexpr const char* manifest_name = "manifest.json";
constexpr std::int64_t vanish_ms = 300; // a folder or manifest that is replaced by remove and create is back by then
constexpr int max_retries = 10;         // 2 ms, then doubled: two seconds together; a writer's close brings an event anyway

constexpr std::uint32_t names_mask = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR;
constexpr std::uint32_t root_mask = names_mask | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr std::uint32_t folder_mask = root_mask | IN_CLOSE_WRITE;

// A link to a finished file appears without a close or a rename of that name.
bool is_link(const fs::path& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0 && (S_ISLNK(status.st_mode) || (S_ISREG(status.st_mode) && status.st_nlink > 1));
}

std::set<std::string> folders_in(const fs::path& directory) {
    std::set<std::string> names;
    std::error_code error;
    for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        auto name = it->path().filename().string();
        if (!name.starts_with('.') && it->is_directory(ignored)) names.insert(std::move(name));
    }
    return names;
}

std::string_view as_text(const std::vector<std::byte>& content) {
    return {reinterpret_cast<const char*>(content.data()), content.size()};
}
} // namespace

struct Catalog::Dirty {
    bool everything = false;                             // events were lost
    bool root = false;                                   // folders came or went
    std::set<std::pair<std::string, std::string>> files; // folder, file name
};

Result<std::unique_ptr<Catalog>> Catalog::open(EventLoop& loop, fs::path directory) {
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) return fail(Errc::io, "the plugins directory {} cannot be made: {}", directory.string(), error.message());
    directory = fs::canonical(directory, error);
    if (error) return fail(Errc::io, "the plugins directory cannot be found: {}", error.message());

    std::unique_ptr<Catalog> catalog(new Catalog(loop, std::move(directory)));
    catalog->inotify_ = UniqueFd(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    if (!catalog->inotify_) return fail_errno("watch the plugins directory");
    TRY(loop.add(catalog->inotify_.get(), EPOLLIN, [self = catalog.get()](std::uint32_t) { self->on_events(); }));
    TRY(catalog->watch_root());
    catalog->rescan_root();
    return catalog;
}

Catalog::~Catalog() {
    if (inotify_) loop_.remove(inotify_.get());
    for (const auto& [name, folder] : folders_) {
        loop_.cancel_timer(folder.vanish);
        loop_.cancel_timer(folder.retry);
    }
}

const CatalogEntry* Catalog::find(const std::string& folder) const {
    const auto found = entries_.find(folder);
    return found == entries_.end() ? nullptr : &found->second;
}

// The parent is watched too: when the whole directory is replaced (a clean build does that), its old watch dies with it.
Result<void> Catalog::watch_root() {
    if (parent_watch_ < 0) parent_watch_ = ::inotify_add_watch(inotify_.get(), directory_.parent_path().c_str(), names_mask);
    const int watch = ::inotify_add_watch(inotify_.get(), directory_.c_str(), root_mask);
    if (watch != root_watch_ && root_watch_ >= 0) ::inotify_rm_watch(inotify_.get(), root_watch_);
    root_watch_ = watch;
    if (watch < 0) return fail_errno(fmt::format("watch {}", directory_.string()));
    return {};
}

void Catalog::on_events() {
    Dirty dirty;
    alignas(inotify_event) std::array<char, 16 * 1024> buffer;
    for (;;) {
        const ssize_t size = ::read(inotify_.get(), buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        collect(buffer.data(), static_cast<std::size_t>(size), dirty);
    }
    if (dirty.root || dirty.everything) {
        // A directory that is gone for the moment comes back through the parent's watch; its plugins vanish unless it does soon.
        static_cast<void>(watch_root().has_value());
        rescan_root();
    }
    if (dirty.everything) {
        for (const auto& name : folders_in(directory_)) rescan_files(name);
        return;
    }
    for (const auto& [folder, file] : dirty.files) {
        if (!folders_.contains(folder)) continue;
        if (file == manifest_name) refresh_manifest(folder);
        const auto* entry = find(folder);
        if (entry && entry->manifest && file == entry->manifest->entry) refresh_library(folder);
    }
}

void Catalog::collect(const char* data, std::size_t size, Dirty& dirty) {
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
        inotify_event event;
        std::memcpy(&event, data + at, sizeof event);
        const std::string name = event.len > 0 ? std::string(data + at + sizeof event) : std::string();
        at += sizeof event + event.len;

        if (event.mask & IN_Q_OVERFLOW) {
            dirty.everything = true;
        } else if (event.wd == parent_watch_) {
            if (name == directory_.filename()) dirty.root = true;
        } else if (event.wd == root_watch_) {
            if (event.mask & IN_IGNORED) root_watch_ = -1;
            dirty.root = true;
        } else if (const auto folder = folder_of_watch_.find(event.wd); folder != folder_of_watch_.end()) {
            if (event.mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED)) {
                dirty.root = true;
                if (event.mask & IN_IGNORED) {
                    if (const auto known = folders_.find(folder->second);
                        known != folders_.end() && known->second.watch == event.wd)
                        known->second.watch = -1;
                    folder_of_watch_.erase(folder);
                }
            } else if (!(event.mask & IN_CREATE) || is_link(directory_ / folder->second / name)) {
                dirty.files.emplace(folder->second, name);
            }
        }
    }
}

// Compares the folders there are with those known. A folder of the same name that is another directory now is read anew.
void Catalog::rescan_root() {
    const auto present = folders_in(directory_);
    std::vector<std::string> gone;
    for (const auto& [name, folder] : folders_)
        if (!present.contains(name)) gone.push_back(name);
    for (const auto& name : gone) drop_folder(name);
    for (const auto& name : present) {
        auto& folder = folders_[name];
        const int watch = ::inotify_add_watch(inotify_.get(), (directory_ / name).c_str(), folder_mask);
        if (watch < 0 || watch == folder.watch) continue;
        if (folder.watch >= 0) {
            folder_of_watch_.erase(folder.watch);
            ::inotify_rm_watch(inotify_.get(), folder.watch);
        }
        folder.watch = watch;
        folder_of_watch_[watch] = name;
        rescan_files(name);
    }
}

void Catalog::rescan_files(const std::string& folder) {
    refresh_manifest(folder);
    const auto* const entry = find(folder);
    if (entry && entry->manifest && entry->library_hash != 0) refresh_library(folder);
}

void Catalog::drop_folder(const std::string& name) {
    auto& folder = folders_[name];
    if (folder.watch >= 0) {
        folder_of_watch_.erase(folder.watch);
        ::inotify_rm_watch(inotify_.get(), folder.watch);
        folder.watch = -1;
    }
    if (entries_.contains(name)) return start_vanishing(name);
    loop_.cancel_timer(folder.retry);
    folders_.erase(name);
}

void Catalog::start_vanishing(const std::string& name) {
    auto& folder = folders_[name];
    if (folder.vanish != TimerId::none) return;
    folder.vanish = loop_.call_after(vanish_ms, [this, name] {
        folders_[name].vanish = TimerId::none;
        std::error_code ignored;
        if (fs::exists(directory_ / name / manifest_name, ignored)) return refresh_manifest(name);
        entries_.erase(name);
        if (folders_[name].watch < 0) drop_folder(name);
        notify(name, {.vanished = true});
    });
}

void Catalog::retry_later(const std::string& name) {
    auto& folder = folders_[name];
    if (folder.retry != TimerId::none || folder.retries >= max_retries) return;
    folder.retry = loop_.call_after(std::int64_t{2} << folder.retries++, [this, name] {
        folders_[name].retry = TimerId::none;
        refresh_manifest(name);
        const auto* const entry = find(name);
        if (entry && entry->manifest) refresh_library(name);
    });
}

void Catalog::refresh_manifest(const std::string& name) {
    const std::string file = name + "/" + manifest_name;
    const auto content = read_finished_file(directory_ / name / manifest_name, max_manifest_bytes);
    if (!content && content.error().code == Errc::busy) return retry_later(name);
    if (!content && content.error().code == Errc::not_found) {
        if (entries_.contains(name)) start_vanishing(name);
        return;
    }
    auto& folder = folders_[name];
    folder.retries = 0;
    loop_.cancel_timer(std::exchange(folder.vanish, TimerId::none));

    const std::uint64_t hash = content ? content_hash(*content) : 1;
    const auto [found, is_new] = entries_.try_emplace(name);
    auto& entry = found->second;
    if (!is_new && entry.manifest_hash == hash) return;
    entry.folder = name;
    entry.manifest_hash = hash;
    entry.manifest.reset();
    entry.problem.clear();
    if (!content) {
        entry.problem = fmt::format("{}: {}", file, content.error().message);
    } else if (auto manifest = parse_manifest(as_text(*content), file); !manifest) {
        entry.problem = manifest.error().message;
    } else if (manifest->id != name) {
        entry.problem = fmt::format("{}: field \"id\" holds \"{}\"; name the folder like that, or the plugin like the folder",
                                    file, manifest->id);
    } else {
        entry.manifest = std::move(*manifest);
    }
    notify(name, {.appeared = is_new, .manifest = true});
}

void Catalog::refresh_library(const std::string& name) {
    auto& entry = entries_.at(name);
    const auto content = read_finished_file(directory_ / name / entry.manifest->entry, max_library_bytes);
    if (!content) {
        if (content.error().code == Errc::busy) retry_later(name);
        return; // gone for the moment, or unreadable: whoever wants to start it is told then
    }
    folders_[name].retries = 0;
    const std::uint64_t hash = content_hash(*content);
    if (hash == entry.library_hash || !check_library(*content)) return;
    entry.library_hash = hash;
    if (auto copy = make_sealed_copy(name, *content))
        fresh_[name] = LibraryCopy{std::move(*copy), hash, is_sanitizer_build(*content)};
    notify(name, {.library = true});
    fresh_.erase(name);
}

Result<LibraryCopy> Catalog::open_library(const std::string& name) {
    const auto found = entries_.find(name);
    if (found == entries_.end() || !found->second.manifest) return fail(Errc::not_found, "there is no plugin {}", name);
    if (auto fresh = fresh_.extract(name)) return std::move(fresh.mapped());

    const auto& file = found->second.manifest->entry;
    auto content = read_finished_file(directory_ / name / file, max_library_bytes);
    if (!content) {
        if (content.error().code == Errc::busy) retry_later(name);
        if (content.error().code == Errc::not_found)
            return fail(Errc::not_found, "there is no {} in the folder {}; build the plugin or put the library there", file,
                        name);
        return fail(std::move(content.error()));
    }
    if (auto complete = check_library(*content); !complete)
        return fail(complete.error().code, "{}/{} cannot be used: {}", name, file, complete.error().message);
    const std::uint64_t hash = content_hash(*content);
    found->second.library_hash = hash;
    return LibraryCopy{TRY(make_sealed_copy(name, *content)), hash, is_sanitizer_build(*content)};
}

void Catalog::notify(const std::string& folder, const CatalogChange& change) {
    if (hook_) hook_(folder, change);
}

} // namespace asista::runtime
