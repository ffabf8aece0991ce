// Draws ImGui's output with OpenGL 3.3 (ImGui's own backend), runs the card shader, and reads pixels back.
// Colours go to the framebuffer as they are: no sRGB conversion anywhere, so a screenshot holds the theme's very numbers.
#pragma once

#include "gfx/image.hpp"
#include "gfx/shader_program.hpp"
#include "platform/pixel_area.hpp"

#include "wire/result.hpp"

#include <cstdint>
#include <memory>

struct ImDrawData;

namespace asista::gfx {

// [main]. Made and destroyed with the GL context current and for the current ImGui context, whose BackendFlags it sets.
class Renderer {
  public:
    // Errc::unavailable when the driver refuses a shader; the message holds its log.
    static Result<std::unique_ptr<Renderer>> create();
    ~Renderer();
    Renderer(const Renderer&) = delete;
    Renderer& operator=(const Renderer&) = delete;

    // Before ImGui::NewFrame.
    void begin_frame();
    // Clears to `background` (0xAABBGGRR) and draws into the bound framebuffer. `holds_last`: it still has what the last call drew, as
    // Window::begin_frame() tells; then only what differs is drawn, and said.
    platform::ChangedAreas draw(ImDrawData& data, std::uint32_t background, bool holds_last = false);
    // Draws with these from now on. With an error, which is in the words of the driver, it goes on with those it had.
    Result<void> use_shaders(const ShaderTexts& texts);
    // The bound framebuffer's lower left width x height pixels, as an image from the top. Waits for the drawing to finish.
    Image capture(int width, int height) const;

  private:
    struct State;
    explicit Renderer(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace asista::gfx
