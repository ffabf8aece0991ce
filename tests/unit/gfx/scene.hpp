// A window in memory with everything the client draws with, for tests: draw, look at the pixels.
#pragma once

#include "gfx/fonts.hpp"
#include "gfx/renderer.hpp"
#include "platform/headless_window.hpp"
#include "platform/imgui_platform.hpp"

#include <functional>
#include <memory>

struct ImGuiContext;

namespace asista::test {

enum class WithFonts { no, yes };

class Scene {
  public:
    explicit Scene(int width = 400, int height = 300, WithFonts fonts = WithFonts::no);
    ~Scene();

    platform::HeadlessWindow& window() { return *window_; }
    platform::ImGuiPlatform& platform() { return *platform_; }
    gfx::Renderer& renderer() { return *renderer_; }
    const gfx::Fonts& fonts() const { return fonts_; }

    // One frame: `build` runs between NewFrame and Render. Returns what was drawn.
    gfx::Image frame(const std::function<void()>& build, std::uint32_t background = 0xFFFFFFFF);
    // The two halves, for tests that do something in between.
    void begin(std::span<const platform::InputEvent> events = {});
    gfx::Image end(std::uint32_t background = 0xFFFFFFFF);

    bool always_whole = false; // each frame is drawn as if there had been none before
    double now_s = 0;          // the window's clock; a frame adds 1/60 s

  private:
    std::unique_ptr<platform::HeadlessWindow> window_;
    ImGuiContext* context_ = nullptr;
    std::unique_ptr<platform::ImGuiPlatform> platform_;
    std::unique_ptr<gfx::Renderer> renderer_;
    gfx::Fonts fonts_;
};

} // namespace asista::test
