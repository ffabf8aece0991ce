// The GL side of card_painter: one program, run from a draw list's callback.
#pragma once

#include "gfx/card_painter.hpp"
#include "gfx/damage.hpp"

#include "wire/result.hpp"

#include <memory>

struct ImDrawCmd;
struct ImDrawData;
struct ImDrawList;

namespace asista::gfx {

struct ShaderTexts;

// What travels in a draw list from paint_card to the program. Pixels.
struct CardDraw {
    float left, top, right, bottom;                     // the card
    float hole_left, hole_top, hole_right, hole_bottom; // inside it, drawn by someone else; right <= left: none
    CardStyle style;
};

// One opaque colour, 0xAABBGGRR, in this part of the bound framebuffer. Leaves the scissor test on.
void clear_to(std::uint32_t color, const PixelArea& area, int window_height);

// [main] GL context current in every call.
class CardProgram {
  public:
    static Result<std::unique_ptr<CardProgram>> create(const ShaderTexts& texts);
    ~CardProgram();
    CardProgram(const CardProgram&) = delete;
    CardProgram& operator=(const CardProgram&) = delete;

    // Cards drawn between the two calls are drawn by this program, for this draw data.
    void begin(const ImDrawData& data);
    void end();

    // The callback that paint_card puts into draw lists; null while no program exists.
    using Callback = void (*)(const ImDrawList*, const ImDrawCmd*);
    static Callback callback();

  private:
    CardProgram() = default;
    static void run(const ImDrawList* list, const ImDrawCmd* command);
    void draw(const CardDraw& card, const ImDrawCmd& command) const;

    unsigned program_ = 0, vertex_array_ = 0;
    int outer_ = -1, hole_ = -1, display_ = -1, card_ = -1, radius_ = -1, fill_from_ = -1, fill_to_ = -1, gradient_ = -1,
        border_ = -1, border_width_ = -1, shadow_ = -1, shadow_shape_ = -1;
    float origin_x_ = 0, origin_y_ = 0, width_ = 0, height_ = 0;
};

} // namespace asista::gfx
