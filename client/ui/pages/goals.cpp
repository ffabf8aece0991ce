// Goals and how far along they are: add, set the number, remove.
#include "ui/pages/page.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"
#include "wire/calls/data.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float goal_rows = 152;

class GoalsPage final : public Page {
  public:
    void opened(std::string_view detail) override { focus_ = detail == "add"; }
    float widest() const override { return 1200; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_new(Ui& ui, Box& area);
    void draw_goal(Ui& ui, Box box, const Goal& goal);
    void draw_progress(Ui& ui, Box row, const Goal& goal);
    void add(Ui& ui);

    std::string title_, target_, unit_, number_;
    std::optional<DayNumber> due_;
    std::uint64_t editing_ = 0;
    bool focus_ = false, focus_number_ = false, wrong_ = false;
};

void GoalsPage::draw(Ui& ui, Box area) {
    std::vector<const Goal*> goals;
    for (const auto& goal : ui.snapshot.goals)
        if (!ui.removals.hidden(Thing::goal, goal.id)) goals.push_back(&goal);
    std::ranges::stable_sort(goals, {}, [](const Goal* goal) { return !goal->active; });
    const float bottom = area.bottom();
    area.h = endless;
    page_heading(ui, area, "Goals",
                 goals.empty() ? "Something to work towards, with a number." : words::count_of(goals.size(), "goal") + ".");
    draw_new(ui, area);
    if (goals.empty()) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
        if (empty_state(
                ui, "empty", place,
                {"target", "No goals yet",
                 "A goal has a number to reach: 10 km, 24 books. Its bar shows how far you are, and whether that is on track.",
                 "Add a goal", "plus"}))
            focus_ = true;
        return reach(area.right(), place.bottom());
    }
    const int across = area.w >= ui.px(640) ? 2 : 1;
    const float gap = ui.px(size::step4);
    const float width = std::floor((area.w - gap * static_cast<float>(across - 1)) / static_cast<float>(across));
    float low = area.y;
    for (std::size_t i = 0; i < goals.size(); ++i) {
        const auto column = static_cast<float>(static_cast<int>(i) % across),
                   row = static_cast<float>(static_cast<int>(i) / across);
        const Box box{area.x + column * (width + gap), area.y + row * (ui.px(goal_rows) + gap), width, ui.px(goal_rows)};
        ImGui::PushID(static_cast<int>(goals[i]->id));
        draw_goal(ui, box, *goals[i]);
        ImGui::PopID();
        low = box.bottom();
    }
    reach(area.right(), low + ui.px(size::page_margin));
}

void GoalsPage::add(Ui& ui) {
    const auto target = parse_number(target_);
    wrong_ = title_.empty() || !target || *target <= 0;
    if (wrong_) return;
    ui.calls.call<calls::GoalsAdd>({.title = title_, .unit = unit_, .target = *target, .current = 0, .due_day = due_});
    title_.clear();
    target_.clear();
    unit_.clear();
    due_.reset();
    focus_ = true;
}

void GoalsPage::draw_new(Ui& ui, Box& area) {
    const std::string due = due_ ? words::capitalised(words::day_word(*due_, ui.today())) : "No date";
    const float controls = ui.px(90 + 90) + button_width(ui, due, "calendar-blank") + button_width(ui, "Add") + 4 * ui.px(8);
    const bool two_lines = area.w < controls + ui.px(250);
    Box card = area.cut_top(ui.px(two_lines ? 104 : 60) + (wrong_ ? ui.px(24) : 0));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box inner = card.inset(ui.px(14));
    if (wrong_)
        draw_text(ui, inner.cut_bottom(ui.px(18)), Role::small, ui.colors().bad,
                  "A goal needs a title and a number above 0, such as 10 or 7.5.");
    if (wrong_) inner.cut_bottom(ui.px(6));
    Box row = two_lines ? inner.cut_bottom(ui.px(size::control)) : inner;
    if (two_lines) inner.cut_bottom(ui.px(12));
    const Box field = two_lines ? inner : row.cut_left(row.w - controls);
    if (!two_lines) row.cut_left(ui.px(8));
    bool done = text_field(ui, "title", field, title_,
                           {.hint = "What do you want to reach?", .icon = "plus", .focus_now = focus_}) == FieldEvent::submitted;
    focus_ = false;
    done |= text_field(ui, "target", row.cut_left(ui.px(90)), target_, {.hint = "Number"}) == FieldEvent::submitted;
    row.cut_left(ui.px(8));
    done |= text_field(ui, "unit", row.cut_left(ui.px(90)), unit_, {.hint = "km, books"}) == FieldEvent::submitted;
    row.cut_left(ui.px(8));
    const Box anchor = row;
    if (button_left(ui, row, "due", ButtonKind::secondary, due, "calendar-blank")) open_menu("due menu");
    day_menu(ui, "due menu", anchor, due_, true);
    done |= button_left(ui, row, "add", ButtonKind::primary, "Add");
    if (done) add(ui);
}

