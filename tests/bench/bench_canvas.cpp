#include "bench_canvas.hpp"

#include "ui/theme.hpp"

#include <asista/style.hpp>
#include <imgui.h>

namespace asista::bench {

calls::Theme bench_theme() {
    return ui::to_wire(ui::make_theme(ui::Look::light, ui::Contrast::normal, ui::MotionWish::full, 1), 1);
}

Canvas::Canvas() : context_(ImGui::CreateContext()), graveyard_(std::make_unique<gfx::TextureGraveyard>()) {}

Canvas::~Canvas() {
    list_.reset();
    if (placeholder_) graveyard_->bury(std::move(placeholder_));
    graveyard_.reset();
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
        texture->SetTexID(ImTextureID_Invalid);
        texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImGui::DestroyContext(context_);
}

Result<std::unique_ptr<Canvas>> Canvas::create(const gfx::FontFiles& fonts) {
    std::unique_ptr<Canvas> canvas(new Canvas);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset | ImGuiBackendFlags_RendererHasTextures;
    io.DisplaySize = {window_width, window_height};
    TRY(gfx::add_fonts(*io.Fonts, fonts));
    const auto theme = bench_theme();
    const auto& c = theme.colors;
    apply_style({c.background, c.panel, c.line, c.text, c.dim, c.faint, c.accent, c.accent_soft, c.on_accent, c.ok, c.warn, c.bad,
                 theme.dark},
                theme.scale);
    canvas->placeholder_ = gfx::make_placeholder_texture();
    for (int i = 0; i < 3; ++i) canvas->draw_in_process(); // sizes are known, glyphs are there
    canvas->list_ = std::make_unique<ImDrawList>(ImGui::GetDrawListSharedData());
    return canvas;
}

ImDrawList& Canvas::begin_list() {
    list_->_ResetForNewFrame();
    list_->Flags |= ImDrawListFlags_AllowVtxOffset;
    list_->PushTexture(ImGui::GetIO().Fonts->TexRef);
    list_->PushClipRect({0, 0}, {window_width, window_height});
    return *list_;
}

int Canvas::draw_in_process() {
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    ImGui::NewFrame();
    ImGui::SetNextWindowPos({panel_place.x, panel_place.y});
    ImGui::SetNextWindowSize({panel_place.width, panel_place.height});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
    ImGui::Begin("panel", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoBackground);
    ImGui::PopStyleVar();
    draw_panel(panel_);
    ImGui::End();
    ImGui::Render();
    finish_frame();
    return ImGui::GetDrawData()->TotalVtxCount;
}

// In a renderer's stead: every texture is there as soon as it is asked for.
void Canvas::finish_frame() {
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
        switch (texture->Status) {
        case ImTextureStatus_WantCreate:
        case ImTextureStatus_WantUpdates:
            texture->SetTexID(1);
            texture->SetStatus(ImTextureStatus_OK);
            break;
        case ImTextureStatus_WantDestroy:
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
            break;
        case ImTextureStatus_OK:
        case ImTextureStatus_Destroyed: break;
        }
    }
}

} // namespace asista::bench
