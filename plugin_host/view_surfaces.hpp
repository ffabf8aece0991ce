// Which top-level ImGui windows are shown, as surfaces of the protocol, and which draw lists belong to each. [frame]
#pragma once

#include "plugin_side.hpp"
#include "view_input.hpp"
#include "view_memory_parts.hpp"

#include "wire/frame.hpp"

#include <cstdint>
#include <vector>

struct ImDrawList;
struct ImGuiWindow;

namespace asista::host {

struct ShownSurface {
    const ImGuiWindow* window = nullptr;  // null: a panel that was not begun
    frame::Surface surface{};             // without its lists
    std::vector<const ImDrawList*> lists; // in paint order
};

// The top-level window that this one is shown as a part of.
const ImGuiWindow& top_of(const ImGuiWindow& window);

class SurfaceTable {
  public:
    // After ImGui::Render(): all surfaces of this frame, in paint order, panels first. Valid until the next call.
    const std::vector<ShownSurface>& collect(const InputRequest& request, const PluginSide& plugin);

    // What the client calls the windows of the last frame; and the same in the next build, so that it goes on with what it shows of them.
    std::vector<memory::Surface> names() const;
    void adopt(const std::vector<memory::Surface>& names);

  private:
    struct OwnId {
        std::uint32_t window; // ImGuiID
        std::uint32_t surface;
        bool shown;
    };
    ShownSurface& surface_of(const ImGuiWindow& window);
    std::uint32_t id_of(const ImGuiWindow& window);

    std::vector<ShownSurface> shown_;
    std::vector<OwnId> own_ids_;
    std::uint32_t last_own_id_ = frame::first_own_surface - 1;
};

} // namespace asista::host
