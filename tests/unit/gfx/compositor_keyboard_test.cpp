// The keyboard between the client's items and plugins: which way in, and that only the person's own key leads out.
#include "stage.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <map>

using namespace asista;
using namespace asista::test;
using frame::Key;
using frame::Way;

namespace {

// Two plugins side by side; each says in all its answers that the keyboard leaves by `leaves`.
struct KeyboardStage : Stage {
    std::map<InstanceId, Way> leaves;
    std::map<InstanceId, std::vector<frame::Event>> events;

    KeyboardStage() {
        ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
        add(1);
        add(2);
        page = {{1, 5, at_left}, {2, 6, at_right}};
        hosts = [this] {
            for (auto& [id, host] : host_of) {
                const auto got = host->request();
                if (!got) continue;
                events[id].insert(events[id].end(), got->events.begin(), got->events.end());
                FrameBuilder answer;
                if (!textured_[id]) answer.create(1, 2, 2, white);
                textured_[id] = true;
                for (const auto& surface : got->surfaces) answer.panel(surface.id, surface.rect).quad(surface.rect, red, 1);
                host->answer(answer.flags(frame::leaves_flags(leaves[id])));
            }
        };
        for (int i = 0; i < 4; ++i) frame();
        ImGui::SetWindowFocus("page");
        frame();
    }
    void press_key(Key code, bool shift = false) {
        if (shift) frame({key(Key::mod_shift, true)});
        frame({key(code, true)});
        frame({key(code, false)});
        if (shift) frame({key(Key::mod_shift, false)});
        for (int i = 0; i < 6; ++i) frame();
    }
    InstanceId owner() { return compositor().focused_instance(); }
    // The ways by which the keyboard was said to come into it.
    std::vector<Way> entered(InstanceId id) const {
        std::vector<Way> ways;
        if (const auto known = events.find(id); known != events.end())
            for (const auto& event : known->second)
                if (event.kind == frame::EventKind::enter) ways.push_back(static_cast<Way>(event.pressed));
        return ways;
    }
    void go_in() {
        for (int i = 0; i < 3 && owner() == 0; ++i) press_key(Key::tab);
        REQUIRE(owner() == 1);
        events.clear();
    }

  private:
    std::map<InstanceId, bool> textured_;
};

} // namespace

TEST_CASE("Tab leads into a plugin, out of it when it has nothing more, and into the next") {
    KeyboardStage stage;
    for (int i = 0; i < 3 && stage.owner() == 0; ++i) stage.press_key(Key::tab);
    REQUIRE(stage.owner() == 1);
    CHECK(stage.entered(1) == std::vector{Way::forward});
    stage.press_key(Key::tab); // it has more
    CHECK(stage.owner() == 1);

    stage.leaves[1] = Way::forward;
    stage.press_key(Key::tab);
    CHECK(stage.owner() == 2);
    CHECK(stage.entered(2) == std::vector{Way::forward});

    stage.leaves = {{2, Way::backward}};
    stage.press_key(Key::tab, true);
    CHECK(stage.owner() == 1);
    CHECK(stage.entered(1).back() == Way::backward);
}

TEST_CASE("arrows lead over, and back into the plugin where nothing of the client lies that way") {
    KeyboardStage stage;
    stage.go_in();
    stage.leaves[1] = Way::right;
    stage.press_key(Key::right);
    CHECK(stage.owner() == 2);
    CHECK(stage.entered(2) == std::vector{Way::right});

    stage.leaves = {{2, Way::down}};
    stage.press_key(Key::down);
    CHECK(stage.owner() == 2);
    CHECK(stage.entered(2).size() == 1); // it is where it was, not at its first item
}

TEST_CASE("a plugin cannot send the keyboard away by itself, by another key, or late") {
    struct Attempt {
        const char* what;
        Way way;
        void (*keys)(KeyboardStage&);
    };
    const Attempt attempts[] = {
        {"without a key", Way::forward, [](KeyboardStage& stage) { stage.pass(2); }},
        {"by a letter", Way::forward, [](KeyboardStage& stage) { stage.press_key(Key::a); }},
        {"by Enter", Way::out, [](KeyboardStage& stage) { stage.press_key(Key::enter); }},
        {"another way than the arrow's", Way::up, [](KeyboardStage& stage) { stage.press_key(Key::down); }},
        {"Tab for an arrow", Way::down, [](KeyboardStage& stage) { stage.press_key(Key::tab); }},
        {"after something else was typed", Way::forward,
         [](KeyboardStage& stage) {
             stage.frame({key(Key::tab, true), key(Key::tab, false), {.kind = platform::InputEvent::Kind::text, .code = 'x'}});
         }},
    };
    for (const auto& attempt : attempts) {
        CAPTURE(attempt.what);
        KeyboardStage stage;
        stage.go_in();
        stage.pass(2); // since it was entered

        stage.leaves[1] = attempt.way;
        attempt.keys(stage);
        stage.compositor().redraw(1);
        for (int i = 0; i < 4; ++i) stage.frame();

        CHECK(stage.owner() == 1);
    }
    KeyboardStage late;
    late.go_in();
    late.press_key(Key::tab);
    late.pass(1.5);
    late.leaves[1] = Way::forward;
    late.compositor().redraw(1);
    for (int i = 0; i < 4; ++i) late.frame();
    CHECK(late.owner() == 1);
}

TEST_CASE("Escape leads out to the panel, Enter in again, and Ctrl+Tab out of a plugin that says nothing") {
    KeyboardStage stage;
    stage.go_in();
    stage.leaves[1] = Way::out;
    stage.press_key(Key::escape);
    CHECK(stage.owner() == 0);
    stage.leaves.clear();
    stage.press_key(Key::enter);
    CHECK(stage.owner() == 1);
    for (int i = 0; i < 5; ++i) stage.press_key(Key::tab);
    CHECK(stage.owner() == 1);

    stage.frame({key(Key::mod_ctrl, true), key(Key::tab, true)});
    stage.frame({key(Key::tab, false), key(Key::mod_ctrl, false)});
    for (int i = 0; i < 4; ++i) stage.frame();
    CHECK(stage.owner() == 0);
    stage.press_key(Key::tab);
    CHECK(stage.owner() == 2);
}

TEST_CASE("a key that leads in is let go of in the client") {
    KeyboardStage stage;
    stage.frame({key(Key::tab, true)}); // and held
    for (int i = 0; i < 60; ++i) stage.frame();
    CHECK(stage.owner() == 1);
    CHECK(stage.entered(1).size() == 1);
    CHECK_FALSE(ImGui::IsKeyDown(ImGuiKey_Tab));
}

TEST_CASE("a plugin that does not answer is passed by") {
    KeyboardStage silent;
    silent.hosts = {};
    silent.compositor().redraw(1);
    silent.frame();
    silent.pass(2);
    silent.frame();
    for (int i = 0; i < 4; ++i) {
        silent.press_key(Key::tab);
        CHECK(silent.owner() != 1);
    }
}
