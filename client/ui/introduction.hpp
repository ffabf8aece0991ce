// What a person sees at the very first start: three steps, each of which can be left. Where to begin, how it looks, what is where. [main]
#pragma once

#include "ui/context.hpp"

#include <memory>

namespace asista::ui {

class Introduction {
  public:
    void show() { wanted_ = true; } // again, from the settings
    // `may_open`: nothing else asks the person something.
    void draw(Ui& ui, bool may_open);
    bool open() const { return shown_; }

  private:
    enum class Step { begin, look, places };
    // Of one time that it is open; an answer for an earlier time finds nobody.
    struct Work {
        bool filling = false;
        std::string problem; // why the sample week did not come
    };
    void draw_begin(Ui& ui, Box& box);
    void draw_look(Ui& ui, Box& box);
    void draw_places(Ui& ui, Box& box);
    void fill(Ui& ui);
    void leave(Ui& ui);

    bool wanted_ = false, shown_ = false;
    bool seen_ = false; // in this run, so that it does not come back before the preference does
    Step step_ = Step::begin;
    std::shared_ptr<Work> now_;
};

} // namespace asista::ui
