#include "ui/pages/task_desk.hpp"

#include "ui/toasts.hpp"
#include "ui/undo.hpp"
#include "ui/widgets/popups.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace asista::ui {

TaskIds TaskDesk::marked_in_order(const TaskListing& listing) const {
    TaskIds ids;
    auto others = marked;
    listing.rows.each([&](const calls::TaskItem& item) {
        if (others.erase(item.task.id) != 0) ids.push_back(item.task.id);
    });
    const auto held = static_cast<std::ptrdiff_t>(ids.size());
    ids.insert(ids.end(), others.begin(), others.end()); // those that are not held come last
    std::sort(ids.begin() + held, ids.end());
    return ids;
}

namespace task_actions {
namespace {

// Says what was done, with the way back; failures are sentences of their own. `said` empty: only failures.
std::function<void(Result<calls::Changed>)> telling(Ui& ui, std::string said, std::string name, std::string icon) {
    return [&toasts = ui.toasts, undo = undoing(ui), said = std::move(said), name = std::move(name),
            icon = std::move(icon)](Result<calls::Changed> done) {
        if (!done && done.error().code == Errc::cancelled) return;
        Toast toast;
        if (!done) {
            toast.title = "That could not be done";
            toast.body = words::sentence(done.error().message);
            toast.level = NotificationLevel::warning;
        } else {
            if (said.empty() || done->change == 0) return;
            toast.title = said;
            toast.body = name;
            toast.icon = icon;
            toast.button = "Undo";
            toast.pressed = [undo, change = done->change] { undo(change); };
        }
        toasts.replace(std::move(toast));
    };
}

} // namespace

std::string name_of(const TaskListing& listing, const TaskIds& ids) {
    if (ids.size() != 1) return words::count_of(ids.size(), "task");
    for (const auto& item : listing.finished)
        if (item.task.id == ids[0]) return item.task.title;
    const auto place = listing.rows.find([&](const calls::TaskItem& item) { return item.task.id == ids[0]; });
    return place ? listing.rows.at(*place)->task.title : "1 task";
}

void edit(Ui& ui, calls::TasksEdit::Request request, std::string said, std::string name) {
    if (request.ids.empty()) return;
    ui.calls.call<calls::TasksEdit>(request, telling(ui, std::move(said), std::move(name), "check-circle"));
}

void set_done(Ui& ui, TaskIds ids, bool done, const std::string& name) {
    calls::TasksEdit::Request request;
    request.ids = std::move(ids);
    request.status = done ? TaskStatus::done : TaskStatus::open;
    edit(ui, std::move(request), done ? "Completed" : "Opened again", name);
}

void erase(Ui& ui, TaskIds ids, const std::string& name) {
    if (ids.empty()) return;
    const std::string said = ids.size() == 1 ? "Task removed" : "Tasks removed";
    ui.calls.call<calls::TasksErase>({std::move(ids)}, telling(ui, said, name, "trash"));
}

void set_day(Ui& ui, TaskIds ids, std::optional<DayNumber> day, const std::string& name) {
    calls::TasksEdit::Request request;
    request.ids = std::move(ids);
    request.due_day = day;
    if (!day) request.clear = {calls::TaskField::due};
    edit(ui, std::move(request),
         day ? fmt::format("Moved to {}", words::day_word(*day, ui.today(), ui.dates())) : "Has no date any more", name);
}

void set_project(Ui& ui, TaskIds ids, std::uint64_t project, const std::string& to, const std::string& name) {
    calls::TasksEdit::Request request;
    request.ids = std::move(ids);
    if (project != 0)
        request.project = project;
    else
        request.clear = {calls::TaskField::project};
    edit(ui, std::move(request), project != 0 ? fmt::format("Moved to {}", to) : "Taken out of its project", name);
}

void move(Ui& ui, const calls::TasksMove::Request& request) { ui.calls.call<calls::TasksMove>(request, telling(ui, {}, {}, {})); }

bool day_menu(Ui& ui, std::string_view id, Box anchor, const TaskIds& ids, const calls::TaskItem* task, const std::string& name) {
    if (!begin_menu(ui, id, anchor, {.width = 190})) return false;
    bool acted = false;
    const DayNumber today = ui.today();
    const auto offer = [&](std::string_view label, std::optional<DayNumber> day) {
        if (!menu_item(ui, {.label = label, .ticked = task && task->task.due_day == day})) return;
        set_day(ui, ids, day, name);
        acted = true;
    };
    offer("Today", today);
    offer("Tomorrow", today + 1);
    for (DayNumber ahead = 2; ahead < 7; ++ahead)
        offer(words::capitalised(words::weekday_name(today + ahead, ui.dates())), today + ahead);
    offer("In a week", today + 7);
    offer("In two weeks", today + 14);
    offer("No date", std::nullopt);
    end_menu();
    return acted;
}

bool project_menu(Ui& ui, std::string_view id, Box anchor, const TaskListing& listing, const TaskIds& ids,
                  const calls::TaskItem* task, const std::string& name) {
    if (!begin_menu(ui, id, anchor, {.width = 220})) return false;
    bool acted = false;
    const auto offer = [&](std::uint64_t project, std::string_view label, std::string_view icon) {
        if (!menu_item(ui, {.label = label, .icon = icon, .ticked = task && task->project == project})) return;
        set_project(ui, ids, project, std::string{label}, name);
        acted = true;
    };
    for (const auto& project : listing.projects)
        if (!project.archived) offer(project.id, project.name, "folder");
    offer(0, "No project", {});
    end_menu();
    return acted;
}

void tag_menu(Ui& ui, std::string_view id, Box anchor, const TaskListing& listing, const TaskIds& ids,
              const calls::TaskItem* task) {
    if (!begin_menu(ui, id, anchor, {.width = 200})) return;
    if (listing.counts.tags.empty()) menu_title(ui, "No tags yet: write #name in a task");
    for (const auto& tag : listing.counts.tags) {
        const bool has = task && std::ranges::find(task->tags, tag.name) != task->tags.end();
        if (!menu_item(ui, {.label = tag.name, .icon = "hash", .ticked = has})) continue;
        calls::TasksEdit::Request request;
        request.ids = ids;
        (has ? request.remove_tags : request.add_tags) = {tag.name};
        edit(ui, std::move(request));
    }
    end_menu();
}

void effort_menu(Ui& ui, std::string_view id, Box anchor, const TaskIds& ids, const calls::TaskItem* task) {
    if (!begin_menu(ui, id, anchor, {.width = 170})) return;
    for (const auto energy : {Energy::xs, Energy::s, Energy::m, Energy::l, Energy::xl}) {
        if (!menu_item(ui, {.label = words::energy_name(energy),
                            .hint = words::energy_meaning(energy),
                            .ticked = task && task->task.energy == energy}))
            continue;
        calls::TasksEdit::Request request;
        request.ids = ids;
        request.energy = energy;
        edit(ui, std::move(request));
    }
    end_menu();
}

} // namespace task_actions
} // namespace asista::ui
