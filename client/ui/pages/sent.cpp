// What was sent: every request that left for a provider of answers, newest first; a row opens all of it. Read by calls, further as it is
// scrolled.
#include "ui/ai_words.hpp"
#include "ui/log_export.hpp"
#include "ui/date_style.hpp"
#include "ui/pages/page.hpp"
#include "ui/pages/sent_entry.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::ui {
namespace {

constexpr std::uint32_t piece = 100, piece_while_searching = 500;
constexpr double fresh_s = 5; // how soon the newest are read again while something changes
constexpr float head_rows = 30, entry_rows = 54, problem_rows = 20, beyond_rows = 4;

// One request of the list, as the person looks for it.
struct Row {
    calls::AiSent sent;
    std::string words; // lower case
};
struct List {
    std::vector<Row> rows; // newest first
    bool asking = false, known = false, more = false;
    double asked_s = 0;
    std::string problem, currency;
};

// Which columns there is room for, from the left; the widths are logical, 0 takes what is left.
enum class Column { when, who, to, data, size, tokens, cost, state };
struct ColumnLook {
    Column column;
    std::string_view title;
    float width;
    float from; // least width of the table in which it is shown
};
constexpr std::array columns{
    ColumnLook{Column::when, "When", 108, 0},   ColumnLook{Column::who, "Who", 112, 0},
    ColumnLook{Column::to, "To", 0, 0},         ColumnLook{Column::data, "Your data", 0, 760},
    ColumnLook{Column::size, "Size", 104, 960}, ColumnLook{Column::tokens, "Tokens", 92, 860},
    ColumnLook{Column::cost, "Cost", 96, 560},  ColumnLook{Column::state, "State", 86, 420},
};

struct Cell {
    const ColumnLook* look;
    Box box;
};
std::vector<Cell> cells(const Ui& ui, Box row) {
    float fixed = 0;
    int wide = 0;
    for (const auto& look : columns) {
        if (row.w < ui.px(look.from)) continue;
        fixed += ui.px(look.width);
        wide += look.width == 0 ? 1 : 0;
    }
    const float each = std::floor(std::max(row.w - fixed, 0.0F) / static_cast<float>(wide));
    std::vector<Cell> boxes;
    const float whole = row.w;
    for (const auto& look : columns) {
        if (whole < ui.px(look.from)) continue;
        Box cell = row.cut_left(look.width == 0 ? each : ui.px(look.width));
        cell.cut_right(ui.px(12));
        boxes.push_back({&look, cell});
    }
    return boxes;
}

struct Lines {
    std::string first, second;
    bool unsure = false; // not known: said quietly
};
Lines lines_of(const Ui& ui, const calls::AiSent& sent, Column column, std::string_view currency) {
    const auto offset = ui.snapshot.utc_offset_s;
    const auto tokens = [](std::optional<std::uint32_t> count) { return count ? words::thousands(*count) : "not known"; };
    switch (column) {
    case Column::when:
        return {words::clock_text(sent.at, offset, ui.dates()),
                words::capitalised(words::day_word(words::local_day(sent.at, offset), ui.today(), ui.dates()))};
    case Column::who: return {sent_by(ui, sent), {}};
    case Column::to: return {sent.provider, fmt::format("{}, {}", sent.model, sent.host)};
    case Column::data: return {words::capitalised(words::sent_fields(sent)), {}, sent.fields.empty()};
    case Column::size: return {words::byte_size(sent.sent_bytes), words::byte_size(sent.received_bytes) + " back"};
    case Column::tokens:
        if (!sent.input_tokens && !sent.output_tokens) return {"not known", {}, true};
        return {tokens(sent.input_tokens), tokens(sent.output_tokens) + " back"};
    case Column::cost: return {words::sent_cost(sent, currency), {}, !sent.cost};
    case Column::state: return {};
    }
    return {};
}

TagKind tag_of(calls::AiSentState state) {
    switch (state) {
    case calls::AiSentState::failed: return TagKind::bad;
    case calls::AiSentState::stopped: return TagKind::warn;
    case calls::AiSentState::under_way: return TagKind::accent;
    case calls::AiSentState::done: return TagKind::quiet;
    }
    return TagKind::quiet;
}

void save_ledger(Ui& ui) { save_as_lines<calls::AiLedgerExport>(ui, "asista-sent", "list", "request", "requests"); }

class SentPage final : public Page {
  public:
    void opened(std::string_view detail) override { // a plugin's id: of it alone
        plugin_ = detail.empty() ? std::nullopt : std::optional<std::string>(detail);
        search_.clear();
        list_ = std::make_shared<List>();
    }
    void draw(Ui& ui, Box area) override;

  private:
    void ask(Ui& ui, std::int64_t before);
    void draw_filter(Ui& ui, Box row);
    void draw_table(Ui& ui, Box box);
    void draw_row(Ui& ui, Box row, const calls::AiSent& sent, bool first);
    bool wanted(const Row& row) const;
    bool filtered() const { return plugin_.has_value() || !search_.empty(); }

