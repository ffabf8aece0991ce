// Every plugin: those found here and those of the catalogue, to be reviewed, installed, switched on and off and set up.
#include "ui/pages/plugins.hpp"

#include "ui/pages/page.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

constexpr float card_rows = 209, square = 42;

class PluginsPage final : public Page {
  public:
    void opened(std::string_view detail) override { selected_ = detail; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_filters(Ui& ui, Box& area);
    void draw_offer(Ui& ui, Box box, const Offer& offer);
    void draw_foot(Ui& ui, Box row, const Offer& offer);

    std::string selected_, filter_, text_;
    OfferOrder order_ = OfferOrder::featured;
    PluginDetails details_;
};

void PluginsPage::draw(Ui& ui, Box area) {
    const float bottom = area.bottom();
    area.h = endless;
    if (!selected_.empty()) {
        for (const auto& offer : offers(ui.snapshot, {}, {}, OfferOrder::name)) {
            if (offer.id() != selected_) continue;
            bool back = false;
            const float widest = ui.px(900);
            if (area.w > widest) area = {area.x + std::floor((area.w - widest) / 2), area.y, widest, area.h};
            details_.draw(ui, area, offer, back);
            if (back) selected_.clear();
            return reach(area.right(), area.y + ui.px(size::step2));
        }
        selected_.clear(); // it is gone
    }
    Box right = page_heading(ui, area, "Plugins", "Each plugin runs on its own, with only the permissions you give it.");
    const float field = std::min(ui.px(220), area.w - text_width(ui, Role::page_title, "Plugins") - ui.px(24));
    if (ui.snapshot.plugins.size() + ui.snapshot.marketplace.size() > 3 && field > ui.px(120) && area.w > ui.px(680))
        text_field(ui, "search", right.cut_right(field), text_, {.hint = "Search plugins", .icon = "magnifying-glass"});
    draw_filters(ui, area);

    const auto shown = offers(ui.snapshot, filter_, text_, order_);
    if (shown.empty()) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(260))};
        const bool any = !ui.snapshot.plugins.empty() || !ui.snapshot.marketplace.empty();
        const Empty none{"package", "No plugins yet",
                         "Put a plugin's folder into the plugins directory and it appears here at once."};
        const Empty unmatched{
            "magnifying-glass", "No plugin like that", "Try another word, or look at all of them.", "Show all", {}};
        if (empty_state(ui, "empty", place, any ? unmatched : none)) {
            filter_.clear();
            text_.clear();
        }
        return reach(area.right(), place.bottom());
    }
    const int across = std::clamp(static_cast<int>((area.w / ui.theme.scale + 16) / 316), 1, 4);
    const float gap = ui.px(size::step4);
    const float pitch = (area.w + gap) / static_cast<float>(across);
    float low = area.y;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const int column = static_cast<int>(i) % across, row = static_cast<int>(i) / across;
        const float left = std::round(pitch * static_cast<float>(column)),
                    end = std::round(pitch * static_cast<float>(column + 1)) - gap;
        const Box box{area.x + left, area.y + static_cast<float>(row) * (ui.px(card_rows) + gap), end - left, ui.px(card_rows)};
        ImGui::PushID(shown[i].id().c_str());
        draw_offer(ui, box, shown[i]);
        ImGui::PopID();
        low = box.bottom();
    }
    reach(area.right(), low + ui.px(size::page_margin));
}

void PluginsPage::draw_filters(Ui& ui, Box& area) {
    struct Filter {
        std::string key, label;
    };
    const auto installed = static_cast<std::size_t>(std::ranges::count_if(ui.snapshot.plugins, &PluginView::installed));
    std::vector<Filter> filters{{"", "All"}, {"installed", fmt::format("Installed {}", installed)}};
    for (const auto& category : offer_categories(ui.snapshot)) filters.push_back({category, words::capitalised(category)});
    static constexpr std::array<std::string_view, 3> orders{"Featured first", "By name", "Best rated"};
    const std::string_view order = orders[static_cast<std::size_t>(order_)];
    const float height = ui.px(26), gap = ui.px(size::step2);
    const float order_width = pill_width(ui, order, "sort-ascending");
    float x = area.x, y = area.y;
    for (const auto& filter : filters) {
        const float width = pill_width(ui, filter.label);
        const float room = y == area.y ? area.right() - order_width - gap : area.right();
        if (x > area.x && x + width > room) {
            x = area.x;
            y += height + gap;
        }
        const std::string id = "filter/" + filter.key;
        if (pill(ui, id, {x, y, width, height}, filter.label, {}, filter.key == filter_ ? Selected::yes : Selected::no))
            filter_ = filter.key;
        x += width + gap;
    }
    if (pill(ui, "order", {area.right() - order_width, area.y, order_width, height}, order, "sort-ascending", Selected::no,
             "Change the order"))
        order_ = static_cast<OfferOrder>((static_cast<std::size_t>(order_) + 1) % orders.size());
    area.cut_top(y + height - area.y + ui.px(18));
}

