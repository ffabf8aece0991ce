// The keyboard comes into a panel at its first or last item, goes through all, and is told to go on at the end instead of going round.
#include "view_rig.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace asista;
using namespace asista::testing;
using frame::Key;
using frame::Way;

namespace {

// A panel with the keyboard on nothing.
struct Keyboard : ViewRig {
    explicit Keyboard(std::function<void()> draw) {
        items = true;
        panel(1, place, std::move(draw));
        settle();
        surfaces[0].flags |= frame::surface_flags::focused;
    }
    // Which way it goes out while this is done; none: it stays.
    Way come(Way way) {
        enter(1, way);
        return went();
    }
    Way press(Key key, bool shift = false) {
        if (shift) this->key(Key::mod_shift, true);
        this->key(key, true);
        this->key(key, false);
        if (shift) this->key(Key::mod_shift, false);
        return went();
    }
    // The item that has it; empty: none.
    std::string at() const {
        const ImGuiContext& g = *ImGui::GetCurrentContext();
        for (const auto& item : last().items)
            if ((item.state & items::state::focused) != 0 && g.NavCursorVisible && item.role != items::Role::group)
                return item.label;
        return {};
    }

  private:
    Way went() {
        Way way = Way::none;
        for (int i = 0; i < 8; ++i)
            if (const Way now = frame::leaves_of(draw().header.flags); now != Way::none) {
                CHECK_MESSAGE(way == Way::none, "told twice");
                way = now;
            }
        return way;
    }
};

void three_buttons() {
    for (const char* const label : {"One", "Two", "Three"}) ImGui::Button(label);
}

} // namespace

TEST_CASE("Tab goes in at the first item, through all of them, and on behind the last") {
    Keyboard keyboard(three_buttons);

    CHECK(keyboard.come(Way::forward) == Way::none);
    CHECK(keyboard.at() == "One");
    CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(keyboard.at() == "Two");
    CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(keyboard.at() == "Three");
    CHECK(keyboard.press(Key::tab) == Way::forward);
    CHECK(keyboard.at() == "Three"); // it did not go round
}

TEST_CASE("Shift+Tab goes in at the last item and out before the first") {
    Keyboard keyboard(three_buttons);

    CHECK(keyboard.come(Way::backward) == Way::none);
    CHECK(keyboard.at() == "Three");
    CHECK(keyboard.press(Key::tab, true) == Way::none);
    CHECK(keyboard.press(Key::tab, true) == Way::none);
    CHECK(keyboard.at() == "One");
    CHECK(keyboard.press(Key::tab, true) == Way::backward);
    CHECK(keyboard.at() == "One");
}

TEST_CASE("arrows go out at the edge they lead to, and nowhere else") {
    Keyboard keyboard(three_buttons);

    CHECK(keyboard.come(Way::down) == Way::none);
    CHECK(keyboard.at() == "One");
    CHECK(keyboard.press(Key::down) == Way::none);
    CHECK(keyboard.at() == "Two");
    CHECK(keyboard.press(Key::left) == Way::left);
    CHECK(keyboard.press(Key::right) == Way::right);
    CHECK(keyboard.press(Key::down) == Way::none);
    CHECK(keyboard.press(Key::down) == Way::down);
    CHECK(keyboard.come(Way::up) == Way::none);
    CHECK(keyboard.at() == "Three");
    CHECK(keyboard.press(Key::up) == Way::none);
    CHECK(keyboard.press(Key::up) == Way::none);
    CHECK(keyboard.press(Key::up) == Way::up);
}

TEST_CASE("a panel with nothing to go to is passed by, either way") {
    for (const Way way : {Way::forward, Way::backward, Way::left, Way::down}) {
        Keyboard keyboard([] { ImGui::TextUnformatted("Only words"); });
        CHECK(keyboard.come(way) == way);
        CHECK(keyboard.press(Key::tab) == Way::forward);
        CHECK(keyboard.press(Key::tab, true) == Way::backward);
    }
}

