// One task, all of it: beside the list where the window is wide, over it where it is narrow. What is changed here goes out at once, when a
// field is left, as one change for undo. [main]
#pragma once

#include "ui/markdown.hpp"
#include "ui/pages/task_desk.hpp"
#include "wire/calls/history.hpp"

namespace asista::ui {

class TaskDetails {
  public:
    explicit TaskDetails(TaskDesk& desk) : desk_(desk) {}
    void draw(Ui& ui, Box box);
    // What is half-written goes out; the page is left, or another task is opened.
    void leave(Ui& ui);

  private:
    struct Loaded { // of one task
        std::uint64_t id = 0, revision = 0;
        bool known = false, gone = false;
        calls::TaskItem item;
        std::optional<std::string> parent_title;
        std::vector<calls::TaskItem> parts;
        std::vector<calls::TimeEntry> entries;
        std::vector<calls::HistoryEntry> history;
        bool history_known = false;
        std::vector<MarkdownBlock> notes;
    };
    // A field over a value of the task: follows it while nobody types.
    struct Field {
        std::string text;
        bool typing = false;
    };
    void load(Ui& ui);
    void ask_history(Ui& ui);
    void edit(Ui& ui, calls::TasksEdit::Request request);
    bool draw_field(Ui& ui, std::string_view id, Box box, Field& field, const std::string& value, std::string_view hint);
    Box property(Ui& ui, Box& column, std::string_view icon, std::string_view label) const;
    void draw_head(Ui& ui, Box& box);
    void draw_properties(Ui& ui, Box& column);
    void draw_day(Ui& ui, Box row, bool due);
    void draw_repetition(Ui& ui, Box row);
    void draw_project(Ui& ui, Box row);
    void draw_tags(Ui& ui, Box& column);
    void draw_notes(Ui& ui, Box& column);
    void draw_parts(Ui& ui, Box& column);
    void draw_part(Ui& ui, Box row, std::size_t index);
    void draw_time(Ui& ui, Box& column);
    void draw_history(Ui& ui, Box& column);
    void save_notes(Ui& ui);
    void read_day(Ui& ui, bool due, const std::string& text);
    const calls::TaskItem& item() const { return loaded_->item; }

    TaskDesk& desk_;
    std::shared_ptr<Loaded> loaded_ = std::make_shared<Loaded>();
    Field title_, estimate_, due_, due_time_, start_, start_time_;
    std::string new_tag_, new_part_, notes_;
    bool editing_notes_ = false, focus_notes_ = false, focus_part_ = false, focus_tag_ = false, show_history_ = false;
    std::uint64_t dragged_part_ = 0;
};

} // namespace asista::ui
