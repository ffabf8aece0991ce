#include "nudge_policy.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace asista::motivation;
using namespace asista::motivation::test;

TEST_CASE("a reminder is sent only in working hours, after two quiet hours, spaced and few") {
    constexpr DayNumber monday = sunday + 1;
    struct Case {
        const char* name;
        NudgeRules rules;
        NudgeLog log;
        Moment now;
        int idle_minutes;
        NudgeAnswer expected;
    };
    const NudgeRules usual;
    NudgeRules off = usual, no_weekends = usual, night_shift = usual;
    off.per_day = 0;
    no_weekends.weekdays_only = true;
    night_shift.work_start_minute = 22 * 60;
    night_shift.work_end_minute = 6 * 60;
    const NudgeLog one{monday, 1, at(monday, 10).at_ms}, two{monday, 2, at(monday, 11).at_ms};
    const Case cases[] = {
        {"quiet for two hours", usual, {}, at(monday, 11), 120, NudgeAnswer::send},
        {"quiet for less", usual, {}, at(monday, 11), 119, NudgeAnswer::active},
        {"before work", usual, {}, at(monday, 8, 59), 600, NudgeAnswer::outside_hours},
        {"first minute of work", usual, {}, at(monday, 9), 600, NudgeAnswer::send},
        {"last minute of work", usual, {}, at(monday, 16, 59), 600, NudgeAnswer::send},
        {"after work", usual, {}, at(monday, 17), 600, NudgeAnswer::outside_hours},
        {"switched off", off, {}, at(monday, 11), 600, NudgeAnswer::switched_off},
        {"sunday, every day allowed", usual, {}, at(sunday, 11), 600, NudgeAnswer::send},
        {"sunday, weekdays only", no_weekends, {}, at(sunday, 11), 600, NudgeAnswer::day_off},
        {"monday, weekdays only", no_weekends, {}, at(monday, 11), 600, NudgeAnswer::send},
        {"29 minutes after the last", usual, one, at(monday, 10, 29), 600, NudgeAnswer::too_soon},
        {"30 minutes after the last", usual, one, at(monday, 10, 30), 600, NudgeAnswer::send},
        {"two today", usual, two, at(monday, 15), 600, NudgeAnswer::enough_today},
        {"two yesterday", usual, two, at(monday + 1, 9), 600, NudgeAnswer::send},
        {"night shift, evening", night_shift, {}, at(monday, 23), 600, NudgeAnswer::send},
        {"night shift, early", night_shift, {}, at(monday, 5, 59), 600, NudgeAnswer::send},
        {"night shift, day", night_shift, {}, at(monday, 12), 600, NudgeAnswer::outside_hours},
        {"the clock was set back", usual, {monday + 3, 1, at(monday + 3, 10).at_ms}, at(monday, 11), 600, NudgeAnswer::send},
    };
    for (const Case& one_case : cases) {
        CAPTURE(one_case.name);
        const InstantMs last = one_case.now.at_ms - one_case.idle_minutes * ms_per_minute;
        CHECK(static_cast<int>(decide_nudge(one_case.rules, one_case.log, one_case.now, last)) ==
              static_cast<int>(one_case.expected));
    }
    CHECK(decide_nudge(usual, {}, at(monday, 11), 0) == NudgeAnswer::unknown);
}

TEST_CASE("a whole quiet day brings exactly as many reminders as allowed, half an hour apart") {
    for (const int allowed : {0, 1, 2, 5, 40}) {
        CAPTURE(allowed);
        NudgeRules rules;
        rules.per_day = allowed;
        NudgeLog log;
        int sent = 0;
        InstantMs last = 0;
        for (Moment now = at(sunday, 0); now.day == sunday; now = moment_at(next_nudge_check_ms(now), now.utc_offset_s)) {
            if (decide_nudge(rules, log, now, at(sunday - 1, 12).at_ms) != NudgeAnswer::send) continue;
            CHECK(now.at_ms - last >= rules.gap_ms);
            last = now.at_ms;
            log = after_nudge(log, now);
            ++sent;
        }
        CHECK(sent == std::min(allowed, 16)); // 9:00 to 16:30 are 16 half hours
    }
}

