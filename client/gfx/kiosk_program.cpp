#include "gfx/kiosk_program.hpp"

#include "gfx/damage.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <utility>

namespace asista::gfx {

bool paint_kiosk(ImDrawList* list, const KioskDraw& kiosk) {
    return kiosk.width >= 1 && kiosk.height >= 1 && KioskProgram::add(list, kiosk);
}

Result<std::unique_ptr<KioskProgram>> KioskProgram::create(const ShaderTexts& texts) {
    auto program = TRY(LinkedProgram::link(texts, "picture.vert.glsl", "kiosk.frag.glsl"));
    return std::unique_ptr<KioskProgram>(new KioskProgram(std::move(program)));
}

KioskProgram::KioskProgram(LinkedProgram program)
    : CallbackProgram(std::move(program)), ground_(program_.location("Ground")), first_(program_.location("First")),
      second_(program_.location("Second")), phase_(program_.location("Phase")), size_(program_.location("Size")) {}

void KioskProgram::begin() { make_current(); }

void KioskProgram::draw(const KioskDraw& kiosk, const ImDrawCmd& command) const {
    const PixelArea window{0, 0, static_cast<int>(kiosk.width), static_cast<int>(kiosk.height)};
    const auto clip = clipped_pixels(command.ClipRect, window);
    if (clip.empty()) return;
    program_.use();
    glEnable(GL_SCISSOR_TEST);
    glScissor(clip.left, window.bottom - clip.bottom, clip.right - clip.left, clip.bottom - clip.top);
    glDisable(GL_BLEND); // it is the ground of all that follows; the callback behind this one puts the state back
    glUniform3fv(ground_, 1, channels(kiosk.ground).data());
    glUniform3fv(first_, 1, channels(kiosk.first).data());
    glUniform3fv(second_, 1, channels(kiosk.second).data());
    glUniform1f(phase_, kiosk.phase);
    glUniform2f(size_, kiosk.width, kiosk.height);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

} // namespace asista::gfx
