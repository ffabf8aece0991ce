// One page for trust: the plugins and their permissions at the left, the machine's lock-down and the audit log at the right.
#include "ui/pages/trust.hpp"

#include "ui/pages/page.hpp"
#include "ui/trust_words.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float side_by_side = 900, least_log = 320;

class TrustPage final : public Page {
  public:
    void opened(std::string_view detail) override {
        wanted_ = detail;
        audit_.opened();
    }
    void draw(Ui& ui, Box area) override;

  private:
    TrustPlugins plugins_;
    AuditCard audit_;
    std::string wanted_;
};

std::string summary(const Ui& ui) {
    std::size_t granted = 0, idle = 0;
    for (const auto& plugin : ui.snapshot.plugins) {
        if (!plugin.installed) continue;
        for (const auto& permission : plugin.permissions) {
            granted += permission.granted ? 1 : 0;
            idle += words::idle(permission, ui.frame.now_ms) != words::Idle::no ? 1 : 0;
        }
    }
    std::string text = "What each plugin may do, and what it did. " + words::count_of(granted, "permission") + " given";
    if (idle > 0) text += fmt::format(", {} of them not in use", idle);
    return text + ".";
}

float machine_height(const Ui& ui, float width) {
    const SandboxView& sandbox = ui.snapshot.sandbox;
    const float inner = width - 2 * card_edge(ui);
    float body = paragraph_height(ui, inner, Role::body, words::tier_sentence(sandbox.tier));
    for (const auto& note : sandbox.notes)
        body += ui.px(8) + paragraph_height(ui, inner - ui.px(24), Role::small, words::sentence(note));
    return card_height(ui, body);
}

void draw_machine(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    const SandboxView& sandbox = ui.snapshot.sandbox;
    const bool weak = sandbox.tier == "none" || sandbox.tier == "developer";
    CardParts parts = draw_card(ui, box,
                                {.icon = weak ? "shield-warning" : "shield-check",
                                 .title = words::tier_name(sandbox.tier),
                                 .icon_color = weak ? c.bad : c.ok,
                                 .note = "on this computer"},
                                weak ? Surface::bad : Surface::card);
    if (!sandbox.layers.empty()) {
        const float wide = tag_width(ui, sandbox.layers);
        if (parts.actions.w > wide + ui.px(290))
            tag(ui, parts.actions.right() - wide, std::floor(parts.actions.middle_y() - tag_height(ui) / 2), sandbox.layers);
    }
    parts.body.cut_top(draw_paragraph(ui, parts.body, Role::body, c.dim, words::tier_sentence(sandbox.tier)));
    for (const auto& note : sandbox.notes) {
        parts.body.cut_top(ui.px(8));
        Box row = parts.body;
        Box icon = row.cut_left(ui.px(16));
        icon.h = leading(ui, Role::small);
        draw_icon(ui, icon, "info", c.faint, 15);
        row.cut_left(ui.px(8));
        parts.body.cut_top(draw_paragraph(ui, row, Role::small, c.dim, words::sentence(note)));
    }
}

void TrustPage::draw(Ui& ui, Box area) {
    const float bottom = area.bottom(), gap = ui.px(size::step4);
    area.h = endless;
    const std::string_view sent = "What was sent";
    const float sent_width = button_width(ui, sent, "paper-plane-tilt");
    const std::string_view changed = "What changed";
    constexpr std::string_view changed_icon = "clock-counter-clockwise";
    const bool roomy = area.w >= ui.px(side_by_side);
    const float changed_width = roomy ? button_width(ui, changed, changed_icon) : ui.px(size::control);
    Box heading = area;
    heading.w -= sent_width + changed_width + ui.px(8) + gap; // the line stops before the buttons
    page_heading(ui, heading, "Trust", summary(ui));
    const Box other{heading.right() + gap, area.y + ui.px(9), changed_width, ui.px(size::control)};
    if (roomy ? button(ui, "changed", other, ButtonKind::secondary, changed, changed_icon)
              : icon_button(ui, "changed", other, changed_icon, ui.colors().dim, changed, Fill::outline))
        ui.navigator.open("changes");
    const Box actions{other.right() + ui.px(8), other.y, sent_width, other.h};
    if (button(ui, "sent", actions, ButtonKind::secondary, sent, "paper-plane-tilt")) ui.navigator.open("sent");
    area.y = heading.y;
    // Among other things that the log cannot be written.
    if (!ui.snapshot.data_notice.empty()) notice(ui, "data", area, NotificationLevel::warning, ui.snapshot.data_notice);
    const bool installed = std::ranges::any_of(ui.snapshot.plugins, &PluginView::installed);
    const bool wide = area.w >= ui.px(side_by_side);
    Box left = area, right = area;
    if (wide) {
        left = area.cut_left(std::round((area.w - gap) * 0.6F));
        area.cut_left(gap);
        right = area;
    }
    if (installed) {
        plugins_.draw(ui, left, wanted_);
    } else {
        const Box card = left.cut_top(ui.px(230));
        left.cut_top(gap);
        draw_surface(ui, current_list(), card, Surface::card);
        if (empty_state(ui, "none", card,
                        {"shield-check", "No plugins installed", "What a plugin may do, and what it did, is shown here.",
                         "Browse plugins", "package"}))
            ui.navigator.open("plugins");
    }
    if (!wide) right = left;
    if (!ui.snapshot.sandbox.tier.empty()) {
        draw_machine(ui, right.cut_top(machine_height(ui, right.w)));
        right.cut_top(gap);
    }
    const Box log = right.cut_top(std::max(wide ? bottom - right.y : 0.0F, ui.px(least_log)));
    audit_.draw(ui, log);
    reach(area.right(), std::max(left.y - gap, log.bottom()) + ui.px(size::page_margin));
}

} // namespace

std::unique_ptr<Page> make_trust_page() { return std::make_unique<TrustPage>(); }

} // namespace asista::ui
