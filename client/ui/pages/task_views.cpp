#include "ui/pages/task_views.hpp"

#include "ui/motion.hpp"
#include "ui/toasts.hpp"
#include "ui/undo.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/widgets/scrolling.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

using calls::TaskView;

constexpr float item_rows = 33, item_pitch = 34;
constexpr std::uint64_t new_project = ~std::uint64_t{0};

struct OwnView {
    TaskView view;
    std::string_view icon, label;
};
constexpr std::array own_views{OwnView{TaskView::today, "sun", "Today"},
                               OwnView{TaskView::upcoming, "calendar-blank", "Upcoming"}, OwnView{TaskView::all, "tray", "All"},
                               OwnView{TaskView::done, "check-circle", "Done"}};

std::uint64_t count_of(const TaskListing& listing, TaskView view) {
    switch (view) {
    case TaskView::today: return listing.counts.today;
    case TaskView::upcoming: return listing.counts.upcoming;
    case TaskView::all: return listing.counts.all;
    default: return listing.counts.done;
    }
}

} // namespace

std::string TaskViews::title(const TaskListing* listing, const TaskViewKey& view) {
    if (view.view == TaskView::tag) return "#" + view.tag;
    if (view.view == TaskView::project) {
        const auto* const project = listing ? listing->project(view.of) : nullptr;
        return project ? project->name : "Project";
    }
    for (const auto& own : own_views)
        if (own.view == view.view) return std::string{own.label};
    return {};
}

// What is in the hand goes to this list: its day, its project, its tag, or done.
void TaskViews::take_drop(Ui& ui, Box row, const TaskViewKey& view, std::string_view label) {
    auto& drag = desk_.drag;
    const ImVec2 at = ImGui::GetIO().MousePos;
    if (drag.ids.empty() || view.view == TaskView::all || !row.contains(at.x, at.y)) return;
    outline(ui, row, ui.colors().accent, size::radius, 2);
    switch (view.view) {
    case TaskView::today: drag.hint = "Move to today"; break;
    case TaskView::upcoming: drag.hint = "Move to tomorrow"; break;
    case TaskView::done: drag.hint = "Complete"; break;
    case TaskView::tag: drag.hint = fmt::format("Add #{}", view.tag); break;
    default: drag.hint = fmt::format("Move to {}", label);
    }
    if (!drag.dropped) return;
    switch (view.view) {
    case TaskView::today: task_actions::set_day(ui, drag.ids, ui.today(), drag.title); break;
    case TaskView::upcoming: task_actions::set_day(ui, drag.ids, ui.today() + 1, drag.title); break;
    case TaskView::done: task_actions::set_done(ui, drag.ids, true, drag.title); break;
    case TaskView::project: task_actions::set_project(ui, drag.ids, view.of, std::string{label}, drag.title); break;
    case TaskView::tag: {
        calls::TasksEdit::Request request;
        request.ids = drag.ids;
        request.add_tags = {view.tag};
        task_actions::edit(ui, std::move(request), fmt::format("Tagged #{}", view.tag), drag.title);
        break;
    }
    case TaskView::all:
    case TaskView::subtasks: break;
    }
}

