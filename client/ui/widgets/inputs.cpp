#include "ui/widgets/inputs.hpp"

#include "ui/motion.hpp"
#include "ui/widgets/popups.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>
#include <imgui_stdlib.h>

namespace asista::ui {
namespace {

constexpr float field_padding = 11, field_icon = 17;

// ImGui's own field, without a frame, its text centred in `box`.
FieldEvent edit(Ui& ui, std::string_view id, Box box, std::string& text, const FieldLook& look, bool many_lines) {
    const Face type = face(ui.fonts, look.mono ? Role::mono : Role::body, ui.theme.type_scale());
    ImGui::PushFont(type.font, type.imgui_size);
    const float pad_y = many_lines ? ui.px(7) : std::max((box.h - ImGui::GetFontSize()) / 2, 0.0F);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(0, std::floor(pad_y)));
    ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, 0);
    for (const auto slot : {ImGuiCol_FrameBg, ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive, ImGuiCol_NavCursor})
        ImGui::PushStyleColor(slot, 0);
    ImGui::PushStyleColor(ImGuiCol_Text, ui.colors().text);
    ImGui::PushStyleColor(ImGuiCol_TextDisabled, ui.colors().faint);
    ImGui::PushStyleColor(ImGuiCol_TextSelectedBg, with_alpha(ui.colors().accent, 0.3F));
    ImGui::PushStyleColor(ImGuiCol_InputTextCursor, ui.colors().accent);
    if (look.focus_now) {
        // What had the keyboard in another window would, when ImGui meets it again in this frame, take the request back.
        if (ImGuiContext& g = *ImGui::GetCurrentContext(); g.NavWindow != ImGui::GetCurrentWindow()) g.NavId = 0;
        ImGui::SetKeyboardFocusHere();
    }
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    const std::string label = "##" + std::string{id}, hint{look.hint};
    bool entered = false, edited = false;
    if (many_lines) {
        constexpr auto sending =
            ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CtrlEnterForNewLine | ImGuiInputTextFlags_WordWrap;
        constexpr ImGuiInputTextFlags reading = ImGuiInputTextFlags_ReadOnly | ImGuiInputTextFlags_WordWrap;
        const bool done = ImGui::InputTextMultiline(label.c_str(), &text, ImVec2(box.w, box.h),
                                                    ImGuiInputTextFlags_NoHorizontalScroll | (look.sends ? sending : 0) |
                                                        (look.read_only ? reading : 0));
        entered = look.sends && done;
        edited = look.sends ? ImGui::IsItemEdited() : done;
    } else {
        ImGui::SetNextItemWidth(box.w);
        entered =
            ImGui::InputTextWithHint(label.c_str(), hint.c_str(), &text,
                                     ImGuiInputTextFlags_EnterReturnsTrue | (look.secret ? ImGuiInputTextFlags_Password : 0));
        edited = ImGui::IsItemEdited();
    }
    describe(ui, ImGui::GetItemID(),
             {.role = ItemRole::field,
              .label = !look.label.empty() ? look.label
                       : look.hint.empty() ? id
                                           : look.hint,
              .value = look.secret ? std::string_view() : text,
              .state = look.read_only ? 0U : items::state::editable});
    ImGui::PopStyleColor(8);
    ImGui::PopStyleVar(2);
    ImGui::PopFont();
    if (entered) return FieldEvent::submitted;
    return edited ? FieldEvent::changed : FieldEvent::none;
}

FieldEvent framed(Ui& ui, std::string_view id, Box box, std::string& text, const FieldLook& look, bool many_lines) {
    const Colors& c = ui.colors();
    auto* const list = current_list();
    if (!look.plain) draw_surface(ui, list, box, Surface::control, size::radius);
    Box inner = look.plain ? box : box.inset(ui.px(field_padding), 0);
    if (!look.icon.empty()) {
        draw_icon(ui, inner.cut_left(ui.px(field_icon)), look.icon, c.faint, field_icon);
        inner.cut_left(ui.px(9));
    }
    const FieldEvent event = edit(ui, id, inner, text, look, many_lines);
    const bool active = ImGui::IsItemActive(), hovered = ImGui::IsItemHovered();
    const bool focused = ImGui::IsItemFocused() && ImGui::GetCurrentContext()->NavCursorVisible;
    if (many_lines && text.empty() && !look.hint.empty())
        draw_paragraph(ui, inner.inset(0, ui.px(6)), look.mono ? Role::mono : Role::body, c.faint, look.hint);
    if (hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
    if (!look.plain && (active || focused)) outline(ui, box, c.accent, size::radius, 1.5F);
    return event;
}

} // namespace

bool check_box(Ui& ui, std::string_view id, Box box, On on, std::string_view hint) {
    const float side = ui.px(size::check);
    const Box square = box.centered(side, side);
    const Press state = press(ui, id, box);
    describe(ui, state, {.role = ItemRole::check_box, .label = hint, .state = checked_state(on == On::yes)});
    if (!state.visible) return false;
    tooltip(ui, hint);
    const Colors& c = ui.colors();
    const float filled = ui.motion.to(state.id + 1, on == On::yes ? 1.0F : 0.0F, duration::quick);
    fill(ui, square, c.panel, size::radius_small);
    outline(ui, square, mix(c.control_line, c.accent, std::max(filled, state.warmth)), size::radius_small, 1.3F);
    if (filled > 0) {
        fill(ui, square, with_alpha(c.accent, filled), size::radius_small);
        const float u = side / 17;
        auto* const list = current_list();
        const ImVec2 points[] = {{square.x + 4.6F * u, square.y + 8.9F * u},
                                 {square.x + 7.4F * u, square.y + 11.7F * u},
                                 {square.x + 12.5F * u, square.y + 5.9F * u}};
        list->AddPolyline(points, 3, with_alpha(c.on_accent, filled), 1.7F * u, ImDrawFlags_None);
    }
    finish_press(ui, state, square, size::radius_small);
    return state.pressed;
}

