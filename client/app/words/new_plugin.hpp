// A plugin of one's own out of the template: the names worked out, the manifest filled in and held against the client's own rules, the
// folder there whole or not at all.
#pragma once

#include "app/words/words.hpp"

namespace asista::app::words {

// What the template's placeholders become.
struct Names {
    std::string name;       // "Focus Timer", as people read it
    std::string id;         // "com.example.focus-timer"
    std::string slug;       // "focus-timer": folder, widget
    std::string file;       // "focus_timer": source file
    std::string class_name; // "FocusTimer"
    std::string target;     // "plugin_focus_timer"
    std::string category;
    std::string author;
    fs::path folder;
};

// Errc::invalid names what cannot be used and what to give instead.
Result<Names> names_for(const New& wish);

// Makes names.folder. Errc::busy when there is something already; Errc::invalid when the manifest would not be accepted.
Result<void> copy_template(const fs::path& from, const Names& names);

} // namespace asista::app::words
