// A real window on an X server: opened, driven by another program, closed. Needs xdotool.
#include "platform/glfw_window.hpp"

#include <doctest/doctest.h>
#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <dlfcn.h>
#include <thread>

using namespace asista;
using platform::InputEvent;
using Kind = InputEvent::Kind;

namespace {
std::vector<InputEvent> drive(platform::Window& window, const std::string& commands) {
    REQUIRE(std::system(("xdotool " + commands).c_str()) == 0);
    std::vector<InputEvent> events;
    for (int i = 0; i < 20; ++i) {
        window.wait(0.02);
        for (const InputEvent& event : window.take_events()) events.push_back(event);
    }
    return events;
}
bool has(const std::vector<InputEvent>& events, const InputEvent& wanted) {
    return std::ranges::find(events, wanted) != events.end();
}
std::size_t place_of(const std::vector<InputEvent>& events, const InputEvent& wanted) {
    return static_cast<std::size_t>(std::ranges::find(events, wanted) - events.begin());
}
InputEvent key(frame::Key code, bool pressed) {
    return {.kind = Kind::key, .code = static_cast<std::uint32_t>(code), .pressed = pressed};
}
// What the X server shows of the window whose context is current: by the functions that GLFW has loaded, as their headers need not be here.
class Screen {
  public:
    // 0 to 255, from the window's top left.
    unsigned red(int x, int y) const {
        void* const image = get_image_(display_, window_, x, y, 1, 1, ~0UL, 2 /* ZPixmap */);
        REQUIRE(image != nullptr);
        const auto pixel = get_pixel_(image, 0, 0);
        destroy_(image);
        return static_cast<unsigned>(pixel >> 16 & 0xFF);
    }

  private:
    template <class Function> static Function find(const char* name) {
        const auto found = reinterpret_cast<Function>(::dlsym(RTLD_DEFAULT, name));
        REQUIRE_MESSAGE((found != nullptr), name);
        return found;
    }
    void* const xlib_ = ::dlopen("libX11.so.6", RTLD_NOW | RTLD_GLOBAL);
    void* display_ = find<void* (*)()>("glfwGetX11Display")();
    unsigned long window_ = find<unsigned long (*)(GLFWwindow*)>("glfwGetX11Window")(glfwGetCurrentContext());
    void* (*get_image_)(void*, unsigned long, int, int, unsigned, unsigned, unsigned long,
                        int) = find<decltype(get_image_)>("XGetImage");
    unsigned long (*get_pixel_)(void*, int, int) = find<decltype(get_pixel_)>("XGetPixel");
    int (*destroy_)(void*) = find<decltype(destroy_)>("XDestroyImage");
};
} // namespace

TEST_CASE("a window on the desktop reports what a person does, in order, in pixels") {
    auto opened = platform::open_glfw_window({.title = "asista-window-test", .width = 400, .height = 300});
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    platform::Window& window = **opened;
    CHECK(window.size() == platform::PixelSize{400, 300});
    CHECK(window.content_scale() >= 1);
    CHECK_FALSE(window.renderer_name().empty());
    window.begin_frame();
    window.end_frame({});
    const std::string find = "search --sync --name asista-window-test ";
    drive(window, find + "windowmove 0 0 windowfocus");
    CHECK(window.focused());

    auto events = drive(window, "mousemove 120 80 click 1 click 4");
    CHECK(has(events, {.kind = Kind::mouse_position, .x = 120, .y = 80}));
    const auto pressed = place_of(events, {.kind = Kind::mouse_button, .code = 0, .pressed = true});
    const auto released = place_of(events, {.kind = Kind::mouse_button, .code = 0, .pressed = false});
    CHECK(pressed < released);
    REQUIRE(released < events.size());
    CHECK(has(events, {.kind = Kind::mouse_wheel, .x = 0, .y = 1}));

    events = drive(window, "key q");
    CHECK(place_of(events, key(frame::Key::q, true)) < place_of(events, {.kind = Kind::text, .code = 'q'}));
    CHECK(place_of(events, {.kind = Kind::text, .code = 'q'}) < place_of(events, key(frame::Key::q, false)));

    events = drive(window, "key ctrl+Tab");
    const auto modifier = place_of(events, key(frame::Key::mod_ctrl, true));
    REQUIRE(modifier < events.size());
    CHECK(modifier < place_of(events, key(frame::Key::tab, true)));
    CHECK(has(events, key(frame::Key::mod_ctrl, false)));

    events = drive(window, find + "windowsize 500 320");
    CHECK(has(events, {.kind = Kind::resize, .x = 500, .y = 320}));
    CHECK(window.size() == platform::PixelSize{500, 320});
    events = drive(window, "mousemove 900 700");
    CHECK(has(events, {.kind = Kind::mouse_leave}));

    window.set_clipboard_text("h\xc3\xa9llo");
    CHECK(window.clipboard_text() == "h\xc3\xa9llo");
    for (std::uint32_t cursor = 0; cursor <= static_cast<std::uint32_t>(frame::Cursor::not_allowed); ++cursor)
        window.set_cursor(static_cast<frame::Cursor>(cursor));
    CHECK_FALSE(window.should_close());
    window.set_should_close(true);
    CHECK(window.should_close());
}

