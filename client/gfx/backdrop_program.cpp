#include "gfx/backdrop_program.hpp"

#include "gfx/backdrop_painter.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace asista::gfx {

namespace {
constexpr int smaller = 2; // what is taken is this much smaller: the blur is wider for it, and cheaper
constexpr int rounds = 1;  // across and down
} // namespace

void paint_backdrop(ImDrawList* list, std::uint32_t picture, float width, float height, float opacity) {
    if (width < smaller || height < smaller || opacity <= 0) return;
    BackdropProgram::add(list, {picture, width, height, std::min(opacity, 1.0F)});
}

Result<std::unique_ptr<BackdropProgram>> BackdropProgram::create(const ShaderTexts& texts) {
    auto program = TRY(LinkedProgram::link(texts, "picture.vert.glsl", "blur.frag.glsl"));
    return std::unique_ptr<BackdropProgram>(new BackdropProgram(std::move(program)));
}

BackdropProgram::BackdropProgram(LinkedProgram program)
    : CallbackProgram(std::move(program)), picture_at_(program_.location("Picture")), step_(program_.location("Step")),
      opacity_(program_.location("Opacity")) {
    glGenTextures(2, textures_.data());
    glGenFramebuffers(2, framebuffers_.data());
}

BackdropProgram::~BackdropProgram() {
    glDeleteFramebuffers(2, framebuffers_.data());
    glDeleteTextures(2, textures_.data());
}

void BackdropProgram::begin(const ImDrawData& data) {
    make_current();
    window_height_ = data.DisplaySize.y;
}

// Leaves the window's framebuffer bound and its viewport as it was; the rest is reset by the callback behind this one.
void BackdropProgram::take(const BackdropDraw& backdrop) {
    GLint window = 0;
    glGetIntegerv(GL_DRAW_FRAMEBUFFER_BINDING, &window);
    const int full_width = static_cast<int>(backdrop.width), full_height = static_cast<int>(backdrop.height);
    const int width = std::max(full_width / smaller, 1), height = std::max(full_height / smaller, 1);
    for (std::size_t i = 0; i < textures_.size() && (width != width_ || height != height_); ++i) {
        glBindTexture(GL_TEXTURE_2D, textures_[i]);
        glTexImage2D(GL_TEXTURE_2D, 0, GL_RGBA8, width, height, 0, GL_RGBA, GL_UNSIGNED_BYTE, nullptr);
        for (const GLenum filter : std::initializer_list<GLenum>{GL_TEXTURE_MIN_FILTER, GL_TEXTURE_MAG_FILTER})
            glTexParameteri(GL_TEXTURE_2D, filter, GL_LINEAR);
        for (const GLenum wrap : std::initializer_list<GLenum>{GL_TEXTURE_WRAP_S, GL_TEXTURE_WRAP_T})
            glTexParameteri(GL_TEXTURE_2D, wrap, GL_CLAMP_TO_EDGE);
        glBindFramebuffer(GL_FRAMEBUFFER, framebuffers_[i]);
        glFramebufferTexture2D(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_TEXTURE_2D, textures_[i], 0);
    }
    width_ = width;
    height_ = height;

    glDisable(GL_SCISSOR_TEST);
    glDisable(GL_BLEND);
    glBindFramebuffer(GL_READ_FRAMEBUFFER, static_cast<GLuint>(window));
    glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffers_[0]);
    glBlitFramebuffer(0, 0, full_width, full_height, 0, 0, width, height, GL_COLOR_BUFFER_BIT, GL_LINEAR);
    glViewport(0, 0, width, height);
    glUniform1f(opacity_, 1);
    for (int round = 0; round < rounds; ++round)
        for (std::size_t down = 0; down < 2; ++down) {
            glBindTexture(GL_TEXTURE_2D, textures_[down]);
            glBindFramebuffer(GL_DRAW_FRAMEBUFFER, framebuffers_[1 - down]);
            glUniform2f(step_, down == 0 ? 1.0F / static_cast<float>(width) : 0,
                        down == 0 ? 0 : 1.0F / static_cast<float>(height));
            glDrawArrays(GL_TRIANGLES, 0, 3);
        }
    glBindFramebuffer(GL_FRAMEBUFFER, static_cast<GLuint>(window));
    glViewport(0, 0, full_width, full_height);
    held_ = backdrop.picture;
}

void BackdropProgram::draw(const BackdropDraw& backdrop, const ImDrawCmd& command) {
    const PixelArea window{0, 0, static_cast<int>(backdrop.width), static_cast<int>(backdrop.height)};
    const auto clip = clipped_pixels(command.ClipRect, window);
    if (clip.empty()) return;
    program_.use();
    glActiveTexture(GL_TEXTURE0);
    glUniform1i(picture_at_, 0);
    const bool same_size = width_ == std::max(window.right / smaller, 1) && height_ == std::max(window.bottom / smaller, 1);
    if (held_ != backdrop.picture || !same_size) take(backdrop);

    glBindTexture(GL_TEXTURE_2D, textures_[0]);
    glEnable(GL_SCISSOR_TEST);
    glScissor(clip.left, window.bottom - clip.bottom, clip.right - clip.left, clip.bottom - clip.top);
    glEnable(GL_BLEND);
    glBlendFuncSeparate(GL_SRC_ALPHA, GL_ONE_MINUS_SRC_ALPHA, GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
    glUniform2f(step_, 0, 0);
    glUniform1f(opacity_, backdrop.opacity);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

} // namespace asista::gfx
