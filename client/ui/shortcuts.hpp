// The client's keyboard shortcuts: one table of what they do, the keys that a person chose for them (preferences "shortcuts.ID"), and the dialog
// that lists and changes them. Keys are chords of ImGui's (ImGuiKeyChord), 0 for none. [main]
#pragma once

#include "ui/box.hpp"
#include "ui/context.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asista::ui {

struct ShortcutAction {
    std::string_view id, title;
    int standard = 0;         // chord
    std::string_view page{};  // what it opens, where it does that
    bool over_fields = false; // also while a text field has the keyboard
    bool repeats = false;     // while the keys are held
};
std::span<const ShortcutAction> shortcut_actions();
const ShortcutAction* shortcut_action(std::string_view id); // nullptr when there is none

// "Ctrl Shift Z" to read, "Ctrl+Shift+Z" to keep; nothing when that names no chord.
std::string chord_words(int chord);
std::string chord_text(int chord);
std::optional<int> chord_of_text(std::string_view text);

class Shortcuts {
  public:
    // The standard ones, but for what the preferences say. Whatever is damaged there, or taken by an action before it, is the standard.
    void follow(const Snapshot& snapshot);
    int chord(std::string_view id) const;
    // In this frame, with nothing else having a right to the keys.
    bool pressed(std::string_view id) const;
    // Why an action may not have these keys, as a sentence; empty: it may.
    std::string problem(std::string_view id, int chord) const;

  private:
    std::map<std::string_view, int> chords_;
    std::uint64_t revision_ = 0;
    bool read_ = false;
};

class ShortcutsDialog {
  public:
    void ask() { wanted_ = true; }
    bool open() const { return shown_ || wanted_; }
    bool listens_for_keys() const { return !changing_.empty(); }
    void draw(Ui& ui, const Shortcuts& shortcuts);

  private:
    void draw_rows(Ui& ui, Box box, const Shortcuts& shortcuts);
    void draw_row(Ui& ui, Box row, const ShortcutAction& action, const Shortcuts& shortcuts);
    void hear_keys(Ui& ui, const Shortcuts& shortcuts);

    bool wanted_ = false, shown_ = false;
    std::string changing_; // the action whose keys are being chosen
    bool began_ = false;   // in this very frame: the key that began it is not the answer
    std::string problem_;
};

} // namespace asista::ui
