// Tests of a plugin by its author: the real library, drawn and clicked without a display, with services, clock and person made up.
//
//      TEST_CASE("what is typed becomes a task") {
//          asista::test::Desk desk;
//          auto card = desk.card("hello");
//          card.click("Something to do");
//          card.type("Buy milk");
//          card.click("Add task");
//          CHECK(card.has_text("1 open task"));
//          CHECK(desk.tasks().back().title == "Buy milk");
//      }
//
// A card is used as a person does: by the words it shows. Text is read back from the glyphs that were drawn, so anything that can be read can
// be clicked, whatever drew it. The plugin runs in the test's own process, where a debugger and sanitizers see it, but not locked down: that is
// `asista inspect`'s and the client's business.
//
// What cannot be done throws asista::test::Problem, whose text says what the card shows instead; doctest reports it. One thread only.
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// Set by asista_add_plugin_test: the finished plugin's folder, and that of the pictures to compare with.
#ifndef ASISTA_TEST_PLUGIN
#define ASISTA_TEST_PLUGIN ""
#endif
#ifndef ASISTA_TEST_PICTURES
#define ASISTA_TEST_PICTURES ""
#endif
#if defined(__GNUC__)
#define ASISTA_TEST_API __attribute__((visibility("default")))
#else
#define ASISTA_TEST_API
#endif

namespace asista::test {

class ASISTA_TEST_API Problem : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
    ~Problem() override;
};

enum class Look { light, dark, contrast };
enum class Key { enter, escape, tab, backspace, remove, space, up, down, left, right, home, end };

// How the desk is set up before the plugin starts.
struct Options {
    Look look = Look::light;
    float scale = 1;                         // pixels per logical pixel
    int width = 420, height = 320;           // of a card, in logical pixels
    std::int64_t now_ms = 1'795'340'460'000; // UTC: 2026-11-22 09:41; the clock moves only by pass_time()
    std::int32_t utc_offset_s = 0;           // local time minus UTC
    bool public_screen = false;              // as in a kiosk
    std::vector<std::string> denied{};       // permissions of the manifest that the person did not give; all others are given
    nlohmann::json settings = nlohmann::json::object(); // in the place of the manifest's defaults
    std::optional<std::string> coach{};                 // what the coach answers, JSON for analyze; nothing: it cannot be reached
    std::vector<std::string> tasks{};                   // titles of open tasks
    nlohmann::json storage = nlohmann::json::object();  // what the plugin stored earlier, by key
};

struct Task {
    std::uint64_t id = 0;
    std::string title, notes;
    bool done = false;
};

class DeskState;

// One widget or page of the plugin, drawn after each step until nothing moves any more.
class ASISTA_TEST_API Card {
  public:
    // All words it shows, popups and tooltips included: a line for each run of text, in the order drawn.
    std::string text() const;
    // White space counts as one blank, so that a wrapped line is found too.
    bool has_text(std::string_view words) const;

    // Clicks in the middle of these words: text that is exactly that if there is one, else the first that contains it.
    void click(std::string_view words);
    void hover(std::string_view words);
    void click_icon(std::string_view name); // a Phosphor name, as the plugin gives it: "plus"
    // A place in logical pixels, for what has no words.
    void click_at(float x, float y);
    void drag(float from_x, float from_y, float to_x, float to_y);
    void scroll(float lines); // up is positive, where the pointer is
    // Goes where the keyboard is: click a field first.
    void type(std::string_view text);
    void press(Key key, bool control = false, bool shift = false);

    // Compares what it draws with the picture NAME.png, drawn in software with the fonts of this computer. Throws when they differ, having
    // written NAME.actual.png and NAME.difference.png where the test runs; `asista test --bless` keeps what is drawn instead.
    void matches(std::string_view name) const;

  private:
    friend class Desk;
    Card(DeskState& desk, std::uint32_t surface) : desk_(&desk), surface_(surface) {}
    DeskState* desk_;
    std::uint32_t surface_;
};

// A person's desk with one plugin on it. The plugin is started by the first thing that is asked of it.
class ASISTA_TEST_API Desk {
  public:
    explicit Desk(Options options = {}, const char* plugin = ASISTA_TEST_PLUGIN, const char* pictures = ASISTA_TEST_PICTURES);
    ~Desk();
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    Card card(std::string_view id); // a widget
    Card page(std::string_view id);

    // What the plugin offers beside that.
    void run_command(std::string_view id);
    void run_action(std::string_view widget, std::string_view action);
    nlohmann::json call(std::string_view method, const nlohmann::json& arguments = nlohmann::json::object());
    void send_event(std::string_view name, const nlohmann::json& data = nlohmann::json::object());
    void change_settings(const nlohmann::json& changed);
    void allow(std::string_view permission, bool allowed = true);
    void pass_time(std::int64_t milliseconds); // of the clock, and for the plugin's timers, which run as they fall due
    // The plugin saves its state and ends, and is started anew with it: as after a rebuild.
    void restart();

    // What became of it.
    std::vector<Task> tasks() const;
    void add_task(std::string_view title); // by the person, elsewhere
    void finish_task(std::uint64_t id);
    nlohmann::json stored(std::string_view key) const; // null when there is nothing
    std::vector<std::string> notifications() const;    // titles, oldest first
    std::vector<std::string> log() const;

  private:
    std::unique_ptr<DeskState> state_;
};

} // namespace asista::test
