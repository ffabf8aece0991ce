// The calendar page by pointer and keyboard: what it asks for, what it sends, and that nothing is sent that nobody wanted.
#include "window_rig.hpp"

#include "wire/calls/calendar.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/tasks.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

// Where things are in a window of 1440 by 900, in the week of the sample: Monday 16 to Sunday 22 November.
struct CalendarRig : WindowRig {
    CalendarRig() {
        shell->set_page("calendar", "week");
        frames(3);
        answer();
        settle();
    }
    void answer(const calls::CalendarRange::Reply& reply = sample::calendar()) {
        calls.answer_last<calls::CalendarRange>(reply);
        frames(3);
    }
    static constexpr float column(int day) { return 527 + 125 * static_cast<float>(day) + 60; }
    // Of an hour of the day, while the timeline is scrolled to where it begins.
    float hour(double at) const { return first_hour_y + static_cast<float>((at - 7) * 48); }
    void drag(float from_x, float from_y, float to_x, float to_y) {
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(from_x, from_y);
        frames(2);
        io.AddMouseButtonEvent(0, true);
        frames(2);
        for (int i = 1; i <= 6; ++i) {
            io.AddMousePosEvent(from_x + (to_x - from_x) * static_cast<float>(i) / 6,
                                from_y + (to_y - from_y) * static_cast<float>(i) / 6);
            frames(1);
        }
        io.AddMouseButtonEvent(0, false);
        frames(3);
    }
    float first_hour_y = 268; // with two rows of what has no time of day
};

} // namespace

TEST_CASE("the calendar asks for the days in sight and again when something changed") {
    CalendarRig rig;
    const DayNumber monday = sample::today - 6;
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == monday);
    CHECK(rig.calls.last<calls::CalendarRange>().to_day == monday + 7);
    const auto asked = rig.calls.count<calls::CalendarRange>();
    rig.frames(20);
    CHECK(rig.calls.count<calls::CalendarRange>() == asked);

    ++rig.snapshot.calendar_revision;
    rig.frames(2);
    CHECK(rig.calls.count<calls::CalendarRange>() == asked + 1);
    ++rig.snapshot.tasks_revision;
    rig.frames(2);
    CHECK(rig.calls.count<calls::CalendarRange>() == asked + 2);
    rig.snapshot.preferences["first_weekday"] = "0";
    rig.frames(2);
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == sample::today);
}

TEST_CASE("keys go through days and views") {
    CalendarRig rig;
    rig.key(ImGuiKey_M);
    CHECK(rig.calls.last<calls::CalendarRange>().to_day - rig.calls.last<calls::CalendarRange>().from_day == 42);
    rig.key(ImGuiKey_D);
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == sample::today);
    rig.key(ImGuiKey_RightArrow);
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == sample::today + 1);
    rig.key(ImGuiKey_PageDown);
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == sample::today + 2);
    rig.key(ImGuiKey_T);
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == sample::today);
    rig.key(ImGuiKey_W);
    rig.key(ImGuiKey_PageUp);
    CHECK(rig.calls.last<calls::CalendarRange>().from_day == sample::today - 13);
}

TEST_CASE("a new event is typed and added and its toast takes it back") {
    CalendarRig rig;
    rig.key(ImGuiKey_N);
    rig.settle();
    rig.type("Dentist");
    rig.key(ImGuiKey_Enter);
    rig.frames(3);

    REQUIRE(rig.calls.count<calls::CalendarCreate>() == 1);
    const auto request = rig.calls.last<calls::CalendarCreate>();
    CHECK(request.title == "Dentist");
    CHECK(request.zone == "Europe/Berlin");
    CHECK_FALSE(request.times.all_day);
    CHECK(request.times.start_day == sample::today);
    CHECK(request.times.start_minute == 10 * 60); // it is 9:41
    CHECK(request.times.end_minute == 11 * 60);
    rig.calls.answer_last<calls::CalendarCreate>({99, 7});
    rig.settle();
    rig.click(rig.width - 60, rig.height - 50);
    // Wherever the toast's button is, Ctrl Z does the same through the log.
    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::UndoLast>() + rig.calls.count<calls::UndoChange>() >= 1);
}

