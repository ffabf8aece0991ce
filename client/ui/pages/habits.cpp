// Habits and the days they were kept: add, tick the last days, remove.
#include "ui/pages/dashboard_cards.hpp"
#include "ui/pages/page.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/data.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

constexpr std::array<std::string_view, 7> day_letters{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
constexpr float habit_rows = 62;

std::string weekdays_text(std::uint8_t weekdays) {
    switch (weekdays & 0x7F) {
    case 0x7F: return "Every day";
    case 0x1F: return "Monday to Friday";
    case 0x60: return "Weekends";
    default: break;
    }
    std::string text;
    for (std::size_t i = 0; i < 7; ++i)
        if ((weekdays >> i & 1) != 0) text += (text.empty() ? "" : " ") + std::string{day_letters[i]};
    return text.empty() ? "No day" : text;
}

class HabitsPage final : public Page {
  public:
    void opened(std::string_view detail) override { focus_ = detail == "add"; }
    float widest() const override { return 1000; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_new(Ui& ui, Box& area);
    void draw_habit(Ui& ui, Box row, const Habit& habit, int days);
    void add(Ui& ui);
    std::string name_;
    std::uint8_t weekdays_ = 0x7F;
    bool focus_ = false;
};

void HabitsPage::draw(Ui& ui, Box area) {
    std::vector<const Habit*> habits;
    std::size_t left = 0;
    for (const auto& habit : ui.snapshot.habits) {
        if (ui.removals.hidden(Thing::habit, habit.id)) continue;
        habits.push_back(&habit);
        if (words::meant_for(habit, ui.today()) && !words::done_on(habit, ui.today())) ++left;
    }
    const float bottom = area.bottom();
    area.h = endless;
    page_heading(ui, area, "Habits",
                 habits.empty() ? "Small things, done often."
                 : left == 0    ? "All done for today."
                                : fmt::format("{} left today.", left));
    draw_new(ui, area);
    if (habits.empty()) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
        if (empty_state(ui, "empty", place,
                        {"repeat", "No habits yet",
                         "Each habit becomes a row of days here. A missed day is only an empty square.", "Add a habit", "plus"}))
            focus_ = true;
        return reach(area.right(), place.bottom());
    }
    const int days = std::clamp(static_cast<int>((area.w / ui.theme.scale - 330) / 25), 7, 28);
    const Box card = area.cut_top(ui.px(habit_rows) * static_cast<float>(habits.size()) + ui.px(8));
    draw_surface(ui, current_list(), card, Surface::card);
    Box rows = card.inset(0, ui.px(4));
    for (std::size_t i = 0; i < habits.size(); ++i) {
        const Box row = rows.cut_top(ui.px(habit_rows));
        draw_habit(ui, row.inset(ui.px(size::card_padding), 0), *habits[i], days);
        if (i + 1 < habits.size()) horizontal_line(ui, row.x + ui.px(18), row.bottom() - 1, row.w - ui.px(36), ui.colors().line);
    }
    reach(area.right(), card.bottom() + ui.px(size::page_margin));
}

void HabitsPage::add(Ui& ui) {
    if (!name_.empty() && weekdays_ != 0) {
        ui.calls.call<calls::HabitsAdd>({.name = name_, .weekdays = weekdays_});
        name_.clear();
        weekdays_ = 0x7F;
    }
    focus_ = true;
}

void HabitsPage::draw_new(Ui& ui, Box& area) {
    const float pitch = ui.px(34);
    const float controls = 7 * pitch + ui.px(8) + button_width(ui, "Add");
    const bool two_lines = area.w < controls + ui.px(260);
    Box card = area.cut_top(ui.px(two_lines ? 104 : 60));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box inner = card.inset(ui.px(14));
    Box row = two_lines ? inner.cut_bottom(ui.px(size::control)) : inner;
    if (two_lines) inner.cut_bottom(ui.px(12));
    const Box field = two_lines ? inner : row.cut_left(row.w - controls - ui.px(8));
    if (!two_lines) row.cut_left(ui.px(8));
    if (text_field(ui, "name", field, name_, {.hint = "What do you want to do often?", .icon = "plus", .focus_now = focus_}) ==
        FieldEvent::submitted)
        add(ui);
    focus_ = false;
    for (std::size_t i = 0; i < 7; ++i) {
        const Box cell = row.cut_left(pitch).centered(ui.px(30), ui.px(30));
        const bool on = (weekdays_ >> i & 1) != 0;
        const Press state = press(ui, day_letters[i], cell);
        fill(ui, cell, on ? ui.colors().accent_soft : ui.colors().panel, 15);
        fill(ui, cell, with_alpha(ui.colors().hover, state.warmth), 15);
        if (!on) outline(ui, cell, ui.colors().line, 15);
        draw_text(ui, cell, Role::small_medium, on ? ui.colors().on_accent_soft : ui.colors().faint, day_letters[i],
                  Align::center);
        finish_press(ui, state, cell, 15);
        if (state.pressed) weekdays_ = static_cast<std::uint8_t>(weekdays_ ^ (1U << i));
    }
    row.cut_left(ui.px(8));
    if (button_left(ui, row, "add", ButtonKind::primary, "Add", {}, weekdays_ != 0 ? Enabled::yes : Enabled::no)) add(ui);
}

void HabitsPage::draw_habit(Ui& ui, Box row, const Habit& habit, int days) {
    ImGui::PushID(static_cast<int>(habit.id));
    const Box more = row.cut_right(ui.px(28)).centered_rows(ui.px(28));
    row.cut_right(ui.px(10));
    habit_days(ui, row, habit, days);
    row.cut_right(ui.px(16));
    Box text = row.centered_rows(ui.px(20 + 17));
    draw_text(ui, text.cut_top(ui.px(20)), Role::body_medium, ui.colors().text, habit.name);
    std::string line = weekdays_text(habit.weekdays);
    if (habit.streak_days > 1) line = fmt::format("{} days in a row. {}", habit.streak_days, line);
    draw_text(ui, text.cut_top(ui.px(17)), Role::small, ui.colors().dim, line);
    if (icon_button(ui, "more", more, "dots-three", ui.colors().dim, "More")) open_menu("habit menu");
    if (begin_menu(ui, "habit menu", more, {.width = 170, .align_right = true})) {
        if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true}))
            ui.removals.begin(ui, Thing::habit, habit.id, habit.name,
                              [calls = &ui.calls, id = habit.id] { calls->call<calls::HabitsRemove>({id}); });
        end_menu();
    }
    ImGui::PopID();
}

} // namespace

std::unique_ptr<Page> make_habits_page() { return std::make_unique<HabitsPage>(); }

} // namespace asista::ui
