// The goals page: steps, numbers, the dialog, and one goal with its milestones and links.
#include "window_rig.hpp"
#include "wire/calls/goals.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

struct Page : WindowRig {
    explicit Page(std::string_view detail = {}) {
        sample::add_kinds(snapshot);
        REQUIRE(shell->set_page("goals", detail));
        settle();
    }
};

} // namespace

TEST_CASE("the step leads towards the target") {
    Page page;
    page.click(290, 271); // Run 10 km
    CHECK(page.calls.last<calls::GoalsEdit>().id == 1);
    CHECK(page.calls.last<calls::GoalsEdit>().step == 1);
    page.click(290, 451); // Down to 75 kg
    CHECK(page.calls.last<calls::GoalsEdit>().id == 4);
    CHECK(page.calls.last<calls::GoalsEdit>().step == -1);
}

TEST_CASE("a number is typed") {
    Page page;
    page.click(385, 271);
    page.settle();
    page.key(ImGuiKey_A, ImGuiMod_Ctrl);
    page.type("8,5");
    page.key(ImGuiKey_Enter);
    CHECK(page.calls.last<calls::GoalsEdit>().id == 1);
    CHECK(page.calls.last<calls::GoalsEdit>().current == 8.5);
}

TEST_CASE("a new goal needs a title and two numbers") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("goals", "add"));
    rig.settle();
    rig.type("Down to 75 kg");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<calls::GoalsCreate>() == 0);
    rig.key(ImGuiKey_Tab);
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.type("82");
    rig.key(ImGuiKey_Tab);
    rig.type("75");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::GoalsCreate>() == 1);
    CHECK(rig.calls.last<calls::GoalsCreate>().start == 82);
    CHECK(rig.calls.last<calls::GoalsCreate>().target == 75);
    CHECK(rig.calls.last<calls::GoalsCreate>().start_day == sample::today);
    rig.calls.answer_last<calls::GoalsCreate>({9, 1});
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("one goal asks how it went and again when it changed") {
    Page page("1");
    REQUIRE(page.calls.count<calls::GoalsHistory>() == 1);
    CHECK(page.calls.last<calls::GoalsHistory>().id == 1);
    const auto before = page.vertices;
    page.calls.answer_last<calls::GoalsHistory>(sample::goal_history());
    page.settle();
    CHECK(page.vertices > before); // the line is there
    CHECK_FALSE(page.shell->animating());
    page.snapshot.goals[0].current = 8;
    ++page.snapshot.revision;
    page.settle();
    CHECK(page.calls.count<calls::GoalsHistory>() == 2);
}

TEST_CASE("a milestone is added by its fields and one that goes offers the way back") {
    Page page("1");
    page.click(440, 811);
    page.type("Run 9 km");
    page.key(ImGuiKey_Tab);
    page.type("9");
    page.key(ImGuiKey_Enter);
    REQUIRE(page.calls.count<calls::GoalsMilestone>() == 1);
    CHECK(page.calls.last<calls::GoalsMilestone>().title == "Run 9 km");
    CHECK(page.calls.last<calls::GoalsMilestone>().value == 9);
    page.click(786, 672); // "x" behind the first one
    REQUIRE(page.calls.count<calls::GoalsMilestone>() == 2);
    CHECK(page.calls.last<calls::GoalsMilestone>().id == 1);
    CHECK(page.calls.last<calls::GoalsMilestone>().remove);
    const auto before = page.vertices;
    page.calls.answer_last<calls::GoalsMilestone>({1, 12});
    page.settle();
    CHECK(page.vertices > before); // the toast
}

TEST_CASE("a reached goal offers to be completed and a completed one to be taken up") {
    Page page;
    page.click(1100, 451); // Write 12 letters
    REQUIRE(page.calls.count<calls::GoalsEdit>() == 1);
    CHECK(page.calls.last<calls::GoalsEdit>().id == 6);
    CHECK(page.calls.last<calls::GoalsEdit>().state == calls::GoalState::completed);
}
