// The first page: cards of plugins and of the client on a grid that the user arranges. Moving and resizing are shown while they
// happen and kept (preference "layout.dashboard") when the button is released.
#include "ui/grid_layout.hpp"
#include "ui/motion.hpp"
#include "ui/pages/dashboard_cards.hpp"
#include "ui/pages/page.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/preferences.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <map>

namespace asista::ui {
namespace {

constexpr float least_height = 96, default_body = 120, height_step = 8, grip = 18, drag_threshold = 5;
constexpr std::string_view layout_key = "layout.dashboard";

struct Card {
    std::string key, title, icon;
    int columns = 1;
    float height_px = 0;
    bool highlight = false, failed = false;
    OwnCard* own = nullptr;
    const PluginView* plugin = nullptr;
    const WidgetView* widget = nullptr;
};

enum class Grab { none, moving, resizing };

class Dashboard final : public Page {
  public:
    Dashboard() {
        for (const auto& kind : own_card_kinds()) own_.emplace(kind.key, kind.make());
    }
    void draw(Ui& ui, Box area) override;

  private:
    std::vector<Card> collect(const Ui& ui) const;
    void add_plugin_cards(const Ui& ui, std::vector<Card>& cards, std::vector<Card>& failed) const;
    std::vector<Card> arranged(Ui& ui, float width, int columns);
    float wanted_height(const Ui& ui, const Card& card, float width, int columns) const;
    void follow_preferences(const Ui& ui);
    void adopt_order();
    void save(Ui& ui);
    void draw_heading(Ui& ui, Box& area, const std::vector<Card>& all);
    void draw_card(Ui& ui, const Card& card, Box box, bool in_hand);
    void draw_contents(Ui& ui, const Card& card, Box box);
    void draw_header_actions(Ui& ui, const Card& card, Box& actions);
    void draw_menu(Ui& ui, const Card& card, Box anchor);
    void handle_header(Ui& ui, const Card& card, Box box);
    void handle_grip(Ui& ui, const Card& card, Box box);
    void follow_grab(Ui& ui, const std::vector<Card>& cards, const Grid& grid, float pitch);
    void shift(Ui& ui, const std::string& key, int by);

