// Lists of items: names there and back, labels made plain, and what a host may not send.
#include "wire/item_list.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <string>

using namespace asista;
using items::Item;
using items::ItemList;

namespace {
ItemList good() {
    return {{{1, 1, items::no_parent, items::Role::group, 0, {}, {}, {0, 0, 100, 100}, {0, 0, 100, 100}},
             {2, 1, 0, items::Role::field, items::state::editable, "Title", "Walk", {10, 10, 50, 20}, {10, 10, 50, 20}}}};
}
Errc code_of(const ItemList& list) {
    const auto decoded = items::decode_items(wire::encode(list));
    return decoded ? Errc::ok : decoded.error().code;
}
} // namespace

TEST_CASE("every role has a name of its own that leads back to it") {
    for (int i = 0; i <= static_cast<int>(items::last_role); ++i) {
        const auto role = static_cast<items::Role>(i);
        CHECK(items::role_named(items::name_of(role)) == role);
    }
    CHECK_FALSE(items::role_named("spaceship"));
    CHECK(items::names_of_states(items::state::known).size() == 9);
}

TEST_CASE("labels are made one plain line within the cap") {
    CHECK(items::plain("Save all") == "Save all");
    CHECK(items::plain("two\nlines\x07") == "two lines ");
    CHECK(items::plain("bad \xff byte") == "bad ? byte");
    const std::string wide(200, 'x');
    const auto cut = items::plain(wide + "\xE2\x80\xA6" + std::string(38, 'y') +
                                  "\xE2\x80\xA6"); // the last one begins within the cap, ends beyond
    CHECK(cut.size() <= items::max_text_bytes);
    CHECK(cut.ends_with("y"));
}

TEST_CASE("a good list comes through, one that no host sends does not") {
    REQUIRE(code_of(good()) == Errc::ok);
    const auto nan = std::numeric_limits<float>::quiet_NaN();
    const std::function<void(ItemList&)> spoils[] = {
        [](ItemList& list) { list.items[1].parent = 1; },
        [](ItemList& list) { list.items[0].parent = 7; },
        [](ItemList& list) { list.items[1].state = 1u << 30; },
        [](ItemList& list) { list.items[1].role = static_cast<items::Role>(200); },
        [](ItemList& list) { list.items[1].label = "a\nb"; },
        [](ItemList& list) { list.items[1].label = "\xff"; },
        [](ItemList& list) { list.items[1].value = std::string(items::max_text_bytes + 1, 'x'); },
        [nan](ItemList& list) { list.items[1].rect.x = nan; },
        [](ItemList& list) { list.items[1].rect.width = -1; },
        [](ItemList& list) { list.items[1].seen.height = 1e9F; },
        [](ItemList& list) { list.items.resize(items::max_items + 1, list.items[0]); },
    };
    for (const auto& spoil : spoils) {
        auto list = good();
        spoil(list);
        CHECK(code_of(list) != Errc::ok);
    }
    auto bytes = wire::encode(good());
    bytes.resize(bytes.size() - 1);
    CHECK_FALSE(items::decode_items(bytes));
    CHECK(items::decode_items(wire::Bytes(items::max_list_bytes + 1)).error().code == Errc::over_limit);
}
