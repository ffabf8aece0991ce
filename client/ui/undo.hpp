// Undo and redo of what the person did, with a toast that says what it was and offers the way back. [main]
#pragma once

namespace asista::ui {

struct Ui;

// A removal whose toast is still there first, then what the log of changes holds.
void undo_last(Ui& ui);
void redo_last(Ui& ui);

} // namespace asista::ui
