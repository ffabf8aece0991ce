#include "nudge_policy.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

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
            CHECK(now.at_ms - last >= nudge_gap_ms);
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
