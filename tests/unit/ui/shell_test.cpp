#include "window_rig.hpp"

#include "wire/calls/ai.hpp"
#include "wire/calls/backups.hpp"
#include "wire/calls/calendar.hpp"
#include "wire/calls/coach.hpp"
#include "wire/calls/data.hpp"
#include "wire/calls/habits.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/tasks.hpp"

#include <algorithm>
#include <array>
#include <string>

using namespace asista;
using namespace asista::ui;

namespace {

constexpr std::array all_pages{"dashboard", "tasks", "habits", "goals",     "calendar", "coach",
                               "plugins",   "trust", "sent",   "developer", "settings"};

constexpr std::array reading{calls::AuditList::id,  calls::BackupsList::id, calls::CoachList::id,    calls::CalendarRange::id,
                             calls::TasksPage::id,  calls::TasksCounts::id, calls::ProjectsList::id, calls::TasksDays::id,
                             calls::AiSettings::id, calls::AiLedger::id};

void empty_everything(Snapshot& s) {
    const auto preferences = s.preferences;
    s = Snapshot{};
    s.revision = 77;
    s.preferences = preferences;
}

} // namespace

TEST_CASE("every page draws at every size, full and empty, and comes to rest") {
    struct Size {
        float width, height, scale;
    };
    for (const Size& size :
         {Size{1440, 900, 1}, Size{900, 600, 1}, Size{900, 600, 3}, Size{3840, 2160, 1}, Size{2880, 1800, 2}}) {
        WindowRig rig;
        rig.width = size.width;
        rig.height = size.height;
        rig.scale = size.scale;
        for (const bool empty : {false, true}) {
            if (empty) empty_everything(rig.snapshot);
            for (const char* page : all_pages) {
                CAPTURE(page);
                CAPTURE(size.width);
                REQUIRE(rig.shell->set_page(page));
                rig.settle();
                CHECK(rig.shell->page() == page);
                CHECK(rig.vertices > 500);
                CHECK_FALSE(rig.shell->animating());
            }
        }
        for (const auto& call : rig.calls.sent) { // pages ask by themselves, and change nothing
            CAPTURE(call.id);
            CHECK(std::ranges::find(reading, call.id) != reading.end());
        }
    }
}

TEST_CASE("an unknown page is refused, a plugin's may come later") {
    WindowRig rig;

    CHECK_FALSE(rig.shell->set_page("nowhere"));
    CHECK(rig.shell->page() == "dashboard");
    CHECK(rig.shell->set_page("plugin:ai.asista.late/page"));
    rig.settle();
    CHECK(rig.surfaces.placed == 0);

    CHECK(rig.shell->set_page("plugin:ai.asista.focus/timer"));
    rig.frames(1);
    CHECK(rig.surfaces.placed == 1);
}

TEST_CASE("the sidebar opens pages") {
    WindowRig rig;
    rig.settle();

    rig.click(60, 119);

    CHECK(rig.shell->page() == "tasks");
}

TEST_CASE("Ctrl K finds a page and Enter opens it") {
    WindowRig rig;
    rig.settle();

    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    CHECK(rig.shell->modal_open());
    rig.type("goals");
    rig.key(ImGuiKey_Enter);
    rig.settle();

    CHECK(rig.shell->page() == "goals");
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("the palette runs plugin commands and voice phrases") {
    WindowRig rig;
    rig.settle();

    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    rig.type("another line");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::PluginRunCommand>() == 1);
    CHECK(rig.calls.last<calls::PluginRunCommand>().command == "refresh");

    rig.settle();
    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    rig.type("motivate me");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::PluginRunVoice>().phrase == "motivate me");
}

TEST_CASE("arrows choose in the palette and Escape closes it") {
    WindowRig rig;
    rig.settle();

    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    rig.key(ImGuiKey_DownArrow);
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.shell->page() == "tasks"); // the second of the pages

    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("ticking a task sends its new state") {
    WindowRig rig;
    rig.settle();

    rig.click(267, 518); // the second row of Today

    const auto request = rig.calls.last<calls::TasksUpdate>();
    CHECK(request.id == 2);
    CHECK(request.status == TaskStatus::done);
}

TEST_CASE("Tab walks through the whole window, and Space presses") {
    WindowRig rig;
    rig.settle();

    for (int i = 0; i < 26; ++i)
        rig.key(ImGuiKey_Tab); // sidebar, top bar, dashboards, the cards' actions, then the second task of Today
    rig.key(ImGuiKey_Space);

    CHECK(rig.calls.last<calls::TasksUpdate>().id == 2);
}

TEST_CASE("the keyboard finds its way again when what it was on is gone") {
    WindowRig rig;
    rig.settle();
    for (int i = 0; i < 25; ++i) rig.key(ImGuiKey_Tab);

    rig.shell->set_page("coach");
    rig.settle();
    rig.shell->set_page("goals");
    rig.settle();
    for (int i = 0; i < 2; ++i) rig.key(ImGuiKey_Tab);

    const ImGuiContext& g = *ImGui::GetCurrentContext();
    const ImGuiID first = g.NavId;
    CHECK(g.NavIdIsAlive);
    CHECK(g.NavCursorVisible);
    rig.key(ImGuiKey_Tab);
    CHECK(g.NavId != first);
    CHECK(g.NavIdIsAlive);
}

