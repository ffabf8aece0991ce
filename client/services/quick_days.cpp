// Days and times of quick_add.
#include "services/day.hpp"
#include "services/quick_match.hpp"
#include "services/quick_words.hpp"

#include <algorithm>
#include <chrono>

namespace asista::services::quick {
namespace {

using std::chrono::year_month_day;

constexpr int minutes_of_day = 24 * 60;
constexpr int last_year = 2200;

year_month_day civil(DayNumber day) { return year_month_day{std::chrono::sys_days{std::chrono::days{day}}}; }
DayNumber number(const year_month_day& date) {
    return static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count());
}

// `months` later, on the same day or the last one of that month.
DayNumber months_later(DayNumber day, int months) {
    const auto date = civil(day);
    const auto month = date.year() / date.month() + std::chrono::months{months};
    const auto last = (month / std::chrono::last).day();
    return number(month / std::min(date.day(), last));
}

DayNumber weekday_from(DayNumber from, int weekday) { return from + (weekday - weekday_of(from) + 7) % 7; }
DayNumber next_week(const QuickContext& context) { return weekday_from(context.today + 1, context.week_start); }

// The day of a month that comes next, from today on; the year may be given.
std::optional<DayNumber> date_of(std::optional<int> year, unsigned month, unsigned day, DayNumber today) {
    const int first = year.value_or(static_cast<int>(civil(today).year()));
    // Without a year: this one, or a later one where that has passed, or where 29 February is none.
    for (int y = first; y <= first + (year ? 0 : 8); ++y) {
        const year_month_day date{std::chrono::year(y), std::chrono::month(month), std::chrono::day(day)};
        if (date.ok() && (year || number(date) >= today)) return number(date);
    }
    return std::nullopt;
}

// "4", "4th", "22nd"
std::optional<unsigned> day_of_month(std::string_view word) {
    for (const char* ending : {"st", "nd", "rd", "th"})
        if (word.size() > 2 && word.ends_with(ending)) {
            word.remove_suffix(2);
            break;
        }
    const auto value = number_of(word, 2);
    return value && *value >= 1 && *value <= 31 ? std::optional(static_cast<unsigned>(*value)) : std::nullopt;
}

std::optional<int> year_of(std::string_view word) {
    const auto value = word.size() == 4 ? number_of(word, 4) : std::nullopt;
    return value && *value >= 2000 && *value <= last_year ? value : std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    while (parts.size() < 4) {
        const auto found = text.find(at);
        parts.push_back(text.substr(0, found));
        if (found == std::string_view::npos) break;
        text.remove_prefix(found + 1);
    }
    return parts;
}

// 2026-12-24, 24.12.2026, 24/12 or 12/24
std::optional<DayNumber> written_date(std::string_view word, const QuickContext& context) {
    for (const char sign : {'-', '/', '.'}) {
        auto parts = split(word, sign);
        if (sign == '.' && parts.size() == 3 && parts[2].empty()) parts.pop_back(); // "24.12."
        if (parts.size() < 2 || parts.size() > 3) continue;
        if (sign == '-') {
            if (parts.size() != 3 || !year_of(parts[0])) continue;
            const auto month = number_of(parts[1], 2), day = number_of(parts[2], 2);
            if (!month || !day) continue;
            return date_of(year_of(parts[0]), static_cast<unsigned>(*month), static_cast<unsigned>(*day), context.today);
        }
        auto first = number_of(parts[0], 2), second = number_of(parts[1], 2);
        const bool year = parts.size() == 3;
        // "3.5" is as likely a number: with points, a date has its year or ends in a point, which is then not a word's own.
        if (!first || !second || (year && !year_of(parts[2])) || (sign == '.' && !year && !word.ends_with('.'))) continue;
        if (sign == '/' && context.order == DateOrder::month_day) std::swap(first, second);
        return date_of(year ? year_of(parts[2]) : std::nullopt, static_cast<unsigned>(*second), static_cast<unsigned>(*first),
                       context.today);
    }
    return std::nullopt;
}

std::optional<Match> day_and_month(Words words, std::size_t at, const QuickContext& context) {
    const auto here = word_at(words, at), second = word_after(words, at + 1);
    std::optional<unsigned> day, month;
    std::size_t count = 2;
    if (day = day_of_month(here); day) {
        const bool of = second == "of";
        month = find(months, of ? word_after(words, at + 2) : second);
        count += of ? 1 : 0;
    } else if (month = find(months, here); month) {
        day = day_of_month(second);
    }
    if (!day || !month) return std::nullopt;
    const auto year = year_of(word_after(words, at + count));
    const auto date = date_of(year, *month, *day, context.today);
    if (!date) return std::nullopt;
    return Match{count + (year ? 1 : 0), date, {}, {}, false};
}

// "in 3 days", "in a week", "in 20 minutes"
std::optional<Match> from_now(Words words, std::size_t at, const QuickContext& context) {
    if (word_at(words, at) != "in") return std::nullopt;
    const auto word = word_after(words, at + 1);
    auto count = number_of(word, 3);
    if (!count && word != "other") count = find(numbers, word);
    const auto unit = find(units, word_after(words, at + 2));
    if (!count || !unit) return std::nullopt;
    Match match{3, context.today, {}, {}, false};
    switch (*unit) {
    case Unit::day: *match.day += *count; break;
    case Unit::week: *match.day += *count * 7; break;
    case Unit::month: match.day = months_later(context.today, *count); break;
    case Unit::year: match.day = months_later(context.today, *count * 12); break;
    case Unit::minute:
    case Unit::hour: {
        const int minute = context.minute + *count * (*unit == Unit::hour ? 60 : 1);
        *match.day += minute / minutes_of_day;
        match.minute = minute % minutes_of_day;
        break;
    }
    }
    return match;
}

std::optional<Match> next_something(Words words, std::size_t at, const QuickContext& context) {
    const auto here = word_at(words, at), what = word_after(words, at + 1);
    const DayNumber monday = next_week(context); // or whichever day a week begins with
    if (here == "weekend" || (here == "this" && what == "weekend"))
        return Match{here == "this" ? 2u : 1u, weekday_from(context.today, 5), {}, {}, false};
    if (here != "next") return std::nullopt;
    auto weekday = find(weekdays, what);
    if (!weekday) weekday = find(short_weekdays, what);
    if (!weekday) weekday = find(doubtful_weekdays, what);
    if (weekday) return Match{2, weekday_from(monday, *weekday), {}, {}, false};
    if (what == "week") return Match{2, monday, {}, {}, false};
    if (what == "weekend") return Match{2, weekday_from(monday, 5), {}, {}, false};
    const auto date = civil(context.today);
    if (what == "month") return Match{2, number((date.year() / date.month() + std::chrono::months{1}) / 1), {}, {}, false};
    if (what == "year") return Match{2, number((date.year() + std::chrono::years{1}) / 1 / 1), {}, {}, false};
    return std::nullopt;
}

std::optional<Match> bare_day(Words words, std::size_t at, const QuickContext& context, bool led_in) {
    const auto here = word_at(words, at);
    if (const auto days = find(day_words, here))
        return Match{1, context.today + *days, here == "tonight" ? std::optional(tonight_minute) : std::nullopt, {}, false};
    // "the day after tomorrow", "end of the month"
    const std::size_t the = here == "the" ? 1 : 0;
    if ((the == 0 ? here : word_after(words, at + the)) == "day" && word_after(words, at + the + 1) == "after" &&
        word_after(words, at + the + 2) == "tomorrow")
        return Match{the + 3, context.today + 2, {}, {}, false};
    if (here == "end" && word_after(words, at + 1) == "of") {
        const std::size_t article = word_after(words, at + 2) == "the" ? 1 : 0;
        if (word_after(words, at + 2 + article) == "month") {
            const auto date = civil(context.today);
            return Match{3 + article, number(date.year() / date.month() / std::chrono::last), {}, {}, false};
        }
    }
    auto weekday = find(weekdays, here);
    if (!weekday) weekday = find(short_weekdays, here);
    if (!weekday && (led_in || stands_last(words, at))) weekday = find(doubtful_weekdays, here);
    if (weekday) return Match{1, weekday_from(context.today + 1, *weekday), {}, {}, false};
    if (auto found = next_something(words, at, context)) return found;
    if (auto found = from_now(words, at, context)) return found;
    if (auto found = day_and_month(words, at, context)) return found;
    if (const auto date = written_date(here, context)) return Match{1, date, {}, {}, false};
    // "on the 24th": the next one of that number
    if (led_in && the == 1) {
        const auto ordinal = word_after(words, at + 1);
        const auto day = ordinal.size() > 2 && !number_of(ordinal, 4) ? day_of_month(ordinal) : std::nullopt;
        if (day)
            for (DayNumber each = context.today; each < context.today + 62; ++each)
                if (civil(each).day() == std::chrono::day(*day)) return Match{2, each, {}, {}, false};
    }
    return std::nullopt;
}

// "9am", "9:30pm", "21:00", "9:30"; 9 alone only where a word led it in.
std::optional<int> clock_time(std::string_view word, std::string_view behind, bool led_in, std::size_t& count) {
    count = 1;
    enum class Half { none, am, pm } half = Half::none;
    const auto ends = [&word](std::string_view ending) {
        if (word.size() <= ending.size() || !word.ends_with(ending)) return false;
        word.remove_suffix(ending.size());
        return true;
    };
    if (ends("am") || ends("a.m"))
        half = Half::am;
    else if (ends("pm") || ends("p.m"))
        half = Half::pm;
    else if (behind == "am" || behind == "pm") {
        half = behind == "am" ? Half::am : Half::pm;
        count = 2;
    }
    const auto colon = word.find(':');
    const auto hour = number_of(word.substr(0, colon), 2);
    const auto minute = colon == std::string_view::npos ? std::optional(0) : number_of(word.substr(colon + 1), 2);
    if (!hour || !minute || *minute > 59 || (colon != std::string_view::npos && word.size() - colon != 3)) return std::nullopt;
    if (half != Half::none) {
        if (*hour < 1 || *hour > 12) return std::nullopt;
        return (*hour % 12 + (half == Half::pm ? 12 : 0)) * 60 + *minute;
    }
    if (*hour > 23) return std::nullopt;
    if (colon != std::string_view::npos) return *hour * 60 + *minute;
    if (!led_in) return std::nullopt;
    // "at 3" is in the afternoon, "at 9" in the morning, "at 15" says so itself.
    return (*hour >= 1 && *hour <= 6 ? *hour + 12 : *hour) * 60;
}

} // namespace

