// The questions that stop the window: may this plugin be installed, may it go, may a link be opened. [main]
#pragma once

#include "ui/context.hpp"

#include <deque>
#include <map>
#include <string>

namespace asista::ui {

class Questions {
  public:
    void review(std::string plugin);
    void confirm_removal(std::string plugin);
    void ask(Navigator::Question question);
    void draw(Ui& ui);
    bool open() const { return shown_; }
    // Answers everything still open with no.
    void flush();

  private:
    enum class Kind { none, review, removal, plain };
    void draw_review(Ui& ui);
    void draw_removal(Ui& ui);
    void draw_plain(Ui& ui);
    bool starting() const { return !shown_; }

    Kind kind_ = Kind::none;
    bool shown_ = false;
    std::string plugin_;
    std::map<std::string, bool> optional_; // permission -> granted, in the review
    bool keep_data_ = true;
    std::deque<Navigator::Question> plain_;
};

} // namespace asista::ui
