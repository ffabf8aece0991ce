// The GL side of card_painter: one program, run from a draw list's callback.
#pragma once

#include "gfx/callback_program.hpp"
#include "gfx/card_painter.hpp"
#include "gfx/damage.hpp"
#include "wire/result.hpp"

#include <memory>

namespace asista::gfx {

// What travels in a draw list from paint_card to the program. Pixels.
struct CardDraw {
    float left, top, right, bottom;                     // the card
    float hole_left, hole_top, hole_right, hole_bottom; // inside it, drawn by someone else; right <= left: none
    CardStyle style;
};

// One opaque colour, 0xAABBGGRR, in this part of the bound framebuffer. Leaves the scissor test on.
void clear_to(std::uint32_t color, const PixelArea& area, int window_height);

// [main] GL context current in every call.
class CardProgram final : public CallbackProgram<CardProgram, CardDraw> {
  public:
    static Result<std::unique_ptr<CardProgram>> create(const ShaderTexts& texts);

    // Cards drawn between the two calls are drawn by this program, for this draw data.
    void begin(const ImDrawData& data);

  private:
    friend class CallbackProgram<CardProgram, CardDraw>;
    explicit CardProgram(LinkedProgram program);
    void draw(const CardDraw& card, const ImDrawCmd& command) const;

    int outer_ = -1, hole_ = -1, display_ = -1, card_ = -1, radius_ = -1, fill_from_ = -1, fill_to_ = -1, gradient_ = -1,
        border_ = -1, border_width_ = -1, shadow_ = -1, shadow_shape_ = -1;
    float origin_x_ = 0, origin_y_ = 0, width_ = 0, height_ = 0;
};

} // namespace asista::gfx
