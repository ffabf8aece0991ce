// One way from sources to a library: what is cached is taken, what is not is compiled, a few files at a time, then linked.
#pragma once

#include "builder/header_store.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace asista::builder {

struct PassContext { // what every pass of a builder shares; all of it outlives the passes
    runtime::EventLoop& loop;
    FileHashes& hashes;
    BuildCache& cache;
    HeaderStore& headers;
    const Toolchain& tools;
    const Options& options;
};

struct PassEnd {
    std::optional<std::filesystem::path> library; // nothing: diagnostics say why
    Diagnostics diagnostics;
    double compile_ms = 0, link_ms = 0;
    std::vector<std::filesystem::path> compiled;
    std::set<std::string> inputs; // everything that was read, as far as known
    bool used_header = false;     // a precompiled one
    bool may_pass = false;        // without a library: no fault of the text, which may be built the next time
    bool stale = false;           // a file changed meanwhile: what was built is of no state of the sources, so build again
};

// [core] Destroying it ends its compilers.
class BuildPass {
  public:
    using PhaseCallback = std::function<void(Phase)>;
    using EndCallback = std::function<void(PassEnd)>;

    // `plan` is copied. `first`: sources to begin with, as the likeliest to have an error. Callbacks come from the loop.
    static std::unique_ptr<BuildPass> start(PassContext context, BuildPlan plan, Tier tier,
                                            const std::vector<std::filesystem::path>& first, PhaseCallback on_phase,
                                            EndCallback on_end);
    BuildPass(const BuildPass&) = delete;
    BuildPass& operator=(const BuildPass&) = delete;
    ~BuildPass();

    // The library of these sources, if it was built before. Reads and compares files only.
    static std::optional<std::filesystem::path> find_built(PassContext context, const BuildPlan& plan, Tier tier);

  private:
    struct Part { // one source file on its way
        const Unit* unit = nullptr;
        std::uint64_t key = 0;
        std::optional<Stamp> stamp;                  // before anything read it
        std::optional<std::filesystem::path> object; // compiled, and linkable
        std::optional<MadeOf> made_of;               // known, while the object is not yet in the cache
        std::uint64_t identity = 0;                  // 0: not in the cache
        FileNames inputs;                            // of the precompiled header
        std::unique_ptr<Job> job;
        std::filesystem::path made, depfile, header;
        FileNames needs; // objects of headers that this one is incomplete without
        std::int64_t started_ns = 0;
        bool is_begun = false;
    };
    BuildPass(PassContext context, BuildPlan plan, Tier tier, PhaseCallback on_phase, EndCallback on_end);
    bool all_compiled() const;
    void begin();
    bool take_cached();
    void start_compilers();
    void start_compiler(Part& part, bool with_header);
    void compiled(Part& part, JobEnd end);
    Result<void> look_at_inputs(Part& part);
    Result<void> keep_objects();
    void link();
    std::uint64_t key_of_library() const;
    void start_linker(bool directly);
    void linked(bool directly, JobEnd end);
    bool compile_whole();
    void fail_with(Diagnostics diagnostics);
    void fail_soon(const Error& error);
    void finish();
    Diagnostics read(const JobEnd& end, const std::filesystem::path& directory, const std::filesystem::path& program);

    PassContext context_;
    BuildPlan plan_;
    Tier tier_;
    PhaseCallback on_phase_;
    EndCallback on_end_;
    std::vector<std::unique_ptr<Part>> parts_;
    std::unique_ptr<Job> linker_;
    std::filesystem::path made_library_;
    std::map<std::string, std::string> source_of_object_;
    std::shared_ptr<Leftovers> leftovers_ = std::make_shared<Leftovers>();
    std::set<std::string> suspects_; // objects of headers that no link succeeded with
    bool is_whole_ = false;          // no object leaves functions to such an object any more
    std::int64_t began_us_ = 0, link_began_us_ = 0;
    runtime::TimerId begin_ = runtime::TimerId::none;
    PassEnd end_;
};

} // namespace asista::builder
