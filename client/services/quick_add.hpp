// A task in one line, as people write it: "call landlord tomorrow 9am #home !s ~15m". A pure function of the text and the day, so it runs
// with every key press and needs no network.
//
// Recognised, each in any place and any case, the first of its kind (all tags): a day, a time, a repetition, #tag, @project or +project (known
// ones), !xs to !xl, ~15m. Everything else is the title, unchanged but for the space around what was taken out. What stands in double
// quotes is left alone; the quotes themselves go when they were needed for that.
#pragma once

#include "wire/model.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

enum class DateOrder : std::uint8_t { day_month = 0, month_day = 1 }; // what 5/6 means

struct QuickProject {
    std::uint64_t id = 0;
    std::string name;
};

struct QuickContext {
    DayNumber today = 0;
    int minute = 0;     // of the day, now: a time that has passed is tomorrow's
    int week_start = 0; // 0 Monday to 6 Sunday: what "next week" and "next friday" begin with
    DateOrder order = DateOrder::day_month;
    std::span<const QuickProject> projects; // @home is the project "Home"; spaces of a name are left out
};

enum class QuickKind : std::uint8_t { day, time, repetition, tag, project, energy, estimate, quote };

struct QuickSpan { // bytes of the text, [begin, end)
    std::uint32_t begin = 0, end = 0;
    QuickKind kind = QuickKind::day;
};

struct QuickAdd {
    std::string title; // may be empty
    std::optional<DayNumber> due_day;
    std::optional<std::uint16_t> due_minute; // only with a due day
    std::optional<DayNumber> start_day;      // "from monday"
    std::string recurrence;                  // an RRULE, only with a due or start day
    std::vector<std::string> tags;           // as written, without "#"
    std::uint64_t project = 0;
    std::optional<Energy> energy;
    std::optional<std::uint32_t> estimate_minutes;
    std::vector<QuickSpan> spans; // ascending, apart from each other
};

// Longer texts are all title.
inline constexpr std::size_t max_quick_add_bytes = 2'000;

QuickAdd parse_quick_add(std::string_view text, const QuickContext& context);

} // namespace asista::services
