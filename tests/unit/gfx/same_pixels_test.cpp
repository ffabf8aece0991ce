// The same widgets, once in the client's own ImGui and once through a plugin host's View, the shared areas, the check and the
// compositor: the same pixels, after every step of what a person does.
#include "stage.hpp"

#include "gfx/popup_frame.hpp"
#include "view.hpp"
#include "view_popup_area.hpp"

#include <asista/style.hpp>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cstdlib>

using namespace asista;
using test::Scene;
using test::Stage;

namespace {
// The demo window opens at 650, 20 of where windows may be, and is 550 x 680.
constexpr frame::Rect place{640, 10, 580, 730};
constexpr int width = 1240, height = 760;
constexpr float left = place.x, top = place.y;

platform::InputEvent move(float x, float y) { return {.kind = platform::InputEvent::Kind::mouse_position, .x = x, .y = y}; }
platform::InputEvent button(bool down) { return {.kind = platform::InputEvent::Kind::mouse_button, .pressed = down}; }
platform::InputEvent wheel(float y) { return {.kind = platform::InputEvent::Kind::mouse_wheel, .y = y}; }
platform::InputEvent key(frame::Key code, bool down) {
    return {.kind = platform::InputEvent::Kind::key, .code = static_cast<std::uint32_t>(code), .pressed = down};
}
platform::InputEvent text(char32_t code) { return {.kind = platform::InputEvent::Kind::text, .code = code}; }

calls::Theme theme() {
    calls::Theme theme;
    theme.serial = 1;
    theme.reduced_motion = true; // no blinking cursor: steps are compared at rest
    theme.colors = {0xFFF9F6F6, 0xFFFFFFFF, 0xFFEEE7E7, 0xFF221B1C, 0xFF786A6B, 0xFFA8999A, 0xFFFF4D7C,
                    0xFFFFE9EF, 0xFFFFFFFF, 0xFF619D1F, 0xFF0077C7, 0xFF4C3CD4, {}};
    return theme;
}

void style() {
    const auto c = theme().colors;
    apply_style(
        {c.background, c.panel, c.line, c.text, c.dim, c.faint, c.accent, c.accent_soft, c.on_accent, c.ok, c.warn, c.bad, false},
        1);
    ImGui::GetIO().ConfigInputTextCursorBlink = false;
    ImGui::GetIO().ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
}

using Draw = std::function<void()>;
using Steps = std::vector<std::vector<platform::InputEvent>>;
constexpr int frames_to_rest = 4;

struct Picture {
    gfx::Image image;
    std::vector<ImRect> popups; // windows that lie outside of the panel: the client puts a frame around them
};

// In the client's own context.
std::vector<Picture> in_process(const Draw& draw, const Steps& steps) {
    Scene scene(width, height, test::WithFonts::yes);
    style();
    std::vector<Picture> pictures;
    const auto frame = [&](std::span<const platform::InputEvent> events) {
        scene.begin(events);
        constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                           ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground |
                                           ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoFocusOnAppearing;
        ImGui::SetNextWindowPos(ImVec2(place.x, place.y));
        ImGui::SetNextWindowSize(ImVec2(place.width, place.height));
        ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
        ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
        ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, 0);
        ImGui::Begin("panel", nullptr, flags);
        ImGui::PopStyleVar(3);
        {
            // What opens keeps to the same part of the display in both.
            const frame::Rect area = gfx::room_in_frame({0, 0, width, height}, gfx::frame_sizes(1));
            const host::PopupAreaScope scope(*ImGui::GetMainViewport(), area);
            draw();
        }
        ImGui::End();
        return scene.end();
    };
    for (int i = 0; i < 2 * frames_to_rest; ++i) frame({});
    for (const auto& step : steps) {
        frame(step);
        for (int i = 1; i < frames_to_rest; ++i) frame({});
        auto& picture = pictures.emplace_back(Picture{frame({}), {}});
        for (const ImGuiWindow* const window : ImGui::GetCurrentContext()->Windows)
            if (window->Active && !window->Hidden && (window->Flags & (ImGuiWindowFlags_Popup | ImGuiWindowFlags_Tooltip)) != 0)
                picture.popups.push_back(window->Rect());
    }
    return pictures;
}

