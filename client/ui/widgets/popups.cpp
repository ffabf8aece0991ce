#include "ui/widgets/popups.hpp"

#include "gfx/backdrop_painter.hpp"
#include "ui/motion.hpp"
#include "ui/trust_gate.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <functional>

namespace asista::ui {
namespace {

constexpr float item_rows = 32, item_padding = 10, question_padding = 24, edge = 8;
constexpr ImGuiWindowFlags floating_flags =
    ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBackground;

void push_floating_style() {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_PopupBorderSize, 0);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, ImVec2(1, 1));
}
void pop_floating_style() { ImGui::PopStyleVar(4); }

// The panel and its shadow, behind what the window draws; the shadow may reach outside the window.
void draw_floating(const Ui& ui, Box box, float radius) {
    auto* const list = current_list();
    list->PushClipRectFullScreen();
    draw_surface(ui, list, box, Surface::floating, radius);
    list->PopClipRect();
}

Box window_box() {
    const ImVec2 at = ImGui::GetWindowPos(), extent = ImGui::GetWindowSize();
    return {at.x, at.y, extent.x, extent.y};
}

} // namespace

void open_menu(std::string_view id) { ImGui::OpenPopup(std::string{id}.c_str()); }
bool menu_open(std::string_view id) { return ImGui::IsPopupOpen(std::string{id}.c_str()); }

bool begin_menu(Ui& ui, std::string_view id, Box anchor, const MenuLook& look) {
    const std::string name{id};
    if (!ImGui::IsPopupOpen(name.c_str())) return false;
    const float width = std::min(std::round(look.width * ui.theme.scale), ui.frame.width - 2 * ui.px(edge));
    const float padding = ui.px(look.padding);
    push_floating_style();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(padding, padding));
    ImGui::SetNextWindowSizeConstraints(ImVec2(width, 0),
                                        ImVec2(width, std::min(ui.px(look.max_height), ui.frame.height - 2 * ui.px(edge))));
    const float left = look.align_right ? anchor.right() - width : anchor.x;
    const float x = std::clamp(left, ui.px(edge), std::max(ui.frame.width - width - ui.px(edge), ui.px(edge)));
    // Below the anchor; ImGui keeps popups on the screen, but would cover the anchor: above it where there is more room.
    const bool below = ui.frame.height - anchor.bottom() >= ui.px(180) || anchor.y < ui.frame.height / 2;
    ImGui::SetNextWindowPos(ImVec2(x, below ? anchor.bottom() + ui.px(4) : anchor.y - ui.px(4)), ImGuiCond_Always,
                            ImVec2(0, below ? 0.0F : 1.0F));
    const ImGuiWindowFlags flags = (floating_flags & ~ImGuiWindowFlags_NoScrollbar) | ImGuiWindowFlags_AlwaysAutoResize;
    if (!ImGui::BeginPopup(name.c_str(), flags)) {
        ImGui::PopStyleVar();
        pop_floating_style();
        return false;
    }
    draw_floating(ui, window_box(), 10);
    return true;
}

void end_menu() {
    ImGui::EndPopup();
    ImGui::PopStyleVar();
    pop_floating_style();
}

bool menu_item(Ui& ui, const MenuItem& item) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const Box box{at.x, at.y, ImGui::GetContentRegionAvail().x, ui.px(item_rows)};
    ImGui::PushID(static_cast<int>(at.y - ImGui::GetWindowPos().y + ImGui::GetScrollY()));
    const Press state = press(ui, item.label, box, item.enabled ? Enabled::yes : Enabled::no);
    describe(ui, state, {.role = ItemRole::menu_item, .label = item.label, .state = item.ticked ? checked_state(true) : 0});
    ImGui::PopID();
    ImGui::SetCursorScreenPos(at);
    ImGui::ItemSize(ImVec2(box.w, box.h));
    ImGui::SetCursorScreenPos(ImVec2(at.x, box.bottom()));
    if (!state.visible) return false;
    const Colors& c = ui.colors();
    Color text = item.danger ? c.bad : c.text;
    if (!item.enabled) text = c.faint;
    fill(ui, box, with_alpha(c.hover, state.focused ? 1.0F : state.warmth), 7);
    Box row = box.inset(ui.px(item_padding), 0);
    if (!item.icon.empty()) {
        draw_icon(ui, row.cut_left(ui.px(17)), item.icon, item.danger ? c.bad : c.dim, 17);
        row.cut_left(ui.px(9));
    }
    if (item.ticked) {
        draw_icon(ui, row.cut_right(ui.px(16)), "check", c.accent, 16);
        row.cut_right(ui.px(8));
    }
    if (!item.hint.empty()) {
        const Box hint = row.cut_right(text_width(ui, Role::small, item.hint));
        draw_text(ui, hint, Role::small, c.faint, item.hint);
        row.cut_right(ui.px(8));
    }
    draw_text(ui, row, Role::body, text, item.label);
    finish_press(ui, state, box, 7);
    if (state.pressed) ImGui::CloseCurrentPopup();
    return state.pressed;
}

void menu_line(Ui& ui) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    horizontal_line(ui, at.x, at.y + ui.px(5), width, ui.colors().line);
    ImGui::Dummy(ImVec2(width, ui.px(11)));
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + ui.px(11)));
}

