// How the list of tasks looks, and what the pointer does in it.
#include "ui/pages/task_list.hpp"

#include "ui/motion.hpp"
#include "ui/task_words.hpp"
#include "ui/toasts.hpp"
#include "ui/widgets/buttons.hpp"
#include "ui/widgets/inputs.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace asista::ui {
namespace {

constexpr float edge = 14, beyond = 40, wide_row = 520, drag_after = 5;

// Things that the mouse alone uses: the keyboard has the row itself.
struct MouseOnly {
    MouseOnly() {
        ImGui::PushItemFlag(ImGuiItemFlags_NoNav, true);
        ImGui::PushItemFlag(ImGuiItemFlags_NoTabStop, true);
    }
    ~MouseOnly() {
        ImGui::PopItemFlag();
        ImGui::PopItemFlag();
    }
    MouseOnly(const MouseOnly&) = delete;
    MouseOnly& operator=(const MouseOnly&) = delete;
};

// Something small at the right end of a row.
void badge_text(Ui& ui, Box& row, std::string_view text, Color color) {
    const float width = std::min(text_width(ui, Role::small, text), ui.px(140));
    if (row.w < width + ui.px(90)) return; // the title needs room
    draw_text(ui, row.cut_right(width), Role::small, color, text);
    row.cut_right(ui.px(10));
}
void badge_icon(Ui& ui, Box& row, std::string_view icon, Color color) {
    if (row.w < ui.px(110)) return;
    draw_icon(ui, row.cut_right(ui.px(15)), icon, color, 14);
    row.cut_right(ui.px(8));
}

} // namespace

void TaskList::draw_sections(Ui& ui, const TaskListing& listing) {
    const double top = scroll_.top(), bottom = top + scroll_.visible();
    const Box column{box_.x, box_.y, box_.w - ui.px(LongScroll::bar_room), box_.h};
    const auto first = std::ranges::upper_bound(listing.sections, top, {}, &TaskSection::top);
    const auto begin = first == listing.sections.begin() ? first : std::prev(first);
    place_id_ = 0;
    for (auto section = begin; section != listing.sections.end() && section->top < bottom; ++section) {
        double from = section->top;
        if (!section->title.empty()) {
            Box head{column.x + ui.px(4), scroll_.y_of(ui, from), column.w - ui.px(8), ui.px(28)};
            const bool late = section->title == "Overdue";
            const float width = draw_text(ui, head, Role::strong, late ? ui.colors().bad : ui.colors().text, section->title);
            head.cut_left(width + ui.px(8));
            draw_text(ui, head, Role::small, ui.colors().faint, words::thousands(section->count));
            from += task_layout::heading;
        }
        // Only as much of the card as can be seen, and its corners where they are.
        const double to = from + 2 * task_layout::padding + static_cast<double>(section->count) * task_layout::row;
        const float y0 = scroll_.y_of(ui, std::max(from, top - static_cast<double>(beyond))),
                    y1 = scroll_.y_of(ui, std::min(to, bottom + static_cast<double>(beyond)));
        if (y1 <= y0) continue;
        draw_surface(ui, current_list(), {column.x, y0, column.w, y1 - y0}, Surface::card);
        const std::uint64_t end = section->first + section->count;
        for (std::uint64_t i = std::max(listing.index_at(top), section->first); i < end; ++i) {
            const double place = listing.top_of(i);
            if (place >= bottom) break;
            const float y = scroll_.y_of(ui, place);
            const Box row{column.x, y, column.w, scroll_.y_of(ui, place + task_layout::row) - y};
            if (i + 1 < end)
                horizontal_line(ui, row.x + ui.px(edge), row.bottom() - 1, row.w - 2 * ui.px(edge), ui.colors().line);
            const auto* const item = listing.at(i);
            if (!item) { // it is being read
                fill(ui, Box{row.x + ui.px(edge + 28), row.y, row.w * 0.35F, row.h}.centered_rows(ui.px(9)), ui.colors().track,
                     4);
                continue;
            }
            if (place_id_ == 0 && place >= top && i < listing.total - listing.finished.size()) {
                place_id_ = item->task.id;
                place_above_ = place - top;
            }
            ImGui::PushID(static_cast<int>(item->task.id));
            draw_row(ui, listing, i, *item, row);
            ImGui::PopID();
        }
    }
}

