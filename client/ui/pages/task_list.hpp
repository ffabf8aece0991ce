// The list of the Tasks page: rows that are ticked, opened, marked, dragged; by the mouse and by the keyboard alone. It is one stop for
// Tab; within it the arrows move a row that has the keyboard. [main]
#pragma once

#include "ui/pages/task_desk.hpp"
#include "ui/widgets/long_scroll.hpp"

namespace asista::ui {

class TaskList {
  public:
    explicit TaskList(TaskDesk& desk) : desk_(desk) {}
    void draw(Ui& ui, Box box);
    // The next frame gives it the keyboard.
    void take_keyboard() { take_keyboard_ = true; }
    // To the row of this task, when it is in what is read; forgotten when another list is opened.
    void seek(std::uint64_t id) { sought_ = id; }
    void restart(); // another list: from its top
    // Reads on while it is not drawn.
    void follow(Ui& ui, float height);

  private:
    static constexpr std::uint32_t most_marked = 5'000; // what one change may hold
    void keep_place(const TaskListing& listing);
    bool begin_keyboard();
    void draw_sections(Ui& ui, const TaskListing& listing);
    void draw_row(Ui& ui, const TaskListing& listing, std::uint64_t index, const calls::TaskItem& item, Box row);
    void draw_badges(Ui& ui, const TaskListing& listing, std::uint64_t index, const calls::TaskItem& item, Box& row);
    void draw_menu(Ui& ui, const TaskListing& listing);
    void draw_bulk_bar(Ui& ui, const TaskListing& listing);
    void draw_drop(Ui& ui, const TaskListing& listing);
    void drag_row(Ui& ui, const TaskListing& listing, const calls::TaskItem& item);
    void pressed(Ui& ui, const TaskListing& listing, std::uint64_t index, const calls::TaskItem& item);
    void keys(Ui& ui, const TaskListing& listing);
    void mark_range(Ui& ui, const TaskListing& listing, std::uint64_t from, std::uint64_t to);
    void move_cursor(const TaskListing& listing, std::int64_t by, bool extend, Ui& ui);
    void move_by_key(Ui& ui, const TaskListing& listing, bool down);
    TaskIds meant(const TaskListing& listing, std::uint64_t id) const;
    std::uint64_t id_at(const TaskListing& listing, std::uint64_t index) const;

    TaskDesk& desk_;
    LongScroll scroll_;
    Box box_;
    bool focused_ = false, take_keyboard_ = false;
    std::uint64_t cursor_ = 0, cursor_id_ = 0; // the row with the keyboard
    std::uint64_t range_from_ = 0;             // where Shift began
    std::uint64_t sought_ = 0;
    // What was at the top, to be there again when a newer state of the list is shown.
    std::uint64_t place_id_ = 0;
    double place_above_ = 0;
    std::uint64_t menu_id_ = 0, menu_opened_ = 0;
    Box menu_anchor_;
    std::string open_menu_; // to be opened in the list's own window
    std::uint32_t id_ = 0;  // of the stop for Tab
};

} // namespace asista::ui