TEST_CASE("an event without a title stays where it is and says so") {
    CalendarRig rig;
    rig.key(ImGuiKey_N);
    rig.settle();
    rig.key(ImGuiKey_Enter);
    rig.frames(3);
    CHECK(rig.calls.count<calls::CalendarCreate>() == 0);
    rig.type("Now it has one");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<calls::CalendarCreate>() == 1);
}

TEST_CASE("any time zone of this computer can be chosen and is asked for once") {
    CalendarRig rig;
    for (int i = 0; i < 2; ++i) {
        rig.key(ImGuiKey_N);
        rig.settle();
        rig.calls.answer_last<calls::CalendarZones>({"Europe/Berlin", {"Asia/Tokyo", "Europe/Berlin"}});
        rig.key(ImGuiKey_Escape);
        rig.key(ImGuiKey_Escape);
        rig.settle();
    }
    CHECK(rig.calls.count<calls::CalendarZones>() == 1);
}

TEST_CASE("an event that was searched for is shown on its day") {
    CalendarRig rig;
    rig.shell->set_page("calendar", "12");
    rig.frames(3);
    CHECK(rig.calls.last<calls::CalendarGet>().id == 12);
    auto found = sample::calendar_details();
    found.item.times.start_day = found.item.times.end_day = sample::today + 60;
    rig.calls.answer_last<calls::CalendarGet>(found);
    rig.frames(3);
    const auto range = rig.calls.last<calls::CalendarRange>();
    CHECK(range.from_day <= sample::today + 60);
    CHECK(range.to_day > sample::today + 60);
}

TEST_CASE("dragging over free time makes an event of that time") {
    CalendarRig rig;
    rig.drag(rig.column(3), rig.hour(8), rig.column(3), rig.hour(9.5));
    rig.settle();
    rig.type("Breakfast");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::CalendarCreate>() == 1);
    const auto times = rig.calls.last<calls::CalendarCreate>().times;
    CHECK(times.start_day == sample::today - 3);
    CHECK(times.start_minute == 8 * 60);
    CHECK(times.end_minute == 9 * 60 + 30);
}

TEST_CASE("an event is dragged to another day and time") {
    CalendarRig rig;
    // Long run, Saturday 9:00 to 10:30.
    rig.drag(rig.column(5), rig.hour(9.75), rig.column(3), rig.hour(11.75));
    REQUIRE(rig.calls.count<calls::CalendarEdit>() == 1);
    const auto request = rig.calls.last<calls::CalendarEdit>();
    REQUIRE(request.times.has_value());
    CHECK(request.times->start_day == sample::today - 3);
    CHECK(request.times->start_minute == 11 * 60);
    CHECK(request.times->end_minute == 12 * 60 + 30);
    CHECK(request.own_clock);
    CHECK_FALSE(request.title.has_value());
}

TEST_CASE("an event is made longer by its end") {
    CalendarRig rig;
    rig.drag(rig.column(5), rig.hour(10.5) - 4, rig.column(5), rig.hour(12) - 4);
    REQUIRE(rig.calls.count<calls::CalendarEdit>() == 1);
    const auto times = rig.calls.last<calls::CalendarEdit>().times.value_or(calls::EventTimes{});
    CHECK(times.start_minute == 9 * 60);
    CHECK(times.end_minute == 12 * 60);
}

TEST_CASE("Escape lets go of what is dragged") {
    CalendarRig rig;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(rig.column(5), rig.hour(9.75));
    rig.frames(2);
    io.AddMouseButtonEvent(0, true);
    rig.frames(2);
    io.AddMousePosEvent(rig.column(2), rig.hour(12));
    rig.frames(3);
    rig.key(ImGuiKey_Escape);
    io.AddMouseButtonEvent(0, false);
    rig.frames(3);
    CHECK(rig.calls.count<calls::CalendarEdit>() == 0);
    CHECK(rig.calls.count<calls::CalendarGet>() == 0);
}