void TaskList::draw_row(Ui& ui, const TaskListing& listing, std::uint64_t index, const calls::TaskItem& item, Box row) {
    const Colors& c = ui.colors();
    const bool done = item.task.status == TaskStatus::done;
    const MouseOnly mouse_only;
    const Box whole = row.inset(ui.px(4), ui.px(1));
    const bool marked = desk_.marked.contains(item.task.id), opened = desk_.opened == item.task.id;
    if (marked || opened) fill(ui, whole, marked ? c.accent_soft : with_alpha(c.accent_soft, 0.55F), size::radius);
    const Box touch = row.inset(ui.px(4), 0);
    const bool over = desk_.drag.ids.empty() && pointed_at(touch);
    const float warmth = ui.motion.to(ImGui::GetID("warmth"), over ? 1.0F : 0.0F, duration::quick);
    fill(ui, whole, with_alpha(c.hover, warmth * 0.7F), size::radius);
    if (focused_ && cursor_id_ == item.task.id && ImGui::GetCurrentContext()->NavCursorVisible)
        focus_ring(ui, whole.inset(ui.px(1)), size::radius);
    const float faded = std::ranges::find(desk_.drag.ids, item.task.id) != desk_.drag.ids.end() ? 0.35F : 1.0F;
    Box inner = row.inset(ui.px(edge), 0);
    const Box tick = inner.cut_left(ui.px(size::check)).centered_rows(ui.px(size::check + 8));
    if (check_box(ui, "done", tick, done ? On::yes : On::no, done ? "Not done after all" : "Done"))
        task_actions::set_done(ui, {item.task.id}, !done, item.task.title);
    inner.cut_left(ui.px(11));
    if (over || menu_id_ == item.task.id) {
        const Box more = inner.cut_right(ui.px(28)).centered_rows(ui.px(28));
        if (icon_button(ui, "more", more, "dots-three", c.dim, "More")) {
            menu_id_ = item.task.id;
            menu_anchor_ = {more.right() - ui.px(1), more.y, ui.px(1), more.h};
            open_menu_ = "task menu";
        }
        inner.cut_right(ui.px(4));
    }
    const std::string_view effort = words::energy_name(item.task.energy);
    const float width = tag_width(ui, effort);
    tag(ui, inner.right() - width, std::floor(inner.middle_y() - tag_height(ui) / 2), effort, TagKind::accent);
    inner.cut_right(width + ui.px(10));
    draw_badges(ui, listing, index, item, inner);
    const float drawn = draw_text(ui, inner, Role::body, with_alpha(done ? c.faint : c.text, faded), item.task.title);
    if (done) horizontal_line(ui, inner.x, inner.middle_y() + ui.px(1), std::min(drawn, inner.w), c.faint);
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Right) && over) {
        const ImVec2 at = ImGui::GetIO().MousePos;
        menu_id_ = item.task.id;
        menu_anchor_ = {at.x, at.y, 1, 1};
        open_menu_ = "task menu";
    }
    // Behind what lies in it, which then is pressed instead of it.
    const Press state = press(ui, "row", touch);
    describe(ui, state, {.role = ItemRole::row, .label = item.task.title});
    if (state.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (state.held) drag_row(ui, listing, item);
    if (state.pressed && desk_.drag.ids.empty()) pressed(ui, listing, index, item);
}

