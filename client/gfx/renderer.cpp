// ImGui's OpenGL 3 backend, the card program beside it, and reading pixels back.
#include "gfx/renderer.hpp"

#include "gfx/backdrop_program.hpp"
#include "gfx/card_program.hpp"
#include "gfx/kiosk_program.hpp"

#include <glad/gl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <cstring>

namespace asista::gfx {

namespace {
// As RenderDrawData does. Where nothing changes that is seen, it is not called.
void upload_textures(const ImDrawData& data) {
    if (data.Textures == nullptr) return;
    for (ImTextureData* const texture : *data.Textures)
        if (texture->Status != ImTextureStatus_OK) ImGui_ImplOpenGL3_UpdateTexture(texture);
}
} // namespace

struct Renderer::State {
    std::unique_ptr<CardProgram> cards;
    std::unique_ptr<BackdropProgram> backdrops;
    std::unique_ptr<KioskProgram> kiosk;
    bool backend = false;
    Damage damage;

    Result<void> use_shaders(const ShaderTexts& texts);
    void draw(ImDrawData& data, std::uint32_t background, const PixelArea& area) const;
};

void Renderer::State::draw(ImDrawData& data, std::uint32_t background, const PixelArea& area) const {
    glDisable(GL_FRAMEBUFFER_SRGB);
    clear_to(background, area, static_cast<int>(data.DisplaySize.y));
    cards->begin(data);
    backdrops->begin(data);
    kiosk->begin();
    ImGui_ImplOpenGL3_RenderDrawData(&data);
    kiosk->end();
    backdrops->end();
    cards->end();
}

Result<std::unique_ptr<Renderer>> Renderer::create() {
    auto state = std::make_unique<State>();
    state->backend = ImGui_ImplOpenGL3_Init("#version 330 core");
    if (!state->backend) return fail(Errc::unavailable, "the OpenGL backend cannot start: libGL.so.1 is missing; install libgl1");
    if (auto ready = state->use_shaders(built_in_shaders()); !ready) {
        ImGui_ImplOpenGL3_Shutdown();
        return fail(std::move(ready.error()));
    }
    return std::unique_ptr<Renderer>(new Renderer(std::move(state)));
}

// All of them or none: what is drawn is of one piece.
Result<void> Renderer::State::use_shaders(const ShaderTexts& texts) {
    auto new_cards = TRY(CardProgram::create(texts));
    auto new_backdrops = TRY(BackdropProgram::create(texts));
    auto new_kiosk = TRY(KioskProgram::create(texts));
    cards = std::move(new_cards);
    backdrops = std::move(new_backdrops);
    kiosk = std::move(new_kiosk);
    damage = {};
    return {};
}

Result<void> Renderer::use_shaders(const ShaderTexts& texts) { return state_->use_shaders(texts); }

Renderer::Renderer(std::unique_ptr<State> state) : state_(std::move(state)) {}

Renderer::~Renderer() {
    state_->kiosk.reset();
    state_->backdrops.reset();
    state_->cards.reset();
    ImGui_ImplOpenGL3_Shutdown();
}

void Renderer::begin_frame() { ImGui_ImplOpenGL3_NewFrame(); }

platform::ChangedAreas Renderer::draw(ImDrawData& data, std::uint32_t background, bool holds_last) {
    const PixelArea window{0, 0, static_cast<int>(data.DisplaySize.x), static_cast<int>(data.DisplaySize.y)};
    if (!holds_last) state_->damage = {};
    auto changed = holds_last ? state_->damage.next(data, background) : std::nullopt;
    if (!changed) state_->draw(data, background, window);
    upload_textures(data);
    for (const auto& area : changed.value_or(std::vector<PixelArea>{})) {
        const ClippedTo clipped(data, area);
        state_->draw(data, background, area);
    }
    return changed;
}

Image Renderer::capture(int width, int height) const {
    Image image{width, height, {}};
    const std::size_t row = static_cast<std::size_t>(width) * 4;
    image.rgba.resize(row * static_cast<std::size_t>(height));
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGBA, GL_UNSIGNED_BYTE, image.rgba.data());
    // GL's rows start at the bottom.
    for (std::size_t top = 0, bottom = static_cast<std::size_t>(height); top + 1 < bottom; ++top) {
        --bottom;
        std::swap_ranges(&image.rgba[top * row], &image.rgba[top * row] + row, &image.rgba[bottom * row]);
    }
    // A window's own alpha is no part of the picture; some framebuffers have none.
    for (std::size_t i = 3; i < image.rgba.size(); i += 4) image.rgba[i] = 255;
    return image;
}

} // namespace asista::gfx
