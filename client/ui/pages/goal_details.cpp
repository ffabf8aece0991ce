#include "ui/pages/goal_details.hpp"

#include "ui/pages/undo_toast.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/charts.hpp"
#include "ui/widgets/forms.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/pages/change_words.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

using calls::GoalItem;
using calls::GoalLink;
using calls::GoalState;
using calls::LinkKind;
using calls::Milestone;

constexpr float chart_rows = 210, list_rows = 34, field_width = 84;
constexpr std::size_t most_offered = 40;

bool linked(const GoalItem& goal, LinkKind kind, std::uint64_t id) {
    return std::ranges::any_of(goal.links, [=](const GoalLink& link) { return link.kind == kind && link.id == id; });
}

float list_height(const Ui& ui, std::size_t rows) {
    return card_height(ui, ui.px(list_rows) * static_cast<float>(rows + 1) + ui.px(6));
}

} // namespace

void GoalDetails::ask(Ui& ui, const GoalItem& goal) {
    auto state = wire::encode(goal);
    if (known_->asked == state) return;
    auto next = std::make_shared<Known>();
    if (!known_->asked.empty() && wire::decode<GoalItem>(known_->asked)->id == goal.id) *next = *known_;
    next->asked = std::move(state);
    known_ = std::move(next);
    ui.calls.call<calls::GoalsHistory>({goal.id},
                                       [weak = std::weak_ptr<Known>(known_)](Result<calls::GoalsHistory::Reply> reply) {
                                           const auto known = weak.lock();
                                           if (!known) return;
                                           known->arrived = reply.has_value();
                                           known->problem = reply ? std::string() : words::sentence(reply.error().message);
                                           if (reply) known->points = std::move(reply->points);
                                       });
}

GoalDetails::Wish GoalDetails::draw(Ui& ui, Box& area, const GoalItem& goal) {
    ask(ui, goal);
    ImGui::PushID(static_cast<int>(goal.id));
    const Wish wish = draw_heading(ui, area, goal);
    if (!known_->problem.empty()) notice(ui, "problem", area, NotificationLevel::error, known_->problem);
    draw_progress(ui, area, goal);
    draw_chart(ui, area, goal);
    const bool beside = area.w >= ui.px(720);
    const float gap = ui.px(size::step4);
    const float left = list_height(ui, std::max<std::size_t>(goal.milestones.size(), 1)),
                right = list_height(ui, std::max<std::size_t>(goal.links.size(), 1));
    Box row = area.cut_top(beside ? std::max(left, right) : left + gap + right);
    area.cut_top(gap);
    const Box first = beside ? row.cut_left(std::floor((row.w - gap) / 2)) : row.cut_top(left);
    beside ? row.cut_left(gap) : row.cut_top(gap);
    draw_milestones(ui, first, goal);
    draw_links(ui, row, goal);
    if (!goal.notes.empty()) {
        const float inner = area.w - 2 * card_edge(ui);
        const Box card = area.cut_top(card_height(ui, paragraph_height(ui, inner, Role::body, goal.notes)));
        area.cut_top(gap);
        const CardParts parts = draw_card(ui, card, {.icon = "note", .title = "Notes"});
        draw_paragraph(ui, parts.body, Role::body, ui.colors().text, goal.notes);
    }
    ImGui::PopID();
    return wish;
}

