// Drawing without behaviour: type, icons, panels, bars, on whole pixels into the current window's list (or the one given). [main]
#pragma once

#include "ui/context.hpp"

#include <string_view>

struct ImDrawList;

namespace asista::ui {

// ---- type ----------------------------------------------------------------------------------------------------------------

// Width and height in pixels of one line.
float text_width(const Ui& ui, Role role, std::string_view text);
float line_height(const Ui& ui, Role role); // of one line alone
float leading(const Ui& ui, Role role);     // from line to line in a paragraph

enum class Align { left, center, right };
// One line, centred up and down in `box`, cut with an ellipsis where it does not fit. Returns the width drawn.
float draw_text(const Ui& ui, Box box, Role role, Color color, std::string_view text, Align align = Align::left);
// A paragraph from the top left of `box`, wrapped to its width; at most `max_lines` (0: any number), the last one with an ellipsis.
// Returns its height; paragraph_height() is the same without drawing.
float draw_paragraph(const Ui& ui, Box box, Role role, Color color, std::string_view text, int max_lines = 0,
                     Align align = Align::left);
float paragraph_height(const Ui& ui, float width, Role role, std::string_view text, int max_lines = 0);

// ---- icons ---------------------------------------------------------------------------------------------------------------

// A Phosphor icon by name, centred in `box`, in the weight that sits well beside the text. An unknown name (a plugin's typing mistake)
// shows the puzzle piece.
void draw_icon(const Ui& ui, Box box, std::string_view name, Color color, float logical_size = size::icon);
// The filled one of the same name.
void draw_icon_filled(const Ui& ui, Box box, std::string_view name, Color color, float logical_size = size::icon);
bool is_icon(std::string_view name);

// ---- shapes --------------------------------------------------------------------------------------------------------------

ImDrawList* current_list();
void fill(const Ui& ui, Box box, Color color, float radius_logical = 0);
void outline(const Ui& ui, Box box, Color color, float radius_logical = 0, float width_logical = size::hairline);
void horizontal_line(const Ui& ui, float x, float y, float width, Color color);
void dot(const Ui& ui, float x, float y, float radius_logical, Color color);
void focus_ring(const Ui& ui, Box box, float radius_logical);

enum class Surface {
    card,      // panel, border, low shadow
    highlight, // the gradient one
    bad,       // a card with the border of a failure
    lifted,    // a card in the hand
    floating,  // menus, toasts, questions
    control,   // buttons and fields: panel and border, no shadow to speak of
};
// Panels with their shadows. The shadow reaches outside `box` and is clipped by nothing but the window when `list` is a floating one.
void draw_surface(const Ui& ui, ImDrawList* list, Box box, Surface surface, float radius_logical = size::card_radius);
void gradient(const Ui& ui, ImDrawList* list, Box box, Color from, Color to, float radius_logical);

void draw_bar(const Ui& ui, Box box, float fraction, Color color);
void draw_spinner(const Ui& ui, float x, float y, float radius_logical, Color color);

} // namespace asista::ui
