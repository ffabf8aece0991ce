#include "frame_sample.hpp"
#include "wire/frame_check.hpp"

#include <atomic>
#include <chrono>
#include <cmath>
#include <doctest/doctest.h>
#include <functional>
#include <limits>
#include <random>
#include <thread>

using namespace asista;
using namespace asista::frame;
using testing::SampleFrame;

namespace {
constexpr float nan_value = std::numeric_limits<float>::quiet_NaN();
constexpr float inf_value = std::numeric_limits<float>::infinity();

struct Area {
    std::vector<std::byte> bytes = std::vector<std::byte>(frame_area_bytes);
    SampleFrame sample = testing::write_sample(bytes.data(), 5);
    CheckedFrame out;
    Result<void> take(FrameLimits limits = {5, 200 * 200}) { return take_frame(bytes, limits, out); }
};

// What the client's drawing relies on, checked again from scratch.
bool is_safe(const CheckedFrame& frame) {
    for (const Surface& surface : frame.surfaces) {
        if (std::uint64_t{surface.first_list} + surface.list_count > frame.lists.size()) return false;
        for (std::uint32_t l = surface.first_list; l < surface.first_list + surface.list_count; ++l) {
            const List& list = frame.lists[l];
            for (std::uint32_t c = list.first_command; c < list.first_command + list.command_count; ++c) {
                const Command& command = frame.commands.at(c);
                if (!(command.clip_min_x <= command.clip_max_x) || !(command.clip_min_y <= command.clip_max_y)) return false;
                if (command.op > DrawOp::nearest_sampler) return false;
                for (std::uint32_t i = 0; i < command.index_count; ++i) {
                    const Index index = frame.indices.at(list.first_index + command.index_offset + i);
                    if (command.vertex_offset + index >= list.vertex_count) return false;
                    const Vertex& vertex = frame.vertices.at(list.first_vertex + command.vertex_offset + index);
                    if (!(std::fabs(vertex.x) < max_coordinate && std::fabs(vertex.u) < max_uv)) return false;
                }
            }
        }
    }
    for (const TextureOp& op : frame.texture_ops) {
        if (std::uint64_t{op.data_offset} + op.data_bytes > frame.pixels.size()) return false;
        if (op.kind == TextureOpKind::destroy) continue;
        if (op.x + op.region_width > op.width || op.y + op.region_height > op.height || op.width > max_texture_side) return false;
    }
    return true;
}
} // namespace

TEST_CASE("a good frame is taken whole, its clips within its surfaces") {
    Area area;
    const auto taken = area.take();

    REQUIRE(taken);
    const CheckedFrame& out = area.out;
    CHECK(out.header.cursor == Cursor::hand);
    CHECK(out.surfaces.size() == 2);
    CHECK(out.vertices.size() == 12);
    CHECK(out.commands[0].clip_min_x == 100);
    CHECK(out.commands[0].clip_max_y == 300);
    CHECK(out.commands[2].clip_min_x == 150);
    CHECK(out.commands[2].clip_max_x == 250);
    CHECK(out.clipboard == "text");
    CHECK(out.pixels.size() == 2048 + 100);
    CHECK(out.texture_ops[1].data_offset == 2048);
    CHECK(out.painted_area == doctest::Approx(2 * 50 * 40)); // the popup's quad lies outside of the popup
    CHECK(is_safe(out));
}

TEST_CASE("a frame that was not asked for is not there yet") {
    Area area;
    CHECK(area.take({4, 1e6F}).error().code == Errc::unavailable);
    CHECK(area.take({6, 1e6F}).error().code == Errc::unavailable);
    CHECK(take_frame(std::span(area.bytes).first(4096), {5, 1e6F}, area.out).error().code == Errc::internal);
}

TEST_CASE("an empty frame is a good one") {
    Area area;
    auto& header = area.sample.header();
    header.surface_count = header.list_count = header.command_count = header.vertex_count = header.index_count = 0;
    header.texture_op_count = header.clipboard_bytes = 0;
    header.surfaces_offset = header.lists_offset = header.clipboard_offset = 0xFFFFFFFF; // of nothing
    CHECK(area.take());
}

