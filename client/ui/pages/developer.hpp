// Parts of the developer page. [main]
#pragma once

#include "ui/widgets/card.hpp"
#include "wire/calls/inspect.hpp"

#include <array>
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

// In the head of that card: starts a plugin that is built here anew and records it; ends the recording of any.
void draw_record_action(Ui& ui, Box& actions, const PluginView& plugin);

// What the plugin's last frame is made of: a line for each surface and each texture. For one frame; borrows the plugin.
class DrawingCard {
  public:
    DrawingCard(const Ui& ui, const PluginView& plugin);
    float height(const Ui& ui) const; // 0: nothing was drawn
    void draw(Ui& ui, Box box) const;

  private:
    using Line = std::array<std::string, 5>;
    const PluginView& plugin_;
    std::vector<Line> lines_;
};

// Of a column of times to the second.
float seconds_width(const Ui& ui);

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

// What a plugin keeps: its keys and their sizes, and one value to read, change or remove. What is shown is asked for when the plugin is
// chosen and when the amount it keeps has changed.
class StorageView {
  public:
    float height(const Ui& ui) const;
    void draw(Ui& ui, Box box, const PluginView& plugin);

  private:
    // What answers write into; one that comes for another plugin or another value finds nobody.
    struct Listing {
        std::string plugin;
        bool asked = false, more = false;
        std::uint64_t seen_bytes = 0; // PluginView::storage_bytes when it was asked for
        std::vector<calls::StoredValue> values;
        std::string problem;
    };
    struct Value {
        std::string key;
        std::string stored;     // as the plugin keeps it
        std::string kept, text; // the same to be read, and what it is being made into
        bool is_new = false, waiting = false;
        bool too_long = false; // to be shown: it can be removed, not edited
        std::string problem;
    };
    void follow(Ui& ui, const PluginView& plugin);
    void ask(Ui& ui, std::string after);
    void open(Ui& ui, const std::string& key);
    void save(Ui& ui);
    void remove(Ui& ui);
    void draw_keys(Ui& ui, Box box);
    void draw_key_rows(Ui& ui, Box box, std::string& wanted);
    void draw_value(Ui& ui, Box box);
    void draw_buttons(Ui& ui, Box row, const std::string& problem);

    std::shared_ptr<Listing> listing_ = std::make_shared<Listing>();
    std::shared_ptr<Value> value_; // null: none is open
};

// Events that were published while the page is open, newest first.
class EventList {
  public:
    void draw(Ui& ui, Box body, const PluginView* only) const; // only: those it published or received; null: all
};

// The log, and in the same card the events.
class LogView {
  public:
    void draw(Ui& ui, Box box);

  private:
    struct Entry {
        const LogLine* line;
        const PluginView* plugin;
    };
    std::vector<Entry> entries(const Ui& ui, const PluginView* only) const; // newest first; those that were searched for
    void draw_search(Ui& ui, Box row, std::size_t found);
    void draw_lines(Ui& ui, Box body, const PluginView* only);
    EventList events_;
    bool show_events_ = false;
    std::string plugin_; // empty: all
    std::string search_;
    bool focus_search_ = false;
    float scroll_ = 0, place_ = 0; // of the lines: now, and before the search
    std::optional<float> jump_to_; // in this frame
    std::uint8_t least_ = 1;
};

} // namespace asista::ui
