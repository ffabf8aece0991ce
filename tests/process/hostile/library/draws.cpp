#include "draws.hpp"

#include <imgui_internal.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <memory>
#include <unistd.h>

namespace hostile {

namespace {
void fill_window() {
    const ImVec2 at = ImGui::GetWindowPos(), size = ImGui::GetWindowSize();
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + size.x, at.y + size.y}, bold_color);
}
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
void over_everything() { // a full-screen imitation of a question of the client's, and one larger than that
    const ImVec2 whole = ImGui::GetIO().DisplaySize;
    const auto ask = [](const char* name, const ImVec2& at, const ImVec2& size) {
        ImGui::SetNextWindowPos(at);
        ImGui::SetNextWindowSize(size);
        ImGui::Begin(name, nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoSavedSettings);
        fill_window();
        ImGui::Text("Type your password");
        ImGui::End();
    };
    ask("Asista asks", {0, 0}, whole);
    ask("Asista asks on", {-2000, -2000}, {8000, 8000});
}
// A menu that has never been told that it was closed.
void stubborn_popup() {
    ImGui::OpenPopup("stubborn");
    ImGui::SetNextWindowSize({160, 120});
    if (!ImGui::BeginPopup("stubborn")) return;
    fill_window();
    ImGui::EndPopup();
}
// A well-behaved plugin: a text field in a colour of its own, that rests.
void text_field() {
    static char typed[64];
    ImGui::PushStyleColor(ImGuiCol_FrameBg, IM_COL32(0x33, 0xCC, 0x11, 0xFF));
    ImGui::SetNextItemWidth(120);
    ImGui::InputText("##field", typed, sizeof typed);
    ImGui::PopStyleColor();
}
void popup_storm(int depth = 0) { // each opened from the one before: at one level there is only one at a time
    if (depth == 40) return;
    if (!ImGui::IsPopupOpen("storm")) ImGui::OpenPopup("storm");
    ImGui::SetNextWindowPos({300.0F + static_cast<float>(depth * 7), 150.0F + static_cast<float>(depth * 7)});
    if (!ImGui::BeginPopup("storm")) return;
    fill_window();
    ImGui::Text("popup %d", depth);
    popup_storm(depth + 1);
    ImGui::EndPopup();
}
void tooltip_storm() { // BeginTooltip() would put all into one
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_Tooltip | ImGuiWindowFlags_NoInputs | ImGuiWindowFlags_NoTitleBar |
                                       ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                                       ImGuiWindowFlags_AlwaysAutoResize;
    const ImVec2 at = ImGui::GetWindowPos(); // beside its own panel, where tooltips may be, and from there on over everything
    for (int i = 0; i < 100; ++i) {
        ImGui::SetNextWindowPos({at.x + static_cast<float>(i * 13), at.y + static_cast<float>(i * 7)});
        const std::string name = "tooltip " + std::to_string(i);
        ImGui::Begin(name.c_str(), nullptr, flags);
        fill_window();
        ImGui::TextUnformatted(name.c_str());
        ImGui::End();
    }
}
void window_storm() {
    for (int i = 0; i < 200; ++i) {
        const std::string name = "window " + std::to_string(i);
        ImGui::Begin(name.c_str());
        fill_window();
        ImGui::TextUnformatted("x");
        ImGui::End();
    }
}
void modal() {
    ImGui::OpenPopup("modal");
    if (ImGui::BeginPopupModal("modal")) {
        fill_window();
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

void look_at_input() {
    for (int key = ImGuiKey_NamedKey_BEGIN; key < ImGuiKey_NamedKey_END; ++key) {
        const bool pointer = key >= ImGuiKey_MouseLeft && key <= ImGuiKey_MouseWheelY;
        if (!pointer && ImGui::IsKeyPressed(static_cast<ImGuiKey>(key), false)) ++seen.keys;
    }
    seen.characters += ImGui::GetIO().InputQueueCharacters.Size;
    for (int button = 0; button < ImGuiMouseButton_COUNT; ++button) seen.presses += ImGui::IsMouseClicked(button) ? 1 : 0;
    if (const char* const text = ImGui::GetClipboardText(); text != nullptr && *text != 0) seen.clipboard = text;
}

bool draw_as(const std::string& name, asista::Frame& frame) {
    if (name == "text-field") return text_field(), true;
    frame.animate();
    if (name == "stubborn-popup") return stubborn_popup(), true;
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
