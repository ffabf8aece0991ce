// How much one plugin process may ask of the broker: over time, at once, and for kinds of calls that cost others more than their share.
#pragma once

#include "wire/calls/base.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

namespace asista::runtime {

// A budget that fills up over time. A value; time comes in.
class TokenBucket {
  public:
    TokenBucket(double per_s, double burst, std::int64_t now_us)
        : per_s_(per_s), burst_(burst), tokens_(burst), refilled_us_(now_us) {}

    bool take(std::int64_t now_us) {
        tokens_ = std::min(tokens_ + static_cast<double>(now_us - refilled_us_) * per_s_ / 1e6, burst_);
        refilled_us_ = now_us;
        if (tokens_ < 1) return false;
        tokens_ -= 1;
        return true;
    }
    double per_s() const { return per_s_; }
    // From the last take() that failed to the moment when one will not: at least 1.
    std::int64_t wait_ms() const {
        return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil((1 - tokens_) * 1000 / per_s_)));
    }

  private:
    double per_s_, burst_, tokens_;
    std::int64_t refilled_us_;
};

// Calls that share a budget of their own, beside that of all calls.
struct KindLimit {
    std::string_view what; // "events": for the refusal
    std::vector<calls::CallId> calls;
    double per_s = 0, burst = 0;
    std::uint32_t in_flight = 0; // waiting for their answer at once; 0: as many as other calls
};

// Measured against what they cost: an event goes to every subscriber, a write to disk, a fetch out of the house.
std::vector<KindLimit> default_kinds();

struct BrokerLimits {
    double calls_per_s = 5'000; // each plugin instance, over time
    double burst_calls = 10'000;
    std::uint32_t in_flight = 32;   // asynchronous calls of one instance that wait for an answer
    std::uint32_t held_calls = 256; // calls a build on trial may leave for later
    std::size_t held_bytes = 4u << 20;
    std::uint32_t parked_calls = 8; // calls of one instance that wait for the person
    std::size_t parked_bytes = 1u << 20;
    std::vector<KindLimit> kinds = default_kinds();
};

} // namespace asista::runtime
