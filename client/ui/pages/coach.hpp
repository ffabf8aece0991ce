// The coach page: conversations at the left, the open one beside them, and the line below it. For coach*.cpp alone. [main]
#pragma once

#include "ui/pages/coach_reader.hpp"
#include "ui/pages/page.hpp"
#include "ui/widgets/long_scroll.hpp"

#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

class CoachPage final : public Page {
  public:
    float widest() const override { return 1180; }
    void opened(std::string_view detail) override;
    void draw(Ui& ui, Box area) override;

  private:
    struct Attached {
        calls::CoachContextKind kind;
        bool kept = false;
    };

    // coach.cpp
    void begin_new();
    void draw_heading(Ui& ui, Box& area, bool narrow);
    void draw_empty(Ui& ui, Box box);

    // coach_list.cpp
    void draw_list(Ui& ui, Box box);
    void draw_row(Ui& ui, Box row, std::uint64_t id, const std::string& title, const std::string& beside, bool busy, bool waits);
    void draw_row_menu(Ui& ui);
    void draw_rename(Ui& ui, Box row, std::uint64_t id);

    // coach_talk.cpp
    void draw_talk(Ui& ui, Box box);
    void hold(const std::vector<double>& tops);
    std::vector<double> measure(Ui& ui, float width);

    // coach_message.cpp: each returns its height in pixels
    float draw_entry(Ui& ui, Box column, CoachEntry& entry, bool last, Pass pass);
    float draw_question(Ui& ui, Box column, const CoachEntry& entry, Pass pass);
    float draw_answer(Ui& ui, Box column, CoachEntry& entry, bool last, Pass pass);
    float draw_words(Ui& ui, Box column, CoachEntry& entry, Pass pass);
    float draw_problem(Ui& ui, Box column, const calls::CoachMessage& message, Pass pass);
    void draw_deeds(Ui& ui, Box row, const calls::CoachMessage& message, bool to_the_right);
    void draw_switcher(Ui& ui, Box& row, const calls::CoachMessage& message);
    void copy(Ui& ui, const std::string& text);

    // coach_calls.cpp
    float draw_call(Ui& ui, Box column, const calls::CoachToolCall& call, bool last, Pass pass);
    void draw_choice(Ui& ui, Box row, const calls::CoachToolCall& call);
    void draw_outcome(Ui& ui, Box row, const calls::CoachToolCall& call);

    // coach_input.cpp
    float input_height(Ui& ui, float width) const;
    void draw_input(Ui& ui, Box box);
    void draw_line(Ui& ui, Box row);
    void draw_chips(Ui& ui, Box row);
    void draw_chip(Ui& ui, Box& row, calls::CoachContextKind kind);
    void draw_notices(Ui& ui, Box& box);
    void send(Ui& ui, std::string text);
    std::uint8_t kept_bits() const;

    CoachReader reader_;
    std::optional<std::uint64_t> wished_; // the conversation to open; 0: a new one
    LongScroll scroll_;
    bool at_end_ = true;                           // the newest is in sight, and stays so
    std::size_t held_ = 0;                         // else the first message in sight stays where it is
    double held_into_ = 0;                         // logical pixels of it that are above the view
    std::uint64_t placed_for_ = ~std::uint64_t{0}; // the conversation that the scroll position is of
    std::string text_, search_, new_title_;
    std::string refusal_;
    std::uint64_t instead_of_ = 0; // a message of the person's that is written anew
    std::vector<Attached> attached_;
    std::uint64_t chips_for_ = 0; // the conversation that they are of
    bool focus_ = false, list_open_ = false;
    std::uint64_t renamed_ = 0, menu_of_ = 0;
    std::string menu_title_;
    Box menu_anchor_;
    bool open_menu_ = false, focus_rename_ = false;
};

// A menu under `anchor` that shows a context as it is sent. Draw it each frame; open_menu(id) shows it. Between begin and end more can be added.
bool begin_context_menu(Ui& ui, std::string_view id, Box anchor, const calls::CoachContext* context);

} // namespace asista::ui
