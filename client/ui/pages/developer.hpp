// Parts of the developer page. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

// Running plugins with their figures; `selected` is the id whose details are shown below it, or empty.
class PluginTable {
  public:
    static float height(const Ui& ui);
    void draw(Ui& ui, Box box, std::string& selected);

  private:
    void draw_row(Ui& ui, Box row, const PluginView& plugin, std::string& selected);
};

float plugin_figures_height(const Ui& ui, float width);
void draw_plugin_figures(Ui& ui, Box box, const PluginView& plugin, std::string& selected);

// What crashed, newest first, with the report of the one that was pressed. All plugins, or `only` one.
class CrashList {
  public:
    float height(const Ui& ui, float width, const PluginView* only) const; // 0: nothing crashed
    void draw(Ui& ui, Box box, const PluginView* only);

  private:
    struct Row {
        const PluginView* plugin = nullptr;
        const CrashView* crash = nullptr;
    };
    std::vector<Row> rows(const Ui& ui, const PluginView* only) const;
    bool opened(const Row& row) const;
    void draw_row(Ui& ui, Box box, const Row& row);

    std::string plugin_; // of the one whose report is shown
    InstantMs at_ = 0;
};

// Times of the window's last frames as bars.
void draw_frame_times(Ui& ui, Box box);

// A method of a plugin, called with JSON typed here.
class MethodForm {
  public:
    static float height(const Ui& ui);
    void draw(Ui& ui, Box box);

  private:
    struct Answer {
        bool waiting = false, failed = false, fresh = false;
        double asked_s = 0, took_ms = 0;
        std::string head, text;
    };
    void call(Ui& ui, const MethodView& method);
    std::shared_ptr<Answer> answer_ = std::make_shared<Answer>();
    std::size_t chosen_ = 0;
    std::string chosen_name_, arguments_;
};

class LogView {
  public:
    void draw(Ui& ui, Box box);

  private:
    std::string plugin_; // empty: all
    std::uint8_t least_ = 1;
};

} // namespace asista::ui
