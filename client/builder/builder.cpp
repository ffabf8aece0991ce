#include "builder/builder_state.hpp"

#include "builder/configure.hpp"
#include "builder/delivery.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
// What was delivered is taken over within some 10 ms, which nothing in the background shall make longer.
constexpr std::int64_t takeover_ms = 150;

// Changes there are the system's, which come with a new compiler or are not the author's doing.
bool is_system_file(const std::string& file) { return file.starts_with("/usr/") && !file.starts_with("/usr/local/"); }
} // namespace

std::string_view phase_name(Phase phase) {
    switch (phase) {
    case Phase::configuring: return "configuring";
    case Phase::compiling: return "compiling";
    case Phase::linking: return "linking";
    case Phase::delivering: return "delivering";
    }
    return "compiling";
}

Builder::Builder(std::unique_ptr<State> state) : state_(std::move(state)) {}
Builder::~Builder() = default;

Result<std::unique_ptr<Builder>> Builder::create(runtime::EventLoop& loop, Options options, Observer& observer) {
    std::error_code error;
    options.folder = fs::canonical(options.folder, error);
    if (error) return fail(Errc::not_found, "the plugin's folder cannot be found: {}", error.message());
    auto state = std::make_unique<State>(loop, std::move(options), observer);
    TRY(state->open());
    return std::unique_ptr<Builder>(new Builder(std::move(state)));
}

void Builder::build() { state_->request({}); }
void Builder::cancel() { state_->cancel(); }
void Builder::set_kind(BuildKind kind) { state_->set_kind(kind); }
BuildKind Builder::kind() const { return state_->options().kind; }
std::optional<runtime::SanitizerRuntime> Builder::sanitizer() const { return state_->sanitizer(); }
void Builder::keep_quick() { state_->keep_quick(); }
const std::string& Builder::plugin() const { return state_->plugin(); }
const fs::path& Builder::folder() const { return state_->options().folder; }
bool Builder::busy() const { return state_->busy(); }

Builder::State::~State() {
    loop_.cancel_timer(advance_);
    loop_.cancel_timer(takeover_);
}

Result<void> Builder::State::open() {
    if (!stamp_of(options_.folder / "manifest.json"))
        return fail(Errc::not_found, "there is no manifest.json in {}; a plugin's folder needs one", options_.folder.string());
    cache_ = TRY(BuildCache::open(options_.cache, options_.cache_bytes, hashes_));
    headers_ = std::make_unique<HeaderStore>(loop_, *cache_, options_.folder, options_.limits);
    headers_->set_idle_hook([this] { advance_soon(); });
    if (!options_.watch) return {};
    watch_ = TRY(SourceWatch::create(loop_, hashes_,
                                     options_.always_poll ? SourceWatch::Method::polling : SourceWatch::Method::automatic,
                                     [this](SourceChange change) { request(std::move(change)); }));
    watch_->watch({options_.folder / "manifest.json"}, {options_.folder}, is_source_name);
    return {};
}

bool Builder::State::busy() const {
    return wish_ || pass_ || configure_ || search_ || wants_optimised_ || headers_->busy() ||
           advance_ != runtime::TimerId::none || takeover_ != runtime::TimerId::none;
}

void Builder::State::request(SourceChange change) {
    Wish wish;
    wish.noticed_us = loop_.clock().monotonic_us();
    if (change.finished_ns > 0) wish.noticed_ms = static_cast<double>(file_clock_ns() - change.finished_ns) / 1e6;
    // What the build that is given up was about has not been shown yet, so it stays first.
    wish.changed = std::move(change.files);
    for (const auto& earlier :
         {wish_ ? wish_->changed : std::vector<fs::path>(), pass_ ? current_.changed : std::vector<fs::path>()})
        for (const auto& file : earlier)
            if (std::find(wish.changed.begin(), wish.changed.end(), file) == wish.changed.end()) wish.changed.push_back(file);
    give_up_pass();
    wants_optimised_ = false;
    wish_ = std::move(wish);
    was_idle_ = false;
    advance_soon();
}

