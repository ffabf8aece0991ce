// What the client's questions are made of. [main]
#pragma once

#include "ui/widgets/press.hpp"

#include <string>

namespace asista::ui {

inline constexpr float question_icon_side = 44, question_padding = 24;

// The square with an icon, a title of one or two lines, and a line below.
float question_head_height(const Ui& ui, float width, std::string_view title);
void draw_question_head(Ui& ui, Box& box, std::string_view icon, std::string_view title, std::string_view line);

// What one permission means: title, sentence, hosts, and the plugin's reason marked as its own words. `width` is that of the text.
float permission_text_height(const Ui& ui, float width, const PermissionView& permission);
void draw_permission_text(Ui& ui, Box box, const PermissionView& permission);

// Of the text inside a question this wide, less what `taken` (logical) leaves; the window may be narrower than the question.
float question_text_width(const Ui& ui, float question_logical, float taken_logical = 0);

std::string about_plugin(const PluginView& plugin); // "1.0.0, by Asista.AI"

} // namespace asista::ui