    std::shared_ptr<List> list_ = std::make_shared<List>();
    std::optional<std::string> plugin_; // "": the coach
    std::string search_;
    std::uint64_t seen_revision_ = 0;
    SentDialog dialog_;
};

void SentPage::ask(Ui& ui, std::int64_t before) {
    list_->asking = true;
    list_->asked_s = ui.frame.time_s;
    std::weak_ptr<List> weak = list_;
    std::vector<std::pair<std::string, std::string>> names{{"", "Coach"}};
    for (const auto& plugin : ui.snapshot.plugins) names.emplace_back(plugin.id, plugin.name);
    ui.calls.call<calls::AiLedger>(
        {.before = before, .most = filtered() && before != 0 ? piece_while_searching : piece},
        [weak, before, names = std::move(names)](Result<calls::AiLedger::Reply> reply) {
            const auto list = weak.lock();
            if (!list) return;
            list->asking = false;
            list->known = true;
            list->problem = reply ? std::string() : words::sentence(reply.error().message);
            if (!reply) return;
            std::vector<Row> rows;
            for (auto& sent : reply->entries) {
                const auto by =
                    std::find_if(names.begin(), names.end(), [&](const auto& name) { return name.first == sent.plugin; });
                std::string words = fmt::format("{} {} {} {} {} {} {}", by == names.end() ? "" : by->second, sent.plugin,
                                                sent.provider, sent.host, sent.model, words::sent_fields(sent), sent.problem);
                words += ' ' + std::string{words::sent_state(sent.state)};
                rows.push_back({std::move(sent), words::lower(words)});
            }
            if (before != 0) {
                std::move(rows.begin(), rows.end(), std::back_inserter(list->rows));
                list->more = reply->more;
                return;
            }
            // The newest again: what is older stays, as long as nothing is missing between.
            const std::int64_t oldest = rows.empty() ? 0 : rows.back().sent.id;
            const bool joins = reply->more && !list->rows.empty() && list->rows.front().sent.id >= oldest;
            if (joins) {
                for (auto& row : list->rows)
                    if (row.sent.id < oldest) rows.push_back(std::move(row));
            }
            if (!joins || rows.size() == reply->entries.size()) list->more = reply->more;
            list->rows = std::move(rows);
        });
    // The currency of what things cost.
    if (before == 0)
        ui.calls.call<calls::AiSettings>({}, [weak](const Result<calls::AiSettings::Reply>& reply) {
            const auto list = weak.lock();
            if (list && reply) list->currency = reply->currency;
        });
}

bool SentPage::wanted(const Row& row) const {
    if (plugin_ && row.sent.plugin != *plugin_) return false;
    return words::holds_words(row.words, search_);
}

void SentPage::draw(Ui& ui, Box area) {
    const bool changed = ui.snapshot.revision != seen_revision_ && ui.frame.time_s - list_->asked_s >= fresh_s;
    if (!list_->asking && ((!list_->known && list_->problem.empty()) || changed)) {
        seen_revision_ = ui.snapshot.revision;
        ask(ui, 0);
    }
    const float bottom = area.bottom();
    page_heading(ui, area, "What was sent", "Each request that left this computer for a provider, newest first.");
    if (!list_->problem.empty() && notice(ui, "problem", area, NotificationLevel::error, list_->problem, "Try again") &&
        !list_->asking)
        ask(ui, list_->rows.empty() ? 0 : list_->rows.back().sent.id);
    const bool none = list_->known && list_->rows.empty() && list_->problem.empty();
    if (none) {
        const Box card{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(260))};
        draw_surface(ui, current_list(), card, Surface::card);
        const Empty empty{
            "paper-plane-tilt", "Nothing was sent",
            "The offline coach answers on this computer. Once a provider answers, each request is listed here, in full.",
            "Who answers the coach"};
        if (empty_state(ui, "none", card, empty)) ui.navigator.open("settings", "coach");
        return reach(area.right(), card.bottom());
    }
    draw_filter(ui, area.cut_top(ui.px(size::control)));
    area.cut_top(ui.px(size::step4));
    const Box card{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
    draw_surface(ui, current_list(), card, Surface::card);
    draw_table(ui, card.inset(card_edge(ui), ui.px(10)));
    reach(area.right(), card.bottom());
    dialog_.draw(ui, list_->currency);
}

void SentPage::draw_filter(Ui& ui, Box row) {
    const PluginView* const only = plugin_ && !plugin_->empty() ? ui.plugin(*plugin_) : nullptr;
    const std::string_view whose = !plugin_           ? std::string_view{"Coach and plugins"}
                                   : plugin_->empty() ? std::string_view{"Coach"}
                                   : only             ? std::string_view{only->name}
                                                      : std::string_view{*plugin_};
    const Box place = row.cut_right(pill_width(ui, whose)).centered_rows(ui.px(26));
    row.cut_right(ui.px(12));
    if (pill(ui, "whose", place, whose, {}, plugin_ ? Selected::yes : Selected::no, "Whose requests are shown"))
        open_menu("whose");
    if (begin_menu(ui, "whose", place, {.align_right = true})) {
        if (menu_item(ui, {.label = "Coach and plugins", .ticked = !plugin_})) plugin_.reset();
        if (menu_item(ui, {.label = "Coach", .ticked = plugin_ == std::string()})) plugin_ = "";
        for (const auto& plugin : ui.snapshot.plugins) {
            const bool known = std::any_of(list_->rows.begin(), list_->rows.end(),
                                           [&](const Row& each) { return each.sent.plugin == plugin.id; });
            if (known && menu_item(ui, {.label = plugin.name, .ticked = plugin_ == plugin.id})) plugin_ = plugin.id;
        }
        end_menu();
    }
    const Box save = row.cut_right(ui.px(size::control));
    row.cut_right(ui.px(8));
    if (icon_button(ui, "export", save, "download-simple", ui.colors().dim, "Save the whole list as a file", Fill::outline))
        save_ledger(ui);
    text_field(ui, "search", row.cut_left(std::min(row.w, ui.px(size::search))), search_,
               {.hint = "Search provider, model, data", .icon = "magnifying-glass"});
}

void SentPage::draw_table(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    Box head = box.cut_top(ui.px(head_rows));
    head.cut_right(ui.px(6));
    for (const auto& cell : cells(ui, head)) draw_text(ui, cell.box, Role::small, c.faint, cell.look->title);
    horizontal_line(ui, head.x, head.bottom() - 1, box.w, c.line);

    Scrolling list(ui, "requests", box, 6);
    const float margin = ui.px(entry_rows) * beyond_rows; // rows just out of sight can be reached by the keyboard
    std::size_t shown = 0;
    for (const auto& row : list_->rows) {
        if (!wanted(row)) continue;
        const Box place = list.column.cut_top(ui.px(entry_rows + (row.sent.problem.empty() ? 0 : problem_rows)));
        const bool first = shown++ == 0;
        if (place.bottom() < box.y - margin || place.y > box.bottom() + margin) continue;
        ImGui::PushID(static_cast<int>(row.sent.id));
        draw_row(ui, place, row.sent, first);
        ImGui::PopID();
    }
    const bool end_in_sight = list.column.y < box.bottom() + margin;
    if (list_->more && end_in_sight && !list_->asking && list_->problem.empty()) ask(ui, list_->rows.back().sent.id);
    if (list_->more || !list_->known)
        draw_text(ui, list.column.cut_top(ui.px(40)), Role::small, c.faint, "Reading\u2026", Align::center);
    else if (shown == 0)
        draw_text(ui, list.column.cut_top(ui.px(72)), Role::body, c.dim, "No request has these words.", Align::center);
}

void SentPage::draw_row(Ui& ui, Box row, const calls::AiSent& sent, bool first) {
    const Colors& c = ui.colors();
    const Press state = press(ui, "row", row);
    describe(ui, state,
             {.role = ItemRole::button,
              .label = fmt::format("{} to {}, {}", sent_by(ui, sent), sent.provider,
                                   words::clock_text(sent.at, ui.snapshot.utc_offset_s, ui.dates())),
              .value = words::sent_state(sent.state)});
    if (state.pressed) dialog_.show(ui, sent);
    if (!state.visible) return;
    if (!first) horizontal_line(ui, row.x, row.y, row.w, c.line);
    const Box around{row.x - ui.px(8), row.y + ui.px(3), row.w + ui.px(12), row.h - ui.px(6)};
    fill(ui, around, with_alpha(c.hover, state.warmth), size::radius);
    const Box whole = row;
    const Box top = row.cut_top(ui.px(entry_rows));
    for (const auto& [look, cell] : cells(ui, top)) {
        const Column column = look->column;
        if (column == Column::state) {
            tag(ui, cell.x, std::floor(cell.middle_y() - tag_height(ui) / 2), words::sent_state(sent.state), tag_of(sent.state));
            continue;
        }
        const Lines lines = lines_of(ui, sent, column, list_->currency);
        const bool figures = column == Column::size || column == Column::tokens || column == Column::cost;
        const Color color = lines.unsure ? c.faint : figures || column == Column::data ? c.dim : c.text;
        Box words = cell.centered_rows(ui.px(lines.second.empty() ? 20 : 20 + 17));
        draw_text(ui, words.cut_top(ui.px(20)), column == Column::who ? Role::body_medium : Role::body, color, lines.first);
        if (!lines.second.empty()) draw_text(ui, words, Role::small, c.dim, lines.second);
    }
    if (!sent.problem.empty()) {
        row.cut_left(ui.px(columns[0].width));
        row.y -= ui.px(8);
        draw_text(ui, row, Role::small, sent.state == calls::AiSentState::failed ? c.bad : c.warn, words::sentence(sent.problem));
    }
    finish_press(ui, state, {whole.x - ui.px(8), around.y, around.w, around.h}, size::radius);
}

} // namespace

std::unique_ptr<Page> make_sent_page() { return std::make_unique<SentPage>(); }

} // namespace asista::ui
