// A task in one line: what is recognised, as what, and what stays the title.
#include "quick_add_rules.hpp"
#include "services/quick_add.hpp"
#include "services/recurrence.hpp"
#include "support.hpp"

#include <chrono>
#include <random>

using namespace asista;
using namespace asista::test;

namespace {

const std::vector<QuickProject> projects{{7, "Home"}, {8, "Deep Work"}};

// Sunday 22 November 2026, 09:41.
QuickContext context() { return {today, 9 * 60 + 41, 0, DateOrder::day_month, projects}; }

std::string date_text(std::optional<DayNumber> day) {
    if (!day) return "-";
    const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{*day}}};
    return fmt::format("{}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                       static_cast<unsigned>(date.day()));
}

// Everything but the title, in a fixed order: "2026-11-23 09:00 FREQ=DAILY #home @7 !1 ~15 from 2026-11-23"
std::string fields(const QuickAdd& task) {
    std::string text;
    const auto add = [&](const std::string& word) { text += (text.empty() ? "" : " ") + word; };
    if (task.due_day) add(date_text(task.due_day));
    if (task.due_minute) add(fmt::format("{:02}:{:02}", *task.due_minute / 60, *task.due_minute % 60));
    if (!task.recurrence.empty()) add(task.recurrence);
    for (const auto& tag : task.tags) add("#" + tag);
    if (task.project != 0) add(fmt::format("@{}", task.project));
    if (task.energy) add(fmt::format("!{}", static_cast<int>(*task.energy)));
    if (task.estimate_minutes) add(fmt::format("~{}", *task.estimate_minutes));
    if (task.start_day) add("from " + date_text(task.start_day));
    return text;
}

struct Line {
    const char *text, *title, *fields;
};

void check(const std::vector<Line>& lines, const QuickContext& with) {
    for (const auto& line : lines) {
        CAPTURE(std::string(line.text));
        const auto task = parse_quick_add(line.text, with);
        CHECK(task.title == line.title);
        CHECK(fields(task) == line.fields);
    }
}

} // namespace

TEST_CASE("one line with everything") {
    check(
        {{"call landlord tomorrow 9am #home !s ~15m", "call landlord", "2026-11-23 09:00 #home !1 ~15"},
         {"~1h30 @deepwork Write chapter 3 next friday !XL #Book #draft", "Write chapter 3", "2026-11-27 #Book #draft @8 !4 ~90"},
         {"Water the plants every 2 weeks from monday at 18:30 +home", "Water the plants",
          "2026-11-23 18:30 FREQ=WEEKLY;INTERVAL=2 @7"}},
        context());
}

TEST_CASE("days") {
    check({{"a today", "a", "2026-11-22"},
           {"a Tomorrow", "a", "2026-11-23"},
           {"a tmrw", "a", "2026-11-23"},
           {"a the day after tomorrow", "a", "2026-11-24"},
           {"a day after tomorrow", "a", "2026-11-24"},
           {"a monday", "a", "2026-11-23"},
           {"a on Monday", "a", "2026-11-23"},
           {"a this wed", "a", "2026-11-25"},
           {"a by friday", "a", "2026-11-27"},
           {"a before fri", "a", "2026-11-27"},
           {"a sunday", "a", "2026-11-29"}, // today is one: the next is meant
           {"a sat", "a", "2026-11-28"},
           {"a on sun", "a", "2026-11-29"},
           {"a next monday", "a", "2026-11-23"},
           {"a next sunday", "a", "2026-11-29"},
           {"a next week", "a", "2026-11-23"},
           {"a next weekend", "a", "2026-11-28"},
           {"a this weekend", "a", "2026-11-28"},
           {"a next month", "a", "2026-12-01"},
           {"a next year", "a", "2027-01-01"},
           {"a end of month", "a", "2026-11-30"},
           {"a by end of the month", "a", "2026-11-30"},
           {"a in 3 days", "a", "2026-11-25"},
           {"a in a week", "a", "2026-11-29"},
           {"a in two weeks", "a", "2026-12-06"},
           {"a in 3 months", "a", "2027-02-22"},
           {"a in a year", "a", "2027-11-22"},
           {"a 24 dec", "a", "2026-12-24"},
           {"a 24 December 2027", "a", "2027-12-24"},
           {"a 24th of december", "a", "2026-12-24"},
           {"a dec 24", "a", "2026-12-24"},
           {"a on december 24th 2028", "a", "2028-12-24"},
           {"a 3 jan", "a", "2027-01-03"},  // the next one
           {"a 22 nov", "a", "2026-11-22"}, // today
           {"a feb 29", "a", "2028-02-29"}, // which the next years have none of
           {"a 2026-12-24", "a", "2026-12-24"},
           {"a 24/12", "a", "2026-12-24"},
           {"a 24/12/2027", "a", "2027-12-24"},
           {"a 24.12.2027", "a", "2027-12-24"},
           {"a 24.12.", "a", "2026-12-24"},
           {"a on the 24th", "a", "2026-11-24"},
           {"a by the 3rd", "a", "2026-12-03"},
           {"a from monday", "a", "from 2026-11-23"},
           {"a starting 1 dec", "a", "from 2026-12-01"},
           {"today a", "a", "2026-11-22"},
           {"tomorrow", "", "2026-11-23"},
           {"a tomorrow monday", "a monday", "2026-11-23"}},
          context());
}