TEST_CASE("one item alone is gone in to and out of both ways") {
    Keyboard keyboard([] { ImGui::Button("One"); });
    CHECK(keyboard.come(Way::forward) == Way::none);
    CHECK(keyboard.at() == "One");
    CHECK(keyboard.press(Key::tab) == Way::forward);
    CHECK(keyboard.come(Way::backward) == Way::none);
    CHECK(keyboard.press(Key::tab, true) == Way::backward);
}

TEST_CASE("what uses a key keeps it: fields their arrows and Tab, open menus everything") {
    char text[16] = "abc", lines[64] = "";
    Keyboard keyboard([&] {
        ImGui::InputText("Field", text, sizeof text);
        ImGui::InputTextMultiline("Lines", lines, sizeof lines, {200, 60}, ImGuiInputTextFlags_AllowTabInput);
        if (ImGui::Button("Menu")) ImGui::OpenPopup("menu");
        if (ImGui::BeginPopup("menu")) {
            ImGui::MenuItem("Copy");
            ImGui::EndPopup();
        }
    });

    CHECK(keyboard.come(Way::forward) == Way::none); // the field is being typed into
    CHECK(keyboard.press(Key::left) == Way::none);
    CHECK(keyboard.press(Key::right) == Way::none);
    CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(keyboard.press(Key::enter) == Way::none);
    for (int i = 0; i < 3; ++i) CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(std::string(lines) == "\t\t\t");
    CHECK(keyboard.press(Key::escape) == Way::none); // it lets go of the field
    CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(keyboard.at() == "Menu");
    CHECK(keyboard.press(Key::enter) == Way::none);
    for (const Key key : {Key::tab, Key::down, Key::right, Key::escape}) CHECK(keyboard.press(key) == Way::none);
    CHECK(keyboard.press(Key::tab) == Way::forward);
}

TEST_CASE("Escape goes out when nothing in the plugin uses it") {
    bool claims = false;
    Keyboard keyboard([&] {
        ImGui::Button("One");
        if (claims) ImGui::SetKeyOwner(ImGuiKey_Escape, ImGui::GetID("own use"));
    });
    keyboard.come(Way::forward);
    CHECK(keyboard.press(Key::escape) == Way::out);
    claims = true;
    keyboard.come(Way::forward);
    CHECK(keyboard.press(Key::escape) == Way::none);
}

TEST_CASE("from the end of a child window Tab goes on behind it, and in the end out of the panel") {
    Keyboard keyboard([] {
        ImGui::Button("Before");
        ImGui::BeginChild("part", {200, 60});
        ImGui::Button("Inside 1");
        ImGui::Button("Inside 2");
        ImGui::EndChild();
        ImGui::Button("After");
    });
    const auto go_inside = [&] {
        keyboard.come(Way::forward);
        keyboard.press(Key::tab);
        keyboard.press(Key::enter); // into the child, as in any window of ImGui's: to where one was
    };

    go_inside();
    CHECK(keyboard.at() == "Inside 1");
    CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(keyboard.at() == "Inside 2");
    CHECK(keyboard.press(Key::tab) == Way::none);
    CHECK(keyboard.at() == "After");
    CHECK(keyboard.press(Key::tab) == Way::forward);

    go_inside();
    CHECK(keyboard.at() == "Inside 2");
    CHECK(keyboard.press(Key::tab, true) == Way::none);
    CHECK(keyboard.press(Key::tab, true) == Way::none);
    CHECK(keyboard.at() == "Before");
    CHECK(keyboard.press(Key::tab, true) == Way::backward);
}

TEST_CASE("when the item that has the keyboard goes away, Tab starts again") {
    bool there = true;
    Keyboard keyboard([&] {
        ImGui::Button("One");
        if (there) ImGui::Button("Two");
        ImGui::Button("Three");
    });
    keyboard.come(Way::forward);
    keyboard.press(Key::tab);
    REQUIRE(keyboard.at() == "Two");

    there = false;
    CHECK(keyboard.press(Key::tab) == Way::none);

    CHECK(keyboard.at() == "One");
}