GoalDetails::Wish GoalDetails::draw_heading(Ui& ui, Box& area, const GoalItem& goal) {
    Wish wish = Wish::none;
    if (back_link(ui, area.cut_top(ui.px(24)), "Goals")) wish = Wish::back;
    area.cut_top(ui.px(4));
    Box head = area.cut_top(ui.px(50));
    area.cut_top(ui.px(14));
    Box buttons = head;
    buttons.h = ui.px(size::control);
    buttons.y += ui.px(9);
    const Box more = buttons.cut_right(ui.px(30));
    buttons.cut_right(ui.px(6));
    const bool active = goal.state == GoalState::active;
    if (button_right(ui, buttons, "state",
                     goal.pace == calls::GoalPace::reached && active ? ButtonKind::primary : ButtonKind::secondary,
                     active ? "Complete" : "Take up again", active ? "check" : "arrow-counter-clockwise"))
        set_goal_state(ui, goal, active ? GoalState::completed : GoalState::active);
    if (button_right(ui, buttons, "edit", ButtonKind::secondary, "Edit", "pencil-simple")) wish = Wish::edit;
    head.w = buttons.w;
    std::string line = goal.state == GoalState::completed ? "Completed" : goal.state == GoalState::archived ? "Archived" : "";
    if (active && goal.due_day) line = words::capitalised(due_text(ui, goal));
    if (active && !goal.due_day) line = "No deadline";
    draw_text(ui, head.cut_top(ui.px(27)), Role::page_title, ui.colors().text, goal.title);
    draw_text(ui, head.cut_top(ui.px(21)), Role::body, ui.colors().dim, line + ".");
    if (icon_button(ui, "more", more, "dots-three", ui.colors().dim, "More")) open_menu("details menu");
    if (!begin_menu(ui, "details menu", more, {.width = 180, .align_right = true})) return wish;
    if (menu_item(ui, {.label = "History", .icon = "clock-counter-clockwise"})) show_history(ui, "goal", goal.id, goal.title);
    if (goal.state != GoalState::archived && menu_item(ui, {.label = "Archive", .icon = "archive"}))
        set_goal_state(ui, goal, GoalState::archived);
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true})) remove_goal(ui, goal);
    end_menu();
    return wish;
}

void GoalDetails::draw_progress(Ui& ui, Box& area, const GoalItem& goal) {
    const Box card = area.cut_top(ui.px(118));
    area.cut_top(ui.px(size::step4));
    draw_surface(ui, current_list(), card, Surface::card);
    Box inner = card.inset(ui.px(size::card_padding));
    Box head = inner.cut_top(ui.px(26));
    const int percent = static_cast<int>(words::goal_fraction(goal) * 100 + 0.5F);
    draw_text(ui, head.cut_right(ui.px(70)), Role::heading, ui.colors().dim, fmt::format("{} %", percent), Align::right);
    draw_text(ui, head, Role::heading, ui.colors().text, words::amount_unit(goal.current, goal.unit));
    inner.cut_top(ui.px(8));
    draw_goal_bar(ui, inner.cut_top(ui.px(size::bar)), goal);
    inner.cut_top(ui.px(10));
    Box foot = inner.cut_top(ui.px(size::control));
    const bool late = goal.pace == calls::GoalPace::behind && goal.state == GoalState::active;
    draw_text(ui, foot.cut_right(foot.w * 0.42F), Role::small, late ? ui.colors().warn : ui.colors().dim, words::goal_line(goal),
              Align::right);
    if (goal.follows)
        draw_text(ui, foot, Role::small, ui.colors().dim, follows_text(goal));
    else if (goal.state == GoalState::active)
        number_.draw(ui, foot, goal);
}

