#include "draws.hpp"

#include <imgui_internal.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <unistd.h>

namespace hostile {

namespace {
void quads(int count) {
    for (int i = 0; i < count; ++i) ImGui::GetForegroundDrawList()->AddRectFilled({0, 0}, {4000, 4000}, IM_COL32(255, 0, 0, 8));
}
void not_numbers() {
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    auto* const list = ImGui::GetWindowDrawList();
    list->AddTriangleFilled({nan, 0}, {10, nan}, {inf, -inf}, IM_COL32_WHITE);
    list->PushClipRect({-inf, nan}, {inf, inf});
    list->AddRectFilled({0, 0}, {1e30F, 1e30F}, IM_COL32_WHITE);
    list->PopClipRect();
}
void over_everything() { // a full-screen imitation of a question of the client's
    ImGui::SetNextWindowPos({-2000, -2000});
    ImGui::SetNextWindowSize({8000, 8000});
    ImGui::Begin("Asista asks", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings);
    ImGui::Text("Type your password");
    ImGui::End();
}
void popup_storm() {
    for (int i = 0; i < 40; ++i) {
        ImGui::PushID(i);
        ImGui::OpenPopup("storm");
        if (ImGui::BeginPopup("storm")) {
            ImGui::Text("popup %d", i);
            ImGui::EndPopup();
        }
        ImGui::PopID();
    }
}
void tooltip_storm() {
    for (int i = 0; i < 100; ++i) {
        ImGui::SetNextWindowPos({static_cast<float>(i * 13), static_cast<float>(i * 7)});
        ImGui::BeginTooltip();
        ImGui::Text("tooltip %d", i);
        ImGui::EndTooltip();
    }
}
void window_storm() {
    for (int i = 0; i < 200; ++i) {
        const std::string name = "window " + std::to_string(i);
        ImGui::Begin(name.c_str());
        ImGui::TextUnformatted("x");
        ImGui::End();
    }
}
void modal() {
    ImGui::OpenPopup("modal");
    if (ImGui::BeginPopupModal("modal")) {
        ImGui::Text("nothing else may be clicked");
        ImGui::EndPopup();
    }
}
void steal_clipboard() {
    const char* const seen = ImGui::GetClipboardText();
    ImGui::Text("clipboard: [%s]", seen == nullptr ? "" : seen);
    ImGui::SetClipboardText("planted");
}
void native_callback() {
    ImGui::GetWindowDrawList()->AddCallback([](const ImDrawList*, const ImDrawCmd*) { std::abort(); }, nullptr);
    ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, {50, 50}, IM_COL32_WHITE);
}
void wild_texture() { ImGui::Image(ImTextureRef(ImTextureID(0xDEADBEEF)), {64, 64}); }
void many_vertices() {
    for (int i = 0; i < 20'000; ++i) ImGui::GetWindowDrawList()->AddCircleFilled({100, 100}, 2, IM_COL32_WHITE, 30);
}
// 16 MiB of texture more each frame, 3 GiB in all if nobody minds.
void texture_memory() {
    static std::vector<std::unique_ptr<ImTextureData>> held;
    if (held.size() >= 192) return;
    auto texture = std::make_unique<ImTextureData>();
    texture->Create(ImTextureFormat_RGBA32, 2048, 2048);
    ImGui::RegisterUserTexture(texture.get());
    held.push_back(std::move(texture));
    for (const auto& each : held) ImGui::Image(each->GetTexRef(), {4, 4});
}
void unbalanced() {
    ImGui::PushStyleVar(ImGuiStyleVar_Alpha, 0.5F);
    ImGui::BeginGroup();
    ImGui::PushID(1);
    ImGui::End();
    ImGui::End();
}
void invalid_text() {
    ImGui::TextUnformatted("\xff\xfe\x80 \xED\xA0\x80 \xF4\x90\x80\x80 \x1b[31m \xE2\x80\xAE turned");
    ImGui::Button("\xC0\xAF##\xff");
}
// Takes the person's keys, if there are any to take: what came in is shown.
void take_keys() {
    static int keys = 0;
    for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key)
        keys += ImGui::IsKeyPressed(static_cast<ImGuiKey>(key)) ? 1 : 0;
    keys += ImGui::GetIO().InputQueueCharacters.Size;
    ImGui::SetKeyboardFocusHere();
    static char typed[64];
    ImGui::InputText("##t", typed, sizeof typed);
    ImGui::GetIO().WantCaptureKeyboard = ImGui::GetIO().WantTextInput = true;
    std::printf("keys taken: %d\n", keys);
    std::fflush(stdout);
}
} // namespace

bool draw_as(const std::string& name, asista::Frame& frame) {
    frame.animate();
    if (name == "quads") return quads(1'000), true;
    if (name == "not-numbers") return not_numbers(), true;
    if (name == "over-everything") return over_everything(), true;
    if (name == "popup-storm") return popup_storm(), true;
    if (name == "tooltip-storm") return tooltip_storm(), true;
    if (name == "window-storm") return window_storm(), true;
    if (name == "modal") return modal(), true;
    if (name == "steal-clipboard") return steal_clipboard(), true;
    if (name == "native-callback") return native_callback(), true;
    if (name == "wild-texture") return wild_texture(), true;
    if (name == "many-vertices") return many_vertices(), true;
    if (name == "texture-memory") return texture_memory(), true;
    if (name == "unbalanced") return unbalanced(), true;
    if (name == "invalid-text") return invalid_text(), true;
    if (name == "take-keys") return take_keys(), true;
    if (name == "late") return ::usleep(60'000), true;
    return false;
}

} // namespace hostile
