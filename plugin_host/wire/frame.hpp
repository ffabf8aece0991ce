// The frame protocol: what lies in the two shared memory areas between the client and one plugin host.
//
//   input area   the client writes, the host maps read-only: time, surfaces, ordered input events, paste text.
//   frame area   the host writes, the client maps read-only: surfaces, draw lists, texture operations, cursor, wake time.
//
// One request is outstanding at a time: the client fills the input area, signals `kick`, and touches the area again only after it
// consumed the answer with the same serial. So neither side needs a lock, and no texture operation is ever skipped.
// Everything is flat: fixed-width fields, offsets from the start of the area (never pointers), 16-byte aligned blocks.
// All positions are window pixels of the client's window (origin top left); colours are straight-alpha RGBA8 as ImGui makes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace asista::frame {

inline constexpr std::uint32_t protocol_version = 1;

// Hard caps. A frame beyond one is refused whole.
inline constexpr std::uint32_t max_vertices = 200'000;
inline constexpr std::uint32_t max_indices = 600'000;
inline constexpr std::uint32_t max_commands = 4'000;
inline constexpr std::uint32_t max_lists = 64;
inline constexpr std::uint32_t max_surfaces = 16;
inline constexpr std::uint32_t max_events = 256;
inline constexpr std::uint32_t max_texture_ops = 256;
inline constexpr std::uint32_t max_texture_side = 4096;
inline constexpr std::uint64_t max_texture_bytes = 64u << 20; // all live textures of one host
inline constexpr std::uint32_t max_upload_bytes = 8u << 20;   // pixels in one frame
inline constexpr std::uint32_t max_clipboard_bytes = 1u << 20;
inline constexpr float max_coordinate = 32768.0F;
inline constexpr float max_uv = 64.0F;
inline constexpr float max_area_factor = 8.0F; // painted area over visible surface area

inline constexpr std::uint32_t input_magic = 0x31495341;  // "ASI1"
inline constexpr std::uint32_t output_magic = 0x314F5341; // "ASO1"
inline constexpr std::size_t input_area_bytes = (64u << 10) + max_clipboard_bytes;
inline constexpr std::size_t frame_area_bytes = 32u << 20; // sparse: only pages a plugin writes take memory
inline constexpr std::size_t crash_record_bytes = 4096;    // the end of the frame area: crash_record.hpp
inline constexpr std::size_t frame_data_bytes = frame_area_bytes - crash_record_bytes; // where frames may lie
inline constexpr std::uint32_t block_alignment = 16;
inline constexpr std::uint32_t first_own_surface = 0x10000; // surfaces made by the host (popups) start here, panels lie below

struct Rect {
    float x, y, width, height;
};

// How the keyboard goes from item to item, and with that into a plugin's panels and out of them.
enum class Way : std::uint32_t {
    none = 0,
    forward = 1,  // Tab
    backward = 2, // Shift+Tab
    left = 3,     // arrows
    right = 4,
    up = 5,
    down = 6,
    out = 7, // Escape: out of the panel, to where it stands on the page
};

// ---- client -> host -------------------------------------------------------------------------------------------------------

enum class EventKind : std::uint32_t {
    mouse_position = 1, // x, y (window pixels)
    mouse_button = 2,   // code = 0 left, 1 right, 2 middle, 3, 4; pressed
    mouse_wheel = 3,    // x, y in wheel steps
    key = 4,            // code = Key of this protocol; pressed
    text = 5,           // code = one Unicode scalar value
    focus = 6,          // pressed = 1 when the plugin gained keyboard focus, 0 when it lost it
    dismiss = 7,        // close every popup of this plugin, as after a click elsewhere
    mouse_leave = 8,    // the pointer is over none of this plugin's surfaces and no button is held
    paste = 9,          // the paste block of this input is the clipboard for the key event that follows
    hover = 10,         // code = id of the surface under the pointer, 0 for none; in order with the other events
    focus_item = 11,    // code = id of an item told of before: it gets the keyboard within the plugin, and is scrolled into sight
    enter =
        12, // code = id of a panel, pressed = Way: the keyboard comes in that way, to the first or the last item; behind `focus`
};

