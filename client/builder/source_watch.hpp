// When a source file was finished anew: by its content, at the moment the writer closes it or renames it into place. No debounce, no
// waiting; a file in the middle of being written is never reported, nor is one that was only touched. Where the kernel does not tell
// (network and user-space file systems) the files' stamps are looked at a few times a second.
#pragma once

#include "builder/file_hashes.hpp"
#include "runtime/event_loop.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace asista::builder {

struct SourceChange {
    std::vector<std::filesystem::path> files; // each with other content than before, new, or gone
    std::int64_t finished_ns = 0;             // when the newest was written, by its own stamp; 0: all are gone
};

// [core]
class SourceWatch {
  public:
    enum class Method { automatic, polling };
    using ChangeHook = std::function<void(SourceChange)>;

    // Loop and hashes outlive it. Errc::io when the kernel gives no inotify instance; polling still works then.
    static Result<std::unique_ptr<SourceWatch>> create(runtime::EventLoop& loop, FileHashes& hashes, Method method,
                                                       ChangeHook hook);
    SourceWatch(const SourceWatch&) = delete;
    SourceWatch& operator=(const SourceWatch&) = delete;
    ~SourceWatch();

    // What to watch from now on: these files wherever they lie, and every file in `folders` (not below them) that `is_source` takes. A
    // file that was watched before keeps the content it was last seen with; for a new one, what it holds now is no change.
    void watch(const std::set<std::filesystem::path>& files, const std::set<std::filesystem::path>& folders,
               std::function<bool(const std::filesystem::path&)> is_source);

    // The next file that is finished is a change even if it holds what it held: what was not built for no fault of the text is to be tried
    // once more by saving it.
    void take_any_save() { any_save_ = true; }

    std::size_t folder_count() const { return folders_.size(); }
    // This file was there when it was last looked at: if it is not there now, it may be back in a moment, and else is told of as a change.
    bool knows(const std::filesystem::path& file) const;
    bool polls() const; // some folder lies where the kernel tells nothing, or does not exist for the moment

  private:
    SourceWatch(runtime::EventLoop& loop, FileHashes& hashes, Method method, ChangeHook hook)
        : loop_(loop), hashes_(hashes), method_(method), hook_(std::move(hook)) {}
    struct Folder {
        int watch = -1;      // -1: polled
        bool by_file = true; // only the listed files in it, not all sources
    };
    struct Seen {
        std::uint64_t hash = 0; // 0: not there
        std::optional<Stamp> stamp;
    };
    void add_folder(const std::filesystem::path& folder);
    void drop_folder(const std::filesystem::path& folder);
    bool is_wanted(const std::filesystem::path& file) const;
    void on_events();
    void look_at(const std::set<std::filesystem::path>& files);
    std::set<std::filesystem::path> files_in(const std::filesystem::path& folder) const;
    void rescan();
    void poll();
    void read_later();
    void schedule_poll();

    runtime::EventLoop& loop_;
    FileHashes& hashes_;
    Method method_;
    ChangeHook hook_;
    UniqueFd inotify_;
    std::map<std::filesystem::path, Folder> folders_;
    std::map<int, std::filesystem::path> folder_of_watch_;
    std::set<std::filesystem::path> files_;
    std::function<bool(const std::filesystem::path&)> is_source_;
    std::map<std::filesystem::path, Seen> seen_;
    std::set<std::filesystem::path> vanishing_; // gone; editors rename the old file away before they write the new one
    std::set<std::filesystem::path> missed_;    // changed between a build's reading and the watch
    std::set<std::filesystem::path> unread_;    // could not be read, and are tried again
    bool any_save_ = false;                     // until the next change
    int retries_ = 0;                           // since the last event
    runtime::TimerId retry_ = runtime::TimerId::none;
    runtime::TimerId poll_ = runtime::TimerId::none, vanish_ = runtime::TimerId::none, missed_timer_ = runtime::TimerId::none;
};

// Whether changes made by other computers or programs behind the kernel's back can be in this folder.
bool is_remote(const std::filesystem::path& folder);

} // namespace asista::builder