    std::map<std::string_view, std::unique_ptr<OwnCard>> own_;
    DashboardLayout layout_;
    std::string seen_json_, sent_json_;
    std::vector<std::string> order_; // as drawn in the last frame
    Grab grab_ = Grab::none;
    std::string grabbed_;
    ImVec2 grab_offset_{};
    int shown_columns_ = 3;
};

void Dashboard::follow_preferences(const Ui& ui) {
    const std::string_view json = preference(ui.snapshot, layout_key);
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
    ui.calls.call<calls::PreferencesSet>({.key = std::string{layout_key}, .json = json});
}

// By plugin name, not by who registered first: the order must not depend on which process was quicker.
void Dashboard::add_plugin_cards(const Ui& ui, std::vector<Card>& cards, std::vector<Card>& failed) const {
    for (const auto& plugin : ui.snapshot.plugins) {
        if (!plugin.installed || !plugin.enabled) continue;
        const std::string prefix = "plugin:" + plugin.id + "/";
        if (has_failed(plugin)) { // one card, where the plugin's first one was
            const auto known =
                std::ranges::find_if(layout_.cards, [&](const CardChoice& choice) { return choice.key.starts_with(prefix); });
            Card card;
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
            Card card;
            card.key = prefix + widget.widget.id;
            card.title = widget.widget.title.empty() ? plugin.name : widget.widget.title;
            card.icon = widget.widget.icon.empty() ? plugin.icon : widget.widget.icon;
            card.columns = std::clamp(static_cast<int>(widget.widget.columns), 1, 3);
            card.plugin = &plugin;
            card.widget = &widget;
            card.highlight = widget.widget.highlight && std::ranges::none_of(cards, &Card::highlight); // one a page
            cards.push_back(std::move(card));
        }
    }
    std::ranges::stable_partition(cards, &Card::highlight);
}

std::vector<Card> Dashboard::collect(const Ui& ui) const {
    std::vector<Card> cards, failed;
    add_plugin_cards(ui, cards, failed);
    for (const auto& kind : own_card_kinds()) {
        Card card;
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

float Dashboard::wanted_height(const Ui& ui, const Card& card, float width, int columns) const {
    const float gap = ui.px(size::step4);
    const auto span = static_cast<float>(std::min(card.columns, columns));
    const float card_width = (width + gap) / static_cast<float>(columns) * span - gap;
    if (card.failed) return failure_height(ui, card_width, *card.plugin);
    const CardChoice* choice = layout_.find(card.key);
    if (choice && choice->height > 0) return std::max(ui.px(choice->height), ui.px(least_height));
    const float body_width = card_width - 2 * card_edge(ui);
    if (card.own) return card_height(ui, card.own->wanted_body_px(ui, body_width));
    float body = card.widget->widget.height > 0 ? ui.px(std::min(card.widget->widget.height, 1200.0F)) : 0;
    if (body <= 0) body = ui.surfaces.wanted_height(card.widget->instance, card.widget->widget.surface);
    if (body <= 0) body = ui.px(default_body);
    if (!card.plugin->reload_note.empty()) body += ui.px(22);
    return card_height(ui, std::clamp(body, ui.px(24), ui.px(1200)));
}

std::vector<Card> Dashboard::arranged(Ui& ui, float width, int columns) {
    std::vector<Card> all = collect(ui), shown;
    std::vector<std::string> keys;
    for (const auto& card : all) keys.push_back(card.key);
    order_ = in_user_order(layout_, keys);
    adopt_order();
    for (const auto& key : order_) {
        const CardChoice* choice = layout_.find(key);
        if (choice && choice->hidden) continue;
        Card card = std::move(*std::ranges::find(all, key, &Card::key));
        if (choice && choice->columns > 0) card.columns = choice->columns;
        card.columns = std::min(card.columns, columns);
        card.height_px = wanted_height(ui, card, width, columns);
        shown.push_back(std::move(card));
    }
    return shown;
}

void Dashboard::draw_heading(Ui& ui, Box& area, const std::vector<Card>& shown) {
    const words::Clock clock = words::local_clock(ui.frame.now_ms, ui.snapshot.utc_offset_s);
    Box right = page_heading(ui, area, words::greeting(clock.hour), words::day_summary(ui.snapshot, ui.frame.now_ms));
    const std::size_t hidden = order_.size() - shown.size();
    if (hidden == 0) return;
    if (button_right(ui, right, "hidden", ButtonKind::secondary, words::count_of(hidden, "hidden card"), "eye-slash"))
        open_menu("hidden cards");
    if (!begin_menu(ui, "hidden cards", {area.x, right.y, area.w, right.h}, {.align_right = true})) return;
    for (const auto& card : collect(ui)) {
        const CardChoice* choice = layout_.find(card.key);
        if (choice && choice->hidden && menu_item(ui, {.label = card.title, .icon = card.icon, .hint = "show"})) {
            layout_.at(card.key).hidden = false;
            save(ui);
            break;
        }
    }
    end_menu();
}

void Dashboard::draw(Ui& ui, Box area) {
    follow_preferences(ui);
    const float bottom = area.bottom();
    area.h = endless;
    if (!ui.snapshot.data_notice.empty()) notice(ui, "data notice", area, NotificationLevel::warning, ui.snapshot.data_notice);
    const int columns = shown_columns_ = columns_for(area.w / ui.theme.scale);
    const float gap = ui.px(size::step4);
    std::vector<Card> cards = arranged(ui, area.w, columns);
    draw_heading(ui, area, cards);
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
    for (const auto& card : cards) wanted.push_back({card.key, card.columns, card.height_px});
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

void Dashboard::draw_card(Ui& ui, const Card& card, Box box, bool in_hand) {
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

void Dashboard::draw_contents(Ui& ui, const Card& card, Box box) {
    handle_header(ui, card, box);
    CardParts parts = card_parts(ui, box);
    draw_card_head(ui, box, {.icon = card.icon, .title = card.title});
    draw_header_actions(ui, card, parts.actions);
    if (card.own) {
        auto* const list = current_list();
        list->PushClipRect(ImVec2(box.x, box.y), ImVec2(box.right(), box.bottom() - ui.px(4)), true);
        card.own->draw(ui, parts.body, parts.actions);
        list->PopClipRect();
    } else {
        draw_plugin_surface(ui, parts.body, *card.plugin, card.widget->instance, card.widget->widget.surface);
    }
}

void Dashboard::draw_header_actions(Ui& ui, const Card& card, Box& actions) {
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

void Dashboard::draw_menu(Ui& ui, const Card& card, Box anchor) {
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
        layout_.at(card.key).height = std::max(std::round(card.height_px / ui.theme.scale) + by, least_height);
        save(ui);
    };
    if (menu_item(ui, {.label = "Taller", .icon = "arrows-out-line-vertical"})) heighten(40);
    if (menu_item(ui, {.label = "Shorter", .icon = "arrows-in-line-vertical", .enabled = card.height_px > ui.px(least_height)}))
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

void Dashboard::handle_header(Ui& ui, const Card& card, Box box) {
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

void Dashboard::handle_grip(Ui& ui, const Card& card, Box box) {
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

void Dashboard::follow_grab(Ui& ui, const std::vector<Card>& cards, const Grid& grid, float pitch) {
    if (grab_ == Grab::none) return;
    const auto found = std::ranges::find(cards, grabbed_, &Card::key);
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
                layout_.at(cards[i].key).height = std::max(height, least_height);
        return;
    }
    const float x = mouse.x - grab_offset_.x + box.w / 2, y = mouse.y;
    std::size_t target = drop_index(grid, x, y);
    if (target == index || target == index + 1) return;
    const std::string before = target < cards.size() ? cards[target].key : std::string{};
    const auto place = before.empty() ? layout_.cards.end() : std::ranges::find(layout_.cards, before, &CardChoice::key);
    layout_.move(grabbed_, static_cast<std::size_t>(place - layout_.cards.begin()));
}

} // namespace

std::unique_ptr<Page> make_dashboard_page() { return std::make_unique<Dashboard>(); }

} // namespace asista::ui
