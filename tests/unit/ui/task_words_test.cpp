// What belongs to a task, in words.
#include "ui/date_style.hpp"
#include "ui/task_words.hpp"

#include <doctest/doctest.h>

using namespace asista;
using namespace asista::ui;

TEST_CASE("a repetition is said as people say it") {
    const std::pair<const char*, const char*> cases[] = {
        {"", "never"},
        {"FREQ=DAILY", "every day"},
        {"FREQ=DAILY;INTERVAL=3", "every 3 days"},
        {"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"},
        {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "every 2 weeks on Monday and Friday"},
        {"FREQ=WEEKLY;BYDAY=MO,WE,SU", "every week on Monday, Wednesday and Sunday"},
        {"FREQ=MONTHLY;BYMONTHDAY=15", "every month on the 15th"},
        {"FREQ=MONTHLY;BYMONTHDAY=1,22,-1", "every month on the 1st, 22nd and last day"},
        {"FREQ=MONTHLY;BYDAY=2TU", "every month on the 2nd Tuesday"},
        {"FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"},
        {"FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24", "every year on 24 December"},
        {"FREQ=YEARLY;BYMONTH=3", "every year in March"},
        {"FREQ=WEEKLY;UNTIL=20261224", "every week until 24 December 2026"},
        {"FREQ=DAILY;COUNT=4", "every day, 4 times"},
        {"FREQ=DAILY;COUNT=1", "every day, once more"},
        {"FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "every month, by its own rule"},
        {"FREQ=YEARLY;BYWEEKNO=20", "every year, by its own rule"},
    };
    for (const auto& [rule, said] : cases) CHECK(words::repetition(rule, {}) == said);
}

TEST_CASE("what is offered for repetition begins on the task's day and says its own rule") {
    const DayNumber thursday = 20'811; // 2026-12-24
    const auto choices = words::repetition_choices(thursday, {});
    REQUIRE(choices.size() == 7);
    CHECK(choices[0].rule.empty());
    CHECK(choices[3].label == "Every week on Thursday");
    CHECK(choices[5].rule == "FREQ=MONTHLY;BYMONTHDAY=24");
    CHECK(choices[6].label == "Every year on 24 December");
}

TEST_CASE("an estimate is read as people write it") {
    CHECK(words::parse_estimate("15") == 15U);
    CHECK(words::parse_estimate("~15m") == 15U);
    CHECK(words::parse_estimate("1h 30 min") == 90U);
    CHECK(words::parse_estimate("1.5 h") == 90U);
    CHECK(words::parse_estimate("2h") == 120U);
    for (const char* text : {"", "soon", "-5", "1e9", "99999999h"}) CHECK_FALSE(words::parse_estimate(text));
    CHECK(words::estimate_text(90) == "1 h 30 min");
    CHECK(words::estimate_text(15) == "15 min");
    CHECK(words::estimate_text(120) == "2 h");
    CHECK(words::tracked_text(85 * 60'000) == "1:25");
}

TEST_CASE("a line says what it will become") {
    const std::vector<calls::Project> projects{{7, "Home", 0, false, 0, 0}};
    calls::TasksCreate::Request task;
    task.title = "Call landlord";
    CHECK(words::task_summary(task, projects, 20'779, {}).empty());
    task.due_day = 20'780;
    task.due_minute = 9 * 60;
    task.project = 7;
    task.tags = {"flat"};
    task.energy = Energy::s;
    task.estimate_minutes = 15;
    task.recurrence = "FREQ=WEEKLY";
    CHECK(words::task_summary(task, projects, 20'779, {}) ==
          "Tomorrow 9:00 \xC2\xB7 Home \xC2\xB7 #flat \xC2\xB7 S \xC2\xB7 15 min \xC2\xB7 repeats every week");
}

TEST_CASE("days are headings of a list") {
    const DayNumber today = 20'779; // Sunday 22 November 2026
    CHECK(words::day_heading(today - 3, today, {}) == "Overdue");
    CHECK(words::day_heading(today, today, {}) == "Today");
    CHECK(words::day_heading(today + 1, today, {}) == "Tomorrow");
    CHECK(words::day_heading(today + 5, today, {}) == "Friday 27 November");
    CHECK(words::day_heading(today + 60, today, {}) == "Thursday 21 January 2027");
}