std::string_view word_at(Words words, std::size_t at) {
    if (at >= words.size() || words[at].quoted) return {};
    return words[at].lower;
}

std::string_view word_after(Words words, std::size_t at) {
    return at == 0 || at >= words.size() || words[at - 1].closed ? std::string_view() : word_at(words, at);
}

bool stands_last(Words words, std::size_t at) {
    if (at + 1 >= words.size() || words[at].closed) return true;
    const auto& next = words[at + 1];
    constexpr std::string_view signs = "#@+!~";
    return !next.quoted && !next.lower.empty() && signs.find(next.lower.front()) != std::string_view::npos;
}

std::optional<int> number_of(std::string_view text, std::size_t digits) {
    if (text.empty() || text.size() > digits) return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

std::optional<Match> match_day(Words words, std::size_t at, const QuickContext& context) {
    const auto here = word_at(words, at);
    const bool start = has(before_start, here);
    const bool led_in = start || has(before_day, here);
    std::optional<Match> match = led_in && !words[at].closed ? bare_day(words, at + 1, context, true) : std::nullopt;
    if (match) {
        ++match->words;
        match->start = start;
    } else {
        match = bare_day(words, at, context, false); // "this" may also begin a day
    }
    if (!match) return std::nullopt;
    // "tomorrow morning"
    if (!match->minute) {
        const auto part = find(day_parts, word_after(words, at + match->words));
        if (part) {
            match->minute = part;
            ++match->words;
        }
    }
    return match;
}

std::optional<Match> match_time(Words words, std::size_t at, const QuickContext& /*context*/) {
    const bool led_in = has(before_time, word_at(words, at)) && !words[at].closed;
    const std::size_t first = at + (led_in ? 1 : 0);
    const auto here = word_at(words, first);
    std::size_t count = 1;
    const auto minute =
        here == "noon" ? std::optional(noon_minute) : clock_time(here, word_after(words, first + 1), led_in, count);
    if (!minute) return std::nullopt;
    // A range ("9am to 10am") is not a time at which something is due.
    const auto is_time = [&](std::size_t which) {
        std::size_t ignored = 0;
        return which < words.size() && clock_time(word_at(words, which), word_after(words, which + 1), true, ignored).has_value();
    };
    if (has(range_words, word_after(words, first + count)) && is_time(first + count + 1)) return std::nullopt;
    if (at >= 2 && has(range_words, word_at(words, at - 1)) && (is_time(at - 2) || word_at(words, at - 2).ends_with('m')))
        return std::nullopt;
    return Match{first + count - at, {}, minute, {}, false};
}

} // namespace asista::services::quick
