// A plugin host in the test's own process: reads requests, writes whatever frame the test wants, good or bad.
#pragma once

#include "wire/frame_area.hpp"

#include <optional>
#include <string>
#include <vector>

namespace asista::test {

// A frame put together piece by piece, in the layout of the protocol.
class FrameBuilder {
  public:
    frame::OutputHeader header{};
    std::vector<frame::Surface> surfaces;
    std::vector<frame::List> lists;
    std::vector<frame::Command> commands;
    std::vector<frame::Vertex> vertices;
    std::vector<frame::Index> indices;
    std::vector<frame::TextureOp> texture_ops;
    std::vector<std::byte> pixels;
    std::string clipboard;

    FrameBuilder();
    // Opens a surface with one list and one command clipped to it; quads go there until the next surface.
    FrameBuilder& surface(std::uint32_t id, frame::SurfaceKind kind, const frame::Rect& rect, std::uint32_t parent = 0);
    FrameBuilder& panel(std::uint32_t id, const frame::Rect& rect) { return surface(id, frame::SurfaceKind::panel, rect); }
    // A rectangle of one colour, with the whole of a texture.
    FrameBuilder& quad(const frame::Rect& rect, std::uint32_t color, std::uint32_t texture);
    FrameBuilder& operation(frame::DrawOp op);
    // A one-colour texture.
    FrameBuilder& create(std::uint32_t texture, std::uint32_t width, std::uint32_t height, std::uint32_t rgba);
    FrameBuilder& update(std::uint32_t texture, std::uint32_t width, std::uint32_t height, std::uint32_t rgba);
    FrameBuilder& destroy(std::uint32_t texture);
    FrameBuilder& flags(std::uint32_t output_flags) {
        header.flags |= output_flags;
        return *this;
    }

    // Writes all but the serial.
    void write(std::byte* area);

  private:
    void new_command(std::uint32_t texture, frame::DrawOp op);
    FrameBuilder& upload(frame::TextureOpKind kind, std::uint32_t texture, std::uint32_t width, std::uint32_t height,
                         std::uint32_t rgba);
};

struct Received {
    frame::InputHeader header{};
    std::vector<frame::InputSurface> surfaces;
    std::vector<frame::Event> events;
    std::string paste;
    bool has(frame::EventKind kind) const;
};

class FakeHost {
  public:
    // `client` is for Compositor::attach.
    frame::ClientArea client;

    FakeHost();
    // The request that is waiting, if one was made since the last call.
    std::optional<Received> request();
    // Answers the request last read by request() or expect().
    void answer(FrameBuilder frame);
    void publish();     // answers with what is in the area
    void signal_done(); // without an answer
    std::byte* output() { return area_.output(); }
    std::uint64_t serial() const { return serial_; }

  private:
    frame::HostArea area_;
    std::uint64_t serial_ = 0;
};

} // namespace asista::test
