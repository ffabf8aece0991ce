// The things people keep in Asista, as they travel between services, pages and plugins. Plain values; no behaviour.
// Instants are UTC milliseconds since 1970; days are day numbers (days since 1970-01-01 in the user's local calendar).
#pragma once

#include "wire/bytes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asista {

using InstantMs = std::int64_t;
using DayNumber = std::int32_t;

enum class Energy : std::uint8_t { xs = 0, s = 1, m = 2, l = 3, xl = 4 }; // effort of a task; also how much a person has
constexpr bool is_known(Energy value) { return value <= Energy::xl; }

enum class TaskStatus : std::uint8_t { open = 0, in_progress = 1, done = 2, cancelled = 3 };
constexpr bool is_known(TaskStatus value) { return value <= TaskStatus::cancelled; }

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
    ASISTA_FIELDS(id, title, notes, status, energy, estimate_minutes, due_day, completed_at, created_at, updated_at)
};

struct Habit {
    std::uint64_t id = 0;
    std::string name;
    std::uint8_t weekdays = 0x7F;          // bit 0 Monday to bit 6 Sunday: the days it is meant for
    std::vector<DayNumber> completed_days; // ascending, within the range asked for
    std::uint32_t streak_days = 0;         // meant days in a row up to today or yesterday that were done
    InstantMs created_at = 0;
    ASISTA_FIELDS(id, name, weekdays, completed_days, streak_days, created_at)
};

struct Goal {
    std::uint64_t id = 0;
    std::string title;
    std::string unit; // "km", "books", "" for none
    double target = 0;
    double current = 0;
    std::optional<DayNumber> start_day;
    std::optional<DayNumber> due_day;
    bool active = true;
    InstantMs updated_at = 0;
    ASISTA_FIELDS(id, title, unit, target, current, start_day, due_day, active, updated_at)
};

struct CalendarEvent {
    std::uint64_t id = 0;
    std::string title;
    std::string place;
    InstantMs starts_at = 0;
    InstantMs ends_at = 0;
    std::uint32_t color = 0; // index into the theme's series colours
    ASISTA_FIELDS(id, title, place, starts_at, ends_at, color)
};

enum class NotificationLevel : std::uint8_t { info = 0, success = 1, warning = 2, error = 3 };
constexpr bool is_known(NotificationLevel value) { return value <= NotificationLevel::error; }

struct Notification {
    std::uint64_t id = 0;
    std::string source; // plugin id, or "asista"
    std::string title;
    std::string body;
    NotificationLevel level = NotificationLevel::info;
    std::string icon; // Phosphor name, may be empty
    InstantMs shown_at = 0;
    bool read = false;
    ASISTA_FIELDS(id, source, title, body, level, icon, shown_at, read)
};

} // namespace asista
