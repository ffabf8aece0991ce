// Plugins in trouble, and what the window offers against it: cards, strips, the developer page, the palette.
#include "window_rig.hpp"

#include "ui/preferences.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

constexpr std::uint64_t timer = 2; // Focus timer's process, whose card is at the upper right
constexpr float wait_x = 1139, restart_x = 1215, off_x = 1301, cover_y = 323, strip_y = 81;

struct HangRig : WindowRig {
    HangRig() {
        settle();
        hang(6);
    }
    void hang(double seconds) {
        surfaces.known[timer] = surfaces.figures(timer);
        surfaces.known[timer].unanswered_s = seconds;
    }
};

const ImGuiWindow* toast_window() {
    for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
        if (window->Active && std::string_view{window->Name}.starts_with("##toast")) return window;
    return nullptr;
}

} // namespace

TEST_CASE("Wait is told to the supervisor, and asked again when as much time has passed once more") {
    HangRig rig;
    rig.settle();
    rig.click(wait_x, cover_y);
    REQUIRE(rig.calls.count<calls::PluginWait>() == 1);
    CHECK(rig.calls.last<calls::PluginWait>().plugin == "ai.asista.focus");
    // Meanwhile it only says that it waits: a press where the button was does nothing.
    rig.hang(9);
    rig.settle();
    rig.click(wait_x, cover_y);
    CHECK(rig.calls.count<calls::PluginWait>() == 1);
    rig.hang(13);
    rig.frames(1, 6.5);
    rig.settle();
    rig.click(wait_x, cover_y);
    CHECK(rig.calls.count<calls::PluginWait>() == 2);
}

TEST_CASE("a plugin that does not respond can be restarted or turned off in its card") {
    HangRig rig;
    rig.settle();
    rig.click(restart_x, cover_y);
    REQUIRE(rig.calls.count<calls::PluginRestart>() == 1);
    CHECK(rig.calls.last<calls::PluginRestart>().plugin == "ai.asista.focus");

    HangRig other;
    other.settle();
    other.click(off_x, cover_y);
    REQUIRE(other.calls.count<calls::PluginSetEnabled>() == 1);
    CHECK_FALSE(other.calls.last<calls::PluginSetEnabled>().enabled);
}

TEST_CASE("buttons that come up over a card are deaf at first: the person was clicking in it") {
    HangRig rig;
    for (int i = 0; i < 3; ++i) rig.click(off_x, cover_y); // under half a second
    CHECK(rig.calls.sent.empty());
    rig.settle();
    rig.click(off_x, cover_y);
    CHECK(rig.calls.count<calls::PluginSetEnabled>() == 1);
}

TEST_CASE("what the supervisor knows of a hang counts as well, a paused plugin is not asked about") {
    WindowRig rig;
    rig.snapshot.plugins[1].unresponsive_s = 6;
    rig.settle();
    rig.click(wait_x, cover_y);
    CHECK(rig.calls.count<calls::PluginWait>() == 1);

    HangRig paused;
    paused.snapshot.plugins[1].paused = true;
    ++paused.snapshot.revision;
    paused.settle();
    paused.click(wait_x, cover_y);
    CHECK(paused.calls.sent.empty());
    CHECK_FALSE(paused.shell->animating());
}

TEST_CASE("a crashed plugin's details are its report on the developer page") {
    WindowRig rig;
    rig.settle();
    rig.click(1175, 756); // Details of Weather
    rig.settle();
    CHECK(rig.shell->page() == "developer");
    const auto length = [] {
        for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows)
            if (window->Active && std::string_view{window->Name}.find("page developer") != std::string_view::npos)
                return window->ScrollMax.y;
        return 0.0F;
    };
    const float closed = length();
    rig.click(600, 745); // the newest crash
    rig.settle();
    CHECK(length() > closed + 80); // its report is shown
}

