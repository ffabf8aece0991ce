// The way back: a build that fails in its first minutes is replaced by the one before it.
#include "runtime/plugin_life.hpp"

#include <utility>

namespace asista::runtime {

void PluginLife::read_saved() {
    if (std::exchange(saved_read_, true)) return;
    auto saved = context_.installations.load_state(id_);
    if (saved)
        saved_ = std::move(*saved);
    else
        log_.note(PluginLog::Level::error, saved.error().message);
}

// What is to run: what lies in the folder, or the build before when that one has failed.
Result<PluginLife::Chosen> PluginLife::choose_build() {
    const auto* const entry = context_.catalog.find(id_);
    auto library = TRY(context_.catalog.open_library(id_));
    const BuildName in_folder{library.hash, entry->manifest_hash};
    read_saved();
    if (library.sanitizer) return Chosen{*entry->manifest, std::move(library), in_folder, false};
    if (auto instead = builds_.starting(in_folder, saved_))
        return Chosen{
            std::move(instead->manifest), {std::move(instead->library), instead->name.library, false}, instead->name, true};
    return Chosen{*entry->manifest, std::move(library), in_folder, false};
}

// From the start of a build on: in five minutes it is a good one, if it runs then.
void PluginLife::watch_probation() { watch_probation(builds_.first_ms()); }

void PluginLife::watch_probation(std::int64_t for_ms) {
    constexpr std::int64_t again_ms = 1'000; // while it starts, hangs or stands still at the end of its time
    if (!builds_.on_probation() || probation_timer_ != TimerId::none || sanitized()) return;
    probation_timer_ = context_.loop.call_after(for_ms, [this] {
        probation_timer_ = TimerId::none;
        if (active() && !owing_ && !builds_.refuses(running_build()))
            builds_.proved(running_build(), *running_manifest_, current_->library());
        else if (current_)
            watch_probation(again_ms);
    });
}

void PluginLife::end_probation_watch() { context_.loop.cancel_timer(std::exchange(probation_timer_, TimerId::none)); }

std::string PluginLife::often_failed() const {
    return fmt::format("crashed or hung {} times in its first {} minutes", context_.times.probation.faults,
                       std::max<std::int64_t>(context_.times.probation.first_ms / 60'000, 1));
}

// The process of the new build is gone. `what` it did: as often_failed().
void PluginLife::go_back(std::string_view what) {
    auto state = builds_.go_back(running_manifest_->version.to_string(), what);
    saved_.reset();
    if (state) keep_state(std::move(*state));
    log_.note(PluginLog::Level::warning, builds_.why());
    audit("went back", builds_.why(), calls::AuditEntry::Outcome::failed);
    fresh_start();
    set_state(PluginState::restarting, "The version before it is being started.");
    restart_after(0);
}

} // namespace asista::runtime