Box switch_box(const Ui& ui, Box row) {
    return row.cut_right(ui.px(size::switch_width)).centered_rows(ui.px(size::switch_height));
}

bool toggle_switch(Ui& ui, std::string_view id, Box box, On on, Enabled enabled, std::string_view hint) {
    const Press state = press(ui, id, box, enabled);
    describe(ui, state, {.role = ItemRole::toggle, .label = hint, .state = checked_state(on == On::yes)});
    if (!state.visible) return false;
    tooltip(ui, hint);
    const Colors& c = ui.colors();
    const float strength = enabled == Enabled::yes ? 1.0F : 0.65F;
    const float along = ui.motion.to(state.id + 1, on == On::yes ? 1.0F : 0.0F, duration::normal);
    const float radius = box.h / 2 / ui.theme.scale;
    fill(ui, box, with_alpha(mix(c.track, c.accent, along), strength), radius);
    fill(ui, box, with_alpha(c.hover, state.warmth), radius);
    if (ui.theme.contrast == Contrast::high) outline(ui, box, c.control_line, radius);
    const float knob = box.h - ui.px(4);
    const float travel = box.w - box.h;
    dot(ui, box.x + box.h / 2 + travel * along, box.middle_y(), knob / 2 / ui.theme.scale,
        ui.theme.contrast == Contrast::high ? mix(c.text, c.on_accent, along)
                                            : with_alpha(rgb(0xffffff), enabled == Enabled::yes ? 1.0F : 0.8F));
    finish_press(ui, state, box, radius);
    return state.pressed;
}

FieldEvent text_field(Ui& ui, std::string_view id, Box box, std::string& text, const FieldLook& look) {
    return framed(ui, id, box, text, look, false);
}
FieldEvent text_area(Ui& ui, std::string_view id, Box box, std::string& text, const FieldLook& look) {
    return framed(ui, id, box, text, look, true);
}

bool drop_down(Ui& ui, std::string_view id, Box box, std::span<const std::string> choices, std::size_t& index,
               std::string_view empty_text) {
    const std::string menu = std::string{id} + "/menu";
    const Press state = press(ui, id, box, choices.empty() ? Enabled::no : Enabled::yes);
    describe(ui, state,
             {.role = ItemRole::tree,
              .value = index < choices.size() ? std::string_view{choices[index]} : empty_text,
              .state = items::state::openable | (menu_open(menu) ? items::state::open : 0)});
    if (state.visible) {
        draw_surface(ui, current_list(), box, Surface::control, size::radius);
        fill(ui, box, with_alpha(ui.colors().hover, state.warmth), size::radius);
        Box row = box.inset(ui.px(field_padding), 0);
        draw_icon(ui, row.cut_right(ui.px(15)), "caret-down", ui.colors().dim, 15);
        const bool any = index < choices.size();
        draw_text(ui, row, Role::body, any ? ui.colors().text : ui.colors().faint,
                  any ? std::string_view{choices[index]} : empty_text);
        finish_press(ui, state, box, size::radius);
    }
    if (state.pressed) open_menu(menu);
    bool changed = false;
    if (begin_menu(ui, menu, box, {.width = box.w / ui.theme.scale})) {
        for (std::size_t i = 0; i < choices.size(); ++i)
            if (menu_item(ui, {.label = choices[i], .icon = {}, .ticked = i == index})) {
                changed = index != i;
                index = i;
            }
        end_menu();
    }
    return changed;
}

bool slider(Ui& ui, std::string_view id, Box box, double& value, double minimum, double maximum, std::string_view format) {
    const Colors& c = ui.colors();
    const Face type = face(ui.fonts, Role::small_medium, ui.theme.type_scale());
    ImGui::PushFont(type.font, type.imgui_size);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(ui.px(8), std::floor((box.h - ImGui::GetFontSize()) / 2)));
    ImGui::PushStyleVar(ImGuiStyleVar_FrameRounding, ui.px(size::radius));
    ImGui::PushStyleColor(ImGuiCol_FrameBg, c.track);
    ImGui::PushStyleColor(ImGuiCol_FrameBgHovered, c.track);
    ImGui::PushStyleColor(ImGuiCol_FrameBgActive, c.track);
    ImGui::PushStyleColor(ImGuiCol_SliderGrab, c.accent);
    ImGui::PushStyleColor(ImGuiCol_SliderGrabActive, c.accent);
    ImGui::PushStyleColor(ImGuiCol_Text, c.text);
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::SetNextItemWidth(box.w);
    const std::string label = "##" + std::string{id}, shown{format};
    const bool changed = ImGui::SliderScalar(label.c_str(), ImGuiDataType_Double, &value, &minimum, &maximum, shown.c_str());
    describe(ui, ImGui::GetItemID(), {.role = ItemRole::slider, .value = fmt::format("{}", value)});
    ImGui::PopStyleColor(6);
    ImGui::PopStyleVar(2);
    ImGui::PopFont();
    return changed;
}

} // namespace asista::ui
