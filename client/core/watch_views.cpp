#include "core/watch_views.hpp"

#include <algorithm>

namespace asista::core {

namespace {
// One list in two layers; the compiler's switch warning holds them together.
ui::BudgetState to_ui(runtime::BudgetState state) {
    switch (state) {
    case runtime::BudgetState::fine: return ui::BudgetState::fine;
    case runtime::BudgetState::over: return ui::BudgetState::over;
    case runtime::BudgetState::throttled: return ui::BudgetState::throttled;
    case runtime::BudgetState::stopped: return ui::BudgetState::stopped;
    }
    return ui::BudgetState::fine;
}
} // namespace

void add_watch_views(const runtime::PluginStatus& status, ui::PluginView& view) {
    view.wakeups_per_s = status.rates.wakeups_per_s;
    view.calls_per_s = status.rates.calls_per_s;
    view.budget = to_ui(status.budget);
    view.budget_note = status.budget_note;
    view.unresponsive_s = status.unresponsive_s;
    view.paused = status.paused;
    if (status.crashes)
        for (const auto& crash : *status.crashes)
            view.crashes.push_back({crash.at, crash.version, crash.sentence, crash.where, crash.report});
}

std::optional<ui::CulpritView> culprit_view(const runtime::CulpritSearch* search, const std::vector<ui::PluginView>& plugins) {
    if (!search) return std::nullopt;
    ui::CulpritView view;
    view.step = search->step();
    view.most_steps = search->most_steps();
    if (search->done()) {
        view.found = search->found();
        view.none = view.found.empty();
        return view;
    }
    for (const auto& id : search->paused()) {
        const auto plugin = std::ranges::find(plugins, id, &ui::PluginView::id);
        view.paused.push_back(plugin == plugins.end() ? id : plugin->name);
    }
    return view;
}

} // namespace asista::core
