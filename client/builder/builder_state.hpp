// The inside of a Builder: what is known, what runs, and what comes next.
#pragma once

#include "builder/build_pass.hpp"
#include "builder/builder.hpp"
#include "builder/source_watch.hpp"

namespace asista::builder {

class Builder::State {
  public:
    State(runtime::EventLoop& loop, Options options, Observer& observer)
        : loop_(loop), options_(std::move(options)), observer_(observer) {}
    ~State();
    Result<void> open();

    void request(SourceChange change); // from a save, or from build()
    void cancel();
    void keep_quick();
    void set_kind(BuildKind kind);
    std::optional<runtime::SanitizerRuntime> sanitizer() const;
    bool busy() const;
    const std::string& plugin() const { return plan_ ? plan_->id : id_; }
    const Options& options() const { return options_; }

  private:
    // What is asked for and not yet begun.
    struct Wish {
        std::vector<std::filesystem::path> changed;
        std::int64_t noticed_us = 0; // monotonic
        double noticed_ms = 0;       // how long after the file was finished
    };
    void advance_soon();
    void advance();
    void find_tools();
    bool make_plan(); // false: it is not there yet, or there is none
    bool is_away(const std::filesystem::path& file) const;
    bool anything_away() const;
    void look_again();
    bool has_build() const;
    Result<BuildPlan> plan();
    Result<BuildPlan> plain_plan() const;
    std::filesystem::path configured_folder() const;
    void start_configuring();
    void configured(JobEnd end);
    void begin_build();
    void start_pass(Tier tier);
    void pass_ended(PassEnd end);
    void deliver_library(PassEnd end);
    void end_build(Report report);
    void fail_build(Diagnostics diagnostics);
    void give_up_pass();
    void background();
    void watch_inputs();
    PassContext context();
    std::string tools_text(bool with_header) const;

    runtime::EventLoop& loop_;
    Options options_;
    Observer& observer_;
    FileHashes hashes_;
    std::unique_ptr<BuildCache> cache_;
    std::unique_ptr<HeaderStore> headers_;
    std::unique_ptr<SourceWatch> watch_;

    std::unique_ptr<ToolchainSearch> search_;
    std::optional<Toolchain> tools_;
    std::optional<BuildPlan> plan_;
    bool is_planned_ = false; // plan_ is of this kind of build
    std::string id_;
    std::set<std::string> inputs_; // read by some build of this plan
    std::unique_ptr<Job> configure_;
    bool is_configured_ = false; // or needs no configuring, or that has failed

    std::optional<Wish> wish_;
    std::vector<Report> cancelled_; // to be reported
    std::unique_ptr<BuildPass> pass_;
    Tier tier_{};
    Wish current_; // what the running pass answers
    std::uint64_t build_ = 0;
    bool wants_optimised_ = false;
    bool in_background_ = false; // the pass is the second tier of a build that has ended
    bool was_idle_ = true;
    runtime::TimerId advance_ = runtime::TimerId::none;
    runtime::TimerId takeover_ = runtime::TimerId::none; // what was delivered is being started
};

} // namespace asista::builder