// What the frame may cover, and the popup's round corners, through which it shows: no pixels of the plugin's.
void leave_out_frame(gfx::Image& image, const ImRect& popup) {
    constexpr float reach = 48; // border, name and shadow
    constexpr float corner = 13;
    ImRect outer = popup;
    outer.Expand(reach);
    outer.ClipWith(ImRect(0, 0, width, height));
    for (int y = static_cast<int>(outer.Min.y); y < static_cast<int>(outer.Max.y); ++y) {
        for (int x = static_cast<int>(outer.Min.x); x < static_cast<int>(outer.Max.x); ++x) {
            const ImVec2 pixel(static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F);
            const bool in_corner = (pixel.x < popup.Min.x + corner || pixel.x > popup.Max.x - corner) &&
                                   (pixel.y < popup.Min.y + corner || pixel.y > popup.Max.y - corner);
            if (popup.Contains(pixel) && !in_corner) continue;
            const auto at = (static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x)) * 4;
            std::fill_n(image.rgba.begin() + static_cast<std::ptrdiff_t>(at), 4, std::uint8_t{0});
        }
    }
}

// A plugin made of one function.
class OneFunction final : public host::PluginSide {
  public:
    explicit OneFunction(Draw draw) : draw_(std::move(draw)) {}
    Result<void> start(const void*, const calls::Hello::Request&) override { return {}; }
    Result<wire::Bytes> handle(const wire::Message&) override { return wire::Bytes{}; }
    void begin_frame(const host::FrameInfo&) override {}
    void draw(const host::SurfaceFrame&) override { draw_(); }
    host::SurfaceWish wish(std::uint32_t) const override { return {}; }
    host::FrameWishes end_frame() override { return {.next_wake_ms = frame::never_wake, .wants_frame = true}; }

  private:
    Draw draw_;
};

// Through the View in this process, whose ImGui context takes turns with the client's.
std::vector<gfx::Image> through_host(const Draw& draw, const Steps& steps) {
    Stage stage(width, height);
    stage.page = {{1, 5, place}};
    frame::HostEnds ends;
    auto client_area = frame::ClientArea::create(ends);
    REQUIRE(client_area);
    auto host_area = frame::HostArea::adopt(std::move(ends));
    REQUIRE(host_area);
    stage.compositor().attach(1, std::move(*client_area), {});
    stage.compositor().set_theme(1, 1);

    ImGuiContext* const client = ImGui::GetCurrentContext();
    const auto files = gfx::FontFiles::open();
    REQUIRE(files);
    auto descriptors = files->duplicates();
    REQUIRE(descriptors);
    ImGui::SetCurrentContext(nullptr); // a context made while there is one is not the current one
    auto view = host::View::create(theme(), files->descriptions(), std::move(*descriptors), {});
    REQUIRE(view);
    ImGuiContext* const plugin_context = ImGui::GetCurrentContext();
    OneFunction plugin(draw);
    ImGui::SetCurrentContext(client);
    stage.hosts = [&] {
        ImGui::SetCurrentContext(plugin_context);
        const auto answered = (*view)->answer(*host_area, plugin);
        ImGui::SetCurrentContext(client);
        REQUIRE(answered);
    };

    std::vector<gfx::Image> images;
    for (int i = 0; i < 2 * frames_to_rest; ++i) stage.frame();
    for (const auto& step : steps) {
        stage.frame(step);
        for (int i = 1; i < frames_to_rest; ++i) stage.frame();
        images.push_back(stage.frame());
    }
    CHECK(stage.compositor().figures(1).rejected == 0);
    CHECK(stage.compositor().figures(1).missed == 0);
    ImGui::SetCurrentContext(plugin_context);
    view->reset();
    ImGui::SetCurrentContext(client);
    return images;
}

