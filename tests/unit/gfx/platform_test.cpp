// The window in memory and the bridge to ImGui.
#include "gfx/fonts.hpp"
#include "platform/pacing.hpp"
#include "scene.hpp"

#include <doctest/doctest.h>
#include <glad/gl.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

using namespace asista;
using platform::HeadlessWindow;
using platform::InputEvent;
using Kind = InputEvent::Kind;

namespace {
double seconds_of(const auto& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}
InputEvent key(frame::Key code, bool pressed) {
    return {.kind = Kind::key, .code = static_cast<std::uint32_t>(code), .pressed = pressed};
}
} // namespace

TEST_CASE("a window in memory: injected events come out in order, once") {
    auto window = HeadlessWindow::open({.width = 64, .height = 48});
    REQUIRE_MESSAGE(window, (window ? "" : window.error().message));
    const std::vector<InputEvent> events{
        {.kind = Kind::mouse_position, .x = 3, .y = 4}, key(frame::Key::a, true), {.kind = Kind::text, .code = 'a'}};
    (*window)->inject(events);
    CHECK((*window)->take_events() == events);
    CHECK((*window)->take_events().empty());
}

TEST_CASE("waiting ends with time, with input and with a wake-up from another thread") {
    auto opened = HeadlessWindow::open({.width = 64, .height = 48});
    REQUIRE(opened);
    HeadlessWindow& window = **opened;
    CHECK(seconds_of([&] { window.wait(0.03); }) >= 0.025);
    window.inject({.kind = Kind::focus, .pressed = false});
    CHECK(seconds_of([&] { window.wait(60); }) < 30);
    window.take_events();
    CHECK_FALSE(window.focused());
    std::thread waker([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        window.wake();
    });
    CHECK(seconds_of([&] { window.wait(-1); }) < 30);
    waker.join();
    CHECK(seconds_of([&] { window.wait(0.02); }) >= 0.015); // one wake-up, one return
}

TEST_CASE("a window that was woken before it waits does not wait") {
    auto window = HeadlessWindow::open({.width = 64, .height = 48});
    REQUIRE(window);
    (*window)->wake();
    CHECK(seconds_of([&] { (*window)->wait(60); }) < 30);
}

TEST_CASE("resizing gives a larger picture and an event: an impossible size is an error") {
    test::Scene scene(64, 48);
    scene.window().resize(100, 70);
    const auto events = scene.window().take_events();
    REQUIRE(events.size() == 1);
    CHECK(events[0].kind == Kind::resize);
    const auto image = scene.frame([] {}, 0xFF336699);
    CHECK(image.width == 100);
    CHECK(image.at(99, 69) == std::array<std::uint8_t, 4>{0x99, 0x66, 0x33, 255});
    CHECK(scene.window().frames_drawn() == 1);
    const auto impossible = HeadlessWindow::open({.width = 0, .height = 10});
    REQUIRE_FALSE(impossible);
    CHECK(impossible.error().code == Errc::invalid);
}

