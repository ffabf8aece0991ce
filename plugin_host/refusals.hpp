// What happens when the call filter says no: the kernel raises SIGSYS in the thread that called, and the handler here lets the call fail,
// counts it by number, stands in for the two calls that a filter cannot judge by itself, or ends the process.
#pragma once

#include "wire/result.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asista::host {

// Kernel calls that were refused since the start, to tell the person what a plugin tried.
struct Refusals {
    std::uint32_t count = 0;
    std::uint32_t last_call = 0; // its number on this machine
};
Refusals refusals(); // [any]

// By number; the last place gathers all numbers from there on.
using RefusalCounts = std::array<std::uint32_t, 512>;
RefusalCounts refusal_counts(); // [any]
// The path in the first refused call of this number that had one, cut to fit; empty when there is none. What it says is the plugin's
// choice. [frame]
std::string first_refused_path(std::uint32_t call);

// Installs the handler; before the filter. Once.
Result<void> watch_refused_calls();
// This eventfd is written to at the first refusal of each kind, so that a loop that sleeps hears of it; -1 for none.
void wake_on_refusal(int eventfd);

// While one lives, opening "/proc/self/fd/<fd>" for reading gives a new descriptor of that open file: how the loader gets at a sealed
// library where nothing may be opened. [frame]
class OpenByNumber {
  public:
    explicit OpenByNumber(int fd);
    ~OpenByNumber();
    OpenByNumber(const OpenByNumber&) = delete;
    OpenByNumber& operator=(const OpenByNumber&) = delete;
};

// Words refusals for the plugin's log: the first of each kind at once, the others summed up every few seconds.
class RefusalReport {
  public:
    using Clock = std::chrono::steady_clock;
    // The lines that are due. paths: as first_refused_path().
    std::vector<std::string> lines(const RefusalCounts& counts, Clock::time_point now, std::string (*path)(std::uint32_t));
    // When there will be more to say; nothing while all is said.
    std::optional<Clock::time_point> next() const;

  private:
    RefusalCounts said_{};
    std::array<bool, std::tuple_size_v<RefusalCounts>> known_{};
    std::uint32_t kinds_ = 0;
    std::optional<Clock::time_point> last_summary_; // or the first refusal
    bool more_ = false;
};

} // namespace asista::host