bool TaskViews::item(Ui& ui, Box& column, const TaskViewKey& view, std::string_view icon, std::string_view label,
                     std::uint64_t count, const calls::Project* project) {
    const Colors& c = ui.colors();
    Box row = column.cut_top(ui.px(item_pitch));
    row.h = ui.px(item_rows);
    const bool on = desk_.reader.view() == view;
    const std::string id = fmt::format("{} {}", label, static_cast<int>(view.view));
    const bool over = pointed_at(row);
    ImGui::PushID(id.c_str());
    const float warmth = ui.motion.to(ImGui::GetID("warmth"), over ? 1.0F : 0.0F, duration::quick);
    ImGui::PopID();
    fill(ui, row, on ? c.accent_soft : with_alpha(c.hover, warmth), size::radius);
    take_drop(ui, row, view, label);
    Box inner = row.inset(ui.px(9), 0);
    const Color text = on ? c.on_accent_soft : project && project->archived ? c.faint : c.text;
    const Box glyph = inner.cut_left(ui.px(18));
    if (project)
        dot(ui, glyph.middle_x(), glyph.middle_y(), 4.5F, c.series[project->color % c.series.size()]);
    else
        draw_icon(ui, glyph, icon, on ? c.on_accent_soft : c.dim, 16);
    inner.cut_left(ui.px(8));
    const auto& g = *ImGui::GetCurrentContext();
    const bool has_keyboard = g.NavCursorVisible && (g.NavId == ImGui::GetID(id.c_str()) || (project && g.NavId == more_id_));
    if (project && (over || has_keyboard || menu_project_ == project->id)) {
        const Box more = inner.cut_right(ui.px(24)).centered_rows(ui.px(24));
        ImGui::PushID(static_cast<int>(project->id));
        const bool hit = icon_button(ui, "project more", more, "dots-three", c.dim, "Rename, colour, archive, remove");
        if (has_keyboard || over) more_id_ = ImGui::GetItemID();
        ImGui::PopID();
        if (hit) {
            menu_project_ = project->id;
            menu_anchor_ = more;
            open_menu_ = true;
        }
    } else if (count > 0) {
        const std::string number = words::thousands(count);
        const float width = text_width(ui, Role::small, number);
        draw_text(ui, inner.cut_right(width), Role::small, on ? c.on_accent_soft : c.faint, number);
        inner.cut_right(ui.px(6));
    }
    if (project && over && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) {
        menu_project_ = project->id;
        menu_anchor_ = {ImGui::GetIO().MousePos.x, ImGui::GetIO().MousePos.y, 1, 1};
        open_menu_ = true;
    }
    draw_text(ui, inner, on ? Role::body_medium : Role::body, text, label);
    const Press state = press(ui, id, row);
    describe(ui, state, {.role = ItemRole::link, .label = label});
    finish_press(ui, state, row, size::radius);
    if (!state.pressed || on) return false;
    desk_.reader.open(view);
    return true;
}

bool TaskViews::draw_name(Ui& ui, Box& column) {
    const Box row = column.cut_top(ui.px(item_pitch + 4));
    const FieldEvent event = text_field(ui, "project name", row.centered_rows(ui.px(size::control)), name_,
                                        {.hint = "Name of the project", .focus_now = std::exchange(focus_name_, false)});
    const bool left = ImGui::IsItemDeactivated();
    if (event == FieldEvent::submitted && !name_.empty()) {
        if (naming_ == new_project) {
            const auto* const listing = desk_.reader.shown();
            const auto color = static_cast<std::uint32_t>((listing ? listing->projects.size() : 0) % ui.colors().series.size());
            ui.calls.call<calls::ProjectsAdd>({name_, color});
        } else {
            calls::ProjectsEdit::Request request;
            request.id = naming_;
            request.name = name_;
            ui.calls.call<calls::ProjectsEdit>(request);
        }
    }
    return event == FieldEvent::submitted || left;
}

void TaskViews::draw_projects(Ui& ui, Box& column, const TaskListing& listing, bool& chosen) {
    Box head = column.cut_top(ui.px(34));
    head.cut_top(ui.px(8));
    const Box plus = head.cut_right(ui.px(26)).centered_rows(ui.px(26));
    if (icon_button(ui, "new project", plus, "plus", ui.colors().dim, "New project")) {
        naming_ = new_project;
        name_.clear();
        focus_name_ = true;
    }
    head.cut_left(ui.px(9));
    draw_text(ui, head, Role::small_medium, ui.colors().faint, "Projects");
    std::size_t archived = 0;
    for (const auto& project : listing.projects) {
        archived += project.archived ? 1 : 0;
        if (project.archived && !show_archived_) continue;
        if (naming_ == project.id) {
            if (draw_name(ui, column)) naming_ = 0;
            continue;
        }
        chosen |= item(ui, column, {TaskView::project, project.id, {}}, "folder", project.name, project.open, &project);
    }
    if (naming_ == new_project && draw_name(ui, column)) naming_ = 0;
    if (listing.projects.empty() && naming_ == 0) {
        Box row = column.cut_top(ui.px(40)).inset(ui.px(9), 0);
        draw_paragraph(ui, row, Role::small, ui.colors().faint, "Gather tasks that lead to one thing.", 2);
    }
    if (archived == 0) return;
    Box row = column.cut_top(ui.px(28));
    row.cut_left(ui.px(9));
    if (link(ui, "archived", row.centered_rows(ui.px(20)), Role::small,
             show_archived_ ? "Hide archived" : fmt::format("Show {} archived", archived)))
        show_archived_ = !show_archived_;
}

