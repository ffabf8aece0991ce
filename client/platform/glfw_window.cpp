// GLFW's callbacks become one ordered list of events. Waiting and pacing are here too.
#include "platform/glfw_window.hpp"

#include "platform/glfw_keys.hpp"
#include "platform/glx_present.hpp"
#include "platform/pacing.hpp"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <atomic>
#include <array>
#include <bitset>
#include <cmath>
#include <string_view>

namespace asista::platform {

namespace {
std::string& last_error() {
    static std::string text; // GLFW reports errors to a plain function, on the thread that called it
    return text;
}
void note_error(int, const char* description) { last_error() = description; }

struct WindowCloser {
    void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using WindowHandle = std::unique_ptr<GLFWwindow, WindowCloser>;

// GLFW itself, for as long as the window lives.
struct Library {
    bool started = false;
    Library() = default;
    Library(Library&& other) noexcept : started(std::exchange(other.started, false)) {}
    Library& operator=(Library&&) = delete;
    ~Library() {
        if (started) glfwTerminate();
    }
};

class GlfwWindow final : public Window {
  public:
    GlfwWindow(Library library, WindowHandle window, const GlfwOptions& options, float monitor_scale);
    ~GlfwWindow() override {
        for (GLFWcursor* cursor : cursors_)
            if (cursor != nullptr) glfwDestroyCursor(cursor);
    }

    std::vector<InputEvent> take_events() override;
    void wait(double timeout_s) override;
    double frame_due_in_s() const override { return pacer_.due_in(now_s()); }
    void wake() override {
        woken_ = true;
        glfwPostEmptyEvent();
    }
    PixelSize size() const override { return size_; }
    void set_size(PixelSize size) override {
        glfwSetWindowSize(window_.get(), static_cast<int>(static_cast<float>(size.width) / pixels_per_unit_),
                          static_cast<int>(static_cast<float>(size.height) / pixels_per_unit_));
    }
    float content_scale() const override { return scale_; }
    bool focused() const override { return glfwGetWindowAttrib(window_.get(), GLFW_FOCUSED) != 0; }
    bool visible() const override {
        return glfwGetWindowAttrib(window_.get(), GLFW_ICONIFIED) == 0 && size_.width > 0 && size_.height > 0;
    }
    std::optional<WindowPlace> place() const override;
    void raise() override;
    bool begin_frame() override;
    void end_frame(const ChangedAreas& changed) override;
    std::string clipboard_text() override;
    void set_clipboard_text(const std::string& text) override { glfwSetClipboardString(window_.get(), text.c_str()); }
    void set_cursor(frame::Cursor cursor) override;
    void set_title(const std::string& title) override { glfwSetWindowTitle(window_.get(), title.c_str()); }
    // GLFW 3.3 cannot tell an input method where the caret is.
    void set_text_input(std::optional<frame::Rect>) override {}
    bool should_close() const override { return glfwWindowShouldClose(window_.get()) != 0; }
    void set_should_close(bool close) override { glfwSetWindowShouldClose(window_.get(), close ? GLFW_TRUE : GLFW_FALSE); }
    double now_s() const override { return glfwGetTime(); }
    const std::string& renderer_name() const override { return renderer_name_; }

  private:
    static GlfwWindow& self(GLFWwindow* window) { return *static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window)); }
    void listen();
    void add(InputEvent event) { events_.push_back(event); }
    void on_key(int key, int scancode, int action);
    void on_button(int button, int action);
    void update_modifiers();
    void measure();
    void note_place();
    float pixels_per_unit() const { return pixels_per_unit_; }

