// The plugin's page, in five parts: Lines, Energy, Reminders, Privacy, Help. It shows what it is given and reports what the person did.
#pragma once

#include "coach.hpp"
#include "help_view.hpp"
#include "insight.hpp"
#include "line.hpp"
#include "preferences.hpp"

#include <asista/plugin.hpp>

namespace asista::motivation {

struct PageModel {
    Moment now;
    // Lines
    const std::vector<SavedLine>* saved = nullptr;      // newest first
    const std::vector<OwnLine>* own = nullptr;          // newest first
    const std::vector<HistoryEntry>* history = nullptr; // oldest first
    const SavedLine* removed = nullptr;                 // the last one taken out, which can be put back; or nullptr
    const OwnLine* removed_own = nullptr;
    OwnLine* draft = nullptr; // an own line being written; the plugin's, so that a rebuild keeps it
    // Energy
    const Stats* stats = nullptr;
    const Facts* facts = nullptr;
    const EnergyReading* energy = nullptr;
    const std::vector<CheckIn>* check_ins = nullptr; // oldest first
    // Reminders
    const Preferences* preferences = nullptr;
    const NudgeLog* nudges = nullptr;
    NudgeAnswer answer = NudgeAnswer::send; // what would be answered now
    bool may_notify = true;
    // Privacy
    CoachBudget asked;
    bool coach_allowed = true;
    bool coach_rests = false; // after a note that sounded like a crisis
    std::string problem;      // why the last press changed nothing; or empty
};

struct PageEvent {
    enum class Kind : std::uint8_t {
        none,
        remove,
        restore,
        save,
        save_current,
        add_own,
        remove_own,
        restore_own,
        export_history,
        export_check_ins,
        check_in,
        remove_check_in,
        snooze,
        not_today,
        resume,
        set, // a setting
        help,
    };
    Kind kind = Kind::none;
    std::string text, author; // of remove, save, remove_own; of set: the key
    bool on = false;          // of set
    Level level = Level::m;   // of check_in
    InstantMs at = 0;         // of remove_check_in
    HelpEvent help;           // of help
};

// `tab` is which part is shown ("" is the first); a press changes it.
PageEvent draw_page(const asista::Frame& frame, const PageModel& model, std::string& tab);

// The parts, each in its own file.
PageEvent draw_lines_part(const asista::Frame& frame, const PageModel& model);
PageEvent draw_energy_part(const asista::Frame& frame, const PageModel& model);
PageEvent draw_reminders_part(const asista::Frame& frame, const PageModel& model);
PageEvent draw_privacy_part(const asista::Frame& frame, const PageModel& model);
PageEvent draw_help_part(const asista::Frame& frame, const PageModel& model);

// "22 November 2026"; "22 Nov".
std::string date_text(InstantMs at, std::int32_t utc_offset_s);
std::string short_date_text(DayNumber day);

} // namespace asista::motivation
