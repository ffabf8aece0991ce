// What changed: every change to the person's data by whoever made it, each with its way back, and all of one author's since some day; or what
// became of one thing.
#include "ui/date_style.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/pages/changes_reader.hpp"
#include "ui/pages/goal_parts.hpp"
#include "ui/pages/page.hpp"
#include "ui/undo.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/card.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::ui {
namespace {

using calls::Author;
using calls::ChangeKind;
using calls::ChangeSummary;
using calls::HistoryEntry;

constexpr float day_rows = 34, change_rows = 38, beyond_rows = 4, time_width = 66, author_width = 148, author_from = 620;

struct Whose {
    Author author = Author::person;
    std::string plugin;
    bool operator==(const Whose&) const = default;
};

// What can be taken back by "undo all by".
bool counts(const ChangeSummary& change, const Whose& whose, InstantMs since) {
    const bool data = change.entity != "preference" && change.entity != "installation";
    return change.author == whose.author && change.plugin == whose.plugin && change.at >= since &&
           change.kind == ChangeKind::change && !change.undone && data;
}

InstantMs begin_of(DayNumber day, std::int32_t utc_offset_s) {
    return InstantMs{day} * 86'400'000 - InstantMs{utc_offset_s} * 1000;
}

struct Since {
    std::string label;
    InstantMs at = 0;
};
std::vector<Since> moments(const Ui& ui) {
    const DayNumber today = ui.today();
    const auto offset = ui.snapshot.utc_offset_s;
    std::vector<Since> all{{"Today", begin_of(today, offset)}, {"Since yesterday", begin_of(today - 1, offset)}};
    const DayNumber week = today - (words::weekday_index(today) - ui.dates().first_weekday + 7) % 7;
    if (week < today - 1) all.push_back({fmt::format("Since {}", words::weekday_name(week, ui.dates())), begin_of(week, offset)});
    all.push_back({"Since a week ago", begin_of(today - 7, offset)});
    all.push_back({"All in the log", 0});
    return all;
}

class ChangesPage final : public Page {
  public:
    // "plugin:ID": of one plugin; "goal/7/Read 12 books": what became of one thing; empty: all.
    void opened(std::string_view detail) override;
    void draw(Ui& ui, Box area) override;

  private:
    void draw_heading(Ui& ui, Box& area);
    void draw_filter(Ui& ui, Box row);
    void draw_authors(Ui& ui, Box place);
    void draw_undo_all(Ui& ui, Box place);
    void draw_list(Ui& ui, Box box);
    void draw_change(Ui& ui, Box row, const HistoryEntry& entry);
    void draw_way_back(Ui& ui, Box place, const ChangeSummary& change);
    void choose(const Ui& ui);
    bool wanted(const Ui& ui, const ChangeSummary& change) const;
    bool filtered() const { return whose_.has_value() || !search_.empty(); }

