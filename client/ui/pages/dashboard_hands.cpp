// Arranging the dashboard: the card's menu for the keyboard, the header and the corner for the pointer.
#include "ui/pages/dashboard.hpp"

#include "ui/motion.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/widgets/popups.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float height_step = 8, grip = 18, drag_threshold = 5;

} // namespace

void Dashboard::draw_menu(Ui& ui, const DashboardCard& card, Box anchor) {
    if (!begin_menu(ui, "card menu", anchor, {.width = 236, .align_right = true})) return;
    if (card.plugin) {
        plugin_menu_items(ui, *card.plugin);
        menu_line(ui);
    } else {
        const std::string page = card.key == "asista:next"    ? "calendar"
                                 : card.key == "asista:today" ? "tasks"
                                                              : card.key.substr(7);
        if (menu_item(ui, {.label = fmt::format("Open {}", page), .icon = "arrow-right"})) ui.navigator.open(page);
        menu_line(ui);
    }
    const auto resize = [&](int columns) {
        layout_.at(card.key).columns = columns;
        save(ui);
    };
    if (menu_item(ui, {.label = "Wider", .icon = "arrows-out-line-horizontal", .enabled = card.columns < shown_columns_}))
        resize(card.columns + 1);
    if (menu_item(ui, {.label = "Narrower", .icon = "arrows-in-line-horizontal", .enabled = card.columns > 1}))
        resize(card.columns - 1);
    const auto heighten = [&](float by) {
        layout_.at(card.key).height = std::max(std::round(card.height_px / ui.theme.scale) + by, least_card_height);
        save(ui);
    };
    if (menu_item(ui, {.label = "Taller", .icon = "arrows-out-line-vertical"})) heighten(40);
    if (menu_item(ui,
                  {.label = "Shorter", .icon = "arrows-in-line-vertical", .enabled = card.height_px > ui.px(least_card_height)}))
        heighten(-40);
    if (menu_item(ui, {.label = "Move earlier", .icon = "arrow-left"})) shift(ui, card.key, -1);
    if (menu_item(ui, {.label = "Move later", .icon = "arrow-right"})) shift(ui, card.key, 1);
    if (menu_item(ui, {.label = "Hide card", .icon = "eye-slash"})) {
        layout_.at(card.key).hidden = true;
        save(ui);
    }
    end_menu();
}

void Dashboard::shift(Ui& ui, const std::string& key, int by) {
    const auto at = static_cast<std::ptrdiff_t>(std::ranges::find(layout_.cards, key, &CardChoice::key) - layout_.cards.begin());
    const std::ptrdiff_t target = at + (by > 0 ? 2 : -1);
    if (target < 0) return;
    layout_.move(key, static_cast<std::size_t>(target));
    order_.clear();
    for (const auto& card : layout_.cards) order_.push_back(card.key);
    save(ui);
}

void Dashboard::handle_header(Ui& ui, const DashboardCard& card, Box box) {
    Box head = box;
    head = head.cut_top(ui.px(size::card_padding + size::card_header));
    ImGui::SetCursorScreenPos(ImVec2(head.x, head.y));
    ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true); // the keyboard's way is the card's menu
    ImGui::SetNextItemAllowOverlap();
    ImGui::InvisibleButton("header", ImVec2(std::max(head.w, 1.0F), std::max(head.h, 1.0F)));
    ImGui::PopItemFlag();
    if (ImGui::IsItemActive() && grab_ == Grab::none && ImGui::IsMouseDragging(ImGuiMouseButton_Left, ui.px(drag_threshold))) {
        grab_ = Grab::moving;
        grabbed_ = card.key;
        const ImVec2 from = ImGui::GetIO().MouseClickedPos[0];
        grab_offset_ = ImVec2(from.x - box.x, from.y - box.y);
    }
    if (grab_ == Grab::moving && grabbed_ == card.key) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeAll);
}

void Dashboard::handle_grip(Ui& ui, const DashboardCard& card, Box box) {
    const float side = ui.px(grip);
    const Box corner{box.right() - side, box.bottom() - side, side, side};
    ImGui::SetCursorScreenPos(ImVec2(corner.x, corner.y));
    ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
    ImGui::InvisibleButton("grip", ImVec2(side, side));
    ImGui::PopItemFlag();
    const bool hovered = ImGui::IsItemHovered();
    if (ImGui::IsItemActivated()) {
        grab_ = Grab::resizing;
        grabbed_ = card.key;
        const ImVec2 mouse = ImGui::GetMousePos();
        grab_offset_ = ImVec2(box.right() - mouse.x, box.bottom() - mouse.y);
    }
    const bool resizing = grab_ == Grab::resizing && grabbed_ == card.key;
    if (!hovered && !resizing) return;
    ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeNWSE);
    auto* const list = current_list();
    const Color color = resizing ? ui.colors().accent : ui.colors().faint;
    for (const float step : {5.0F, 9.0F})
        list->AddLine(ImVec2(box.right() - ui.px(step + 1), box.bottom() - ui.px(5)),
                      ImVec2(box.right() - ui.px(5), box.bottom() - ui.px(step + 1)), color, ui.px(1));
}

void Dashboard::follow_grab(Ui& ui, const std::vector<DashboardCard>& cards, const Grid& grid, float pitch) {
    if (grab_ == Grab::none) return;
    const auto found = std::ranges::find(cards, grabbed_, &DashboardCard::key);
    if (found == cards.end() || !ImGui::IsMouseDown(ImGuiMouseButton_Left)) {
        grab_ = Grab::none;
        save(ui);
        ui.motion.keep_going();
        return;
    }
    const auto index = static_cast<std::size_t>(found - cards.begin());
    const Box box = grid.places[index].box;
    const ImVec2 mouse = ImGui::GetMousePos();
    if (grab_ == Grab::resizing) {
        const float gap = ui.px(size::step4);
        const int columns =
            std::clamp(static_cast<int>(std::lround((mouse.x + grab_offset_.x - box.x + gap) / pitch)), 1, shown_columns_);
        const float height = std::round((mouse.y + grab_offset_.y - box.y) / ui.theme.scale / height_step) * height_step;
        layout_.at(grabbed_).columns = columns;
        // The cards of a row share its height: the edge in the hand is the edge of all of them.
        for (std::size_t i = 0; i < cards.size(); ++i)
            if (grid.places[i].row == grid.places[index].row && !cards[i].failed)
                layout_.at(cards[i].key).height = std::max(height, least_card_height);
        return;
    }
    const float x = mouse.x - grab_offset_.x + box.w / 2, y = mouse.y;
    std::size_t target = drop_index(grid, x, y);
    if (target == index || target == index + 1) return;
    const std::string before = target < cards.size() ? cards[target].key : std::string{};
    const auto place = before.empty() ? layout_.cards.end() : std::ranges::find(layout_.cards, before, &CardChoice::key);
    layout_.move(grabbed_, static_cast<std::size_t>(place - layout_.cards.begin()));
}

} // namespace asista::ui
