// Draws the dashboard card and the energy check-in. It shows what it is given and reports what the user did; it keeps nothing but
// what a frame needs to remember for the next.
#pragma once

#include "energy.hpp"
#include "line.hpp"

#include <asista/plugin.hpp>

namespace asista::motivation {

struct CardModel {
    const Line* line = nullptr; // nullptr: nothing to show yet
    const Stats* stats = nullptr;
    const EnergyReading* energy = nullptr;
    std::size_t saved = 0;
    bool writing = false; // the coach has been asked and has not answered
};

struct CardEvent {
    enum class Kind : std::uint8_t { none, open_saved, stop_writing, check_in };
    Kind kind = Kind::none;
    Level level = Level::m; // of check_in
};

class Card {
  public:
    CardEvent draw(const asista::Frame& frame, const CardModel& model);
    // Opens the energy check-in with the next frame.
    void ask_energy() { asks_energy_ = true; }

  private:
    CardEvent draw_stats(const asista::Frame& frame, const CardModel& model);
    CardEvent draw_note(const asista::Frame& frame, const CardModel& model, ImVec2 row, float right_of);
    CardEvent draw_check_in(const asista::Frame& frame, const CardModel& model, ImVec2 anchor);

    bool asks_energy_ = false;
    bool waited_ = false; // the coach has been at it for longer than a blink
};

// Five buttons XS to XL with the reading's level marked; the level that was pressed.
std::optional<Level> energy_buttons(const asista::Frame& frame, const EnergyReading& reading);

// What the line is fitted to: "Personalised for your current energy and goals", or less when less is known.
std::string personalised_note(const Stats& stats, const EnergyReading& energy);

// Text in the quote's type: wrapped at `width` pixels, in the largest size that keeps it within `max_height`, at least 14.
void draw_quote(const asista::Frame& frame, const std::string& text, float width, float max_height);

} // namespace asista::motivation
