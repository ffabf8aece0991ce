// What a plugin may cost over time, and what is done about one that costs more: said, then slowed down, then stopped. The policy is
// arithmetic on readings; who reads and who acts is elsewhere.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

namespace asista::runtime {

struct BudgetLimits {
    // Averages over `window_ms`; beyond one of them a plugin is over its budget.
    double cpu_percent = 50; // of one core
    double wakeups_per_s = 400;
    double calls_per_s = 1'000;
    double memory_mb = 256;           // at the last reading
    double most_memory_mb = 448;      // stopped: a little before its process may have no more (512 MB)
    std::uint64_t most_threads = 256; // stopped: each costs the kernel, and whoever looks, more than its small stack shows
    std::int64_t window_ms = 10'000;
    std::int64_t throttle_after_ms = 20'000; // over its budget for so long: slowed down. Memory is not: it would not help
    std::int64_t stop_after_ms = 120'000;    // slowed down and using all it is given, for so long: stopped
    std::int64_t calm_ms = 15'000;           // slowed down and content for so long: let go
    std::int64_t run_ms = 20, rest_ms = 80;  // of a slowed down process, in turn
    std::int64_t look_ms = 10'000;           // between readings while all is well
    std::int64_t close_look_ms = 2'000;      // and while a plugin is over its budget
};

// Counters of one process since its start, and what it has now.
struct BudgetReading {
    std::int64_t at_ms = 0; // monotonic
    std::uint64_t cpu_us = 0, wakeups = 0, calls = 0;
    double memory_mb = 0;
    std::uint64_t threads = 0;
};
struct BudgetRates { // over the window
    double cpu_percent = 0, wakeups_per_s = 0, calls_per_s = 0, memory_mb = 0;
};

enum class BudgetState { fine, over, throttled, stopped }; // the same as ui::BudgetState

// One process. [core]
class BudgetPolicy {
  public:
    explicit BudgetPolicy(const BudgetLimits& limits) : limits_(limits) {}

    // Takes a reading and says what follows. The state `stopped` is final: the process is to be ended with stop_sentence().
    BudgetState judge(const BudgetReading& reading);
    BudgetState state() const { return state_; }
    const BudgetRates& rates() const { return rates_; }
    const std::string& note() const { return note_; } // "Uses 84 % of a processor core."; empty while fine
    std::string stop_sentence() const;                // why it was stopped, and what it was

  private:
    BudgetRates measure(const BudgetReading& reading);
    bool over_rate(double part) const;
    bool over_end() const; // beyond what nobody may have
    std::string excess() const;

    BudgetLimits limits_;
    std::deque<BudgetReading> readings_; // the oldest is the last one a window or more ago
    BudgetRates rates_;
    std::uint64_t threads_ = 0;
    BudgetState state_ = BudgetState::fine;
    std::string note_;
    std::int64_t over_since_ms_ = -1, eager_since_ms_ = -1, calm_since_ms_ = -1;
};

} // namespace asista::runtime
