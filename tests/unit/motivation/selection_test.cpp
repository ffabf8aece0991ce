#include "people.hpp"
#include "personal.hpp"
#include "selection.hpp"

#include <doctest/doctest.h>

#include <cctype>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace asista::motivation;
using namespace asista::motivation::test;

namespace {

bool contains_word(std::string_view text, std::string_view word) {
    std::string lower;
    for (const char character : text) lower += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
    return lower.find(word) != std::string::npos;
}

// One person's year: what holds on a day drifts with a fixed pseudo-random pattern.
Stats stats_of_day(DayNumber day, int hour) {
    const std::uint64_t luck = mixed(static_cast<std::uint64_t>(day));
    Stats stats;
    stats.tasks_known = stats.habits_known = stats.goals_known = true;
    stats.open_tasks = 8;
    stats.due_today = static_cast<int>(luck % 8);
    stats.finished_today = hour < 10 ? 0 : static_cast<int>(luck / 8 % 5);
    stats.goals_active = luck / 64 % 4 == 0 ? 0 : 3;
    stats.goals_moved = stats.goals_active == 0 ? 0 : static_cast<int>(luck / 256 % 3);
    if (luck / 1024 % 11 == 0) stats.quiet_days = 4;
    stats.habits_today = 2;
    stats.habits_done_today = hour < 12 ? 0 : static_cast<int>(luck / 16384 % 3);
    return stats;
}

} // namespace

TEST_CASE("there are over 300 built-in lines, each once, short, attributed and kind") {
    const std::vector<Phrase> lines = built_in_phrases();
    std::set<std::uint32_t> ids;
    std::size_t for_any_moment = 0;

    CHECK(lines.size() >= 400);
    for (const Phrase& line : lines) {
        CAPTURE(line.text);
        CHECK(ids.insert(line_id(line.text)).second);
        CHECK(line.text.size() >= 15);
        CHECK(line.text.size() <= 130);
        CHECK(!line.author.empty());
        const char last = line.text.back();
        CHECK((last == '.' || last == '?' || last == '!'));
        for (const char* word : {"streak", "fail", "lazy", "should have", "guilt", "excuse", "behind schedule"}) {
            CHECK(!contains_word(line.text, word));
        }
        if (line.when == tag::any) ++for_any_moment;
    }
    CHECK(for_any_moment >= 120);
}

TEST_CASE("built-in lines do not sound alike: no beginning of three words more than four times") {
    std::map<std::string, int> beginnings;
    for (const Phrase& line : built_in_phrases()) {
        std::string words;
        int blanks = 0;
        for (const char character : line.text) {
            blanks += character == ' ' ? 1 : 0;
            if (blanks == 3) break;
            words += static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
        }
        CAPTURE(line.text);
        CHECK(++beginnings[words] <= 4);
    }
}

TEST_CASE("a public screen gets lines that tell of nobody, at any hour of a year") {
    const std::vector<Phrase> lines = public_phrases();
    CHECK(lines.size() >= 250);
    for (const Phrase& line : lines)
        CHECK((line.when & (group::energy | group::load | group::done | group::goals | group::habits)) == 0);
    Shown shown;
    std::uint64_t seed = 0;
    for (DayNumber day = sunday; day < sunday + 365; ++day) {
        for (int hour = 7; hour < 23; ++hour) {
            const Phrase* line = pick(lines, {at(day, hour), public_tags(at(day, hour)), ++seed}, shown);
            REQUIRE(line != nullptr);
            shown.mark(line_id(line->text), day);
        }
    }
}

TEST_CASE("a line suits a moment when each group it names holds") {
    CHECK(suits(tag::any, 0));
    CHECK(suits(tag::morning | tag::night, tag::night));
    CHECK(!suits(tag::morning, tag::night));
    CHECK(suits(tag::low | tag::weekend, tag::low | tag::weekend | tag::evening));
    CHECK(!suits(tag::low | tag::weekend, tag::low | tag::monday));
    CHECK(!suits(tag::steady | tag::high, tag::morning)); // unknown energy: nothing that pushes
}

TEST_CASE("conditions follow the hour, the day, the energy and the numbers") {
    const Stats none = make_stats(Facts{}, at(sunday, 9));
    CHECK(tags_of(at(sunday, 9), none, {}) == (tag::morning | tag::weekend));
    CHECK(tags_of(at(sunday + 1, 12), none, Level::s) == (tag::midday | tag::monday | tag::low));
    CHECK(tags_of(at(sunday + 3, 16), none, Level::m) == (tag::afternoon | tag::midweek | tag::steady));
    CHECK(tags_of(at(sunday + 5, 21), none, Level::xl) == (tag::evening | tag::friday | tag::high));
    CHECK(tags_of(at(sunday + 40, 2), none, {}) == (tag::night | tag::friday | tag::month_start | tag::year_start)); // 1 January

    Stats full = stats_of_day(sunday, 9);
    full.due_today = 7;
    full.finished_today = 4;
    full.habits_done_today = 2;
    full.goals_active = 2;
    full.goals_moved = 1;
    full.nearest_goal = GoalStep{"Read", 80};
    full.quiet_days = 5; // but today is active
    CHECK(tags_of(at(sunday, 9), full, {}) == (tag::morning | tag::weekend | tag::heavy_load | tag::progress | tag::big_day |
                                               tag::goal_open | tag::goal_moved | tag::goal_near | tag::habits_done));
    full.finished_today = full.habits_done_today = 0;
    CHECK((tags_of(at(sunday, 9), full, {}) & group::done) == tag::back);
}