    ChangesReader reader_;
    std::optional<Whose> whose_;
    struct Choice { // of which entries are shown
        std::uint64_t version = 0;
        std::optional<Whose> whose;
        std::string search;
        bool operator==(const Choice&) const = default;
    };
    std::optional<Choice> chosen_;
    std::vector<std::size_t> shown_;             // places among the entries
    std::string search_, title_, page_of_thing_; // of the one thing, and where it is shown
};

void ChangesPage::opened(std::string_view detail) {
    constexpr std::string_view plugin = "plugin:";
    whose_.reset();
    search_.clear();
    const auto first = detail.find('/'), second = detail.find('/', first + 1);
    page_of_thing_ = page_of_history(detail);
    if (page_of_thing_.empty() || second == std::string_view::npos) {
        reader_.open();
        if (detail.starts_with(plugin)) whose_ = Whose{Author::plugin, std::string(detail.substr(plugin.size()))};
        return;
    }
    const std::string entity(detail.substr(0, first));
    title_ = detail.substr(second + 1);
    reader_.open(entity, std::string(detail.substr(first + 1, second - first - 1)));
}

// Not in every frame: the log may hold tens of thousands.
void ChangesPage::choose(const Ui& ui) {
    Choice choice{reader_.version(), whose_, search_};
    if (chosen_ == choice) return;
    chosen_ = std::move(choice);
    shown_.clear();
    const auto& entries = reader_.entries();
    for (std::size_t i = 0; i < entries.size(); ++i)
        if (wanted(ui, entries[i].change)) shown_.push_back(i);
}

bool ChangesPage::wanted(const Ui& ui, const ChangeSummary& change) const {
    if (change.entity == "preference") return false; // the window's own affair, of which there are many
    if (whose_ && *whose_ != Whose{change.author, change.plugin}) return false;
    return search_.empty() ||
           words::holds_words(words::lower(author_name(ui, change.author, change.plugin) + ' ' + change_text(ui, change)),
                              search_);
}

void ChangesPage::draw(Ui& ui, Box area) {
    reader_.follow(ui);
    const float bottom = area.bottom();
    draw_heading(ui, area);
    if (!reader_.problem().empty() && notice(ui, "problem", area, NotificationLevel::error, reader_.problem(), "Try again"))
        reader_.try_again(ui);
    const bool none = reader_.known() && reader_.entries().empty();
    if (!none && !reader_.of_one_thing()) {
        draw_filter(ui, area.cut_top(ui.px(size::control)));
        area.cut_top(ui.px(size::step4));
    }
    const Box card{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(260))};
    draw_surface(ui, current_list(), card, Surface::card);
    reach(area.right(), card.bottom());
    if (!none) return draw_list(ui, card.inset(card_edge(ui), ui.px(10)));
    empty_state(ui, "none", card,
                {"clock-counter-clockwise", "Nothing is in the log",
                 reader_.of_one_thing() ? "What happened to it is too long ago to be kept."
                                        : "What you, the coach, plugins and imports change is listed here, with a way back."});
}

void ChangesPage::draw_heading(Ui& ui, Box& area) {
    if (!reader_.of_one_thing()) {
        page_heading(ui, area, "What changed", "Each change to your data, newest first, and the way back.");
        return;
    }
    if (back_link(ui, area.cut_top(ui.px(24)), words::capitalised(page_of_thing_))) ui.navigator.open(page_of_thing_);
    area.cut_top(ui.px(4));
    page_heading(ui, area, title_, "What became of it, newest first.");
}

void ChangesPage::draw_filter(Ui& ui, Box row) {
    const std::string label = whose_ ? author_name(ui, whose_->author, whose_->plugin) : std::string("Everybody");
    if (whose_) {
        const std::string undo = whose_->author == Author::person ? std::string("Undo all of yours") : "Undo all by " + label;
        const Box place = row.cut_right(button_width(ui, undo, "arrow-counter-clockwise"));
        row.cut_right(ui.px(12));
        if (button(ui, "undo all", place, ButtonKind::secondary, undo, "arrow-counter-clockwise")) open_menu("since");
        draw_undo_all(ui, place);
    }
    const Box place = row.cut_right(pill_width(ui, label)).centered_rows(ui.px(26));
    row.cut_right(ui.px(12));
    if (pill(ui, "whose", place, label, {}, whose_ ? Selected::yes : Selected::no, "Whose changes are shown")) open_menu("whose");
    draw_authors(ui, place);
    text_field(ui, "search", row.cut_left(std::min(row.w, ui.px(size::search))), search_,
               {.hint = "Search what changed", .icon = "magnifying-glass"});
}

void ChangesPage::draw_authors(Ui& ui, Box place) {
    if (!begin_menu(ui, "whose", place, {.align_right = true})) return;
    if (menu_item(ui, {.label = "Everybody", .ticked = !whose_})) whose_.reset();
    std::vector<Whose> known{{Author::person, {}}};
    if (whose_ && *whose_ != known.front()) known.push_back(*whose_);
    for (const auto& entry : reader_.entries()) {
        Whose each{entry.change.author, entry.change.plugin};
        if (std::ranges::find(known, each) == known.end()) known.push_back(std::move(each));
    }
    for (const auto& each : known)
        if (menu_item(ui, {.label = author_name(ui, each.author, each.plugin), .ticked = whose_ == each})) whose_ = each;
    end_menu();
}

void ChangesPage::draw_undo_all(Ui& ui, Box place) {
    if (!begin_menu(ui, "since", place, {.width = 230, .align_right = true})) return;
    const auto& entries = reader_.entries();
    for (const auto& since : moments(ui)) {
        const auto count =
            std::ranges::count_if(entries, [&](const HistoryEntry& entry) { return counts(entry.change, *whose_, since.at); });
        const bool read = !reader_.more() || (!entries.empty() && entries.back().change.at < since.at);
        const std::string hint = words::thousands(static_cast<std::uint64_t>(count)) + (read ? "" : "+");
        if (menu_item(ui, {.label = since.label, .hint = hint, .enabled = count > 0 || !read}))
            undo_all_by(ui, whose_->author, whose_->plugin, since.at);
    }
    end_menu();
}

