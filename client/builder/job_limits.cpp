#include "builder/job_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::builder {

std::string endless_words(Endless why, const JobLimits& limits) {
    const auto seconds = [](std::int64_t ms) { return static_cast<double>(ms) / 1000; };
    switch (why) {
    case Endless::no: break;
    case Endless::busy: return fmt::format("did not end within {:g} s of processor time", seconds(limits.processor_ms));
    case Endless::still: return fmt::format("did not end, and did nothing for {:g} s", seconds(limits.still_ms));
    case Endless::late: return fmt::format("did not end within {:g} s", seconds(limits.clock_ms));
    }
    return {};
}

Endless JobPatience::look(std::int64_t now_us, std::uint64_t processor_us) {
    if (processor_us != processor_us_) moved_us_ = now_us;
    processor_us_ = processor_us;
    if (processor_us > static_cast<std::uint64_t>(limits_.processor_ms) * 1000) return Endless::busy;
    if (now_us - moved_us_ > limits_.still_ms * 1000) return Endless::still;
    if (now_us - started_us_ > limits_.clock_ms * 1000) return Endless::late;
    return Endless::no;
}

std::int64_t JobPatience::next_look_ms() const {
    const auto smallest = std::min({limits_.processor_ms, limits_.still_ms, limits_.clock_ms});
    return std::clamp<std::int64_t>(smallest / 4, 10, 5'000);
}

} // namespace asista::builder