TEST_CASE("days where weeks begin on sundays and months come first") {
    auto there = context();
    there.week_start = 6;
    there.order = DateOrder::month_day;
    there.today = today + 2; // Tuesday 24 November
    check({{"a next week", "a", "2026-11-29"},
           {"a next monday", "a", "2026-11-30"},
           {"a next sunday", "a", "2026-11-29"},
           {"a next tuesday", "a", "2026-12-01"},
           {"a 12/24", "a", "2026-12-24"},
           {"a 12/24/2027", "a", "2027-12-24"},
           {"a 24/12", "a 24/12", ""},
           {"a 24.12.2027", "a", "2027-12-24"}},
          there);
    there.week_start = 0;
    check({{"a monday", "a", "2026-11-30"}, {"a next monday", "a", "2026-11-30"}, {"a next friday", "a", "2026-12-04"}}, there);
}

TEST_CASE("times") {
    check({{"a 9am", "a", "2026-11-23 09:00"}, // passed today
           {"a 10am", "a", "2026-11-22 10:00"},
           {"a 12am", "a", "2026-11-23 00:00"},
           {"a 12pm", "a", "2026-11-22 12:00"},
           {"a 9:30", "a", "2026-11-23 09:30"},
           {"a 9:30pm", "a", "2026-11-22 21:30"},
           {"a 9 pm", "a", "2026-11-22 21:00"},
           {"a 21:00", "a", "2026-11-22 21:00"},
           {"a at 15", "a", "2026-11-22 15:00"},
           {"a at 3", "a", "2026-11-22 15:00"},
           {"a at 8 tomorrow", "a", "2026-11-23 08:00"},
           {"a noon", "a", "2026-11-22 12:00"},
           {"a tomorrow at noon", "a", "2026-11-23 12:00"},
           {"a monday morning", "a", "2026-11-23 09:00"},
           {"a tomorrow evening", "a", "2026-11-23 19:00"},
           {"a tonight", "a", "2026-11-22 20:00"},
           {"a tonight 9pm", "a", "2026-11-22 21:00"},
           {"a in 2 hours", "a", "2026-11-22 11:41"},
           {"a in 20 minutes", "a", "2026-11-22 10:01"},
           {"a in 15 hours", "a", "2026-11-23 00:41"},
           {"a 9am-10am tomorrow", "a 9am-10am", "2026-11-23"},
           {"a 9am to 10am", "a 9am to 10am", ""},
           {"a 9:00 - 10:00 monday", "a 9:00 - 10:00", "2026-11-23"}},
          context());
}