void TaskViews::draw_project_menu(Ui& ui, const TaskListing& listing) {
    if (std::exchange(open_menu_, false)) open_menu("project actions");
    const auto* const project = listing.project(menu_project_);
    if (!project) return;
    if (!begin_menu(ui, "project actions", menu_anchor_, {.width = 200, .max_height = 520})) {
        if (!menu_open("project actions")) menu_project_ = 0;
        return;
    }
    calls::ProjectsEdit::Request request;
    request.id = project->id;
    if (menu_item(ui, {.label = "Rename", .icon = "pencil-simple"})) {
        naming_ = project->id;
        name_ = project->name;
        focus_name_ = true;
    }
    const auto here = static_cast<std::size_t>(project - listing.projects.data());
    if (menu_item(ui, {.label = "Move up", .icon = "arrow-up", .enabled = here > 0})) {
        request.behind = here >= 2 ? listing.projects[here - 2].id : 0;
        ui.calls.call<calls::ProjectsEdit>(request);
    }
    const bool last = here + 1 >= listing.projects.size() || listing.projects[here + 1].archived != project->archived;
    if (menu_item(ui, {.label = "Move down", .icon = "arrow-down", .enabled = !last})) {
        request.behind = listing.projects[here + 1].id;
        ui.calls.call<calls::ProjectsEdit>(request);
    }
    menu_title(ui, "Colour");
    const ImVec2 at = ImGui::GetCursorScreenPos();
    Box colors{at.x + ui.px(8), at.y, ImGui::GetContentRegionAvail().x - ui.px(16), ui.px(30)};
    for (std::size_t i = 0; i < ui.colors().series.size(); ++i) {
        const Box cell = colors.cut_left(ui.px(27));
        const Press state = press(ui, fmt::format("colour {}", i + 1), cell);
        describe(ui, state, {.role = ItemRole::choice, .label = fmt::format("Colour {}", i + 1)});
        dot(ui, cell.middle_x(), cell.middle_y(), 8, ui.colors().series[i]);
        if (project->color == i || state.hovered)
            outline(ui, cell.centered(ui.px(23), ui.px(23)), ui.colors().series[i], 11.5F, 1.5F);
        finish_press(ui, state, cell, size::radius);
        if (!state.pressed) continue;
        request.color = static_cast<std::uint32_t>(i);
        ui.calls.call<calls::ProjectsEdit>(request);
        ImGui::CloseCurrentPopup();
    }
    ImGui::SetCursorScreenPos(ImVec2(at.x, at.y + ui.px(32)));
    menu_line(ui);
    if (menu_item(ui, {.label = project->archived ? "Take out of the archive" : "Archive", .icon = "archive"})) {
        request.archived = !project->archived;
        ui.calls.call<calls::ProjectsEdit>(request);
    }
    if (menu_item(ui, {.label = "Remove", .icon = "trash", .danger = true})) {
        if (desk_.reader.view() == TaskViewKey{TaskView::project, project->id, {}}) desk_.reader.open({});
        ui.calls.call<calls::ProjectsRemove>(
            {project->id}, [&toasts = ui.toasts, undo = undoing(ui), name = project->name](Result<calls::Changed> done) {
                if (!done && done.error().code == Errc::cancelled) return;
                Toast toast;
                toast.title = done ? "Project removed" : "The project could not be removed";
                toast.body = done ? fmt::format("{}. Its tasks stay.", name) : words::sentence(done.error().message);
                toast.icon = "trash";
                if (done && done->change != 0) {
                    toast.button = "Undo";
                    toast.pressed = [undo, change = done->change] { undo(change); };
                }
                toasts.replace(std::move(toast));
            });
    }
    end_menu();
}

