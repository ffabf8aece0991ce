// A row of the command palette that can be run, whatever it is: a page, a command, a phrase, a task that was found.
#pragma once

#include "ui/context.hpp"

#include "wire/calls/search.hpp"

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

    // Of what search found.
    std::string group = {}; // the heading it stands under; "": none
    std::vector<calls::SearchMark> title_marks = {};
    std::string excerpt = {}; // dim, behind the title
    std::vector<calls::SearchMark> excerpt_marks = {};
    bool done = false;
    bool free_text = false; // what was typed, as a command: below everything that is there
};

} // namespace asista::ui
