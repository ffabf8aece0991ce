// Draws the dashboard card and the energy check-in. It shows what it is given and reports what the user did; it keeps nothing but
// what a frame needs to remember for the next.
#pragma once

#include "check_in_popup.hpp"
#include "help_view.hpp"
#include "line.hpp"

#include <asista/plugin.hpp>

namespace asista::motivation {

struct CardModel {
    const Line* line = nullptr; // nullptr: nothing to show yet
    const Stats* stats = nullptr;
    CheckInModel check_in;
    std::size_t saved = 0;             // own lines included
    bool writing = false;              // the coach has been asked and has not answered
    bool liked = false;                // the line has a thumb up
    bool reminded = false;             // a reminder was sent and not answered yet
    bool is_public = false;            // the line alone: anybody may be looking
    const std::string* help = nullptr; // the region whose people to reach are shown in the place of the line; nullptr: the line
};

struct CardEvent {
    enum class Kind : std::uint8_t { none, open_saved, stop_writing, check_in, help, welcome, dismiss, snooze, not_today };
    Kind kind = Kind::none;
    CheckInEvent check_in; // of check_in
    HelpEvent help;        // of help
};

class Card {
  public:
    CardEvent draw(const asista::Frame& frame, const CardModel& model);
    // Opens the energy check-in with the next frame.
    void ask_energy() { check_in_.ask(); }

  private:
    CardEvent draw_stats(const asista::Frame& frame, const CardModel& model);
    CardEvent draw_note(const asista::Frame& frame, const CardModel& model, ImVec2 row, float right_of);

    CheckInPopup check_in_;
    bool waited_ = false; // the coach has been at it for longer than a blink
};

// What the line is fitted to: "Personalised for your current energy and goals", or less when less is known.
std::string personalised_note(const Stats& stats, const EnergyReading& energy);

// Text in the quote's type: wrapped at `width` pixels, in the largest size that keeps it within `max_height`, at least 14.
void draw_quote(const asista::Frame& frame, const std::string& text, float width, float max_height);

} // namespace asista::motivation
