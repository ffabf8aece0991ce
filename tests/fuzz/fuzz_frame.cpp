// A hostile plugin host: the input is a list of patches (two bytes of place, one of content) on a good frame. Whatever the check
// lets through is drawn here in thought: every index, region and range is followed.
#include "frame_sample.hpp"
#include "wire/frame_check.hpp"

#include <cmath>
#include <cstdint>
#include <cstdlib>

using namespace asista;
using namespace asista::frame;

namespace {
void expect(bool condition) {
    if (!condition) std::abort();
}

void draw_in_thought(const CheckedFrame& frame) {
    for (const Surface& surface : frame.surfaces) {
        for (std::uint32_t l = 0; l < surface.list_count; ++l) {
            const List& list = frame.lists.at(surface.first_list + l);
            for (std::uint32_t c = 0; c < list.command_count; ++c) {
                const Command& command = frame.commands.at(list.first_command + c);
                expect(command.clip_min_x <= command.clip_max_x && command.clip_min_y <= command.clip_max_y);
                expect(command.clip_min_x >= surface.rect.x &&
                       command.clip_max_x <= std::max(surface.rect.x + surface.rect.width, command.clip_min_x));
                for (std::uint32_t i = 0; i < command.index_count; ++i) {
                    const std::uint32_t index = frame.indices.at(list.first_index + command.index_offset + i);
                    expect(command.vertex_offset + index < list.vertex_count);
                    const Vertex& vertex = frame.vertices.at(list.first_vertex + command.vertex_offset + index);
                    expect(std::fabs(vertex.x) < max_coordinate && std::fabs(vertex.y) < max_coordinate);
                }
            }
        }
    }
    const Rect& from = frame.header.left_from;
    expect(std::fabs(from.x) < max_coordinate && from.width >= 0 && from.width < max_coordinate);
    expect(leaves_of(frame.header.flags) <= Way::out);
    expect(frame.items.size() <= items::max_items);
    for (std::size_t i = 0; i < frame.items.size(); ++i) {
        const items::Item& item = frame.items[i];
        expect(item.parent == items::no_parent || item.parent < i);
        expect(items::is_known(item.role) && (item.state & ~items::state::known) == 0);
        expect(std::fabs(item.rect.x) < max_coordinate && item.rect.width >= 0 && item.rect.width < max_coordinate);
        expect(item.label == items::plain(item.label) && item.value == items::plain(item.value));
    }
    for (const TextureOp& op : frame.texture_ops) {
        expect(std::size_t{op.data_offset} + op.data_bytes <= frame.pixels.size());
        if (op.kind != TextureOpKind::destroy) expect(op.x + op.region_width <= op.width && op.y + op.region_height <= op.height);
    }
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static std::vector<std::byte> area(frame_area_bytes);
    static CheckedFrame frame;
    testing::write_sample(area.data(), 5);
    for (std::size_t i = 0; i + 3 <= size; i += 3) {
        const std::size_t at = data[i] | static_cast<std::size_t>(data[i + 1] & 0x3F)
                                             << 8; // the first 16 KB: all blocks of the sample
        if (at / 8 != offsetof(OutputHeader, serial) / 8) area[at] = static_cast<std::byte>(data[i + 2]);
    }
    FrameLimits limits{5, 200 * 200};
    limits.items = true;
    if (take_frame(area, limits, frame)) draw_in_thought(frame);
    return 0;
}
