// A stage with one plugin that opens something outside its panel.
#pragma once

#include "stage.hpp"

#include <optional>
#include <utility>
#include <vector>

namespace asista::test {

inline constexpr frame::Rect below{60, 80, 90, 60}, beside{150, 30, 60, 40};

// Host 1 with panel 5 in red, and one more surface while `open`.
struct PopupStage : Stage {
    FakeHost& host;
    std::vector<Received> requests;
    bool open = false;
    std::uint32_t id = 70'000;
    frame::SurfaceKind kind = frame::SurfaceKind::popup;
    frame::Rect rect = below;
    std::uint32_t color = green;

    std::optional<frame::Rect> paint = {}; // what is painted instead of the surface's own rectangle

    explicit PopupStage(gfx::AttachOptions options = {}, int width = 400, int height = 300)
        : Stage(width, height), host(add(1, std::move(options))) {
        page = {{1, 5, at_left}};
        hosts = [this] { answer(); };
        frame();
        frame();
    }
    void answer() {
        auto got = host.request();
        if (!got) return;
        FrameBuilder frame;
        if (requests.empty()) frame.create(1, 1, 1, white);
        for (const auto& surface : got->surfaces) frame.panel(surface.id, surface.rect).quad(surface.rect, red, 1);
        if (open) {
            frame.surface(id, kind, rect, 5).quad(paint.value_or(rect), color, 1);
            if (kind == frame::SurfaceKind::popup) frame.flags(frame::output_flags::popup_open);
        }
        host.answer(frame);
        requests.push_back(std::move(*got));
    }
    gfx::Image redraw(std::vector<platform::InputEvent> events = {}) {
        compositor().redraw(1);
        return frame(std::move(events));
    }
    gfx::Image click(float x, float y) { return frame({move(x, y), press(), release()}); }
};

} // namespace asista::test
