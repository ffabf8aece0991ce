// The client's input: taken out of the input area, then replayed into ImGui in the order in which it happened.
#pragma once

#include "wire/frame.hpp"
#include "wire/result.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::host {

// A private copy of one request.
struct InputRequest {
    frame::InputHeader header{};
    std::vector<frame::InputSurface> surfaces;
    std::vector<frame::Event> events;
    std::string paste;
};

// The serial of the request in the area, without reading the rest.
std::uint64_t input_serial(const std::byte* area);
// Copies a request out of the area. Errc::invalid when counts or enums are out of range. `out` keeps its capacity between frames.
Result<void> read_input(const std::byte* area, InputRequest& out);

// Feeds requests to ImGui's event queue, and remembers what lies between them. Needs the current ImGui context. [frame]
class InputReplay {
  public:
    InputReplay();

    // Before ImGui::NewFrame().
    void replay(const InputRequest& request);

    // The focus that comes next was here before, in another process: whatever has it within the plugin keeps it.
    void stay() { stays_ = true; }

    // The clipboard's text while the person pastes into this plugin, else empty. ImGui may take the key of a paste a few frames
    // after its event came.
    const std::string& paste() const { return paste_; }

    // The item that the client wants focused, once.
    std::optional<std::uint32_t> take_wanted_item() { return std::exchange(wanted_item_, std::nullopt); }

    // The way by which the keyboard came into a panel, once.
    struct Entry {
        std::uint32_t panel = 0;
        frame::Way way = frame::Way::none;
    };
    std::optional<Entry> take_entry() { return std::exchange(entry_, std::nullopt); }

    // True while a key or button is held, when widgets act without further events: repeats, scrolling at an edge.
    bool is_held() const;

  private:
    void apply(const frame::Event& event, const InputRequest& request);
    void point();
    void gain_focus(const InputRequest& request);
    void lose_focus() const;
    void dismiss_popups() const;

    // As of the last event applied, which ImGui may take some frames later.
    float pointer_x_, pointer_y_;
    unsigned buttons_ = 0; // held, one bit each
    bool outside_ = false; // the pointer is over none of this plugin's surfaces
    bool stays_ = false;
    std::optional<std::uint32_t> wanted_item_;
    std::optional<Entry> entry_;
    std::string paste_;
    int paste_frames_ = 0; // frames for which paste_ is still offered
};

} // namespace asista::host