void TaskList::draw_badges(Ui& ui, const TaskListing& listing, std::uint64_t index, const calls::TaskItem& item, Box& row) {
    const Colors& c = ui.colors();
    const bool done = item.task.status >= TaskStatus::done;
    if (item.task.due_day && !done) {
        const bool overdue = *item.task.due_day < listing.today;
        const auto* const section = listing.section_of(index);
        const bool said = section && section->day == item.task.due_day; // by the heading
        std::string due = said ? "" : words::capitalised(words::day_word(*item.task.due_day, listing.today, ui.dates()));
        if (item.due_minute) due += (due.empty() ? "" : " ") + words::minute_text(*item.due_minute, ui.dates());
        if (!due.empty()) badge_text(ui, row, due, overdue ? c.bad : c.dim);
    }
    if (row.w >= ui.px(wide_row * 0.6F)) {
        if (const auto* const project = listing.project(item.project); project && listing.view.of != item.project) {
            badge_text(ui, row, project->name, c.dim);
            dot(ui, row.right() + ui.px(1), row.middle_y(), 3.5F, c.series[project->color % c.series.size()]);
            row.cut_right(ui.px(14));
        }
        for (std::size_t i = std::min<std::size_t>(item.tags.size(), 2); i-- > 0;)
            if (item.tags[i] != listing.view.tag) badge_text(ui, row, "#" + item.tags[i], c.faint);
    }
    if (item.subtasks > 0) badge_text(ui, row, fmt::format("{}/{}", item.subtasks_done, item.subtasks), c.faint);
    if (item.tracking_since) badge_icon(ui, row, "timer", c.accent);
    if (!item.recurrence.empty()) badge_icon(ui, row, "repeat", c.faint);
    if (!item.task.notes.empty()) badge_icon(ui, row, "note", c.faint);
}

void TaskList::pressed(Ui& ui, const TaskListing& listing, std::uint64_t index, const calls::TaskItem& item) {
    const ImGuiIO& io = ImGui::GetIO();
    take_keyboard_ = true;
    if (io.KeyShift) {
        mark_range(ui, listing, range_from_, index);
    } else if (io.KeyCtrl) {
        if (!desk_.marked.erase(item.task.id)) desk_.marked.insert(item.task.id);
        range_from_ = index;
    } else {
        desk_.marked.clear();
        desk_.opened = item.task.id;
        range_from_ = index;
    }
    cursor_ = index;
    cursor_id_ = item.task.id;
}

void TaskList::drag_row(Ui& ui, const TaskListing& listing, const calls::TaskItem& item) {
    if (!desk_.drag.ids.empty() || !ImGui::IsMouseDragging(ImGuiMouseButton_Left, ui.px(drag_after))) return;
    if (item.task.status >= TaskStatus::done) return;
    desk_.drag.ids = meant(listing, item.task.id);
    desk_.drag.title = task_actions::name_of(listing, desk_.drag.ids);
}

