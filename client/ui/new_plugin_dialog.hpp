// The dialog that begins a plugin: says what this computer lacks for it, asks for name, category and place, and follows the first build
// until the card is there. What a name becomes and whether a place will do is the core's answer (develop.*), asked for as one types. [main]
#pragma once

#include "ui/context.hpp"
#include "ui/widgets/popups.hpp"
#include "wire/calls/develop.hpp"

#include <memory>
#include <optional>
#include <string>

namespace asista::ui {

class NewPluginDialog {
  public:
    void ask() { wanted_ = true; } // in the next draw(); one that is open stays as it is
    void draw(Ui& ui);
    bool open() const { return shown_ || wanted_; }

  private:
    // One time that the dialog is open. Answers hold it weakly: one that comes for an earlier time finds nobody.
    struct Work {
        bool looked = false, looking = false; // for what this computer lacks
        calls::DevelopReady::Reply ready;
        calls::DevelopCheck::Request wish;
        std::size_t category = 0;
        bool checking = false;
        calls::DevelopCheck::Request checked; // what `check` is about
        bool known = false;                   // there is one
        calls::DevelopCheck::Reply check;
        std::optional<calls::DevelopCheck::Request> meant; // by Enter or button: made as soon as it is known to be right
        bool making = false, made = false;
        calls::DevelopNew::Reply plugin;
        std::string problem; // why it was not made
    };
    void look(Ui& ui);
    void check(Ui& ui);
    void make(Ui& ui);
    bool can_make() const;
    void draw_missing(Ui& ui, Box box, bool& done);
    void draw_form(Ui& ui, Box box, bool& done);
    void draw_outcome(Ui& ui, Box box);
    void draw_made(Ui& ui, Box box, bool& done);

    bool wanted_ = false, shown_ = false, fresh_ = false;
    std::shared_ptr<Work> now_;
};

} // namespace asista::ui
