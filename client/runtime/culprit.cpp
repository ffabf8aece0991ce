#include "runtime/culprit.hpp"

#include <algorithm>
#include <bit>

namespace asista::runtime {

namespace {
std::uint32_t questions(std::size_t possibilities) { return static_cast<std::uint32_t>(std::bit_width(possibilities - 1)); }
} // namespace

CulpritSearch::CulpritSearch(std::vector<std::string> candidates) : possible_(std::move(candidates)) {
    most_steps_ = questions(possible_.size() + 1);
    choose();
}

// Half of all possibilities is asked about; "none" is never in that half, since it cannot be paused.
void CulpritSearch::choose() {
    half_.clear();
    const std::size_t all = possible_.size() + (none_possible_ ? 1 : 0);
    if (all <= 1) {
        done_ = true;
        found_ = possible_.empty() ? std::string() : possible_.front();
    } else {
        half_.insert(possible_.begin(), possible_.begin() + static_cast<std::ptrdiff_t>(all / 2));
    }
    paused_ = kept_;
    paused_.insert(half_.begin(), half_.end());
}

void CulpritSearch::answer(bool still_bad) {
    if (done_) return;
    if (still_bad) {
        kept_.insert(half_.begin(), half_.end());
        std::erase_if(possible_, [this](const std::string& plugin) { return half_.contains(plugin); });
    } else {
        std::erase_if(possible_, [this](const std::string& plugin) { return !half_.contains(plugin); });
        none_possible_ = false;
    }
    ++step_;
    choose();
    if (done_) --step_;
}

void CulpritSearch::gone(const std::string& plugin) {
    kept_.erase(plugin);
    paused_.erase(plugin);
    if (done_ || std::erase(possible_, plugin) == 0) return;
    choose();
}

} // namespace asista::runtime
