// The energy check-in: one tap makes it, moods and a note may follow. Reports what the person did; keeps only what is being typed.
#pragma once

#include "energy.hpp"

#include <asista/plugin.hpp>

#include <string>

namespace asista::motivation {

struct CheckInEvent {
    enum class Kind : std::uint8_t { none, tap, moods, note };
    Kind kind = Kind::none;
    Level level = Level::m; // of tap
    Moods moods = 0;        // of moods
};

// What the popup shows. The note is the plugin's, so that a rebuild keeps what is typed.
struct CheckInModel {
    const EnergyReading* energy = nullptr;
    const CheckIn* made = nullptr; // the check-in that holds now; nullptr: none
    std::string* note = nullptr;
};

class CheckInPopup {
  public:
    void ask() { asks_ = true; } // opens with the next frame
    CheckInEvent draw(const asista::Frame& frame, const CheckInModel& model, ImVec2 anchor);

  private:
    bool asks_ = false;
    bool was_open_ = false;
};

// Five buttons XS to XL with the reading's level marked; the level that was pressed.
std::optional<Level> energy_buttons(const asista::Frame& frame, const EnergyReading& reading);

} // namespace asista::motivation
