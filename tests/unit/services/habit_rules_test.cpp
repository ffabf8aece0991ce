// The arithmetic of habits: streaks and strength, as tables.
#include "support.hpp"

#include <cmath>

using namespace asista;
using namespace asista::test;
using calls::HabitMark;

namespace {

const HabitPlan every_day{}, workdays{0x1F, 0, {}}, mondays{0x01, 0, {}}, thrice{0x7F, 3, {}}, once{0x7F, 1, {}},
    glasses{0x7F, 0, 8.0};

// Days from the newest, which is today, backwards: '1' done, '0' not, 's' skipped, 'v' of a vacation, 'h' half of the target.
HabitSpan span_of(const HabitPlan& plan, std::string_view newest_first, int before = 0) {
    HabitSpan span(plan, today - static_cast<DayNumber>(newest_first.size()) + 1 - before, today);
    for (std::size_t i = 0; i < newest_first.size(); ++i) {
        const DayNumber day = today - static_cast<DayNumber>(i);
        if (newest_first[i] == 'v') span.add_vacation(day, day);
        if (newest_first[i] == '1') span.add_mark({day, HabitMark::done, plan.target.value_or(1)});
        if (newest_first[i] == 'h') span.add_mark({day, HabitMark::done, plan.target.value_or(1) / 2});
        if (newest_first[i] == 's') span.add_mark({day, HabitMark::skipped, 0});
    }
    return span;
}

std::string times(std::string_view what, int count) {
    std::string all;
    while (count-- > 0) all += what;
    return all;
}

double strength(const HabitPlan& plan, const std::string& newest_first) {
    return strength_curve(span_of(plan, newest_first)).back();
}

} // namespace

TEST_CASE("days off neither count nor break a streak") {
    struct Variant {
        const char* name;
        HabitPlan plan;
        std::string days; // newest first; today is a Sunday
        std::uint32_t streak;
    };
    const Variant variants[] = {
        {"a skipped day between", every_day, "11s110", 4},
        {"skipped alone", every_day, "sss", 0},
        {"a vacation between", every_day, "1vvvvvvv110", 3},
        {"back from a vacation, today not done yet", every_day, "0vvv11", 2},
        {"done on a day of a vacation after all", every_day, "1v1v10", 3},
        {"missed before the vacation", every_day, "1vv01", 1},
        {"a whole target", glasses, "1110", 3},
        {"half of it is not kept", glasses, "1h1", 1},
        {"half of it today breaks nothing", glasses, "h11", 2},
        {"weekends off", workdays, "0011111001110", 8},
        {"a skipped Friday", workdays, "00s111100111110", 9},
        {"three a week, this one full", thrice,
         "1010100"
         "0001110"
         "1100000",
         2},
        {"three a week, this one not over", thrice,
         "1000000"
         "0001110"
         "1110000"
         "1000000",
         2},
        {"two are not three", thrice,
         "1110000"
         "0000110"
         "1110000",
         1},
        {"a week of days off is no week", thrice,
         "1110000"
         "vvvvvvv"
         "1110000"
         "0000000",
         2},
        {"days off lower what a week wants", thrice,
         "1110000"
         "vvvvv11"
         "1110000"
         "0000000",
         3},
        {"skipped but one: one is enough", thrice,
         "1110000"
         "ssssss1"
         "0000000",
         2},
        {"once a week on any day", once,
         "0000000"
         "1000000"
         "0000001"
         "0001000"
         "0000000",
         3},
    };
    for (const Variant& variant : variants) {
        CAPTURE(variant.name);
        // Two weeks of nothing before, so that no streak goes on from there.
        CHECK(streak_of(span_of(variant.plan, variant.days, 14)).length == variant.streak);
    }
}

TEST_CASE("a streak that nothing in the span breaks reaches its start") {
    CHECK(streak_of(span_of(every_day, times("1", 7))).reaches_start);
    CHECK(streak_of(span_of(every_day, "1s1v111")).reaches_start);
    CHECK_FALSE(streak_of(span_of(every_day, "1101111")).reaches_start);
    CHECK(best_streak(span_of(every_day, "1101111s1100000", 14)) == 6);
    CHECK(best_streak(span_of(thrice,
                              "0000000"
                              "1110000"
                              "1110000"
                              "0000000",
                              14)) == 2);
}