// Where what is in the hand would go, and that it does when it is let go there.
void TaskList::draw_drop(Ui& ui, const TaskListing& listing) {
    if (desk_.drag.ids.empty() || !listing.view.by_hand()) return;
    const ImVec2 at = ImGui::GetIO().MousePos;
    if (!box_.contains(at.x, at.y)) return;
    // Near an end, the list moves on.
    const float near = ui.px(32);
    const float pull = at.y < box_.y + near          ? at.y - box_.y - near
                       : at.y > box_.bottom() - near ? at.y - box_.bottom() + near
                                                     : 0;
    if (pull != 0) {
        scroll_.by(static_cast<double>(pull / ui.theme.scale * 18 * ui.frame.dt));
        ui.motion.keep_going();
    }
    const double place = scroll_.place_of(ui, at.y);
    const auto behind = std::ranges::upper_bound(listing.sections, place, {}, &TaskSection::top);
    if (behind == listing.sections.begin()) return;
    const TaskSection& section = *std::prev(behind);
    const bool by_day = listing.view.by_day();
    if ((by_day && !section.day) || section.first >= listing.total - listing.finished.size()) return;
    const Box column{box_.x, box_.y, box_.w - ui.px(LongScroll::bar_room), box_.h};
    if (!section.title.empty() && place < section.top + task_layout::heading) { // onto the day itself
        outline(ui, {column.x, scroll_.y_of(ui, section.top), column.w, ui.px(28)}, ui.colors().accent, size::radius, 2);
        desk_.drag.hint = "Move to " + (section.title == "Today" || section.title == "Tomorrow"
                                            ? words::day_word(*section.day, listing.today, ui.dates())
                                            : section.title);
        if (desk_.drag.dropped) task_actions::set_day(ui, desk_.drag.ids, section.day, desk_.drag.title);
        return;
    }
    const double first = listing.top_of(section.first);
    const auto gap = static_cast<std::uint64_t>(
        std::clamp(std::round((place - first) / task_layout::row), 0.0, static_cast<double>(section.count)));
    const float y = scroll_.y_of(ui, first + static_cast<double>(gap) * task_layout::row);
    fill(ui, {column.x + ui.px(10), y - ui.px(1), column.w - ui.px(20), ui.px(2)}, ui.colors().accent, 1);
    dot(ui, column.x + ui.px(10), y, 4, ui.colors().accent);
    desk_.drag.hint.clear();
    if (!desk_.drag.dropped) return;
    const bool is_behind = gap > 0;
    const auto* const anchor = listing.at(section.first + (is_behind ? gap - 1 : 0));
    calls::TasksMove::Request request;
    request.id = desk_.drag.ids.front();
    request.more.assign(desk_.drag.ids.begin() + 1, desk_.drag.ids.end());
    request.behind = is_behind;
    if (by_day) request.day = section.day;
    // Beside a task of another level, or itself, only the day changes.
    const auto moved = listing.rows.find([&](const calls::TaskItem& item) { return item.task.id == request.id; });
    const bool one_level = anchor && anchor->parent == (moved ? listing.rows.at(*moved)->parent : 0);
    if (one_level && std::ranges::find(desk_.drag.ids, anchor->task.id) == desk_.drag.ids.end()) request.anchor = anchor->task.id;
    if (request.anchor != 0 || request.day) task_actions::move(ui, request);
}

void TaskList::draw_menu(Ui& ui, const TaskListing& listing) {
    if (!open_menu_.empty()) {
        open_menu(open_menu_);
        open_menu_.clear();
    }
    const auto place = listing.rows.find([this](const calls::TaskItem& item) { return item.task.id == menu_id_; });
    const auto finished = std::ranges::find_if(listing.finished, [this](const auto& item) { return item.task.id == menu_id_; });
    const calls::TaskItem* const item = place                                ? listing.rows.at(*place)
                                        : finished != listing.finished.end() ? &*finished
                                                                             : nullptr;
    if (menu_id_ == 0 || !item) return;
    const TaskIds ids = meant(listing, menu_id_);
    const std::string name = task_actions::name_of(listing, ids);
    const auto* const one = ids.size() == 1 ? item : nullptr;
    bool any = false;
    for (const auto* const menu : {"task menu", "day menu", "project menu", "tag menu", "effort menu"})
        any = any || menu_open(menu);
    if (begin_menu(ui, "task menu", menu_anchor_, {.width = 220, .max_height = 520})) {
        const bool done = item->task.status >= TaskStatus::done;
        if (one && menu_item(ui, {.label = "Open", .icon = "arrow-square-out", .hint = "Enter"})) {
            desk_.opened = menu_id_;
        }
        if (menu_item(ui, {.label = done ? "Not done after all" : "Complete", .icon = "check", .hint = "Space"}))
            task_actions::set_done(ui, ids, !done, name);
        if (one && menu_item(ui, {.label = item->tracking_since ? "Stop the time" : "Track time", .icon = "timer"})) {
            if (item->tracking_since)
                ui.calls.call<calls::TrackingStop>({});
            else
                ui.calls.call<calls::TrackingStart>({menu_id_});
        }
        menu_line(ui);
        if (menu_item(ui, {.label = "Day", .icon = "calendar-blank"})) open_menu_ = "day menu";
        if (menu_item(ui, {.label = "Project", .icon = "folder"})) open_menu_ = "project menu";
        if (menu_item(ui, {.label = "Tags", .icon = "hash"})) open_menu_ = "tag menu";
        if (menu_item(ui, {.label = "Effort", .icon = "gauge"})) open_menu_ = "effort menu";
        menu_line(ui);
        if (menu_item(ui, {.label = "Remove", .icon = "trash", .hint = "Delete", .danger = true})) {
            task_actions::erase(ui, ids, name);
            desk_.marked.clear();
        }
        end_menu();
    }
    if (task_actions::day_menu(ui, "day menu", menu_anchor_, ids, one, name) ||
        task_actions::project_menu(ui, "project menu", menu_anchor_, listing, ids, one, name))
        desk_.marked.clear();
    task_actions::tag_menu(ui, "tag menu", menu_anchor_, listing, ids, one);
    task_actions::effort_menu(ui, "effort menu", menu_anchor_, ids, one);
    if (!any && open_menu_.empty() && menu_opened_ == menu_id_) menu_id_ = 0;
    menu_opened_ = menu_id_;
}