void PluginsPage::draw_offer(Ui& ui, Box box, const Offer& offer) {
    const Colors& c = ui.colors();
    const bool broken = offer.plugin && has_failed(*offer.plugin);
    const Press state = press(ui, "open", box, Enabled::yes, Overlap::yes);
    if (!state.visible) return;
    draw_surface(ui, current_list(), box, broken ? Surface::bad : Surface::card);
    fill(ui, box, with_alpha(c.hover, state.warmth * 0.5F), size::card_radius);
    Box inner = box.inset(card_edge(ui));
    Box head = inner.cut_top(ui.px(square));
    const Box glyph = head.cut_left(ui.px(square));
    fill(ui, glyph, c.accent_soft, 9);
    draw_icon(ui, glyph, offer.icon(), c.on_accent_soft, 22);
    head.cut_left(ui.px(13));
    const auto badge = [&](std::string_view label, TagKind kind) {
        const float width = tag_width(ui, label);
        tag(ui, head.right() - width, head.y, label, kind);
        head.cut_right(width + ui.px(6));
    };
    if (offer.featured()) badge("Featured", TagKind::accent);
    if (broken) badge(words::state_name(offer.plugin->state), TagKind::bad);
    draw_text(ui, head.cut_top(ui.px(21)), Role::strong, c.text, offer.name());
    draw_text(ui, head.cut_top(ui.px(15)), Role::small, c.dim, offer.about());
    inner.cut_top(ui.px(10));
    draw_paragraph(ui, inner.cut_top(ui.px(40)), Role::body, c.dim, offer.description(), 2);
    inner.cut_top(ui.px(11));
    float x = inner.x;
    for (const auto& label : offer.tags()) {
        const float width = tag_width(ui, label);
        if (x + width > inner.right()) break;
        x += tag(ui, x, inner.y, label) + ui.px(6);
    }
    draw_foot(ui, inner.cut_bottom(ui.px(size::control)), offer);
    finish_press(ui, state, box, size::card_radius);
    if (state.pressed) selected_ = offer.id();
}

void PluginsPage::draw_foot(Ui& ui, Box row, const Offer& offer) {
    const Colors& c = ui.colors();
    if (!offer.plugin) {
        draw_text(ui, row.cut_right(text_width(ui, Role::small, "Not on this computer")), Role::small, c.faint,
                  "Not on this computer");
    } else if (offer.plugin->state == PluginState::broken) {
        if (button_right(ui, row, "details", ButtonKind::secondary, "Details")) selected_ = offer.id();
    } else if (!offer.installed()) {
        if (button_right(ui, row, "install", ButtonKind::primary, "Install", "download-simple")) ui.navigator.review(offer.id());
    } else if (!offer.plugin->enabled) {
        if (button_right(ui, row, "enable", ButtonKind::secondary, "Turn on", "power")) set_plugin_enabled(ui, offer.id(), true);
    } else {
        if (button_right(ui, row, "installed", ButtonKind::secondary, "Installed", "check")) selected_ = offer.id();
    }
    row.cut_right(ui.px(8));
    if (!offer.entry) return;
    if (offer.entry->rating > 0) {
        draw_icon(ui, row.cut_left(ui.px(14)), "star", c.warn, 14);
        row.cut_left(ui.px(4));
        const std::string rating = fmt::format("{:.1f}", offer.entry->rating);
        draw_text(ui, row, Role::small, c.dim, rating);
        row.cut_left(text_width(ui, Role::small, rating) + ui.px(12));
    }
    if (offer.entry->downloads > 0) draw_text(ui, row, Role::small, c.dim, words::count_of(offer.entry->downloads, "install"));
}

} // namespace

std::unique_ptr<Page> make_plugins_page() { return std::make_unique<PluginsPage>(); }

} // namespace asista::ui
