// The things people keep in Asista, as plain values. Instants are UTC milliseconds since 1970, days are day numbers in the
// user's local calendar.
#pragma once

#include "../plugin.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asista {
inline namespace sdk {

using InstantMs = asista_instant_ms;
using DayNumber = asista_day; // days since 1970-01-01

enum class Energy : std::uint8_t { xs = 0, s = 1, m = 2, l = 3, xl = 4 }; // effort of a task
enum class TaskStatus : std::uint8_t { open = 0, in_progress = 1, done = 2, cancelled = 3 };

struct Task {
    std::uint64_t id = 0;
    std::string title;
    std::string notes;
    TaskStatus status = TaskStatus::open;
    Energy energy = Energy::m;
    std::optional<std::uint32_t> estimate_minutes;
    std::optional<DayNumber> due_day;
    std::optional<InstantMs> completed_at;
    InstantMs created_at = 0;
    InstantMs updated_at = 0;
};
struct TaskFilter {
    bool include_done = false;
    std::optional<InstantMs> done_since = {}; // with include_done: only those completed since
    std::optional<DayNumber> due_until = {};  // only those due by then
    std::uint32_t limit = 200;                // at most 1,000
};
struct TaskList {
    std::vector<Task> tasks; // open ones by due day then id, then done ones, newest completion first
    std::uint32_t total = 0; // that match, also beyond the limit
    auto begin() const { return tasks.begin(); }
    auto end() const { return tasks.end(); }
    bool empty() const { return tasks.empty(); }
    std::size_t size() const { return tasks.size(); }
};
struct NewTask {
    std::string title;
    std::string notes = {};
    Energy energy = Energy::m;
    std::optional<std::uint32_t> estimate_minutes = {};
    std::optional<DayNumber> due_day = {};
};
struct TaskChange { // only what is set changes
    std::optional<std::string> title = {};
    std::optional<std::string> notes = {};
    std::optional<TaskStatus> status = {};
    std::optional<Energy> energy = {};
    std::optional<std::uint32_t> estimate_minutes = {};
    std::optional<DayNumber> due_day = {};
};

struct Habit {
    std::uint64_t id = 0;
    std::string name;
    std::uint8_t weekdays = 0x7F;          // bit 0 Monday to bit 6 Sunday
    std::vector<DayNumber> completed_days; // ascending, within the range asked for
    std::uint32_t streak_days = 0;         // meant days in a row, up to today or yesterday, that were done
    InstantMs created_at = 0;
};

struct Goal {
    std::uint64_t id = 0;
    std::string title;
    std::string unit; // "km", "books", may be empty
    double target = 0;
    double current = 0;
    std::optional<DayNumber> start_day;
    std::optional<DayNumber> due_day;
    bool active = true;
    InstantMs updated_at = 0;
};
struct NewGoal {
    std::string title;
    std::string unit = {};
    double target = 1;
    double current = 0;
    std::optional<DayNumber> due_day = {};
};

struct CalendarEvent {
    std::uint64_t id = 0;
    std::string title;
    std::string place = {};
    InstantMs starts_at = 0;
    InstantMs ends_at = 0;
    std::uint32_t color = 0; // index into the theme's series colours
};

enum class AiRole : std::uint8_t { system = 0, user = 1, assistant = 2 };
struct AiMessage {
    AiRole role = AiRole::user;
    std::string text;
};
struct AiAnswer {
    std::string text;     // the whole of it
    std::string provider; // who answered, for showing: "offline coach"
};

enum class NotificationLevel : std::uint8_t { info = 0, success = 1, warning = 2, error = 3 };
struct Notification {
    std::string title;
    std::string body = {};
    NotificationLevel level = NotificationLevel::info;
    std::string icon = {}; // Phosphor name; empty: the plugin's
};

struct StorageUsage {
    std::uint64_t used_bytes = 0;
    std::uint64_t quota_bytes = 0; // 0: unlimited
};

// A moment as the user's wall clock and calendar show it.
struct LocalTime {
    int year = 1970, month = 1, day = 1; // month and day from 1
    int hour = 0, minute = 0, second = 0;
    int weekday = 3; // 0 Monday to 6 Sunday
    DayNumber day_number = 0;
};

// The wall clock of a place `utc_offset_s` seconds ahead of UTC.
inline LocalTime to_local(InstantMs instant, std::int32_t utc_offset_s) {
    constexpr std::int64_t day_s = 86400;
    std::int64_t seconds = instant / 1000 - (instant % 1000 < 0 ? 1 : 0) + utc_offset_s;
    const std::int64_t days = (seconds >= 0 ? seconds : seconds - (day_s - 1)) / day_s;
    seconds -= days * day_s;
    // Proleptic Gregorian date of a day number, with years that begin in March so that the leap day comes last.
    const std::int64_t shifted = days + 719468; // days since 0000-03-01
    const std::int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    const std::int64_t day_of_era = shifted - era * 146097;
    const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t march_month = (5 * day_of_year + 2) / 153;

    LocalTime local;
    local.day = static_cast<int>(day_of_year - (153 * march_month + 2) / 5 + 1);
    local.month = static_cast<int>(march_month < 10 ? march_month + 3 : march_month - 9);
    local.year = static_cast<int>(year_of_era + era * 400 + (local.month <= 2 ? 1 : 0));
    local.hour = static_cast<int>(seconds / 3600);
    local.minute = static_cast<int>(seconds / 60 % 60);
    local.second = static_cast<int>(seconds % 60);
    local.weekday = static_cast<int>(((days + 3) % 7 + 7) % 7);
    local.day_number = static_cast<DayNumber>(days);
    return local;
}

} // namespace sdk
} // namespace asista