TEST_CASE("one frame at most is under way: the next one waits for it") {
    constexpr int side = 2048;
    auto opened = HeadlessWindow::open({.width = side, .height = side});
    REQUIRE(opened);
    HeadlessWindow& window = **opened;
    const auto draw = [&] { // something that takes a while; the fence tells when it is done
        window.begin_frame();
        glEnable(GL_SCISSOR_TEST);
        for (int i = 0; i < 60; ++i) {
            glScissor(i, i, side - 2 * i, side - 2 * i);
            glClearColor(static_cast<float>(i) / 60, 0, 0, 1);
            glClear(GL_COLOR_BUFFER_BIT);
        }
        glDisable(GL_SCISSOR_TEST);
        const GLsync drawn = glFenceSync(GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
        window.end_frame({});
        return drawn;
    };

    GLsync before = draw();
    for (int i = 0; i < 5; ++i) {
        const GLsync next = draw();
        GLint status = 0;
        glGetSynciv(before, GL_SYNC_STATUS, 1, nullptr, &status);
        CHECK(status == GL_SIGNALED);
        glDeleteSync(std::exchange(before, next));
    }
    glDeleteSync(before);
}

TEST_CASE("frames are paced only where swapping does not wait") {
    platform::FramePacer free;
    free.frame_shown(10);
    CHECK(free.due_in(10) == 0);
    platform::FramePacer paced(50);
    CHECK(paced.due_in(10.001) == 0); // nothing shown yet
    paced.frame_shown(10.012);        // it took 12 ms to draw, of its 20
    CHECK(paced.due_in(10.012) == doctest::Approx(0.008));
    CHECK(paced.due_in(10.015) == doctest::Approx(0.005));
    CHECK(paced.due_in(10.021) == 0);
    paced.frame_shown(10.045); // too long: the next interval is missed, the grid stays
    CHECK(paced.due_in(10.045) == doctest::Approx(0.015));
    CHECK(paced.due_in(99.003) == 0); // after an idle time
    CHECK(paced.due_in(1) == 0);      // the clock was set back
    CHECK(platform::is_software_renderer("llvmpipe (LLVM 15.0.6, 256 bits), OpenGL 4.5"));
    CHECK_FALSE(platform::is_software_renderer("AMD Radeon RX 6600, OpenGL 4.6"));
}

TEST_CASE("every key of the protocol is a key of ImGui and no two are the same") {
    std::vector<int> seen;
    for (std::uint32_t code = 0; code <= 0x1010; ++code) {
        const int key = platform::imgui_key(code);
        CHECK((key != ImGuiKey_None) == frame::is_known(static_cast<frame::Key>(code)));
        if (key == ImGuiKey_None) continue;
        CHECK(std::ranges::find(seen, key) == seen.end());
        seen.push_back(key);
    }
    CHECK(seen.size() == static_cast<std::size_t>(frame::last_named_key) + 4);
    CHECK(platform::imgui_key(static_cast<std::uint32_t>(frame::Key::mod_super)) == ImGuiMod_Super);
}

TEST_CASE("every cursor has its shape, there and back") {
    for (std::uint32_t code = 0; code <= static_cast<std::uint32_t>(frame::Cursor::not_allowed); ++code) {
        const auto cursor = static_cast<frame::Cursor>(code);
        CHECK(platform::cursor_of_imgui(platform::imgui_cursor(cursor)) == cursor);
    }
    CHECK(platform::cursor_of_imgui(999) == frame::Cursor::arrow);
}

TEST_CASE("ImGui's widgets work from injected events: click, type, copy and paste") {
    test::Scene scene(400, 300);
    bool clicked = false;
    char text[32] = "";
    const auto page = [&] {
        ImGui::SetNextWindowPos(ImVec2(0, 0));
        ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration);
        ImGui::SetCursorScreenPos(ImVec2(20, 20));
        clicked = ImGui::Button("button", ImVec2(100, 30)) || clicked;
        ImGui::SetCursorScreenPos(ImVec2(20, 70));
        ImGui::InputText("##text", text, sizeof text);
        ImGui::End();
    };
    const auto act = [&](std::vector<InputEvent> events) {
        scene.window().inject(events);
        scene.begin(scene.window().take_events());
        page();
        scene.end();
        while (scene.platform().input_left()) scene.frame(page); // ImGui takes quick events apart
        scene.frame(page);
    };
    for (int i = 0; i < 3; ++i) scene.frame(page); // a new window measures itself first
    act({{.kind = Kind::mouse_position, .x = 50, .y = 30},
         {.kind = Kind::mouse_button, .pressed = true},
         {.kind = Kind::mouse_button, .pressed = false}});
    CHECK(clicked);
    act({{.kind = Kind::mouse_position, .x = 50, .y = 80}});
    CHECK(scene.window().cursor() == frame::Cursor::text);
    act({{.kind = Kind::mouse_button, .pressed = true}, {.kind = Kind::mouse_button, .pressed = false}});
    CHECK(scene.window().text_input().has_value());
    act({{.kind = Kind::text, .code = 'h'}, {.kind = Kind::text, .code = 0xE9}});
    CHECK(std::string(text) == "h\xc3\xa9");
    act({key(frame::Key::left_ctrl, true), key(frame::Key::mod_ctrl, true), key(frame::Key::a, true), key(frame::Key::a, false),
         key(frame::Key::c, true), key(frame::Key::c, false)});
    CHECK(scene.window().clipboard_text() == "h\xc3\xa9");
    scene.window().set_clipboard_text("pasted");
    act({key(frame::Key::v, true), key(frame::Key::v, false), key(frame::Key::mod_ctrl, false),
         key(frame::Key::left_ctrl, false)});
    CHECK(std::string(text) == "pasted");
    act({{.kind = Kind::mouse_leave}});
    CHECK(scene.window().cursor() == frame::Cursor::arrow);
}

