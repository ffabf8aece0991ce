// The first page: cards of plugins and of the client on a grid that the user arranges. Moving and resizing are shown while they
// happen and kept (preference "layout.dashboard") when the button is released.
#include "ui/pages/dashboard.hpp"

#include "ui/motion.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/preferences.hpp"
#include "ui/widgets/popups.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float default_body = 120;

} // namespace

Dashboard::Dashboard() {
    for (const auto& kind : own_card_kinds()) own_.emplace(kind.key, kind.make());
}

void Dashboard::follow_preferences(const Ui& ui) {
    if (const std::string_view layouts = preference(ui.snapshot, "dashboards"); layouts != seen_layouts_) {
        seen_layouts_ = layouts;
        if (layouts != sent_layouts_) layouts_ = DashboardLayouts::from_json(layouts);
    }
    const std::string_view json = preference(ui.snapshot, DashboardLayouts::key_of(layouts_.shown().id));
    if (json == seen_json_ || grab_ != Grab::none) return;
    seen_json_ = json;
    if (json != sent_json_) layout_ = DashboardLayout::from_json(json); // else it is our own, coming back
}

// The order as it stands goes into the layout, so that a plugin that stops, or is away for a while, keeps its place.
void Dashboard::adopt_order() {
    DashboardLayout whole;
    for (const auto& key : order_) whole.cards.push_back(layout_.find(key) ? *layout_.find(key) : CardChoice{.key = key});
    for (std::size_t i = 0; i < layout_.cards.size(); ++i) {
        if (whole.find(layout_.cards[i].key)) continue;
        whole.cards.insert(whole.cards.begin() + static_cast<std::ptrdiff_t>(std::min(i, whole.cards.size())), layout_.cards[i]);
    }
    layout_ = std::move(whole);
}

void Dashboard::save(Ui& ui) {
    adopt_order();
    const std::string json = layout_.to_json();
    if (json == sent_json_) return;
    sent_json_ = json;
    ui.calls.call<calls::PreferencesSet>({.key = DashboardLayouts::key_of(layouts_.shown().id), .json = json});
}

// By plugin name, not by who registered first: the order must not depend on which process was quicker.
void Dashboard::add_plugin_cards(const Ui& ui, std::vector<DashboardCard>& cards, std::vector<DashboardCard>& failed) const {
    for (const auto& plugin : ui.snapshot.plugins) {
        if (!plugin.installed || !plugin.enabled) continue;
        const std::string prefix = "plugin:" + plugin.id + "/";
        if (has_failed(plugin)) { // one card, where the plugin's first one was
            const auto known =
                std::ranges::find_if(layout_.cards, [&](const CardChoice& choice) { return choice.key.starts_with(prefix); });
            DashboardCard card;
            card.key = known == layout_.cards.end() ? prefix : known->key;
            card.title = plugin.name;
            card.icon = "warning";
            card.plugin = &plugin;
            card.failed = true;
            failed.push_back(std::move(card));
            continue;
        }
        for (const auto& widget : ui.snapshot.widgets) {
            if (widget.plugin != plugin.id) continue;
            DashboardCard card;
            card.key = prefix + widget.widget.id;
            card.title = widget.widget.title.empty() ? plugin.name : widget.widget.title;
            card.icon = widget.widget.icon.empty() ? plugin.icon : widget.widget.icon;
            card.columns = std::clamp(static_cast<int>(widget.widget.columns), 1, 3);
            card.plugin = &plugin;
            card.widget = &widget;
            card.highlight = widget.widget.highlight && std::ranges::none_of(cards, &DashboardCard::highlight); // one a page
            cards.push_back(std::move(card));
        }
    }
    std::stable_partition(cards.begin(), cards.end(), [](const DashboardCard& card) { return card.highlight; });
}

