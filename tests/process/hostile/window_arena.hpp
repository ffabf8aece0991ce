// The whole client, window and all, with a well-behaved plugin and the hostile one side by side on its dashboard, in one tier of the
// sandbox. What a person sees is read from the window's pixels, what reaches a plugin from the plugin.
#pragma once

#include "arena.hpp"
#include "live_client.hpp"

#include "wire/keys.hpp"

namespace asista::test::hostile {

// Colours that nothing else in the window has, as 0xRRGGBB.
inline constexpr std::uint32_t good_color = 0x00A8FF, bad_color = 0xFF6A00; // a square in each plugin's panel
inline constexpr std::uint32_t field_color = 0x33CC11;                      // the good one's text field
inline constexpr std::uint32_t bold_color = 0xFF00C8;                       // what the bad one covers things with

struct WindowOptions {
    std::string manifest_fields = {};                   // more of the hostile plugin's manifest
    int hostile_plugins = 1;                            // bad(0), bad(1), ...
    bool patient = false;                               // the window waits 2 s for its plugins' frames, instead of 4 ms
    std::function<void(core::CoreConfig&)> adjust = {}; // before the core starts
};

class WindowArena {
    double now_ = 1; // of the window; before the client, which asks for it to its end

  public:
    static constexpr const char* good = "test.good.neighbour";
    static constexpr const char* stranger = "test.not.installed"; // lies in the plugins folder
    static std::string bad(int number = 0) { return "test.bad.hostile" + std::to_string(number); }

    explicit WindowArena(SandboxTier tier, const WindowOptions& options = {});

    // Turns of the window until it is true, for a minute of the machine's time at most.
    bool until(const std::function<bool()>& is_so);
    void turns(int count);
    // The window's clock stands all but still, so that no time of the client's rules passes by itself on a slow machine; this passes it.
    void pass(double seconds);

    // What the hostile plugin is to do: by a method, whose answer is waited for, or by a method that may never answer.
    nlohmann::json call(const std::string& plugin, const char* method, const nlohmann::json& arguments);
    void tell(const std::string& plugin, const char* method, const nlohmann::json& arguments);
    void draw(const char* drawing) { call(bad(), "draw", {{"name", drawing}}); }
    nlohmann::json seen(const std::string& plugin) { return call(plugin, "seen", nlohmann::json::object()); }

    // The person.
    using Point = std::pair<int, int>;
    void move(Point to);
    void click(Point at);
    void press(frame::Key key, bool with_ctrl = false);
    void type(std::string_view ascii);

    // The window, as last drawn.
    std::optional<Point> find(std::uint32_t color) { return client->find(color); }
    bool shows(std::uint32_t color) { return find(color).has_value(); }
    struct Box {
        int left = 0, top = 0, right = 0, bottom = 0; // right and bottom: one beyond
    };
    int count(std::uint32_t color, const Box& within) const;
    // doctest checks: nothing in bold_color lies outside the page, on more than a plugin's share of the window, or on a question.
    void check_cover() const;
    Box whole() const;
    Box page() const;                    // where plugins may open something
    std::optional<Box> question() const; // the client's, while there is one

    ui::FrameFigures figures(const std::string& plugin);
    // Starts the hostile plugin anew, and waits until it is seen.
    void restart();
    // doctest checks: the good plugin takes a click and a key, and the outside is as it was.
    void check_others();

    TempDir dir;
    Outside outside;
    std::unique_ptr<LiveClient> client;

  private:
    void inject(const platform::InputEvent& event);
    bool knows_areas(const std::string& plugin);
};

} // namespace asista::test::hostile
