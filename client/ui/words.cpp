#include "ui/words.hpp"

#include "ui/date_style.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <chrono>
#include <cmath>
#include <utility>

namespace asista::ui::words {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;
std::int64_t floor_div(std::int64_t value, std::int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

std::chrono::year_month_day civil(DayNumber day) { return std::chrono::sys_days{std::chrono::days{day}}; }

} // namespace

Clock local_clock(InstantMs at, std::int32_t utc_offset_s) {
    const std::int64_t local = at + std::int64_t{utc_offset_s} * 1000;
    const auto minute = static_cast<int>((local - floor_div(local, ms_per_day) * ms_per_day) / 60'000);
    return {minute / 60, minute % 60};
}

DayNumber local_day(InstantMs at, std::int32_t utc_offset_s) {
    return static_cast<DayNumber>(floor_div(at + std::int64_t{utc_offset_s} * 1000, ms_per_day));
}

std::string_view greeting(int hour) {
    if (hour >= 5 && hour < 12) return "Good morning";
    if (hour >= 12 && hour < 18) return "Good afternoon";
    return "Good evening";
}

int weekday_index(DayNumber day) { return static_cast<int>(((day + 3) % 7 + 7) % 7); } // day 0 was a Thursday

std::string iso_day(DayNumber day) {
    const auto date = civil(day);
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

std::string minute_text(int minute_of_day, const DateStyle& style) { return minute_words(minute_of_day, style.hours); }

std::string hour_text(int hour, const DateStyle& style) {
    std::string text = minute_text(hour * 60, style);
    // Beside a scale ":00" says nothing that " am" does not.
    if (style.hours == HourStyle::hours_12) text.erase(text.find(':'), 3);
    return text;
}

std::string clock_text(InstantMs at, std::int32_t utc_offset_s, const DateStyle& style) {
    const Clock clock = local_clock(at, utc_offset_s);
    return minute_text(clock.hour * 60 + clock.minute, style);
}

std::string second_text(InstantMs at, std::int32_t utc_offset_s, const DateStyle& style) {
    const std::int64_t seconds = ((at / 1000 + utc_offset_s) % 86'400 + 86'400) % 86'400;
    std::string text = minute_text(static_cast<int>(seconds / 60), style);
    text.insert(text.find(':') + 3, fmt::format(":{:02}", seconds % 60));
    if (style.hours == HourStyle::hours_24 && seconds < 36'000) text.insert(0, 1, '0'); // in columns, so as wide as all others
    return text;
}

std::string time_range(const CalendarEvent& event, std::int32_t utc_offset_s, const DateStyle& style) {
    const std::string from = clock_text(event.starts_at, utc_offset_s, style);
    if (event.ends_at <= event.starts_at) return from;
    return fmt::format("{} to {}", from, clock_text(event.ends_at, utc_offset_s, style));
}

std::optional<int> read_clock(std::string_view text) {
    std::string plain; // "9:30 p.m." as "9:30pm"
    for (const char c : text)
        if (c != ' ') plain += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    std::string_view rest = plain;
    enum class Half { none, am, pm } half = Half::none;
    for (const auto& [ending, meant] :
         {std::pair{"am", Half::am}, {"a.m.", Half::am}, {"a", Half::am}, {"pm", Half::pm}, {"p.m.", Half::pm}, {"p", Half::pm}})
        if (half == Half::none && rest.ends_with(ending)) {
            half = meant;
            rest.remove_suffix(std::string_view(ending).size());
        }
    int hour = -1, minute = 0;
    const char* const end = rest.data() + rest.size();
    const auto [at, error] = std::from_chars(rest.data(), end, hour);
    if (error != std::errc{}) return std::nullopt;
    if (at != end) {
        if ((*at != ':' && *at != '.') || end - at != 3) return std::nullopt; // two digits of minutes
        const auto [behind, trouble] = std::from_chars(at + 1, end, minute);
        if (trouble != std::errc{} || behind != end) return std::nullopt;
    }
    if (minute < 0 || minute > 59) return std::nullopt;
    if (half == Half::none) return hour < 0 || hour > 23 ? std::nullopt : std::optional(hour * 60 + minute);
    if (hour < 1 || hour > 12) return std::nullopt;
    return (hour % 12 + (half == Half::pm ? 12 : 0)) * 60 + minute;
}

std::string relative(InstantMs now, InstantMs then) {
    const std::int64_t seconds = (now - then) / 1000;
    if (seconds < -60) { // a clock that was set back, or something planned
        const std::int64_t ahead = -seconds;
        if (ahead < 3600) return fmt::format("in {} min", ahead / 60);
        if (ahead < 86'400) return fmt::format("in {} h", ahead / 3600);
        return fmt::format("in {}", count_of(static_cast<std::uint64_t>(ahead / 86'400), "day"));
    }
    if (seconds < 60) return "just now";
    if (seconds < 3600) return fmt::format("{} min ago", seconds / 60);
    if (seconds < 86'400) return fmt::format("{} h ago", seconds / 3600);
    if (seconds < 2 * 86'400) return "yesterday";
    return fmt::format("{} days ago", seconds / 86'400);
}

std::string duration_text(double milliseconds) {
    if (milliseconds < 0.005) return "0 ms";
    if (milliseconds < 10) return fmt::format("{:.2f} ms", milliseconds);
    if (milliseconds < 1000) return fmt::format("{:.0f} ms", milliseconds);
    return fmt::format("{:.1f} s", milliseconds / 1000);
}

std::string count_of(std::uint64_t count, std::string_view one, std::string_view many) {
    if (count == 1) return fmt::format("1 {}", one);
    return many.empty() ? fmt::format("{} {}s", thousands(count), one) : fmt::format("{} {}", thousands(count), many);
}

std::string thousands(std::uint64_t value) {
    std::string digits = std::to_string(value);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

std::string amount(double value) {
    if (!std::isfinite(value)) return "0";
    const double tenths = std::round(std::abs(value) * 10);
    if (tenths >= 1e16) return fmt::format("{:.3g}", value);
    const auto whole = static_cast<std::uint64_t>(tenths) / 10;
    const auto tenth = static_cast<std::uint64_t>(tenths) % 10;
    const std::string text = tenth == 0 ? thousands(whole) : fmt::format("{}.{}", thousands(whole), tenth);
    return value < 0 && tenths > 0 ? "-" + text : text;
}

std::string plain_number(double value) { return std::isfinite(value) ? fmt::format("{:.10g}", value) : std::string(); }

std::string byte_size(std::uint64_t bytes) {
    if (bytes < 1024) return count_of(bytes, "byte");
    if (bytes < 1024 * 1024) return fmt::format("{} KB", (bytes + 512) / 1024);
    return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (1024.0 * 1024.0));
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& letter : result)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return result;
}

bool holds_words(std::string_view lower_text, std::string_view typed) {
    const std::string words = lower(typed);
    std::string_view rest = words;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(' '), rest.size());
        if (lower_text.find(rest.substr(0, end)) == std::string_view::npos) return false;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return true;
}

std::string capitalised(std::string_view text) {
    std::string result{text};
    if (text == "ai") return "AI";
    if (!result.empty()) result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
    return result;
}

std::string sentence(std::string_view text) {
    std::string result{text};
    if (result.empty()) return result;
    // "bad.one: ..." begins with the name of a file: it stays as it is written on the disk.
    std::string_view first = text.substr(0, text.find(' '));
    while (!first.empty() && std::string_view{".,:;!?"}.find(first.back()) != std::string_view::npos) first.remove_suffix(1);
    const bool is_name = first.find_first_of("./_\\@:0123456789") != std::string_view::npos;
    if (!is_name) result[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(result[0])));
    if (std::string_view{".!?"}.find(result.back()) == std::string_view::npos) result += '.';
    return result;
}

std::string_view energy_name(Energy energy) {
    switch (energy) {
    case Energy::xs: return "XS";
    case Energy::s: return "S";
    case Energy::m: return "M";
    case Energy::l: return "L";
    case Energy::xl: return "XL";
    }
    return "M";
}

std::string_view energy_meaning(Energy energy) {
    switch (energy) {
    case Energy::xs: return "a few minutes, no effort";
    case Energy::s: return "small effort";
    case Energy::m: return "medium effort";
    case Energy::l: return "large effort";
    case Energy::xl: return "most of a day";
    }
    return "";
}

std::string_view state_name(PluginState state) {
    switch (state) {
    case PluginState::found: return "Not installed";
    case PluginState::disabled: return "Off";
    case PluginState::refused: return "Cannot start";
    case PluginState::starting: return "Starting";
    case PluginState::running: return "Running";
    case PluginState::restarting: return "Restarting";
    case PluginState::stopped: return "Stopped";
    case PluginState::broken: return "Broken";
    }
    return "";
}

const calls::HabitDay* habit_day(const calls::HabitItem& habit, DayNumber day) {
    const auto found = std::ranges::lower_bound(habit.days, day, {}, &calls::HabitDay::day);
    return found != habit.days.end() && found->day == day ? &*found : nullptr;
}

double share_on(const calls::HabitItem& habit, DayNumber day) {
    const auto* known = habit_day(habit, day);
    if (known == nullptr || known->mark != calls::HabitMark::done) return 0;
    if (!habit.target || known->amount >= *habit.target) return 1;
    return std::max(known->amount / *habit.target, 0.0);
}

bool done_on(const calls::HabitItem& habit, DayNumber day) { return share_on(habit, day) >= 1; }

bool on_vacation(const std::vector<calls::Vacation>& vacations, DayNumber day) {
    return std::ranges::any_of(vacations, [day](const auto& each) { return each.from_day <= day && day <= each.to_day; });
}

bool meant_for(const calls::HabitItem& habit, DayNumber day) {
    return habit.times_per_week > 0 || (habit.weekdays >> weekday_index(day) & 1) != 0;
}

bool left_today(const Snapshot& snapshot, const calls::HabitItem& habit) {
    const DayNumber today = snapshot.today;
    if (habit.archived || !meant_for(habit, today) || done_on(habit, today) || on_vacation(snapshot.vacations, today))
        return false;
    const auto* known = habit_day(habit, today);
    if (known != nullptr && known->mark == calls::HabitMark::skipped) return false;
    return habit.times_per_week == 0 || habit.this_week < habit.times_per_week;
}

std::string amount_unit(double value, std::string_view unit) {
    return unit.empty() ? amount(value) : fmt::format("{} {}", amount(value), unit);
}

std::string schedule_text(const calls::HabitItem& habit, const DateStyle& style) {
    std::string text;
    if (habit.times_per_week > 0) {
        text = habit.times_per_week == 1 ? "Once a week" : fmt::format("{} times a week", habit.times_per_week);
    } else if (habit.weekdays == 0x7F) {
        text = "Every day";
    } else if (habit.weekdays == 0x1F) {
        text = capitalised(fmt::format("{} to {}", style.language->weekdays[0], style.language->weekdays[4]));
    } else if (habit.weekdays == 0x60) {
        text = "Weekends";
    } else {
        const auto& names = style.language->weekdays_brief;
        for (std::size_t i = 0; i < names.size(); ++i)
            if ((habit.weekdays >> i & 1) != 0) text += (text.empty() ? "" : " ") + std::string{names[i]};
    }
    if (habit.target) text += ", " + amount_unit(*habit.target, habit.unit);
    return text;
}

std::string streak_text(const calls::HabitItem& habit) {
    if (habit.streak < 2) return {};
    return fmt::format("{} in a row", count_of(habit.streak, habit.times_per_week > 0 ? "week" : "day"));
}

double step_of(double target) {
    if (!(target > 0) || !std::isfinite(target)) return 1;
    const double wanted = target / 8, power = std::pow(10.0, std::floor(std::log10(wanted) + 1e-9));
    const double digit = wanted / power + 1e-9;
    return power * (digit >= 5 ? 5 : digit >= 2 ? 2 : 1);
}

std::string day_summary(const Snapshot& snapshot, InstantMs now) {
    const DayNumber today = local_day(now, snapshot.utc_offset_s);
    const auto planned = std::ranges::count_if(snapshot.tasks, [today](const Task& task) {
        return (task.status == TaskStatus::open || task.status == TaskStatus::in_progress) && task.due_day &&
               *task.due_day <= today;
    });
    const auto left =
        std::ranges::count_if(snapshot.habits, [&snapshot](const auto& habit) { return left_today(snapshot, habit); });
    const DateStyle style = read_date_style(snapshot);
    std::string text = date_line(today, style) + ".";
    text += planned > 0 ? " " + count_of(static_cast<std::uint64_t>(planned), "task") + " planned" : " Nothing due today";
    if (left > 0) text += fmt::format(", {} left", count_of(static_cast<std::uint64_t>(left), "habit"));
    const CalendarEvent* next = nullptr;
    for (const auto& event : snapshot.events)
        if (event.starts_at > now && local_day(event.starts_at, snapshot.utc_offset_s) == today &&
            (!next || event.starts_at < next->starts_at))
            next = &event;
    if (next) text += ", next event at " + clock_text(next->starts_at, snapshot.utc_offset_s, style);
    return text + ".";
}

float goal_fraction(const calls::GoalItem& goal) {
    const double fraction = (goal.current - goal.start) / (goal.target - goal.start);
    return std::isfinite(fraction) ? static_cast<float>(std::clamp(fraction, 0.0, 1.0)) : 0;
}

std::string pace_text(const calls::GoalItem& goal) {
    switch (goal.pace) {
    case calls::GoalPace::no_plan: return {};
    case calls::GoalPace::reached: return "done";
    case calls::GoalPace::ahead: return "ahead";
    case calls::GoalPace::on_track: return "on track";
    case calls::GoalPace::behind: return "behind by " + amount(goal.behind_by);
    }
    return {};
}

std::string goal_line(const calls::GoalItem& goal, Length length) {
    const bool from_zero = goal.start == 0 && goal.target > 0;
    std::string text = from_zero ? fmt::format("{} of {}", amount(goal.current), amount_unit(goal.target, goal.unit))
                                 : fmt::format("{}, from {} to {}", amount(goal.current), amount(goal.start),
                                               amount_unit(goal.target, goal.unit));
    const bool short_behind = length == Length::brief && goal.pace == calls::GoalPace::behind;
    if (const auto pace = short_behind ? std::string("behind") : pace_text(goal); !pace.empty()) text += ", " + pace;
    return text;
}

} // namespace asista::ui::words