void TaskList::draw_bulk_bar(Ui& ui, const TaskListing& listing) {
    ui.toasts.keep_clear(box_);
    draw_surface(ui, current_list(), box_, Surface::floating, size::card_radius);
    Box row = box_.inset(ui.px(14), 0);
    const TaskIds ids = desk_.marked_in_order(listing);
    const std::string name = task_actions::name_of(listing, ids);
    const Box close = row.cut_right(ui.px(30)).centered_rows(ui.px(30));
    if (icon_button(ui, "unmark", close, "x", ui.colors().dim, "Unmark all")) desk_.marked.clear();
    row.cut_right(ui.px(6));
    // Of a longer list no more than one change may hold.
    const bool most = ids.size() >= most_marked && listing.total > ids.size();
    const std::string count = fmt::format("{}{} marked", most ? "First " : "", words::thousands(ids.size()));
    draw_text(ui, row.cut_left(text_width(ui, Role::body_medium, count)), Role::body_medium, ui.colors().text, count);
    row.cut_left(ui.px(12));
    struct Action {
        std::string_view id, label, icon;
    };
    constexpr std::array actions{Action{"complete", "Complete", "check"},     Action{"bulk day", "Day", "calendar-blank"},
                                 Action{"bulk project", "Project", "folder"}, Action{"bulk tag", "Tag", "hash"},
                                 Action{"bulk effort", "Effort", "gauge"},    Action{"remove", "Remove", "trash"}};
    float wanted = 0;
    for (const auto& action : actions) wanted += button_width(ui, action.label, action.icon) + ui.px(size::step2);
    const bool words_fit = wanted <= row.w;
    for (const auto& action : actions) {
        Box anchor = row;
        bool hit = false;
        if (words_fit) {
            anchor.w = button_width(ui, action.label, action.icon);
            hit = button_left(ui, row, action.id, ButtonKind::ghost, action.label, action.icon);
        } else {
            anchor = row.cut_left(ui.px(32)).centered_rows(ui.px(32));
            row.cut_left(ui.px(2));
            hit = icon_button(ui, action.id, anchor, action.icon, ui.colors().dim, action.label);
        }
        const std::string menu = std::string{action.id} + " menu";
        if (action.id == "complete" && hit) {
            task_actions::set_done(ui, ids, true, name);
            desk_.marked.clear();
        } else if (action.id == "remove" && hit) {
            task_actions::erase(ui, ids, name);
            desk_.marked.clear();
        } else if (hit) {
            open_menu(menu);
        }
        if ((action.id == "bulk day" && task_actions::day_menu(ui, menu, anchor, ids, nullptr, name)) ||
            (action.id == "bulk project" && task_actions::project_menu(ui, menu, anchor, listing, ids, nullptr, name)))
            desk_.marked.clear();
        if (action.id == "bulk tag") task_actions::tag_menu(ui, menu, anchor, listing, ids, nullptr);
        if (action.id == "bulk effort") task_actions::effort_menu(ui, menu, anchor, ids, nullptr);
    }
}

} // namespace asista::ui
