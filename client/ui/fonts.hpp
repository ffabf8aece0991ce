// The typefaces of the window, as the pages use them: roles, not files. The fonts themselves are loaded by client/gfx.
// Sizes given to this file are sizes of type, as designers and CSS mean them (the em); ImGui's are line heights. One place converts.
#pragma once

struct ImFont;

namespace asista::ui {

// Borrowed for the life of the ImGui context. icons_fill may be the same as icons.
struct Fonts {
    ImFont* text = nullptr;
    ImFont* medium = nullptr;
    ImFont* semibold = nullptr;
    ImFont* mono = nullptr;
    ImFont* icons = nullptr;
    ImFont* icons_fill = nullptr;
};

enum class Role {
    body,         // 14
    body_medium,  // 14, a name in a list, a button
    strong,       // 14 semibold: card titles
    small,        // 12
    small_medium, // 12
    tiny,         // 11 medium: tags
    heading,      // 17 semibold: questions
    page_title,   // 22 semibold
    quote,        // 21 medium
    mono,         // 12 mono
};

struct Face {
    ImFont* font = nullptr;
    float imgui_size = 0; // for ImGui::PushFont: logical, before the scale
    float size_px = 0;    // for ImDrawList::AddText: whole pixels
};
Face face(const Fonts& fonts, Role role, float scale);
Face icon_face(const Fonts& fonts, float logical, float scale, bool filled = false);

} // namespace asista::ui