struct Event {
    EventKind kind;
    std::uint32_t code;
    float x, y;
    std::uint32_t pressed;
    std::uint32_t reserved;
};

// Key codes are this protocol's own, pinned to the order of ImGui's named keys (the table with both is wire/keys.hpp), so that
// neither side's ImGui version leaks into the other.

namespace surface_flags {
inline constexpr std::uint32_t visible = 1;
inline constexpr std::uint32_t focused = 2; // the client's keyboard focus is inside
inline constexpr std::uint32_t hovered = 4; // the pointer is over it
inline constexpr std::uint32_t trial = 8;   // drawn hidden, to prove a new build; never has input
} // namespace surface_flags

struct InputSurface {
    std::uint32_t id;    // as registered by the plugin (panels), or as made by the host (popups)
    std::uint32_t flags; // surface_flags
    Rect rect;           // where the client shows it, snapped to whole pixels
    Rect clip;           // the part of rect that can be seen
};

namespace input_wishes {
inline constexpr std::uint32_t items = 1; // the frame shall come with what is on its surfaces, item by item (item_list.hpp)
} // namespace input_wishes

struct InputHeader {
    std::uint32_t magic;
    std::uint32_t version;
    std::uint64_t serial;       // starts at 1, +1 a request
    std::int64_t wall_time_ms;  // UTC milliseconds since 1970, of the client's clock (which may be a fixed one)
    std::int32_t utc_offset_s;  // local time minus UTC
    float delta_s;              // since this host's previous request, > 0
    std::uint32_t theme_serial; // changes when theme, fonts or scale did; the new theme came over the channel before
    float scale;                // pixels per logical pixel, 0.5 to 4
    float client_width, client_height;
    Rect popup_area;               // where popups, tooltips and floating windows may go
    std::uint32_t hovered_surface; // id, or 0
    std::uint32_t focused;         // 1 when one of this plugin's surfaces has keyboard focus
    std::uint32_t surface_count;
    std::uint32_t event_count;
    std::uint32_t paste_bytes; // UTF-8 right behind the events; only beside an EventKind::paste
    std::uint32_t wishes;      // input_wishes
    // followed by InputSurface[max_surfaces], Event[max_events], paste bytes
};

inline constexpr std::size_t input_surfaces_offset = sizeof(InputHeader);
inline constexpr std::size_t input_events_offset = input_surfaces_offset + max_surfaces * sizeof(InputSurface);
inline constexpr std::size_t input_paste_offset = input_events_offset + max_events * sizeof(Event);

// ---- host -> client -------------------------------------------------------------------------------------------------------

enum class SurfaceKind : std::uint32_t {
    panel = 1,   // a widget or page: where the client put it
    popup = 2,   // menus, combos: closed by a click elsewhere
    modal = 3,   // dims and blocks the plugin's own surfaces only
    tooltip = 4, // takes no input
    window = 5,  // any other top-level window the plugin opened, kept inside popup_area
};

struct Surface {
    std::uint32_t id; // panels: below 0x10000, as registered; others: 0x10000 and up, new for each window shown
    SurfaceKind kind;
    std::uint32_t parent; // surface id that opened it, which comes before it in this frame; 0 for panels and orphans
    std::uint32_t z;      // higher is nearer to the user, within this plugin
    Rect rect;
    float wanted_width, wanted_height; // content size in pixels the plugin would like, 0 when it does not care
    std::uint32_t first_list, list_count;
};

// Lists follow their surfaces, and commands, vertices and indices follow their lists, each exactly once and without a gap: the first
// of one is where the previous one ended. So the work of checking and drawing a frame is bounded by the counts in its header.

struct List {
    std::uint32_t first_command, command_count;
    std::uint32_t first_vertex, vertex_count;
    std::uint32_t first_index, index_count;
};

enum class DrawOp : std::uint32_t { draw = 0, reset_state = 1, linear_sampler = 2, nearest_sampler = 3 };

struct Command {
    float clip_min_x, clip_min_y, clip_max_x, clip_max_y;
    std::uint32_t texture;       // id in this host's texture table
    std::uint32_t vertex_offset; // within the list
    std::uint32_t index_offset;  // within the list
    std::uint32_t index_count;
    DrawOp op;
    std::uint32_t reserved;
};

