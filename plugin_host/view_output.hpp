// Writes a frame into the frame area, straight into its place: every block has a fixed place in the area, of which only the pages that are
// written become memory. What is beyond a cap of the protocol is left out, so that a plugin that draws too much shows less of
// itself instead of being refused. [frame]
#pragma once

#include "wire/frame.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

struct ImDrawList;

namespace asista::host {

class TextureTable;

class FrameWriter {
  public:
    explicit FrameWriter(std::byte* area) : area_(area) {}

    // Lists added from here on belong to this surface. False when there are too many.
    bool begin_surface(const frame::Surface& surface);
    // Adds what ImGui drew. False when the list is beyond a cap and was left out.
    bool add_list(const ImDrawList& list, TextureTable& textures);
    // Adds one rectangle of one colour, for dimming.
    bool add_rect(const frame::Rect& rect, std::uint32_t color, std::uint32_t texture, float u, float v);

    // `first` is the first row of the region, rows are `row_bytes` apart. The caller has checked that it fits.
    void add_texture_op(frame::TextureOp op, const unsigned char* first, std::size_t row_bytes);
    std::uint64_t upload_bytes() const { return upload_bytes_; }
    std::size_t texture_ops_left() const { return frame::max_texture_ops - header_.texture_op_count; }

    void set_clipboard(std::string_view text);
    // An encoded items::ItemList of at most items::max_list_bytes.
    void set_items(std::span<const std::byte> list);

    // The scalar members; counts, offsets, magic and version are the writer's. Publishes the frame: its serial is written last.
    void finish(const frame::OutputHeader& scalars);

    bool left_out() const { return left_out_; }

  private:
    template <class T> T* block(std::uint32_t offset) const { return reinterpret_cast<T*>(area_ + offset); }
    bool open_list(std::size_t vertices, std::size_t indices, std::size_t commands);
    void add_commands(const ImDrawList& list, TextureTable& textures);
    bool add_commands_clipped(const ImDrawList& list, TextureTable& textures);
    frame::Command* add_command();

    std::byte* area_;
    frame::OutputHeader header_{};
    frame::Surface* surface_ = nullptr;
    frame::List* list_ = nullptr;
    std::uint64_t upload_bytes_ = 0;
    bool left_out_ = false;
};

} // namespace asista::host
