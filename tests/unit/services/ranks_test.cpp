#include "services/ranks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>

using namespace asista::services;

TEST_CASE("what is new stands behind everything, also behind what was moved to the end") {
    CHECK(rank_of(1) < rank_of(2));
    CHECK(rank_of(2) < rank_of(4'000'000));
    std::string last = rank_of(7);
    for (int i = 0; i < 100; ++i) last = rank_between(last, std::nullopt);
    CHECK(last < rank_of(8));
}

TEST_CASE("between any two there is another one") {
    std::mt19937 random(5);
    std::vector<std::string> ranks{rank_of(1), rank_of(2), rank_of(3)};
    for (int i = 0; i < 4'000; ++i) {
        const auto at = random() % (ranks.size() + 1);
        const auto low = at > 0 ? std::optional(ranks[at - 1]) : std::nullopt;
        const auto high = at < ranks.size() ? std::optional(ranks[at]) : std::nullopt;
        ranks.insert(ranks.begin() + static_cast<std::ptrdiff_t>(at), rank_between(low, high));
    }
    CHECK(std::ranges::is_sorted(ranks));
    CHECK(std::ranges::adjacent_find(ranks) == ranks.end());
    CHECK(std::ranges::none_of(ranks, [](const auto& rank) { return rank.size() > 8 && rank.back() == '0'; }));
}

TEST_CASE("moving to one and the same place makes ranks longer only slowly") {
    for (const bool above : {true, false}) {
        std::string low = rank_of(1), high = rank_of(2);
        int moves = 0;
        while (low.size() <= max_rank_length && high.size() <= max_rank_length) {
            const auto middle = rank_between(low, high);
            REQUIRE(low < middle);
            REQUIRE(middle < high);
            (above ? low : high) = middle;
            ++moves;
        }
        CHECK(moves > 150);
    }
}

TEST_CASE("many between two are short and in order") {
    const std::optional<std::string> ends[] = {std::nullopt, "80000001", "80000001i", "80000001i1", "80000002"};
    for (std::size_t i = 0; i < std::size(ends); ++i)
        for (std::size_t j = i == 0 ? 0 : i + 1; j < std::size(ends); ++j) {
            const auto ranks = ranks_between(ends[i], ends[j], 1'000);
            REQUIRE(ranks.size() == 1'000);
            CHECK(std::set(ranks.begin(), ranks.end()).size() == 1'000);
            CHECK(std::ranges::is_sorted(ranks));
            if (ends[i]) CHECK(*ends[i] < ranks.front());
            if (ends[j]) CHECK(ranks.back() < *ends[j]);
            CHECK(std::ranges::max(ranks, {}, &std::string::size).size() <= 16);
        }
    CHECK(ranks_between(std::nullopt, std::nullopt, 0).empty());
}