void ChangesPage::draw_list(Ui& ui, Box box) {
    const Colors& c = ui.colors();
    Scrolling list(ui, "changes", box, 6);
    const float margin = ui.px(change_rows) * beyond_rows; // rows just out of sight can be reached by the keyboard
    std::optional<DayNumber> day;
    choose(ui);
    for (const auto place : shown_) {
        const auto& entry = reader_.entries()[place];
        const DayNumber its_day = words::local_day(entry.change.at, ui.snapshot.utc_offset_s);
        if (std::exchange(day, its_day) != its_day) {
            Box head = list.column.cut_top(ui.px(day_rows));
            head.cut_top(ui.px(8));
            if (head.bottom() > box.y - margin && head.y < box.bottom() + margin)
                draw_text(ui, head, Role::strong, c.dim, words::capitalised(words::day_word(its_day, ui.today(), ui.dates())));
        }
        const float fields = field_changes_height(ui, entry.fields);
        const Box row = list.column.cut_top(ui.px(change_rows) + fields + (fields > 0 ? ui.px(8) : 0));
        if (row.bottom() < box.y - margin || row.y > box.bottom() + margin) continue;
        ImGui::PushID(static_cast<int>(entry.change.change));
        draw_change(ui, row, entry);
        ImGui::PopID();
    }
    if (reader_.more() && list.column.y < box.bottom() + margin) reader_.read_on(ui, filtered());
    if ((reader_.more() || !reader_.known()) && reader_.problem().empty())
        draw_text(ui, list.column.cut_top(ui.px(40)), Role::small, c.faint, "Reading\u2026", Align::center);
    else if (!day)
        draw_text(ui, list.column.cut_top(ui.px(72)), Role::body, c.dim,
                  search_.empty() ? "No change of theirs is in the log." : "No change has these words.", Align::center);
}

void ChangesPage::draw_change(Ui& ui, Box row, const HistoryEntry& entry) {
    const Colors& c = ui.colors();
    const ChangeSummary& change = entry.change;
    horizontal_line(ui, row.x, row.y, row.w, c.line);
    const bool wide = row.w >= ui.px(author_from);
    Box line = row.cut_top(ui.px(change_rows));
    draw_text(ui, line.cut_left(ui.px(time_width)), Role::body, c.dim,
              words::clock_text(change.at, ui.snapshot.utc_offset_s, ui.dates()));
    Box who = line.cut_left(ui.px(wide ? author_width : 28));
    draw_icon(ui, who.cut_left(ui.px(16)), author_icon(change.author), c.dim, 16);
    who.cut_left(ui.px(8));
    who.cut_right(ui.px(12));
    if (wide) draw_text(ui, who, Role::body_medium, c.text, author_name(ui, change.author, change.plugin));
    draw_way_back(ui, line, change);
    line.cut_right(ui.px(112));
    draw_text(ui, line, Role::body, change.undone ? c.faint : c.text, change_text(ui, change));
    row.cut_left(ui.px(time_width) + ui.px(wide ? author_width : 28));
    draw_field_changes(ui, row, entry.fields);
}

// An undo is taken back by making again what it took back. What is installed is changed on the Plugins page alone.
void ChangesPage::draw_way_back(Ui& ui, Box place, const ChangeSummary& change) {
    if (change.undone) {
        const float width = tag_width(ui, "Undone");
        tag(ui, place.right() - width, std::floor(place.middle_y() - tag_height(ui) / 2), "Undone");
        return;
    }
    if (change.entity == "installation") return;
    const std::string_view label = change.kind == ChangeKind::undo ? "Redo" : "Undo";
    const Box button_place = place.cut_right(button_width(ui, label)).centered_rows(ui.px(size::control_small));
    if (button(ui, "back", button_place, ButtonKind::ghost, label)) undo_change(ui, change.change);
}

} // namespace

std::unique_ptr<Page> make_changes_page() { return std::make_unique<ChangesPage>(); }

} // namespace asista::ui