TEST_CASE("low energy never gets a line that pushes") {
    const std::vector<Phrase> lines = built_in_phrases();
    const Tags moment = tag::morning | tag::monday | tag::low;
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        const Phrase* line = pick(lines, {at(sunday, 9), moment, seed}, {});
        REQUIRE(line != nullptr);
        CHECK(((line->when & group::energy) == 0 || (line->when & tag::low) != 0));
    }
}

TEST_CASE("quiet days are met with a welcome") {
    const std::vector<Phrase> lines = built_in_phrases();
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        const Phrase* line = pick(lines, {at(sunday, 9), tag::morning | tag::steady | tag::back, seed}, {});
        CHECK((line->when & tag::back) != 0);
    }
}

TEST_CASE("no line repeats within 14 days over a year of hourly changes") {
    struct Person {
        const char* name;
        std::optional<Level> energy; // nullopt: drifts
        bool changing;
    };
    for (const Person& person : {Person{"drifting", {}, true}, Person{"always tired", Level::xs, false},
                                 Person{"always steady", Level::m, false}, Person{"unknown energy", {}, false}}) {
        CAPTURE(person.name);
        const std::vector<Phrase> lines = built_in_phrases();
        std::map<std::uint32_t, DayNumber> last;
        Shown shown;
        std::set<std::uint32_t> used;
        int repeats = 0;
        std::uint64_t seed = 0;

        for (DayNumber day = sunday; day < sunday + 365; ++day) {
            for (int hour = 7; hour < 23; ++hour) { // the card rests at night
                const Moment now = at(day, hour);
                const std::optional<Level> energy =
                    person.changing ? std::optional(static_cast<Level>(mixed(static_cast<std::uint64_t>(day * 24 + hour)) % 5))
                                    : person.energy;
                const Stats stats = person.changing ? stats_of_day(day, hour) : make_stats(empty_facts(), now);
                const Phrase* line = pick(lines, {now, tags_of(now, stats, energy), ++seed}, shown);
                REQUIRE(line != nullptr);
                const std::uint32_t id = line_id(line->text);
                if (last.contains(id) && day - last[id] < no_repeat_days) ++repeats;
                last[id] = day;
                used.insert(id);
                shown.mark(id, day);
            }
        }

        CHECK(repeats == 0);
        CHECK(shown.entries().size() <= 16 * no_repeat_days);
        if (person.changing) CHECK(used.size() >= lines.size() * 95 / 100); // hardly a line is never seen
    }
}

TEST_CASE("when every line was shown, the one shown longest ago comes back") {
    const Phrase lines[] = {{tag::any, "one"}, {tag::any, "two"}, {tag::morning, "three"}};
    Shown shown;
    shown.mark(line_id("one"), sunday - 2);
    shown.mark(line_id("two"), sunday - 5);
    shown.mark(line_id("three"), sunday - 9);

    CHECK(pick(lines, {at(sunday, 9), tag::night, 1}, shown)->text == "two");
    CHECK(pick(lines, {at(sunday, 9), tag::morning, 1}, shown)->text == "three");
    const Phrase only_morning[] = {{tag::morning, "three"}};
    CHECK(pick(only_morning, {at(sunday, 9), tag::night, 1}, {}) == nullptr);
}

TEST_CASE("a line may return on the fifteenth day, and a clock set back frees none") {
    Shown shown;
    shown.mark(7, sunday);
    CHECK(shown.recently(7, sunday + 13));
    CHECK(!shown.recently(7, sunday + 14));
    CHECK(shown.recently(7, sunday - 30));
    CHECK(!shown.recently(8, sunday));
    shown.mark(8, sunday + 14);
    CHECK(shown.entries().size() == 1); // the old one is forgotten
}

TEST_CASE("the same seed makes the same choice") {
    const std::vector<Phrase> lines = built_in_phrases();
    CHECK(pick(lines, {at(sunday, 9), tag::morning, 42}, {}) == pick(lines, {at(sunday, 9), tag::morning, 42}, {}));
}

TEST_CASE("the line changes every hour and rests at night") {
    const auto next = [](int hour, int minute) {
        return next_change_ms(at(sunday, hour, minute).at_ms, at(sunday, hour, minute));
    };
    CHECK(next(9, 20) == at(sunday, 10, 20).at_ms);
    CHECK(next(21, 59) == at(sunday, 22, 59).at_ms);
    CHECK(next(22, 0) == at(sunday + 1, 7, 0).at_ms);
    CHECK(next(23, 30) == at(sunday + 1, 7, 0).at_ms);
    CHECK(next(3, 0) == at(sunday, 7, 0).at_ms);
    CHECK(next(6, 30) == at(sunday, 7, 30).at_ms);
    CHECK(next_change_ms(at(sunday, 12).at_ms, at(sunday, 9)) == at(sunday, 9).at_ms); // set back
    constexpr std::int32_t auckland = 13 * 3600;
    CHECK(next_change_ms(at(sunday, 22, 30, auckland).at_ms, at(sunday, 22, 30, auckland)) ==
          at(sunday + 1, 7, 0, auckland).at_ms);
}