    Library library_; // outlives the window and its cursors
    WindowHandle window_;
    std::vector<InputEvent> events_;
    std::atomic<bool> woken_ = false; // [any]
    PixelSize size_;
    WindowPlace place_; // while it was neither maximised nor minimised
    float scale_ = 1, pixels_per_unit_ = 1;
    bool fixed_scale_ = false, inside_ = true;
    std::bitset<8> buttons_;
    std::array<bool, 4> modifiers_{};
    std::array<GLFWcursor*, 12> cursors_{};
    std::optional<frame::Cursor> cursor_;
    std::string renderer_name_;
    FramePacer pacer_;
    std::optional<GlxPresent> copies_; // instead of swaps: where drawing costs more
    bool holds_last_ = false;
};

GlfwWindow::GlfwWindow(Library library, WindowHandle window, const GlfwOptions& options, float monitor_scale)
    : library_(std::move(library)), window_(std::move(window)) {
    fixed_scale_ = options.scale > 0;
    scale_ = fixed_scale_ ? options.scale : monitor_scale;
    renderer_name_ = fmt::format("{}, OpenGL {}", reinterpret_cast<const char*>(glGetString(GL_RENDERER)),
                                 reinterpret_cast<const char*>(glGetString(GL_VERSION)));
    // Software rasterisers ignore the swap interval or emulate it badly; there we pace frames ourselves.
    const bool in_software = is_software_renderer(renderer_name_);
    if (in_software) copies_ = GlxPresent::find(window_.get());
    const bool swap_waits = options.vsync && !in_software;
    glfwSwapInterval(swap_waits ? 1 : 0);
    if (!swap_waits) {
        GLFWmonitor* const monitor = glfwGetPrimaryMonitor();
        const GLFWvidmode* const mode = monitor != nullptr ? glfwGetVideoMode(monitor) : nullptr;
        pacer_ = FramePacer(mode != nullptr && mode->refreshRate > 0 ? mode->refreshRate : 60);
    }

    // How a cursor the system lacks is shown: GLFW 3.3 has six shapes.
    const auto standard = [this](frame::Cursor cursor, int shape) {
        cursors_[static_cast<std::size_t>(cursor)] = glfwCreateStandardCursor(shape);
    };
    standard(frame::Cursor::arrow, GLFW_ARROW_CURSOR);
    standard(frame::Cursor::text, GLFW_IBEAM_CURSOR);
    standard(frame::Cursor::resize_all, GLFW_CROSSHAIR_CURSOR);
    standard(frame::Cursor::resize_ns, GLFW_VRESIZE_CURSOR);
    standard(frame::Cursor::resize_ew, GLFW_HRESIZE_CURSOR);
    standard(frame::Cursor::hand, GLFW_HAND_CURSOR);
    measure();
    note_place();
    listen();
}

void GlfwWindow::listen() {
    GLFWwindow* const window = window_.get();
    glfwSetWindowUserPointer(window, this);
    using Kind = InputEvent::Kind;
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double x, double y) {
        const float unit = self(w).pixels_per_unit();
        self(w).add({.kind = Kind::mouse_position, .x = static_cast<float>(x) * unit, .y = static_cast<float>(y) * unit});
    });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int entered) {
        // With a button held the pointer stays ours: its moves keep coming.
        self(w).inside_ = entered != 0;
        if (entered == 0 && self(w).buttons_.none()) self(w).add({.kind = Kind::mouse_leave});
    });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int button, int action, int) { self(w).on_button(button, action); });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double x, double y) {
        self(w).add({.kind = Kind::mouse_wheel, .x = static_cast<float>(x), .y = static_cast<float>(y)});
    });
    glfwSetKeyCallback(window,
                       [](GLFWwindow* w, int key, int scancode, int action, int) { self(w).on_key(key, scancode, action); });
    glfwSetCharCallback(window,
                        [](GLFWwindow* w, unsigned int codepoint) { self(w).add({.kind = Kind::text, .code = codepoint}); });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int focused) {
        self(w).update_modifiers();
        self(w).add({.kind = Kind::focus, .pressed = focused != 0});
    });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) {
        self(w).holds_last_ = false;
        self(w).measure();
        self(w).add(
            {.kind = Kind::resize, .x = static_cast<float>(self(w).size_.width), .y = static_cast<float>(self(w).size_.height)});
    });
    glfwSetWindowSizeCallback(window, [](GLFWwindow* w, int, int) { self(w).note_place(); });
    glfwSetWindowPosCallback(window, [](GLFWwindow* w, int, int) { self(w).note_place(); });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float scale, float) {
        if (self(w).fixed_scale_) return;
        self(w).scale_ = std::clamp(scale, 1.0F, 3.0F);
        self(w).add({.kind = Kind::scale, .x = self(w).scale_});
    });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) {
        self(w).holds_last_ = false; // and the screen does not, either
        self(w).add({.kind = Kind::expose});
    });
    glfwSetWindowIconifyCallback(window, [](GLFWwindow* w, int) { self(w).add({.kind = Kind::expose}); });
    glfwSetWindowCloseCallback(window, [](GLFWwindow* w) { self(w).add({.kind = Kind::close}); });
}

