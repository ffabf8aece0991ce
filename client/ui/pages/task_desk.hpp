// What the parts of the Tasks page share: the list on screen, what is marked in it, what is in the hand, what is opened; and what is done
// to tasks. Each function here is one change for undo, and says so in a toast where the thing leaves the screen. [main]
#pragma once

#include "ui/pages/task_reader.hpp"

#include <span>
#include <unordered_set>

namespace asista::ui {

using TaskIds = std::vector<std::uint64_t>;

struct TaskDrag {
    TaskIds ids; // in the order of the list; empty: nothing is in the hand
    std::string title;
    bool dropped = false; // in this frame
    std::string hint;     // where it would go: "Move to Home"
    void clear() { *this = {}; }
};

struct TaskDesk {
    TaskReader reader;
    std::unordered_set<std::uint64_t> marked; // beside the row with the keyboard
    TaskIds marked_in_order(const TaskListing& listing) const;
    TaskDrag drag;
    std::uint64_t opened = 0; // in the details; 0: none
};

namespace task_actions {

// `name`: of one task, or "3 tasks".
std::string name_of(const TaskListing& listing, const TaskIds& ids);
void set_done(Ui& ui, TaskIds ids, bool done, const std::string& name);
void erase(Ui& ui, TaskIds ids, const std::string& name);
// `said`: the toast's title; empty: nothing is said, what changed is in view.
void edit(Ui& ui, calls::TasksEdit::Request request, std::string said = {}, std::string name = {});
void set_day(Ui& ui, TaskIds ids, std::optional<DayNumber> day, const std::string& name);
void set_project(Ui& ui, TaskIds ids, std::uint64_t project, const std::string& to, const std::string& name);
void move(Ui& ui, const calls::TasksMove::Request& request);

// Menus that act on all of `ids`; `task` is the one pointed at, whose values are ticked (nullptr: several, none is). The first two say
// whether they did, after which tasks may not be in the list any more.
bool day_menu(Ui& ui, std::string_view id, Box anchor, const TaskIds& ids, const calls::TaskItem* task, const std::string& name);
bool project_menu(Ui& ui, std::string_view id, Box anchor, const TaskListing& listing, const TaskIds& ids,
                  const calls::TaskItem* task, const std::string& name);
void tag_menu(Ui& ui, std::string_view id, Box anchor, const TaskListing& listing, const TaskIds& ids,
              const calls::TaskItem* task);
void effort_menu(Ui& ui, std::string_view id, Box anchor, const TaskIds& ids, const calls::TaskItem* task);

} // namespace task_actions
} // namespace asista::ui
