// The habits page: ticking, amounts, days off, order, the dialogs, and one habit's year.
#include "window_rig.hpp"
#include "wire/calls/habits.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

struct Page : WindowRig {
    Page() {
        sample::add_kinds(snapshot);
        REQUIRE(shell->set_page("habits"));
        settle();
    }
    // The square `back` days ago of the habit in row `row`, where the window is 1440 wide.
    void press_day(int row, int back) {
        click(1322.0F - 25.0F * static_cast<float>(back), 203.0F + 62.0F * static_cast<float>(row));
    }
    void press_more(int row) { click(1356, 203.0F + 62.0F * static_cast<float>(row)); }
    calls::HabitsRecord::Request recorded() { return calls.last<calls::HabitsRecord>(); }
};

} // namespace

TEST_CASE("a press ticks a day or unticks it - also one of the past") {
    Page page;
    page.press_day(0, 0); // Meditate, done today
    CHECK(page.recorded().id == 1);
    CHECK(page.recorded().day == sample::today);
    CHECK(page.recorded().mark == calls::HabitMark::none);
    page.press_day(1, 2); // Walk, not done on Friday
    CHECK(page.recorded().id == 2);
    CHECK(page.recorded().day == sample::today - 2);
    CHECK(page.recorded().mark == calls::HabitMark::done);
    CHECK_FALSE(page.recorded().amount);
}

TEST_CASE("a habit with a target asks for the amount and takes a step") {
    Page page;
    page.press_day(3, 1);
    page.settle();
    CHECK(page.calls.count<calls::HabitsRecord>() == 0);
    page.key(ImGuiKey_A, ImGuiMod_Ctrl);
    page.type("6,5");
    page.key(ImGuiKey_Enter);
    CHECK(page.recorded().id == 4);
    CHECK(page.recorded().day == sample::today - 1);
    CHECK(page.recorded().amount == 6.5);
    page.settle();

    const auto step = page.calls.count<calls::HabitsRecord>();
    page.click(786, 389); // "+" behind its name
    REQUIRE(page.calls.count<calls::HabitsRecord>() == step + 1);
    CHECK(page.recorded().day == sample::today);
    CHECK(page.recorded().amount == 5); // half of 8 was there
}

TEST_CASE("the other button of the mouse gives a day off") {
    Page page;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(1322, 203);
    page.frames(2);
    io.AddMouseButtonEvent(1, true);
    page.frames(2);
    io.AddMouseButtonEvent(1, false);
    page.settle();
    page.key(ImGuiKey_DownArrow);
    page.key(ImGuiKey_Enter);
    REQUIRE(page.calls.count<calls::HabitsRecord>() == 1);
    CHECK(page.recorded().mark == calls::HabitMark::skipped);
}

TEST_CASE("a habit is dragged to another place") {
    Page page;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(283, 203);
    page.frames(2);
    io.AddMouseButtonEvent(0, true);
    page.frames(2);
    for (float y = 203; y <= 325; y += 20) {
        io.AddMousePosEvent(283, y);
        page.frames(1);
    }
    io.AddMouseButtonEvent(0, false);
    page.frames(3);
    REQUIRE(page.calls.count<calls::HabitsEdit>() == 1);
    CHECK(page.calls.last<calls::HabitsEdit>().id == 1);
    CHECK(page.calls.last<calls::HabitsEdit>().behind == 2);
}

TEST_CASE("a new habit goes out as it was filled in and a refusal is said in the dialog") {
    WindowRig rig;
    REQUIRE(rig.shell->set_page("habits", "add"));
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    rig.key(ImGuiKey_Enter); // without a name
    CHECK(rig.calls.count<calls::HabitsCreate>() == 0);
    rig.type("Read");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::HabitsCreate>() == 1);
    CHECK(rig.calls.last<calls::HabitsCreate>().name == "Read");
    CHECK(rig.calls.last<calls::HabitsCreate>().weekdays == 0x7F);
    rig.calls.refuse_last<calls::HabitsCreate>(Error{Errc::over_limit, "there are 200 habits already"});
    rig.settle();
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Enter);
    rig.calls.answer_last<calls::HabitsCreate>({8, 1});
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("one habit asks for its year once and again when it changed") {
    Page page;
    REQUIRE(page.shell->set_page("habits", "4"));
    page.settle();
    REQUIRE(page.calls.count<calls::HabitsHistory>() == 1);
    const auto asked = page.calls.last<calls::HabitsHistory>();
    CHECK(asked.id == 4);
    CHECK(asked.to_day == sample::today);
    page.calls.answer_last<calls::HabitsHistory>(sample::habit_history(page.snapshot.habits[3], asked.from_day));
    page.settle();
    CHECK(page.calls.count<calls::HabitsHistory>() == 1);
    page.snapshot.habits[3].strength = 0.73;
    ++page.snapshot.revision;
    page.settle();
    CHECK(page.calls.count<calls::HabitsHistory>() == 2);
    page.key(ImGuiKey_Escape);
    page.settle();
    page.press_day(0, 0); // the list again
    CHECK(page.calls.count<calls::HabitsRecord>() == 1);
}

TEST_CASE("an idle habits page and one habit's charts draw nothing anew") {
    Page page;
    for (const char* detail : {"", "4"}) {
        REQUIRE(page.shell->set_page("habits", detail));
        page.settle();
        page.settle();
        CHECK_FALSE(page.shell->animating());
    }
}

TEST_CASE("archiving says so and offers the way back") {
    Page page;
    page.press_more(1);
    page.settle();
    for (int i = 0; i < 6; ++i) page.key(ImGuiKey_DownArrow);
    page.key(ImGuiKey_Enter);
    REQUIRE(page.calls.count<calls::HabitsEdit>() == 1);
    CHECK(page.calls.last<calls::HabitsEdit>().archived == true);
    const auto before = page.vertices;
    page.calls.answer_last<calls::HabitsEdit>({0, 17});
    page.settle();
    CHECK(page.vertices > before);
}
