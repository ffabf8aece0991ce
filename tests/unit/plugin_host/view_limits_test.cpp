// Drawing that is wrong, outside or too much is repaired, cut or left out, and said once.
#include "view_rig.hpp"

#include <cmath>
#include <doctest/doctest.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <implot.h>
#include <limits>

using namespace asista;
using testing::place;
using testing::ViewRig;
using testing::wants;

TEST_CASE("unbalanced drawing is repaired, said once, and costs nothing else") {
    ViewRig rig;
    const char* which = "";
    bool after_drawn = false;
    rig.panel(1, place, [&] {
        const std::string_view kind = which;
        if (kind == "window") ImGui::Begin("left open");
        if (kind == "child") ImGui::BeginChild("left open");
        if (kind == "style") ImGui::PushStyleColor(ImGuiCol_Text, 0xFF0000FF);
        if (kind == "id") ImGui::PushID(3);
        if (kind == "tree") ImGui::TreePush("t");
        if (kind == "table" && ImGui::BeginTable("t", 2)) ImGui::TableNextColumn();
        if (kind == "end") ImGui::End();
        if (kind == "plot") ImPlot::BeginPlot("p", {200, 150});
        ImGui::TextUnformatted("drawn");
    });
    rig.panel(2, {600, 80, 200, 100}, [&] {
        ImGui::TextUnformatted("after");
        after_drawn = true;
    });
    rig.settle();

    for (const char* const kind : {"window", "child", "style", "id", "tree", "table", "end", "plot", "plot"}) {
        CAPTURE(kind);
        which = kind;
        after_drawn = false;
        rig.draw();
        rig.draw();
        CHECK(after_drawn);
        CHECK(rig.last().surfaces.size() >= 2);
        if (std::string_view(kind) != "plot") CHECK(wants(rig, frame::output_flags::draw_recovered));
        which = "";
        rig.settle();
        CHECK_FALSE(wants(rig, frame::output_flags::draw_recovered));
        CHECK(rig.last().surfaces[0].list_count > 0);
    }
    CHECK(rig.complaints.size() >= 7);
    CHECK(rig.complaints.size() < 40);
}

TEST_CASE("drawing far outside is cut, drawing nonsense is dropped, and neither is refused") {
    ViewRig rig;
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    rig.panel(1, place, [&] {
        auto* const list = ImGui::GetWindowDrawList();
        ImGui::TextUnformatted("kept");
        list->AddTriangleFilled({150, 150}, {1.0e6F, 151}, {150, 152}, 0xFF0000FF);
        list->AddLine({-4.0e5F, 200}, {4.0e5F, 300}, 0xFF00FF00, 2);
        list->AddTriangleFilled({nan, 150}, {200, 151}, {150, 152}, 0xFF0000FF);
        list->AddTriangleFilled({inf, 150}, {200, -inf}, {150, 152}, 0xFF0000FF);
        list->PushClipRect({-inf, -inf}, {inf, 1.0e30F});
        list->AddRectFilled({160, 160}, {200, 200}, 0xFFFFFFFF);
        list->PopClipRect();
        ImGui::TextUnformatted("kept too");
    });

    rig.settle();

    CHECK(rig.last().vertices.size() > 60);
    // The long triangle keeps its slope: at its cut edge it is as high as the line from the corners says.
    bool found = false;
    for (const auto& vertex : rig.last().vertices) {
        if (std::fabs(vertex.x - 30000) > 1 || vertex.color != 0xFF0000FF) continue;
        found = true;
        CHECK(vertex.y >= 150);
        CHECK(vertex.y <= 152);
    }
    CHECK(found);
}

TEST_CASE("more than a frame holds is left out with one complaint") {
    ViewRig rig;
    rig.panel(1, place, [] {
        for (int i = 0; i < 60'000; ++i) ImGui::GetWindowDrawList()->AddRectFilled({110, 110}, {112, 112}, 0xFFFFFFFF);
    });

    rig.settle();
    rig.draw();

    CHECK(rig.last().surfaces.size() == 1);
    CHECK(rig.complaints.size() == 1);
}

TEST_CASE("callbacks of the plugin are dropped, those of the renderer cross as numbers") {
    ViewRig rig;
    bool called = false;
    rig.panel(1, place, [&] {
        auto* const list = ImGui::GetWindowDrawList();
        const auto& platform = ImGui::GetPlatformIO();
        list->AddCallback(
            [](const ImDrawList*, const ImDrawCmd* command) { *static_cast<bool*>(command->UserCallbackData) = true; }, &called);
        list->AddCallback(platform.DrawCallback_SetSamplerNearest, nullptr);
        list->AddRectFilled({110, 110}, {150, 150}, 0xFFFFFFFF);
        list->AddCallback(platform.DrawCallback_SetSamplerLinear, nullptr);
        list->AddRectFilled({160, 110}, {190, 150}, 0xFFFFFFFF);
        list->AddCallback(platform.DrawCallback_ResetRenderState, nullptr);
    });

    rig.settle();

    std::vector<frame::DrawOp> operations;
    for (const auto& command : rig.last().commands) operations.push_back(command.op);
    using frame::DrawOp;
    CHECK(operations ==
          std::vector{DrawOp::nearest_sampler, DrawOp::draw, DrawOp::linear_sampler, DrawOp::draw, DrawOp::reset_state});
    CHECK_FALSE(called);
}
