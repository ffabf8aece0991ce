#include "people.hpp"
#include "selection.hpp"
#include "taste.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <map>

using namespace asista::motivation;
using namespace asista::motivation::test;

TEST_CASE("a thumb up makes a line and its kind likelier, a thumb down takes the line away") {
    Taste taste;
    CHECK(taste.weight(1, tag::morning) == doctest::Approx(1));
    taste.vote({1, true, traits_of(tag::morning, Source::built_in, false)});
    CHECK(taste.of(1) == 1);
    CHECK(taste.weight(1, traits_of(tag::morning, Source::built_in, false)) > 2);
    const double kin = taste.weight(2, traits_of(tag::morning, Source::built_in, false));
    CHECK(kin > 1);
    CHECK(kin < 2);
    CHECK(taste.weight(3, traits_of(tag::night, Source::coach, true)) == doctest::Approx(1));
    taste.vote({1, false, traits_of(tag::morning, Source::built_in, false)}); // changed their mind
    CHECK(taste.votes().size() == 1);
    CHECK(taste.weight(1, 0) == 0);
    CHECK(taste.weight(2, traits_of(tag::morning, Source::built_in, false)) < 1);
    taste.forget(1);
    CHECK(taste.of(1) == 0);
    CHECK(taste.weight(1, tag::morning) == doctest::Approx(1));
}

TEST_CASE("liking has bounds, and no kind of line is ever lost") {
    Taste taste;
    for (std::uint32_t i = 0; i < 300; ++i)
        taste.vote({i, false, traits_of(tag::morning | tag::low | tag::monday, Source::built_in, true)});
    CHECK(taste.weight(9999, traits_of(tag::morning | tag::low | tag::monday, Source::built_in, true)) == doctest::Approx(0.25));
    for (std::uint32_t i = 0; i < 700; ++i) taste.vote({i, true, traits_of(tag::morning | tag::low, Source::built_in, true)});
    CHECK(taste.votes().size() == max_votes);
    CHECK(taste.of(0) == 0); // the oldest are forgotten
    CHECK(taste.weight(9999, traits_of(tag::morning | tag::low, Source::built_in, true)) == doctest::Approx(4));
}

TEST_CASE("draws follow the taste, with the same seed the same") {
    const std::vector<Phrase> lines = built_in_phrases();
    Taste taste;
    const auto quotations_in = [&](const Taste* liked) {
        int quotations = 0;
        for (std::uint64_t seed = 0; seed < 3000; ++seed) {
            const Phrase* line = pick(lines, {at(sunday, 16), tag::afternoon | tag::high, seed, liked}, {});
            quotations += line->author != "Asista" ? 1 : 0;
        }
        return quotations;
    };
    const int usual = quotations_in(nullptr);
    CHECK(quotations_in(&taste) == usual);
    for (const Phrase& line : classic_phrases()) {
        if (line.when == tag::any) taste.vote({line_id(line.text), true, traits_of(line.when, Source::built_in, true)});
    }
    CHECK(quotations_in(&taste) > usual * 3 / 2);

    Taste dislikes;
    for (const Phrase& line : everyday_phrases()) dislikes.vote({line_id(line.text), false, 0});
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        const Phrase* line = pick(lines, {at(sunday, 16), tag::afternoon | tag::high, seed, &dislikes}, {});
        CHECK(dislikes.of(line_id(line->text)) == 0);
    }
    const Phrase only[] = {{tag::any, "one"}};
    Taste against;
    against.vote({line_id("one"), false, 0});
    CHECK(pick(only, {at(sunday, 9), 0, 1, &against}, {}) != nullptr); // rather that than nothing
}

TEST_CASE("a line is chosen long before a person could notice, with every list full") {
    Taste taste;
    for (std::uint32_t i = 0; i < max_votes; ++i) taste.vote({i, i % 3 != 0, 0x7FFFFFFF});
    std::vector<OwnLine> own;
    std::vector<SavedLine> saved;
    for (std::size_t i = 0; i < max_own; ++i) own.push_back({"own " + std::to_string(i), "", "*/5 8-20 1-31 1-12 mon-sun", 0});
    for (std::size_t i = 0; i < max_saved; ++i) saved.push_back({"saved " + std::to_string(i), "A", 0});
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<Phrase> theirs = own_phrases(own, saved);
    const Phrase* line = pick(theirs, {at(sunday, 9), tag::morning, 1, &taste}, {});
    const Phrase* other = pick(built_in_phrases(), {at(sunday, 9), tag::morning, 1, &taste}, {});
    const auto took = std::chrono::steady_clock::now() - begin;
    CHECK(line != nullptr);
    CHECK(other != nullptr);
    CHECK(took < std::chrono::milliseconds(50));
}
