// The plugins directory: which plugins are there, what their manifests say, and when a file of theirs was finished anew. No code of a
// plugin is loaded here. Follows finished writes, renames and removals through inotify; a file in the middle of being written is never
// read, and a touch that leaves the bytes alone is no change.
#pragma once

#include "runtime/event_loop.hpp"
#include "runtime/manifest.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>

namespace asista::runtime {

struct CatalogEntry {
    std::string folder;               // its name, which is the plugin's id unless `problem` says otherwise
    std::optional<Manifest> manifest; // nothing while `problem` is set
    std::string problem;              // why the manifest cannot be used: names file, field, what it holds and the fix
    std::uint64_t manifest_hash = 0;
    std::uint64_t library_hash = 0; // of the library last read; 0: not read yet
};

struct CatalogChange {
    bool appeared = false, vanished = false;
    bool manifest = false; // its text changed, for better or worse
    bool library = false;  // a finished library with other bytes is there
};

// A library as it was when its last write was finished; no later write to the file can change it.
struct LibraryCopy {
    UniqueFd memfd; // sealed
    std::uint64_t hash = 0;
    bool sanitizer = false; // a build with sanitizers, in a client that has none itself
};

// [core]
class Catalog {
  public:
    using ChangeHook = std::function<void(const std::string& folder, const CatalogChange&)>;

    // Makes the directory when it is missing, watches it and reads the manifests in it. Errc::io and others: it cannot be made or
    // watched. The loop outlives the catalog.
    static Result<std::unique_ptr<Catalog>> open(EventLoop& loop, std::filesystem::path directory);
    Catalog(const Catalog&) = delete;
    Catalog& operator=(const Catalog&) = delete;
    ~Catalog();

    // By folder name. A folder without a manifest is no plugin and not listed.
    const std::map<std::string, CatalogEntry>& entries() const { return entries_; }
    const CatalogEntry* find(const std::string& folder) const; // or null
    const std::filesystem::path& directory() const { return directory_; }

    // Called on the loop, once for each entry that changed. Set after open(): what was found then is in entries().
    void set_change_hook(ChangeHook hook) { hook_ = std::move(hook); }

    // A sealed copy of the plugin's library. Errc::not_found: no such plugin or file; Errc::busy: it is being written, a change will
    // follow; Errc::invalid: it is not a complete library. The message is a sentence for the person.
    Result<LibraryCopy> open_library(const std::string& folder);

  private:
    Catalog(EventLoop& loop, std::filesystem::path directory) : loop_(loop), directory_(std::move(directory)) {}
    struct Folder {
        int watch = -1;
        TimerId vanish = TimerId::none; // its manifest is gone; wait a moment whether it comes back
        TimerId retry = TimerId::none;  // a file of it was being written when we looked
        int retries = 0;
    };
    struct Dirty; // what one batch of events touched

    Result<void> watch_root();
    void on_events();
    void collect(const char* data, std::size_t size, Dirty& dirty);
    void rescan_root();
    void rescan_files(const std::string& folder);
    void drop_folder(const std::string& folder);
    void refresh_manifest(const std::string& folder);
    void refresh_library(const std::string& folder);
    void start_vanishing(const std::string& folder);
    void retry_later(const std::string& folder);
    void notify(const std::string& folder, const CatalogChange& change);

    EventLoop& loop_;
    std::filesystem::path directory_;
    UniqueFd inotify_;
    int parent_watch_ = -1, root_watch_ = -1;
    std::map<std::string, Folder> folders_; // every folder there is, plugin or not
    std::map<int, std::string> folder_of_watch_;
    std::map<std::string, CatalogEntry> entries_;
    std::map<std::string, LibraryCopy> fresh_; // copies made while looking at a change, for the hook that is about to want one
    ChangeHook hook_;
};

} // namespace asista::runtime
