// Pieces of a long list: which is read next, and from where.
#include "ui/row_pages.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace asista::ui;

namespace {

// A list of `size` rows, each its own number; a cursor is a row's place. Reads until nothing more is wanted for [first, last].
struct Reading {
    std::uint64_t size;
    RowPages<std::uint64_t> pages{};
    std::uint64_t skipped = 0, reads = 0;

    explicit Reading(std::uint64_t rows) : size(rows) { pages.plan.set_total(rows); }
    void see(std::uint64_t first, std::uint64_t last) {
        while (const auto wish = pages.plan.wanted(first, last)) {
            pages.plan.asked(wish->piece);
            CHECK_FALSE(pages.plan.wanted(first, last)); // one at a time
            read(*wish);
        }
    }
    void read(const PieceWish& wish) {
        ++reads;
        skipped += wish.skip;
        REQUIRE(reads < 1'000);
        std::uint64_t begin = 0;
        if (wish.upwards)
            begin = (wish.after.empty() ? size : std::stoull(wish.after)) - wish.skip - wish.limit;
        else
            begin = (wish.after.empty() ? 0 : std::stoull(wish.after) + 1) + wish.skip;
        std::vector<std::uint64_t> rows;
        for (std::uint64_t i = begin; i < std::min(begin + wish.limit, size); ++i) rows.push_back(i);
        REQUIRE_FALSE(rows.empty());
        pages.put(wish.piece, rows, rows.front() == 0 ? "" : std::to_string(rows.front()),
                  rows.back() + 1 == size ? "" : std::to_string(rows.back()));
    }
    void check(std::uint64_t first, std::uint64_t last) const {
        for (std::uint64_t i = first; i <= last; ++i) {
            REQUIRE(pages.at(i) != nullptr);
            CHECK(*pages.at(i) == i);
        }
    }
};

} // namespace

TEST_CASE("rows are where they belong, wherever one jumps to, in lists of any length") {
    for (const std::uint64_t size : {1u, 99u, 100u, 101u, 1'000u, 12'345u, 1'000'000u}) {
        CAPTURE(size);
        Reading reading(size);
        for (const double part : {0.0, 1.0, 0.5, 0.51, 0.49, 0.999, 0.7, 0.0, 0.3}) {
            const auto first = static_cast<std::uint64_t>(part * static_cast<double>(size - 1));
            const auto last = std::min(first + 25, size - 1);
            reading.see(first, last);
            reading.check(first, last);
        }
    }
}

TEST_CASE("a jump passes over what is nearer of its ends and of the places known") {
    Reading reading(1'000'000);
    reading.see(999'990, 999'999);
    CHECK(reading.skipped < 300);
    reading.see(700'000, 700'020);
    CHECK(reading.skipped < 301'000);
    const auto before = reading.skipped;
    reading.see(702'000, 702'020);
    CHECK(reading.skipped - before < 2'500);
    const auto there = reading.skipped;
    for (std::uint64_t i = 702'000; i < 704'000; i += 30) reading.see(i, i + 20);
    CHECK(reading.skipped == there); // who scrolls passes over nothing
}

TEST_CASE("however far one scrolls only a few pieces are held and the way back is known") {
    Reading reading(100'000);
    for (std::uint64_t i = 0; i < 60'000; i += 50) reading.see(i, i + 20);
    std::size_t held = 0;
    for (std::uint64_t piece = 0; piece < 1'000; ++piece) held += reading.pages.plan.has(piece) ? 1 : 0;
    CHECK(held == RowPages<std::uint64_t>::most_pieces);
    CHECK(reading.pages.at(30'000) == nullptr);
    const auto before = reading.skipped;
    reading.see(30'000, 30'020);
    reading.check(30'000, 30'020);
    CHECK(reading.skipped == before);
}

TEST_CASE("several pieces in a row are read at once") {
    Reading reading(10'000);
    reading.see(4'950, 5'310);
    reading.check(4'950, 5'310);
    CHECK(reading.reads == 3); // those five, and one each way
    reading.see(9'850, 9'999);
    reading.check(9'850, 9'999);
    CHECK(reading.skipped <= 4'800);
}

TEST_CASE("without a total the list is read from its top and an empty one not at all") {
    PiecePlan plan;
    const auto wish = plan.wanted(0, 20);
    REQUIRE(wish);
    CHECK(wish->skip == 0);
    CHECK_FALSE(wish->upwards);
    plan.asked(0);
    plan.failed();
    CHECK(plan.wanted(0, 20));
    plan.set_total(0);
    CHECK_FALSE(plan.wanted(0, 20));
}
