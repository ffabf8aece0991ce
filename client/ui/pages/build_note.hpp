// What a plugin's author sees of its builds: the first error with its source lines, in the plugin's own card and on the developer page,
// and how long what took. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <string>

namespace asista::ui {

// The builds of this plugin; null when it is not built from source here.
const BuildView* build_of(const Ui& ui, std::string_view plugin);

std::string build_title(const BuildView& build);  // "2 errors in card.cpp"
std::string build_status(const BuildView& build); // "Built in 96 ms: compile 78, link 12"; "Building: compiling"

// What the switch does: "Check Water with sanitizers", "Build Water without sanitizers again".
std::string sanitizers_text(const BuildView& build, std::string_view plugin_name);
// With sanitizers from now on, or without again. Says what changes, or why it cannot.
void set_sanitizers(Ui& ui, const PluginView& plugin, bool on);

// A card of its own, for the developer page.
float build_card_height(const Ui& ui, float width, const BuildView& build);
void draw_build_card(Ui& ui, Box box, const BuildView& build);

// Over the lower part of the plugin's surface, which stays live above it. Nothing unless the last build failed.
void draw_build_overlay(Ui& ui, Box box, const BuildView& build);

} // namespace asista::ui