struct Vertex { // the same 20 bytes as ImDrawVert; asserted where they meet
    float x, y, u, v;
    std::uint32_t color;
};
using Index = std::uint16_t;

enum class TextureOpKind : std::uint32_t { create = 1, update = 2, destroy = 3 };
enum class TextureFormat : std::uint32_t { rgba8 = 1, alpha8 = 2 };

struct TextureOp {
    TextureOpKind kind;
    std::uint32_t texture; // id, never 0, never used again after destroy
    TextureFormat format;
    std::uint32_t width, height;                     // of the whole texture
    std::uint32_t x, y, region_width, region_height; // update: the region; create: 0, 0, width, height
    std::uint32_t data_offset;                       // rows of the region, tightly packed, from the start of the area
    std::uint32_t data_bytes;
    std::uint32_t reserved;
};

enum class Cursor : std::uint32_t {
    none = 0,
    arrow = 1,
    text = 2,
    resize_all = 3,
    resize_ns = 4,
    resize_ew = 5,
    resize_nesw = 6,
    resize_nwse = 7,
    hand = 8,
    wait = 9,
    progress = 10,
    not_allowed = 11,
};

namespace output_flags {
inline constexpr std::uint32_t wants_text_input = 1;
inline constexpr std::uint32_t wants_mouse = 2;
inline constexpr std::uint32_t wants_keyboard = 4;
inline constexpr std::uint32_t draw_recovered = 8; // the plugin left ImGui's stacks unbalanced; ImGui repaired them
inline constexpr std::uint32_t wants_frame = 16;   // draw again at the next window frame (animation)
inline constexpr std::uint32_t popup_open = 32;
inline constexpr std::uint32_t wants_wheel = 64; // what lies under the pointer scrolls or uses the wheel; else the page scrolls
// Which Way the keyboard would go on out of the panel, since there is nothing more of the plugin's that way. The client believes it only right
// after it brought the plugin the key that goes that way.
inline constexpr std::uint32_t leaves_shift = 8, leaves_mask = 7u << leaves_shift;
} // namespace output_flags

constexpr std::uint32_t leaves_flags(Way way) { return static_cast<std::uint32_t>(way) << output_flags::leaves_shift; }
constexpr Way leaves_of(std::uint32_t flags) {
    return static_cast<Way>((flags & output_flags::leaves_mask) >> output_flags::leaves_shift);
}

inline constexpr std::uint32_t never_wake = 0xFFFFFFFF;

struct OutputHeader {
    std::uint32_t magic;
    std::uint32_t version;
    std::uint64_t serial; // of the request this answers; written last
    std::uint32_t flags;  // output_flags
    Cursor cursor;
    float scale;                // the scale it was drawn at
    std::uint32_t theme_serial; // the theme it was drawn with
    Rect caret;                 // while wants_text_input
    Rect left_from;             // while the keyboard leaves: the item that had it
    std::uint32_t next_wake_ms; // draw again this long from now without any input; never_wake
    std::uint32_t draw_time_us; // inside the plugin's own draw functions
    std::uint32_t surface_count, list_count, command_count, vertex_count, index_count, texture_op_count;
    std::uint32_t surfaces_offset, lists_offset, commands_offset, vertices_offset, indices_offset, texture_ops_offset;
    std::uint32_t clipboard_offset, clipboard_bytes; // text the plugin asks to put on the clipboard, 0 bytes for none
    std::uint32_t used_bytes;                        // end of the last block
    std::uint32_t
        items_bytes; // an items::ItemList right behind that, 0 bytes unless it was asked for; for the client alone, not drawn
};

static_assert(std::is_trivially_copyable_v<InputHeader> && std::is_trivially_copyable_v<OutputHeader>);
static_assert(sizeof(Event) == 24 && sizeof(InputSurface) == 40 && sizeof(Vertex) == 20 && sizeof(Command) == 40);
static_assert(sizeof(Surface) == 48 && sizeof(List) == 24 && sizeof(TextureOp) == 48);
static_assert(input_paste_offset + max_clipboard_bytes <= input_area_bytes);

} // namespace asista::frame
