// What search finds for what is typed in the palette, as entries of it. [main]
#pragma once

#include "ui/palette_entry.hpp"

#include "wire/calls/search.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asista::ui {

class PaletteSearch {
  public:
    // Asks for what `text` finds, once for each text; found() is as before.
    void ask(Ui& ui, const std::string& text);
    // The same, and takes over what was answered meanwhile. Until the answer is there, found() is what the text before found: a list that
    // vanishes with each key press could not be read.
    void look_for(Ui& ui, const std::string& text);
    // Nothing is looked for any more; an answer on its way finds nobody.
    void forget();

    // Of the newest text that was answered, kind by kind.
    const std::vector<PaletteEntry>& found() const { return entries_; }
    // Of the tasks that search knows; below 100 while it still reads those that were there before it was.
    std::uint32_t read_percent() const { return read_percent_; }

  private:
    // What came back. Callbacks hold it, and may outlive this.
    struct Arrived {
        std::uint64_t asked = 0, answered = 0; // numbers of texts; an answer older than the one shown is dropped
        std::unique_ptr<calls::SearchFind::Reply> reply;
    };

    std::shared_ptr<Arrived> arrived_ = std::make_shared<Arrived>();
    std::string text_;
    std::vector<PaletteEntry> entries_;
    std::uint32_t read_percent_ = 100;
};

} // namespace asista::ui
