// Time as the client sees it, passed in so that tests and screenshots can hold it still.
#pragma once

#include "wire/model.hpp"

#include <atomic>
#include <cstdint>
#include <string>

namespace asista::runtime {

// [any]
class Clock {
  public:
    virtual ~Clock() = default;

    virtual InstantMs now_ms() const = 0;           // UTC milliseconds since 1970; may jump, may be fixed
    virtual std::int32_t utc_offset_s() const = 0;  // local time minus UTC, at now_ms()
    virtual std::string zone() const;               // the time zone by its IANA name; one of that offset where it has none
    virtual std::int64_t monotonic_us() const = 0;  // for durations and deadlines: never jumps back
    virtual bool is_fixed() const { return false; } // now_ms() always answers the same: plugins are told (Hello)
    std::int64_t monotonic_ms() const { return monotonic_us() / 1000; }
};

// The machine's clock.
class SystemClock : public Clock {
  public:
    InstantMs now_ms() const override;
    std::int32_t utc_offset_s() const override;
    std::string zone() const override; // $TZ, else what /etc/localtime leads to
    std::int64_t monotonic_us() const override;
};

// A wall clock that stands still (--fixed-clock); durations and deadlines stay real.
class FixedClock final : public SystemClock {
  public:
    FixedClock(InstantMs now_ms, std::int32_t utc_offset_s) : now_ms_(now_ms), utc_offset_s_(utc_offset_s) {}
    FixedClock(const FixedClock& other) : now_ms_(other.now_ms()), utc_offset_s_(other.utc_offset_s_) {}
    FixedClock& operator=(const FixedClock& other) {
        set(other.now_ms());
        utc_offset_s_ = other.utc_offset_s_;
        return *this;
    }
    InstantMs now_ms() const override { return now_ms_; }
    void set(InstantMs now_ms) { now_ms_ = now_ms; } // from here on it stands there
    std::int32_t utc_offset_s() const override { return utc_offset_s_; }
    std::string zone() const override { return Clock::zone(); }
    bool is_fixed() const override { return true; }

  private:
    std::atomic<InstantMs> now_ms_;
    std::int32_t utc_offset_s_;
};

} // namespace asista::runtime
