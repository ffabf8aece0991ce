// What the window shows while the profile waits for its passphrase: the question, and the other profiles. Nothing else is known then. [main]
#pragma once

#include "ui/context.hpp"

#include <memory>
#include <string>

namespace asista::ui {

class LockScreen {
  public:
    // Fills `window`.
    void draw(Ui& ui, Box window, const LockView& lock);
    // It was passed: what was typed is forgotten.
    void leave();

  private:
    struct Work {
        bool waiting = false;
        bool wrong = false; // the last one; the field is emptied and takes the keyboard
        std::string problem;
    };
    void unlock(Ui& ui);
    void draw_form(Ui& ui, Box& box, const LockView& lock);
    void draw_others(Ui& ui, Box& box, const LockView& lock);

    std::string passphrase_;
    bool fresh_ = true;
    std::shared_ptr<Work> work_ = std::make_shared<Work>();
};

} // namespace asista::ui
