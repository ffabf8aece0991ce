#include "parts.hpp"

#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

namespace asista::motivation::parts {
namespace {

namespace ui = asista::ui;

bool is_focused() { return ImGui::IsItemFocused() && ImGui::GetIO().NavVisible; }

void focus_ring(const Frame& frame, ImVec2 at, ImVec2 end, float radius) {
    const float margin = frame.px(2);
    ImGui::GetWindowDrawList()->AddRect({at.x - margin, at.y - margin}, {end.x + margin, end.y + margin}, frame.theme().accent,
                                        radius, frame.px(1.5F));
}

std::string named(std::string_view words, const char* id) { return std::string(words) + "###" + id; }

ImVec2 chip_size(const Frame& frame, std::string_view words) {
    const ImVec2 text = ImGui::CalcTextSize(words.data(), words.data() + words.size());
    return {std::ceil(text.x) + frame.px(20), frame.px(26)};
}

} // namespace

bool toggle(const Frame& frame, const char* id, std::string_view words, bool on, const std::string& under) {
    const Theme& theme = frame.theme();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 track{frame.px(32), frame.px(18)};
    const float gap = frame.px(metrics::space_3);
    const float wide = ImGui::GetContentRegionAvail().x;
    const float wrap = std::max(frame.px(80), wide - track.x - gap - frame.px(metrics::space_4));
    float height = frame.px(24);
    if (!under.empty()) {
        const auto font = frame.font(FontRole::text, metrics::small);
        height = frame.px(24) + ImGui::CalcTextSize(under.data(), under.data() + under.size(), false, wrap).y;
    }
    // Its words are its name for whoever cannot see it; the id alone tells it from others.
    const bool pressed = ImGui::InvisibleButton(named(words, id).c_str(), {wide, height}, ImGuiButtonFlags_EnableNav);
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float top = at.y + std::floor((frame.px(24) - track.y) / 2);
    const ImVec2 end{at.x + track.x, top + track.y};
    list.AddRectFilled({at.x, top}, end, on ? theme.accent : asista::mixed(theme.line, theme.text, 0.15F), track.y / 2);
    const float knob = track.y / 2 - frame.px(2);
    list.AddCircleFilled({on ? end.x - track.y / 2 : at.x + track.y / 2, top + track.y / 2}, knob, theme.panel);
    if (is_focused()) focus_ring(frame, {at.x, top}, end, track.y / 2);
    {
        const auto font = frame.font(FontRole::text, metrics::text);
        const float y = at.y + std::floor((frame.px(24) - ImGui::GetFontSize()) / 2);
        list.AddText({end.x + gap, y}, theme.text, words.data(), words.data() + words.size());
    }
    if (!under.empty()) {
        const auto font = frame.font(FontRole::text, metrics::small);
        list.AddText(ImGui::GetFont(), ImGui::GetFontSize(), {end.x + gap, at.y + frame.px(22)}, theme.dim, under.data(),
                     under.data() + under.size(), wrap);
    }
    return pressed;
}

bool chip(const Frame& frame, std::string_view words, bool on) {
    const auto font = frame.font(FontRole::medium, metrics::small);
    const Theme& theme = frame.theme();
    const ImVec2 at = ImGui::GetCursorScreenPos(), size = chip_size(frame, words);
    const bool pressed = ImGui::InvisibleButton(std::string(words).c_str(), size, ImGuiButtonFlags_EnableNav);
    const bool hovered = ImGui::IsItemHovered();
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end{at.x + size.x, at.y + size.y};
    const float radius = size.y / 2;
    list.AddRectFilled(at, end,
                       on        ? theme.accent_soft
                       : hovered ? asista::mixed(theme.panel, theme.text, 0.05F)
                                 : theme.panel,
                       radius);
    list.AddRect(at, end, on ? theme.accent : theme.line, radius, std::max(1.0F, std::floor(frame.scale())));
    if (is_focused()) focus_ring(frame, at, end, radius);
    const ImVec2 text = ImGui::CalcTextSize(words.data(), words.data() + words.size());
    list.AddText({at.x + std::floor((size.x - text.x) / 2), at.y + std::floor((size.y - text.y) / 2)},
                 on ? theme.accent : theme.text, words.data(), words.data() + words.size());
    return pressed;
}

void next_chip(const Frame& frame, std::string_view words, float right_edge) {
    const auto font = frame.font(FontRole::medium, metrics::small);
    const float gap = frame.px(6);
    if (ImGui::GetItemRectMax().x + gap + chip_size(frame, words).x <= right_edge)
        ImGui::SameLine(0, gap);
    else
        ui::space(frame, 6);
}

bool field(const Frame& frame, const char* id, const char* hint, std::string& text, std::size_t max_bytes, float width) {
    ImGui::SetNextItemWidth(width > 0 ? frame.px(width) : ImGui::GetContentRegionAvail().x);
    const bool done = ImGui::InputTextWithHint(id, hint, &text, ImGuiInputTextFlags_EnterReturnsTrue);
    if (text.size() > max_bytes) { // cut between characters
        std::size_t end = max_bytes;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
        text.resize(end);
    }
    return done;
}

void heading(const Frame& frame, std::string_view words, bool first) {
    if (!first) ui::space(frame, metrics::space_5);
    ui::text(frame, words, FontRole::semibold, metrics::text, frame.theme().text);
    ui::space(frame, metrics::space_2);
}

bool quiet_link(const Frame& frame, const char* id, std::string_view words) {
    const auto font = frame.font(FontRole::text, metrics::small);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size = ImGui::CalcTextSize(words.data(), words.data() + words.size());
    const bool pressed = ImGui::InvisibleButton(named(words, id).c_str(), size, ImGuiButtonFlags_EnableNav);
    const bool lively = ImGui::IsItemHovered() || is_focused();
    if (ImGui::IsItemHovered()) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (is_focused()) focus_ring(frame, at, {at.x + size.x, at.y + size.y}, frame.px(4));
    ImGui::GetWindowDrawList()->AddText(at, lively ? frame.theme().text : frame.theme().accent, words.data(),
                                        words.data() + words.size());
    return pressed;
}

} // namespace asista::motivation::parts
