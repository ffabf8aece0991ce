// How long a compiler may take until somebody says that it does not end. Counted is the processor time that it has had, since behind
// everything else for the processor it may wait for long and is none the worse for it; and the clock, for one that sleeps.
#pragma once

#include <cstdint>
#include <string>

namespace asista::builder {

struct JobLimits {
    std::int64_t processor_ms = 300'000; // of all its processes together
    std::int64_t still_ms = 300'000;     // by the clock, without any processor time at all
    std::int64_t clock_ms = 3'600'000;   // by the clock, whatever it does
    friend bool operator==(const JobLimits&, const JobLimits&) = default;
};

// Which limit it went beyond.
enum class Endless { no, busy, still, late };
// "did not end within 300 s of processor time"
std::string endless_words(Endless why, const JobLimits& limits);

// One process group, looked at now and then. Knows numbers alone: who looks reads clock and costs.
class JobPatience {
  public:
    JobPatience(const JobLimits& limits, std::int64_t started_us)
        : limits_(limits), started_us_(started_us), moved_us_(started_us) {}
    // now_us: of the clock that started_us is of. processor_us: what the group has had until now; less than before counts as any change,
    // for it is what a process that ended took along.
    Endless look(std::int64_t now_us, std::uint64_t processor_us);
    // How long until the next look: often enough for the smallest limit, and seldom enough to cost nothing.
    std::int64_t next_look_ms() const;

  private:
    JobLimits limits_;
    std::int64_t started_us_;
    std::int64_t moved_us_; // when it was seen to have had processor time
    std::uint64_t processor_us_ = 0;
};

} // namespace asista::builder