TEST_CASE("repetitions begin with the first day of theirs") {
    check({{"a every day", "a", "2026-11-22 FREQ=DAILY"},
           {"a daily", "a", "2026-11-22 FREQ=DAILY"},
           {"a every day 9am", "a", "2026-11-23 09:00 FREQ=DAILY"},
           {"a every weekday", "a", "2026-11-23 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"},
           {"a every weekend", "a", "2026-11-22 FREQ=WEEKLY;BYDAY=SA,SU"},
           {"a every monday", "a", "2026-11-23 FREQ=WEEKLY;BYDAY=MO"},
           {"a every sunday 8am", "a", "2026-11-29 08:00 FREQ=WEEKLY;BYDAY=SU"},
           {"a each tuesday and thu", "a", "2026-11-24 FREQ=WEEKLY;BYDAY=TU,TH"},
           {"a every mon, wed and fri", "a", "2026-11-23 FREQ=WEEKLY;BYDAY=MO,WE,FR"},
           {"a every week", "a", "2026-11-22 FREQ=WEEKLY"},
           {"a every 2 weeks", "a", "2026-11-22 FREQ=WEEKLY;INTERVAL=2"},
           {"a every other week", "a", "2026-11-22 FREQ=WEEKLY;INTERVAL=2"},
           {"a every three months", "a", "2026-11-22 FREQ=MONTHLY;INTERVAL=3"},
           {"a monthly", "a", "2026-11-22 FREQ=MONTHLY"},
           {"a monthly #x", "a", "2026-11-22 FREQ=MONTHLY #x"},
           {"a yearly", "a", "2026-11-22 FREQ=YEARLY"},
           {"a every 15th", "a", "2026-12-15 FREQ=MONTHLY;BYMONTHDAY=15"},
           {"a every 31st", "a", "2026-12-31 FREQ=MONTHLY;BYMONTHDAY=31"},
           {"a every last friday", "a", "2026-11-27 FREQ=MONTHLY;BYDAY=-1FR"},
           {"a every first monday", "a", "2026-12-07 FREQ=MONTHLY;BYDAY=1MO"},
           {"a every 2nd tuesday", "a", "2026-12-08 FREQ=MONTHLY;BYDAY=2TU"},
           {"a every week on 25 nov", "a", "2026-11-25 FREQ=WEEKLY"},
           {"a every monday from 1 dec", "a", "2026-12-07 FREQ=WEEKLY;BYDAY=MO"}},
          context());
}

TEST_CASE("tags, projects, energy and estimates") {
    check({{"#a b #C-d", "b", "#a #C-d"},
           {"fix #42", "fix #42", ""},
           {"# b", "# b", ""},
           {"a @home", "a", "@7"},
           {"a +DEEPWORK", "a", "@8"},
           {"a @nowhere", "a @nowhere", ""},
           {"mail me@home", "mail me@home", ""},
           {"a @home @deepwork", "a @deepwork", "@7"},
           {"a !xs", "a", "!0"},
           {"a !M", "a", "!2"},
           {"a !!", "a !!", ""},
           {"a !huge", "a !huge", ""},
           {"wow! a", "wow! a", ""},
           {"a ~15m", "a", "~15"},
           {"a ~45min", "a", "~45"},
           {"a ~2h", "a", "~120"},
           {"a ~1h30", "a", "~90"},
           {"a ~1h30m", "a", "~90"},
           {"a ~1.5h", "a", "~90"},
           {"a ~2hours", "a", "~120"},
           {"about ~90 people", "about ~90 people", ""},
           {"a ~0m", "a ~0m", ""},
           {"a ~9999h", "a ~9999h", ""}},
          context());
}

TEST_CASE("what is no day, time or repetition stays in the title") {
    for (const char* text : {"write weekly report",
                             "daily standup notes",
                             "buy may flowers",
                             "read 1984",
                             "march for the climate",
                             "sun cream",
                             "fix the sat nav",
                             "ask Tom",
                             "pi is 3.14",
                             "version 1.2.3",
                             "room 9",
                             "3 apples",
                             "12/2026 budget",
                             "9-10",
                             "31 feb party",
                             "at",
                             "in",
                             "next",
                             "every",
                             "on",
                             "every thing",
                             "the last of us",
                             "second try",
                             "24:00",
                             "9:75",
                             "13pm",
                             "in 3 apples",
                             "in other days",
                             "buy 2 weeks of milk",
                             "day after",
                             "end of the world",
                             "99/99",
                             "f(x) = 2",
                             "100%",
                             "a,b,c",
                             "e-mail",
                             "~",
                             "@",
                             "!",
                             "+",
                             "\"",
                             "\"\"",
                             "5' 7\" tall"})
        CHECK_MESSAGE(parse_quick_add(text, context()).spans.empty(), std::string(text));
    for (const char* text : {"write weekly report", "5' 7\" tall", "  two  spaces   inside "}) {
        std::string trimmed(text);
        trimmed.erase(0, trimmed.find_first_not_of(' '));
        trimmed.erase(trimmed.find_last_not_of(' ') + 1);
        CHECK(parse_quick_add(text, context()).title == trimmed);
    }
}

TEST_CASE("punctuation stays with the title, and ends what belongs together") {
    check({{"Call landlord tomorrow, ask for keys", "Call landlord, ask for keys", "2026-11-23"},
           {"Shall we friday?", "Shall we?", "2026-11-27"},
           {"Tomorrow: call", ": call", "2026-11-23"},
           {"Call (monday)", "Call ()", "2026-11-23"},
           {"See you monday.", "See you.", "2026-11-23"},
           {"next, monday", "next,", "2026-11-23"},
           {"on, tomorrow", "on,", "2026-11-23"},
           {"a #tag, b", "a, b", "#tag"}},
          context());
}

