// The settings page is a list of sections, and a section a list of rows: so all of it can be searched, and each subject has a file of its
// own. Made anew for each frame from the snapshot. [main]
#pragma once

#include "ui/pages/plugin_settings.hpp"
#include "ui/preferences.hpp"
#include "ui/widgets/forms.hpp"

#include <functional>
#include <string>
#include <vector>

namespace asista::ui {

// A title, a line that explains it, and a control at the right; on narrow pages below.
struct SettingRow {
    std::string title, text;
    float control = 0;                       // width of the control, pixels
    std::function<void(Ui&, Box)> draw = {}; // the control, in a box as wide and as high as a control
    std::string words = {};                  // what else it is found by
    std::string problem = {};                // what is wrong with what was entered; instead of `text`
    std::string id = {};                     // where titles of a section may be the same; empty: the title
    // A row that is drawn whole: its height for a width in pixels, and how. `draw` then gets all of it.
    std::function<float(const Ui&, float)> height = {};
    // What stands under such a row of words and a control, as wide as both: its height for a width in pixels, and how.
    std::function<float(const Ui&, float)> below_height = {};
    std::function<void(Ui&, Box)> below = {};
};
struct SettingSection {
    std::string icon, title;
    std::vector<SettingRow> rows;
    // Draws all of it, card included, off the top of the area; the rows are then for searching alone.
    std::function<void(Ui&, Box&)> whole = {};
};

// What matches `search` (all of its words, in a row's title, text or words, or in the section's title); all of it for an empty one.
std::vector<SettingSection> matching(std::vector<SettingSection> sections, std::string_view search);
void draw_section(Ui& ui, Box& area, const SettingSection& section);
// Its rows alone, without a card, off the top of the area.
void draw_rows(Ui& ui, Box& area, const SettingSection& section);

SettingSection whole_section(std::string title, std::string words, std::function<void(Ui&, Box&)> draw);

// Keeps a preference; "null" forgets it.
void set_preference(Ui& ui, std::string_view key, std::string json);
SettingRow switch_row(const Ui& ui, std::string title, std::string text, std::string_view key, bool on);

SettingSection look_section(Ui& ui);
SettingSection notification_section(Ui& ui);
// One section for what plugins may do, and one for each plugin that has settings.
std::vector<SettingSection> plugin_sections(Ui& ui, PluginSettings& settings);
SettingSection profile_section(Ui& ui);
SettingSection about_section(Ui& ui);

} // namespace asista::ui
