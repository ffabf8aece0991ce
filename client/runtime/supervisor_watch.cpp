// What the supervisor does about all plugins together: looking at their costs, safe mode, and the search for a culprit.
#include "runtime/plugin_life.hpp"

#include <algorithm>

namespace asista::runtime {

// ---- costs -----------------------------------------------------------------------------------------------------------------

// Looked at only while a plugin runs, and closely only while one is over its budget: an idle client is to stay idle.
void Supervisor::watch_costs() {
    if (costs_timer_ != TimerId::none || context_->shutting_down) return;
    std::int64_t wait_ms = context_->times.budgets.look_ms;
    bool any = false;
    for (const auto& [id, known] : lives_) {
        if (known->idle()) continue;
        any = true;
        wait_ms = std::min(wait_ms, known->next_look_ms());
    }
    if (!any) return;
    costs_timer_ = context_->loop.call_after(wait_ms, [this] {
        costs_timer_ = TimerId::none;
        look_at_costs();
    });
}

void Supervisor::look_at_costs() {
    const std::int64_t now_ms = context_->loop.clock().monotonic_ms();
    for (const auto& [id, known] : lives_) known->look_at_costs(now_ms);
    watch_costs();
}

void Supervisor::sanitizer_known(const std::string& plugin) {
    auto* const life = find(plugin);
    if (life && life->idle()) life->on_catalog_change({.library = true});
}

Result<void> Supervisor::keep_waiting(const std::string& plugin) {
    auto* const known = TRY(named(plugin));
    if (known->status().unresponsive_s == 0) return fail(Errc::unavailable, "{} has answered already", plugin);
    known->keep_waiting();
    return {};
}

Result<Debuggee> Supervisor::debuggee(const std::string& plugin) const {
    const auto* const known = TRY(named(plugin));
    return known->debuggee();
}

void Supervisor::wait_for_debugger(const std::string& plugin, bool on) {
    if (on)
        context_->wait_for_debugger.insert(plugin);
    else
        context_->wait_for_debugger.erase(plugin);
    if (auto* const known = find(plugin); known && !on) known->go_on();
    context_->changed();
}

// ---- safe mode -------------------------------------------------------------------------------------------------------------

void Supervisor::leave_safe_mode() {
    safe_mode_ = false;
    for (const auto& [id, known] : lives_) known->release_from_safe_mode();
    context_->changed();
}

// ---- the search for a culprit ----------------------------------------------------------------------------------------------

Result<void> Supervisor::start_search() {
    if (search_ && !search_->done()) return fail(Errc::busy, "a search goes on already; stop it first");
    searched_.clear();
    std::vector<std::string> candidates;
    for (const auto& [id, known] : lives_) {
        const auto* const session = known->active();
        if (!session) continue;
        candidates.push_back(id);
        searched_[id] = session->instance();
    }
    if (candidates.size() < 2) {
        search_.reset();
        return fail(Errc::unavailable, "{} run, so there is nothing to search; switch it off to see whether it was the cause",
                    candidates.empty() ? "no plugins" : "fewer than two plugins");
    }
    search_.emplace(std::move(candidates));
    follow_search();
    return {};
}

Result<void> Supervisor::answer_search(bool still_bad) {
    if (!search_ || search_->done()) return fail(Errc::unavailable, "no search goes on");
    search_->answer(still_bad);
    follow_search();
    return {};
}

Result<void> Supervisor::stop_search() {
    if (!search_) return fail(Errc::unavailable, "no search goes on");
    search_.reset();
    for (const auto& [id, known] : lives_) known->set_paused(false);
    context_->changed();
    return {};
}

// Makes processes stand still or go on as the search has it, and takes out of it those that are not the ones it began with.
void Supervisor::follow_search() {
    if (!search_) return;
    for (auto known = searched_.begin(); known != searched_.end();) {
        const auto owner = context_->instances.find(known->second);
        const bool runs = owner != context_->instances.end() && owner->second->status().instance == known->second;
        if (!runs) search_->gone(known->first);
        known = runs ? std::next(known) : searched_.erase(known);
    }
    for (const auto& [id, known] : lives_) {
        // The culprit stays still until the person has decided about it.
        const bool still = search_->done() ? search_->found() == id : search_->paused().contains(id);
        known->set_paused(still && searched_.contains(id));
    }
    context_->changed();
}

} // namespace asista::runtime
