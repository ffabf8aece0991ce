// Which build of a plugin ran well last, and what became of the one after it: a build that fails three times in its first minutes is
// replaced by the one before it, with the storage as it was, and is not started again until its file changes.
#pragma once

#include "runtime/event_loop.hpp"
#include "runtime/installations.hpp"
#include "runtime/manifest.hpp"
#include "wire/os.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace asista::runtime {

// A build by its content: content_hash() of library and manifest.
struct BuildName {
    std::uint64_t library = 0, manifest = 0;
    bool operator==(const BuildName&) const = default;
    bool empty() const { return library == 0 && manifest == 0; }
};

struct GoodBuild {
    BuildName name;
    std::string manifest_json;
    std::optional<SavedState> state; // what it had saved when it was replaced
};

// What is remembered of one plugin over restarts of the client.
struct BuildHistory {
    std::optional<GoodBuild> good; // ran well, and is what one goes back to
    BuildName tried;               // took its place and is in its first minutes; or none
    BuildName refused;             // failed there: `good` runs in its place as long as it is what lies in the folder; or none
    std::string why;               // the sentence about that
};

// [core] An interface: the runtime knows neither database nor profile. All of it is one user's. Errors are said in the plugin's log.
class BuildStore {
  public:
    virtual ~BuildStore() = default;
    virtual Result<BuildHistory> load(std::string_view plugin) = 0; // empty for one that it does not know
    // library: of history.good, borrowed; null when it has been saved before and is the same.
    virtual Result<void> save(std::string_view plugin, const BuildHistory& history, const UniqueFd* library) = 0;
    // A sealed copy of the good build's library. Errc::not_found or Errc::invalid when it is not what was saved any more.
    virtual Result<UniqueFd> library(std::string_view plugin, const BuildName& good) = 0;
    virtual Result<void> forget(std::string_view plugin) = 0; // the mark too

    // From now on, what the plugin changes in its storage can be taken back. A mark that was there is replaced.
    virtual Result<void> mark_storage(std::string_view plugin) = 0;
    // The storage is what it was at the mark, and the mark is gone; nothing happens without one.
    virtual Result<void> restore_storage(std::string_view plugin) = 0;
    virtual Result<void> drop_mark(std::string_view plugin) = 0;
};

struct ProbationLimits {
    std::int64_t first_ms = 5 * 60 * 1000; // after which a build that runs is a good one
    unsigned faults = 3;                   // crashes and hangs until then, and it is replaced
};

// One plugin's. Does nothing without a store. [core]
class BuildKeeper {
  public:
    using Note = std::function<void(const std::string& problem)>; // something about it could not be kept
    BuildKeeper(BuildStore* store, std::string plugin, ProbationLimits limits, Note note)
        : store_(store), plugin_(std::move(plugin)), limits_(limits), note_(std::move(note)) {}

    struct Instead {
        BuildName name;
        Manifest manifest;
        UniqueFd library; // sealed
    };
    // The build in the folder is about to be started. What is to run in its place, if it had failed; else it is watched from now on, if
    // it was not before. saved: what the plugin saved last.
    std::optional<Instead> starting(const BuildName& in_folder, const std::optional<SavedState>& saved);
    // `next` has taken the place of `before`, which ran with this library and saved this. Its last write may still come.
    void replaced(const BuildName& before, const Manifest& manifest, UniqueFd library, std::optional<SavedState> state,
                  const BuildName& next);
    // No build before will write any more, and `next` has not written yet.
    void before_first_write();

    bool refuses(const BuildName& in_folder) const { return !history_.refused.empty() && history_.refused == in_folder; }
    const std::string& why() const { return history_.why; } // while one is refused
    bool on_probation() const { return !history_.tried.empty(); }
    std::int64_t first_ms() const { return limits_.first_ms; }

    // It crashed or hung. True: often enough, and there is one to go back to.
    bool fault();
    bool failed() const { return can_go_back() && faults_ >= limits_.faults; }
    bool can_go_back() const { return on_probation() && history_.good.has_value(); }
    // Its first minutes are over, and it runs.
    void proved(const BuildName& running, const Manifest& manifest, const UniqueFd& library);
    // Undoes what the build on probation stored, and refuses it from now on. `what` happened: "crashed or hung 3 times in its first 5
    // minutes". Returns what the good one had saved. Only if can_go_back().
    std::optional<SavedState> go_back(std::string_view version, std::string_view what);

    void keep();   // the client is about to end
    void forget(); // the plugin is removed

  private:
    void read();
    void save();
    void try_out(const BuildName& build);
    void said(const Result<void>& done) const;

    BuildStore* store_;
    std::string plugin_;
    ProbationLimits limits_;
    Note note_;
    BuildHistory history_;
    UniqueFd library_;     // of history_.good; none: the store has it
    bool read_ = false;    // the history
    bool watched_ = false; // history_.tried has been started by this client
    bool mark_due_ = false;
    unsigned faults_ = 0;
};

} // namespace asista::runtime