TEST_CASE("the report of a crash is copied whole") {
    WindowRig rig;
    rig.shell->set_page("developer");
    rig.settle();
    rig.click(910, 450);
    const char* const copied = ImGui::GetClipboardText();
    REQUIRE(copied != nullptr);
    CHECK(std::string_view{copied} == rig.snapshot.plugins[4].crashes[0].report);
}

TEST_CASE("plugins over their budget say so within their card") {
    WindowRig rig;
    rig.settle();
    const auto plain = rig.vertices;
    rig.snapshot.plugins[1].budget = BudgetState::throttled;
    rig.snapshot.plugins[1].budget_note = "uses 97 % of a processor core";
    ++rig.snapshot.revision;
    rig.settle();
    CHECK(rig.vertices > plain + 100);
    CHECK_FALSE(rig.shell->animating());
}

TEST_CASE("safe mode says so, outside of what plugins may cover, and is left by a press") {
    WindowRig rig;
    rig.settle();
    const float top = rig.shell->page_box().y;
    rig.snapshot.safe_mode = true;
    ++rig.snapshot.revision;
    rig.settle();
    CHECK(rig.shell->page_box().y > top + 30);
    rig.click(1360, strip_y);
    CHECK(rig.calls.count<calls::SafeModeLeave>() == 1);
}

TEST_CASE("safe mode is offered, never forced: yes is for the next start and can be undone, no asks no more") {
    WindowRig rig;
    rig.snapshot.safe_mode_offer = true;
    rig.settle();
    rig.click(1216, strip_y);
    REQUIRE(rig.calls.count<calls::PreferencesSet>() == 1);
    CHECK(rig.calls.last<calls::PreferencesSet>().key == safe_mode_next_key);
    CHECK(rig.calls.last<calls::PreferencesSet>().json == "true");
    rig.settle();
    CHECK(rig.shell->page_box().y == 56);
    rig.click(1365, 836); // Undo
    CHECK(rig.calls.last<calls::PreferencesSet>().json == "false");

    WindowRig other;
    other.snapshot.safe_mode_offer = true;
    other.settle();
    other.click(1374, strip_y);
    other.settle();
    CHECK(other.calls.sent.empty());
    CHECK(other.shell->page_box().y == 56);
}

TEST_CASE("the search for a culprit asks, and ends with a proposal") {
    WindowRig rig;
    rig.snapshot.culprit = CulpritView{1, 2, {"Focus timer"}, {}, false};
    rig.settle();
    rig.click(1268, strip_y);
    CHECK(rig.calls.last<calls::CulpritAnswer>().still_bad);
    rig.click(1326, strip_y);
    CHECK_FALSE(rig.calls.last<calls::CulpritAnswer>().still_bad);
    CHECK(rig.calls.count<calls::CulpritAnswer>() == 2);
    rig.click(1386, strip_y);
    CHECK(rig.calls.count<calls::CulpritStop>() == 1);

    rig.snapshot.culprit = CulpritView{2, 2, {}, "ai.asista.focus", false};
    ++rig.snapshot.revision;
    rig.settle();
    rig.click(1272, strip_y); // Turn it off
    CHECK(rig.calls.last<calls::PluginSetEnabled>().plugin == "ai.asista.focus");
    CHECK(rig.calls.count<calls::CulpritStop>() == 2);
}

TEST_CASE("the palette has all of that") {
    WindowRig rig;
    run_in_palette(rig, "window slow");
    CHECK(rig.calls.count<calls::CulpritStart>() == 1);
    run_in_palette(rig, "save the audit");
    CHECK(rig.calls.count<calls::FilesList>() == 1);
    run_in_palette(rig, "safe mode next");
    CHECK(rig.calls.last<calls::PreferencesSet>().key == safe_mode_next_key);
    run_in_palette(rig, "what weather may do");
    CHECK(rig.shell->page() == "trust");
    rig.snapshot.culprit = CulpritView{1, 2, {"Focus timer"}, {}, false};
    ++rig.snapshot.revision;
    run_in_palette(rig, "still bad: no");
    CHECK(rig.calls.count<calls::CulpritAnswer>() == 1);
    rig.snapshot.safe_mode = true;
    ++rig.snapshot.revision;
    run_in_palette(rig, "start plugins");
    CHECK(rig.calls.count<calls::SafeModeLeave>() == 1);
    run_in_palette(rig, "update journal to");
    CHECK(rig.shell->modal_open());
}

