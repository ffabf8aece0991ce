// What Dear ImGui itself remembers between frames, as bytes that a process running the next build of the same plugin takes over: keyboard
// focus, the text field being edited with caret and selection, scrolling, open nodes, popups, tabs, table columns, places of windows.
//
// Everything is found again by ImGui's ids, when a window, table or tab bar of that id is there. What the next build has no more of is
// dropped. Bytes of another version of Dear ImGui or of this layout are never read. Needs the current ImGui context. [frame]
#pragma once

#include "view_memory_parts.hpp"

#include "wire/calls/orders.hpp"
#include "wire/result.hpp"

#include <span>
#include <string>

namespace asista::host {

class ViewMemory {
  public:
    // What is remembered now, between two frames, with what of an earlier load() has not come up yet; `surfaces` goes along as it is. Empty:
    // nothing is worth keeping, or it is more than `max_bytes`.
    wire::Bytes save(std::vector<memory::Surface> surfaces) const;
    static constexpr std::size_t max_bytes = calls::max_view_bytes;

    // Takes bytes of save(); they come to be in the frames that follow. A second time before that, they replace the first. Errc::unsupported:
    // of another version; Errc::invalid: no bytes of save(). Nothing changes then.
    Result<void> load(std::span<const std::byte> bytes);
    const std::vector<memory::Surface>& surfaces() const { return all_.surfaces; } // as loaded

    // While true, one frame more that nobody sees brings back more of it; end_frame() after ImGui::EndFrame() of each. Never true for
    // more than `most_rounds` frames.
    bool settling() const { return settling_; }
    void end_frame();
    static constexpr int most_rounds = 12;

    // Before every other frame: windows, tables and tab bars that have come up since, as behind a tab that was not selected.
    void catch_up();

    // Once after it has settled, for the log: what was carried over, and what has no place any more; empty when there is nothing to tell.
    struct Report {
        std::string kept, gone;
    };
    Report take_report();

  private:
    int apply_windows();
    int apply_tabs();
    int apply_tables();
    int apply_popups();
    void apply_focus();
    void apply_text();
    bool text_is_back() const;
    void finish(bool text_back);

    memory::All all_; // what has not found its place yet
    bool settling_ = false;
    int rounds_ = 0, idle_rounds_ = 0;
    std::vector<memory::Window> placed_;  // this time, whose scrolling is set until all is measured
    std::vector<std::uint32_t> in_front_; // back to front, what floats
    std::size_t saved_popups_ = 0;
    bool text_applied_ = false;
    int seen_windows_ = 0, seen_tabs_ = 0, seen_tables_ = 0; // when catch_up() looked last
    struct Counts {
        int scrolls = 0, nodes = 0, tabs = 0, tables = 0, windows = 0;
    } kept_;
    Report report_;
};

} // namespace asista::host
