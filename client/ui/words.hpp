// How the window says times, amounts and states; dates are in date_style.hpp. Pure functions, English, no locale. [any]
#pragma once

#include "ui/snapshot.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace asista::ui {
struct DateStyle;
}

namespace asista::ui::words {

// Local wall-clock time, 0 to 23 and 0 to 59.
struct Clock {
    int hour = 0, minute = 0;
};
Clock local_clock(InstantMs at, std::int32_t utc_offset_s);
DayNumber local_day(InstantMs at, std::int32_t utc_offset_s);

std::string_view greeting(int hour); // "Good morning"
int weekday_index(DayNumber day);    // 0 Monday to 6 Sunday
std::string iso_day(DayNumber day);  // "2026-11-22"
// Times of day, all of them, and read_clock() the other way; of 12 hours with " am" and " pm" behind them.
std::string minute_text(int minute_of_day, const DateStyle& style);                                    // "9:00"
std::string hour_text(int hour, const DateStyle& style);                                               // "9:00", "9 am"
std::string clock_text(InstantMs at, std::int32_t utc_offset_s, const DateStyle& style);               // "11:00"
std::string second_text(InstantMs at, std::int32_t utc_offset_s, const DateStyle& style);              // "09:02:11", "9:02:11 am"
std::string time_range(const CalendarEvent& event, std::int32_t utc_offset_s, const DateStyle& style); // "11:00 to 11:30"
// What a person typed as a time of day, in either way: "9:30", "14.05", "8", "9:30 pm", "9p" -> minutes since midnight.
std::optional<int> read_clock(std::string_view text);
std::string relative(InstantMs now, InstantMs then); // "just now", "4 min ago", "3 h ago", "yesterday", "6 days ago"
std::string duration_text(double milliseconds);      // "0.21 ms", "9 ms", "1.4 s"

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many = {}); // "1 task", "4 tasks"
std::string thousands(std::uint64_t value);                                                  // "1,230"
std::string amount(double value);               // "7.2", "1,230": at most one decimal
std::string plain_number(double value);         // "1230.5": for a field that a person edits
std::string byte_size(std::uint64_t bytes);     // "14 KB", "1.0 MB"
std::string capitalised(std::string_view text); // "wellness" -> "Wellness"
std::string lower(std::string_view text);       // A to Z alone; other letters as they are
// Whether each of the words that were typed is somewhere in `lower_text`, which is in lower case.
bool holds_words(std::string_view lower_text, std::string_view typed);
std::string sentence(std::string_view text); // first letter upper case, a full stop at the end

std::string_view energy_name(Energy energy);    // "XS"
std::string_view energy_meaning(Energy energy); // "tiny"
std::string_view state_name(PluginState state); // "Running"

// The line under the greeting: "Sunday 22 November. 4 tasks planned, 2 habits left, next event at 11:00."
std::string day_summary(const Snapshot& snapshot, InstantMs now);

// What is known of a day of a habit: of the snapshot's last days.
const calls::HabitDay* habit_day(const calls::HabitItem& habit, DayNumber day);
double share_on(const calls::HabitItem& habit, DayNumber day); // of what is meant, 0 to 1
bool done_on(const calls::HabitItem& habit, DayNumber day);    // wholly
bool on_vacation(const std::vector<calls::Vacation>& vacations, DayNumber day);
bool meant_for(const calls::HabitItem& habit, DayNumber day);
// Still to be done on the snapshot's day: meant for it and not done, skipped, on vacation or done often enough this week.
bool left_today(const Snapshot& snapshot, const calls::HabitItem& habit);
std::string schedule_text(const calls::HabitItem& habit, const DateStyle& style); // "Every day", "3 times a week, 8 glasses"
std::string streak_text(const calls::HabitItem& habit);        // "4 days in a row", "2 weeks in a row"; "" below two
std::string amount_unit(double amount, std::string_view unit); // "7.2 km"
double step_of(double target);                                 // what "+" adds to an amount: 1, 2 or 5 times a power of ten

enum class Length : std::uint8_t { brief, full };
// "7.2 of 10 km, on track"; "41 of 100, behind by 9", or in brief without by how much
std::string goal_line(const calls::GoalItem& goal, Length length = Length::full);
std::string pace_text(const calls::GoalItem& goal); // "on track", "behind by 9 km", "done"; "" without a plan
float goal_fraction(const calls::GoalItem& goal);   // 0 to 1

} // namespace asista::ui::words
