// Names the build of Dear ImGui that a translation unit sees, as far as it shapes memory: version, docking, and the sizes of the
// structures that plugin and host share. Two builds with the same key can be mixed in one process; others must not.
#pragma once

#include <imgui.h>

#include <cstddef>

namespace asista {
inline namespace sdk {
namespace detail {

struct KeyText {
    char text[160] = {};
    std::size_t size = 0;

    constexpr void put(const char* part) {
        while (*part != '\0') text[size++] = *part++;
    }
    constexpr void put(std::size_t number) {
        if (number >= 10) put(number / 10);
        text[size++] = static_cast<char>('0' + number % 10);
    }
    constexpr void put(const char* name, std::size_t number) {
        put(name);
        put(number);
    }
};

constexpr KeyText make_imgui_key() {
    KeyText key;
    key.put("imgui ", static_cast<std::size_t>(IMGUI_VERSION_NUM));
#ifdef IMGUI_HAS_DOCK
    key.put(" docking");
#endif
    key.put(" io=", sizeof(ImGuiIO));
    key.put(" style=", sizeof(ImGuiStyle));
    key.put(" vec2=", sizeof(ImVec2));
    key.put(" vec4=", sizeof(ImVec4));
    key.put(" vert=", sizeof(ImDrawVert));
    key.put(" idx=", sizeof(ImDrawIdx));
    key.put(" wchar=", sizeof(ImWchar));
    return key;
}

inline constexpr KeyText imgui_key_text = make_imgui_key();

} // namespace detail

// "imgui 19290 docking io=3112 style=1368 ...": what asista_plugin_entry::imgui_key holds. NUL-terminated, static. [any]
constexpr const char* imgui_key() { return detail::imgui_key_text.text; }

} // namespace sdk
} // namespace asista
