// A plugin of one's own out of the template: the names worked out, the manifest filled in and held against the client's own rules, the
// folder there whole or not at all.
#pragma once

#include "wire/result.hpp"

#include <filesystem>
#include <string>

namespace asista::builder {

// What somebody who wants a plugin says of it.
struct NewPlugin {
    std::string name;             // as people will read it
    std::string category;         // one of runtime::plugin_categories; empty: "productivity"
    std::string id;               // empty: com.example.<name>
    std::filesystem::path folder; // empty: <name> in the present folder
};

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
    std::filesystem::path folder;
};

// Errc::invalid names what cannot be used and what to give instead.
Result<Names> names_for(const NewPlugin& wish);

// Makes names.folder. Errc::busy when there is something already; Errc::invalid when the manifest would not be accepted.
Result<void> copy_template(const std::filesystem::path& from, const Names& names);

} // namespace asista::builder