void compare_all(const char* name, const std::vector<Picture>& own, std::vector<gfx::Image> hosted) {
    REQUIRE(own.size() == hosted.size());
    for (std::size_t step = 0; step < own.size(); ++step) {
        gfx::Image expected = own[step].image;
        for (const ImRect& popup : own[step].popups) {
            leave_out_frame(expected, popup);
            leave_out_frame(hosted[step], popup);
        }
        const auto difference = gfx::compare(expected, hosted[step]);
        // For looking at: the three pictures of a step that differs.
        if (const char* folder = std::getenv("ASISTA_TEST_PICTURES"); folder != nullptr && !difference.equal()) {
            for (const auto& [what, image] : {std::pair<const char*, const gfx::Image*>{"own", &expected},
                                              std::pair<const char*, const gfx::Image*>{"hosted", &hosted[step]},
                                              std::pair<const char*, const gfx::Image*>{"difference", &difference.picture}})
                CHECK(gfx::write_png(*image, fmt::format("{}/{}-{}-{}.png", folder, name, step, what)));
        }
        CHECK_MESSAGE(difference.equal(),
                      fmt::format("{}, step {}: {} pixels differ, by at most {}, first at {} {}", name, step, difference.pixels,
                                  difference.largest, difference.first_x, difference.first_y));
    }
    // The steps did something.
    for (std::size_t step = 1; step < own.size(); ++step)
        CHECK_MESSAGE(own[step].image != own[step - 1].image, fmt::format("{}, step {}", name, step));
}

Draw widgets() {
    struct State {
        bool checked = false;
        int choice = 1;
        float slider = 0.4F, color[4] = {0.2F, 0.6F, 0.9F, 1};
        std::array<char, 64> text{"hello"};
    };
    return [state = std::make_shared<State>()] {
        ImGui::TextUnformatted("Fifteen widgets, \xc3\xa9\xc3\xbc\xc3\xb1, \xe6\x97\xa5\xe6\x9c\xac and \xf0\x9f\x9a\x80");
        ImGui::Button("A button");
        ImGui::Checkbox("Checked", &state->checked);
        ImGui::SliderFloat("Slider", &state->slider, 0, 1);
        ImGui::Combo("Choice", &state->choice, "one\0two\0three\0four\0");
        ImGui::InputText("Text", state->text.data(), state->text.size());
        ImGui::ColorEdit4("Color", state->color);
        ImGui::ProgressBar(state->slider);
        if (ImGui::BeginTable("table", 3, ImGuiTableFlags_Borders | ImGuiTableFlags_RowBg)) {
            for (int cell = 0; cell < 9; ++cell) {
                ImGui::TableNextColumn();
                ImGui::Text("cell %d", cell);
            }
            ImGui::EndTable();
        }
        ImGui::PlotLines("Lines", state->color, 4);
        ImGui::BeginChild("child", ImVec2(200, 60), ImGuiChildFlags_Borders);
        for (int line = 0; line < 12; ++line) ImGui::Text("line %d", line);
        ImGui::EndChild();
        if (ImGui::IsItemHovered()) ImGui::SetTooltip("a tooltip");
    };
}
} // namespace

TEST_CASE("widgets look and act the same through a plugin host") {
    const Steps steps{
        {move(left + 30, top + 40)},               // hover the button
        {move(left + 15, top + 75), button(true)}, // tick
        {button(false)},
        {move(left + 70, top + 112), button(true)}, // drag the slider
        {move(left + 170, top + 112)},
        {button(false)},
        {move(left + 70, top + 152), button(true), button(false)}, // open the combo
        {move(left + 70, top + 220)},
        {button(true), button(false)},                             // choose
        {move(left + 70, top + 192), button(true), button(false)}, // the text field
        {text('x'), text('y')},
        {key(frame::Key::backspace, true), key(frame::Key::backspace, false)},
    };
    const auto own = in_process(widgets(), steps);
    compare_all("widgets", own, through_host(widgets(), steps));
}

TEST_CASE("Dear ImGui's demo window looks the same through a plugin host") {
    // What is opened here is kept by the window and not by the demo's static variables, which both runs share.
    const Draw demo = [] { ImGui::ShowDemoWindow(); };
    const Steps steps{
        {move(803, 286)},                              // hover "Widgets"
        {button(true), button(false)},                 // open it
        {move(803, 361), button(true), button(false)}, // "Basic"
        {wheel(-3)},
        {wheel(-6)},
        {move(703, 421), button(true), button(false)},
    };
    const auto own = in_process(demo, steps);
    compare_all("demo", own, through_host(demo, steps));
}
