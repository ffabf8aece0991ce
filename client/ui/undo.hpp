// Undo and redo of what the person did, with a toast that says what it was and offers the way back. [main]
#pragma once

#include "wire/calls/history.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace asista::ui {

struct Ui;

// A removal whose toast is still there first, then what the log of changes holds.
void undo_last(Ui& ui);
void redo_last(Ui& ui);
// One change, by its number.
void undo_change(Ui& ui, std::uint64_t change);
// All that one author changed since then: "plugin" is empty unless it is one.
void undo_all_by(Ui& ui, calls::Author author, const std::string& plugin, InstantMs since);
// Takes back the change of a number, for the button of a toast that reports it; it outlives the frame.
std::function<void(std::uint64_t change)> undoing(Ui& ui);

} // namespace asista::ui
