// A long list of which only pieces near what is visible are held: a million rows cost what a thousand do. Rows have numbers from 0; they
// are read in pieces of 100, each found from the nearest place that is known: the piece beside it, one read before, or an end of the list.
// No ImGui, no calls: it says what to read, and is told what came. One of these is one state of a list; when the list may have changed,
// make another and read it anew while this one is still shown. [main]
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace asista::ui {

// What to read: `limit` rows, passing over `skip`, from `after` ("": from the end of the list that the direction starts at). They are
// one or several pieces in a row.
struct PieceWish {
    std::uint64_t piece = 0; // the first
    std::string after;
    bool upwards = false;
    std::uint32_t skip = 0, limit = 0;
};

// Which pieces are there, and from where the next one is reached soonest.
class PiecePlan {
  public:
    static constexpr std::uint32_t rows = 100, most_at_once = 5;

    void set_total(std::uint64_t total) { total_ = total; }
    const std::optional<std::uint64_t>& total() const { return total_; }
    // Rows [first, last] are visible: the piece to read next for them, then for what lies a piece beyond. Nothing when all are there, or
    // one is on its way: so a scroll bar that is dragged asks for where it is now, not for where it has been.
    std::optional<PieceWish> wanted(std::uint64_t first, std::uint64_t last) const;
    void asked(std::uint64_t piece) { asked_ = piece; }
    // Cursors before its first and behind its last row; "" where there is nothing beyond.
    void arrived(std::uint64_t piece, std::string previous, std::string next);
    void failed() { asked_.reset(); }
    void forget(std::uint64_t piece); // its rows; where it lay stays known
    bool has(std::uint64_t piece) const;

  private:
    struct Place {
        std::string previous, next;
        bool held = false;
    };
    PieceWish nearest(std::uint64_t piece, std::uint64_t count) const;

    std::map<std::uint64_t, Place> places_;
    std::optional<std::uint64_t> total_, asked_;
};

template <class Row> class RowPages {
  public:
    static constexpr std::size_t most_pieces = 16;

    PiecePlan plan;

    // nullptr while it is not there.
    const Row* at(std::uint64_t index) const {
        const auto found = pieces_.find(index / PiecePlan::rows);
        const auto within = static_cast<std::size_t>(index % PiecePlan::rows);
        return found == pieces_.end() || within >= found->second.size() ? nullptr : &found->second[within];
    }
    void put(std::uint64_t piece, std::vector<Row> rows, std::string previous, std::string next) {
        std::size_t taken = 0;
        do {
            const auto end = std::min(taken + PiecePlan::rows, rows.size());
            plan.arrived(piece, taken == 0 ? previous : std::string{}, end == rows.size() ? next : std::string{});
            pieces_[piece].assign(std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(taken)),
                                  std::make_move_iterator(rows.begin() + static_cast<std::ptrdiff_t>(end)));
            taken = end;
            ++piece;
        } while (taken < rows.size());
        --piece;
        while (pieces_.size() > most_pieces) { // what is farthest from here
            const auto first = pieces_.begin(), last = std::prev(pieces_.end());
            const auto far = piece - first->first > last->first - piece ? first : last;
            plan.forget(far->first);
            pieces_.erase(far);
        }
    }
    // The number of the row for which `is` holds, among those held.
    template <class Is> std::optional<std::uint64_t> find(Is is) const {
        for (const auto& [piece, rows] : pieces_)
            for (std::size_t i = 0; i < rows.size(); ++i)
                if (is(rows[i])) return piece * PiecePlan::rows + i;
        return std::nullopt;
    }
    // Of all that are held, in the list's order.
    template <class Take> void each(Take take) const {
        for (const auto& [piece, rows] : pieces_)
            for (const auto& row : rows) take(row);
    }

  private:
    std::map<std::uint64_t, std::vector<Row>> pieces_;
};

} // namespace asista::ui
