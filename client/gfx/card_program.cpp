// Compiles the card shader and draws one card per callback. ImGui's backend restores its own state after each (the reset-state
// callback that paint_card adds), so nothing here needs to.
#include "gfx/card_program.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::gfx {

namespace {
// As GL counts, from the bottom left.
void scissor(const PixelArea& area, int window_height) {
    glScissor(area.left, window_height - area.bottom, area.right - area.left, area.bottom - area.top);
}

void set_color(int location, std::uint32_t color) { glUniform4fv(location, 1, channels(color).data()); }
} // namespace

void clear_to(std::uint32_t color, const PixelArea& area, int window_height) {
    if (area.empty()) return;
    const auto [red, green, blue, alpha] = channels(color);
    glEnable(GL_SCISSOR_TEST);
    scissor(area, window_height);
    glClearColor(red, green, blue, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

Result<std::unique_ptr<CardProgram>> CardProgram::create(const ShaderTexts& texts) {
    auto program = TRY(LinkedProgram::link(texts, "card.vert.glsl", "card.frag.glsl"));
    return std::unique_ptr<CardProgram>(new CardProgram(std::move(program)));
}

CardProgram::CardProgram(LinkedProgram program)
    : CallbackProgram(std::move(program)), outer_(program_.location("Outer")), hole_(program_.location("Hole")),
      display_(program_.location("Display")), card_(program_.location("Card")), radius_(program_.location("Radius")),
      fill_from_(program_.location("FillFrom")), fill_to_(program_.location("FillTo")), gradient_(program_.location("Gradient")),
      border_(program_.location("Border")), border_width_(program_.location("BorderWidth")), shadow_(program_.location("Shadow")),
      shadow_shape_(program_.location("ShadowShape")) {}

void CardProgram::begin(const ImDrawData& data) {
    make_current();
    origin_x_ = data.DisplayPos.x;
    origin_y_ = data.DisplayPos.y;
    width_ = data.DisplaySize.x;
    height_ = data.DisplaySize.y;
}

void CardProgram::draw(const CardDraw& card, const ImDrawCmd& command) const {
    const PixelArea window{0, 0, static_cast<int>(width_), static_cast<int>(height_)};
    const ImVec4 shifted(command.ClipRect.x - origin_x_, command.ClipRect.y - origin_y_, command.ClipRect.z - origin_x_,
                         command.ClipRect.w - origin_y_);
    const auto clip = clipped_pixels(shifted, window);
    if (clip.empty()) return;
    scissor(clip, window.bottom);

    const CardStyle& style = card.style;
    const float left = card.left - origin_x_, top = card.top - origin_y_, right = card.right - origin_x_,
                bottom = card.bottom - origin_y_;
    const float half_width = (right - left) / 2, half_height = (bottom - top) / 2;
    const float reach = card_reach(style);
    program_.use();
    glUniform4f(outer_, std::floor(left - reach), std::floor(top - reach), std::ceil(right + reach), std::ceil(bottom + reach));
    const bool has_hole = card.hole_right > card.hole_left && card.hole_bottom > card.hole_top;
    if (has_hole)
        glUniform4f(hole_, card.hole_left - origin_x_, card.hole_top - origin_y_, card.hole_right - origin_x_,
                    card.hole_bottom - origin_y_);
    else
        glUniform4f(hole_, 0, 0, 0, 0);
    glUniform2f(display_, width_, height_);
    glUniform4f(card_, left + half_width, top + half_height, half_width, half_height);
    glUniform1f(radius_, std::clamp(style.radius, 0.0F, std::min(half_width, half_height)));
    set_color(fill_from_, style.fill_from);
    set_color(fill_to_, style.fill_to);
    glUniform2f(gradient_, std::cos(style.gradient_angle), std::sin(style.gradient_angle));
    set_color(border_, style.border);
    glUniform1f(border_width_, style.border_width);
    set_color(shadow_, style.shadow);
    glUniform4f(shadow_shape_, style.shadow_offset_x, style.shadow_offset_y, style.shadow_blur, style.shadow_spread);
    glDrawArrays(GL_TRIANGLES, 0, has_hole ? 24 : 6);
    if (!has_hole) return;
    // The rest is one opaque colour. Cleared, a pixel costs a software renderer a fraction of what blending a textured one does.
    const PixelArea hole{static_cast<int>(card.hole_left - origin_x_), static_cast<int>(card.hole_top - origin_y_),
                         static_cast<int>(card.hole_right - origin_x_), static_cast<int>(card.hole_bottom - origin_y_)};
    clear_to(style.fill_from, common(clip, hole), window.bottom);
}

} // namespace asista::gfx
