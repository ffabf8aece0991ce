// Builds with sanitizers, which an author switches on for one plugin: when such a build may run, and what is different for it. It stops at
// what it finds until the author has seen it, it may use more memory, and it is neither a good build nor a bad one: what it finds was
// there before, and the build before it would only not say so. So the history of builds goes on as if it had not been.
#include "runtime/plugin_life.hpp"
#include "wire/sandbox_tier.hpp"

namespace asista::runtime {

// With nothing: it is none of those. Only who makes the plugin's builds here has the run-time library, and so decides; neither a manifest
// nor a library can ask for it.
Result<std::optional<SanitizerRuntime>> PluginLife::sanitizer_for(const LibraryCopy& library) const {
    if (!library.sanitizer) return std::nullopt;
    if (context_.hooks.sanitizer)
        if (auto runtime = context_.hooks.sanitizer(id_)) return runtime;
    return fail(Errc::unsupported,
                "it is built with sanitizers, and runs only where it is built so from source: `asista dev --sanitize` "
                "does that; for everybody else build it without");
}

// current_ has taken the place of `before`, a build of this name.
void PluginLife::note_replacement(const Session& before, const BuildName& name, const Manifest& manifest,
                                  const std::optional<SavedState>& state) {
    if (current_->sanitized()) return;
    if (before.sanitized())
        // As if it came while nothing ran. One that is refused was not put on trial.
        static_cast<void>(builds_.starting(running_build(), state));
    else
        builds_.replaced(name, manifest, before.library(), state, running_build());
}

BudgetLimits PluginLife::budgets() const {
    auto limits = context_.times.budgets;
    if (!sanitized()) return limits;
    limits.memory_mb *= sanitizer_memory_times;
    limits.most_memory_mb *= sanitizer_memory_times;
    return limits;
}

} // namespace asista::runtime
