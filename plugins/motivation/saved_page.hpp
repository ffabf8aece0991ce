// The page of saved lines, and below them the lines shown lately. Reports what the user did.
#pragma once

#include "line.hpp"

#include <asista/plugin.hpp>

namespace asista::motivation {

struct SavedPageModel {
    const std::vector<SavedLine>* saved = nullptr;      // newest first
    const std::vector<HistoryEntry>* history = nullptr; // oldest first
    const SavedLine* removed = nullptr;                 // the last one taken out, which can be put back; or nullptr
    std::string problem;                                // why the last press changed nothing; or empty
    std::int32_t utc_offset_s = 0;
};

struct SavedPageEvent {
    enum class Kind : std::uint8_t { none, remove, restore, save, save_current };
    Kind kind = Kind::none;
    std::string text, author; // of remove and save
};

SavedPageEvent draw_saved_page(const asista::Frame& frame, const SavedPageModel& model);

} // namespace asista::motivation