bool TaskViews::draw_column(Ui& ui, Box box) {
    const auto* const listing = desk_.reader.shown();
    if (!listing) return false;
    bool chosen = false;
    {
        Scrolling scrolling(ui, "task views", box, 2);
        Box& column = scrolling.column;
        for (const auto& own : own_views)
            chosen |= item(ui, column, {own.view, 0, {}}, own.icon, own.label,
                           own.view == TaskView::done ? 0 : count_of(*listing, own.view));
        draw_projects(ui, column, *listing, chosen);
        if (std::ranges::any_of(listing->counts.tags, [](const auto& tag) { return tag.open > 0; })) {
            Box head = column.cut_top(ui.px(34));
            head.cut_top(ui.px(8));
            head.cut_left(ui.px(9));
            draw_text(ui, head, Role::small_medium, ui.colors().faint, "Tags");
            for (const auto& tag : listing->counts.tags)
                if (tag.open > 0) chosen |= item(ui, column, {TaskView::tag, 0, tag.name}, "hash", tag.name, tag.open);
        }
        draw_project_menu(ui, *listing);
    }
    return chosen;
}

bool TaskViews::draw_more(Ui& ui, Box anchor, const TaskListing& listing) {
    if (!begin_menu(ui, "more views", anchor, {.width = 220, .align_right = true})) return false;
    bool chosen = false;
    const auto offer = [&](const TaskViewKey& view, std::string_view icon, std::string_view label, std::uint32_t count) {
        const std::string number = words::thousands(count);
        if (!menu_item(ui, {.label = label, .icon = icon, .hint = number, .ticked = desk_.reader.view() == view})) return;
        desk_.reader.open(view);
        chosen = true;
    };
    for (const auto& project : listing.projects)
        if (!project.archived) offer({TaskView::project, project.id, {}}, "folder", project.name, project.open);
    for (const auto& tag : listing.counts.tags)
        if (tag.open > 0) offer({TaskView::tag, 0, tag.name}, "hash", tag.name, tag.open);
    menu_line(ui);
    if (menu_item(ui, {.label = "New project", .icon = "plus"})) {
        naming_ = new_project;
        name_.clear();
        focus_name_ = true;
    }
    if (const auto* const project = listing.project(desk_.reader.view().of);
        project && menu_item(ui, {.label = "Change this project", .icon = "pencil-simple"})) {
        menu_project_ = project->id;
        menu_anchor_ = anchor;
        open_menu_ = true;
    }
    end_menu();
    return chosen;
}

bool TaskViews::draw_row(Ui& ui, Box row) {
    const auto* const listing = desk_.reader.shown();
    if (!listing) return false;
    if (naming_ != 0) {
        if (draw_name(ui, row)) naming_ = 0;
        return false;
    }
    bool chosen = false;
    for (const auto& own : own_views) {
        const TaskViewKey view{own.view, 0, {}};
        std::string label{own.label};
        if (const auto count = count_of(*listing, own.view); count > 0 && own.view != TaskView::done)
            label += " " + words::thousands(count);
        const Box box = row.cut_left(pill_width(ui, label)).centered_rows(ui.px(28));
        row.cut_left(ui.px(6));
        const bool on = desk_.reader.view() == view;
        if (pill(ui, own.label, box, label, {}, on ? Selected::yes : Selected::no) && !on) {
            desk_.reader.open(view);
            chosen = true;
        }
        take_drop(ui, box, view, own.label);
    }
    const auto& shown = desk_.reader.view();
    const bool other = shown.view == TaskView::project || shown.view == TaskView::tag;
    const std::string label = other ? title(listing, shown) : "Projects and tags";
    const Box box = row.cut_left(std::min(pill_width(ui, label, "caret-down"), row.w)).centered_rows(ui.px(28));
    if (pill(ui, "more lists", box, label, "caret-down", other ? Selected::yes : Selected::no)) open_menu("more views");
    chosen |= draw_more(ui, box, *listing);
    draw_project_menu(ui, *listing);
    return chosen;
}

} // namespace asista::ui
