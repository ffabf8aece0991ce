// The small forms about profiles: a new one, another name, a passphrase set, changed or removed. [main]
#pragma once

#include "ui/context.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>

namespace asista::ui {

class ProfileDialog {
  public:
    void ask(ProfileForm form); // in the next draw(); one that is open stays as it is
    void draw(Ui& ui);
    bool open() const { return shown_ || wanted_.has_value(); }

  private:
    // One time that the dialog is open. Answers hold it weakly: one that comes for an earlier time finds nobody.
    struct Work {
        ProfileForm form{};
        std::array<std::string, 3> texts;
        bool waiting = false, done = false;
        std::string problem;
    };
    bool complete() const;       // every field has something
    std::string mistake() const; // what is wrong with two fields that belong together; "" when nothing is
    void send(Ui& ui);
    template <class Call> void send(Ui& ui, typename Call::Request request);

    std::optional<ProfileForm> wanted_;
    bool shown_ = false, fresh_ = false;
    std::shared_ptr<Work> now_;
};

} // namespace asista::ui
