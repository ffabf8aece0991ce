#include "runtime/crash_policy.hpp"

#include <algorithm>

namespace asista::runtime {

std::optional<std::int64_t> CrashPolicy::crashed(std::int64_t now_ms, std::string_view build) {
    if (build != build_) reset();
    build_ = build;
    while (!recent_.empty() && now_ms - recent_.front() >= limits_.window_ms) recent_.pop_front();
    if (recent_.empty()) in_a_row_ = 0;
    recent_.push_back(now_ms);
    if (recent_.size() >= limits_.most_crashes) return std::nullopt;
    const std::size_t step = std::min(in_a_row_++, limits_.delays_ms.size() - 1);
    return limits_.delays_ms[step];
}

void CrashPolicy::reset() {
    recent_.clear();
    in_a_row_ = 0;
}

} // namespace asista::runtime