TEST_CASE("strength is the smoothing of Loop Habit Tracker for a daily habit") {
    const double kept = std::pow(0.5, 1 / 13.0);

    CHECK(strength(every_day, "1") == doctest::Approx(1 - kept));
    CHECK(strength(every_day, "11") == doctest::Approx((1 - kept) * kept + (1 - kept)));
    CHECK(strength(every_day, times("1", 13)) == doctest::Approx(0.5)); // 13 days are half of the way
    CHECK(strength(every_day, times("1", 400)) == doctest::Approx(1.0));
    CHECK(strength(every_day, "0" + times("0", 13) + times("1", 400)) == doctest::Approx(0.5)); // and back
}

TEST_CASE("one lapse barely moves the strength") {
    const std::string long_kept = times("1", 400);
    struct Variant {
        const char* name;
        HabitPlan plan;
        std::string newest; // before it every day was done
        double low, high;
    };
    const Variant variants[] = {
        {"nothing missed", every_day, "1", 0.999, 1.0},
        {"today is not over", every_day, "0", 0.999, 1.0},
        {"yesterday missed", every_day, "00", 0.94, 0.96},
        {"yesterday missed and made good", every_day, "10", 0.94, 0.96},
        {"half a target yesterday", glasses, "1h", 0.97, 0.98},
        {"yesterday skipped", every_day, "1s", 0.999, 1.0},
        {"a month of vacation", every_day, "1" + times("v", 30), 0.999, 1.0},
        {"a month of vacation for three a week", thrice, "1" + times("v", 30), 0.999, 1.0},
        {"a month missed", every_day, "0" + times("0", 30), 0.15, 0.25},
        {"one workday missed", workdays, "0010", 0.93, 0.95},
    };
    for (const Variant& variant : variants) {
        CAPTURE(variant.name);
        const double now = strength(variant.plan, variant.newest + long_kept);
        CHECK(now >= variant.low);
        CHECK(now <= variant.high);
    }
}

TEST_CASE("strength knows how often a habit is meant") {
    // Three times a week, kept for a year, is as strong as every day, kept for a year; and grows at a slower pace.
    CHECK(strength(thrice, "0" + times("1010100", 52)) > 0.97);
    CHECK(strength(once, "0" + times("0001000", 80)) > 0.97);
    CHECK(strength(every_day, "0" + times("1", 21)) > strength(thrice, "0" + times("1010100", 3)));
    // On which days of the week does not matter.
    CHECK(strength(thrice, "0" + times("1110000", 40)) ==
          doctest::Approx(strength(thrice, "0" + times("0101001", 40))).epsilon(0.03));
    CHECK(strength(mondays, times("0000001", 60)) > 0.99);
    CHECK(strength(thrice, "0" + times("1000000", 60)) < 0.4);
}

TEST_CASE("what was before the memory of a habit cannot be seen in its strength") {
    for (const HabitPlan& plan : {every_day, workdays, mondays, thrice, once, glasses}) {
        const auto memory = strength_memory(plan);
        std::string recent;
        for (int i = 0; span_of(plan, recent).counted_days(today) <= memory; ++i) recent += i % 3 == 0 ? "1" : "0";
        CHECK(std::abs(strength(plan, recent + times("1", 300)) - strength(plan, recent + times("0", 300))) < 0.0005);
    }
}

TEST_CASE("bars of the weekdays are what was done of what counted") {
    const auto shares = weekday_shares(span_of(every_day, "0"
                                                          "s11110"
                                                          "1"
                                                          "111110"),
                                       today - 13); // Sundays: today, and one done
    CHECK(shares[6] == 1);                          // today counts only once it is done
    CHECK(shares[5] == 1);                          // a Saturday that was skipped counts nowhere
    CHECK(shares[0] == 0);
    CHECK(shares[1] == 1);
    CHECK(weekday_shares(span_of(workdays, times("1", 14)), today - 13)[6] == 0);
}