TEST_CASE("the question comes on the half hours of the local clock") {
    CHECK(next_nudge_check_ms(at(sunday, 9, 0)) == at(sunday, 9, 30).at_ms);
    CHECK(next_nudge_check_ms(at(sunday, 9, 29)) == at(sunday, 9, 30).at_ms);
    CHECK(next_nudge_check_ms(at(sunday, 23, 45)) == at(sunday + 1, 0, 0).at_ms);
    constexpr std::int32_t kathmandu = (5 * 60 + 45) * 60;
    CHECK(next_nudge_check_ms(at(sunday, 9, 10, kathmandu)) == at(sunday, 9, 30, kathmandu).at_ms);
}

TEST_CASE("the count starts again each day") {
    NudgeLog log = after_nudge({}, at(sunday, 9));
    log = after_nudge(log, at(sunday, 10));
    CHECK(log.sent == 2);
    CHECK(after_nudge(log, at(sunday + 1, 9)).sent == 1);
}

TEST_CASE("quiet hours, a wider gap, meetings and focus hold a reminder that would come") {
    constexpr DayNumber monday = sunday + 1;
    const Moment now = at(monday, 11);
    const InstantMs long_ago = at(monday, 6).at_ms;
    NudgeRules rules;
    REQUIRE(decide_nudge(rules, {}, now, long_ago) == NudgeAnswer::send);

    CHECK(decide_nudge(rules, {}, now, long_ago, {.focusing = true}) == NudgeAnswer::focusing);
    CHECK(decide_nudge(rules, {}, now, long_ago, {.in_meeting = true}) == NudgeAnswer::in_meeting);
    rules.hold_in_meetings = false;
    CHECK(decide_nudge(rules, {}, now, long_ago, {.in_meeting = true}) == NudgeAnswer::send);

    rules.gap_ms = 90 * ms_per_minute;
    const NudgeLog sent{monday, 1, at(monday, 9, 31).at_ms};
    CHECK(decide_nudge(rules, sent, now, long_ago) == NudgeAnswer::too_soon);
    CHECK(decide_nudge(rules, sent, at(monday, 11, 1), long_ago) == NudgeAnswer::send);

    rules.quiet = {12 * 60, 13 * 60};
    CHECK(decide_nudge(rules, {}, at(monday, 12), long_ago) == NudgeAnswer::quiet_hours);
    CHECK(decide_nudge(rules, {}, at(monday, 13), long_ago) == NudgeAnswer::send);
    rules.quiet = {22 * 60, 10 * 60}; // past midnight
    CHECK(decide_nudge(rules, {}, at(monday, 9, 59), long_ago) == NudgeAnswer::quiet_hours);
    CHECK(decide_nudge(rules, {}, at(monday, 10), long_ago) == NudgeAnswer::send);
}

TEST_CASE("two answers of \"not now\" in a row end them for the day, further ones for longer, and a welcome ends the row") {
    const Moment now = at(sunday, 11);
    const InstantMs long_ago = at(sunday - 1, 12).at_ms;
    const NudgeRules rules;
    NudgeLog log = after_nudge({}, at(sunday, 9));
    CHECK(log.open);

    log = after_dismissal(log, now);
    CHECK(!log.open);
    CHECK(decide_nudge(rules, log, now, long_ago) == NudgeAnswer::send);
    log = after_dismissal(log, now);
    CHECK(decide_nudge(rules, log, now, long_ago) == NudgeAnswer::snoozed);
    CHECK(decide_nudge(rules, log, at(sunday, 16, 59), long_ago) == NudgeAnswer::snoozed);
    CHECK(decide_nudge(rules, log, at(sunday + 1, 9), long_ago) == NudgeAnswer::send);
    log = after_dismissal(log, at(sunday + 1, 9));
    CHECK(decide_nudge(rules, log, at(sunday + 2, 9), long_ago) == NudgeAnswer::snoozed);
    CHECK(decide_nudge(rules, log, at(sunday + 3, 9), long_ago) == NudgeAnswer::send);

    for (int i = 0; i < 50; ++i) log = after_dismissal(log, at(sunday + 3, 9));
    CHECK(decide_nudge(rules, log, at(sunday + 9, 9), long_ago) == NudgeAnswer::snoozed);
    CHECK(decide_nudge(rules, log, at(sunday + 10, 9), long_ago) == NudgeAnswer::send); // a week at most
    CHECK(after_dismissal(after_welcome(log), at(sunday + 10, 9)).dismissed_in_row == 1);
}

