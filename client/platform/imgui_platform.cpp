// The bridge between a Window and an ImGui context.
#include "platform/imgui_platform.hpp"

#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cfloat>
#include <cmath>

namespace asista::platform {

namespace {
using frame::Key;

// The protocol's order is ImGui's, by a constant: a new ImGui that changes its order stops the build here.
constexpr int key_offset = ImGuiKey_NamedKey_BEGIN - static_cast<int>(Key::tab);
constexpr int as_imgui(Key key) { return static_cast<int>(key) + key_offset; }
static_assert(as_imgui(Key::tab) == ImGuiKey_Tab && as_imgui(Key::escape) == ImGuiKey_Escape &&
              as_imgui(Key::menu) == ImGuiKey_Menu);
static_assert(as_imgui(Key::digit_0) == ImGuiKey_0 && as_imgui(Key::a) == ImGuiKey_A && as_imgui(Key::z) == ImGuiKey_Z);
static_assert(as_imgui(Key::f1) == ImGuiKey_F1 && as_imgui(Key::f24) == ImGuiKey_F24 &&
              as_imgui(Key::apostrophe) == ImGuiKey_Apostrophe);
static_assert(as_imgui(Key::caps_lock) == ImGuiKey_CapsLock && as_imgui(Key::keypad_0) == ImGuiKey_Keypad0);
static_assert(as_imgui(Key::keypad_equal) == ImGuiKey_KeypadEqual && as_imgui(Key::oem_102) == ImGuiKey_Oem102);

constexpr std::pair<frame::Cursor, ImGuiMouseCursor> cursors[] = {
    {frame::Cursor::none, ImGuiMouseCursor_None},
    {frame::Cursor::arrow, ImGuiMouseCursor_Arrow},
    {frame::Cursor::text, ImGuiMouseCursor_TextInput},
    {frame::Cursor::resize_all, ImGuiMouseCursor_ResizeAll},
    {frame::Cursor::resize_ns, ImGuiMouseCursor_ResizeNS},
    {frame::Cursor::resize_ew, ImGuiMouseCursor_ResizeEW},
    {frame::Cursor::resize_nesw, ImGuiMouseCursor_ResizeNESW},
    {frame::Cursor::resize_nwse, ImGuiMouseCursor_ResizeNWSE},
    {frame::Cursor::hand, ImGuiMouseCursor_Hand},
    {frame::Cursor::wait, ImGuiMouseCursor_Wait},
    {frame::Cursor::progress, ImGuiMouseCursor_Progress},
    {frame::Cursor::not_allowed, ImGuiMouseCursor_NotAllowed},
};

Window& window_of(ImGuiContext* context) {
    return *static_cast<Window*>(ImGui::GetPlatformIO(context).Platform_ClipboardUserData);
}
} // namespace

int imgui_key(std::uint32_t key_code) {
    const auto key = static_cast<Key>(key_code);
    if (!is_known(key)) return ImGuiKey_None;
    switch (key) {
    case Key::mod_ctrl: return ImGuiMod_Ctrl;
    case Key::mod_shift: return ImGuiMod_Shift;
    case Key::mod_alt: return ImGuiMod_Alt;
    case Key::mod_super: return ImGuiMod_Super;
    default: return as_imgui(key);
    }
}

int imgui_cursor(frame::Cursor cursor) {
    for (const auto& [ours, theirs] : cursors)
        if (ours == cursor) return theirs;
    return ImGuiMouseCursor_Arrow;
}

frame::Cursor cursor_of_imgui(int imgui_cursor) {
    for (const auto& [ours, theirs] : cursors)
        if (theirs == imgui_cursor) return ours;
    return frame::Cursor::arrow;
}

std::size_t events_of_one_frame(std::span<const InputEvent> events) {
    bool acted = false;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const InputEvent& event = events[i];
        const bool is_key = event.kind == InputEvent::Kind::key;
        if (is_key && frame::is_modifier(static_cast<Key>(event.code))) {
            if (acted) return i;
        } else if ((is_key || event.kind == InputEvent::Kind::mouse_button) && event.pressed) {
            acted = true;
        } else if (event.kind == InputEvent::Kind::mouse_wheel) {
            acted = true;
        }
    }
    return events.size();
}

