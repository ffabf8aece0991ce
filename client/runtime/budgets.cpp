#include "runtime/budgets.hpp"

#include <fmt/format.h>

namespace asista::runtime {

namespace {
double share_of(const BudgetLimits& limits) {
    return static_cast<double>(limits.run_ms) / static_cast<double>(limits.run_ms + limits.rest_ms);
}

// Counters of threads that ended are gone: less than before is no progress.
double per_second(std::uint64_t now, std::uint64_t before, std::int64_t ms) {
    return now <= before || ms <= 0 ? 0 : 1000.0 * static_cast<double>(now - before) / static_cast<double>(ms);
}
} // namespace

BudgetRates BudgetPolicy::measure(const BudgetReading& reading) {
    readings_.push_back(reading);
    while (readings_.size() > 2 && reading.at_ms - readings_[1].at_ms >= limits_.window_ms) readings_.pop_front();
    const BudgetReading& first = readings_.front();
    const std::int64_t ms = reading.at_ms - first.at_ms;
    // A start is busy, and so is a moment: nothing is judged by less than a window.
    if (ms < limits_.window_ms) return {.memory_mb = reading.memory_mb};
    return {per_second(reading.cpu_us, first.cpu_us, ms) / 10'000, per_second(reading.wakeups, first.wakeups, ms),
            per_second(reading.calls, first.calls, ms), reading.memory_mb};
}

// Beyond that part of one of its limits.
bool BudgetPolicy::over_rate(double part) const {
    return rates_.cpu_percent > limits_.cpu_percent * part || rates_.wakeups_per_s > limits_.wakeups_per_s * part ||
           rates_.calls_per_s > limits_.calls_per_s * part;
}

bool BudgetPolicy::over_end() const { return rates_.memory_mb > limits_.most_memory_mb || threads_ > limits_.most_threads; }

std::string BudgetPolicy::excess() const {
    if (threads_ > limits_.most_threads) return fmt::format("{} threads", threads_);
    if (rates_.memory_mb > limits_.memory_mb) return fmt::format("{:.0f} MB of memory", rates_.memory_mb);
    if (rates_.cpu_percent > limits_.cpu_percent) return fmt::format("{:.0f} % of a processor core", rates_.cpu_percent);
    if (rates_.wakeups_per_s > limits_.wakeups_per_s)
        return fmt::format("{:.0f} wake-ups of the processor a second", rates_.wakeups_per_s);
    return fmt::format("{:.0f} calls a second", rates_.calls_per_s);
}

BudgetState BudgetPolicy::judge(const BudgetReading& reading) {
    if (state_ == BudgetState::stopped) return state_;
    rates_ = measure(reading);
    threads_ = reading.threads;
    const std::int64_t now = reading.at_ms;
    const auto since = [now](std::int64_t& mark, bool is_so) { // for how long it has been so
        if (!is_so) return mark = -1;
        if (mark < 0) mark = now;
        return now - mark;
    };
    if (over_end()) {
        note_ = fmt::format("Uses {}.", excess());
        return state_ = BudgetState::stopped;
    }
    const bool over_memory = rates_.memory_mb > limits_.memory_mb;
    if (state_ == BudgetState::throttled) {
        // What it gets now is a part of what it wants: one that takes nearly all of it has not calmed down.
        const bool eager = over_rate(0.8 * share_of(limits_));
        if (since(eager_since_ms_, eager) >= limits_.stop_after_ms) return state_ = BudgetState::stopped;
        if (since(calm_since_ms_, !eager) < limits_.calm_ms) return state_;
        over_since_ms_ = eager_since_ms_ = calm_since_ms_ = -1;
        readings_.clear();
        state_ = BudgetState::fine; // what follows may say otherwise
    }
    const bool over = over_rate(1);
    const std::int64_t over_ms = since(over_since_ms_, over);
    if (!over && !over_memory) {
        note_.clear();
        return state_ = BudgetState::fine;
    }
    note_ = fmt::format("Uses {}.", excess());
    // The window that showed it counts too.
    if (!over || over_ms < limits_.throttle_after_ms) return state_ = BudgetState::over;
    note_ = fmt::format("Used {} for {} s, so it is slowed down.", excess(), (over_ms + limits_.window_ms) / 1000);
    eager_since_ms_ = calm_since_ms_ = -1;
    readings_.clear();
    return state_ = BudgetState::throttled;
}

std::string BudgetPolicy::stop_sentence() const {
    if (threads_ > limits_.most_threads)
        return fmt::format("It was stopped because it had more than {} threads.", limits_.most_threads);
    if (rates_.memory_mb > limits_.most_memory_mb)
        return fmt::format("It was stopped because it used {:.0f} MB of memory; a plugin may use {:.0f} MB.", rates_.memory_mb,
                           limits_.most_memory_mb);
    return fmt::format("It was stopped because it went on using all it was given, though it had been slowed down. {}", note_);
}

} // namespace asista::runtime
