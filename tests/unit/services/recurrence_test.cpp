// Rules of repetition: what is taken, what is refused and why, and the days that come of it.
#include "support.hpp"

#include "services/recurrence.hpp"

#include <chrono>

using namespace asista;
using namespace asista::test;

namespace {

DayNumber date(int year, unsigned month, unsigned day) {
    return static_cast<DayNumber>(
        std::chrono::sys_days{std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)}
            .time_since_epoch()
            .count());
}

} // namespace

TEST_CASE("a rule is stored in one form") {
    const std::pair<const char*, const char*> variants[] = {
        {"FREQ=DAILY", "FREQ=DAILY"},
        {"rrule:interval=2;freq=weekly;", "FREQ=WEEKLY;INTERVAL=2"},
        {"FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=SU", "FREQ=WEEKLY;BYDAY=MO,WE,FR;WKST=SU"},
        {"FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"},
        {"FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"},
        {"FREQ=DAILY;UNTIL=20301224T235959Z", "FREQ=DAILY;UNTIL=20301224"},
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"},
        {"FREQ=DAILY;COUNT=5", "FREQ=DAILY;COUNT=5"},
    };
    for (const auto& [text, stored] : variants) CHECK(must(checked_recurrence(text)) == stored);
}

TEST_CASE("a rule that cannot be used is refused with the part that is wrong") {
    const std::pair<std::string, const char*> variants[] = {
        {"", "no FREQ"},
        {"nonsense", "not a part of a rule"},
        {"FREQ=HOURLY", "\"FREQ=HOURLY\" is out of range"},
        {"FREQ=DAILY;BYHOUR=9", "\"BYHOUR=9\" is not a part"},
        {"FREQ=DAILY;INTERVAL=0", "INTERVAL=0"},
        {"FREQ=DAILY;INTERVAL=99999", "INTERVAL"},
        {"FREQ=DAILY;COUNT=-1", "COUNT"},
        {"FREQ=DAILY;COUNT=2;UNTIL=20300101", "both COUNT and UNTIL"},
        {"FREQ=DAILY;FREQ=DAILY", "twice"},
        {"FREQ=WEEKLY;BYDAY=XX", "BYDAY=XX"},
        {"FREQ=MONTHLY;BYDAY=99MO", "BYDAY=99MO"},
        {"FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY=32"},
        {"FREQ=MONTHLY;BYMONTHDAY=1,,2", "BYMONTHDAY"},
        {"FREQ=DAILY;UNTIL=20301399", "UNTIL"},
        {"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "cannot be used"},
        {"FREQ=DAILY;UNTIL=19690101", "never happens"},
        {"FREQ=DAILY;" + std::string(400, 'X'), "longer than"},
    };
    for (const auto& [text, part] : variants) {
        const Error error = error_of(checked_recurrence(text));
        CHECK(error.code == Errc::invalid);
        CHECK_MESSAGE(contains(error.message, part), error.message);
    }
}

TEST_CASE("the days of a rule") {
    using Days = std::vector<DayNumber>;
    const DayNumber monday = date(2026, 11, 23);
    CHECK(must(occurrences("FREQ=DAILY", monday, monday, monday + 2, 9)) == Days{monday, monday + 1, monday + 2});
    CHECK(must(occurrences("FREQ=WEEKLY;BYDAY=MO,WE,FR", monday, monday, monday + 7, 9)) ==
          Days{monday, monday + 2, monday + 4, monday + 7});
    CHECK(must(occurrences("FREQ=WEEKLY;INTERVAL=2", monday, monday, monday + 30, 9)) == Days{monday, monday + 14, monday + 28});
    CHECK(must(occurrences("FREQ=MONTHLY;BYDAY=-1FR", monday, monday, monday + 70, 9)) ==
          Days{date(2026, 11, 27), date(2026, 12, 25), date(2027, 1, 29)});
    CHECK(must(occurrences("FREQ=MONTHLY", date(2027, 1, 31), date(2027, 1, 31), date(2027, 6, 1), 9)) ==
          Days{date(2027, 1, 31), date(2027, 3, 31), date(2027, 5, 31)});
    CHECK(must(occurrences("FREQ=YEARLY", date(2024, 2, 29), date(2024, 2, 29), date(2033, 1, 1), 9)) ==
          Days{date(2024, 2, 29), date(2028, 2, 29), date(2032, 2, 29)});
    CHECK(must(occurrences("FREQ=DAILY", monday, monday, monday + 100, 3)).size() == 3);
    CHECK(must(occurrences("FREQ=DAILY", monday, monday, monday + 100, 0)).empty());
}

TEST_CASE("the next one lies behind both the one that was and today, and a count goes down by what has passed") {
    const DayNumber monday = date(2026, 11, 23);
    const auto next = [](const char* rule, DayNumber start, DayNumber behind) {
        return must(next_occurrence(rule, start, behind));
    };

    CHECK(next("FREQ=DAILY", monday, monday)->day == monday + 1);
    CHECK(next("FREQ=DAILY", monday, monday - 5)->day == monday + 1);    // done early
    CHECK(next("FREQ=WEEKLY", monday, monday + 16)->day == monday + 21); // and late: those that were missed are gone
    CHECK(next("FREQ=DAILY;COUNT=5", monday, monday)->rule == "FREQ=DAILY;COUNT=4");
    CHECK(next("FREQ=DAILY;COUNT=5", monday, monday + 2)->rule == "FREQ=DAILY;COUNT=2");
    CHECK_FALSE(next("FREQ=DAILY;COUNT=1", monday, monday));
    CHECK_FALSE(next("FREQ=DAILY;COUNT=5", monday, monday + 4));
    CHECK_FALSE(next("FREQ=DAILY;UNTIL=20261124", monday, monday + 1));
    CHECK(next("FREQ=DAILY;UNTIL=20261124", monday, monday)->day == monday + 1);
    CHECK(next("FREQ=WEEKLY;INTERVAL=2", monday, monday + 1)->day == monday + 14);
}
