// Ctrl Z and Ctrl Shift Z in the window: what goes out, what is said, and who has the keys instead.
#include "window_rig.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/tasks.hpp"

#include <string>

using namespace asista;
using namespace asista::ui;

TEST_CASE("Ctrl Z undoes, Ctrl Shift Z and Ctrl Y redo") {
    WindowRig rig;
    rig.settle();

    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::UndoLast>() == 1);
    CHECK(rig.calls.count<calls::RedoLast>() == 0);

    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
    rig.frames(2);
    CHECK(rig.calls.count<calls::UndoLast>() == 1);
    CHECK(rig.calls.count<calls::RedoLast>() == 1);
    rig.key(ImGuiKey_Y, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::RedoLast>() == 2);
}

TEST_CASE("a text field and a question keep Ctrl Z for themselves") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("tasks", "add")); // the keyboard is in the field for a new task
    rig.settle();
    rig.type("abc");
    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::UndoLast>() == 0);

    rig.key(ImGuiKey_Escape);
    rig.shell->open_palette();
    rig.settle();
    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::UndoLast>() == 0);
}

TEST_CASE("one toast says what was undone and leads back, and many undos leave one") {
    WindowRig rig;
    rig.settle();
    const auto quiet = rig.vertices;
    for (int i = 0; i < 6; ++i) {
        rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
        rig.calls.answer_last<calls::UndoLast>({static_cast<std::uint64_t>(40 + i), "Undid: completed \"Call landlord\"", 1, 0});
        rig.settle();
    }
    const auto one_toast = rig.vertices;
    CHECK(one_toast > quiet);
    WindowRig other;
    other.settle();
    other.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    other.calls.answer_last<calls::UndoLast>({40, "Undid: completed \"Call landlord\"", 1, 0});
    other.settle();
    CHECK(other.vertices == one_toast);
}

TEST_CASE("the palette undoes as the keys do") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("goals"));
    rig.settle();
    const auto before = rig.vertices;
    run_in_palette(rig, "undo what i did last");
    CHECK(rig.calls.count<calls::UndoLast>() == 1);
    CHECK(rig.vertices == before);
}

TEST_CASE("a new task goes out as it was written, with what is chosen beside it") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("tasks", "add"));
    rig.settle();
    rig.type("call landlord tomorrow 9am #home");
    rig.key(ImGuiKey_Enter);

    CHECK(rig.calls.count<calls::TasksQuickAdd>() == 1);
    CHECK(rig.calls.last<calls::TasksQuickAdd>().text == "call landlord tomorrow 9am #home");
    CHECK(rig.calls.last<calls::TasksQuickAdd>().energy == Energy::m);
}
