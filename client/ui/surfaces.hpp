// What a page may do with plugin surfaces: put one into the current ImGui window, and ask how its host is doing. Implemented by the
// compositor; pages know nothing of processes or shared memory.
#pragma once

#include "wire/item_list.hpp"

#include <cstdint>
#include <string>
#include <vector>

struct ImVec2;

namespace asista::ui {

// Live figures of one plugin process, measured on the main thread.
struct FrameFigures {
    bool attached = false;      // the process is connected to the window
    bool has_frame = false;     // a good frame can be shown
    bool asynchronous = false;  // too slow to be waited for; its newest finished frame is shown
    double unanswered_s = 0;    // how long the outstanding request has been open; 0 when none is
    bool input_pending = false; // the user did something it has not answered
    float draw_ms = 0;          // inside the plugin, last frame
    float round_trip_ms = 0;    // kick to done, last frame
    std::uint64_t frames = 0, missed = 0, rejected = 0;
    std::uint32_t vertices = 0, lists = 0, textures = 0;
    float painted_factor = 0; // painted area over visible area
    std::uint64_t texture_bytes = 0;
};

// What a process' last good frame is made of, for whoever looks into it.
struct DrawnSurface {
    std::uint32_t id = 0;        // of a panel, as registered
    const char* kind = "";       // "panel", "popup", "modal", "tooltip", "window"
    float width = 0, height = 0; // pixels
    std::uint32_t lists = 0, commands = 0, vertices = 0;
};
struct DrawnTexture {
    std::uint32_t id = 0;
    std::uint32_t width = 0, height = 0; // pixels of four bytes
};
struct Drawing {
    std::vector<DrawnSurface> surfaces; // as the plugin sent them
    std::vector<DrawnTexture> textures; // by id
};

// What is on one surface as it was shown last, in window pixels.
struct SurfaceItems {
    std::uint64_t instance = 0;
    std::uint32_t surface = 0, panel = 0; // panel: the one it was opened from, or itself
    std::string name;                     // of the plugin
    bool floating = false;                // a menu or dialog in front of the panel
    items::Area rect, seen;
    std::vector<items::Item> items; // as the plugin sent them, so its words; parents are places in this list
};

// [main]
class PluginSurfaces {
  public:
    virtual ~PluginSurfaces() = default;

    // Shows surface `surface` of process `instance` in an area of `size` pixels at the cursor of the current ImGui window, and takes
    // input for it there. Call once a frame for each visible surface, between NewFrame and Render. Tab, arrows,
    // Enter on it and a click go in; Tab and arrows go on behind the plugin's last item, Escape and Ctrl+Tab come out. `dim` 0 to 1 darkens a frame that is kept from a process that is gone.
    virtual void place(std::uint64_t instance, std::uint32_t surface, const ImVec2& size, float dim = 0) = 0;

    // The height in pixels the plugin would like for this surface at its present width; 0 when it did not say.
    virtual float wanted_height(std::uint64_t instance, std::uint32_t surface) const = 0;

    virtual FrameFigures figures(std::uint64_t instance) const = 0;

    // Counted when it is asked for. Empty while there is no frame.
    virtual Drawing drawing(std::uint64_t instance) const = 0;

    // Whether plugins say what is on their surfaces, from their next frames on. Then, after each window frame, all surfaces that were shown
    // in it, back to front.
    virtual void want_items(bool) {}
    virtual std::vector<SurfaceItems> items() const { return {}; }
    // Gives the keyboard to the plugin, and there to this item.
    virtual void focus_item(std::uint64_t /*instance*/, std::uint32_t /*surface*/, std::uint32_t /*item*/) {}

    // Times of the window's own last frames in milliseconds, oldest first, at most 300 (5 s at 60 Hz).
    virtual const std::vector<float>& window_frame_ms() const = 0;
};

} // namespace asista::ui
