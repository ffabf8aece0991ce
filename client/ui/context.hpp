// What every page and widget is handed for one frame, and the few things they share: motion, toasts, removals, navigation. [main]
#pragma once

#include "ui/box.hpp"
#include "ui/client_calls.hpp"
#include "ui/date_style.hpp"
#include "ui/fonts.hpp"
#include "ui/item_tree.hpp"
#include "ui/snapshot.hpp"
#include "ui/surfaces.hpp"
#include "ui/theme.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace asista {
class ItemGatherer;
}

namespace asista::ui {

class Motion;
class Toasts;
class Removals;
class Navigator;
class TrustGate;

// The clocks and the window of this frame. The pages know no other time.
struct FrameContext {
    double time_s = 0;           // monotonic; animations and toasts run on it
    float dt = 0;                // since the last frame, seconds
    float width = 0, height = 0; // of the window, pixels
    float scale = 1;             // pixels per logical pixel
    InstantMs now_ms = 0;        // wall clock, possibly a fixed one
    bool system_dark = false;    // what "theme: system" means at the moment
    bool kiosk = false;          // nobody is there to answer; seen from afar
};

// Until when (time_s) the user is content to wait for a process that does not answer, by instance.
using Patience = std::unordered_map<std::uint64_t, double>;

// Everything borrowed, valid for the frame only.
struct Ui {
    const Theme& theme;
    const Fonts& fonts;
    const Snapshot& snapshot;
    const FrameContext& frame;
    ClientCalls& calls;
    PluginSurfaces& surfaces;
    Motion& motion;
    Toasts& toasts;
    Removals& removals;
    Navigator& navigator;
    Patience& patience;
    TrustGate& gate;
    ItemGatherer* items = nullptr; // null or not listening: nobody wants to know what is on screen

    float px(float logical) const { return theme.px(logical); }
    const Colors& colors() const { return theme.colors; }
    DayNumber today() const;
    DateStyle dates() const { return read_date_style(snapshot); }
    const PluginView* plugin(std::string_view id) const; // nullptr when there is none
    const calls::ProfileInfo* profile() const;           // the open one; nullptr while its name is not known
};

// The forms about profiles (profile_dialog.hpp).
enum class ProfileForm { create, rename, set_passphrase, change_passphrase, remove_passphrase, remove };

// Where pages ask the shell to go; it happens at the end of the frame.
class Navigator {
  public:
    // "dashboard", "tasks", "habits", "goals", "calendar", "coach", "plugins", "trust", "sent", "changes", "developer", "settings", or "plugin:<id>/<page id>".
    // `detail` is the page's own: the plugin to show, the task to mark.
    void open(std::string page, std::string detail = {});
    void review(std::string plugin);                         // the installation question
    void review_update(std::string plugin);                  // what a waiting update asks for
    void confirm_removal(std::string plugin);                // the question before a plugin goes
    void shortcuts();                                        // the dialog that lists and changes them
    void new_plugin();                                       // the dialog that makes one
    void introduction();                                     // what is shown at a first start
    void notifications();                                    // the list of them, in the top bar
    void profile(ProfileForm form, std::string folder = {}); // folder: of the one to remove; otherwise it is about the open one
    void palette(std::string text = {}, bool voice = false);
    void focus(TreeItem item); // once nothing lies in front of the page
    // The file picker, for the client itself.
    struct FileWish {
        bool save = false;
        std::string title, suggested_name;
        std::vector<std::string> extensions; // without the dot; empty: any file
        // Called once with the path. `done` says how it went, and keeps the picker open when it went wrong: Errc::busy asks whether to
        // replace what is there, and `replace` is the answer.
        std::function<void(const std::string& path, bool replace, std::function<void(Result<calls::Nothing>)> done)> chosen;
    };
    void pick_file(FileWish wish);
    void ask(std::string title, std::string body, std::string button, std::function<void(bool)> answer);

    struct Question {
        std::string title, body, button;
        std::function<void(bool)> answer; // called exactly once
    };
    struct Wishes {
        std::string page, detail, review, update, removal, palette_text;
        bool palette = false, voice = false, new_plugin = false, notifications = false, introduction = false, shortcuts = false;
        std::optional<TreeItem> item;
        std::optional<ProfileForm> profile;
        std::string profile_folder;
        std::vector<Question> questions;
        std::vector<FileWish> files;
    };
    Wishes take();

  private:
    Wishes wishes_;
};

} // namespace asista::ui