TEST_CASE("every attack is refused") {
    using Attack = std::function<void(SampleFrame&)>;
    const auto end = static_cast<std::uint32_t>(frame_data_bytes);
    const std::pair<const char*, Attack> attacks[] = {
        {"magic", [](auto& f) { f.header().magic ^= 1; }},
        {"version", [](auto& f) { f.header().version = 2; }},
        {"flags", [](auto& f) { f.header().flags = 0x80000000; }},
        {"cursor", [](auto& f) { f.header().cursor = static_cast<Cursor>(12); }},
        {"scale zero", [](auto& f) { f.header().scale = 0; }},
        {"scale NaN", [](auto& f) { f.header().scale = nan_value; }},
        {"caret NaN", [](auto& f) { f.header().caret.x = nan_value; }},
        {"caret negative", [](auto& f) { f.header().caret.height = -1; }},
        {"keyboard NaN", [](auto& f) { f.header().left_from.y = nan_value; }},
        {"keyboard far away", [](auto& f) { f.header().left_from.x = 1e9F; }},
        {"keyboard negative", [](auto& f) { f.header().left_from.width = -1; }},
        {"surfaces over cap", [](auto& f) { f.header().surface_count = max_surfaces + 1; }},
        {"lists over cap", [](auto& f) { f.header().list_count = max_lists + 1; }},
        {"commands over cap", [](auto& f) { f.header().command_count = max_commands + 1; }},
        {"vertices over cap", [](auto& f) { f.header().vertex_count = 0xFFFFFFFF; }},
        {"indices over cap", [](auto& f) { f.header().index_count = max_indices + 1; }},
        {"texture operations over cap", [](auto& f) { f.header().texture_op_count = max_texture_ops + 1; }},
        {"clipboard over cap", [](auto& f) { f.header().clipboard_bytes = max_clipboard_bytes + 1; }},
        {"surfaces at the end of the world", [](auto& f) { f.header().surfaces_offset = 0xFFFFFFFF; }},
        {"lists at the end of the world", [](auto& f) { f.header().lists_offset = 0xFFFFFFF0; }},
        {"commands in the header", [](auto& f) { f.header().commands_offset = 0; }},
        {"vertices not aligned", [](auto& f) { f.header().vertices_offset += 4; }},
        {"vertices across the end", [end](auto& f) { f.header().vertices_offset = end - 16; }},
        {"indices in the crash record", [end](auto& f) { f.header().indices_offset = end; }},
        {"texture operations across the end", [end](auto& f) { f.header().texture_ops_offset = end - 48; }},
        {"clipboard across the end", [end](auto& f) { f.header().clipboard_offset = end - 3; }},
        {"clipboard at the end of the world", [](auto& f) { f.header().clipboard_offset = 0xFFFFFFFE; }},
        {"clipboard not UTF-8", [](auto& f) { f.area[testing::clipboard_at] = std::byte{0xFF}; }},
        {"surface without id", [](auto& f) { f.surfaces()[0].id = 0; }},
        {"panel with an id of the host's", [](auto& f) { f.surfaces()[0].id = 0x10001; }},
        {"popup with an id of a panel", [](auto& f) { f.surfaces()[1].id = 2; }},
        {"surface of kind 0", [](auto& f) { f.surfaces()[0].kind = static_cast<SurfaceKind>(0); }},
        {"surface of kind 6", [](auto& f) { f.surfaces()[1].kind = static_cast<SurfaceKind>(6); }},
        {"surface twice", [](auto& f) { f.surfaces()[0] = f.surfaces()[1]; }},
        {"surface NaN", [](auto& f) { f.surfaces()[0].rect.x = nan_value; }},
        {"surface infinite", [](auto& f) { f.surfaces()[0].rect.width = inf_value; }},
        {"surface negative", [](auto& f) { f.surfaces()[0].rect.height = -5; }},
        {"surface far away", [](auto& f) { f.surfaces()[1].rect.x = 1e9F; }},
        {"wish NaN", [](auto& f) { f.surfaces()[0].wanted_height = nan_value; }},
        {"panel with a parent", [](auto& f) { f.surfaces()[0].parent = 0x10000; }},
        {"unknown parent", [](auto& f) { f.surfaces()[1].parent = 99; }},
        {"its own parent", [](auto& f) { f.surfaces()[1].parent = 0x10000; }},
        {"lists of another surface", [](auto& f) { f.surfaces()[1].first_list = 1; }},
        {"lists left over", [](auto& f) { f.surfaces()[1].list_count = 0; }},
        {"more lists than there are", [](auto& f) { f.surfaces()[1].list_count = 0xFFFFFFFF; }},
        {"first list beyond", [](auto& f) { f.surfaces()[0].first_list = 0xFFFFFFFF; }},
        {"commands of another list", [](auto& f) { f.lists()[1].first_command = 0; }},
        {"vertices of another list", [](auto& f) { f.lists()[1].first_vertex = 0; }},
        {"indices of another list", [](auto& f) { f.lists()[2].first_index = 0xFFFFFFFF; }},
        {"more commands than there are", [](auto& f) { f.lists()[2].command_count = 2; }},
        {"more vertices than there are", [](auto& f) { f.lists()[2].vertex_count = 0xFFFFFFFF; }},
        {"more indices than there are", [](auto& f) { f.lists()[2].index_count = 7; }},
        {"commands left over", [](auto& f) { f.lists()[2].command_count = 0; }},
        {"clip NaN", [](auto& f) { f.commands()[0].clip_min_x = nan_value; }},
        {"clip infinite", [](auto& f) { f.commands()[0].clip_max_y = inf_value; }},
        {"operation unknown", [](auto& f) { f.commands()[0].op = static_cast<DrawOp>(4); }},
        {"reset with indices", [](auto& f) { f.commands()[0].op = DrawOp::reset_state; }},
        {"half a triangle", [](auto& f) { f.commands()[0].index_count = 4; }},
        {"indices beyond the list", [](auto& f) { f.commands()[0].index_offset = 3; }},
        {"index offset at the end of the world", [](auto& f) { f.commands()[0].index_offset = 0xFFFFFFFF; }},
        {"index count at the end of the world", [](auto& f) { f.commands()[0].index_count = 0xFFFFFFFD; }},
        {"index beyond the vertices", [](auto& f) { f.indices()[5] = 4; }},
        {"index at its highest", [](auto& f) { f.indices()[17] = 0xFFFF; }},
        {"vertex offset beyond", [](auto& f) { f.commands()[1].vertex_offset = 1; }},
        {"vertex offset wraps", [](auto& f) { f.commands()[1].vertex_offset = 0xFFFFFFFF; }},
        {"vertex NaN", [](auto& f) { f.vertices()[3].y = nan_value; }},
        {"vertex infinite", [](auto& f) { f.vertices()[11].x = -inf_value; }},
        {"vertex far away", [](auto& f) { f.vertices()[0].x = max_coordinate; }},
        {"uv NaN", [](auto& f) { f.vertices()[0].u = nan_value; }},
        {"uv far away", [](auto& f) { f.vertices()[7].v = max_uv; }},
        {"texture without id", [](auto& f) { f.texture_ops()[0].texture = 0; }},
        {"texture operation unknown", [](auto& f) { f.texture_ops()[0].kind = static_cast<TextureOpKind>(4); }},
        {"texture format unknown", [](auto& f) { f.texture_ops()[0].format = static_cast<TextureFormat>(3); }},
        {"texture too wide", [](auto& f) { f.texture_ops()[1].width = max_texture_side + 1; }},
        {"texture without width", [](auto& f) { f.texture_ops()[0].width = 0; }},
        {"region beyond the texture", [](auto& f) { f.texture_ops()[1].x = 60; }},
        {"region wraps", [](auto& f) { f.texture_ops()[1].x = 0xFFFFFFFF; }},
        {"empty region", [](auto& f) { f.texture_ops()[1].region_width = 0; }},
        {"created in part", [](auto& f) { f.texture_ops()[0].height = 32; }},
        {"too few pixels", [](auto& f) { f.texture_ops()[0].data_bytes -= 4; }},
        {"too many pixels", [](auto& f) { f.texture_ops()[1].data_bytes = 0xFFFFFFFF; }},
        {"pixels outside the area", [end](auto& f) { f.texture_ops()[0].data_offset = end - 100; }},
        {"pixels at the end of the world", [](auto& f) { f.texture_ops()[1].data_offset = 0xFFFFFFFF; }},
        {"destroyed with pixels", [](auto& f) { f.texture_ops()[1].kind = TextureOpKind::destroy; }},
    };
    Area area; // one for all: its 32 MB are the most of this test's time
    for (const auto& [name, attack] : attacks) {
        CAPTURE(name);
        area.sample = testing::write_sample(area.bytes.data(), 5);
        attack(area.sample);
        const auto taken = area.take();
        CHECK_FALSE(taken);
        if (!taken) CHECK((taken.error().code == Errc::invalid || taken.error().code == Errc::over_limit));
    }
}