void GoalDetails::draw_chart(Ui& ui, Box& area, const GoalItem& goal) {
    const Box card = area.cut_top(card_height(ui, ui.px(chart_rows)));
    area.cut_top(ui.px(size::step4));
    const CardParts parts = draw_card(ui, card,
                                      {.icon = "chart-line-up",
                                       .title = "Progress",
                                       .note = goal.due_day && goal.start_day ? "beside the straight line to the deadline" : ""});
    if (!known_->arrived) return;
    if (known_->points.empty()) {
        draw_text(ui, parts.body, Role::body, ui.colors().dim, "The line begins with the first number.", Align::center);
        return;
    }
    std::vector<double> days, values;
    for (const auto& point : known_->points) {
        days.push_back(point.day);
        values.push_back(point.value);
    }
    const DayNumber first = std::min(known_->points.front().day, goal.start_day.value_or(known_->points.front().day));
    const DayNumber last = std::max({ui.today(), known_->points.back().day, goal.due_day.value_or(ui.today()), first + 7});
    if (goal.state == GoalState::active && days.back() < ui.today()) { // it holds until today
        days.push_back(ui.today());
        values.push_back(values.back());
    }
    double low = std::min(goal.start, goal.target), high = std::max(goal.start, goal.target);
    for (const double value : values) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    std::vector<DayLine> lines;
    std::array<double, 2> plan_days{}, plan_values{goal.start, goal.target};
    if (goal.start_day && goal.due_day) {
        plan_days = {static_cast<double>(*goal.start_day), static_cast<double>(*goal.due_day)};
        lines.push_back({plan_days, plan_values, ui.colors().dim, false, true, false});
    }
    lines.push_back({days, values, ui.colors().accent, true, false, false});
    day_chart(ui, "progress", parts.body,
              {.from = first, .to = last, .lowest = low, .highest = high, .percent = false, .lines = lines});
}

void GoalDetails::add_milestone(Ui& ui, const GoalItem& goal) {
    if (milestone_.find_first_not_of(' ') == std::string::npos) return;
    calls::GoalsMilestone::Request request;
    request.goal = goal.id;
    request.title = milestone_;
    request.value = parse_number(milestone_value_);
    if (!request.value && !milestone_value_.empty()) return;
    ui.calls.call<calls::GoalsMilestone>(request);
    milestone_.clear();
    milestone_value_.clear();
}

void GoalDetails::draw_milestones(Ui& ui, Box card, const GoalItem& goal) {
    CardParts parts = draw_card(ui, card, {.icon = "flag", .title = "Milestones"});
    if (goal.milestones.empty())
        draw_text(ui, parts.body.cut_top(ui.px(list_rows)), Role::body, ui.colors().dim,
                  "Steps on the way, by number or to tick.");
    for (const auto& milestone : goal.milestones) {
        ImGui::PushID(static_cast<int>(milestone.id));
        draw_milestone(ui, parts.body.cut_top(ui.px(list_rows)), goal, milestone);
        ImGui::PopID();
    }
    parts.body.cut_top(ui.px(4));
    Box row = parts.body.cut_top(ui.px(size::control));
    const Box add = row.cut_right(ui.px(size::control));
    row.cut_right(ui.px(6));
    const Box value = row.cut_right(ui.px(field_width));
    row.cut_right(ui.px(6));
    bool done = text_field(ui, "milestone", row, milestone_, {.hint = "Add a milestone"}) == FieldEvent::submitted;
    done |= text_field(ui, "value", value, milestone_value_, {.hint = "Number"}) == FieldEvent::submitted;
    done |= icon_button(ui, "add milestone", add, "plus", ui.colors().accent, "Add the milestone");
    if (done) add_milestone(ui, goal);
}

void GoalDetails::draw_milestone(Ui& ui, Box row, const GoalItem& goal, const Milestone& milestone) {
    const Colors& c = ui.colors();
    calls::GoalsMilestone::Request request;
    request.goal = goal.id;
    request.id = milestone.id;
    if (icon_button(ui, "remove", row.cut_right(ui.px(28)).centered_rows(ui.px(28)), "x", c.faint, "Remove this milestone")) {
        request.remove = true;
        return ui.calls.call<calls::GoalsMilestone>(
            request, undo_toast<calls::GoalsMilestone::Reply>(ui, "Milestone removed", milestone.title, "flag"));
    }
    row.cut_right(ui.px(6));
    const Box tick = row.cut_left(ui.px(size::check)).centered_rows(ui.px(size::check + 6));
    row.cut_left(ui.px(10));
    if (milestone.value) {
        draw_icon(ui, tick, milestone.reached ? "check-circle" : "circle", milestone.reached ? c.ok : c.faint, size::check + 1);
        const std::string value = words::amount_unit(*milestone.value, goal.unit);
        draw_text(ui, row.cut_right(std::min(text_width(ui, Role::small, value), row.w / 2)), Role::small, c.dim, value);
        row.cut_right(ui.px(8));
    } else if (check_box(ui, "reached", tick, milestone.reached ? On::yes : On::no, milestone.title)) {
        request.reached = !milestone.reached;
        ui.calls.call<calls::GoalsMilestone>(request);
    }
    draw_text(ui, row, Role::body, milestone.reached ? c.dim : c.text, milestone.title);
}

