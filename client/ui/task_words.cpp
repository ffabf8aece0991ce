#include "ui/task_words.hpp"

#include "ui/date_style.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

namespace asista::ui::words {
namespace {

using Parts = std::map<std::string, std::string, std::less<>>;

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(by));
        parts.push_back(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
    return parts;
}

Parts parts_of(std::string_view rule) {
    Parts parts;
    for (const auto part : split(rule, ';'))
        if (const auto equals = part.find('='); equals != std::string_view::npos)
            parts.emplace(part.substr(0, equals), part.substr(equals + 1));
    return parts;
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

constexpr std::array<std::string_view, 7> day_codes{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::string ordinal(int value) {
    if (value == -1) return "last";
    const int tens = value % 100, ones = value % 10;
    const char* const suffix = tens >= 11 && tens <= 13 ? "th" : ones == 1 ? "st" : ones == 2 ? "nd" : ones == 3 ? "rd" : "th";
    return fmt::format("{}{}", value, suffix);
}

std::string listed(const std::vector<std::string>& things) {
    std::string text;
    for (std::size_t i = 0; i < things.size(); ++i) text += (i == 0 ? "" : i + 1 == things.size() ? " and " : ", ") + things[i];
    return text;
}

// "Monday and Friday", "the first Monday"; nothing when it is of another shape.
std::optional<std::string> week_days(std::string_view text, const DateStyle& style) {
    std::vector<std::string> days;
    for (auto code : split(text, ',')) {
        if (code.size() < 2) return std::nullopt;
        const auto found = std::ranges::find(day_codes, code.substr(code.size() - 2));
        if (found == day_codes.end()) return std::nullopt;
        const auto day = std::string{style.language->weekdays[static_cast<std::size_t>(found - day_codes.begin())]};
        code.remove_suffix(2);
        if (!code.empty() && code.front() == '+') code.remove_prefix(1);
        const auto place = number(code);
        if (!code.empty() && (!place || *place < -1 || *place == 0)) return std::nullopt;
        days.push_back(place ? fmt::format("the {} {}", ordinal(*place), day) : day);
    }
    return listed(days);
}

std::optional<std::string> month_days(std::string_view text) {
    std::vector<std::string> days;
    for (const auto each : split(text, ',')) {
        const auto day = number(each);
        if (!day || *day < -1 || *day == 0) return std::nullopt;
        days.push_back(*day == -1 ? "last day" : ordinal(*day));
    }
    return "the " + listed(days);
}

// "20261224" with whatever behind it.
std::string until_words(std::string_view text, const DateStyle& style) {
    const auto year = number(text.substr(0, 4)), month = number(text.substr(std::min<std::size_t>(4, text.size()), 2)),
               day = number(text.substr(std::min<std::size_t>(6, text.size()), 2));
    if (!year || !month || !day || *month < 1 || *month > 12) return {};
    return " until " + date_text(first_of({*year, *month}) + *day - 1, style);
}

// "24 December"; of several days ("1,15") the numbers as they are.
std::string yearly_day(std::string_view days, int month, const DateStyle& style) {
    const auto day = number(days);
    if (day && *day >= 1 && *day <= 31 && style.order != DateOrder::year_first) {
        const auto name = month_name(month, style);
        return style.order == DateOrder::day_first ? fmt::format("{}{}{}", *day, style.language->day_month, name)
                                                   : fmt::format("{} {}", name, *day);
    }
    return fmt::format("{} {}", days, month_name(month, style));
}

std::string frequency(std::string_view freq, int interval) {
    const std::string_view unit = freq == "DAILY"     ? "day"
                                  : freq == "WEEKLY"  ? "week"
                                  : freq == "MONTHLY" ? "month"
                                  : freq == "YEARLY"  ? "year"
                                                      : "time";
    return interval > 1 ? fmt::format("every {} {}s", interval, unit) : fmt::format("every {}", unit);
}

} // namespace

std::string estimate_text(std::uint32_t minutes) {
    if (minutes < 60) return fmt::format("{} min", minutes);
    return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string tracked_text(InstantMs duration) {
    const auto minutes = std::max<InstantMs>(duration, 0) / 60'000;
    return fmt::format("{}:{:02}", minutes / 60, minutes % 60);
}

std::optional<std::uint32_t> parse_estimate(std::string_view text) {
    double minutes = 0;
    bool any = false;
    for (const char *at = text.data(), *const end = text.data() + text.size(); at < end;) {
        if (*at == ' ' || *at == '~') {
            ++at;
            continue;
        }
        double value = 0;
        const auto [rest, error] = std::from_chars(at, end, value, std::chars_format::fixed);
        if (error != std::errc{} || value < 0) return std::nullopt;
        at = rest;
        while (at < end && *at == ' ') ++at;
        const bool hours = at < end && (*at == 'h' || *at == 'H');
        if (at < end && !hours && *at != 'm' && *at != 'M' && (*at < '0' || *at > '9')) return std::nullopt;
        while (at < end && ((*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z'))) ++at;
        minutes += hours ? value * 60 : value;
        any = true;
    }
    if (!any || minutes > 60'000) return std::nullopt;
    return static_cast<std::uint32_t>(minutes + 0.5);
}

std::string repetition(std::string_view rule, const DateStyle& style) {
    if (rule.empty()) return "never";
    const Parts parts = parts_of(rule);
    const auto value = [&parts](std::string_view name) {
        const auto found = parts.find(name);
        return found == parts.end() ? std::string_view{} : std::string_view{found->second};
    };
    const auto freq = value("FREQ");
    std::string text = frequency(freq, number(value("INTERVAL")).value_or(1));
    bool plain = true; // all of it has been said
    const auto by_day = value("BYDAY"), by_month_day = value("BYMONTHDAY"), by_month = value("BYMONTH");
    const auto month = number(by_month);
    if (freq == "WEEKLY" && by_day == "MO,TU,WE,TH,FR" && text == "every week") {
        text = "every weekday";
    } else if (!by_day.empty()) {
        const auto days = week_days(by_day, style);
        plain = days.has_value();
        if (days) text += " on " + *days;
    }
    if (!by_month_day.empty()) {
        const auto days = month_days(by_month_day);
        plain = plain && days.has_value();
        if (days && month && *month >= 1 && *month <= 12)
            text += fmt::format(" on {}", yearly_day(by_month_day, *month, style));
        else if (days)
            text += " on " + *days;
    } else if (!by_month.empty()) {
        plain = plain && month && *month >= 1 && *month <= 12;
        if (plain) text += fmt::format(" in {}", month_name(*month, style));
    }
    for (const auto* other : {"BYSETPOS", "BYYEARDAY", "BYWEEKNO"}) plain = plain && value(other).empty();
    if (!plain) text = frequency(freq, number(value("INTERVAL")).value_or(1)) + ", by its own rule";
    if (const auto until = value("UNTIL"); !until.empty()) text += until_words(until, style);
    if (const auto count = number(value("COUNT"))) text += *count == 1 ? ", once more" : fmt::format(", {} times", *count);
    return text;
}

std::vector<RepetitionChoice> repetition_choices(DayNumber day, const DateStyle& style) {
    const std::string iso = iso_day(day);
    const int month_day = number(std::string_view{iso}.substr(8)).value_or(1),
              month = number(std::string_view{iso}.substr(5, 2)).value_or(1);
    const auto code = day_codes[static_cast<std::size_t>(weekday_index(day))];
    std::vector<RepetitionChoice> choices{{"Never", ""}};
    for (const std::string& rule :
         {std::string{"FREQ=DAILY"}, std::string{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"}, fmt::format("FREQ=WEEKLY;BYDAY={}", code),
          fmt::format("FREQ=WEEKLY;INTERVAL=2;BYDAY={}", code), fmt::format("FREQ=MONTHLY;BYMONTHDAY={}", month_day),
          fmt::format("FREQ=YEARLY;BYMONTH={};BYMONTHDAY={}", month, month_day)})
        choices.push_back({capitalised(repetition(rule, style)), rule});
    return choices;
}

std::string task_summary(const calls::TasksCreate::Request& task, std::span<const calls::Project> projects, DayNumber today,
                         const DateStyle& style) {
    std::vector<std::string> parts;
    if (task.due_day) {
        std::string when = capitalised(day_word(*task.due_day, today, style));
        if (task.due_minute) when += ' ' + minute_text(*task.due_minute, style);
        parts.push_back(when);
    }
    if (task.start_day) parts.push_back("from " + day_word(*task.start_day, today, style));
    for (const auto& project : projects)
        if (project.id == task.project) parts.push_back(project.name);
    for (const auto& tag : task.tags) parts.push_back("#" + tag);
    if (task.energy != Energy::m) parts.emplace_back(energy_name(task.energy));
    if (task.estimate_minutes) parts.push_back(estimate_text(*task.estimate_minutes));
    if (!task.recurrence.empty()) parts.push_back("repeats " + repetition(task.recurrence, style));
    return fmt::format("{}", fmt::join(parts, " \xC2\xB7 "));
}

std::string day_heading(DayNumber day, DayNumber today, const DateStyle& style) {
    if (day < today) return "Overdue";
    if (day == today) return "Today";
    if (day == today + 1) return "Tomorrow";
    if (month_of(day).year == month_of(today).year) return date_line(day, style);
    return dated_line(day, style);
}

} // namespace asista::ui::words