void menu_title(Ui& ui, std::string_view text) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const Box box{at.x, at.y, ImGui::GetContentRegionAvail().x, ui.px(26)};
    draw_text(ui, box.inset(ui.px(item_padding), 0), Role::small_medium, ui.colors().faint, text);
    ImGui::Dummy(ImVec2(box.w, box.h));
    ImGui::SetCursorScreenPos(ImVec2(at.x, box.bottom()));
}

void open_question(std::string_view id) { ImGui::OpenPopup(std::string{id}.c_str()); }
void close_question() { ImGui::CloseCurrentPopup(); }

namespace {
// The page, out of focus and under the scrim. Pictures of it are taken when the dialog appears and when there is something new to show, not
// in every frame: what moves there could not be told apart anyway, and a blur a frame is more than a computer without a graphics card
// can do.
void draw_behind(const Ui& ui) {
    static struct { // [main]
        std::uint32_t number = 0;
        std::uint64_t revision = 0;
        int wanted = 0;
    } picture;
    constexpr int until_settled = 3; // frames in which the page takes up what is new
    if (ImGui::IsWindowAppearing() || picture.revision != ui.snapshot.revision) picture.wanted = until_settled;
    picture.revision = ui.snapshot.revision;
    if (picture.wanted > 0) {
        --picture.wanted;
        ++picture.number;
    }
    const float shown = ImGui::GetCurrentContext()->DimBgRatio;
    ImDrawList* const list = ImGui::GetWindowDrawList();
    list->PushClipRectFullScreen();
    if (ui.theme.contrast == Contrast::normal) gfx::paint_backdrop(list, picture.number, ui.frame.width, ui.frame.height, shown);
    list->AddRectFilled(ImVec2(0, 0), ImVec2(ui.frame.width, ui.frame.height), with_alpha(ui.colors().scrim, shown));
    list->PopClipRect();
}
} // namespace

Question begin_question(Ui& ui, std::string_view id, float width_logical, float height_px, float top_logical) {
    Question question;
    const std::string name{id};
    if (!ImGui::IsPopupOpen(name.c_str())) return question;
    const float margin = ui.px(edge);
    const float width = std::min(ui.px(width_logical), ui.frame.width - 2 * margin);
    const float padding = ui.px(top_logical > 0 ? 0 : question_padding);
    const float height = std::min(height_px + 2 * padding, ui.frame.height - 2 * margin);
    const float shown = ui.motion.from(ImGui::GetID(name.c_str()) + 7, 0, 1, duration::slow);
    const float rise = std::round((1 - shown) * ui.px(8));
    const float top = top_logical > 0 ? std::min(ui.px(top_logical), ui.frame.height - height - margin)
                                      : std::floor((ui.frame.height - height) * 0.28F);
    push_floating_style();
    ImGui::PushStyleColor(ImGuiCol_ModalWindowDimBg, ImVec4(0, 0, 0, 0)); // draw_behind() does that
    ImGui::SetNextWindowPos(ImVec2(std::floor((ui.frame.width - width) / 2), std::max(top, margin) + rise));
    ImGui::SetNextWindowSize(ImVec2(width, height));
    if (!ImGui::BeginPopupModal(name.c_str(), nullptr, floating_flags & ~ImGuiWindowFlags_NoScrollbar)) {
        ImGui::PopStyleColor();
        pop_floating_style();
        return question;
    }
    question.shown = true;
    question.box = window_box().inset(padding);
    question.box.y -= ImGui::GetScrollY();
    question.box.h = height_px;
    draw_behind(ui);
    draw_floating(ui, window_box(), size::card_radius);
    // Escape is for what is on top: a menu opened from the question closes first.
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (g.OpenPopupStack.back().Window == ImGui::GetCurrentWindow() && ImGui::IsKeyPressed(ImGuiKey_Escape, false))
        question.closed = true;
    if (top_logical <= 0) reach(question.box.right(), question.box.bottom() + padding);
    return question;
}

void end_question() {
    ImGui::EndPopup();
    ImGui::PopStyleColor();
    pop_floating_style();
}

Question begin_trusted(Ui& ui, std::string_view id, std::uint64_t number, float width_logical, float height_px) {
    Question question = begin_question(ui, id, width_logical, height_px);
    if (!question.shown) return question;
    question.deaf = !ui.gate.listens(std::hash<std::string_view>{}(id) + number, ui.frame.time_s);
    if (question.deaf) question.closed = false;
    ImGui::PushItemFlag(ImGuiItemFlags_Disabled, question.deaf);
    return question;
}

// ImGui gives the keyboard to the first item of a new window. While the dialog is deaf no item can have it, so the first frame in which
// it listens finds nobody there.
void safe_answer(const Question& question) {
    ImGuiStorage& storage = *ImGui::GetStateStorage();
    const ImGuiID given = ImGui::GetID("##safe answer");
    if (question.deaf) return storage.SetBool(given, false);
    if (storage.GetBool(given, false)) return;
    storage.SetBool(given, true);
    ImGui::FocusItem();
}

void end_trusted() {
    ImGui::PopItemFlag();
    end_question();
}

} // namespace asista::ui
