// What tells two frames apart.
#include "wire/frame_print.hpp"

#include <doctest/doctest.h>

using namespace asista::frame;

namespace {
CheckedFrame a_frame() {
    CheckedFrame frame;
    frame.header.cursor = Cursor::arrow;
    frame.surfaces.resize(1);
    frame.surfaces[0].id = 1;
    frame.lists.resize(1);
    frame.commands.resize(2);
    frame.vertices.resize(4);
    frame.indices = {0, 1, 2, 0, 2, 3};
    frame.texture_ops.resize(1);
    frame.pixels.resize(13, std::byte{7});
    return frame;
}
} // namespace

TEST_CASE("what is seen of a frame is in its print, what only this run knows is not") {
    const FramePrint print = print_of(a_frame());
    CheckedFrame same = a_frame();
    same.header.serial = 77;
    same.header.draw_time_us = 1234;
    same.header.next_wake_ms = 5;
    same.header.flags = output_flags::wants_frame;
    CHECK(print_of(same) == print);
    CHECK(difference(print, print_of(same)).empty());

    const struct {
        const char* what;
        void (*change)(CheckedFrame&);
    } changes[] = {
        {"other surfaces", [](CheckedFrame& frame) { frame.surfaces[0].rect.x = 1; }},
        {"other commands", [](CheckedFrame& frame) { frame.commands[1].clip_max_x = 3; }},
        {"other vertices", [](CheckedFrame& frame) { frame.vertices[3].color ^= 1; }},
        {"other indices", [](CheckedFrame& frame) { frame.indices[5] = 2; }},
        {"other texture operations", [](CheckedFrame& frame) { frame.pixels[12] = std::byte{8}; }},
        {"other cursor, caret, clipboard or flags", [](CheckedFrame& frame) { frame.clipboard = "x"; }},
        {"other cursor, caret, clipboard or flags", [](CheckedFrame& frame) { frame.header.cursor = Cursor::hand; }},
        {"5 vertices instead of 4", [](CheckedFrame& frame) { frame.vertices.emplace_back(); }},
        {"7 indices instead of 6", [](CheckedFrame& frame) { frame.indices.push_back(0); }},
    };
    for (const auto& [what, change] : changes) {
        CAPTURE(what);
        CheckedFrame other = a_frame();
        change(other);
        CHECK(print_of(other) != print);
        CHECK(difference(print, print_of(other)) == what);
    }
}
