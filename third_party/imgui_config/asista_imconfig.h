// Dear ImGui's compile-time options (IMGUI_USER_CONFIG), the same for the library, the client, the plugin host and every
// plugin. Some of them change structure layouts, so a change here is a change of the plugin build key.
#pragma once

// Emoji lie outside the 16-bit plane. ImDrawIdx stays 16 bits: the wire carries 16-bit indices with vertex offsets.
#define IMGUI_USE_WCHAR32

#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS

// Rasterise with FreeType: OpenType (CFF) outlines, hinting and colour emoji.
#define IMGUI_ENABLE_FREETYPE

// The library is the only owner of these symbols; plugins compiled with hidden visibility resolve against it.
#define IMGUI_API __attribute__((visibility("default")))
#define IMPLOT_API __attribute__((visibility("default")))

// Called when an assertion of Dear ImGui fails. The library's own definition is weak: it prints the three to stderr and
// aborts. A program that must react otherwise (the plugin host reports the line before it dies) defines its own.
extern "C" __attribute__((visibility("default"))) void asista_imgui_assert(const char* expr, const char* file, int line);
#define IM_ASSERT(_EXPR) ((_EXPR) ? (void)0 : asista_imgui_assert(#_EXPR, __FILE__, __LINE__))