TEST_CASE("snooze and not today hold for as long as they say, and reminders can be had again") {
    const InstantMs long_ago = at(sunday - 1, 12).at_ms;
    const NudgeRules rules;
    const NudgeLog snoozed = after_snooze({}, at(sunday, 10), 2 * ms_per_hour);
    CHECK(decide_nudge(rules, snoozed, at(sunday, 11, 59), long_ago) == NudgeAnswer::snoozed);
    CHECK(decide_nudge(rules, snoozed, at(sunday, 12), long_ago) == NudgeAnswer::send);

    constexpr std::int32_t auckland = 13 * 3600;
    const NudgeLog later = after_not_today({}, at(sunday, 10, 0, auckland));
    CHECK(decide_nudge(rules, later, at(sunday, 16, 30, auckland), long_ago) == NudgeAnswer::snoozed);
    CHECK(decide_nudge(rules, later, at(sunday + 1, 9, 0, auckland), long_ago) == NudgeAnswer::send);
    CHECK(decide_nudge(rules, after_resume(later), at(sunday, 16, 30, auckland), long_ago) == NudgeAnswer::send);
    // The clock was a year ahead when it was snoozed.
    CHECK(decide_nudge(rules, after_snooze({}, at(sunday + 365, 10), ms_per_hour), at(sunday, 11), long_ago) ==
          NudgeAnswer::send);
}

TEST_CASE("hours are kept for each weekday, past midnight too") {
    NudgeRules rules;
    rules.week = parse_week_hours("Mon-Fri 9-17, sat 22:30-1:00").week;
    REQUIRE(rules.week);
    CHECK(in_work_hours(rules, at(sunday + 1, 9)));
    CHECK(!in_work_hours(rules, at(sunday + 1, 17)));
    CHECK(!in_work_hours(rules, at(sunday + 6, 22, 29)));
    CHECK(in_work_hours(rules, at(sunday + 6, 23)));
    CHECK(in_work_hours(rules, at(sunday + 7, 0, 59))); // the night of Saturday
    CHECK(!in_work_hours(rules, at(sunday + 7, 1)));
    CHECK(decide_nudge(rules, {}, at(sunday, 11), 1) == NudgeAnswer::day_off);

    const WeekHours over_the_weekend = *parse_week_hours("sat-mon 10-12").week;
    CHECK(over_the_weekend[5] == DayHours{600, 720});
    CHECK(over_the_weekend[0] == DayHours{600, 720});
    CHECK(over_the_weekend[1] == DayHours{});
    CHECK(!parse_week_hours("").week);
    CHECK(parse_week_hours("").problem.empty());
    CHECK(!parse_week_hours(" ; ").week);
    for (const char* wrong :
         {"mon", "mon 9", "mon 9-25", "mon 9:60-10", "funday 9-10", "mon-x 9-10", "mon 24:30-1", "mon -1-5", "9-17"}) {
        CAPTURE(wrong);
        CHECK(!parse_week_hours(wrong).week);
        CHECK(parse_week_hours(wrong).problem.find("mon-fri") != std::string::npos);
    }
}
