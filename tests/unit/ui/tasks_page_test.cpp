// The Tasks page by mouse and keyboard: what goes out, and what stays where it is.
#include "window_rig.hpp"
#include "wire/calls/data.hpp"

#include <initializer_list>
#include <string>

using namespace asista;
using namespace asista::ui;
using calls::TaskView;

namespace {

struct TasksRig : WindowRig {
    TasksRig() {
        REQUIRE(shell->set_page("tasks"));
        settle();
    }
    // Tasks are different now: the core says so with the next snapshot.
    void changed() {
        ++snapshot.tasks_revision;
        ++snapshot.revision;
        settle();
    }
    void many(std::uint64_t count) {
        tasks = sample::many_tasks(count);
        changed();
        click(320, 160); // "All"
        settle();
    }
    void drag(float x0, float y0, float x1, float y1) {
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(x0, y0);
        frames(2);
        io.AddMouseButtonEvent(0, true);
        frames(2);
        for (int i = 1; i <= 6; ++i) {
            const float part = static_cast<float>(i) / 6;
            io.AddMousePosEvent(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part);
            frames(1);
        }
        frames(2);
        io.AddMouseButtonEvent(0, false);
        frames(3);
    }
    void chord(ImGuiKey modifier, ImGuiKey code) {
        key(code, modifier);
        settle();
    }
    std::uint64_t opened() const { return calls.last<calls::TasksGet>().id; }
};

// Of the sample, in a window of 1440 x 900: rows of today, lists at the left.
constexpr float row_x = 700, first_row = 248, second_row = 290, list_x = 320, upcoming_y = 128, home_y = 265;

} // namespace

TEST_CASE("the arrows go through the list, Space ticks, Enter opens, Escape leaves") {
    TasksRig rig;
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Space);
    REQUIRE(rig.calls.count<calls::TasksEdit>() == 1);
    auto edit = rig.calls.last<calls::TasksEdit>();
    const auto today = rig.tasks.list(TaskView::today);
    CHECK(edit.ids == std::vector{rig.tasks.items[today[0]].task.id});
    CHECK(edit.status == TaskStatus::done);

    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.opened() == rig.tasks.items[today[1]].task.id);
    const auto with_details = rig.vertices;
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK(rig.vertices < with_details);
}

TEST_CASE("Delete removes at once, and the toast takes it back") {
    TasksRig rig;
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Delete);
    REQUIRE(rig.calls.count<calls::TasksErase>() == 1);
    CHECK(rig.calls.last<calls::TasksErase>().ids.size() == 1);
    rig.calls.answer_last<calls::TasksErase>({1, 77});
    rig.settle();
    rig.click(1'352, 838); // "Undo"
    CHECK(rig.calls.last<calls::UndoChange>().change == 77);
}

TEST_CASE("Shift and Ctrl A mark, and what is done to the marked is one call") {
    TasksRig rig;
    rig.key(ImGuiKey_DownArrow);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, true);
    rig.key(ImGuiKey_DownArrow);
    ImGui::GetIO().AddKeyEvent(ImGuiMod_Shift, false);
    rig.frames(2);
    rig.key(ImGuiKey_Space);
    CHECK(rig.calls.count<calls::TasksEdit>() == 1);
    CHECK(rig.calls.last<calls::TasksEdit>().ids.size() == 2);

    rig.chord(ImGuiMod_Ctrl, ImGuiKey_A);
    rig.key(ImGuiKey_Delete);
    CHECK(rig.calls.count<calls::TasksErase>() == 1);
    CHECK(rig.calls.last<calls::TasksErase>().ids.size() == rig.tasks.count(TaskView::today));
}

TEST_CASE("n goes to the line of a new task, which is read as it is typed and gets the day of the list") {
    TasksRig rig;
    rig.key(ImGuiKey_N);
    rig.settle();
    rig.type(sample::quick_line);
    rig.settle();
    CHECK(rig.calls.last<calls::TasksParse>().text == sample::quick_line);
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::TasksQuickAdd>().text == sample::quick_line);
    CHECK(rig.calls.last<calls::TasksQuickAdd>().due_day == sample::today);
}

TEST_CASE("from the line of a new task the keyboard goes on to the list") {
    TasksRig rig;
    rig.click(900, 156);
    rig.type("Call landlord");
    rig.key(ImGuiKey_Enter);
    rig.key(ImGuiKey_Escape);
    // However fast: the arrow in the very frame in which the list gets the keyboard is the list's.
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiKey_Tab, true);
    rig.frames(1);
    io.AddKeyEvent(ImGuiKey_Tab, false);
    io.AddKeyEvent(ImGuiKey_DownArrow, true);
    rig.frames(2);
    io.AddKeyEvent(ImGuiKey_DownArrow, false);
    rig.frames(2);
    rig.key(ImGuiKey_Home);
    rig.key(ImGuiKey_Space);
    CHECK(rig.calls.last<calls::TasksEdit>().ids == std::vector{rig.tasks.items[rig.tasks.list(TaskView::today)[0]].task.id});
}

