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
    Place& place = places_[piece];
    if (!previous.empty()) place.previous = std::move(previous); // within a run of pieces they are not known
    if (!next.empty()) place.next = std::move(next);
    place.held = true;
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
    for (std::uint64_t piece = from; piece <= to; ++piece) {
        if (has(piece)) continue;
        std::uint64_t count = 1;
        while (count < most_at_once && piece + count <= to && !has(piece + count)) ++count;
        return nearest(piece, count);
    }
    if (!total_) return std::nullopt; // what lies beyond is not known yet
    if (to + 1 <= (*total_ - 1) / rows && !has(to + 1)) return nearest(to + 1, 1);
    if (from > 0 && !has(from - 1)) return nearest(from - 1, 1);
    return std::nullopt;
}

PieceWish PiecePlan::nearest(std::uint64_t piece, std::uint64_t count) const {
    const auto limit = static_cast<std::uint32_t>(count * rows);
    PieceWish best{piece, {}, false, static_cast<std::uint32_t>(piece * rows), limit};
    const auto offer = [&best](PieceWish other) {
        if (other.skip < best.skip) best = std::move(other);
    };
    if (total_ && *total_ > piece * rows) { // from the end of the list
        const std::uint64_t end = std::min((piece + count) * rows, *total_);
        offer({piece, {}, true, static_cast<std::uint32_t>(*total_ - end), static_cast<std::uint32_t>(end - piece * rows)});
    }
    for (auto above = places_.lower_bound(piece); above != places_.begin();) {
        --above;
        if (above->second.next.empty()) continue;
        offer({piece, above->second.next, false, static_cast<std::uint32_t>((piece - above->first - 1) * rows), limit});
        break;
    }
    for (auto below = places_.lower_bound(piece + count); below != places_.end(); ++below) {
        if (below->second.previous.empty()) continue;
        offer({piece, below->second.previous, true, static_cast<std::uint32_t>((below->first - piece - count) * rows), limit});
        break;
    }
    return best;
}

} // namespace asista::ui