TEST_CASE("a removal can be undone, and goes out when its toast leaves") {
    WindowRig rig;
    rig.shell->set_page("habits");
    rig.settle();
    const auto remove_first = [&] {
        rig.click(ItemQuery{.label = "More", .role = ItemRole::button, .nth = 0});
        rig.click(ItemQuery{.label = "Remove"});
        rig.settle();
    };

    remove_first();
    CHECK(rig.calls.count<calls::HabitsErase>() == 0);
    REQUIRE(rig.shell->wake_in_s(rig.time_s).has_value());
    rig.frames(1, 7.0);
    rig.settle();
    CHECK(rig.calls.count<calls::HabitsErase>() == 1);
    CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());

    remove_first();
    rig.shell->flush();
    CHECK(rig.calls.count<calls::HabitsErase>() == 2);

    // Ctrl Z takes back what is not out yet, and only then what the log holds.
    remove_first();
    REQUIRE(rig.shell->wake_in_s(rig.time_s).has_value());
    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());
    CHECK(rig.calls.count<calls::UndoLast>() == 0);
    rig.settle();
    rig.frames(1, 7.0);
    CHECK(rig.calls.count<calls::HabitsErase>() == 2);
    rig.key(ImGuiKey_Z, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::UndoLast>() == 1);
}

TEST_CASE("installing sends what is needed and nothing that was not allowed") {
    WindowRig rig;
    rig.shell->review_plugin("ai.asista.calendar-sync");
    rig.settle();
    CHECK(rig.shell->modal_open());

    for (int i = 0; i < 4; ++i) rig.key(ImGuiKey_Tab); // Cancel, the two switches that may be pressed, Install
    rig.key(ImGuiKey_Enter);
    rig.settle();

    REQUIRE(rig.calls.count<calls::PluginInstall>() == 1);
    const auto request = rig.calls.last<calls::PluginInstall>();
    CHECK(request.plugin == "ai.asista.calendar-sync");
    CHECK(request.granted == std::vector<std::string>{"calendar:read", "calendar:write", "network"});
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("a new notification is shown once and leaves by itself") {
    WindowRig rig;
    rig.settle();
    Notification note;
    note.id = 12;
    note.title = "Hello";
    note.shown_at = sample::now;
    rig.snapshot.notifications = {note};
    ++rig.snapshot.revision;

    rig.settle();
    const auto wake = rig.shell->wake_in_s(rig.time_s);
    REQUIRE(wake.has_value());
    CHECK(*wake > 4);
    rig.frames(1, 7);
    rig.settle();

    CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());
    ++rig.snapshot.revision;
    rig.settle();
    CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());
}

TEST_CASE("old notifications do not pop up when the window opens") {
    WindowRig rig;
    Notification note;
    note.id = 12;
    note.title = "Yesterday's news";
    note.shown_at = sample::now - 3'600'000;
    rig.snapshot.notifications = {note};

    rig.settle();

    CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());
}

TEST_CASE("dragging a card by its header keeps the new order") {
    WindowRig rig;
    rig.settle();
    ImGuiIO& io = ImGui::GetIO();

    io.AddMousePosEvent(420, 445); // the header of Today
    rig.frames(2);
    io.AddMouseButtonEvent(0, true);
    rig.frames(2);
    for (int i = 1; i <= 10; ++i) {
        io.AddMousePosEvent(420 + 80.0F * static_cast<float>(i), 445);
        rig.frames(1);
    }
    CHECK(rig.shell->animating());
    rig.frames(5);
    io.AddMouseButtonEvent(0, false);
    rig.settle();

    REQUIRE(rig.calls.count<calls::PreferencesSet>() == 1);
    const auto request = rig.calls.last<calls::PreferencesSet>();
    CHECK(request.key == "layout.dashboard");
    const auto today = request.json.find("asista:today"), habits = request.json.find("asista:habits"),
               next = request.json.find("asista:next");
    CHECK(habits < today);
    CHECK(next < today);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("the theme follows the preference, and its serial says so") {
    WindowRig rig;
    rig.frames(2);
    const auto serial = rig.shell->theme_serial();
    CHECK_FALSE(rig.shell->theme().dark());

    rig.snapshot.preferences["theme"] = "\"dark\"";
    ++rig.snapshot.revision;
    rig.frames(2);

    CHECK(rig.shell->theme().dark());
    CHECK(rig.shell->theme_serial() == serial + 1);
    rig.frames(2);
    CHECK(rig.shell->theme_serial() == serial + 1);
}

TEST_CASE("with reduced motion nothing glides") {
    WindowRig rig;
    rig.snapshot.preferences["reduced_motion"] = "true";
    rig.settle();

    rig.click(60, 119);
    rig.frames(2);

    CHECK(rig.shell->page() == "tasks");
    rig.frames(3);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("a plugin in trouble says so in its own card") {
    WindowRig rig;
    rig.settle();
    rig.surfaces.placed = 0;
    rig.frames(1);
    CHECK(rig.surfaces.placed == 2);

    for (const auto state : {PluginState::stopped, PluginState::refused, PluginState::broken}) {
        rig.snapshot.plugins[1].state = state;
        rig.snapshot.plugins[1].reason = "it crashed while drawing";
        ++rig.snapshot.revision;
        rig.settle();
        rig.surfaces.placed = 0;
        rig.frames(1);
        CHECK(rig.surfaces.placed == 1);
    }

    rig.snapshot.plugins[1].state = PluginState::running;
    rig.surfaces.known[2] = rig.surfaces.figures(2);
    rig.surfaces.known[2].unanswered_s = 2;
    ++rig.snapshot.revision;
    rig.settle();
    CHECK(rig.shell->animating()); // the spinner
    rig.surfaces.known[2].unanswered_s = 6;
    ++rig.snapshot.revision;
    rig.settle();
    CHECK_FALSE(rig.shell->animating()); // a question
}
