// The item tree of the present frame: gathers the client's own items while somebody listens, and joins what plugins say of theirs. [main]
#pragma once

#include "ui/item_tree.hpp"
#include "ui/surfaces.hpp"

#include <asista_imgui_items.hpp>

#include <string>

namespace asista::ui {

class ScreenItems {
  public:
    // From the next frame on; surfaces are asked likewise. Needs the current ImGui context.
    void listen(bool on, PluginSurfaces& surfaces);
    bool listening() const { return gatherer_.listening(); }
    void begin_frame() { gatherer_.begin_frame(); }
    ItemGatherer& gatherer() { return gatherer_; }

    // After the window's frame; empty while nobody listens.
    ItemTree tree(const std::string& page, const PluginSurfaces& surfaces) const;

  private:
    ItemGatherer gatherer_;
};

} // namespace asista::ui
