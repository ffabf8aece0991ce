// Time that passes only when a test says so.
#pragma once

#include "runtime/clock.hpp"

namespace asista::test {

class FakeClock final : public runtime::Clock {
  public:
    InstantMs now_ms() const override { return now_ms_; }
    std::int32_t utc_offset_s() const override { return utc_offset_s_; }
    std::int64_t monotonic_us() const override { return monotonic_us_; }

    void advance_ms(std::int64_t ms) {
        now_ms_ += ms;
        monotonic_us_ += ms * 1000;
    }
    void set_now_ms(InstantMs now) { now_ms_ = now; } // the wall clock alone, as when a person sets it
    void set_utc_offset_s(std::int32_t offset) { utc_offset_s_ = offset; }

  private:
    InstantMs now_ms_ = 1'700'000'000'000; // 2023-11-14 22:13:20 UTC
    std::int32_t utc_offset_s_ = 0;
    std::int64_t monotonic_us_ = 1'000'000;
};

// The machine's time, which a test can put forward: what waits long is due, and everything else goes on as it does. [one thread]
class ForwardClock final : public runtime::SystemClock {
  public:
    InstantMs now_ms() const override { return SystemClock::now_ms() + ahead_ms_; }
    std::int64_t monotonic_us() const override { return SystemClock::monotonic_us() + ahead_ms_ * 1000; }

    void pass(std::int64_t ms) { ahead_ms_ += ms; }

  private:
    std::int64_t ahead_ms_ = 0;
};

} // namespace asista::test