TEST_CASE("indices may be drawn once, so work is bounded by what was sent") {
    Area area;
    area.sample.header().command_count = 4;
    area.sample.lists()[2].command_count = 2;
    area.sample.commands()[3] = area.sample.commands()[2];
    CHECK(area.take().error().message.find("twice") != std::string::npos);

    area.sample.commands()[2].index_count = 3;
    area.sample.commands()[3].index_count = 3;
    CHECK(area.take());
}

TEST_CASE("upload and texture memory have caps over the whole frame") {
    Area area;
    auto& header = area.sample.header();
    header.texture_op_count = 3;
    for (std::uint32_t i = 0; i < 3; ++i) { // the same 4 MB three times
        area.sample.texture_ops()[i] = {
            TextureOpKind::create, i + 1, TextureFormat::rgba8, 1024, 1024, 0, 0, 1024, 1024, 1 << 20, 4 << 20, 0};
    }
    CHECK(area.take().error().code == Errc::over_limit);
    header.texture_op_count = 2;
    CHECK(area.take());
    CHECK(area.take({5, 1e6F, 0, max_texture_bytes - (8 << 20)}));
    CHECK(area.take({5, 1e6F, 0, max_texture_bytes - (8 << 20) + 1}).error().code == Errc::over_limit);
}

