// What a plugin's surface looks like from the outside in every state: drawing, starting, slow, hanging, crashed, refused. Dashboard
// cards and plugin pages share it, so that a plugin in trouble always says so in its own place. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <string>

namespace asista::ui {

// Puts the surface into `box`, with what its state calls for on top.
void draw_plugin_surface(Ui& ui, Box box, const PluginView& plugin, std::uint64_t instance, std::uint32_t surface);

// How much of the surface's height the lines under it take: what keeps its plugin from working as it should.
float status_height(const Ui& ui, const PluginView& plugin);

// A plugin that will not draw by itself again: stopped, refused, broken.
bool has_failed(const PluginView& plugin);
std::string failure_title(const PluginView& plugin); // "Weather stopped"
float failure_height(const Ui& ui, float width, const PluginView& plugin);
void draw_failure_card(Ui& ui, Box box, const PluginView& plugin);

// The "..." menu of a plugin, where it is open: its commands, then what can be done with it.
void plugin_menu_items(Ui& ui, const PluginView& plugin);

void restart_plugin(Ui& ui, const PluginView& plugin);
void turn_off_plugin(Ui& ui, const PluginView& plugin); // with undo in the toast
void set_plugin_enabled(Ui& ui, const std::string& plugin, bool enabled);

} // namespace asista::ui
