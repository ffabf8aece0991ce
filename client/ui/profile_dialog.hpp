// The small forms about profiles: a new one, another name, one that goes, a passphrase set, changed or removed. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/profiles.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asista::ui {

class ProfileDialog {
  public:
    // In the next draw(); one that is open stays as it is. `folder`: of the profile to remove.
    void ask(ProfileForm form, std::string folder = {});
    void draw(Ui& ui);
    bool open() const { return shown_ || wanted_.has_value(); }

  private:
    // One time that the dialog is open. Answers hold it weakly: one that comes for an earlier time finds nobody.
    struct Work {
        ProfileForm form{};
        std::array<std::string, 3> texts;
        bool waiting = false, done = false;
        std::string problem;
        std::string folder;                                  // of the one to remove
        std::optional<calls::ProfilesLook::Reply> to_remove; // once it was looked at
    };
    bool complete() const; // every field has something
    std::string explanation() const;
    void look(Ui& ui); // at what is to be removed
    void remove(Ui& ui);
    std::string mistake() const; // what is wrong with two fields that belong together; "" when nothing is
    void send(Ui& ui);
    template <class Call> void send(Ui& ui, typename Call::Request request);

    std::optional<ProfileForm> wanted_;
    std::string wanted_folder_;
    bool shown_ = false, fresh_ = false;
    std::shared_ptr<Work> now_;
};

} // namespace asista::ui
