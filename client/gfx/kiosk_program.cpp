#include "gfx/kiosk_program.hpp"

#include "gfx/damage.hpp"
#include "gfx/shader_program.hpp"

#include <glad/gl.h>
#include <imgui.h>

#include <cstring>

namespace asista::gfx {

namespace {
int live_programs = 0;                   // [main]
KioskProgram* current_program = nullptr; // between begin() and end()

void set_color(int location, std::uint32_t color) {
    const auto channel = [color](int shift) { return static_cast<float>((color >> shift) & 0xFF) / 255.0F; };
    glUniform3f(location, channel(IM_COL32_R_SHIFT), channel(IM_COL32_G_SHIFT), channel(IM_COL32_B_SHIFT));
}
} // namespace

bool paint_kiosk(ImDrawList* list, const KioskDraw& kiosk) {
    const auto callback = KioskProgram::callback();
    const ImDrawCallback reset = ImGui::GetPlatformIO().DrawCallback_ResetRenderState;
    if (callback == nullptr || reset == nullptr || kiosk.width < 1 || kiosk.height < 1) return false;
    list->AddCallback(callback, const_cast<KioskDraw*>(&kiosk), sizeof kiosk); // copied there
    list->AddCallback(reset, nullptr);
    return true;
}

Result<std::unique_ptr<KioskProgram>> KioskProgram::create(const ShaderTexts& texts) {
    const unsigned program = TRY(link_program(texts, "picture.vert.glsl", "kiosk.frag.glsl"));
    std::unique_ptr<KioskProgram> made(new KioskProgram);
    ++live_programs;
    made->program_ = program;
    made->ground_ = glGetUniformLocation(program, "Ground");
    made->first_ = glGetUniformLocation(program, "First");
    made->second_ = glGetUniformLocation(program, "Second");
    made->phase_ = glGetUniformLocation(program, "Phase");
    made->size_ = glGetUniformLocation(program, "Size");
    glGenVertexArrays(1, &made->vertex_array_);
    return made;
}

KioskProgram::~KioskProgram() {
    --live_programs;
    if (current_program == this) current_program = nullptr;
    if (vertex_array_ != 0) glDeleteVertexArrays(1, &vertex_array_);
    if (program_ != 0) glDeleteProgram(program_);
}

void KioskProgram::begin() { current_program = this; }
void KioskProgram::end() { current_program = nullptr; }

KioskProgram::Callback KioskProgram::callback() { return live_programs > 0 ? &KioskProgram::run : nullptr; }

void KioskProgram::run(const ImDrawList*, const ImDrawCmd* command) {
    if (current_program == nullptr || command->UserCallbackDataSize != sizeof(KioskDraw)) return;
    KioskDraw kiosk;
    std::memcpy(&kiosk, command->UserCallbackData, sizeof kiosk); // the list's storage need not be aligned
    current_program->draw(kiosk, *command);
}

void KioskProgram::draw(const KioskDraw& kiosk, const ImDrawCmd& command) const {
    const PixelArea window{0, 0, static_cast<int>(kiosk.width), static_cast<int>(kiosk.height)};
    const auto clip = clipped_pixels(command.ClipRect, window);
    if (clip.empty()) return;
    glUseProgram(program_);
    glBindVertexArray(vertex_array_);
    glEnable(GL_SCISSOR_TEST);
    glScissor(clip.left, window.bottom - clip.bottom, clip.right - clip.left, clip.bottom - clip.top);
    glDisable(GL_BLEND); // it is the ground of all that follows; the callback behind this one puts the state back
    set_color(ground_, kiosk.ground);
    set_color(first_, kiosk.first);
    set_color(second_, kiosk.second);
    glUniform1f(phase_, kiosk.phase);
    glUniform2f(size_, kiosk.width, kiosk.height);
    glDrawArrays(GL_TRIANGLES, 0, 3);
}

} // namespace asista::gfx
