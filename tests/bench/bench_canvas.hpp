// The client's ImGui context as the benches need it: its fonts and style, a draw list that plugins' surfaces are appended to, and the
// bench's widgets drawn in process. Nothing is rasterised: that part is the same wherever a widget was drawn.
#pragma once

#include "gfx/fonts.hpp"
#include "gfx/plugin_textures.hpp"

#include "plugins/panel_widgets.hpp"
#include "wire/calls/orders.hpp"
#include "wire/frame.hpp"

#include <memory>

struct ImDrawList;
struct ImGuiContext;

namespace asista::bench {

inline constexpr frame::Rect panel_place{100, 80, 420, 480};
inline constexpr frame::Rect table_place{20, 20, 1100, 1240};
inline constexpr float window_width = 1440, window_height = 1280;

// What plugins and the canvas draw with: the light theme at scale 1.
calls::Theme bench_theme();

class Canvas {
  public:
    static Result<std::unique_ptr<Canvas>> create(const gfx::FontFiles& fonts);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    // An empty list for this frame, with the window's clip.
    ImDrawList& begin_list();
    // A whole ImGui frame with the panel's widgets in a window of its size. Returns its vertices.
    int draw_in_process();
    gfx::TextureGraveyard& graveyard() { return *graveyard_; }
    ImTextureData* placeholder() { return placeholder_.get(); }

  private:
    Canvas();
    void finish_frame();

    ImGuiContext* context_;
    std::unique_ptr<gfx::TextureGraveyard> graveyard_; // with all that is in it, gone before the context
    gfx::TexturePtr placeholder_;
    std::unique_ptr<ImDrawList> list_;
    PanelState panel_;
};

} // namespace asista::bench