void GlfwWindow::measure() {
    int window_width = 0, window_height = 0;
    glfwGetFramebufferSize(window_.get(), &size_.width, &size_.height);
    glfwGetWindowSize(window_.get(), &window_width, &window_height);
    pixels_per_unit_ = window_width > 0 ? static_cast<float>(size_.width) / static_cast<float>(window_width) : 1;
}

void GlfwWindow::note_place() {
    GLFWwindow* const window = window_.get();
    if (glfwGetWindowAttrib(window, GLFW_MAXIMIZED) != 0 || glfwGetWindowAttrib(window, GLFW_ICONIFIED) != 0) return;
    glfwGetWindowPos(window, &place_.x, &place_.y); // Wayland tells nobody: 0, 0
    glfwGetWindowSize(window, &place_.width, &place_.height);
}

std::optional<WindowPlace> GlfwWindow::place() const {
    WindowPlace place = place_;
    place.maximised = glfwGetWindowAttrib(window_.get(), GLFW_MAXIMIZED) != 0;
    return place;
}

void GlfwWindow::raise() {
    GLFWwindow* const window = window_.get();
    if (glfwGetWindowAttrib(window, GLFW_ICONIFIED) != 0) glfwRestoreWindow(window);
    glfwShowWindow(window);
    glfwFocusWindow(window);
    if (!focused()) glfwRequestWindowAttention(window); // desktops that keep programs from taking the keyboard mark it instead
}

void GlfwWindow::on_key(int key, int scancode, int action) {
    if (action == GLFW_REPEAT) return;
    const frame::Key known = key_of_glfw(key, scancode);
    // The modifier first: a chord's key finds it held.
    update_modifiers();
    if (known == frame::Key::none) return;
    add({.kind = InputEvent::Kind::key, .code = static_cast<std::uint32_t>(known), .pressed = action == GLFW_PRESS});
}

void GlfwWindow::on_button(int button, int action) {
    update_modifiers();
    if (button < 0 || button >= 5) return; // the protocol and ImGui know five
    buttons_.set(static_cast<std::size_t>(button), action == GLFW_PRESS);
    add({.kind = InputEvent::Kind::mouse_button, .code = static_cast<std::uint32_t>(button), .pressed = action == GLFW_PRESS});
    if (buttons_.none() && !inside_) add({.kind = InputEvent::Kind::mouse_leave});
}

// X11's own modifier bits lag by one event and depend on the key map, so the keys themselves are asked.
void GlfwWindow::update_modifiers() {
    constexpr int keys[4][2] = {{GLFW_KEY_LEFT_CONTROL, GLFW_KEY_RIGHT_CONTROL},
                                {GLFW_KEY_LEFT_SHIFT, GLFW_KEY_RIGHT_SHIFT},
                                {GLFW_KEY_LEFT_ALT, GLFW_KEY_RIGHT_ALT},
                                {GLFW_KEY_LEFT_SUPER, GLFW_KEY_RIGHT_SUPER}};
    for (std::size_t i = 0; i < 4; ++i) {
        const bool held =
            glfwGetKey(window_.get(), keys[i][0]) == GLFW_PRESS || glfwGetKey(window_.get(), keys[i][1]) == GLFW_PRESS;
        if (held == modifiers_[i]) continue;
        modifiers_[i] = held;
        add({.kind = InputEvent::Kind::key,
             .code = static_cast<std::uint32_t>(frame::Key::mod_ctrl) + static_cast<std::uint32_t>(i),
             .pressed = held});
    }
}

std::vector<InputEvent> GlfwWindow::take_events() {
    glfwPollEvents();
    return std::exchange(events_, {});
}

void GlfwWindow::wait(double timeout_s) {
    // take_events() uses up GLFW's own note of a wake-up, which may have come for what had been looked at before it.
    if (woken_.exchange(false) || !events_.empty()) return;
    if (timeout_s < 0)
        glfwWaitEvents();
    else if (timeout_s > 0)
        glfwWaitEventsTimeout(timeout_s);
    else
        glfwPollEvents();
    woken_ = false; // the turn that follows sees what it was for
}

bool GlfwWindow::begin_frame() {
    glfwMakeContextCurrent(window_.get());
    glBindFramebuffer(GL_FRAMEBUFFER, 0);
    glViewport(0, 0, size_.width, size_.height);
    return holds_last_;
}

