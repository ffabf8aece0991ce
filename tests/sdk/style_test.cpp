// The theme as ImGui's style: complete, and right at any scale.
#include <asista/style.hpp>

#include <doctest/doctest.h>

namespace {

struct Context {
    Context() : context(ImGui::CreateContext()) {}
    ~Context() { ImGui::DestroyContext(context); }
    ImGuiContext* context;
};

asista::ThemeColorsView odd_colors() {
    return {0xFF010203, 0xFF020304, 0xFF030405, 0xFF040506, 0xFF050607, 0xFF060708, 0xFF070809,
            0xFF08090A, 0xFF090A0B, 0xFF0A0B0C, 0xFF0B0C0D, 0xFF0C0D0E, false};
}

} // namespace

TEST_CASE("no colour of imgui's own is left in the style") {
    const Context context;
    const ImGuiStyle imgui_own;

    asista::apply_style(odd_colors(), 1);

    const ImGuiStyle& style = ImGui::GetStyle();
    for (int slot = 0; slot < ImGuiCol_COUNT; ++slot) {
        const ImVec4& ours = style.Colors[slot];
        const ImVec4& theirs = imgui_own.Colors[slot];
        const bool same = ours.x == theirs.x && ours.y == theirs.y && ours.z == theirs.z && ours.w == theirs.w;
        CAPTURE(ImGui::GetStyleColorName(slot));
        CHECK((!same || ours.w == 0));
    }
}

TEST_CASE("sizes follow the scale, applied once however often") {
    const Context context;

    asista::apply_style(odd_colors(), 1);
    const float once = ImGui::GetStyle().FrameRounding;
    asista::apply_style(odd_colors(), 2);
    asista::apply_style(odd_colors(), 2);

    CHECK(ImGui::GetStyle().FrameRounding == 2 * once);
    CHECK(ImGui::GetStyle().FontScaleDpi == 2);
    CHECK(ImGui::GetStyle().WindowBorderSize == 2);
}

TEST_CASE("colours mix and fade channel by channel") {
    CHECK(asista::mixed(0xFF000000, 0xFFFFFFFF, 0) == 0xFF000000);
    CHECK(asista::mixed(0xFF000000, 0xFFFFFFFF, 1) == 0xFFFFFFFF);
    CHECK(asista::mixed(0xFF000000, 0xFF0000C8, 0.5F) == 0xFF000064);
    CHECK(asista::faded(0xFF123456, 0.5F) == 0x80123456);
    CHECK(asista::faded(0x80123456, 0) == 0x00123456);
}