void feed_imgui(std::span<const InputEvent> events) {
    ImGuiIO& io = ImGui::GetIO();
    for (const InputEvent& event : events) {
        switch (event.kind) {
        case InputEvent::Kind::mouse_position: io.AddMousePosEvent(event.x, event.y); break;
        case InputEvent::Kind::mouse_leave: io.AddMousePosEvent(-FLT_MAX, -FLT_MAX); break;
        case InputEvent::Kind::mouse_button:
            if (event.code < ImGuiMouseButton_COUNT) io.AddMouseButtonEvent(static_cast<int>(event.code), event.pressed);
            break;
        case InputEvent::Kind::mouse_wheel: io.AddMouseWheelEvent(event.x, event.y); break;
        case InputEvent::Kind::key:
            if (const int key = imgui_key(event.code); key != ImGuiKey_None)
                io.AddKeyEvent(static_cast<ImGuiKey>(key), event.pressed);
            break;
        case InputEvent::Kind::text: io.AddInputCharacter(event.code); break;
        case InputEvent::Kind::focus: io.AddFocusEvent(event.pressed); break;
        case InputEvent::Kind::resize:
        case InputEvent::Kind::scale:
        case InputEvent::Kind::expose:
        case InputEvent::Kind::close: break;
        }
    }
}

ImGuiPlatform::ImGuiPlatform(Window& window) : window_(window), context_(ImGui::GetCurrentContext()) {
    ImGuiIO& io = ImGui::GetIO();
    io.BackendPlatformName = "asista";
    io.BackendPlatformUserData = this;
    io.BackendFlags |= ImGuiBackendFlags_HasMouseCursors;
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO();
    platform.Platform_ClipboardUserData = &window;
    platform.Platform_GetClipboardTextFn = [](ImGuiContext* context) -> const char* {
        // ImGui reads the text before it asks again.
        static thread_local std::string text;
        text = window_of(context).clipboard_text();
        return text.c_str();
    };
    platform.Platform_SetClipboardTextFn = [](ImGuiContext* context, const char* text) {
        window_of(context).set_clipboard_text(text);
    };
    platform.Platform_SetImeDataFn = [](ImGuiContext* context, ImGuiViewport*, ImGuiPlatformImeData* data) {
        auto& self = *static_cast<ImGuiPlatform*>(context->IO.BackendPlatformUserData);
        self.caret_.reset();
        if (data->WantTextInput) {
            self.caret_ = frame::Rect{data->InputPos.x, data->InputPos.y, 1, data->InputLineHeight};
        }
    };
    // Links are opened by the client after it asked, never by ImGui through a shell.
    platform.Platform_OpenInShellFn = nullptr;
}

ImGuiPlatform::~ImGuiPlatform() {
    ImGuiPlatformIO& platform = ImGui::GetPlatformIO(context_);
    platform.Platform_ClipboardUserData = nullptr;
    platform.Platform_GetClipboardTextFn = nullptr;
    platform.Platform_SetClipboardTextFn = nullptr;
    platform.Platform_SetImeDataFn = nullptr;
    context_->IO.BackendPlatformName = nullptr;
    context_->IO.BackendPlatformUserData = nullptr;
}

void ImGuiPlatform::begin_frame(std::span<const InputEvent> events) {
    ImGuiIO& io = ImGui::GetIO();
    const PixelSize size = window_.size();
    io.DisplaySize = ImVec2(static_cast<float>(size.width), static_cast<float>(size.height));
    io.DisplayFramebufferScale = ImVec2(1, 1);
    const double now = window_.now_s();
    // A window that slept for minutes must not jump: what moves with time moves from here.
    io.DeltaTime = last_frame_s_ < 0 ? 1.0F / 60.0F : static_cast<float>(std::clamp(now - last_frame_s_, 1e-4, 0.1));
    last_frame_s_ = now;
    waiting_.insert(waiting_.end(), events.begin(), events.end());
    const std::size_t now_due = events_of_one_frame(waiting_);
    feed_imgui(std::span(waiting_).first(now_due));
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(now_due));
}

void ImGuiPlatform::end_frame(const std::optional<frame::Rect>& plugin_caret) {
    if ((ImGui::GetIO().ConfigFlags & ImGuiConfigFlags_NoMouseCursorChange) == 0) {
        window_.set_cursor(cursor_of_imgui(ImGui::GetMouseCursor()));
    }
    window_.set_text_input(plugin_caret ? plugin_caret : caret_);
}

bool ImGuiPlatform::input_left() const { return !waiting_.empty() || !context_->InputEventsQueue.empty(); }

} // namespace asista::platform