TEST_CASE("Alt and an arrow move a task past the one beside it") {
    TasksRig rig;
    const auto today = rig.tasks.list(TaskView::today);
    rig.key(ImGuiKey_DownArrow);
    rig.chord(ImGuiMod_Alt, ImGuiKey_DownArrow);
    const auto move = rig.calls.last<calls::TasksMove>();
    CHECK(move.id == rig.tasks.items[today[0]].task.id);
    CHECK(move.anchor == rig.tasks.items[today[1]].task.id);
    CHECK(move.behind);
}

TEST_CASE("a row dragged onto a project goes there, and onto another row beside it") {
    TasksRig rig;
    const auto today = rig.tasks.list(TaskView::today);
    const auto first = rig.tasks.items[today[0]].task.id;
    rig.drag(row_x, first_row, list_x, home_y);
    CHECK(rig.calls.last<calls::TasksEdit>().ids == std::vector{first});
    CHECK(rig.calls.last<calls::TasksEdit>().project == 1U);

    rig.drag(row_x, first_row, row_x, second_row + 18);
    const auto move = rig.calls.last<calls::TasksMove>();
    CHECK(move.id == first);
    CHECK(move.anchor == rig.tasks.items[today[1]].task.id);
    CHECK(move.day == sample::today);
    CHECK(rig.calls.count<calls::TasksGet>() == 0); // a drag opens nothing

    rig.drag(row_x, first_row, list_x, upcoming_y);
    CHECK(rig.calls.last<calls::TasksEdit>().due_day == sample::today + 1);
}

TEST_CASE("a row's menu opens at its button, by the other mouse button and by Shift F10, and acts on that row") {
    TasksRig rig;
    const auto today = rig.tasks.list(TaskView::today);
    ImGui::GetIO().AddMousePosEvent(row_x, second_row);
    rig.frames(3);
    rig.click(1'389, second_row); // "..."
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_UpArrow); // round to the last entry: remove
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::TasksErase>().ids == std::vector{rig.tasks.items[today[1]].task.id});
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());

    ImGui::GetIO().AddMousePosEvent(row_x, first_row);
    ImGui::GetIO().AddMouseButtonEvent(1, true);
    rig.frames(2);
    ImGui::GetIO().AddMouseButtonEvent(1, false);
    rig.frames(3);
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());

    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_F10, ImGuiMod_Shift);
    rig.frames(3);
    CHECK(rig.shell->modal_open());
}

