// Repetitions of quick_add: "every weekday", "every 2 weeks", "every last friday", "monthly".
#include "services/day.hpp"
#include "services/quick_match.hpp"
#include "services/quick_words.hpp"

#include <chrono>

namespace asista::services::quick {
namespace {

std::string_view frequency(Unit unit) {
    switch (unit) {
    case Unit::day: return "DAILY";
    case Unit::week: return "WEEKLY";
    case Unit::month: return "MONTHLY";
    case Unit::year: return "YEARLY";
    case Unit::minute:
    case Unit::hour: break;
    }
    return {};
}

std::string rule_every(Unit unit, int interval) {
    return interval == 1 ? fmt::format("FREQ={}", frequency(unit))
                         : fmt::format("FREQ={};INTERVAL={}", frequency(unit), interval);
}

std::optional<int> weekday_named(std::string_view word) {
    for (const auto& found :
         {find(weekdays, word), find(short_weekdays, word), find(doubtful_weekdays, word), find(weekday_plurals, word)})
        if (found) return found;
    return std::nullopt;
}

// "monday, wednesday and friday": a bit a day. `count` words.
unsigned weekdays_named(Words words, std::size_t at, std::size_t& count) {
    unsigned days = 0;
    count = 0;
    while (true) {
        const bool joined = count > 0 && word_at(words, at + count) == "and";
        const auto day = weekday_named(word_at(words, at + count + (joined ? 1 : 0)));
        if (!day) return days;
        // Without "and" or a comma between them, the next weekday is another matter.
        if (count > 0 && !joined && !words[at + count - 1].closed) return days;
        days |= 1u << *day;
        count += joined ? 2 : 1;
    }
}

std::string rule_on(unsigned days) {
    std::string list;
    for (std::size_t day = 0; day < rule_days.size(); ++day)
        if ((days >> day) & 1u) list += fmt::format("{}{}", list.empty() ? "" : ",", rule_days[day]);
    return "FREQ=WEEKLY;BYDAY=" + list;
}

// "every 15th", "every last friday", "every second tuesday"
std::optional<Match> by_ordinal(Words words, std::size_t at) {
    const auto word = word_after(words, at);
    auto nth = find(ordinals, word);
    std::optional<int> day;
    if (word.size() > 2 && (word.ends_with("st") || word.ends_with("nd") || word.ends_with("rd") || word.ends_with("th")))
        day = number_of(word.substr(0, word.size() - 2), 2);
    if (day && (*day < 1 || *day > 31)) return std::nullopt; // "every 0st friday" is part of a title
    if (!nth && day && *day <= 5) nth = day;
    if (const auto weekday = nth ? weekday_named(word_after(words, at + 1)) : std::nullopt)
        return Match{
            2, {}, {}, fmt::format("FREQ=MONTHLY;BYDAY={}{}", *nth, rule_days[static_cast<std::size_t>(*weekday)]), false};
    if (day) return Match{1, {}, {}, fmt::format("FREQ=MONTHLY;BYMONTHDAY={}", *day), false};
    return std::nullopt;
}

std::optional<Match> behind_every(Words words, std::size_t at) {
    const auto word = word_after(words, at);
    if (word == "weekday" || word == "workday") return Match{1, {}, {}, rule_on(0x1F), false};
    if (word == "weekend") return Match{1, {}, {}, rule_on(0x60), false};
    if (const auto unit = find(units, word); unit && !frequency(*unit).empty() && !word.ends_with('s'))
        return Match{1, {}, {}, rule_every(*unit, 1), false};
    std::size_t count = 0;
    if (const unsigned days = weekdays_named(words, at, count); days != 0) return Match{count, {}, {}, rule_on(days), false};
    auto interval = number_of(word, 3);
    if (!interval && word != "a" && word != "an") interval = find(numbers, word);
    if (const auto unit = find(units, word_after(words, at + 1)); interval && *interval >= 1 && unit && !frequency(*unit).empty())
        return Match{2, {}, {}, rule_every(*unit, *interval), false};
    return by_ordinal(words, at);
}

bool meets(std::string_view rule, DayNumber day) {
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
    if (const auto at = rule.find("BYMONTHDAY="); at != std::string_view::npos)
        return number_of(rule.substr(at + 11), 2) == static_cast<int>(static_cast<unsigned>(date.day()));
    const auto at = rule.find("BYDAY=");
    if (at == std::string_view::npos) return true;
    const auto days = rule.substr(at + 6);
    const auto name = rule_days[static_cast<std::size_t>(weekday_of(day))];
    if (!rule.starts_with("FREQ=MONTHLY")) return days.find(name) != std::string_view::npos;
    if (days.substr(days.size() - 2) != name) return false;
    const auto nth = days.substr(0, days.size() - 2);
    const auto in_month = static_cast<unsigned>(date.day());
    if (nth != "-1") return number_of(nth, 1) == static_cast<int>((in_month - 1) / 7 + 1);
    const auto last = static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
    return in_month + 7 > last;
}

} // namespace

std::optional<Match> match_repetition(Words words, std::size_t at, const QuickContext& /*context*/) {
    const auto here = word_at(words, at);
    if (has(every_words, here)) {
        auto match = behind_every(words, at + 1);
        if (match) ++match->words;
        return match;
    }
    // "weekly report" is a title, "report weekly" is not.
    if (const auto unit = find(adverbs, here); unit && at > 0 && stands_last(words, at))
        return Match{1, {}, {}, rule_every(*unit, 1), false};
    return std::nullopt;
}

DayNumber first_day_of(std::string_view rule, DayNumber from) {
    // A fifth friday is at most three months away, a 31st two.
    for (DayNumber day = from; day < from + 400; ++day)
        if (meets(rule, day)) return day;
    return from;
}

} // namespace asista::services::quick