TEST_CASE("an event that repeats is moved only after the question which ones are meant") {
    CalendarRig rig;
    // Standup on Friday, 9:00.
    rig.drag(rig.column(4), rig.hour(9) + 8, rig.column(4), rig.hour(13) + 8);
    CHECK(rig.calls.count<calls::CalendarEdit>() == 0);
    rig.settle();
    rig.key(ImGuiKey_Escape);
    rig.frames(5);
    CHECK(rig.calls.count<calls::CalendarEdit>() == 0);

    rig.drag(rig.column(4), rig.hour(9) + 8, rig.column(4), rig.hour(13) + 8);
    rig.settle();
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Enter);
    rig.frames(3);
    REQUIRE(rig.calls.count<calls::CalendarEdit>() == 1);
    CHECK(rig.calls.last<calls::CalendarEdit>().occurrence == sample::today - 2);
    CHECK(rig.calls.last<calls::CalendarEdit>().times.value_or(calls::EventTimes{}).start_minute == 13 * 60);
}

TEST_CASE("a task is ticked and dragged to another time") {
    CalendarRig rig;
    // Draft the report, Wednesday 14:00.
    rig.click(535 + 125 * 2 + 10, rig.hour(14) + 12);
    REQUIRE(rig.calls.count<calls::TasksEdit>() == 1);
    CHECK(rig.calls.last<calls::TasksEdit>().status == TaskStatus::done);

    rig.drag(rig.column(2), rig.hour(14) + 12, rig.column(0), rig.hour(16) + 12);
    REQUIRE(rig.calls.count<calls::TasksEdit>() == 2);
    CHECK(rig.calls.last<calls::TasksEdit>().due_day == sample::today - 6);
    CHECK(rig.calls.last<calls::TasksEdit>().due_minute == 16 * 60);
}

TEST_CASE("the details of an event are read and only what was changed is sent") {
    CalendarRig rig;
    rig.click(rig.column(5), rig.hour(9.75));
    REQUIRE(rig.calls.count<calls::CalendarGet>() == 1);
    rig.calls.answer_last<calls::CalendarGet>(sample::calendar_details());
    rig.settle();
    rig.key(ImGuiKey_End);
    rig.type("!");
    rig.key(ImGuiKey_Enter);
    rig.frames(3);
    REQUIRE(rig.calls.count<calls::CalendarEdit>() == 1);
    const auto request = rig.calls.last<calls::CalendarEdit>();
    CHECK(request.title.has_value());
    CHECK(request.scope == calls::EventScope::one);
    CHECK_FALSE(request.times.has_value());
    CHECK_FALSE(request.recurrence.has_value());
    CHECK_FALSE(request.zone.has_value());
    CHECK_FALSE(request.notes.has_value());
}

TEST_CASE("Delete removes what is selected and a failure is told") {
    CalendarRig rig;
    rig.key(ImGuiKey_DownArrow); // the first of today is a task, which stays
    for (int i = 0; i < 2; ++i) rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Delete);
    REQUIRE(rig.calls.count<calls::CalendarErase>() == 1);
    rig.calls.refuse_last<calls::CalendarErase>({Errc::io, "the disk is full"});
    rig.frames(3);
    CHECK(rig.calls.last<calls::CalendarErase>().scope == calls::EventScope::all);
}

TEST_CASE("every size of window draws every view without trouble") {
    CalendarRig rig;
    for (const auto& [width, height, scale] :
         {std::tuple{900.0F, 600.0F, 1.0F}, {3840.0F, 2160.0F, 2.0F}, {640.0F, 480.0F, 1.0F}})
        for (const char* view : {"day", "week", "month"}) {
            rig.width = width;
            rig.height = height;
            rig.scale = scale;
            rig.shell->set_page("calendar", view);
            rig.frames(2);
            rig.answer();
            rig.settle();
            CHECK_FALSE(rig.shell->animating());
            CHECK(rig.vertices > 1'000);
        }
}