TEST_CASE("a list of any length is reached anywhere, by keys and by its bar, for the price of what is visible") {
    TasksRig small;
    small.many(200);
    TasksRig rig;
    rig.many(30'000);
    CHECK(rig.vertices < small.vertices + 400); // "30,000" has more figures

    rig.key(ImGuiKey_End);
    rig.settle();
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.opened() == 30'000);
    CHECK(rig.calls.last<calls::TasksPage>().view == TaskView::subtasks);
    rig.key(ImGuiKey_Escape);
    rig.settle();
    rig.key(ImGuiKey_Home);
    rig.settle();

    rig.drag(1'424, 215, 1'424, 540); // the bar, half-way down
    rig.settle();
    rig.click(row_x, 500);
    rig.settle();
    CHECK(rig.opened() > 13'000);
    CHECK(rig.opened() < 17'000);
}

TEST_CASE("what is visible stays where it is when tasks above it come and go") {
    TasksRig rig;
    rig.many(5'000);
    for (int i = 0; i < 30; ++i) rig.key(ImGuiKey_PageDown);
    rig.click(row_x, 500);
    rig.settle();
    const auto before = rig.opened();
    CHECK(before > 200);

    for (std::uint64_t i = 0; i < 3; ++i) {
        calls::TaskItem item;
        item.task = sample::task(90'000 + i, "New above", Energy::s, std::nullopt);
        rig.tasks.items.insert(rig.tasks.items.begin(), item);
    }
    rig.changed();
    rig.click(row_x, 545); // the row below it is the one below it
    rig.settle();
    CHECK(rig.opened() == before + 1);
    rig.tasks.items.erase(rig.tasks.items.begin() + 10, rig.tasks.items.begin() + 60);
    rig.changed();
    rig.click(row_x, 500);
    rig.settle();
    CHECK(rig.opened() == before);
}

TEST_CASE("projects are made, renamed, coloured, archived and removed where they are listed") {
    TasksRig rig;
    rig.click(421, 235); // "+"
    rig.settle();
    rig.type("Boat");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::ProjectsAdd>().name == "Boat");
    rig.settle();

    // The menu of "Home": its entries from the top, and from the bottom.
    const auto choose = [&rig](std::initializer_list<ImGuiKey> way) {
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(list_x, home_y);
        io.AddMouseButtonEvent(1, true);
        rig.frames(2);
        io.AddMouseButtonEvent(1, false);
        rig.frames(3);
        REQUIRE(rig.shell->modal_open());
        for (const ImGuiKey key : way) rig.key(key);
        rig.key(ImGuiKey_Enter);
        rig.settle();
    };
    choose({ImGuiKey_UpArrow, ImGuiKey_UpArrow});
    CHECK(rig.calls.last<calls::ProjectsEdit>().archived == true);
    choose({ImGuiKey_UpArrow});
    CHECK(rig.calls.last<calls::ProjectsRemove>().id == 1);
    rig.calls.answer_last<calls::ProjectsRemove>({1, 55});
    rig.settle();
    rig.click(1'352, 838); // "Undo"
    CHECK(rig.calls.last<calls::UndoChange>().change == 55);
    rig.calls.answer_last<calls::UndoChange>({56, "Undid: removed \"Home\"", 1, 0});
    rig.settle();

    choose({ImGuiKey_UpArrow, ImGuiKey_DownArrow}); // round to the first: rename
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.type("House");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::ProjectsEdit>().id == 1);
    CHECK(rig.calls.last<calls::ProjectsEdit>().name == "House");
}

TEST_CASE("what is half-written in the notes goes out when one looks elsewhere") {
    TasksRig rig;
    REQUIRE(rig.shell->set_page("tasks", "101"));
    rig.settle();
    rig.click(1'371, 470); // "Edit"
    rig.settle();
    rig.key(ImGuiKey_End, ImGuiMod_Ctrl);
    rig.type(" And a map.");
    CHECK(rig.calls.count<calls::TasksEdit>() == 0);
    rig.click(row_x, 800);
    REQUIRE(rig.calls.count<calls::TasksEdit>() == 1);
    CHECK(rig.calls.last<calls::TasksEdit>().notes->ends_with(" And a map."));
    CHECK(rig.calls.last<calls::TasksEdit>().ids == std::vector<std::uint64_t>{101});
}

TEST_CASE("many are given a day by the bar below the list and are marked no longer") {
    TasksRig rig;
    rig.chord(ImGuiMod_Ctrl, ImGuiKey_A);
    rig.chord(ImGuiMod_Ctrl, ImGuiKey_A); // the first showed where the keyboard is
    const auto with_bar = rig.vertices;
    rig.click(700, 851); // "Day"
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.calls.last<calls::TasksEdit>().due_day == sample::today + 1);
    CHECK(rig.calls.last<calls::TasksEdit>().ids.size() == rig.tasks.count(TaskView::today));
    CHECK(rig.vertices < with_bar);
}

TEST_CASE("details are edited where they are, one change each") {
    TasksRig rig;
    REQUIRE(rig.shell->set_page("tasks", "101"));
    rig.settle();
    REQUIRE(rig.opened() == 101);
    rig.click(1'210, 146); // the title
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.type("Plan the journey");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::TasksEdit>().title == "Plan the journey");
    CHECK(rig.calls.count<calls::TasksEdit>() == 1);

    rig.click(1'190, 750); // "Add a step"
    rig.type("Pack");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::TasksCreate>().parent == 101);
    CHECK(rig.calls.last<calls::TasksCreate>().title == "Pack");

    rig.click(1'366, 800); // "Start"
    CHECK(rig.calls.last<calls::TrackingStart>().task == 101);
}

TEST_CASE("a page at rest reads nothing and draws nothing") {
    TasksRig rig;
    rig.settle();
    const auto sent = rig.calls.sent.size();
    rig.frames(20);
    CHECK(rig.calls.sent.size() == sent);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("when tasks cannot be read the page says why and goes on") {
    TasksRig rig;
    rig.calls.serve<calls::TasksCounts>(
        [](const calls::Nothing&) -> Result<calls::TasksCounts::Reply> { return fail(Errc::internal, "the disk is gone"); });
    rig.changed();
    CHECK(rig.vertices > 0);
    rig.tasks.serve(rig.calls);
    const auto with_notice = rig.vertices;
    rig.changed();
    CHECK(rig.vertices != with_notice);
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Space);
    CHECK(rig.calls.count<calls::TasksEdit>() == 1);
}