std::vector<DashboardCard> Dashboard::collect(const Ui& ui) const {
    std::vector<DashboardCard> cards, failed;
    add_plugin_cards(ui, cards, failed);
    for (const auto& kind : own_card_kinds()) {
        DashboardCard card;
        card.key = kind.key;
        card.title = kind.title;
        card.icon = kind.icon;
        card.columns = kind.columns;
        card.own = own_.at(kind.key).get();
        cards.push_back(std::move(card));
    }
    for (auto& card : failed) cards.push_back(std::move(card));
    return cards;
}

float Dashboard::wanted_height(const Ui& ui, const DashboardCard& card, float width, int columns) const {
    const float gap = ui.px(size::step4);
    const auto span = static_cast<float>(std::min(card.columns, columns));
    const float card_width = (width + gap) / static_cast<float>(columns) * span - gap;
    if (card.failed) return failure_height(ui, card_width, *card.plugin);
    const CardChoice* choice = layout_.find(card.key);
    if (choice && choice->height > 0) return std::max(ui.px(choice->height), ui.px(least_card_height));
    const float body_width = card_width - 2 * card_edge(ui);
    if (card.own) return card_height(ui, card.own->wanted_body_px(ui, body_width));
    float body = card.widget->widget.height > 0 ? ui.px(std::min(card.widget->widget.height, 1200.0F)) : 0;
    if (body <= 0) body = ui.surfaces.wanted_height(card.widget->instance, card.widget->widget.surface);
    if (body <= 0) body = ui.px(default_body);
    body += status_height(ui, *card.plugin);
    return card_height(ui, std::clamp(body, ui.px(24), ui.px(1200)));
}

std::vector<DashboardCard> Dashboard::arranged(Ui& ui, float width, int columns) {
    std::vector<DashboardCard> all = collect(ui), shown;
    std::vector<std::string> keys;
    for (const auto& card : all) keys.push_back(card.key);
    order_ = in_user_order(layout_, keys);
    adopt_order();
    for (const auto& key : order_) {
        const CardChoice* choice = layout_.find(key);
        if (choice && choice->hidden) continue;
        DashboardCard card = std::move(*std::ranges::find(all, key, &DashboardCard::key));
        card.sized = choice && choice->columns > 0;
        if (card.sized) card.columns = choice->columns;
        card.columns = std::min(card.columns, columns);
        card.height_px = wanted_height(ui, card, width, columns);
        shown.push_back(std::move(card));
    }
    return shown;
}

void Dashboard::draw(Ui& ui, Box area) {
    follow_preferences(ui);
    const float bottom = area.bottom();
    area.h = endless;
    if (!ui.snapshot.data_notice.empty()) notice(ui, "data notice", area, NotificationLevel::warning, ui.snapshot.data_notice);
    const int columns = shown_columns_ = columns_for(area.w / ui.theme.scale);
    const float gap = ui.px(size::step4);
    std::vector<DashboardCard> cards = arranged(ui, area.w, columns);
    draw_heading(ui, area);
    if (cards.empty()) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(260))};
        if (empty_state(ui, "empty", place,
                        {"squares-four",
                         "An empty dashboard",
                         "Every card is hidden. Bring them back, or add a plugin.",
                         "Show all cards",
                         {}})) {
            for (auto& card : layout_.cards) card.hidden = false;
            save(ui);
        }
        return;
    }
    std::vector<GridCard> wanted;
    for (const auto& card : cards) wanted.push_back({card.key, card.columns, card.height_px, !card.sized});
    const Grid grid = place_cards(wanted, columns, area, gap);
    follow_grab(ui, cards, grid, (area.w + gap) / static_cast<float>(columns));

    std::size_t in_hand = cards.size();
    for (std::size_t i = 0; i < cards.size(); ++i) {
        if (grab_ == Grab::moving && cards[i].key == grabbed_)
            in_hand = i;
        else
            draw_card(ui, cards[i], grid.places[i].box, false);
    }
    if (in_hand < cards.size()) { // last, so that it is above the others
        const Box place = grid.places[in_hand].box;
        fill(ui, place, with_alpha(ui.colors().accent_soft, 0.7F), size::card_radius);
        const ImVec2 mouse = ImGui::GetMousePos();
        draw_card(ui, cards[in_hand],
                  {std::round(mouse.x - grab_offset_.x), std::round(mouse.y - grab_offset_.y), place.w, place.h}, true);
    }
    reach(area.right(), area.y + grid.height_px + ui.px(size::page_margin));
}

