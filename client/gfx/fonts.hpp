// The typefaces: finds their files, opens them for plugin hosts, and builds the client's own ImGui fonts from the same plan
// (wire/font_plan.hpp), so that text in a plugin and text in the client are the same pixels.
#pragma once

#include "wire/calls/orders.hpp"
#include "wire/os.hpp"

#include <vector>

struct ImFont;
struct ImFontAtlas;

namespace asista::gfx {

// Borrowed from the atlas for its life. icons_fill is the same font as icons: all weights of Phosphor are in one file.
struct Fonts {
    ImFont *text = nullptr, *medium = nullptr, *semibold = nullptr, *mono = nullptr, *icons = nullptr, *icons_fill = nullptr;
};

struct OpenFont {
    calls::FontFile file;
    std::string path;
    UniqueFd fd; // read-only, CLOEXEC
};

// The font files of this machine, open, in the order of the plan: one for each role, then the fallbacks that are installed.
// Found where the build saw them, else in share/asista/fonts beside the program, else in the system's and the user's font folders.
// Errc::not_found lists what to install.
class FontFiles {
  public:
    static Result<FontFiles> open();

    const std::vector<OpenFont>& fonts() const { return fonts_; }
    // What Hello says, and duplicates of the descriptors in the same order. [any]
    std::vector<calls::FontFile> descriptions() const;
    Result<std::vector<UniqueFd>> duplicates() const;

  private:
    std::vector<OpenFont> fonts_;
};

// Adds the fonts to the atlas of the current ImGui context. The files are mapped, and stay so until the program ends: an atlas reads
// glyphs from them whenever it needs one. Errc::io: a file cannot be read; Errc::invalid: it is no font.
Result<Fonts> add_fonts(ImFontAtlas& atlas, const FontFiles& files);

} // namespace asista::gfx
