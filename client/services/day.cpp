#include "services/day.hpp"

#include <fmt/format.h>

#include <chrono>

namespace asista::services {

std::string utc_text(InstantMs at) {
    using namespace std::chrono;
    const sys_time<milliseconds> instant{milliseconds(at)};
    const auto day = floor<days>(instant);
    const year_month_day date(day);
    const hh_mm_ss time(instant - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

} // namespace asista::services
