// Words of Markdown set into lines, with the links among them. For markdown*.cpp only. [main]
#pragma once

#include "ui/markdown.hpp"
#include "ui/paint.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

// What can be pressed: the runs side by side that lead to one address.
struct PlacedLink {
    std::string text;
    std::string_view address;
    std::vector<Box> places; // one a line
};

// How words are set where the words themselves do not say.
struct FlowLook {
    Role role = Role::body; // of plain words
    Role strong = Role::strong;
    Align align = Align::left;
    bool breaks_words = false; // one that is wider than the box goes on in the next line, instead of being cut with an ellipsis
};

// Word by word, over the box's width; lines are drawn as they are full.
class Flow {
  public:
    Flow(Ui& ui, Box box, Pass pass, Color color, const FlowLook& look = {});
    void add(const std::vector<MarkdownRun>& runs); // ends with a line
    float height() const { return y_; }
    void draw_links(std::size_t first_index) const;
    std::size_t link_count() const { return links_.size(); }

  private:
    struct Word {
        std::string_view text;
        const MarkdownRun* run;
        Role role;
        float x, width;
    };
    void word(std::string_view text, const MarkdownRun& run);
    void put(std::string_view text, const MarkdownRun& run, Role role, float width);
    void line_break();
    void draw(const Word& word, float shift);
    void place_link(const MarkdownRun& run, std::string_view text, Box place);

    Ui& ui_;
    Box box_;
    Pass pass_;
    Color color_;
    FlowLook look_;
    float step_, x_ = 0, y_ = 0;
    std::vector<Word> line_;
    std::vector<PlacedLink> links_;
    bool in_link_ = false; // of the last word drawn
};

// The type of a word in this run.
Role role_of(const MarkdownRun& run, const FlowLook& look);
// The width of all of it in one line (the widest, where it has several), and of its widest word.
struct FlowWidths {
    float whole = 0, word = 0;
};
FlowWidths widths_of(const Ui& ui, const std::vector<MarkdownRun>& runs, const FlowLook& look);

} // namespace asista::ui