void Builder::State::cancel() {
    wish_.reset();
    wants_optimised_ = false;
    configure_.reset();
    give_up_pass();
    advance_soon();
}

void Builder::State::set_kind(BuildKind kind) {
    if (std::exchange(options_.kind, kind) == kind) return;
    search_.reset();
    tools_.reset(); // another compiler may be needed
    is_planned_ = false;
    request({});
}

std::optional<runtime::SanitizerRuntime> Builder::State::sanitizer() const {
    if (options_.kind == BuildKind::plain || !tools_) return std::nullopt;
    return tools_->sanitizer;
}

void Builder::State::keep_quick() {
    options_.optimised = wants_optimised_ = false;
    if (!pass_ || !in_background_) return;
    give_up_pass();
    advance_soon();
}

// Ends its compilers now; the observer hears of it from the loop.
void Builder::State::give_up_pass() {
    if (!pass_) return;
    pass_.reset();
    if (in_background_) return; // nobody was told that it began
    Report report;
    report.build = build_;
    report.outcome = Outcome::cancelled;
    report.tier = tier_;
    report.plugin = plugin();
    cancelled_.push_back(std::move(report));
    advance_soon();
}

void Builder::State::advance_soon() {
    if (advance_ != runtime::TimerId::none) return;
    advance_ = loop_.call_after(0, [this] {
        advance_ = runtime::TimerId::none;
        advance();
    });
}

// The one place that decides what is done next.
void Builder::State::advance() {
    for (auto& report : std::exchange(cancelled_, {})) observer_.build_ended(report);
    if (pass_ || configure_ || search_) return;
    if (wish_) {
        if (!tools_) return find_tools();
        if (make_plan()) begin_build();
        return;
    }
    background();
}

void Builder::State::find_tools() {
    const auto take = [this](Result<Toolchain> found) {
        search_.reset();
        if (found) {
            tools_ = std::move(*found);
            return advance_soon();
        }
        wish_.reset(); // the next save tries again: tools can be installed meanwhile
        if (watch_) watch_->take_any_save();
        observer_.trouble(found.error());
        advance_soon();
    };
    search_ = ToolchainSearch::start(loop_, options_.compiler, options_.linker, search_path(), take, options_.kind);
}

void Builder::State::begin_build() {
    current_ = std::move(*wish_);
    wish_.reset();
    ++build_;
    Tier tier = options_.first;
    // Text that was built before, undone or from another branch: the best that there is of it, without a compiler.
    const bool prefer_optimised = options_.optimised && options_.kind == BuildKind::plain && tier == Tier::quick;
    if (prefer_optimised && BuildPass::find_built(context(), *plan_, Tier::optimised)) tier = Tier::optimised;
    wants_optimised_ = prefer_optimised && tier == Tier::quick;
    observer_.build_started(build_, tier, current_.changed);
    in_background_ = false;
    start_pass(tier);
}

PassContext Builder::State::context() { return {loop_, hashes_, *cache_, *headers_, *tools_, options_}; }

void Builder::State::start_pass(Tier tier) {
    tier_ = tier;
    pass_ = BuildPass::start(
        context(), *plan_, tier, current_.changed, [this](Phase phase) { observer_.phase_entered(build_, tier_, phase); },
        [this](PassEnd end) { pass_ended(std::move(end)); });
}

void Builder::State::pass_ended(PassEnd end) {
    pass_.reset();
    const auto known = inputs_.size();
    inputs_.merge(end.inputs);
    if (inputs_.size() != known) watch_inputs();
    // What was read belongs to no moment; another save may be on its way, which only starts this sooner.
    if (end.stale || (!end.library && anything_away())) {
        if (!wish_) wish_ = current_;
        return look_again(); // not at once: a file that is written slowly would cause one build after the other
    }
    if (end.library) return deliver_library(std::move(end));
    Report report;
    report.outcome = Outcome::failed;
    report.timings.compile_ms = end.compile_ms;
    report.timings.link_ms = end.link_ms;
    report.compiled = std::move(end.compiled);
    report.tools = tools_text(end.used_header);
    report.diagnostics = std::move(end.diagnostics);
    wants_optimised_ = false;
    if (watch_ && end.may_pass) watch_->take_any_save();
    end_build(std::move(report));
}