TEST_CASE("painting has a budget: many layers over the whole panel are too much, many small things are not") {
    Area area;
    auto& f = area.sample;
    f.header().surface_count = 1;
    f.header().texture_op_count = 0;
    f.surfaces()[0].list_count = 1;
    f.surfaces()[0].rect = {0, 0, 1000, 1000};
    f.header().list_count = 1;
    f.header().vertex_count = 4;
    f.lists()[0].vertex_count = 4;
    f.commands()[0] = {0, 0, 1000, 1000, 0, 0, 0, 0, DrawOp::draw, 0};
    f.header().command_count = 1;
    constexpr Index quad[] = {0, 1, 2, 0, 2, 3};
    const auto paint = [&](float side, std::uint32_t layers) {
        f.vertices()[0] = {-1, -1, 0, 0, 0};
        f.vertices()[1] = {side, -1, 0, 0, 0};
        f.vertices()[2] = {side, side, 0, 0, 0};
        f.vertices()[3] = {-1, side, 0, 0, 0};
        f.header().index_count = f.lists()[0].index_count = f.commands()[0].index_count = layers * 6;
        for (std::uint32_t i = 0; i < layers * 6; ++i) f.indices()[i] = quad[i % 6];
        return area.take({5, 1000 * 1000});
    };
    CHECK(paint(1000, 7));
    CHECK(paint(1000, 9).error().code == Errc::over_limit);
    CHECK(paint(30000, 3)); // what is clipped away costs little
    CHECK(paint(50, 600));
    CHECK(area.out.painted_area == doctest::Approx(600 * 50 * 50).epsilon(0.05));
}