void GoalDetails::draw_links(Ui& ui, Box card, const GoalItem& goal) {
    CardParts parts = draw_card(ui, card, {.icon = "link", .title = "Tasks and habits"});
    const Colors& c = ui.colors();
    if (goal.links.empty())
        draw_text(ui, parts.body.cut_top(ui.px(list_rows)), Role::body, c.dim, "What you do for it. The goal can follow them.");
    for (const auto& link : goal.links) {
        ImGui::PushID(static_cast<int>(link.id * 2 + static_cast<std::uint64_t>(link.kind)));
        Box row = parts.body.cut_top(ui.px(list_rows));
        if (icon_button(ui, "unlink", row.cut_right(ui.px(28)).centered_rows(ui.px(28)), "x", c.faint, "Unlink"))
            ui.calls.call<calls::GoalsLink>({.goal = goal.id, .kind = link.kind, .id = link.id, .remove = true},
                                            undo_toast<calls::Changed>(ui, "Link removed", link.title, "link"));
        row.cut_right(ui.px(6));
        const bool task = link.kind == LinkKind::task;
        draw_icon(ui, row.cut_left(ui.px(size::icon)), task ? (link.done ? "check-circle" : "circle") : "repeat",
                  link.done ? c.ok : c.faint);
        row.cut_left(ui.px(9));
        if (goal.follows) {
            const std::string part = fmt::format("+{}", words::amount(link.amount));
            draw_text(ui, row.cut_right(text_width(ui, Role::small, part)), Role::small, c.dim, part);
            row.cut_right(ui.px(8));
        }
        draw_text(ui, row, Role::body, link.done ? c.dim : c.text, link.title);
        ImGui::PopID();
    }
    parts.body.cut_top(ui.px(4));
    Box row = parts.body.cut_top(ui.px(size::control));
    const Box anchor = row;
    if (button_left(ui, row, "link", ButtonKind::secondary, "Link a task or habit", "plus")) open_menu("link menu");
    draw_link_menu(ui, anchor, goal);
}

void GoalDetails::draw_link_menu(Ui& ui, Box anchor, const GoalItem& goal) {
    if (!begin_menu(ui, "link menu", anchor, {.width = 280, .max_height = 360})) return;
    const auto offer = [&](LinkKind kind, std::uint64_t id, const std::string& title) {
        ImGui::PushID(static_cast<int>(id * 2 + static_cast<std::uint64_t>(kind)));
        if (menu_item(ui, {.label = title, .icon = kind == LinkKind::task ? "circle" : "repeat"}))
            ui.calls.call<calls::GoalsLink>({.goal = goal.id, .kind = kind, .id = id, .remove = false});
        ImGui::PopID();
    };
    std::size_t offered = 0;
    menu_title(ui, "Habits");
    for (const auto& habit : ui.snapshot.habits)
        if (!habit.archived && !linked(goal, LinkKind::habit, habit.id) && offered++ < most_offered)
            offer(LinkKind::habit, habit.id, habit.name);
    menu_title(ui, "Open tasks");
    offered = 0;
    for (const auto& task : ui.snapshot.tasks)
        if (task.status != TaskStatus::done && !linked(goal, LinkKind::task, task.id) && offered++ < most_offered)
            offer(LinkKind::task, task.id, task.title);
    end_menu();
}

} // namespace asista::ui
