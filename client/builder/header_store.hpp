// Precompiled headers of the leading includes of the author's files, made in the background and used once they are there.
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
    HeaderStore(runtime::EventLoop& loop, BuildCache& cache, std::filesystem::path own_folder, std::int64_t deadline_ms)
        : loop_(loop), cache_(cache), own_folder_(std::move(own_folder)), deadline_ms_(deadline_ms) {}

    // The header this unit can begin with as it is now; nothing when there is none yet, or nothing to precompile.
    std::optional<CachedProduct> find(const Toolchain& tools, const Unit& unit, Tier tier);
    // Makes it in the background, one after the other, unless it is there, queued, or failed before.
    void want(const Toolchain& tools, const Unit& unit, Tier tier);
    // A compiler refused it, for a reason of its own: it is not used again.
    void refuse(const std::filesystem::path& header) { refused_.insert(header); }

    bool busy() const { return job_ != nullptr || !queue_.empty(); }
    void set_idle_hook(std::function<void()> hook) { on_idle_ = std::move(hook); } // when busy() ends

  private:
    struct Wish {
        Toolchain tools;
        Unit unit;
        Tier tier{};
        std::string block;
        std::uint64_t key = 0;
    };
    std::optional<Wish> wish_for(const Toolchain& tools, const Unit& unit, Tier tier) const;
    void start_next();
    void finished(const Wish& wish, const std::filesystem::path& made, const std::filesystem::path& depfile,
                  std::int64_t started_ns, bool ok);

    runtime::EventLoop& loop_;
    BuildCache& cache_;
    std::filesystem::path own_folder_;
    std::int64_t deadline_ms_;
    std::deque<Wish> queue_;
    std::set<std::uint64_t> tried_; // keys that are queued, or failed: an include that does not exist, say
    std::set<std::filesystem::path> refused_;
    std::unique_ptr<Job> job_;
    std::function<void()> on_idle_;
};

} // namespace asista::builder