TEST_CASE("quotes keep words from being recognised, and go when that was needed") {
    check({{"Watch \"Tomorrow\" today", "Watch Tomorrow", "2026-11-22"},
           {"Read \"Dune\" tomorrow", "Read \"Dune\"", "2026-11-23"},
           {"\"every day\"", "every day", ""},
           {"\"#1 #tag\" #b", "#1 #tag", "#b"},
           {"say \"hello tomorrow", "say \"hello", "2026-11-23"}, // no second quote
           {"a\"tomorrow\"", "a\"tomorrow\"", ""}},
          context());
}

TEST_CASE("spans are the very bytes that were recognised") {
    const std::string text = "\u00DCben tomorrow  9am #m\u00FCsik !s";
    const auto task = parse_quick_add(text, context());
    std::vector<std::string> pieces;
    for (const auto& span : task.spans) pieces.push_back(text.substr(span.begin, span.end - span.begin));
    CHECK(pieces == std::vector<std::string>{"tomorrow", "9am", "#m\u00FCsik", "!s"});
    CHECK(task.spans[0].kind == QuickKind::day);
    CHECK(task.spans[1].kind == QuickKind::time);
    CHECK(task.spans[2].kind == QuickKind::tag);
    CHECK(task.spans[3].kind == QuickKind::energy);
    CHECK(task.title == "\u00DCben");
}

TEST_CASE("every repetition it makes is one that tasks take, and its first day is the rule's") {
    for (const char* text :
         {"every day", "every weekday", "every weekend", "every mon and sun", "every 3 weeks", "every other month", "every 31st",
          "every last friday", "every 5th monday", "every second tuesday", "x yearly"}) {
        CAPTURE(std::string(text));
        for (int offset = 0; offset < 60; ++offset) {
            auto there = context();
            there.today += offset;
            const auto task = parse_quick_add(text, there);
            REQUIRE(task.due_day);
            CHECK(must(checked_recurrence(task.recurrence)) == task.recurrence);
            CHECK(must(occurrences(task.recurrence, there.today, there.today, there.today + 400, 1)).at(0) == *task.due_day);
        }
    }
}

TEST_CASE("whatever number stands behind every, tasks take the rule or there is none") {
    constexpr std::array endings{"", "st", "nd", "rd", "th"};
    constexpr std::array units{"day", "days", "weeks", "months", "years", "hours", "friday", "sundays", "weekend", ""};
    for (const char* sign : {"", "-", "0"})
        for (int number = 0; number <= 1'100; ++number)
            for (const char* ending : endings)
                for (const char* unit : units) {
                    const auto text = fmt::format("pay every {}{}{} {}", sign, number, ending, unit);
                    const auto task = parse_quick_add(text, context());
                    if (task.recurrence.empty()) continue;
                    const auto checked = checked_recurrence(task.recurrence);
                    REQUIRE_MESSAGE(checked.has_value(), text);
                    CHECK_MESSAGE(*checked == task.recurrence, text);
                }
    CHECK(parse_quick_add("pay every 0st friday", context()).title == "pay every 0st");
}

TEST_CASE("a long text is all title") {
    const std::string text = std::string(max_quick_add_bytes, 'x') + " tomorrow";
    CHECK(parse_quick_add(text, context()).title == text);
    CHECK(parse_quick_add(text, context()).spans.empty());
}

TEST_CASE("whatever the words and their order, nothing is lost") {
    constexpr std::array words{"tomorrow", "every",  "day",   "next", "monday,", "\"",  "\"quoted", "end\"", "9am",
                               "to",       "#tag",   "@home", "!s",   "~1h",     "in",  "3",        "days",  "(",
                               ")",        "24.12.", "dec",   "the",  "24th",    "at",  "last",     "and",   "  ",
                               "\t",       "weekly", "from",  "x",    "\u00E9",  "noon"};
    std::mt19937 random(3);
    for (int i = 0; i < 20'000; ++i) {
        std::string text;
        for (auto count = 1 + random() % 7; count > 0; --count) {
            text += words[random() % words.size()];
            if (random() % 8 != 0) text += ' ';
        }
        const auto broken = broken_rule(text, parse_quick_add(text, context()));
        CHECK_MESSAGE(broken.empty(), text);
    }
}
