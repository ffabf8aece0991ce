#include "runtime/clock.hpp"

#include <ctime>

namespace asista::runtime {

namespace {
std::int64_t read_us(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);
    return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1'000;
}
} // namespace

InstantMs SystemClock::now_ms() const { return read_us(CLOCK_REALTIME) / 1000; }

std::int32_t SystemClock::utc_offset_s() const {
    const std::time_t now = static_cast<std::time_t>(now_ms() / 1000);
    std::tm local{};
    ::localtime_r(&now, &local);
    return static_cast<std::int32_t>(local.tm_gmtoff);
}

std::int64_t SystemClock::monotonic_us() const { return read_us(CLOCK_MONOTONIC); }

} // namespace asista::runtime
