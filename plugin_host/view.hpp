// One Dear ImGui context, without a window: takes the client's input, lets the plugin draw, and hands the result back as plain numbers.
//
// The client's window is the context's display, in the same pixels, so widgets, popups and tooltips fall where they would if the
// plugin were part of the client. Each top-level ImGui window becomes a surface of its own, in paint order: panels at the client's
// rectangles, then whatever the plugin opens (menus, combos, tooltips, windows). [frame]
#pragma once

#include "fonts.hpp"
#include "plugin_side.hpp"
#include "view_input.hpp"
#include "view_border.hpp"
#include "view_items.hpp"
#include "view_memory.hpp"
#include "view_output.hpp"
#include "view_surfaces.hpp"
#include "view_textures.hpp"
#include "view_wake.hpp"

#include "wire/frame_area.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>

struct ImGuiContext;
struct ImPlotContext;

namespace asista::host {

class View {
  public:
    struct Hooks {
        std::function<void(std::string url)> open_url;  // a link was clicked
        std::function<void(std::string text)> complain; // one line for the plugin's log: an error in its drawing
    };

    // Makes the context current for the life of the process.
    static Result<std::unique_ptr<View>> create(const calls::Theme& theme, std::span<const calls::FontFile> files,
                                                std::vector<UniqueFd> descriptors, Hooks hooks);
    ~View();
    View(const View&) = delete;
    View& operator=(const View&) = delete;

    const FontSet& fonts() const { return fonts_.set(); }
    void set_theme(const calls::Theme& theme);

    // Answers the request in the input area: replays its events, draws, fills the frame area and signals `done`. Does nothing when the
    // request was answered already. Errc::invalid when the input is malformed, which ends the process.
    Result<void> answer(const frame::HostArea& area, PluginSide& plugin);

    // Draws frames that nobody sees until ImGui has taken all events that it was given: it takes some in frames of their own.
    void finish_input(PluginSide& plugin);

    // What ImGui remembers, for a process with the next build; bytes of such another one. They come to be within the next answer(), which
    // draws some frames more for it, unseen. Between frames. Errors: see ViewMemory::load; the view is then as it was.
    wire::Bytes remembered() const { return memory_.save(surfaces_.names()); }
    Result<void> remember(std::span<const std::byte> bytes);
    // Once after that: what has come over, and what has no place here.
    std::optional<ViewMemory::Report> take_report();

  private:
    explicit View(Hooks hooks) : hooks_(std::move(hooks)) {}
    void configure();
    FrameInfo frame_info() const;
    void bring_back(PluginSide& plugin);
    void draw_unseen(PluginSide& plugin);
    void draw_panels(PluginSide& plugin);
    void draw_panel(const frame::InputSurface& surface, PluginSide& plugin);
    void write_frame(const frame::HostArea& area, const PluginSide& plugin, const FrameWishes& wishes,
                     std::uint32_t draw_time_us);

    Hooks hooks_;
    Fonts fonts_; // before the context: the atlas reads from its mappings until the context is gone
    ImGuiContext* context_ = nullptr;
    ImPlotContext* plot_context_ = nullptr;

    std::uint32_t theme_serial_ = 0;
    std::uint64_t last_serial_ = 0;
    InputRequest request_;
    InputReplay input_;
    LayoutRest layout_;
    KeyboardBorder border_;
    SurfaceTable surfaces_;
    ViewItems items_; // after the context was made, and it ends with the process
    ViewMemory memory_;
    bool report_due_ = false;
    TextureTable textures_;

    std::string clipboard_; // set by the plugin in this frame
    bool clipboard_set_ = false;
    frame::Rect caret_{};
    bool recovered_ = false;     // in this frame
    std::string last_complaint_; // not repeated every frame
};

} // namespace asista::host