TEST_CASE("a chord typed within one frame is a chord, whichever key is let go first") {
    using frame::Key;
    for (const bool modifier_first : {true, false}) {
        test::Scene scene(64, 48);
        int heard = 0;
        const auto page = [&] {
            ImGui::Begin("page");
            if (ImGui::Shortcut(ImGuiMod_Ctrl | ImGuiKey_K, ImGuiInputFlags_RouteGlobal)) ++heard;
            ImGui::End();
        };
        for (int i = 0; i < 3; ++i) scene.frame(page);
        std::vector<InputEvent> events{key(Key::mod_ctrl, true), key(Key::left_ctrl, true), key(Key::k, true)};
        if (!modifier_first) events.push_back(key(Key::k, false));
        events.push_back(key(Key::mod_ctrl, false));
        events.push_back(key(Key::left_ctrl, false));
        if (modifier_first) events.push_back(key(Key::k, false));
        scene.begin(events);
        page();
        scene.end();
        int frames = 0;
        while (scene.platform().input_left() && ++frames < 10) scene.frame(page);
        scene.frame(page);
        CHECK(heard == 1);
        CHECK_FALSE(ImGui::GetIO().KeyCtrl);
        CHECK_FALSE(ImGui::IsKeyDown(ImGuiKey_K));
    }
}

TEST_CASE("a long sleep is a short step for what moves") {
    test::Scene scene(64, 48);
    scene.frame([] {});
    scene.now_s += 600;
    float step = 0;
    scene.frame([&] { step = ImGui::GetIO().DeltaTime; });
    CHECK(step <= 0.1F);
    CHECK(step > 0);
}

TEST_CASE("the fonts: every role has a file, files come in the plan's order, glyphs of every kind show") {
    const auto files = gfx::FontFiles::open();
    REQUIRE_MESSAGE(files, (files ? "" : files.error().message));
    const auto described = files->descriptions();
    REQUIRE(described.size() >= 5);
    for (std::size_t i = 0; i < 5; ++i) CHECK(described[i].role == static_cast<calls::FontRole>(i));
    for (std::size_t i = 5; i < described.size(); ++i) CHECK(described[i].role == calls::FontRole::fallback);
    const auto copies = files->duplicates();
    REQUIRE(copies);
    CHECK(copies->size() == described.size());

    test::Scene scene(400, 100, test::WithFonts::yes);
    const auto& fonts = scene.fonts();
    CHECK(fonts.icons_fill == fonts.icons);
    const auto ink = [&](ImFont* font, const char* text, bool* colored = nullptr) {
        const auto draw = [&] { ImGui::GetBackgroundDrawList()->AddText(font, 32, ImVec2(10, 10), 0xFF000000, text); };
        scene.frame(draw);
        const auto image = scene.frame(draw);
        int dark = 0;
        for (std::size_t i = 0; i < image.rgba.size(); i += 4) {
            dark += image.rgba[i + 2] < 200 ? 1 : 0;
            if (colored != nullptr && image.rgba[i] > image.rgba[i + 2] + 80) *colored = true;
        }
        return dark;
    };
    for (ImFont* font : {fonts.text, fonts.medium, fonts.semibold, fonts.mono}) CHECK(ink(font, "Ag") > 100);
    CHECK(ink(fonts.semibold, "Ag") > ink(fonts.text, "Ag"));
    CHECK(ink(fonts.icons, "\xee\xa4\x80") > 50);
    if (described.size() > 5) CHECK(ink(fonts.text, "\xe6\x97\xa5") > 100); // CJK
    if (files->fonts().back().path.find("Emoji") != std::string::npos) {
        bool colored = false;
        CHECK(ink(fonts.text, "\xf0\x9f\x98\x80", &colored) > 200);
        CHECK(colored);
    }
}
