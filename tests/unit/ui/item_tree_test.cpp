// The item tree: finding in it, naming what has no label, and what the client's own pages put into it.
#include "sample_ai.hpp"
#include "window_rig.hpp"

#include "ui/item_tree.hpp"

#include <algorithm>
#include <string>

using namespace asista;
using namespace asista::ui;

namespace {
TreeItem make(ItemRole role, std::string label, int parent, items::Area rect = {0, 0, 50, 20}) {
    TreeItem item;
    item.id = static_cast<std::uint32_t>(label.size()) + 1;
    item.role = role;
    item.label = std::move(label);
    item.parent = parent;
    item.rect = item.seen = rect;
    return item;
}

ItemTree tasks() {
    ItemTree tree;
    tree.page = "tasks";
    tree.items = {make(ItemRole::window, "asista", -1, {0, 0, 900, 600}),
                  make(ItemRole::page, "tasks", 0, {200, 0, 700, 600}),
                  make(ItemRole::button, "Add task", 1),
                  make(ItemRole::text, "Add task", 1),
                  make(ItemRole::check_box, "Done", 1, {210, 100, 20, 20}),
                  make(ItemRole::text, "Call landlord", 1, {240, 102, 90, 16}),
                  make(ItemRole::check_box, "Done", 1, {210, 140, 20, 20}),
                  make(ItemRole::text, "Water the plants", 1, {240, 142, 90, 16})};
    return tree;
}
std::string label_of(const ItemTree& tree, const ItemQuery& query) {
    const auto found = find_item(tree, query);
    return found ? tree.items[*found].label : found.error().message;
}
} // namespace

TEST_CASE("an item is found by a part of its label, whatever the case, and controls go before their texts") {
    const auto tree = tasks();
    const auto found = find_item(tree, {.label = "add TASK"});
    REQUIRE(found);
    CHECK(tree.items[*found].role == ItemRole::button);
    CHECK(label_of(tree, {.label = "landlord"}) == "Call landlord");
    CHECK(find_item(tree, {.label = "add task", .exact = true}).error().code == Errc::not_found);
    CHECK(tree.items[*find_item(tree, {.label = "Add task", .role = ItemRole::text})].role == ItemRole::text);
    CHECK(label_of(tree, {.label = "Add task", .in = "tasks"}) == "Add task");
    CHECK_FALSE(find_item(tree, {.label = "Add task", .page = "habits"}));
    CHECK_FALSE(find_item(tree, {.label = "tasks"})); // a page is no item, unless it is asked for
}

TEST_CASE("of several the one beside a text is meant, or the one with the number") {
    const auto tree = tasks();
    CHECK(find_item(tree, {.role = ItemRole::check_box}).error().message.find("may be any of 2") != std::string::npos);
    CHECK(*find_item(tree, {.role = ItemRole::check_box, .beside = "landlord"}) == 4);
    CHECK(*find_item(tree, {.role = ItemRole::check_box, .beside = "plants"}) == 6);
    CHECK_FALSE(find_item(tree, {.role = ItemRole::check_box, .beside = "Mars"}));
    CHECK(*find_item(tree, {.role = ItemRole::check_box, .nth = 1}) == 6);
    CHECK_FALSE(find_item(tree, {.role = ItemRole::check_box, .nth = 2}));
}

TEST_CASE("what is in front, in sight and enabled goes before what is not") {
    auto tree = tasks();
    tree.items.push_back(make(ItemRole::dialog, "Sure?", 0));
    tree.items.push_back(make(ItemRole::button, "Add task", 8));
    tree.items.back().layer = 1;
    CHECK(*find_item(tree, {.label = "Add task"}) == 9);
    tree.items[9].seen = {};
    CHECK(*find_item(tree, {.label = "Add task"}) == 2);
    tree.items[2].state = items::state::disabled;
    CHECK(*find_item(tree, {.label = "Add task"}) == 2); // the only one; whoever wants to use it waits
}

TEST_CASE("a control without a label is called by the texts on it, a switch by the one beside it") {
    ItemTree tree;
    tree.items = {make(ItemRole::page, "settings", -1),
                  make(ItemRole::row, "", 0, {0, 0, 300, 40}),
                  make(ItemRole::text, "Motivation", 0, {10, 5, 80, 15}),
                  make(ItemRole::text, "1.0.0", 0, {10, 22, 80, 15}),
                  make(ItemRole::toggle, "", 0, {250, 100, 40, 20}),
                  make(ItemRole::text, "High contrast", 0, {10, 92, 90, 16}),
                  make(ItemRole::text, "Darker greys and visible borders.", 0, {10, 112, 200, 14}),
                  make(ItemRole::text, "Reduced motion", 0, {10, 140, 90, 16})};
    name_by_texts(tree);
    CHECK(tree.items[1].label == "Motivation 1.0.0");
    CHECK(tree.items[4].label == "High contrast");
}

TEST_CASE("the pages tell what is on them while somebody listens, and nothing otherwise") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("dashboard"));
    rig.settle();
    CHECK(rig.shell->items().items.empty());

    rig.shell->listen(true);
    rig.settle();
    const auto tree = rig.shell->items();
    CHECK(tree.page == "dashboard");
    CHECK(find_item(tree, {.label = "Tasks", .role = ItemRole::link}));
    CHECK(find_item(tree, {.label = "Search or run a command", .role = ItemRole::button}));
    CHECK(find_items(tree, {.role = ItemRole::check_box}).size() > 3);
    for (const auto& item : tree.items)
        if (item.role == ItemRole::button || item.role == ItemRole::choice || item.role == ItemRole::check_box) {
            CAPTURE(item.rect.x);
            CAPTURE(item.rect.y);
            CHECK_FALSE(item.label.empty());
        }

    rig.shell->listen(false);
    rig.settle();
    CHECK(rig.shell->items().items.empty());
}

TEST_CASE("every page names all its buttons, switches, fields and choices") {
    WindowRig rig;
    sample::add_ai(rig.snapshot);
    sample::serve_ai(rig.calls);
    rig.shell->listen(true);
    for (const char* const page :
         {"dashboard", "tasks", "habits", "goals", "calendar", "coach", "plugins", "developer", "trust", "sent", "settings"}) {
        REQUIRE(rig.shell->set_page(page));
        rig.settle();
        const auto tree = rig.shell->items();
        CAPTURE(page);
        std::size_t controls = 0;
        for (const auto& item : tree.items) {
            if (!items::is_control(item.role) || item.role == ItemRole::item || item.seen.empty()) continue;
            ++controls;
            CAPTURE(items::name_of(item.role));
            CAPTURE(item.rect.x);
            CAPTURE(item.rect.y);
            CHECK_FALSE(item.label.empty());
        }
        CHECK(controls > 12);
    }
}

TEST_CASE("the palette goes to an item of the page, and it has the keyboard") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("settings"));
    run_in_palette(rig, "go to high contrast");
    rig.shell->listen(true);
    rig.settle();
    const auto tree = rig.shell->items();
    const auto found = find_item(tree, {.label = "High contrast", .role = ItemRole::toggle});
    REQUIRE_MESSAGE(found, found.error().message);
    CHECK(tree.items[*found].is(items::state::focused));
    rig.key(ImGuiKey_Space);
    CHECK(rig.calls.last<calls::PreferencesSet>().key == "high_contrast");
}
