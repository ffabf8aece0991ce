// Precompiled headers of the leading includes of the author's files, made in the background and used once they are there. With clang the
// functions they define are compiled once, into an object of the header's own: the header's product needs it, and so does each object
// that begins with that header.
#pragma once

#include "builder/build_cache.hpp"
#include "builder/tool_commands.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <set>

namespace asista::builder {

// [core]
class HeaderStore {
  public:
    // All outlive it. `own_folder`: the author's.
    HeaderStore(runtime::EventLoop& loop, BuildCache& cache, std::filesystem::path own_folder, const JobLimits& limits)
        : loop_(loop), cache_(cache), own_folder_(std::move(own_folder)), limits_(limits) {}

    // The header this unit can begin with as it is now; nothing when there is none yet, or nothing to precompile.
    std::optional<CachedProduct> find(const Toolchain& tools, const Unit& unit, Tier tier);
    // Makes it in the background, one after the other, unless it is there, queued, or failed before.
    void want(const Toolchain& tools, const Unit& unit, Tier tier);
    // A compiler refused this header, or a linker this header's object, for a reason of its own: it is not used again, and want() makes one
    // without an object.
    void refuse(const std::filesystem::path& product) { refused_.insert(product); }

    bool busy() const { return job_ != nullptr || !queue_.empty(); }
    void set_idle_hook(std::function<void()> hook) { on_idle_ = std::move(hook); } // when busy() ends

  private:
    struct Wish {
        Toolchain tools;
        Unit unit;
        Tier tier{};
        std::string block;
        std::uint64_t key = 0;
        HeaderCode code{};
    };
    struct Made { // under names that nobody uses yet
        std::filesystem::path header, object, depfile;
        FileNames inputs;
        std::int64_t started_ns = 0;
        std::shared_ptr<Leftovers> unkept; // those three: who keeps one has renamed it
    };
    std::optional<Wish> wish_for(const Toolchain& tools, const Unit& unit, Tier tier) const;
    bool is_refused(const CachedProduct& product) const;
    void start_next();
    void header_made(const Wish& wish, Made made, bool ok);
    void object_made(const Wish& wish, const Made& made, bool ok);
    void give_up(const Wish& wish);
    void keep(const Wish& wish, const Made& made);
    void end_job();

    runtime::EventLoop& loop_;
    BuildCache& cache_;
    std::filesystem::path own_folder_;
    JobLimits limits_;
    std::deque<Wish> queue_;
    std::set<std::uint64_t> tried_; // keys that are queued, or failed: an include that does not exist, say
    std::set<std::filesystem::path> refused_;
    std::unique_ptr<Job> job_;
    std::function<void()> on_idle_;
};

} // namespace asista::builder
