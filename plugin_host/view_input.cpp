// Translation of events; the meaning of each is in wire/frame.hpp.
#include "view_input.hpp"

#include "panel_window.hpp"
#include "wire/keys.hpp"

#include <cfloat>
#include <cstring>
#include <imgui.h>
#include <imgui_internal.h>
#include <utility>

namespace asista::host {

namespace {
using frame::Key;

// The order of both enums is the same; each end and each change of group is pinned, so a key added between two would not compile.
constexpr ImGuiKey to_imgui(Key key) {
    if (key >= Key::mod_ctrl)
        return static_cast<ImGuiKey>(ImGuiMod_Ctrl << (static_cast<int>(key) - static_cast<int>(Key::mod_ctrl)));
    return static_cast<ImGuiKey>(ImGuiKey_NamedKey_BEGIN + static_cast<int>(key) - static_cast<int>(Key::tab));
}
static_assert(to_imgui(Key::tab) == ImGuiKey_Tab && to_imgui(Key::escape) == ImGuiKey_Escape);
static_assert(to_imgui(Key::left_ctrl) == ImGuiKey_LeftCtrl && to_imgui(Key::menu) == ImGuiKey_Menu);
static_assert(to_imgui(Key::digit_0) == ImGuiKey_0 && to_imgui(Key::digit_9) == ImGuiKey_9);
static_assert(to_imgui(Key::a) == ImGuiKey_A && to_imgui(Key::z) == ImGuiKey_Z);
static_assert(to_imgui(Key::f1) == ImGuiKey_F1 && to_imgui(Key::f24) == ImGuiKey_F24);
static_assert(to_imgui(Key::apostrophe) == ImGuiKey_Apostrophe && to_imgui(Key::grave_accent) == ImGuiKey_GraveAccent);
static_assert(to_imgui(Key::caps_lock) == ImGuiKey_CapsLock && to_imgui(Key::pause) == ImGuiKey_Pause);
static_assert(to_imgui(Key::keypad_0) == ImGuiKey_Keypad0 && to_imgui(Key::keypad_equal) == ImGuiKey_KeypadEqual);
static_assert(to_imgui(Key::app_back) == ImGuiKey_AppBack && to_imgui(Key::oem_102) == ImGuiKey_Oem102);
static_assert(to_imgui(Key::mod_ctrl) == static_cast<ImGuiKey>(ImGuiMod_Ctrl));
static_assert(to_imgui(Key::mod_super) == static_cast<ImGuiKey>(ImGuiMod_Super));

bool is_known(frame::EventKind kind) { return kind >= frame::EventKind::mouse_position && kind <= frame::EventKind::enter; }
} // namespace

std::uint64_t input_serial(const std::byte* area) {
    return __atomic_load_n(reinterpret_cast<const std::uint64_t*>(area + offsetof(frame::InputHeader, serial)), __ATOMIC_ACQUIRE);
}

Result<void> read_input(const std::byte* area, InputRequest& out) {
    std::memcpy(&out.header, area, sizeof out.header);
    const frame::InputHeader& header = out.header;
    if (header.magic != frame::input_magic || header.version != frame::protocol_version) {
        return fail(Errc::invalid, "the input area has a foreign header");
    }
    if (header.surface_count > frame::max_surfaces || header.event_count > frame::max_events ||
        header.paste_bytes > frame::max_clipboard_bytes) {
        return fail(Errc::invalid, "the input area has counts out of range");
    }
    out.surfaces.resize(header.surface_count);
    out.events.resize(header.event_count);
    const auto copy = [area](auto& items, std::size_t offset) {
        if (!items.empty()) std::memcpy(items.data(), area + offset, items.size() * sizeof items[0]);
    };
    copy(out.surfaces, frame::input_surfaces_offset);
    copy(out.events, frame::input_events_offset);
    for (const frame::Event& event : out.events) {
        if (!is_known(event.kind)) return fail(Errc::invalid, "the input area has an unknown event");
    }
    out.paste.assign(reinterpret_cast<const char*>(area + frame::input_paste_offset), header.paste_bytes);
    return {};
}

InputReplay::InputReplay() : pointer_x_(-FLT_MAX), pointer_y_(-FLT_MAX) {} // nowhere yet

void InputReplay::replay(const InputRequest& request) {
    if (paste_frames_ > 0 && --paste_frames_ == 0) paste_.clear();
    for (const frame::Event& event : request.events) apply(event, request);
}

bool InputReplay::is_held() const {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    for (const bool down : g.IO.MouseDown) {
        if (down) return true;
    }
    for (int key = ImGuiKey_NamedKey_BEGIN; key <= static_cast<int>(to_imgui(frame::last_named_key)); ++key) {
        const bool modifier = key >= ImGuiKey_LeftCtrl && key <= ImGuiKey_RightSuper;
        if (!modifier && g.IO.KeysData[key - ImGuiKey_NamedKey_BEGIN].Down) return true;
    }
    return false;
}

void InputReplay::apply(const frame::Event& event, const InputRequest& request) {
    ImGuiIO& io = ImGui::GetIO();
    switch (event.kind) {
    case frame::EventKind::mouse_position:
        pointer_x_ = event.x;
        pointer_y_ = event.y;
        point();
        break;
    case frame::EventKind::hover:
        outside_ = event.code == 0;
        point();
        break;
    case frame::EventKind::mouse_leave:
        // No button is held by now, whatever became of the events that said so. Away first: a release here would be a click.
        pointer_x_ = pointer_y_ = -FLT_MAX;
        outside_ = false;
        point();
        for (int button = 0; buttons_ != 0; ++button, buttons_ >>= 1) {
            if ((buttons_ & 1) != 0) io.AddMouseButtonEvent(button, false);
        }
        break;
    case frame::EventKind::mouse_button:
        if (event.code >= ImGuiMouseButton_COUNT) break;
        buttons_ = event.pressed != 0 ? buttons_ | 1U << event.code : buttons_ & ~(1U << event.code);
        io.AddMouseButtonEvent(static_cast<int>(event.code), event.pressed != 0);
        if (buttons_ == 0) point(); // a drag that ended outside
        break;
    case frame::EventKind::mouse_wheel: io.AddMouseWheelEvent(event.x, event.y); break;
    case frame::EventKind::key:
        if (const auto key = static_cast<Key>(event.code); frame::is_known(key))
            io.AddKeyEvent(to_imgui(key), event.pressed != 0);
        break;
    case frame::EventKind::text:
        if (event.code <= IM_UNICODE_CODEPOINT_MAX) io.AddInputCharacter(event.code);
        break;
    case frame::EventKind::focus:
        io.AddFocusEvent(event.pressed != 0);
        if (event.pressed != 0) {
            gain_focus(request);
        } else {
            entry_.reset();
            lose_focus();
        }
        break;
    case frame::EventKind::dismiss: dismiss_popups(); break;
    case frame::EventKind::focus_item: wanted_item_ = event.code; break;
    case frame::EventKind::enter: entry_ = Entry{event.code, static_cast<frame::Way>(event.pressed)}; break;
    case frame::EventKind::paste:
        paste_ = request.paste;
        paste_frames_ = 4;
        break;
    }
}

// While the pointer is over something else of the client, nothing here may look hovered. A drag goes on.
void InputReplay::point() {
    const bool away = outside_ && buttons_ == 0;
    ImGui::GetIO().AddMousePosEvent(away ? -FLT_MAX : pointer_x_, away ? -FLT_MAX : pointer_y_);
}

// The keyboard arrived without a click (Tab, Enter on the card): its first widget should answer to the arrow keys.
void InputReplay::gain_focus(const InputRequest& request) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    if (std::exchange(stays_, false) && g.NavWindow != nullptr) return;
    for (const frame::InputSurface& surface : request.surfaces) {
        if ((surface.flags & frame::surface_flags::focused) == 0) continue;
        ImGuiWindow* const panel = ImGui::FindWindowByName(panel_window_name(surface.id).c_str());
        if (panel == nullptr || (g.NavWindow != nullptr && g.NavWindow->RootWindow == panel)) continue;
        ImGui::FocusWindow(panel);
        return;
    }
}

// ImGui releases the keys by itself, but a text field would keep its cursor. A drag that is under way goes on.
void InputReplay::lose_focus() const {
    if (buttons_ != 0) return;
    ImGui::ClearActiveID();
    ImGui::FocusWindow(nullptr);
}

void InputReplay::dismiss_popups() const {
    ImGui::ClosePopupsExceptModals();
    if (ImGui::GetTopMostPopupModal() == nullptr) lose_focus();
}

} // namespace asista::host