void GlfwWindow::end_frame(const ChangedAreas& changed) {
    if (!copies_)
        glfwSwapBuffers(window_.get());
    else
        for (const auto& area : changed.value_or(std::vector<PixelArea>{{0, 0, size_.width, size_.height}}))
            copies_->show(area, size_.height);
    holds_last_ = copies_.has_value();
    pacer_.frame_shown(now_s());
}

std::string GlfwWindow::clipboard_text() {
    const char* const text = glfwGetClipboardString(window_.get());
    return text != nullptr ? text : "";
}

void GlfwWindow::set_cursor(frame::Cursor cursor) {
    if (cursor_ == cursor) return;
    cursor_ = cursor;
    glfwSetInputMode(window_.get(), GLFW_CURSOR, cursor == frame::Cursor::none ? GLFW_CURSOR_HIDDEN : GLFW_CURSOR_NORMAL);
    GLFWcursor* shape = cursors_[static_cast<std::size_t>(cursor)];
    if (shape == nullptr) shape = cursors_[static_cast<std::size_t>(frame::Cursor::arrow)];
    glfwSetCursor(window_.get(), shape);
}

// Enough of the title bar's end of it to take hold of: a monitor may be gone since.
bool reachable(const WindowPlace& place) {
    if (place.width < 320 || place.height < 240) return false;
    int count = 0;
    GLFWmonitor** const monitors = glfwGetMonitors(&count);
    return std::any_of(monitors, monitors + count, [&place](GLFWmonitor* monitor) {
        int x = 0, y = 0, width = 0, height = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &width, &height);
        const int across = std::min(place.x + place.width, x + width) - std::max(place.x, x);
        return across >= 120 && place.y >= y - 8 && place.y + 60 <= y + height;
    });
}
} // namespace

Result<std::unique_ptr<Window>> open_glfw_window(const GlfwOptions& options) {
    glfwSetErrorCallback(note_error);
    last_error().clear();
    Library library;
    if (glfwInit() == 0) {
        return fail(Errc::unavailable, "no display to open a window on ({}); start with --headless to run without one",
                    last_error());
    }
    library.started = true;

    float scale = options.scale;
    int most_width = 100'000, most_height = 100'000;
    if (GLFWmonitor* const monitor = glfwGetPrimaryMonitor(); monitor != nullptr) {
        if (scale <= 0) glfwGetMonitorContentScale(monitor, &scale, nullptr);
        int x = 0, y = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &most_width, &most_height);
    }
    scale = options.scale > 0 ? options.scale : std::clamp(scale, 1.0F, 3.0F);
    // A work area of 0 is what displays without a window manager report.
    if (most_width < 320 || most_height < 240) most_width = most_height = 100'000;

    glfwWindowHint(GLFW_CLIENT_API, GLFW_OPENGL_API);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_DEPTH_BITS, 0);
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHint(GLFW_VISIBLE, options.visible ? GLFW_TRUE : GLFW_FALSE);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "asista");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "asista");
    const auto pixels = [scale](int logical) { return static_cast<int>(std::lround(static_cast<float>(logical) * scale)); };
    // Shown where it belongs, and not moved there before everybody's eyes.
    const bool placed = options.place && reachable(*options.place);
    if (placed) glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    const int width = placed ? options.place->width : pixels(options.width);
    const int height = placed ? options.place->height : pixels(options.height);
    WindowHandle window(
        glfwCreateWindow(std::min(width, most_width), std::min(height, most_height), options.title.c_str(), nullptr, nullptr));
    if (!window) {
        return fail(Errc::unavailable,
                    "the display offers no window with OpenGL 3.3 ({}); install libgl1-mesa-dri, or start with --headless",
                    last_error());
    }
    if (placed) {
        glfwSetWindowPos(window.get(), options.place->x, options.place->y);
        if (options.place->maximised) glfwMaximizeWindow(window.get());
        if (options.visible) glfwShowWindow(window.get());
    }
    glfwMakeContextCurrent(window.get());
    if (gladLoadGL(glfwGetProcAddress) < GLAD_MAKE_VERSION(3, 3)) {
        return fail(Errc::unavailable,
                    "the graphics driver offers less than OpenGL 3.3; install libgl1-mesa-dri, or start with --headless");
    }
    return std::make_unique<GlfwWindow>(std::move(library), std::move(window), options, scale);
}

} // namespace asista::platform
