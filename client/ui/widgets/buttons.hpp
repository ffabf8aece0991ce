// Buttons, pills and tags. Every one that can be pressed returns true in the frame it was. [main]
#pragma once

#include "ui/widgets/press.hpp"

namespace asista::ui {

enum class ButtonKind {
    primary,   // the one action
    secondary, // panel and border
    ghost,     // text alone
    danger,    // primary, for what destroys
};

float button_width(const Ui& ui, std::string_view label, std::string_view icon = {});
bool button(Ui& ui, std::string_view id, Box box, ButtonKind kind, std::string_view label, std::string_view icon = {},
            Enabled enabled = Enabled::yes);
// Takes the width it needs off the left or right of `row`, and a gap behind it; the row's height is kept, or the control height.
bool button_left(Ui& ui, Box& row, std::string_view id, ButtonKind kind, std::string_view label, std::string_view icon = {},
                 Enabled enabled = Enabled::yes);
bool button_right(Ui& ui, Box& row, std::string_view id, ButtonKind kind, std::string_view label, std::string_view icon = {},
                  Enabled enabled = Enabled::yes);

enum class Fill : bool { outline, filled };
// A square that shows an icon alone; `hint` is its tooltip and names it.
bool icon_button(Ui& ui, std::string_view id, Box box, std::string_view icon, Color color, std::string_view hint,
                 Fill fill = Fill::outline, Enabled enabled = Enabled::yes);

// A rounded label with a border that can be pressed: filters, the states in the top bar.
float pill_width(const Ui& ui, std::string_view label, std::string_view icon = {});
enum class Selected : bool { no, yes };
bool pill(Ui& ui, std::string_view id, Box box, std::string_view label, std::string_view icon = {},
          Selected selected = Selected::no, std::string_view hint = {});

// A small filled label; no behaviour. Returns its width.
enum class TagKind { quiet, accent, ok, warn, bad };
float tag_width(const Ui& ui, std::string_view label);
float tag(const Ui& ui, float x, float y, std::string_view label, TagKind kind = TagKind::quiet);
float tag_height(const Ui& ui);

// A text that leads somewhere.
bool link(Ui& ui, std::string_view id, Box box, Role role, std::string_view label);

} // namespace asista::ui
