// How the person reads a change: by whom, what, and each field of it. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/history.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

std::string author_name(const Ui& ui, calls::Author author, std::string_view plugin); // "You", "Coach", the plugin's name
std::string_view author_icon(calls::Author author);
std::string change_text(const Ui& ui, const calls::ChangeSummary& change); // Completed "Call landlord"

// Opens the page about what became of one thing, as ItemHistory names it.
void show_history(Ui& ui, std::string_view entity, std::uint64_t id, std::string_view title);
// Of the detail that it opens it with: "goals", where such things are shown; empty: it is about no one thing.
std::string_view page_of_history(std::string_view detail);

// "Due day: none -> 24 Dec 2026", a line each, off the top of `column`.
void draw_field_changes(Ui& ui, Box& column, const std::vector<calls::FieldChange>& fields);
float field_changes_height(const Ui& ui, const std::vector<calls::FieldChange>& fields);

} // namespace asista::ui
