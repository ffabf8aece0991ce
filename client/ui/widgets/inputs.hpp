// What holds a value: tick boxes, switches, text fields, drop-downs. [main]
#pragma once

#include "ui/widgets/press.hpp"

#include <span>
#include <string>

namespace asista::ui {

enum class On : bool { no, yes };

// Both return true in the frame they were pressed; the value is the caller's to change. `hint` names them.
bool check_box(Ui& ui, std::string_view id, Box box, On on, std::string_view hint = {});
bool toggle_switch(Ui& ui, std::string_view id, Box box, On on, Enabled enabled = Enabled::yes, std::string_view hint = {});
Box switch_box(const Ui& ui, Box row); // where a switch sits at the right end of a row

enum class FieldEvent { none, changed, submitted }; // submitted: Enter
struct FieldLook {
    std::string_view hint = {};  // shown while it is empty
    std::string_view label = {}; // what it is called by who looks for it on screen; empty: the hint
    std::string_view icon = {};  // at its left
    bool plain = false;          // no panel of its own: inside something that has one
    bool focus_now = false;      // takes the keyboard in this frame
    bool mono = false;
    bool sends = false;     // of several lines: Enter submits, Shift and Enter make a new one, and long ones are wrapped
    bool secret = false;    // shows dots, and tells the item tree nothing
    bool read_only = false; // to be read, marked and copied; wrapped. Of text_area() alone
};
FieldEvent text_field(Ui& ui, std::string_view id, Box box, std::string& text, const FieldLook& look);
// Several lines; Enter makes a new one unless `look` says otherwise.
FieldEvent text_area(Ui& ui, std::string_view id, Box box, std::string& text, const FieldLook& look);

// A closed list: shows choices[index], opens a menu. Returns true when `index` changed.
bool drop_down(Ui& ui, std::string_view id, Box box, std::span<const std::string> choices, std::size_t& index,
               std::string_view empty_text = {});

// A value between two ends, by dragging, arrows when focused. Returns true when it changed.
bool slider(Ui& ui, std::string_view id, Box box, double& value, double minimum, double maximum, std::string_view format);

} // namespace asista::ui
