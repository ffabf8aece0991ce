// Keyboard shortcuts: one table, keys that a person chose, conflicts by name, and the dialog by keyboard alone.
#include "window_rig.hpp"

#include "ui/item_tree.hpp"
#include "ui/shortcuts.hpp"

#include <set>
#include <string>

using namespace asista;
using namespace asista::ui;

namespace {
void choose(WindowRig& rig, const char* id, const char* json) {
    rig.snapshot.preferences[std::string("shortcuts.") + id] = json;
    ++rig.snapshot.revision;
    rig.settle();
}
const TreeItem* item(const ItemTree& tree, const std::string& label) {
    const auto found = find_item(tree, {.label = label, .role = ItemRole::button, .in = "keyboard shortcuts"});
    return found ? &tree.items[*found] : nullptr;
}
} // namespace

TEST_CASE("every shortcut of the table has a name and keys of its own and its keys can be written and read") {
    WindowRig rig;
    std::set<std::string_view> ids;
    std::set<int> chords;
    for (const auto& action : shortcut_actions()) {
        CAPTURE(action.id);
        CHECK_FALSE(action.title.empty());
        CHECK(ids.insert(action.id).second);
        CHECK(chords.insert(action.standard).second);
        CHECK(chord_of_text(chord_text(action.standard)) == action.standard);
        CHECK(Shortcuts().problem(action.id, action.standard).empty());
    }
    for (const char* const wrong : {"Hyper+K", "Ctrl+", "Ctrl+Nothing", "K+Ctrl", "MouseLeft"}) CHECK_FALSE(chord_of_text(wrong));
}

TEST_CASE("chosen keys work instead of the standard ones and damage is the standard") {
    WindowRig rig;
    rig.settle();
    choose(rig, "open.tasks", "\"Alt+T\"");
    rig.key(ImGuiKey_2, ImGuiMod_Ctrl);
    CHECK(rig.shell->page() == "dashboard");
    rig.key(ImGuiKey_T, ImGuiMod_Alt);
    CHECK(rig.shell->page() == "tasks");

    for (const char* const damage : {"7", "\"", "\"Ctrl+C\"", "\"T\"", "\"Ctrl+K\\u0000\""}) {
        choose(rig, "open.tasks", damage);
        REQUIRE(rig.shell->set_page("goals"));
        rig.settle();
        rig.key(ImGuiKey_2, ImGuiMod_Ctrl);
        CHECK(rig.shell->page() == "tasks");
    }
    // Somebody else's standard keys are theirs who chose them.
    choose(rig, "open.tasks", "\"Ctrl+3\"");
    REQUIRE(rig.shell->set_page("goals"));
    rig.settle();
    rig.key(ImGuiKey_3, ImGuiMod_Ctrl);
    CHECK(rig.shell->page() == "tasks");
}

TEST_CASE("a question mark lists the shortcuts but not while it is typed into a field") {
    WindowRig rig;
    rig.settle();
    rig.type("?");
    rig.settle();
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());

    rig.shell->open_palette();
    rig.settle();
    rig.type("?");
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("keys are changed by pressing them and a conflict is named") {
    WindowRig rig;
    rig.shell->listen(true);
    rig.settle();
    rig.key(ImGuiKey_F1);
    rig.settle();
    auto tree = rig.shell->items();
    const auto* row = item(tree, "Open goals");
    REQUIRE(row != nullptr);
    CHECK(row->value == "Ctrl 4");
    const float x = row->rect.x + 20, y = row->rect.y + 10;

    rig.click(x, y);
    rig.key(ImGuiKey_K, ImGuiMod_Ctrl); // chosen, not used: no palette
    rig.settle();
    CHECK(rig.calls.count<calls::PreferencesSet>() == 0);
    tree = rig.shell->items();
    CHECK(find_item(tree, {.label = "Ctrl K is taken by \"Search or run a command\""}));

    rig.key(ImGuiKey_G); // alone it would be typed
    CHECK(rig.calls.count<calls::PreferencesSet>() == 0);
    rig.key(ImGuiKey_G, ImGuiMod_Alt);
    REQUIRE(rig.calls.count<calls::PreferencesSet>() == 1);
    CHECK(rig.calls.last<calls::PreferencesSet>().key == "shortcuts.open.goals");
    CHECK(rig.calls.last<calls::PreferencesSet>().json == "\"Alt+G\"");

    rig.snapshot.preferences["shortcuts.open.goals"] = "\"Alt+G\"";
    ++rig.snapshot.revision;
    rig.settle();
    tree = rig.shell->items();
    CHECK(item(tree, "Open goals")->value == "Alt G");
    const auto* const back = item(tree, "Back to Ctrl 4");
    REQUIRE(back != nullptr);
    rig.click(back->rect.x + 5, back->rect.y + 5);
    CHECK(rig.calls.last<calls::PreferencesSet>().json == "null");

    rig.click(x, y);
    rig.key(ImGuiKey_Escape); // keeps the keys, and the dialog
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}
