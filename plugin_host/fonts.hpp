// The fonts of a host: the files the client opened for it, mapped and put together by wire/font_plan.hpp as the client's own are, so
// that a widget looks the same on either side. Glyphs are rasterised when they are first shown.
#pragma once

#include "wire/calls/orders.hpp"
#include "wire/os.hpp"

#include <span>
#include <vector>

struct ImFont;

namespace asista::host {

// Never null after a successful load: a role without a file is the text font, or ImGui's built-in one when there is no text either.
struct FontSet {
    ImFont* text = nullptr;
    ImFont* medium = nullptr;
    ImFont* semibold = nullptr;
    ImFont* mono = nullptr;
    ImFont* icons = nullptr;
    ImFont* icons_fill = nullptr;
};

class Fonts {
  public:
    // Maps the files and adds them to the atlas of the current ImGui context. `descriptors` run parallel to `files`; they are closed,
    // the mappings stay for as long as this object, which outlives the context.
    static Result<Fonts> load(std::span<const calls::FontFile> files, std::vector<UniqueFd> descriptors);

    const FontSet& set() const { return set_; }

  private:
    FontSet set_;
    std::vector<Mapping> mappings_;
};

} // namespace asista::host
