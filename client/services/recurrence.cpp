#include "services/recurrence.hpp"

#include "services/day.hpp"
#include "wire/late_library.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>

namespace asista::services {
namespace {

#define ASISTA_ICAL_FUNCTIONS(each)                                                                                              \
    each(ical, recurrencetype_from_string) each(ical, recur_iterator_new) each(ical, recur_iterator_next)                        \
        each(ical, recur_iterator_free) each(ical, error_set_errors_are_fatal)
ASISTA_LATE_LIBRARY(IcalLibrary, ASISTA_ICAL_FUNCTIONS)

constexpr std::size_t max_rule_bytes = 300;
constexpr int max_interval = 1'000, max_count = 10'000;
// A rule is followed no further than this: the next occurrence of any sensible one is near, and a wild one must not keep us.
constexpr int max_steps = 20'000;
constexpr int last_year = 2500;
constexpr DayNumber last_day = 193'943; // of that year

const Result<IcalLibrary>& ical() {
    static const auto library = []() -> Result<IcalLibrary> {
        auto opened = TRY(IcalLibrary::open(ASISTA_ICAL_FILE, "libical3"));
        opened.error_set_errors_are_fatal(0); // by default a rule it does not like ends the program
        return opened;
    }();
    return library;
}

tl::unexpected<Error> bad(std::string_view rule, std::string_view why) {
    return fail(Errc::invalid, "the repetition \"{}\" cannot be used: {}", rule.substr(0, 80), why);
}

icaltimetype date_of(DayNumber day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    icaltimetype time{};
    time.year = static_cast<int>(date.year());
    time.month = static_cast<int>(static_cast<unsigned>(date.month()));
    time.day = static_cast<int>(static_cast<unsigned>(date.day()));
    time.is_date = 1;
    return time;
}

std::optional<DayNumber> day_of_date(const icaltimetype& time) {
    const std::chrono::year_month_day date{std::chrono::year(time.year), std::chrono::month(static_cast<unsigned>(time.month)),
                                           std::chrono::day(static_cast<unsigned>(time.day))};
    if (time.year == 0 || !date.ok()) return std::nullopt; // the null time: there are no more
    return static_cast<DayNumber>(std::chrono::sys_days{date}.time_since_epoch().count());
}

// Calls `visit` with each occurrence until it says false.
Result<void> follow(const std::string& rule, DayNumber start, const std::function<bool(DayNumber)>& visit) {
    const auto& library = ical();
    if (!library) return fail(library.error());
    const auto parsed = library->recurrencetype_from_string(rule.c_str());
    if (parsed.freq == ICAL_NO_RECURRENCE) return bad(rule, "it is no rule of RFC 5545");
    const auto done = [&library](icalrecur_iterator* iterator) { library->recur_iterator_free(iterator); };
    const std::unique_ptr<icalrecur_iterator, decltype(done)> iterator(library->recur_iterator_new(parsed, date_of(start)), done);
    if (!iterator) return bad(rule, "its parts do not fit each other");
    for (int step = 0; step < max_steps; ++step) {
        const auto time = library->recur_iterator_next(iterator.get());
        const auto day = day_of_date(time);
        if (!day || time.year > last_year || !visit(*day)) return {};
    }
    return {};
}

// ---- reading a rule ----------------------------------------------------------------------------------------------------------

std::optional<int> number(std::string_view text) {
    int value = 0;
    if (text.starts_with('+')) text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

constexpr std::array<std::string_view, 7> weekday_names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

bool is_weekday(std::string_view text) { return std::ranges::find(weekday_names, text) != weekday_names.end(); }

bool is_nth_weekday(std::string_view text) {
    if (text.size() < 2 || !is_weekday(text.substr(text.size() - 2))) return false;
    const auto nth = text.substr(0, text.size() - 2);
    if (nth.empty()) return true;
    const auto value = number(nth);
    return value && *value != 0 && *value >= -53 && *value <= 53;
}

template <class Check> bool each_of_list(std::string_view list, Check check) {
    std::size_t count = 0;
    while (true) {
        const auto comma = list.find(',');
        if (!check(list.substr(0, comma)) || ++count > 31) return false;
        if (comma == std::string_view::npos) return true;
        list.remove_prefix(comma + 1);
    }
}

bool numbers_within(std::string_view list, int most, bool negative) {
    return each_of_list(list, [&](std::string_view one) {
        const auto value = number(one);
        return value && *value != 0 && *value <= most && *value >= (negative ? -most : 1);
    });
}

// "20261224", with or without a time behind it, which days have no use for.
std::optional<std::string> date_text(std::string_view text) {
    if (text.size() != 8 && !(text.size() > 8 && text[8] == 'T')) return std::nullopt;
    text = text.substr(0, 8);
    if (!std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(number(text.substr(0, 4)).value_or(0)),
                                           std::chrono::month(static_cast<unsigned>(number(text.substr(4, 2)).value_or(0))),
                                           std::chrono::day(static_cast<unsigned>(number(text.substr(6, 2)).value_or(0)))};
    return date.ok() ? std::optional(std::string(text)) : std::nullopt;
}

struct Part {
    std::string_view name;
    bool (*fits)(std::string_view value);
};
constexpr std::array parts{
    Part{"FREQ", [](std::string_view v) { return v == "DAILY" || v == "WEEKLY" || v == "MONTHLY" || v == "YEARLY"; }},
    Part{"INTERVAL", [](std::string_view v) { return number(v).value_or(0) >= 1 && number(v).value_or(0) <= max_interval; }},
    Part{"COUNT", [](std::string_view v) { return number(v).value_or(0) >= 1 && number(v).value_or(0) <= max_count; }},
    Part{"UNTIL", [](std::string_view v) { return date_text(v).has_value(); }},
    Part{"BYMONTH", [](std::string_view v) { return numbers_within(v, 12, false); }},
    Part{"BYWEEKNO", [](std::string_view v) { return numbers_within(v, 53, true); }},
    Part{"BYYEARDAY", [](std::string_view v) { return numbers_within(v, 366, true); }},
    Part{"BYMONTHDAY", [](std::string_view v) { return numbers_within(v, 31, true); }},
    Part{"BYDAY", [](std::string_view v) { return each_of_list(v, is_nth_weekday); }},
    Part{"BYSETPOS", [](std::string_view v) { return numbers_within(v, 366, true); }},
    Part{"WKST", is_weekday},
};
using Values = std::array<std::string, parts.size()>; // by part; "" for none

constexpr std::size_t index_of(std::string_view name) {
    std::size_t index = 0;
    while (index < parts.size() && parts[index].name != name) ++index;
    return index;
}

Result<Values> read_parts(std::string_view rule) {
    Values values;
    for (std::string_view rest = rule; !rest.empty();) {
        const auto one = rest.substr(0, rest.find(';'));
        rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        if (one.empty()) continue;
        const auto equals = one.find('=');
        const auto part = index_of(one.substr(0, equals));
        if (part == parts.size() || equals == std::string_view::npos)
            return bad(rule, fmt::format("\"{}\" is not a part of a rule for days", one));
        const auto value = one.substr(equals + 1);
        if (!values[part].empty()) return bad(rule, fmt::format("{} is there twice", parts[part].name));
        if (value.empty() || !parts[part].fits(value)) return bad(rule, fmt::format("\"{}\" is out of range", one));
        values[part] = parts[part].name == "UNTIL" ? date_text(value).value_or("") : std::string(value);
    }
    if (values[index_of("FREQ")].empty()) return bad(rule, "it has no FREQ");
    if (!values[index_of("COUNT")].empty() && !values[index_of("UNTIL")].empty()) return bad(rule, "it has both COUNT and UNTIL");
    return values;
}

std::string joined(const Values& values) {
    std::string rule;
    for (std::size_t part = 0; part < parts.size(); ++part)
        if (!values[part].empty()) rule += fmt::format("{}{}={}", rule.empty() ? "" : ";", parts[part].name, values[part]);
    return rule;
}

std::string day_text(DayNumber day) {
    const auto date = date_of(day);
    return fmt::format("{:04}{:02}{:02}", date.year, date.month, date.day);
}

std::optional<DayNumber> day_of_text(std::string_view text) {
    icaltimetype time{};
    time.year = number(text.substr(0, 4)).value_or(0);
    time.month = number(text.substr(4, 2)).value_or(0);
    time.day = number(text.substr(6, 2)).value_or(0);
    return day_of_date(time);
}

int days_of_month(const icaltimetype& date) {
    const auto last = std::chrono::year(date.year) / std::chrono::month(static_cast<unsigned>(date.month)) / std::chrono::last;
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

std::string weekdays_moved(std::string_view list, int by) {
    std::array<bool, 7> chosen{};
    each_of_list(list, [&](std::string_view one) {
        const auto found = std::ranges::find(weekday_names, one.substr(one.size() - 2)) - weekday_names.begin();
        chosen[static_cast<std::size_t>(((found + by) % 7 + 7) % 7)] = true;
        return true;
    });
    std::string moved;
    for (std::size_t day = 0; day < chosen.size(); ++day)
        if (chosen[day]) moved += fmt::format("{}{}", moved.empty() ? "" : ",", weekday_names[day]);
    return moved;
}

// ---- the rules that most things have, by counting ---------------------------------------------------------------------------------

// Every n days, or some weekdays of every n weeks. A calendar has hundreds, and each view asks all of them.
struct PlainRule {
    bool weekly = false;
    int interval = 1;
    std::optional<int> count;
    std::optional<DayNumber> until;
    std::array<bool, 7> weekdays{}; // none: the one it begins on
    int week_start = 0;
};

std::optional<PlainRule> plain_rule(const Values& values) {
    for (const auto* part : {"BYMONTH", "BYWEEKNO", "BYYEARDAY", "BYMONTHDAY", "BYSETPOS"})
        if (!values[index_of(part)].empty()) return std::nullopt;
    PlainRule rule;
    const auto &frequency = values[index_of("FREQ")], &by_day = values[index_of("BYDAY")], &week = values[index_of("WKST")];
    rule.weekly = frequency == "WEEKLY";
    if (!rule.weekly && (frequency != "DAILY" || !by_day.empty())) return std::nullopt;
    rule.interval = number(values[index_of("INTERVAL")]).value_or(1);
    rule.count = number(values[index_of("COUNT")]);
    if (const auto& until = values[index_of("UNTIL")]; !until.empty()) rule.until = day_of_text(until);
    if (!week.empty()) rule.week_start = static_cast<int>(std::ranges::find(weekday_names, week) - weekday_names.begin());
    const bool understood = by_day.empty() || each_of_list(by_day, [&](std::string_view one) {
                                const auto found = std::ranges::find(weekday_names, one) - weekday_names.begin();
                                if (found == 7) return false; // "2MO" has no meaning in a week
                                return rule.weekdays[static_cast<std::size_t>(found)] = true;
                            });
    return understood ? std::optional(rule) : std::nullopt;
}

// Calls `visit` with each day from `from` on, until it says false.
template <class Visit> void follow_plain(PlainRule rule, DayNumber start, DayNumber from, Visit visit) {
    const std::int64_t end = std::min(rule.until.value_or(last_day), last_day);
    if (!rule.weekly) {
        std::int64_t index = from <= start ? 0 : (std::int64_t{from} - start + rule.interval - 1) / rule.interval;
        for (;; ++index) {
            const std::int64_t day = start + index * rule.interval;
            if (day > end || (rule.count && index >= *rule.count) || !visit(static_cast<DayNumber>(day))) return;
        }
    }
    if (std::ranges::none_of(rule.weekdays, [](bool chosen) { return chosen; }))
        rule.weekdays[static_cast<std::size_t>(weekday_of(start))] = true;
    const std::int64_t week_days = std::int64_t{rule.interval} * 7;
    const std::int64_t first_week = start - ((weekday_of(start) - rule.week_start + 7) % 7);
    std::int64_t passed = 0; // occurrences before the week that is looked at
    std::int64_t week = first_week;
    if (from > start) {
        const std::int64_t weeks = (from - first_week) / week_days;
        if (weeks > 0) {
            const auto in_week = static_cast<std::int64_t>(std::ranges::count(rule.weekdays, true));
            std::int64_t in_first = 0;
            for (std::int64_t day = start; day < first_week + 7; ++day)
                in_first += rule.weekdays[static_cast<std::size_t>(weekday_of(static_cast<DayNumber>(day)))] ? 1 : 0;
            passed = in_first + (weeks - 1) * in_week;
            week += weeks * week_days;
        }
    }
    for (;; week += week_days)
        for (std::int64_t day = week; day < week + 7; ++day) {
            if (day < start || !rule.weekdays[static_cast<std::size_t>(weekday_of(static_cast<DayNumber>(day)))]) continue;
            if (day > end || (rule.count && passed >= *rule.count)) return;
            ++passed;
            if (day >= from && !visit(static_cast<DayNumber>(day))) return;
        }
}

// Days of every n months, or of some months of every n years, by weekday or by number: birthdays, first Mondays, last working days. libical
// takes 30 µs for each step through them.
struct MonthRule {
    bool yearly = false;
    int interval = 1;
    std::optional<int> count;
    std::optional<DayNumber> until;
    std::array<bool, 12> months{};             // none: all; of a yearly one the month it begins in
    std::vector<int> month_days;               // 1 to 31, or from the end: -1
    std::vector<std::pair<int, int>> weekdays; // nth (0: each of the month) and weekday
    std::vector<int> positions;                // of those in one period; none: all
};

std::vector<int> numbers_of(std::string_view list) {
    std::vector<int> numbers;
    if (!list.empty())
        each_of_list(list, [&](std::string_view one) {
            numbers.push_back(number(one).value_or(0));
            return true;
        });
    return numbers;
}

std::optional<MonthRule> month_rule(const Values& values) {
    const auto& frequency = values[index_of("FREQ")];
    MonthRule rule;
    rule.yearly = frequency == "YEARLY";
    if (!rule.yearly && frequency != "MONTHLY") return std::nullopt;
    if (!values[index_of("BYWEEKNO")].empty() || !values[index_of("BYYEARDAY")].empty()) return std::nullopt;
    rule.interval = number(values[index_of("INTERVAL")]).value_or(1);
    rule.count = number(values[index_of("COUNT")]);
    if (const auto& until = values[index_of("UNTIL")]; !until.empty()) rule.until = day_of_text(until);
    rule.month_days = numbers_of(values[index_of("BYMONTHDAY")]);
    rule.positions = numbers_of(values[index_of("BYSETPOS")]);
    const auto months = numbers_of(values[index_of("BYMONTH")]);
    for (const int month : months) rule.months[static_cast<std::size_t>(month - 1)] = true;
    bool counted = false;
    if (const auto& by_day = values[index_of("BYDAY")]; !by_day.empty())
        each_of_list(by_day, [&](std::string_view one) {
            const auto weekday = std::ranges::find(weekday_names, one.substr(one.size() - 2)) - weekday_names.begin();
            const int nth = one.size() == 2 ? 0 : number(one.substr(0, one.size() - 2)).value_or(0);
            counted = counted || nth != 0;
            rule.weekdays.emplace_back(nth, static_cast<int>(weekday));
            return true;
        });
    // Without months, days of a year are counted through the whole of it; a counted weekday beside a number is nobody's meaning.
    if (rule.yearly && months.empty() && !(rule.month_days.empty() && rule.weekdays.empty() && rule.positions.empty()))
        return std::nullopt;
    if (counted && !rule.month_days.empty()) return std::nullopt;
    return rule;
}

// Of one month, ascending, without those before the beginning left out yet.
void add_days_of_month(const MonthRule& rule, int year, int month, int start_day, std::vector<DayNumber>& days) {
    icaltimetype first{};
    first.year = year;
    first.month = month;
    first.day = 1;
    const auto begin = day_of_date(first);
    if (!begin) return;
    const int length = days_of_month(first);
    std::array<bool, 32> chosen{};
    const auto choose = [&](int day) {
        if (day >= 1 && day <= length) chosen[static_cast<std::size_t>(day)] = true;
    };
    for (const int day : rule.month_days) choose(day > 0 ? day : length + 1 + day);
    for (const auto& [nth, weekday] : rule.weekdays) {
        if (!rule.month_days.empty()) break;
        const int first_one = 1 + (weekday - weekday_of(*begin) + 7) % 7;
        const int last_one = first_one + (length - first_one) / 7 * 7;
        if (nth != 0) choose(nth > 0 ? first_one + (nth - 1) * 7 : last_one + (nth + 1) * 7);
        for (int day = first_one; nth == 0 && day <= length; day += 7) choose(day);
    }
    if (rule.month_days.empty() && rule.weekdays.empty()) choose(start_day);
    for (int day = 1; day <= length; ++day) {
        if (!chosen[static_cast<std::size_t>(day)]) continue;
        const DayNumber number_of_day = *begin + day - 1;
        // Numbers and weekdays together: the 13th that is a Friday.
        const bool fits =
            rule.month_days.empty() || rule.weekdays.empty() ||
            std::ranges::any_of(rule.weekdays, [&](const auto& each) { return each.second == weekday_of(number_of_day); });
        if (fits) days.push_back(number_of_day);
    }
}

template <class Visit> void follow_months(const MonthRule& rule, DayNumber start, DayNumber from, Visit visit) {
    const DayNumber end = std::min(rule.until.value_or(last_day), last_day);
    const auto begin = date_of(start);
    const int period = rule.yearly ? rule.interval * 12 : rule.interval;
    const bool all_months = std::ranges::none_of(rule.months, [](bool chosen) { return chosen; });
    // Months since year 0.
    const int first = rule.yearly ? begin.year * 12 : begin.year * 12 + begin.month - 1;
    int month = first;
    if (!rule.count && from > start) {
        const auto near = date_of(from);
        month += std::max((near.year * 12 + near.month - 1 - first) / period - 1, 0) * period;
    }
    int passed = 0;
    std::vector<DayNumber> days;
    for (; month / 12 <= last_year; month += period) {
        days.clear();
        for (int within = month; within < month + (rule.yearly ? 12 : 1); ++within) {
            const int of_year = within % 12 + 1;
            const bool meant =
                all_months ? !rule.yearly || of_year == begin.month : rule.months[static_cast<std::size_t>(of_year - 1)];
            if (meant) add_days_of_month(rule, within / 12, of_year, begin.day, days);
        }
        for (std::size_t i = 0; i < days.size(); ++i) {
            const int position = static_cast<int>(i) + 1, from_end = position - static_cast<int>(days.size()) - 1;
            const bool chosen = rule.positions.empty() || std::ranges::any_of(rule.positions, [&](int each) {
                                    return each == position || each == from_end;
                                });
            if (!chosen || days[i] < start) continue;
            if (days[i] > end || (rule.count && passed >= *rule.count)) return;
            ++passed;
            if (days[i] >= from && !visit(days[i])) return;
        }
    }
}

// A day not long before `from` on which the rule could have begun with the same days from then on; `start` when there is none. Two periods
// lie between, since a rule may see its first one in part.
DayNumber nearer_start(const Values& values, DayNumber start, DayNumber from) {
    if (!values[index_of("COUNT")].empty() || from <= start) return start;
    const auto& frequency = values[index_of("FREQ")];
    const int interval = number(values[index_of("INTERVAL")]).value_or(1);
    if (frequency == "DAILY" || frequency == "WEEKLY") {
        const int period = interval * (frequency == "DAILY" ? 1 : 7);
        const int periods = (from - start) / period - 2;
        return periods > 0 ? start + periods * period : start;
    }
    // By whole years, so that the month stays; a day that not every month has stays where it is, and so do weeks counted within a year.
    const auto date = date_of(start);
    if (date.day > 28 || !values[index_of("BYWEEKNO")].empty()) return start;
    const int years = frequency == "YEARLY" ? interval : interval / std::gcd(interval, 12);
    const int jumps = (date_of(from).year - date.year) / years - 2;
    if (jumps <= 0) return start;
    auto near = date;
    near.year += jumps * years;
    return day_of_date(near).value_or(start);
}

// Calls `visit` with the days of the rule until it says false; with those before `from` or not, as is cheaper.
template <class Visit>
Result<void> follow_any(const std::string& rule, const Values& values, DayNumber start, DayNumber from, Visit visit) {
    if (const auto plain = plain_rule(values)) {
        follow_plain(*plain, start, from, visit);
        return {};
    }
    if (const auto months = month_rule(values)) {
        follow_months(*months, start, from, visit);
        return {};
    }
    return follow(rule, nearer_start(values, start, from), visit);
}

} // namespace

Result<std::string> checked_recurrence(std::string_view text) {
    if (text.size() > max_rule_bytes) return bad(text, "it is longer than 300 characters");
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    const std::string_view rule(upper);
    const auto values = TRY(read_parts(rule.starts_with("RRULE:") ? rule.substr(6) : rule));
    auto canonical = joined(values);
    // Beginning long before any UNTIL: what never happens then (30 February) never does.
    bool happens = false;
    TRY(follow(canonical, 0, [&](DayNumber) { return !(happens = true); }));
    if (!happens) return bad(text, "it never happens");
    return canonical;
}

Result<std::vector<DayNumber>> occurrences(const std::string& rule, DayNumber start, DayNumber from, DayNumber to,
                                           std::uint32_t limit) {
    std::vector<DayNumber> days;
    if (limit == 0 || from > to) return days;
    const auto keep = [&](DayNumber day) {
        if (day > to) return false;
        if (day >= from) days.push_back(day);
        return days.size() < limit;
    };
    const Values values = TRY(read_parts(rule));
    TRY(follow_any(rule, values, start, from, keep));
    return days;
}

Result<std::optional<DayNumber>> last_occurrence(const std::string& rule, DayNumber start) {
    const Values values = TRY(read_parts(rule));
    std::optional<DayNumber> last;
    const auto& until = values[index_of("UNTIL")];
    if (until.empty() && values[index_of("COUNT")].empty()) return last;
    const auto keep = [&last](DayNumber day) {
        last = day;
        return true;
    };
    // What ends on a day has its last one within a period or so before it; should there be none, all are gone through.
    if (!until.empty()) {
        const DayNumber near = day_of_text(until).value_or(start) - 366 * 9;
        if (near > start) TRY(follow_any(rule, values, start, near, keep));
        if (last) return last;
    }
    TRY(follow_any(rule, values, start, start, keep));
    return last;
}

Result<std::string> rule_from(const std::string& rule, DayNumber start, DayNumber from) {
    Values values = TRY(read_parts(rule));
    auto& count = values[index_of("COUNT")];
    if (count.empty() || from <= start) return rule;
    int passed = 0;
    TRY(follow_any(rule, values, start, start, [&](DayNumber day) { return day < from && ++passed > 0; }));
    count = std::to_string(std::max(number(count).value_or(1) - passed, 1));
    return joined(values);
}

Result<std::string> rule_before(const std::string& rule, DayNumber day) {
    Values values = TRY(read_parts(rule));
    values[index_of("COUNT")].clear();
    values[index_of("UNTIL")] = day_text(day - 1);
    return joined(values);
}

Result<std::string> rule_moved(const std::string& rule, DayNumber from, DayNumber to) {
    Values values = TRY(read_parts(rule));
    const auto& frequency = values[index_of("FREQ")];
    auto &by_day = values[index_of("BYDAY")], &by_month_day = values[index_of("BYMONTHDAY")],
         &by_month = values[index_of("BYMONTH")];
    const bool others =
        !values[index_of("BYWEEKNO")].empty() || !values[index_of("BYYEARDAY")].empty() || !values[index_of("BYSETPOS")].empty();
    const auto unclear = [&] {
        return bad(rule, "it does not tell which part of it moves along to another day; change the repetition as well");
    };
    if (from == to || (by_day.empty() && by_month_day.empty() && by_month.empty() && !others)) return rule;
    if (others) return unclear();
    const auto was = date_of(from), is = date_of(to);
    if (frequency == "WEEKLY" && by_month.empty() && by_month_day.empty()) {
        by_day = weekdays_moved(by_day, to - from);
        return joined(values);
    }
    if (!by_month.empty() &&
        (by_month.find(',') != std::string::npos ? was.month != is.month : frequency != "YEARLY" && was.month != is.month))
        return unclear();
    if (!by_month.empty() && by_month.find(',') == std::string::npos) by_month = std::to_string(is.month);
    if (!by_month_day.empty()) {
        if (!by_day.empty() || by_month_day != std::to_string(was.day)) return unclear();
        by_month_day = std::to_string(is.day);
    }
    if (!by_day.empty()) {
        if (by_day.find(',') != std::string::npos || (frequency == "YEARLY" && by_month.empty()) || frequency == "DAILY")
            return unclear();
        const bool from_end = by_day.front() == '-', plain = by_day.size() == 2;
        const auto name = weekday_names[static_cast<std::size_t>(weekday_of(to))];
        const int nth = from_end ? -((days_of_month(is) - is.day) / 7 + 1) : (is.day - 1) / 7 + 1;
        by_day = plain ? std::string(name) : fmt::format("{}{}", nth, name);
    }
    return joined(values);
}

Result<std::optional<NextOccurrence>> next_occurrence(const std::string& rule, DayNumber start, DayNumber behind) {
    Values values = TRY(read_parts(rule));
    int passed = 0;
    std::optional<NextOccurrence> next;
    TRY(follow_any(rule, values, start, start, [&](DayNumber day) {
        if (day > std::max(start, behind)) {
            next = NextOccurrence{day, rule};
            return false;
        }
        ++passed;
        return true;
    }));
    auto& count = values[index_of("COUNT")];
    if (next && !count.empty()) {
        count = std::to_string(number(count).value_or(1) - passed);
        next->rule = joined(values);
    }
    return next;
}

} // namespace asista::services
