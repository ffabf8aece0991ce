// The controls of a plugin's own settings, made from the definitions in its manifest: a switch, a number, a text or a list. [main]
#pragma once

#include "ui/widgets/inputs.hpp"

#include <map>
#include <string>

namespace asista::ui {

class PluginSettings {
  public:
    float control_width(const Ui& ui, const SettingView& setting, float row_width) const;
    // Draws the control for its value and sends what the person enters. A number that is none, or beyond its limits, is not sent: it stays
    // as typed, and problem() says what is wrong with it.
    void draw(Ui& ui, Box control, const PluginView& plugin, const SettingView& setting);
    // A sentence, or "".
    const std::string& problem(const PluginView& plugin, const SettingView& setting) const;

  private:
    struct Typed {
        std::string text, problem;
    };
    void draw_field(Ui& ui, Box control, const PluginView& plugin, const SettingView& setting);
    std::map<std::string, Typed> typed_; // "plugin/key" -> what is being typed
};

} // namespace asista::ui