void Builder::State::deliver_library(PassEnd end) {
    observer_.phase_entered(build_, tier_, Phase::delivering);
    const auto began_us = loop_.clock().monotonic_us();
    const auto is_new = deliver(*plan_, *end.library, options_.plugins);
    Report report;
    report.timings.compile_ms = end.compile_ms;
    report.timings.link_ms = end.link_ms;
    report.timings.deliver_ms = static_cast<double>(loop_.clock().monotonic_us() - began_us) / 1000;
    report.compiled = std::move(end.compiled);
    report.tools = tools_text(end.used_header);
    report.diagnostics = std::move(end.diagnostics);
    report.outcome = !is_new ? Outcome::failed : *is_new ? Outcome::delivered : Outcome::unchanged;
    if (!is_new) {
        report.diagnostics = diagnostics_of(is_new.error(), options_.plugins / plan_->id);
        if (is_want_of_room(report.diagnostics)) report.diagnostics = want_of_room(report.diagnostics, {options_.plugins});
        if (watch_) watch_->take_any_save();
        std::error_code ignored;
        fs::remove(*end.library, ignored); // damaged, it would be found again
    }
    end_build(std::move(report));
}

void Builder::State::end_build(Report report) {
    report.build = build_;
    report.tier = tier_;
    report.plugin = plugin();
    report.timings.noticed_ms = current_.noticed_ms;
    report.timings.total_ms = static_cast<double>(loop_.clock().monotonic_us() - current_.noticed_us) / 1000;
    observer_.build_ended(report);
    if (options_.watch && report.outcome == Outcome::delivered) {
        loop_.cancel_timer(takeover_);
        takeover_ = loop_.call_after(takeover_ms, [this] {
            takeover_ = runtime::TimerId::none;
            advance_soon();
        });
    }
    advance_soon();
}

void Builder::State::fail_build(Diagnostics diagnostics) {
    current_ = std::move(*wish_);
    wish_.reset();
    ++build_;
    tier_ = options_.first;
    wants_optimised_ = false;
    observer_.build_started(build_, tier_, current_.changed);
    Report report;
    report.outcome = Outcome::failed;
    report.diagnostics = std::move(diagnostics);
    add_excerpts(report.diagnostics);
    end_build(std::move(report));
}

// What is worth doing while the author thinks: headers first, since the next save wants them.
void Builder::State::background() {
    if (takeover_ != runtime::TimerId::none) return;
    if (options_.watch && options_.precompiled_headers && tools_ && plan_ && is_planned_ && build_ > 0)
        for (const auto& unit : plan_->units) headers_->want(*tools_, unit, Tier::quick);
    if (headers_->busy()) return;
    if (std::exchange(wants_optimised_, false)) {
        current_.noticed_us = loop_.clock().monotonic_us();
        current_.noticed_ms = 0;
        in_background_ = true;
        return start_pass(Tier::optimised);
    }
    if (!std::exchange(was_idle_, true)) observer_.idle();
}

void Builder::State::watch_inputs() {
    if (!watch_ || !plan_) return;
    std::set<fs::path> files = plan_->settings;
    for (const auto& file : inputs_)
        if (!is_system_file(file)) files.insert(file);
    for (const auto& unit : plan_->units) files.insert(unit.source);
    watch_->watch(files, plan_->folders, is_source_name);
}

std::string Builder::State::tools_text(bool with_header) const {
    if (!tools_) return {};
    return tools_->name() + (options_.kind == BuildKind::sanitizer ? ", sanitizers" : "") +
           (with_header ? ", precompiled header" : "");
}

} // namespace asista::builder
