// The GL side of backdrop_painter: takes the picture at half the size, blurs it there, and draws it over the window.
#pragma once

#include "gfx/callback_program.hpp"
#include "gfx/damage.hpp"
#include "wire/result.hpp"

#include <array>
#include <memory>

namespace asista::gfx {

// What travels in a draw list from paint_backdrop to the program.
struct BackdropDraw {
    std::uint32_t picture = 0;
    float width = 0, height = 0, opacity = 1;
};

// [main] GL context current in every call.
class BackdropProgram final : public CallbackProgram<BackdropProgram, BackdropDraw> {
  public:
    static Result<std::unique_ptr<BackdropProgram>> create(const ShaderTexts& texts);
    ~BackdropProgram();

    // Backdrops drawn between the two calls are drawn by this program, for this draw data.
    void begin(const ImDrawData& data);

  private:
    friend class CallbackProgram<BackdropProgram, BackdropDraw>;
    explicit BackdropProgram(LinkedProgram program);
    void draw(const BackdropDraw& backdrop, const ImDrawCmd& command);
    void take(const BackdropDraw& backdrop);

    std::array<unsigned, 2> textures_{}, framebuffers_{}; // the first holds the picture at the end
    int width_ = 0, height_ = 0;                          // of both
    int picture_at_ = -1, step_ = -1, opacity_ = -1;
    std::uint32_t held_ = 0; // which picture they hold; 0: none
    float window_height_ = 0;
};

} // namespace asista::gfx
