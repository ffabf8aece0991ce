#include "core/workshop.hpp"

#include "runtime/library_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace asista::core {

namespace fs = std::filesystem;

class Workshop::Bench final : public builder::Observer {
  public:
    Bench(const Parts& parts, const fs::path& folder, const Result<builder::Sdk>& sdk)
        : loop_(parts.loop), changed_(parts.changed), sanitizer_known_(parts.sanitizer_known) {
        view_.folder = folder.string();
        if (!sdk) {
            trouble(sdk.error());
            return;
        }
        builder::Options options;
        options.folder = folder;
        options.plugins = parts.plugins;
        options.cache = parts.cache;
        options.sdk = *sdk;
        options.optimised = !parts.quick;
        options.kind = parts.sanitizers ? builder::BuildKind::sanitizer : builder::BuildKind::plain;
        auto made = builder::Builder::create(parts.loop, std::move(options), *this);
        if (!made) {
            trouble(made.error());
            return;
        }
        builder_ = std::move(*made);
        builder_->build();
    }
    ~Bench() override { loop_.cancel_timer(telling_); }
    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;
    ui::BuildView view() const {
        auto view = view_;
        if (!builder_) return view;
        view.plugin = builder_->plugin();
        view.sanitizers = builder_->kind() == builder::BuildKind::sanitizer;
        return view;
    }

    void keep_quick() {
        if (builder_) builder_->keep_quick();
    }
    void set_sanitizers(bool on) {
        if (!builder_) return;
        view_.trouble.clear();
        builder_->set_kind(on ? builder::BuildKind::sanitizer : builder::BuildKind::plain);
        changed_();
    }
    std::optional<runtime::SanitizerRuntime> sanitizer() const { return builder_ ? builder_->sanitizer() : std::nullopt; }

  private:
    void build_started(std::uint64_t, builder::Tier, const std::vector<fs::path>&) override {
        view_.running = true;
        view_.phase.clear();
        view_.trouble.clear();
    }
    void phase_entered(std::uint64_t, builder::Tier tier, builder::Phase phase) override {
        if (tier == builder::Tier::optimised && !view_.running) return; // nobody waits for it
        view_.running = true;
        view_.phase = builder::phase_name(phase);
        tell_soon();
    }
    void build_ended(const builder::Report& report) override {
        using builder::Outcome;
        if (report.outcome == Outcome::cancelled) return; // the next one is about to start
        const bool silent = !view_.running;               // the optimised build of what is shown already
        if (silent && report.outcome != Outcome::failed) return;
        view_.running = false;
        view_.phase.clear();
        view_.failed = report.outcome == Outcome::failed;
        view_.errors = static_cast<std::uint32_t>(report.diagnostics.errors);
        view_.compile_ms = report.timings.compile_ms;
        view_.link_ms = report.timings.link_ms;
        view_.total_ms = report.timings.total_ms;
        view_.tools = report.tools;
        view_.from_cache = report.compiled.empty();
        ++view_.builds;
        take_error(report.diagnostics);
        // What is new is seen by the catalogue; this one lay there before anybody could know what it needs.
        if (report.outcome == Outcome::unchanged && builder_->sanitizer() && sanitizer_known_) sanitizer_known_(report.plugin);
        if (report.outcome == Outcome::delivered) return tell_soon();
        changed_();
    }
    void trouble(const Error& error) override {
        view_.running = false;
        view_.trouble = error.message;
        changed_();
    }
    void take_error(const builder::Diagnostics& diagnostics) {
        view_.file.clear();
        view_.message.clear();
        view_.excerpt.clear();
        view_.line = view_.column = view_.excerpt_first_line = 0;
        const auto* const error = diagnostics.first_error();
        if (!view_.failed || !error) return;
        view_.file = error->place.file;
        view_.line = static_cast<std::uint32_t>(std::max(error->place.line, 0));
        view_.column = static_cast<std::uint32_t>(std::max(error->place.column, 0));
        view_.message = error->message;
        view_.excerpt = error->excerpt;
        view_.excerpt_first_line = static_cast<std::uint32_t>(error->excerpt_first_line);
    }

