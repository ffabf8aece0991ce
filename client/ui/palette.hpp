// The command palette (Ctrl K): finds pages, plugin commands, voice phrases and settings by a few letters, and by their words whatever a
// person keeps; runs or opens it. [main]
#pragma once

#include "ui/palette_entry.hpp"
#include "ui/palette_search.hpp"

#include <functional>
#include <string>
#include <vector>

namespace asista::ui {

// What can be run now: pages, commands, phrases, settings.
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

// Both in one list, which best first: commands whose title holds the text as it is typed, what search found, the rest of the commands, and
// what can be done with the text itself. Of commands alone the list is rank_entries().
std::vector<RankedEntry> merge_entries(std::vector<RankedEntry> commands, const std::vector<PaletteEntry>& found,
                                       std::string_view text);

class Palette {
  public:
    void open(std::string text, bool voice);
    bool is_open() const { return open_; }
    // `screen`: what is on the page behind it, which can be gone to.
    void draw(Ui& ui, const std::vector<PageName>& pages, const ItemTree& screen);

  private:
    void draw_list(Ui& ui, Box box, const std::vector<RankedEntry>& found);
    void draw_row(Ui& ui, Box row, const RankedEntry& item, bool chosen);
    void draw_titles(Ui& ui, Box box, const RankedEntry& item);
    void draw_foot(Ui& ui, Box box);
    void add_free_text(std::vector<PaletteEntry>& entries) const;
    void add_places(std::vector<PaletteEntry>& entries, const ItemTree& screen) const;

    PaletteSearch search_;
    std::string text_, last_text_;
    std::size_t chosen_ = 0;
    bool voice_ = false, open_ = false, opening_ = false, scroll_to_chosen_ = false;
    std::function<void(Ui&)> run_;
};

} // namespace asista::ui
