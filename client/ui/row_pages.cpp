#include "ui/row_pages.hpp"

#include <algorithm>
#include <utility>

namespace asista::ui {

bool PiecePlan::has(std::uint64_t piece) const {
    const auto found = places_.find(piece);
    return found != places_.end() && found->second.held;
}

void PiecePlan::arrived(std::uint64_t piece, std::string previous, std::string next) {
    if (asked_ == piece) asked_.reset();
    places_[piece] = {std::move(previous), std::move(next), true};
}

void PiecePlan::forget(std::uint64_t piece) {
    if (const auto found = places_.find(piece); found != places_.end()) found->second.held = false;
}

std::optional<PieceWish> PiecePlan::wanted(std::uint64_t first, std::uint64_t last) const {
    if (asked_ || total_ == 0U) return std::nullopt;
    if (total_) {
        first = std::min(first, *total_ - 1);
        last = std::clamp(last, first, *total_ - 1);
    }
    const std::uint64_t from = first / rows, to = last / rows;
    for (std::uint64_t piece = from; piece <= to; ++piece)
        if (!has(piece)) return nearest(piece);
    if (!total_) return std::nullopt; // what lies beyond is not known yet
    if (to + 1 <= (*total_ - 1) / rows && !has(to + 1)) return nearest(to + 1);
    if (from > 0 && !has(from - 1)) return nearest(from - 1);
    return std::nullopt;
}

PieceWish PiecePlan::nearest(std::uint64_t piece) const {
    PieceWish best{piece, {}, false, static_cast<std::uint32_t>(piece * rows), rows};
    const auto offer = [&best](PieceWish other) {
        if (other.skip < best.skip) best = std::move(other);
    };
    if (total_ && *total_ > piece * rows) { // from the end of the list
        const std::uint64_t end = std::min((piece + 1) * rows, *total_);
        offer({piece, {}, true, static_cast<std::uint32_t>(*total_ - end), static_cast<std::uint32_t>(end - piece * rows)});
    }
    const auto behind = places_.upper_bound(piece);
    for (auto above = behind; above != places_.begin();) {
        --above;
        if (above->first == piece || above->second.next.empty()) continue;
        offer({piece, above->second.next, false, static_cast<std::uint32_t>((piece - above->first - 1) * rows), rows});
        break;
    }
    for (auto below = behind; below != places_.end(); ++below) {
        if (below->second.previous.empty()) continue;
        offer({piece, below->second.previous, true, static_cast<std::uint32_t>((below->first - piece - 1) * rows), rows});
        break;
    }
    return best;
}

} // namespace asista::ui