TEST_CASE("a window opens where it was, unless that place is gone") {
    const platform::WindowPlace before{70, 50, 420, 330, false};
    {
        auto opened = platform::open_glfw_window({.title = "asista-window-test", .place = before});
        REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
        drive(**opened, "getmouselocation >/dev/null");
        CHECK((*opened)->place() == before);
        drive(**opened, "search --sync --name asista-window-test windowmove --sync 90 60");
        CHECK((*opened)->place() == platform::WindowPlace{90, 60, 420, 330, false});
        (*opened)->raise();
        drive(**opened, "getmouselocation >/dev/null");
        CHECK((*opened)->focused());
    }
    for (const auto& gone : {platform::WindowPlace{9'000, 50, 420, 330, false}, platform::WindowPlace{70, 5'000, 420, 330, false},
                             platform::WindowPlace{-400, 50, 420, 330, false}, platform::WindowPlace{70, 50, 20, 10, false}}) {
        auto opened = platform::open_glfw_window({.title = "asista-window-test", .width = 400, .height = 300, .place = gone});
        REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
        drive(**opened, "getmouselocation >/dev/null");
        const auto place = (*opened)->place();
        REQUIRE(place);
        CHECK(place->width == 400);
        CHECK(place->x != gone.x);
    }
}

TEST_CASE("a desktop window sleeps until it is woken") {
    auto opened = platform::open_glfw_window({.title = "asista-sleep-test", .width = 200, .height = 100});
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    platform::Window& window = **opened;
    while (true) { // the window system has its say first
        window.wait(0.3);
        if (window.take_events().empty()) break;
    }
    const auto start = std::chrono::steady_clock::now();
    std::thread waker([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        window.wake();
    });
    window.wait(-1);
    const auto slept = std::chrono::steady_clock::now() - start;
    waker.join();
    CHECK(slept >= std::chrono::milliseconds(45));
    CHECK(slept < std::chrono::seconds(5));
}

TEST_CASE("a wake-up that came before events were taken still ends the wait behind them") {
    auto opened = platform::open_glfw_window({.title = "asista-wake-test", .width = 200, .height = 100});
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    platform::Window& window = **opened;
    while (true) { // the window system has its say first
        window.wait(0.3);
        if (window.take_events().empty()) break;
    }
    // What it is for was put down after the loop had looked, and before it asks the window.
    window.wake();
    CHECK(window.take_events().empty());
    const auto start = std::chrono::steady_clock::now();
    window.wait(60);
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(30));
}

TEST_CASE("with software rendering, a part of a frame may be drawn over the one before, and is shown alone") {
    auto opened = platform::open_glfw_window({.title = "asista-part-test", .width = 200, .height = 100});
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    platform::Window& window = **opened;
    const auto fill = [](float red) {
        glClearColor(red, 0, 0, 1);
        glClear(GL_COLOR_BUFFER_BIT);
    };
    drive(window, "search --sync --name asista-part-test windowfocus");
    const Screen screen;
    const auto shown = [&](int x, int y) { return screen.red(x, y); };
    CHECK_FALSE(window.begin_frame());
    fill(0.2F);
    window.end_frame({});
    if (window.renderer_name().find("llvmpipe") == std::string::npos) return; // a graphics card swaps
    REQUIRE(window.begin_frame());
    glEnable(GL_SCISSOR_TEST);
    glScissor(20, 60, 50, 30); // from the bottom
    fill(0.8F);
    glDisable(GL_SCISSOR_TEST);
    window.end_frame(std::vector<platform::PixelArea>{{20, 10, 70, 30}});
    CHECK(shown(25, 15) == 204);
    CHECK(shown(69, 29) == 204);
    CHECK(shown(25, 35) == 51); // drawn, and not said to be
    CHECK(shown(10, 15) == 51);
    REQUIRE(window.begin_frame());
    window.end_frame({});
    CHECK(shown(25, 35) == 204); // nor lost

    drive(window, "search --sync --name asista-part-test windowsize --sync 220 100");
    CHECK_FALSE(window.begin_frame());
}

TEST_CASE("with software rendering, frames are no more frequent than a monitor's") {
    auto opened = platform::open_glfw_window({.title = "asista-pace-test", .width = 200, .height = 100});
    REQUIRE_MESSAGE(opened, (opened ? "" : opened.error().message));
    platform::Window& window = **opened;
    const auto start = std::chrono::steady_clock::now();
    for (int frame = 0; frame < 31; ++frame) {
        window.take_events();
        window.begin_frame();
        window.end_frame({});
        while (window.frame_due_in_s() > 0) window.wait(window.frame_due_in_s());
    }
    CHECK(std::chrono::steady_clock::now() - start >=
          std::chrono::milliseconds(200)); // at most some 150 a second, on any monitor
}

TEST_CASE("no display is an error that says what to do") {
    const char* const display = std::getenv("DISPLAY");
    const std::string kept = display != nullptr ? display : "";
    ::unsetenv("DISPLAY");
    const auto opened = platform::open_glfw_window({});
    ::setenv("DISPLAY", kept.c_str(), 1);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Errc::unavailable);
    CHECK(opened.error().message.find("--headless") != std::string::npos);
}
