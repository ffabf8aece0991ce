// The command palette (Ctrl K): finds pages, plugin commands, voice phrases, tasks and settings by a few letters, and runs them. [main]
#pragma once

#include "ui/context.hpp"

#include <functional>
#include <string>
#include <vector>

namespace asista::ui {

struct PaletteEntry {
    std::string title;
    std::string where; // faint, at the right: "Page", "Motivation", "Voice"
    std::string icon;
    std::string also;   // other words it is found by
    bool voice = false; // a phrase: the only ones shown in voice mode
    int rank = 0;       // of entries that match equally well (and without a text), the higher first
    std::function<void(Ui&)> run;
};

// Everything that can be found now. `page_titles`: {name, title, icon}.
struct PageName {
    std::string name, title, icon;
};
std::vector<PaletteEntry> palette_entries(const Ui& ui, const std::vector<PageName>& pages);

struct RankedEntry {
    const PaletteEntry* entry = nullptr;
    int score = 0;
    std::vector<std::uint32_t> positions; // of matched letters in the title
};
// Best first, at most `most`.
std::vector<RankedEntry> rank_entries(const std::vector<PaletteEntry>& entries, std::string_view text, bool voice_only,
                                      std::size_t most);

class Palette {
  public:
    void open(std::string text, bool voice);
    bool is_open() const { return open_; }
    // `screen`: what is on the page behind it, which can be gone to.
    void draw(Ui& ui, const std::vector<PageName>& pages, const ItemTree& screen);

  private:
    void draw_list(Ui& ui, Box box, const std::vector<RankedEntry>& found);
    void draw_row(Ui& ui, Box row, const RankedEntry& item, bool chosen);
    void add_free_text(std::vector<PaletteEntry>& entries) const;
    void add_places(std::vector<PaletteEntry>& entries, const ItemTree& screen) const;

    std::string text_, last_text_;
    std::size_t chosen_ = 0;
    bool voice_ = false, open_ = false, opening_ = false, scroll_to_chosen_ = false;
    std::function<void(Ui&)> run_;
};

} // namespace asista::ui
