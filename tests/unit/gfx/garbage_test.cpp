// Whatever a hostile host writes, whenever it writes it: the client goes on drawing, and nothing of it reaches ImGui unchecked.
#include "stage.hpp"

#include <doctest/doctest.h>
#include <imgui.h>

#include <atomic>
#include <cstring>
#include <random>
#include <thread>

using namespace asista;
using namespace asista::test;

namespace {
// Panel, popup, window and textures: something of everything.
FrameBuilder rich(bool first) {
    FrameBuilder frame;
    if (first)
        frame.create(1, 4, 4, white).create(2, 8, 2, green);
    else
        frame.update(1, 4, 4, white);
    frame.panel(5, at_left).quad(at_left, red, 1).operation(frame::DrawOp::nearest_sampler).quad({30, 30, 20, 20}, blue, 2);
    frame.surface(70'000, frame::SurfaceKind::popup, {60, 60, 80, 40}, 5).quad({60, 60, 80, 40}, green, 1);
    frame.surface(70'001, frame::SurfaceKind::window, {30, 30, 40, 40}, 5).quad({30, 30, 40, 40}, blue, 99);
    return frame;
}

// Every index ImGui is about to draw is inside its list's vertices.
void check_draw_data() {
    for (const ImDrawList* list : ImGui::GetDrawData()->CmdLists) {
        for (const ImDrawCmd& command : list->CmdBuffer) {
            if (command.UserCallback != nullptr) continue;
            REQUIRE(static_cast<int>(command.IdxOffset + command.ElemCount) <= list->IdxBuffer.Size);
            REQUIRE(command.ElemCount % 3 == 0);
            REQUIRE(command.ClipRect.x <= command.ClipRect.z); // false for NaN
            REQUIRE(command.ClipRect.y <= command.ClipRect.w);
            for (unsigned i = 0; i < command.ElemCount; ++i) {
                const unsigned index = list->IdxBuffer[static_cast<int>(command.IdxOffset + i)] + command.VtxOffset;
                REQUIRE(static_cast<int>(index) < list->VtxBuffer.Size);
            }
        }
    }
}
} // namespace

TEST_CASE("frames with random damage are refused or drawn, never worse") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    std::mt19937 random(7);
    bool first = true;
    stage.hosts = [&] {
        if (!host.request()) return;
        auto frame = rich(std::exchange(first, false));
        frame.write(host.output());
        const std::uint32_t used = frame.header.used_bytes;
        for (unsigned damage = random() % 4; damage > 0; --damage) {
            // Whole fields, most of them of the header and the small blocks behind it, with values at the edges.
            constexpr std::uint32_t values[] = {0,          1,      0xFFFFFFFF, 0x7FFFFFFF, 0x7FC00000, 0x7F800000,
                                                0x80000000, 65'535, 65'536,     3,          200'001};
            const std::size_t at = (random() % 2 == 0 ? random() % (sizeof(frame::OutputHeader) / 4) : random() % (used / 4)) * 4;
            if (at == offsetof(frame::OutputHeader, serial) || at == offsetof(frame::OutputHeader, serial) + 4) continue;
            std::memcpy(host.output() + at, &values[random() % std::size(values)], 4);
        }
        host.publish();
    };
    for (int i = 0; i < 600; ++i) {
        stage.compositor().redraw(1);
        stage.frame({move(static_cast<float>(random() % 200), static_cast<float>(random() % 150)), press(), release()});
        check_draw_data();
    }
    CHECK(stage.compositor().figures(1).rejected > 50);
    CHECK(stage.compositor().figures(1).frames > 50);
}

TEST_CASE("a host that goes on writing while its frame is taken gains nothing") {
    Stage stage;
    FakeHost& host = stage.add(1);
    stage.page = {{1, 5, at_left}};
    bool first = true;
    std::atomic<std::uint32_t> used = 0;
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        std::mt19937 random(11);
        while (!stop) {
            const std::uint32_t size = used;
            if (size < 1024) continue;
            // Spares magic, version and serial, so that the frame is looked at.
            const std::size_t at = sizeof(std::uint64_t) * 2 + random() % (size - sizeof(std::uint64_t) * 2 - 4);
            auto* const target = reinterpret_cast<volatile unsigned char*>(host.output() + at);
            const unsigned char kept = *target;
            *target = static_cast<unsigned char>(random());
            *target = kept;
        }
    });
    stage.hosts = [&] {
        if (!host.request()) return;
        auto frame = rich(std::exchange(first, false));
        frame.write(host.output());
        used = frame.header.used_bytes;
        host.publish();
    };
    for (int i = 0; i < 300; ++i) {
        stage.compositor().redraw(1);
        stage.frame({move(50, 50), press(), release()});
        check_draw_data();
    }
    stop = true;
    writer.join();
    CHECK(stage.compositor().figures(1).frames > 0);
}
