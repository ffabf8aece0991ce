// How the window says what belongs to a task: estimates, repetition, and what a typed line will become. Pure functions,
// English. [any]
#pragma once

#include "wire/calls/tasks.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {
struct DateStyle;
}

namespace asista::ui::words {

std::string estimate_text(std::uint32_t minutes);                   // "15 min", "1 h 30 min"
std::string tracked_text(InstantMs duration);                       // "0:07", "2:15": hours and minutes
std::optional<std::uint32_t> parse_estimate(std::string_view text); // "15", "15m", "1h 30", "1.5 h"

// "every day", "every 2 weeks on Monday and Friday", "every month on the 15th until 24 December 2026"; rules of other shapes are said by
// their frequency alone, with "by its own rule".
std::string repetition(std::string_view rule, const DateStyle& style);

struct RepetitionChoice {
    std::string label, rule; // "": never
};
// What is offered for a task that has this day.
std::vector<RepetitionChoice> repetition_choices(DayNumber day, const DateStyle& style);

// "Tomorrow 9:00 · Home · #call · S · 15 min · repeats every week"; the effort only where it is not M. Empty: nothing but a title.
std::string task_summary(const calls::TasksCreate::Request& task, std::span<const calls::Project> projects, DayNumber today,
                         const DateStyle& style);

// Heading of a day in a list: "Today", "Tomorrow", "Friday 27 November".
std::string day_heading(DayNumber day, DayNumber today, const DateStyle& style);

} // namespace asista::ui::words
