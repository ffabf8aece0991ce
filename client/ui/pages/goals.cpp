// Goals and how far along they are: cards with a bar and the plan beside it; one of them with its chart, milestones and links.
#include "ui/pages/goal_details.hpp"
#include "ui/pages/goal_dialog.hpp"
#include "ui/pages/page.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asista::ui {
namespace {

using calls::GoalItem;
using calls::GoalState;

constexpr float goal_rows = 164;

class GoalsPage final : public Page {
  public:
    void opened(std::string_view detail) override;
    float widest() const override { return 1200; }
    void draw(Ui& ui, Box area) override;

  private:
    void draw_cards(Ui& ui, Box& area, const std::vector<const GoalItem*>& goals);
    void draw_goal(Ui& ui, Box box, const GoalItem& goal, const std::vector<const GoalItem*>& goals, std::size_t at);
    void draw_menu(Ui& ui, Box anchor, const GoalItem& goal, const std::vector<const GoalItem*>& goals, std::size_t at);

    GoalDialog dialog_;
    GoalDetails details_;
    GoalNumber number_;
    std::uint64_t selected_ = 0;
    bool add_ = false, show_past_ = false;
};

std::string heading_line(const std::vector<const GoalItem*>& goals) {
    if (goals.empty()) return "Something to work towards, with a number.";
    const auto behind = static_cast<std::uint64_t>(
        std::ranges::count_if(goals, [](const GoalItem* goal) { return goal->pace == calls::GoalPace::behind; }));
    const std::string count = words::count_of(goals.size(), "goal");
    return behind == 0 ? count + ", none behind." : fmt::format("{}, {} behind.", count, behind);
}

void move_to(Ui& ui, const std::vector<const GoalItem*>& goals, std::size_t from, std::size_t to) {
    calls::GoalsEdit::Request request;
    request.id = goals[from]->id;
    request.behind = to == 0 ? 0 : goals[to < from ? to - 1 : to]->id;
    ui.calls.call<calls::GoalsEdit>(request);
}

void GoalsPage::opened(std::string_view detail) {
    add_ = detail == "add";
    selected_ = 0;
    std::from_chars(detail.data(), detail.data() + detail.size(), selected_);
}

void GoalsPage::draw(Ui& ui, Box area) {
    const float bottom = area.bottom();
    area.h = endless;
    if (std::exchange(add_, false)) dialog_.add(ui);
    const auto chosen = std::ranges::find(ui.snapshot.goals, selected_, &GoalItem::id);
    if (selected_ != 0 && chosen != ui.snapshot.goals.end() && !ui.removals.hidden(Thing::goal, selected_)) {
        switch (details_.draw(ui, area, *chosen)) {
        case GoalDetails::Wish::none: break;
        case GoalDetails::Wish::back: selected_ = 0; break;
        case GoalDetails::Wish::edit: dialog_.edit(*chosen); break;
        }
        dialog_.draw(ui);
        return reach(area.right(), area.y + ui.px(size::step2));
    }
    selected_ = 0;
    std::vector<const GoalItem*> goals, past;
    for (const auto& goal : ui.snapshot.goals)
        if (!ui.removals.hidden(Thing::goal, goal.id)) (goal.state == GoalState::active ? goals : past).push_back(&goal);
    Box right = page_heading(ui, area, "Goals", heading_line(goals));
    const bool any = !goals.empty() || !past.empty();
    if (any && button_right(ui, right, "add", ButtonKind::primary, "Add a goal", "plus")) dialog_.add(ui);
    if (!any) {
        const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
        if (empty_state(
                ui, "empty", place,
                {"target", "No goals yet",
                 "A goal has a number to reach: 10 km, 24 books. Its bar shows how far you are, and whether that is on track.",
                 "Add a goal", "plus"}))
            dialog_.add(ui);
        area.y = place.bottom();
    }
    if (!goals.empty()) draw_cards(ui, area, goals);
    if (!past.empty()) {
        Box line = area.cut_top(ui.px(size::control));
        const std::string label =
            show_past_ ? "Hide completed and archived" : fmt::format("Show {} completed or archived", past.size());
        if (button_left(ui, line, "past", ButtonKind::ghost, label, show_past_ ? "caret-down" : "caret-right"))
            show_past_ = !show_past_;
        area.cut_top(ui.px(size::step2));
        if (show_past_) draw_cards(ui, area, past);
    }
    dialog_.draw(ui);
    reach(area.right(), area.y + ui.px(size::step2));
}

void GoalsPage::draw_cards(Ui& ui, Box& area, const std::vector<const GoalItem*>& goals) {
    const int across = area.w >= ui.px(1020) ? 3 : area.w >= ui.px(620) ? 2 : 1;
    const float gap = ui.px(size::step4), height = ui.px(goal_rows);
    const float width = std::floor((area.w - gap * static_cast<float>(across - 1)) / static_cast<float>(across));
    for (std::size_t i = 0; i < goals.size(); ++i) {
        const auto column = static_cast<float>(static_cast<int>(i) % across),
                   row = static_cast<float>(static_cast<int>(i) / across);
        ImGui::PushID(static_cast<int>(goals[i]->id));
        draw_goal(ui, {area.x + column * (width + gap), area.y + row * (height + gap), width, height}, *goals[i], goals, i);
        ImGui::PopID();
    }
    const auto rows = (goals.size() + static_cast<std::size_t>(across) - 1) / static_cast<std::size_t>(across);
    area.cut_top((height + gap) * static_cast<float>(rows));
}

void GoalsPage::draw_goal(Ui& ui, Box box, const GoalItem& goal, const std::vector<const GoalItem*>& goals, std::size_t at) {
    const Colors& c = ui.colors();
    const Press state = press(ui, "open", box, Enabled::yes, Overlap::yes);
    draw_surface(ui, current_list(), box, Surface::card);
    fill(ui, box, with_alpha(c.hover, state.warmth * 0.4F), size::card_radius);
    finish_press(ui, state, box, size::card_radius);
    if (state.pressed) selected_ = goal.id;
    const bool active = goal.state == GoalState::active;
    Box inner = box.inset(ui.px(size::card_padding));
    Box head = inner.cut_top(ui.px(24));
    const Box more = head.cut_right(ui.px(28)).centered_rows(ui.px(28));
    const int percent = static_cast<int>(words::goal_fraction(goal) * 100 + 0.5F);
    draw_text(ui, head.cut_right(ui.px(52)), Role::strong, c.dim, fmt::format("{}%", percent), Align::right);
    draw_text(ui, head, Role::strong, active ? c.text : c.dim, goal.title);
    inner.cut_top(ui.px(10));
    draw_goal_bar(ui, inner.cut_top(ui.px(size::bar)), goal);
    inner.cut_top(ui.px(9));
    draw_text(ui, inner.cut_top(ui.px(18)), Role::small, goal.pace == calls::GoalPace::behind && active ? c.warn : c.dim,
              words::goal_line(goal));
    std::string second = active                               ? words::capitalised(due_text(ui, goal))
                         : goal.state == GoalState::completed ? "Completed"
                                                              : "Archived";
    const auto next = std::ranges::find(goal.milestones, false, &calls::Milestone::reached);
    if (active && next != goal.milestones.end()) second += fmt::format("{}Next: {}", second.empty() ? "" : ". ", next->title);
    draw_text(ui, inner.cut_top(ui.px(18)), Role::small, c.faint, second);
    inner.cut_top(ui.px(8));
    Box foot = inner.cut_top(ui.px(size::control));
    if (!active) {
        if (button_left(ui, foot, "take up", ButtonKind::secondary, "Take up again")) set_goal_state(ui, goal, GoalState::active);
    } else if (goal.pace == calls::GoalPace::reached) {
        if (button_left(ui, foot, "complete", ButtonKind::primary, "Complete", "check"))
            set_goal_state(ui, goal, GoalState::completed);
    } else if (goal.follows) {
        draw_icon(ui, foot.cut_left(ui.px(16)), "link", c.faint, 16);
        foot.cut_left(ui.px(7));
        draw_text(ui, foot, Role::small, c.dim, follows_text(goal));
    } else {
        number_.draw(ui, foot, goal);
    }
    if (icon_button(ui, "more", more, "dots-three", c.dim, "More")) open_menu("goal menu");
    draw_menu(ui, more, goal, goals, at);
}

void GoalsPage::draw_menu(Ui& ui, Box anchor, const GoalItem& goal, const std::vector<const GoalItem*>& goals, std::size_t at) {
    if (!begin_menu(ui, "goal menu", anchor, {.width = 190, .align_right = true})) return;
    const bool active = goal.state == GoalState::active;
    if (menu_item(ui, {.label = "Details", .icon = "chart-line-up"})) selected_ = goal.id;
    if (menu_item(ui, {.label = "Edit", .icon = "pencil-simple"})) dialog_.edit(goal);
    if (menu_item(ui, {.label = "History", .icon = "clock-counter-clockwise"})) show_history(ui, "goal", goal.id, goal.title);
    if (active && menu_item(ui, {.label = "Complete", .icon = "check"})) set_goal_state(ui, goal, GoalState::completed);
    menu_line(ui);
    if (active && menu_item(ui, {.label = "Move up", .icon = "arrow-up", .enabled = at > 0})) move_to(ui, goals, at, at - 1);
    if (active && menu_item(ui, {.label = "Move down", .icon = "arrow-down", .enabled = at + 1 < goals.size()}))
        move_to(ui, goals, at, at + 1);
    if (active) menu_line(ui);
    if (goal.state != GoalState::archived && menu_item(ui, {.label = "Archive", .icon = "archive"}))
        set_goal_state(ui, goal, GoalState::archived);
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true})) remove_goal(ui, goal);
    end_menu();
}

} // namespace

std::unique_ptr<Page> make_goals_page() { return std::make_unique<GoalsPage>(); }

} // namespace asista::ui