TEST_CASE("sanitizers are switched on and off in the palette, for what is built here, and the card says when they run") {
    WindowRig rig;
    const auto& plugin = rig.snapshot.plugins[1]; // Focus timer
    BuildView build;
    build.plugin = plugin.id;
    rig.snapshot.builds = {build};
    run_in_palette(rig, "check focus timer with sanitizers");
    REQUIRE(rig.calls.count<calls::DevelopSanitize>() == 1);
    CHECK(rig.calls.last<calls::DevelopSanitize>().plugin == plugin.id);
    CHECK(rig.calls.last<calls::DevelopSanitize>().on);

    rig.snapshot.builds[0].sanitizers = true;
    ++rig.snapshot.revision;
    run_in_palette(rig, "build focus timer without sanitizers");
    REQUIRE(rig.calls.count<calls::DevelopSanitize>() == 2);
    CHECK_FALSE(rig.calls.last<calls::DevelopSanitize>().on);

    WindowRig card;
    card.settle();
    const auto before = card.vertices;
    card.snapshot.plugins[1].sanitized = true;
    ++card.snapshot.revision;
    card.settle();
    CHECK(card.vertices > before); // a line more
}

TEST_CASE("a toast covers neither the coach's button nor a question") {
    WindowRig rig;
    rig.shell->set_page("coach");
    rig.settle();
    Toast toast;
    toast.title = "Saved";
    rig.shell->show_toast(toast);
    rig.settle();
    const ImGuiWindow* shown = toast_window();
    REQUIRE(shown != nullptr);
    CHECK(shown->Pos.y + shown->Size.y <= 900 - 24 - 52); // the line in which one types is below

    rig.shell->review_plugin("ai.asista.calendar-sync");
    rig.settle();
    shown = toast_window();
    const auto& windows = ImGui::GetCurrentContext()->Windows;
    const ImGuiWindow* const question = ImGui::GetTopMostPopupModal();
    REQUIRE(shown != nullptr);
    REQUIRE(question != nullptr);
    CHECK(windows.index_from_ptr(windows.find(const_cast<ImGuiWindow*>(shown))) <
          windows.index_from_ptr(windows.find(const_cast<ImGuiWindow*>(question))));
}

TEST_CASE("a start that waits for the debugger says so across the top of every page, with the command and a way to go on") {
    WindowRig rig;
    rig.snapshot.plugins[2].waits = WaitView{"gdb -x '/p/debug/one.gdb'", "source /p/debug/one.gdb", {}};
    rig.shell->set_page("tasks");
    rig.settle();
    rig.click(1350, strip_y);
    const char* const copied = ImGui::GetClipboardText();
    REQUIRE(copied != nullptr);
    CHECK(std::string(copied) == "gdb -x '/p/debug/one.gdb'");
    CHECK(toast_window() != nullptr);
    rig.click(1210, strip_y);
    REQUIRE(rig.calls.count<calls::DevelopWait>() == 1);
    CHECK(rig.calls.last<calls::DevelopWait>().plugin == rig.snapshot.plugins[2].id);
    CHECK_FALSE(rig.calls.last<calls::DevelopWait>().on);

    // Where nobody can attach there is nothing to copy.
    rig.snapshot.plugins[2].waits = WaitView{{}, {}, "gdb cannot attach to it"};
    ++rig.snapshot.revision;
    rig.settle();
    rig.click(1350, strip_y);
    CHECK(rig.calls.count<calls::DevelopWait>() == 2);
}
