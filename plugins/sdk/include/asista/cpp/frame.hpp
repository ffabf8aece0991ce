// What a draw callback of the C++ layer receives: the surface's size, the theme, fonts, icons and time.
#pragma once

#include "link.hpp"
#include "model.hpp"

#include "../ext/draw.h"

#include <imgui.h>

#include <chrono>
#include <cmath>

namespace asista {
inline namespace sdk {

using Theme = asista_theme; // colours as ImU32; ext/ui.h says what each is for

enum class FontRole : asista_font_role {
    text = ASISTA_FONT_TEXT,
    medium = ASISTA_FONT_MEDIUM,
    semibold = ASISTA_FONT_SEMIBOLD,
    mono = ASISTA_FONT_MONO,
    icons = ASISTA_FONT_ICONS,
    icons_fill = ASISTA_FONT_ICONS_FILL,
};

// Keeps a font current until the end of its scope.
class FontScope {
  public:
    FontScope(const detail::Link& link, FontRole role, float size) : link_(&link) {
        link_->call(link_->ui, &asista_host_ui::push_font, static_cast<asista_font_role>(role), size);
    }
    FontScope(const FontScope&) = delete;
    FontScope& operator=(const FontScope&) = delete;
    ~FontScope() { link_->call(link_->ui, &asista_host_ui::pop_font); }

  private:
    const detail::Link* link_;
};

namespace detail {
inline const Theme& theme_of(const Link& link) {
    static constexpr Theme none{}; // only under a host without asista.ui/1, which no version lacks
    return ASISTA_HAS(link.ui, theme) ? *link.ui->theme(link.host) : none;
}
} // namespace detail

// Lives for one draw call. The current ImGui window fills the surface; draw into it. Coordinates and sizes of ImGui are physical
// pixels: write px(12) for 12 logical ones.
class Frame {
  public:
    Frame(const detail::Link& link, const asista_frame& raw) : link_(&link), raw_(&raw), theme_(&detail::theme_of(link)) {}
    Frame(const Frame&) = delete;
    Frame& operator=(const Frame&) = delete;

    ImVec2 position() const { return {raw_->x, raw_->y}; } // of the surface's top left
    ImVec2 size() const { return {raw_->width, raw_->height}; }
    float width() const { return raw_->width; }
    float height() const { return raw_->height; }
    float scale() const { return raw_->scale; }
    float px(float logical) const { return std::round(logical * raw_->scale); }
    ImVec2 px(float x, float y) const { return {px(x), px(y)}; }

    const Theme& theme() const { return *theme_; }
    bool focused() const { return raw_->focused; } // the keyboard is inside
    bool hovered() const { return raw_->hovered; } // the pointer is over it
    bool trial() const { return raw_->trial; }     // drawn hidden, to prove a new build
    float delta_s() const { return raw_->delta_s; }
    InstantMs now() const { return raw_->now_ms; }

    // `auto font = frame.font(FontRole::semibold, 22);` holds until the end of the scope. Size in logical pixels.
    [[nodiscard]] FontScope font(FontRole role, float size = 14) const { return {*link_, role, size}; }

    // A Phosphor icon by name as UTF-8, to be drawn with FontRole::icons ("heart") or icons_fill ("heart-fill"). Empty when there
    // is none of that name.
    std::string icon(std::string_view name) const;

    // Draw again at the window's next frame: call it in each frame of an animation.
    void animate() const { link_->call(link_->ui, &asista_host_ui::request_redraw); }
    // Draw again after this long, if nothing causes it earlier.
    void wake_after(std::chrono::milliseconds delay) const {
        const auto ms = delay.count() < 0 ? 0 : static_cast<std::uint64_t>(delay.count());
        link_->call(link_->ui, &asista_host_ui::wake_after, ms);
    }

  private:
    const detail::Link* link_;
    const asista_frame* raw_;
    const Theme* theme_;
};

inline std::string Frame::icon(std::string_view name) const {
    if (!ASISTA_HAS(link_->ui, icon)) return {};
    const std::uint32_t code = link_->ui->icon(link_->host, detail::borrow(name));
    const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<unsigned char>(value)); };
    std::string text;
    if (code == 0) return text;
    if (code < 0x80) {
        text = {byte(code)};
    } else if (code < 0x800) {
        text = {byte(0xC0 | code >> 6), byte(0x80 | (code & 0x3F))};
    } else if (code < 0x10000) {
        text = {byte(0xE0 | code >> 12), byte(0x80 | (code >> 6 & 0x3F)), byte(0x80 | (code & 0x3F))};
    } else {
        text = {byte(0xF0 | code >> 18), byte(0x80 | (code >> 12 & 0x3F)), byte(0x80 | (code >> 6 & 0x3F)),
                byte(0x80 | (code & 0x3F))};
    }
    return text;
}

} // namespace sdk
} // namespace asista
