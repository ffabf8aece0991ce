// The lists of the Tasks page to choose from: today, upcoming, all, done, each project, each tag, with their counts; and what is done to
// projects. A column at the left, or one row where the window is narrow. Tasks can be dropped on them. [main]
#pragma once

#include "ui/pages/task_desk.hpp"

namespace asista::ui {

class TaskViews {
  public:
    explicit TaskViews(TaskDesk& desk) : desk_(desk) {}
    // True when another list was chosen (desk.reader has it).
    bool draw_column(Ui& ui, Box box);
    bool draw_row(Ui& ui, Box row);
    // What the list is called: "Today", "Home", "#call".
    static std::string title(const TaskListing* listing, const TaskViewKey& view);

  private:
    bool item(Ui& ui, Box& column, const TaskViewKey& view, std::string_view icon, std::string_view label, std::uint64_t count,
              const calls::Project* project = nullptr);
    void take_drop(Ui& ui, Box row, const TaskViewKey& view, std::string_view label);
    void draw_projects(Ui& ui, Box& column, const TaskListing& listing, bool& chosen);
    void draw_project_menu(Ui& ui, const TaskListing& listing);
    bool draw_name(Ui& ui, Box& column); // the field for a new or another name; true when it has ended
    bool draw_more(Ui& ui, Box anchor, const TaskListing& listing);

    TaskDesk& desk_;
    std::string name_;
    std::uint64_t naming_ = 0; // the project; new_project: one that is to be
    bool focus_name_ = false, show_archived_ = false, open_menu_ = false;
    std::uint64_t menu_project_ = 0;
    std::uint32_t more_id_ = 0; // the button that a project's row shows while it has the pointer or the keyboard
    Box menu_anchor_;
};

} // namespace asista::ui
