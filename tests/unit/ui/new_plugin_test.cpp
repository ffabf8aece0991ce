// The dialog that begins a plugin: what it asks, when it may be pressed, and what it says while the first build goes on.
#include "window_rig.hpp"

#include <string>

using namespace asista;
using namespace asista::ui;

namespace {
struct DialogRig : WindowRig {
    DialogRig() {
        shell->set_page("developer");
        settle();
        shell->open_palette("New plugin");
        settle();
        key(ImGuiKey_Enter);
        settle();
        REQUIRE(shell->modal_open());
        REQUIRE(calls.count<calls::DevelopReady>() == 1);
    }
    void ready() {
        calls.answer_last<calls::DevelopReady>(sample::can_develop());
        settle();
    }
    void checked(calls::DevelopCheck::Reply reply = sample::checked()) {
        calls.answer_last<calls::DevelopCheck>(reply);
        settle();
    }
};
} // namespace

TEST_CASE("what is missing is said before anything is asked, and looked for again when the person says so") {
    DialogRig rig;
    rig.calls.answer_last<calls::DevelopReady>({"no compiler was found; install clang", {}, {}, {}});
    rig.settle();
    rig.type("Focus Timer");
    rig.settle();
    CHECK(rig.calls.count<calls::DevelopCheck>() == 0);
    CHECK_FALSE(rig.shell->animating());
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("each change of the name is checked, one question at a time, and Enter makes it once it is known to be right") {
    DialogRig rig;
    rig.ready();
    rig.type("Focus");
    REQUIRE(rig.calls.count<calls::DevelopCheck>() == 1);
    rig.type(" Timer");
    CHECK(rig.calls.count<calls::DevelopCheck>() == 1); // the first has not been answered
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<calls::DevelopNew>() == 0);
    rig.checked();
    REQUIRE(rig.calls.count<calls::DevelopCheck>() == 2);
    const auto asked = rig.calls.last<calls::DevelopCheck>();
    CHECK(asked.name == "Focus Timer");
    CHECK(asked.category == "productivity");
    CHECK(asked.parent == sample::can_develop().parent);
    CHECK_FALSE(rig.shell->animating());
    CHECK(rig.calls.count<calls::DevelopNew>() == 0);
    rig.checked();
    REQUIRE(rig.calls.count<calls::DevelopNew>() == 1);
    CHECK(rig.calls.last<calls::DevelopNew>().name == "Focus Timer");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<calls::DevelopNew>() == 1);
}

TEST_CASE("what cannot be made is not sent") {
    DialogRig rig;
    rig.ready();
    rig.type("!!!");
    rig.checked({{}, {}, "the name has no letter"});
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<calls::DevelopNew>() == 0);
}

TEST_CASE("a plugin that was made is followed to its card") {
    DialogRig rig;
    rig.ready();
    rig.type("Focus Timer");
    rig.checked();
    rig.checked();
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::DevelopNew>() == 1);
    const std::string folder = sample::checked().folder;
    SUBCASE("refused, it can be tried again") {
        rig.calls.refuse_last<calls::DevelopNew>({Errc::io, "the disk is full"});
        rig.settle();
        rig.checked();
        rig.key(ImGuiKey_Enter);
        CHECK(rig.shell->modal_open());
    }
    SUBCASE("made, its build is followed, and nothing moves once it runs") {
        rig.calls.answer_last<calls::DevelopNew>({"com.example.focus-timer", folder, folder + "/focus_timer.cpp"});
        BuildView build;
        build.plugin = "com.example.focus-timer";
        build.folder = folder;
        build.running = true;
        rig.snapshot.builds = {build};
        ++rig.snapshot.revision;
        rig.settle();
        CHECK(rig.shell->animating()); // it waits, and says so
        rig.snapshot.builds[0].running = false;
        rig.snapshot.builds[0].builds = 1;
        PluginView plugin;
        plugin.id = build.plugin;
        plugin.name = "Focus Timer";
        plugin.state = PluginState::running;
        plugin.installed = plugin.enabled = true;
        rig.snapshot.plugins.push_back(plugin);
        ++rig.snapshot.revision;
        rig.settle();
        CHECK_FALSE(rig.shell->animating());
        CHECK(rig.shell->modal_open());
        rig.key(ImGuiKey_Escape);
        rig.settle();
        CHECK_FALSE(rig.shell->modal_open());
    }
}

TEST_CASE("an answer that comes after the dialog was closed changes nothing, and a plugin's question waits its turn") {
    DialogRig rig;
    rig.snapshot.permission_questions = sample::questions(rig.snapshot);
    ++rig.snapshot.revision;
    rig.settle();
    CHECK(rig.calls.count<calls::PermissionsShown>() == 0);
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK(rig.calls.count<calls::PermissionsShown>() == 1);
    rig.ready();
    CHECK(rig.calls.count<calls::DevelopCheck>() == 0);
}
