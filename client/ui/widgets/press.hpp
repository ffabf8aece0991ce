// The one way anything here can be pressed: by mouse, by keyboard (arrows and Tab move, Enter and Space press), with a focus ring. [main]
#pragma once

#include "ui/item_tree.hpp"
#include "ui/paint.hpp"

#include <cstdint>
#include <string_view>

namespace asista::ui {

enum class Enabled : bool { no, yes };

struct Press {
    std::uint32_t id = 0;
    bool pressed = false; // in this frame
    bool hovered = false;
    bool held = false;
    bool focused = false; // by keyboard: draw a ring
    bool visible = true;  // false: scrolled out of sight, nothing need be drawn
    float warmth = 0;     // 0 to 1, gliding, how much it shows that the pointer is on it
};

// `id` is unique within the current ImGui window and id stack. `overlap`: things drawn later on top of it are pressed instead of it.
enum class Overlap : bool { no, yes };
Press press(Ui& ui, std::string_view id, Box box, Enabled enabled = Enabled::yes, Overlap overlap = Overlap::no);
// Whether the pointer is over `box` in the current window, whatever lies in it: for what a row shows while it is pointed at. Press such a
// row after what lies in it; a touch, which points and presses at once, then meets the right one.
bool pointed_at(Box box);
// The ring, and the hand cursor.
void finish_press(const Ui& ui, const Press& press, Box box, float radius_logical);

// For whoever listens to what is on screen (item_tree.hpp): what the thing just made is, and what a person reads there. Without it a thing is
// called by the texts drawn on it. Call it also for what is not visible.
struct Description {
    ItemRole role = ItemRole::button;
    std::string_view label = {}, value = {};
    std::uint32_t state = 0; // items::state: checkable, checked, openable, open, editable
};
void describe(const Ui& ui, std::uint32_t id, const Description& what);
inline void describe(const Ui& ui, const Press& press, const Description& what) { describe(ui, press.id, what); }
// What one choice of several, or a thing that is on or off, adds to its description.
constexpr std::uint32_t checked_state(bool on) { return items::state::checkable | (on ? items::state::checked : 0); }

// While it lives, what is made here is deaf for the first half second in which `key` is shown (TrustGate): buttons that appear over a
// plugin's card, where the person may be clicking.
class Held {
  public:
    Held(Ui& ui, std::uint64_t key);
    ~Held();
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;
};

// Makes the window's scroll area reach to `bottom` (and `right`).
void reach(float right, float bottom);

// For the item just made: a short text after a moment of pointing at it.
void tooltip(const Ui& ui, std::string_view text);

} // namespace asista::ui
