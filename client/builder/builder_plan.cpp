// Of a Builder: what the plugin consists of, asked anew whenever a file that says so has changed, of CMake where its author uses that.
#include "builder/builder_state.hpp"

#include "builder/configure.hpp"

#include <algorithm>

namespace asista::builder {

namespace fs = std::filesystem;

fs::path Builder::State::configured_folder() const { return configured_in(options_.cache, options_.folder); }

// Is there a build folder that nobody needs to configure?
bool Builder::State::has_build() const {
    if (!options_.build_folder.empty()) return true;
    for (const auto& build_folder : {options_.folder / "build", options_.sdk.build})
        if (!build_folder.empty() && plan_from_cmake(options_.folder, build_folder)) return true;
    return false;
}

// Editors that keep the old text as a backup move it aside before they write the new one, so for a moment there is no such file. A build
// without it would be one of something that nobody saved. A file that stays away is told of by the watch as a change.
bool Builder::State::is_away(const fs::path& file) const { return watch_ && watch_->knows(file) && !stamp_of(file); }

bool Builder::State::anything_away() const {
    return plan_ && (is_away(plan_->manifest) ||
                     std::ranges::any_of(plan_->units, [this](const Unit& unit) { return is_away(unit.source); }));
}

void Builder::State::look_again() {
    constexpr std::int64_t soon_ms = 10;
    if (advance_ != runtime::TimerId::none) return;
    advance_ = loop_.call_after(soon_ms, [this] {
        advance_ = runtime::TimerId::none;
        advance();
    });
}

bool Builder::State::make_plan() {
    if (anything_away()) {
        look_again();
        return false;
    }
    const bool settings_changed =
        !plan_ || !is_planned_ || std::any_of(wish_->changed.begin(), wish_->changed.end(), [this](const fs::path& file) {
            const bool is_unit =
                std::any_of(plan_->units.begin(), plan_->units.end(), [&](const Unit& unit) { return unit.source == file; });
            return plan_->settings.contains(file) || (!is_unit && !inputs_.contains(file)) || !stamp_of(file);
        });
    if (!settings_changed && !wish_->changed.empty()) return true;
    const bool cmake_changed = std::any_of(wish_->changed.begin(), wish_->changed.end(),
                                           [](const fs::path& file) { return file.filename() == "CMakeLists.txt"; });
    if (cmake_changed) is_configured_ = false;
    if (!has_build() && !is_configured_ && !options_.sdk.cmake.empty() && wants_configuring(options_.folder)) {
        start_configuring();
        return false;
    }
    auto made = plan();
    std::vector<fs::path> left_out;
    if (plan_)
        for (const auto& unit : plan_->units)
            if (!made || std::ranges::find(made->units, unit.source, &Unit::source) == made->units.end())
                left_out.push_back(unit.source);
    // Away while the folder was looked through, and perhaps back by now.
    if (anything_away() || (made && made->is_listing && watch_ &&
                            std::ranges::any_of(left_out, [this](const fs::path& file) { return watch_->knows(file); }))) {
        look_again();
        return false;
    }
    for (const auto& file : left_out) inputs_.erase(file); // should it come back, it is a new file
    if (!made) {
        fail_build(diagnostics_of(made.error(), options_.folder));
        return false;
    }
    plan_ = std::move(*made);
    is_planned_ = true;
    id_ = plan_->id;
    watch_inputs();
    return true;
}

Result<BuildPlan> Builder::State::plan() {
    auto plan = TRY(plain_plan());
    if (options_.kind == BuildKind::sanitizer) add_sanitizers(plan, *tools_);
    return plan;
}

Result<BuildPlan> Builder::State::plain_plan() const {
    if (!options_.build_folder.empty()) return plan_from_cmake(options_.folder, options_.build_folder);
    for (const auto& build_folder : {options_.folder / "build", options_.sdk.build, configured_folder()}) {
        if (build_folder.empty()) continue;
        auto found = plan_from_cmake(options_.folder, build_folder);
        if (found || found.error().code != Errc::not_found || !stamp_of(options_.folder / "manifest.json")) return found;
    }
    return plan_from_folder(options_.folder, options_.sdk);
}

void Builder::State::start_configuring() {
    const auto command = configure_command(options_.sdk, *tools_, options_.folder, configured_folder());
    if (!command) { // without CMake the folder and the SDK's flags have to do
        observer_.trouble(command.error());
        is_configured_ = true;
        return advance_soon();
    }
    auto job = Job::start(loop_, *command, [this](JobEnd end) { configured(std::move(end)); });
    if (!job) return fail_build(diagnostics_of(job.error(), options_.folder));
    configure_ = std::move(*job);
    observer_.phase_entered(build_ + 1, options_.first, Phase::configuring);
}

void Builder::State::configured(JobEnd end) {
    configure_.reset();
    is_configured_ = end.ok;
    if (!wish_) return advance_soon();
    if (!end.ok) return fail_build(configure_diagnostics(end, options_.folder));
    plan_.reset();
    advance_soon();
}

} // namespace asista::builder
