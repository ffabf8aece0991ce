// Undo and redo of what the person did, with a toast that says what it was and offers the way back. [main]
#pragma once

#include <cstdint>
#include <functional>

namespace asista::ui {

struct Ui;

// A removal whose toast is still there first, then what the log of changes holds.
void undo_last(Ui& ui);
void redo_last(Ui& ui);
// Takes back the change of a number, for the button of a toast that reports it; it outlives the frame.
std::function<void(std::uint64_t change)> undoing(Ui& ui);

} // namespace asista::ui
