// What is on this process' surfaces, item by item, for the client that asked (wire/item_list.hpp). [frame]
#pragma once

#include "view_surfaces.hpp"

#include "wire/item_list.hpp"

#include <asista_imgui_items.hpp>

#include <span>
#include <vector>

namespace asista::host {

class ViewItems {
  public:
    // From the next frame on; no longer. Costs nothing while it does not listen.
    void listen(bool on) { gatherer_.listen(on); }
    bool listening() const { return gatherer_.listening(); }
    void begin_frame() { gatherer_.begin_frame(); }
    // In the next frame that has it, the item gets the keyboard.
    void focus(std::uint32_t id) { gatherer_.focus_next(id); }

    // After ImGui::Render(): an items::ItemList of the frame's items on these surfaces, cut to what the protocol allows.
    wire::Bytes encoded(std::span<const ShownSurface> shown) const;

  private:
    ItemGatherer gatherer_;
};

} // namespace asista::host
