// What of the picture a frame changes, found by holding its drawing commands against those of the frame before. Where the framebuffer
// still holds that frame, the rest need not be drawn again: in software, drawing is most of what a frame costs.
#pragma once

#include "platform/pixel_area.hpp"

#include <cstdint>
#include <optional>
#include <vector>

struct ImDrawCmd;
struct ImDrawData;
struct ImDrawList;
struct ImVec4;

namespace asista::gfx {

using platform::PixelArea;

// What ImGui's backend lets a command with this clip rectangle draw: its rounding, and not another that would be as good.
PixelArea clipped_pixels(const ImVec4& clip, const PixelArea& window);

// [main]
class Damage {
  public:
    static constexpr std::size_t most_areas = 4; // each costs a pass over all commands

    // Outside of these areas the picture of `data` is that of the data given last; nothing: it may differ anywhere. Before the renderer has
    // seen the data, as it takes note of textures that are about to change.
    platform::ChangedAreas next(const ImDrawData& data, std::uint32_t background);

  private:
    // A callback, or some triangles of a command: ImGui draws a whole page with one, and then a word of it would be all of it. Where a
    // piece ends follows from the triangles alone, so behind something that comes or goes they are the same pieces again.
    struct Piece { // equal ones draw the same
        std::uint64_t hash = 0;
        PixelArea area;              // what it draws lies within
        bool texels_changed = false; // of those that it shows, for this frame; never of the frame before
        bool operator==(const Piece&) const = default;
    };
    using Pieces = std::vector<Piece>; // of one list, in their order
    static bool add_callback(const ImDrawCmd& command, const PixelArea& clip, Pieces& pieces);
    static void add_triangles(const ImDrawList& list, const ImDrawCmd& command, const PixelArea& clip, Pieces& pieces);
    static std::optional<std::vector<Pieces>> pieces_of(const ImDrawData& data, const PixelArea& window);
    static std::vector<PixelArea> differences(const std::vector<Pieces>& before, const std::vector<Pieces>& after);
    static void compare(const Pieces& before, const Pieces& after, std::vector<PixelArea>& areas);

    std::optional<std::vector<Pieces>> lists_; // of the frame before
    PixelArea window_;
    std::uint32_t background_ = 0;
};

// While it lives, the data draws only what lies in `area`, and there exactly what it would.
class ClippedTo {
  public:
    ClippedTo(ImDrawData& data, const PixelArea& area);
    ~ClippedTo();
    ClippedTo(const ClippedTo&) = delete;
    ClippedTo& operator=(const ClippedTo&) = delete;

  private:
    struct Rect {
        float left, top, right, bottom;
    };
    ImDrawData& data_;
    std::vector<Rect> clips_; // as they were, of every command
};

} // namespace asista::gfx
