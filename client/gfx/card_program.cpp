// Compiles the card shader and draws one card per callback. ImGui's backend restores its own state after each (the reset-state
// callback that paint_card adds), so nothing here needs to.
#include "gfx/card_program.hpp"

#include "gfx/shader_program.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace asista::gfx {

namespace {
int live_programs = 0;                  // [main]
CardProgram* current_program = nullptr; // between begin() and end()

// As GL counts, from the bottom left.
void scissor(const PixelArea& area, int window_height) {
    glScissor(area.left, window_height - area.bottom, area.right - area.left, area.bottom - area.top);
}

void set_color(int location, std::uint32_t color) {
    const auto channel = [color](int shift) { return static_cast<float>((color >> shift) & 0xFF) / 255.0F; };
    glUniform4f(location, channel(IM_COL32_R_SHIFT), channel(IM_COL32_G_SHIFT), channel(IM_COL32_B_SHIFT),
                channel(IM_COL32_A_SHIFT));
}
} // namespace

void clear_to(std::uint32_t color, const PixelArea& area, int window_height) {
    if (area.empty()) return;
    const auto channel = [color](int shift) { return static_cast<float>((color >> shift) & 0xFF) / 255.0F; };
    glEnable(GL_SCISSOR_TEST);
    scissor(area, window_height);
    glClearColor(channel(IM_COL32_R_SHIFT), channel(IM_COL32_G_SHIFT), channel(IM_COL32_B_SHIFT), 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

Result<std::unique_ptr<CardProgram>> CardProgram::create(const ShaderTexts& texts) {
    const unsigned program = TRY(link_program(texts, "card.vert.glsl", "card.frag.glsl"));
    std::unique_ptr<CardProgram> made(new CardProgram);
    ++live_programs;
    made->program_ = program;

    const auto location = [program](const char* name) { return glGetUniformLocation(program, name); };
    made->outer_ = location("Outer");
    made->hole_ = location("Hole");
    made->display_ = location("Display");
    made->card_ = location("Card");
    made->radius_ = location("Radius");
    made->fill_from_ = location("FillFrom");
    made->fill_to_ = location("FillTo");
    made->gradient_ = location("Gradient");
    made->border_ = location("Border");
    made->border_width_ = location("BorderWidth");
    made->shadow_ = location("Shadow");
    made->shadow_shape_ = location("ShadowShape");
    glGenVertexArrays(1, &made->vertex_array_);
    return made;
}

CardProgram::~CardProgram() {
    --live_programs;
    if (current_program == this) current_program = nullptr;
    if (vertex_array_ != 0) glDeleteVertexArrays(1, &vertex_array_);
    if (program_ != 0) glDeleteProgram(program_);
}

void CardProgram::begin(const ImDrawData& data) {
    current_program = this;
    origin_x_ = data.DisplayPos.x;
    origin_y_ = data.DisplayPos.y;
    width_ = data.DisplaySize.x;
    height_ = data.DisplaySize.y;
}

void CardProgram::end() { current_program = nullptr; }

CardProgram::Callback CardProgram::callback() { return live_programs > 0 ? &CardProgram::run : nullptr; }

void CardProgram::run(const ImDrawList*, const ImDrawCmd* command) {
    if (current_program == nullptr || command->UserCallbackData == nullptr) return;
    CardDraw card;
    std::memcpy(&card, command->UserCallbackData, sizeof card); // the list's storage need not be aligned
    current_program->draw(card, *command);
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
    glUseProgram(program_);
    glBindVertexArray(vertex_array_);
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
