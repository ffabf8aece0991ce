#include "fake_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

namespace asista::test {

FrameBuilder::FrameBuilder() {
    header.magic = frame::output_magic;
    header.version = frame::protocol_version;
    header.cursor = frame::Cursor::arrow;
    header.scale = 1;
    header.next_wake_ms = frame::never_wake;
}

FrameBuilder& FrameBuilder::surface(std::uint32_t id, frame::SurfaceKind kind, const frame::Rect& rect, std::uint32_t parent) {
    frame::Surface made{};
    made.id = id;
    made.kind = kind;
    made.parent = parent;
    made.z = static_cast<std::uint32_t>(surfaces.size());
    made.rect = rect;
    made.first_list = static_cast<std::uint32_t>(lists.size());
    made.list_count = 1;
    surfaces.push_back(made);
    lists.push_back({static_cast<std::uint32_t>(commands.size()), 0, static_cast<std::uint32_t>(vertices.size()), 0,
                     static_cast<std::uint32_t>(indices.size()), 0});
    return *this;
}

void FrameBuilder::new_command(std::uint32_t texture, frame::DrawOp op) {
    const frame::Rect& clip = surfaces.back().rect;
    frame::List& list = lists.back();
    frame::Command made{};
    made.clip_min_x = clip.x;
    made.clip_min_y = clip.y;
    made.clip_max_x = clip.x + clip.width;
    made.clip_max_y = clip.y + clip.height;
    made.texture = texture;
    made.op = op;
    // 16-bit indices: a new base once the list has grown past what they reach.
    made.vertex_offset = list.vertex_count;
    made.index_offset = list.index_count;
    commands.push_back(made);
    ++list.command_count;
}

FrameBuilder& FrameBuilder::quad(const frame::Rect& rect, std::uint32_t color, std::uint32_t texture) {
    frame::List& list = lists.back();
    if (list.command_count == 0 || commands.back().texture != texture || commands.back().op != frame::DrawOp::draw ||
        list.vertex_count - commands.back().vertex_offset > 65'000) {
        new_command(texture, frame::DrawOp::draw);
    }
    frame::Command& command = commands.back();
    const auto first = static_cast<frame::Index>(list.vertex_count - command.vertex_offset);
    const float right = rect.x + rect.width, bottom = rect.y + rect.height;
    vertices.push_back({rect.x, rect.y, 0, 0, color});
    vertices.push_back({right, rect.y, 1, 0, color});
    vertices.push_back({right, bottom, 1, 1, color});
    vertices.push_back({rect.x, bottom, 0, 1, color});
    for (const int corner : {0, 1, 2, 0, 2, 3}) indices.push_back(static_cast<frame::Index>(first + corner));
    list.vertex_count += 4;
    list.index_count += 6;
    command.index_count += 6;
    return *this;
}

FrameBuilder& FrameBuilder::operation(frame::DrawOp op) {
    new_command(0, op);
    return *this;
}

FrameBuilder& FrameBuilder::upload(frame::TextureOpKind kind, std::uint32_t texture, std::uint32_t width, std::uint32_t height,
                                   std::uint32_t rgba) {
    frame::TextureOp op{};
    op.kind = kind;
    op.texture = texture;
    op.format = frame::TextureFormat::rgba8;
    op.width = op.region_width = width;
    op.height = op.region_height = height;
    op.data_bytes = width * height * 4;
    op.data_offset = static_cast<std::uint32_t>(pixels.size()); // made absolute in write()
    for (std::uint32_t i = 0; i < width * height; ++i) {
        const auto* const bytes = reinterpret_cast<const std::byte*>(&rgba);
        pixels.insert(pixels.end(), bytes, bytes + 4);
    }
    texture_ops.push_back(op);
    return *this;
}

FrameBuilder& FrameBuilder::create(std::uint32_t texture, std::uint32_t width, std::uint32_t height, std::uint32_t rgba) {
    return upload(frame::TextureOpKind::create, texture, width, height, rgba);
}
FrameBuilder& FrameBuilder::update(std::uint32_t texture, std::uint32_t width, std::uint32_t height, std::uint32_t rgba) {
    return upload(frame::TextureOpKind::update, texture, width, height, rgba);
}
FrameBuilder& FrameBuilder::destroy(std::uint32_t texture) {
    frame::TextureOp op{};
    op.kind = frame::TextureOpKind::destroy;
    op.texture = texture;
    texture_ops.push_back(op);
    return *this;
}

void FrameBuilder::write(std::byte* area) {
    std::size_t end = (sizeof header + 15) / 16 * 16;
    const auto put = [&](const auto& items, std::uint32_t& offset, std::uint32_t& count) {
        offset = static_cast<std::uint32_t>(end);
        count = static_cast<std::uint32_t>(items.size());
        const std::size_t size = items.size() * sizeof items[0];
        REQUIRE(end + size <= frame::frame_data_bytes);
        if (size > 0) std::memcpy(area + end, items.data(), size);
        end = (end + size + 15) / 16 * 16;
    };
    std::uint32_t pixels_offset = 0, ignored = 0;
    put(pixels, pixels_offset, ignored);
    for (frame::TextureOp& op : texture_ops)
        if (op.data_bytes > 0) op.data_offset += pixels_offset;
    put(surfaces, header.surfaces_offset, header.surface_count);
    put(lists, header.lists_offset, header.list_count);
    put(commands, header.commands_offset, header.command_count);
    put(vertices, header.vertices_offset, header.vertex_count);
    put(indices, header.indices_offset, header.index_count);
    put(texture_ops, header.texture_ops_offset, header.texture_op_count);
    put(clipboard, header.clipboard_offset, header.clipboard_bytes);
    header.used_bytes = static_cast<std::uint32_t>(end);
    header.serial = 0;
    std::memcpy(area, &header, sizeof header);
}

bool Received::has(frame::EventKind kind) const {
    return std::ranges::any_of(events, [kind](const frame::Event& event) { return event.kind == kind; });
}

FakeHost::FakeHost() {
    frame::HostEnds ends;
    auto made = frame::ClientArea::create(ends);
    REQUIRE(made);
    client = std::move(*made);
    auto host = frame::HostArea::adopt(std::move(ends));
    REQUIRE(host);
    area_ = std::move(*host);
}

std::optional<Received> FakeHost::request() {
    if (!drain_eventfd(area_.kick_fd())) return std::nullopt;
    Received received;
    std::memcpy(&received.header, area_.input(), sizeof received.header);
    REQUIRE(received.header.magic == frame::input_magic);
    received.surfaces.resize(received.header.surface_count);
    received.events.resize(received.header.event_count);
    if (!received.surfaces.empty()) {
        std::memcpy(received.surfaces.data(), area_.input() + frame::input_surfaces_offset,
                    received.surfaces.size() * sizeof(frame::InputSurface));
    }
    if (!received.events.empty()) {
        std::memcpy(received.events.data(), area_.input() + frame::input_events_offset,
                    received.events.size() * sizeof(frame::Event));
    }
    received.paste.assign(reinterpret_cast<const char*>(area_.input()) + frame::input_paste_offset, received.header.paste_bytes);
    serial_ = received.header.serial;
    return received;
}

void FakeHost::answer(FrameBuilder frame) {
    frame.write(area_.output());
    publish();
}

void FakeHost::publish() {
    auto* const serial = reinterpret_cast<std::uint64_t*>(area_.output() + offsetof(frame::OutputHeader, serial));
    __atomic_store_n(serial, serial_, __ATOMIC_RELEASE);
    signal_done();
}

void FakeHost::signal_done() { signal_eventfd(area_.done_fd()); }

} // namespace asista::test