    // Once nothing of it has changed for a moment. A phase that is over by then is nothing that a person could read, and a frame of the window
    // for it takes the processor from the compiler and stands in the way of the frame that shows the new build, as one for "built" does.
    void tell_soon() {
        constexpr std::int64_t moment_ms = 100;
        loop_.cancel_timer(telling_);
        telling_ = loop_.call_after(moment_ms, [this] {
            telling_ = runtime::TimerId::none;
            changed_();
        });
    }

    runtime::EventLoop& loop_;
    runtime::TimerId telling_ = runtime::TimerId::none;
    std::function<void()> changed_;
    std::function<void(const std::string&)> sanitizer_known_;
    ui::BuildView view_;
    std::unique_ptr<builder::Builder> builder_;
};

Workshop::Workshop(Parts parts) : parts_(std::move(parts)), sdk_(builder::Sdk::of_this_program()) {}

Result<void> Workshop::add(const fs::path& folder) {
    if (std::any_of(benches_.begin(), benches_.end(), [&](const auto& bench) { return bench->view().folder == folder.string(); }))
        return fail(Errc::busy, "{} is being built already", folder.string());
    benches_.push_back(std::make_unique<Bench>(parts_, folder, sdk_));
    return {};
}

Workshop::~Workshop() = default;

std::vector<ui::BuildView> Workshop::views() const {
    std::vector<ui::BuildView> views;
    for (const auto& bench : benches_) views.push_back(bench->view());
    return views;
}

Workshop::Bench* Workshop::of(const std::string& plugin) const {
    const auto bench =
        std::find_if(benches_.begin(), benches_.end(), [&](const auto& one) { return one->view().plugin == plugin; });
    return plugin.empty() || bench == benches_.end() ? nullptr : bench->get();
}

bool Workshop::keep_quick(const std::string& plugin) {
    auto* const bench = of(plugin);
    if (bench) bench->keep_quick();
    return bench != nullptr;
}

bool Workshop::set_sanitizers(const std::string& plugin, bool on) {
    auto* const bench = of(plugin);
    if (bench) bench->set_sanitizers(on);
    return bench != nullptr;
}

std::optional<runtime::SanitizerRuntime> Workshop::sanitizer(const std::string& plugin) const {
    const auto* const bench = of(plugin);
    return bench ? bench->sanitizer() : std::nullopt;
}

bool Workshop::busy() const {
    return std::any_of(benches_.begin(), benches_.end(), [](const auto& bench) { return bench->view().running; });
}

namespace {
std::optional<runtime::Manifest> manifest_in(const fs::path& folder) {
    const auto content = runtime::read_finished_file(folder / "manifest.json", runtime::max_manifest_bytes);
    if (!content) return std::nullopt;
    const std::string_view text(reinterpret_cast<const char*>(content->data()), content->size());
    auto manifest = runtime::parse_manifest(text, (folder / "manifest.json").string());
    if (!manifest) return std::nullopt; // its build says so
    return std::move(*manifest);
}
} // namespace

std::vector<std::string> developed_plugins(const std::vector<fs::path>& folders) {
    std::vector<std::string> ids;
    for (const auto& folder : folders)
        if (auto manifest = manifest_in(folder)) ids.push_back(std::move(manifest->id));
    return ids;
}

Result<void> install_developed(const std::vector<fs::path>& folders, runtime::Installations& installations, InstantMs now) {
    const auto present = TRY(installations.list());
    for (const auto& folder : folders) {
        const auto manifest = manifest_in(folder);
        if (!manifest) continue;
        const bool known = std::any_of(present.begin(), present.end(),
                                       [&](const runtime::Installation& one) { return one.plugin == manifest->id; });
        if (known) continue;
        runtime::Installation installation;
        installation.plugin = manifest->id;
        installation.version = manifest->version.to_string();
        installation.grants.review(manifest->required(), runtime::network_hosts(runtime::shown_of(*manifest)), now);
        installation.settings_json = TRY(installations.kept_settings(manifest->id));
        TRY(installations.save(installation));
    }
    return {};
}

fs::path build_cache_folder() {
    if (const char* const cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/') return fs::path(cache) / "asista/builds";
    if (const char* const home = std::getenv("HOME"); home && *home == '/') return fs::path(home) / ".cache/asista/builds";
    std::error_code ignored;
    return fs::temp_directory_path(ignored) / "asista-builds";
}

} // namespace asista::core