void Dashboard::draw_card(Ui& ui, const DashboardCard& card, Box box, bool in_hand) {
    // Cards glide to their new place; a card in the hand and the first layout do not.
    if (!in_hand && grab_ != Grab::none) {
        const ImGuiID id = ImGui::GetID(card.key.c_str());
        const float scroll_x = ImGui::GetScrollX(), scroll_y = ImGui::GetScrollY();
        box.x = std::round(ui.motion.to(id + 11, box.x + scroll_x, duration::normal) - scroll_x);
        box.y = std::round(ui.motion.to(id + 12, box.y + scroll_y, duration::normal) - scroll_y);
    }
    const ImVec2 clip_min = ImGui::GetWindowDrawList()->GetClipRectMin(), clip_max = ImGui::GetWindowDrawList()->GetClipRectMax();
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    // A child each, so that a card in the hand is above the plugin surfaces (child windows themselves) of the others.
    const bool visible =
        ImGui::BeginChild(card.key.c_str(), ImVec2(box.w, box.h), ImGuiChildFlags_NavFlattened,
                          ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleVar();
    if (visible) {
        auto* const list = current_list();
        list->PushClipRect(clip_min, clip_max);
        if (card.failed)
            draw_failure_card(ui, box, *card.plugin);
        else
            draw_surface(ui, list, box, in_hand ? Surface::lifted : card.highlight ? Surface::highlight : Surface::card);
        list->PopClipRect();
        if (!card.failed) draw_contents(ui, card, box);
        handle_grip(ui, card, box);
    }
    ImGui::EndChild();
}

void Dashboard::draw_contents(Ui& ui, const DashboardCard& card, Box box) {
    handle_header(ui, card, box);
    CardParts parts = card_parts(ui, box);
    draw_header_actions(ui, card, parts.actions);
    if (card.own) {
        auto* const list = current_list();
        list->PushClipRect(ImVec2(box.x, box.y), ImVec2(box.right(), box.bottom() - ui.px(4)), true);
        card.own->draw(ui, parts.body, parts.actions);
        list->PopClipRect();
    } else {
        draw_plugin_surface(ui, parts.body, *card.plugin, card.widget->instance, card.widget->widget.surface);
    }
    draw_card_head(ui, parts.actions, {.icon = card.icon, .title = card.title});
}

void Dashboard::draw_header_actions(Ui& ui, const DashboardCard& card, Box& actions) {
    const Colors& c = ui.colors();
    Box anchor = actions;
    if (icon_action(ui, actions, "menu", "dots-three", c.accent, "More")) open_menu("card menu");
    draw_menu(ui, card, anchor);
    if (!card.widget) return;
    const auto& all = card.widget->widget.actions;
    for (std::size_t i = all.size(); i-- > 0;) {
        const auto& action = all[i];
        const Color color = action.icon.starts_with("heart") ? c.bad : c.accent;
        ImGui::PushID(static_cast<int>(i));
        if (icon_action(ui, actions, "action", action.icon, color, action.tooltip, action.active ? Fill::filled : Fill::outline))
            ui.calls.call<calls::PluginRunAction>({card.plugin->id, card.widget->widget.id, action.id});
        ImGui::PopID();
    }
}

std::unique_ptr<Page> make_dashboard_page() { return std::make_unique<Dashboard>(); }

} // namespace asista::ui
