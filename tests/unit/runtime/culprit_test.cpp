// The search over every set of plugins and culprits of a size that can be gone through.
#include "runtime/culprit.hpp"

#include <bit>
#include <doctest/doctest.h>

using asista::runtime::CulpritSearch;

namespace {
std::vector<std::string> names(std::size_t count) {
    std::vector<std::string> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back("plugin" + std::to_string(i));
    return all;
}
// Searches with a person who says "still bad" while one of `culprits` runs, or while it is bad by itself.
CulpritSearch search(std::size_t count, const std::set<std::string>& culprits, bool bad_by_itself) {
    CulpritSearch search(names(count));
    for (std::size_t asked = 0; !search.done(); ++asked) {
        REQUIRE(asked < search.most_steps());
        CHECK(search.step() == asked + 1);
        CHECK_FALSE(search.paused().empty());
        bool runs = bad_by_itself;
        for (const auto& culprit : culprits) runs = runs || !search.paused().contains(culprit);
        search.answer(runs);
    }
    return search;
}
} // namespace

TEST_CASE("whichever plugins are to blame, one of them is found, in as few questions as there can be") {
    for (std::size_t count = 1; count <= 9; ++count)
        for (std::uint32_t bits = 1; bits < (1U << count); ++bits) {
            std::set<std::string> culprits;
            for (std::size_t i = 0; i < count; ++i)
                if ((bits >> i & 1U) != 0) culprits.insert(names(count)[i]);
            const auto ended = search(count, culprits, false);
            CHECK(culprits.contains(ended.found()));
            CHECK(ended.most_steps() == static_cast<std::uint32_t>(std::bit_width(count)));
        }
}

TEST_CASE("when it is bad with all of them still, it is none") {
    for (std::size_t count = 1; count <= 20; ++count) CHECK(search(count, {}, true).found().empty());
}

TEST_CASE("one in twenty takes five questions") {
    for (const auto& culprit : names(20)) {
        const auto ended = search(20, {culprit}, false);
        CHECK(ended.found() == culprit);
        CHECK(ended.most_steps() == 5);
    }
}

TEST_CASE("a plugin that ends during the search is not looked for any more") {
    CulpritSearch search(names(4));
    for (const auto& gone : std::set(search.paused())) search.gone(gone);
    CHECK_FALSE(search.done());
    for (const auto& paused : search.paused()) CHECK((paused == "plugin2" || paused == "plugin3"));
    search.answer(true);
    if (!search.done()) search.answer(false);
    CHECK((search.found() == "plugin2" || search.found() == "plugin3"));

    CulpritSearch empty(names(2));
    empty.gone("plugin0");
    empty.gone("plugin1");
    CHECK(empty.done());
    CHECK(empty.found().empty());
    empty.gone("never there");
}