TEST_CASE("a popup that is new adds to the budget, up to what the client grants") {
    Area area;
    auto& f = area.sample;
    f.surfaces()[1].rect = {0, 0, 1000, 1000};
    for (std::uint32_t i = 8; i < 12; ++i) f.vertices()[i].x = (i == 8 || i == 11) ? 0.0F : 1000.0F;
    for (std::uint32_t i = 8; i < 12; ++i) f.vertices()[i].y = i < 10 ? 0.0F : 1000.0F;
    f.commands()[2].clip_min_x = f.commands()[2].clip_min_y = 0;
    f.commands()[2].clip_max_x = f.commands()[2].clip_max_y = 1000;

    CHECK(area.take({5, 100}));
    CHECK(area.take({5, 100, 0}).error().code == Errc::over_limit); // popup_area 0
}

TEST_CASE("bits flipped at random never get a bad index through") {
    std::mt19937 random(7);
    Area area;
    std::size_t accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        testing::write_sample(area.bytes.data(), 5);
        for (unsigned flips = random() % 4 + 1; flips > 0; --flips) {
            const std::size_t at = random() % 8 == 0 ? random() % testing::pixels_at : random() % 2600;
            if (at / 8 == offsetof(OutputHeader, serial) / 8) continue;
            area.bytes[at] ^= static_cast<std::byte>(1U << random() % 8);
        }
        if (!area.take()) continue;
        ++accepted;
        if (!is_safe(area.out)) FAIL("an unsafe frame was accepted");
    }
    CHECK(accepted > 1000);
    CHECK(accepted < 19'000);
}

TEST_CASE("a writer that races with the check cannot get a bad frame through") {
    Area area;
    std::atomic<bool> stop{false};
    // The peer is another process in life, which the language's memory model knows nothing of; volatile keeps the writes coming.
    std::thread writer([&] {
        std::mt19937 random(1);
        auto* const bytes = reinterpret_cast<volatile unsigned char*>(area.bytes.data());
        constexpr std::pair<std::size_t, std::size_t> blocks[] = {
            {offsetof(OutputHeader, flags), 150},        {testing::surfaces_at, 2 * sizeof(Surface)},
            {testing::lists_at, 3 * sizeof(List)},       {testing::commands_at, 3 * sizeof(Command)},
            {testing::vertices_at, 12 * sizeof(Vertex)}, {testing::indices_at, 18 * sizeof(Index)}};
        while (!stop.load(std::memory_order_relaxed)) {
            const auto [start, size] = blocks[random() % std::size(blocks)];
            const std::size_t at = start + random() % size;
            const unsigned char good = bytes[at];
            bytes[at] = static_cast<unsigned char>(random());
            for (auto wait = random() % 400; wait > 0; --wait) stop.load(std::memory_order_relaxed);
            bytes[at] = good;
        }
    });
    std::size_t accepted = 0, refused = 0;
    bool safe = true;
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
    while (safe && (std::chrono::steady_clock::now() < until || accepted == 0 || refused == 0)) {
        if (area.take()) {
            ++accepted;
            safe = is_safe(area.out);
        } else {
            ++refused;
        }
    }
    stop = true;
    writer.join();
    CHECK(safe);
    CHECK(accepted > 0);
    CHECK(refused > 0);
}

TEST_CASE("items come only where they were asked for, and what no host sends is refused") {
    Area area;
    REQUIRE(area.take());
    CHECK(area.out.items.empty());

    FrameLimits limits{5, 200 * 200};
    limits.items = true;
    REQUIRE(area.take(limits));
    REQUIRE(area.out.items.size() == 2);
    CHECK(area.out.items[1].label == "Save");
    CHECK(area.out.items[1].parent == 0);

    const std::function<void(OutputHeader&)> spoils[] = {
        [](OutputHeader& header) { header.items_bytes = 0xFFFFFFFF; },
        [](OutputHeader& header) { header.items_bytes -= 1; },
        [](OutputHeader& header) { header.used_bytes = 0; },
        [](OutputHeader& header) { header.used_bytes = frame_data_bytes - 8; },
        [](OutputHeader& header) { header.used_bytes = 0xFFFFFFFF; },
    };
    for (const auto& spoil : spoils) {
        Area bad;
        spoil(bad.sample.header());
        CHECK_FALSE(bad.take(limits));
        CHECK(bad.take()); // nobody looks at what nobody asked for
    }
}