void GoalsPage::draw_goal(Ui& ui, Box box, const Goal& goal) {
    const Colors& c = ui.colors();
    draw_surface(ui, current_list(), box, Surface::card);
    Box inner = box.inset(ui.px(size::card_padding));
    Box head = inner.cut_top(ui.px(24));
    const Box more = head.cut_right(ui.px(28)).centered_rows(ui.px(28));
    const int percent = static_cast<int>(words::goal_fraction(goal) * 100 + 0.5F);
    draw_text(ui, head.cut_right(ui.px(52)), Role::strong, c.dim, fmt::format("{}%", percent), Align::right);
    draw_text(ui, head, Role::strong, goal.active ? c.text : c.dim, goal.title);
    inner.cut_top(ui.px(10));
    const words::Pace pace = words::pace(goal, ui.today());
    const Color color = pace == words::Pace::behind ? c.warn : pace == words::Pace::done ? c.ok : c.accent;
    draw_bar(ui, inner.cut_top(ui.px(size::bar)), words::goal_fraction(goal), color);
    inner.cut_top(ui.px(8));
    std::string line = words::goal_line(goal, ui.today());
    if (goal.due_day) line += fmt::format(", by {}", words::day_word(*goal.due_day, ui.today()));
    draw_text(ui, inner.cut_top(ui.px(18)), Role::small, c.dim, line);
    inner.cut_top(ui.px(10));
    draw_progress(ui, inner.cut_top(ui.px(size::control)), goal);
    if (icon_button(ui, "more", more, "dots-three", c.dim, "More")) open_menu("goal menu");
    if (!begin_menu(ui, "goal menu", more, {.width = 170, .align_right = true})) return;
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true}))
        ui.removals.begin(ui, Thing::goal, goal.id, goal.title,
                          [calls = &ui.calls, id = goal.id] { calls->call<calls::GoalsRemove>({id}); });
    end_menu();
}

void GoalsPage::draw_progress(Ui& ui, Box row, const Goal& goal) {
    const auto set = [&](double value) {
        ui.calls.call<calls::GoalsSetProgress>({.id = goal.id, .current = std::max(value, 0.0)});
    };
    if (editing_ != goal.id) {
        if (button_left(ui, row, "more one", ButtonKind::secondary,
                        fmt::format("+1{}{}", goal.unit.empty() ? "" : " ", goal.unit)))
            set(goal.current + 1);
        if (button_left(ui, row, "set", ButtonKind::ghost, "Set number")) {
            editing_ = goal.id;
            number_ = words::amount(goal.current);
            number_.erase(std::remove(number_.begin(), number_.end(), ','), number_.end());
            focus_number_ = true;
        }
        return;
    }
    const FieldEvent event =
        text_field(ui, "number", row.cut_left(ui.px(110)), number_, {.hint = "Number", .focus_now = focus_number_});
    focus_number_ = false;
    row.cut_left(ui.px(8));
    const bool save = button_left(ui, row, "save", ButtonKind::primary, "Save") || event == FieldEvent::submitted;
    const bool cancel = button_left(ui, row, "cancel", ButtonKind::ghost, "Cancel");
    if (save) {
        const auto value = parse_number(number_);
        if (!value) return;
        set(*value);
    }
    if (save || cancel) editing_ = 0;
}

} // namespace

std::unique_ptr<Page> make_goals_page() { return std::make_unique<GoalsPage>(); }

} // namespace asista::ui
