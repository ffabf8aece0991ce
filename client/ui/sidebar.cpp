#include "ui/sidebar.hpp"

#include "ui/motion.hpp"
#include "ui/removals.hpp"
#include "ui/widgets/buttons.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float nav_margin = 10, nav_padding = 10, logo = 26, head_rows = 64;

bool draw_item(Ui& ui, Box box, const NavItem& item, bool open, bool narrow) {
    const Press state = press(ui, item.name, box);
    describe(ui, state, {.role = ItemRole::link, .label = item.title, .state = open ? checked_state(true) : 0});
    if (!state.visible) return false;
    const Colors& c = ui.colors();
    const float on = ui.motion.to(state.id + 1, open ? 1.0F : 0.0F, duration::quick);
    fill(ui, box, with_alpha(c.accent_soft, on), size::radius);
    fill(ui, box, with_alpha(c.hover, state.warmth * (1 - on)), size::radius);
    const Color text = mix(mix(c.dim, c.text, state.warmth * 0.6F), c.on_accent_soft, on);
    if (narrow) {
        draw_icon(ui, box, item.icon, text);
        tooltip(ui, item.count > 0 ? fmt::format("{}, {}", item.title, item.count) : item.title);
    } else {
        Box row = box.inset(ui.px(nav_padding), 0);
        draw_icon(ui, row.cut_left(ui.px(size::icon)), item.icon, text);
        row.cut_left(ui.px(10));
        if (item.count > 0) {
            const std::string count = std::to_string(item.count);
            draw_text(ui, row.cut_right(ui.px(34)), Role::small, text, count, Align::right);
        }
        draw_text(ui, row, Role::body_medium, text, item.title);
    }
    finish_press(ui, state, box, size::radius);
    return state.pressed;
}

float group_height(const Ui& ui, std::size_t items) { return ui.px(size::nav_pitch) * static_cast<float>(items); }

void draw_group(Ui& ui, Box& column, const std::vector<NavItem>& items, std::string_view page, bool narrow) {
    for (const auto& item : items) {
        Box box = column.cut_top(ui.px(size::nav_pitch));
        box.h = ui.px(size::nav_item);
        if (draw_item(ui, box, item, item.name == page, narrow)) ui.navigator.open(item.name);
    }
}

} // namespace

NavPlan plan_navigation(const Ui& ui) {
    const Snapshot& s = ui.snapshot;
    std::uint32_t open_tasks = s.open_task_count;
    for (const auto& task : s.tasks)
        if (task.status != TaskStatus::done && open_tasks > 0 && ui.removals.hidden(Thing::task, task.id)) --open_tasks;
    NavPlan plan;
    plan.main = {{"dashboard", "Dashboard", "squares-four", 0},
                 {"tasks", "Tasks", "check-square", open_tasks},
                 {"habits", "Habits", "repeat", 0},
                 {"goals", "Goals", "target", 0},
                 {"calendar", "Calendar", "calendar-blank", 0},
                 {"coach", "Coach", "chat-circle", 0}};
    for (const auto& page : s.pages)
        plan.plugins.push_back({fmt::format("plugin:{}/{}", page.plugin, page.page.id), page.page.title, page.page.icon, 0});
    std::ranges::stable_sort(plan.plugins, {}, &NavItem::title);
    plan.plugins.push_back({"plugins", "Browse plugins", "package", 0});
    const auto waiting = std::ranges::count_if(s.plugins, [](const PluginView& plugin) { return plugin.update.has_value(); });
    plan.plugins.push_back({"trust", "Trust", "shield-check", static_cast<std::uint32_t>(waiting)});
    plan.bottom = {{"developer", "Developer", "terminal-window", 0}, {"settings", "Settings", "gear-six", 0}};
    return plan;
}

void draw_sidebar(Ui& ui, Box box, const NavPlan& plan, std::string_view page) {
    const Colors& c = ui.colors();
    const bool narrow = box.w < ui.px(size::sidebar) - 1;
    fill(ui, {box.right() - ui.px(size::hairline), box.y, ui.px(size::hairline), box.h}, c.line);
    ImGui::SetCursorScreenPos(ImVec2(box.x, box.y));
    ImGui::BeginChild("sidebar", ImVec2(box.w - ui.px(size::hairline), box.h), ImGuiChildFlags_NavFlattened,
                      ImGuiWindowFlags_NoBackground | (narrow ? ImGuiWindowFlags_NoScrollbar : 0));
    const float top = ImGui::GetCursorScreenPos().y;
    Box column{box.x, top, box.w - ui.px(size::hairline), 0};
    const float needed = ui.px(head_rows) + group_height(ui, plan.main.size()) + ui.px(40) +
                         group_height(ui, plan.plugins.size()) + ui.px(12) + group_height(ui, plan.bottom.size()) + ui.px(8);
    column.h = std::max(box.h, needed);
    reach(column.right() - 1, column.bottom());

    Box head = column.cut_top(ui.px(head_rows));
    const float side = ui.px(logo);
    Box mark = narrow ? head.centered(side, side) : head.moved(ui.px(20), 0).centered_rows(side);
    mark.w = side;
    mark.y += ui.px(1);
    gradient(ui, current_list(), mark, c.brand_from, c.brand_to, 7);
    if (!narrow) draw_text(ui, {mark.right() + ui.px(10), mark.y, ui.px(140), mark.h}, Role::heading, c.text, "Asista");

    column = column.inset(ui.px(nav_margin), 0);
    Box bottom = column.cut_bottom(group_height(ui, plan.bottom.size()) + ui.px(12));
    draw_group(ui, column, plan.main, page, narrow);
    column.cut_top(ui.px(10));
    Box title = column.cut_top(ui.px(24));
    if (narrow)
        horizontal_line(ui, title.x, title.middle_y(), title.w, c.line);
    else
        draw_text(ui, title.inset(ui.px(nav_padding), 0), Role::tiny, c.faint, "Plugins");
    column.cut_top(ui.px(4));
    draw_group(ui, column, plan.plugins, page, narrow);
    draw_group(ui, bottom, plan.bottom, page, narrow);
    ImGui::EndChild();
}

} // namespace asista::ui
