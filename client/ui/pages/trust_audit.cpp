#include "ui/log_export.hpp"
#include "ui/pages/trust.hpp"
#include "ui/trust_words.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <functional>

namespace asista::ui {
namespace {

constexpr std::uint32_t page_size = 100;
constexpr double fresh_s = 5; // how soon the newest entries are read again while something changes

std::string when(const Ui& ui, InstantMs at) {
    const std::int32_t offset = ui.snapshot.utc_offset_s;
    const DayNumber day = words::local_day(at, offset);
    const std::string clock = words::clock_text(at, offset, ui.dates());
    return day == ui.today() ? clock : fmt::format("{}, {}", words::day_word(day, ui.today(), ui.dates()), clock);
}

} // namespace

AuditCard::AuditCard() : log_(std::make_shared<Log>()) {}

void AuditCard::opened() { log_ = std::make_shared<Log>(); }

void AuditCard::ask(Ui& ui, std::uint64_t before) {
    log_->asking = true;
    log_->asked_s = ui.frame.time_s;
    std::weak_ptr<Log> weak = log_;
    ui.calls.call<calls::AuditList>({.plugin = plugin_, .before = before, .limit = page_size},
                                    [weak, before](Result<calls::AuditList::Reply> reply) {
                                        const auto log = weak.lock();
                                        if (!log) return;
                                        log->asking = false;
                                        log->known = true;
                                        log->problem = reply ? std::string{} : reply.error().message;
                                        if (!reply) return;
                                        if (before == 0) log->entries.clear();
                                        log->total = reply->total;
                                        std::ranges::move(reply->entries, std::back_inserter(log->entries));
                                    });
}

void AuditCard::draw(Ui& ui, Box box) {
    const bool first_page = log_->entries.size() <= page_size;
    const bool changed = ui.snapshot.revision != seen_revision_ && ui.frame.time_s - log_->asked_s >= fresh_s;
    if (!log_->asking && (!log_->known || (changed && first_page))) {
        seen_revision_ = ui.snapshot.revision;
        ask(ui, 0);
    }
    CardParts parts = draw_card(ui, box, {});
    const Box whole = parts.actions;
    if (icon_action(ui, parts.actions, "export", "download-simple", ui.colors().accent, "Save the whole log as a file"))
        save_audit_log(ui);
    draw_filter(ui, parts);
    draw_card_head(ui, {whole.x, whole.y, parts.actions.w, whole.h},
                   {.icon = "clock-counter-clockwise", .title = "What happened"});
    if (!log_->problem.empty()) {
        if (notice(ui, "problem", parts.body, NotificationLevel::error, words::sentence(log_->problem), "Try again")) ask(ui, 0);
    } else if (log_->entries.empty()) {
        const Empty none{"clock-counter-clockwise", "Nothing yet",
                         "What plugins do with your data, and what you decide about them, is written down here."};
        if (log_->known) empty_state(ui, "nothing", parts.body, none);
        return;
    }
    draw_list(ui, parts.body);
}

void AuditCard::draw_filter(Ui& ui, CardParts& parts) {
    const PluginView* const only = ui.plugin(plugin_);
    const std::string_view whose = only ? std::string_view{only->name} : "All plugins";
    parts.actions.cut_right(ui.px(4));
    const Box place = parts.actions.cut_right(pill_width(ui, whose)).centered_rows(ui.px(26));
    parts.actions.cut_right(ui.px(8));
    if (pill(ui, "audit plugin", place, whose, {}, Selected::no, "Whose entries are shown")) open_menu("audit plugins");
    if (!begin_menu(ui, "audit plugins", place, {.align_right = true})) return;
    const std::string before = plugin_;
    if (menu_item(ui, {.label = "All plugins", .ticked = !only})) plugin_.clear();
    for (const auto& plugin : ui.snapshot.plugins)
        if (plugin.installed && menu_item(ui, {.label = plugin.name, .ticked = &plugin == only})) plugin_ = plugin.id;
    end_menu();
    if (plugin_ != before) opened();
}

void AuditCard::draw_list(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    Scrolling list(ui, "entries", box, 4);
    Box& column = list.column;
    const float rows = ui.px(20 + 17 + 14);
    for (const auto& entry : log_->entries) {
        Box row = column.cut_top(rows);
        if (row.bottom() < box.y || row.y > box.bottom()) continue;
        if (&entry != &log_->entries.front()) horizontal_line(ui, row.x, row.y, row.w, c.line);
        row = row.inset(0, ui.px(7));
        Box line = row.cut_top(ui.px(20));
        if (const auto outcome = words::audit_outcome(entry.outcome);
            !outcome.empty() && entry.action != "crashed" && entry.action != "stopped") {
            const float wide = tag_width(ui, outcome);
            tag(ui, line.right() - wide, std::floor(line.middle_y() - tag_height(ui) / 2), outcome,
                entry.outcome == calls::AuditEntry::Outcome::denied ? TagKind::bad : TagKind::warn);
            line.cut_right(wide + ui.px(10));
        }
        draw_text(ui, line, Role::body_medium, c.text, words::audit_action(entry));
        const PluginView* const plugin = ui.plugin(entry.plugin);
        std::string below = plugin && !plugin->name.empty() ? plugin->name : entry.plugin;
        if (entry.count > 1) below += ", " + words::count_of(entry.count, "time");
        Box foot = row.cut_top(ui.px(17));
        const std::string time = when(ui, entry.last_at);
        draw_text(ui, foot.cut_right(text_width(ui, Role::small, time)), Role::small, c.faint, time);
        foot.cut_right(ui.px(10));
        draw_text(ui, foot, Role::small, c.dim, below);
    }
    if (log_->entries.size() < log_->total && log_->entries.size() % page_size == 0) {
        Box row = column.cut_top(ui.px(44));
        row = row.centered(button_width(ui, "Show more"), ui.px(size::control_small));
        if (button(ui, "more", row, ButtonKind::secondary, "Show more", {}, log_->asking ? Enabled::no : Enabled::yes))
            ask(ui, log_->entries.back().id);
    }
}

} // namespace asista::ui
