// What happens at the same time stands side by side; nothing covers anything.
#include "ui/calendar_layout.hpp"
#include "ui/date_style.hpp"
#include "ui/words.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace asista;
using namespace asista::ui;

TEST_CASE("things that overlap share the width and things that do not have all of it") {
    const std::vector<Stretch> stretches{{0, 60}, {30, 90}, {60, 120}, {200, 260}};
    const auto slots = side_by_side(stretches);
    CHECK(slots[0].column == 0);
    CHECK(slots[1].column == 1);
    CHECK(slots[2].column == 0); // where the first one ended
    CHECK(slots[0].columns == 2);
    CHECK(slots[3].columns == 1);
}

TEST_CASE("what is beside free columns takes them") {
    const std::vector<Stretch> stretches{{0, 100}, {0, 30}, {0, 30}, {50, 90}};
    const auto slots = side_by_side(stretches);
    CHECK(slots[3].columns == 3);
    CHECK(slots[3].spans == 2);
    CHECK(slots[0].spans == 1);
}

TEST_CASE("nothing covers anything whatever there is") {
    std::mt19937 random(5);
    for (int round = 0; round < 300; ++round) {
        std::vector<Stretch> stretches;
        std::vector<DaySpan> spans;
        for (unsigned i = 0; i < 1 + random() % 20; ++i) {
            const int from = static_cast<int>(random() % 300);
            stretches.push_back({from, from + static_cast<int>(random() % 80)});
            spans.push_back({from, from + static_cast<DayNumber>(random() % 9)});
        }
        const auto slots = side_by_side(stretches);
        const auto rows = rows_of_days(spans);
        for (std::size_t a = 0; a < stretches.size(); ++a) {
            REQUIRE(slots[a].column + slots[a].spans <= slots[a].columns);
            for (std::size_t b = a + 1; b < stretches.size(); ++b) {
                const bool at_once = stretches[a].from < std::max(stretches[b].to, stretches[b].from + 1) &&
                                     stretches[b].from < std::max(stretches[a].to, stretches[a].from + 1);
                const bool beside =
                    slots[a].column + slots[a].spans <= slots[b].column || slots[b].column + slots[b].spans <= slots[a].column;
                if (at_once) {
                    REQUIRE(beside);
                    REQUIRE(slots[a].columns == slots[b].columns);
                }
                if (rows[a] == rows[b]) REQUIRE((spans[a].last < spans[b].first || spans[b].last < spans[a].first));
            }
        }
    }
}

TEST_CASE("weeks begin where the person has them and dates are in their order") {
    Snapshot snapshot;
    const DayNumber sunday = 20'779; // 2026-11-22
    CHECK(week_begin(sunday, read_date_style(snapshot)) == sunday - 6);
    CHECK(words::date_text(sunday, read_date_style(snapshot)) == "22 November 2026");
    snapshot.preferences["first_weekday"] = "0";
    snapshot.preferences["date_order"] = "\"month\"";
    CHECK(week_begin(sunday, read_date_style(snapshot)) == sunday);
    CHECK(words::date_text(sunday, read_date_style(snapshot)) == "November 22, 2026");
    CHECK(words::week_title(sunday, 7, read_date_style(snapshot)) == "November 22 to 28, 2026");
    snapshot.preferences["first_weekday"] = "6";
    snapshot.preferences["date_order"] = "\"year\"";
    CHECK(week_begin(sunday, read_date_style(snapshot)) == sunday - 1);
    CHECK(words::short_date(sunday, read_date_style(snapshot)) == "11-22");
    snapshot.preferences["first_weekday"] = "\"monday\"";
    CHECK(week_begin(sunday, read_date_style(snapshot)) == sunday - 6);
    for (int weekday = 0; weekday < 7; ++weekday) {
        snapshot.preferences["first_weekday"] = first_weekday_json(weekday);
        CHECK(read_date_style(snapshot).first_weekday == weekday);
    }
}

TEST_CASE("months have their days and the 31st becomes the last") {
    CHECK(days_in({2028, 2}) == 29);
    CHECK(days_in({2026, 2}) == 28);
    CHECK(month_after({2026, 11}, 2) == YearMonth{2027, 1});
    CHECK(month_after({2026, 1}, -1) == YearMonth{2025, 12});
    const DayNumber january_31 = first_of({2027, 1}) + 30;
    CHECK(day_months_later(january_31, 1) == first_of({2027, 2}) + 27);
    CHECK(day_of_month(day_months_later(january_31, 2)) == 31);
}
