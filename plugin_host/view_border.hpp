// How the keyboard comes into the plugin's panels by Tab and arrows, and goes out of them: what Dear ImGui does from item to item within one
// window, across two processes. ImGui goes round at the end of a window; here the client is told instead, and goes on behind the panel. [frame]
#pragma once

#include "wire/frame.hpp"

#include <cstdint>
#include <optional>

struct ImGuiWindow;

namespace asista::host {

class KeyboardBorder {
  public:
    // From the next frame on the first item of this panel has the keyboard, or the last one, where it comes from behind.
    void enter(std::uint32_t panel, frame::Way way);

    void before_frame(); // before ImGui::NewFrame()
    void begin_frame();  // behind it, before anything is drawn
    void end_frame();    // when all is drawn, before ImGui::Render()

    // In the frame just ended: the way on, where the panel has nothing more that way.
    frame::Way leaves() const { return leaves_; }
    // And then the item that has the keyboard, in window pixels; empty: none.
    frame::Rect left_from() const { return left_from_; }
    // Asked ImGui for something that it does in the next frame.
    bool unfinished() const { return asked_ || entry_ || onward_ != frame::Way::none; }

  private:
    struct Entry {
        std::uint32_t panel = 0;
        frame::Way way = frame::Way::none;
        int frames_left = 0; // a panel that does not come is not waited for
    };
    void start_entry();
    frame::Way end_of_frame(frame::Way entered);
    frame::Way end_of_tabbing();
    frame::Way end_of_arrows() const;
    void leave_child(ImGuiWindow& child, frame::Way way);

    std::optional<Entry> entry_;
    frame::Way onward_ = frame::Way::none; // out of a child window, in the next frame
    bool asked_ = false, entering_ = false, may_escape_ = false;
    frame::Way leaves_ = frame::Way::none;
    frame::Rect left_from_{};
};

} // namespace asista::host
