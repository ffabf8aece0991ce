// The window's frame: sidebar, top bar, the page between them, and what floats above: palette, questions, toasts, history. [main]
//
// The app calls draw() between ImGui::NewFrame and ImGui::Render, whenever something changed or animating() or wake_in_s() asks for it.
// Nothing here waits; what a person does goes out through ClientCalls and comes back as a later Snapshot.
#pragma once

#include "ui/context.hpp"
#include "ui/item_tree.hpp"
#include "ui/toasts.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asista::ui {

class Shell {
  public:
    // Borrows all of them for its life. An ImGui context must be current: keyboard navigation is switched on, the ini file and the
    // blinking caret are switched off (a blinking caret would draw an idle window).
    Shell(PluginSurfaces& surfaces, ClientCalls& calls, const Fonts& fonts);
    ~Shell();
    Shell(const Shell&) = delete;
    Shell& operator=(const Shell&) = delete;

    // Builds the whole window. `snapshot` is borrowed for the call.
    void draw(const Snapshot& snapshot, const FrameContext& frame);

    // Something moves: draw the next frame without waiting for an event.
    bool animating() const;
    // Seconds until something changes by itself (a toast ends); nothing when it does not.
    std::optional<double> wake_in_s(double time_s) const;

    // The theme the last draw() used, and a serial that changes with it. Plugins get to_wire(theme(), theme_serial()).
    const Theme& theme() const;
    std::uint32_t theme_serial() const;

    // Pages by the names of Navigator::open; false when there is no such page (a plugin's may come later: it is opened when it does).
    bool set_page(std::string_view name, std::string_view detail = {});
    const std::string& page() const;
    // The window without sidebar and top bar, as last drawn: where plugins may open popups and windows.
    Box page_box() const;

    // Whether these keys (an ImGuiKeyChord) open the palette, also while a plugin has the keyboard.
    bool opens_palette(int chord) const;

    void review_plugin(std::string_view plugin); // opens the installation question
    void review_update(std::string_view plugin); // and the one about an update that asks for more
    void open_palette(std::string_view text = {});
    void show_toast(Toast toast);
    // Asks before a plugin's link is opened; `answer` gets true for yes, and at once false while too many links wait.
    void ask_open_url(std::string_view plugin_name, std::string_view url, std::function<void(bool)> answer);

    // Sends the removals that still could be undone. Call once before the calls stop being taken.
    void flush();

    // Whether somebody wants to know what is on screen, item by item: from the next frame on. Then, after the window's frame, all of it.
    void listen(bool on);
    ItemTree items() const;
    // Scrolls the item into sight, and for the client's own gives it the keyboard with `focus`.
    enum class Attention { reveal, focus };
    void attend(const TreeItem& item, Attention how);

    // True while a question, the palette or a menu of the client is open: input is not for plugins then.
    bool modal_open() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace asista::ui
