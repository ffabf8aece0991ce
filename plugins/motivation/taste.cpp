#include "taste.hpp"

#include <algorithm>
#include <cmath>

namespace asista::motivation {
namespace {

constexpr unsigned source_bit = 25, quotation_bit = 30; // above the tags
// Votes on a trait before it says as much as it can: one thumb must not turn the whole set.
constexpr double doubt = 4;

} // namespace

Traits traits_of(Tags when, Source source, bool quotation) {
    const Traits from = 1u << (source_bit + static_cast<unsigned>(source));
    return when | from | (quotation ? 1u << quotation_bit : 0u);
}

void Taste::vote(const Vote& vote) {
    forget(vote.line);
    votes_.push_back(vote);
    if (votes_.size() > max_votes) votes_.erase(votes_.begin(), votes_.end() - static_cast<std::ptrdiff_t>(max_votes));
    recount();
}

void Taste::forget(std::uint32_t line) {
    std::erase_if(votes_, [line](const Vote& vote) { return vote.line == line; });
    recount();
}

void Taste::recount() {
    up_.fill(0);
    down_.fill(0);
    for (const Vote& vote : votes_) {
        for (unsigned bit = 0; bit < trait_bits; ++bit) {
            if ((vote.traits >> bit & 1u) != 0) ++(vote.up ? up_ : down_)[bit];
        }
    }
}

int Taste::of(std::uint32_t line) const {
    const auto found = std::find_if(votes_.begin(), votes_.end(), [line](const Vote& vote) { return vote.line == line; });
    if (found == votes_.end()) return 0;
    return found->up ? 1 : -1;
}

double Taste::weight(std::uint32_t line, Traits traits) const {
    const int own = of(line);
    if (own < 0) return 0;
    double leaning = 0;
    for (unsigned bit = 0; bit < trait_bits; ++bit) {
        if ((traits >> bit & 1u) == 0) continue;
        leaning += (up_[bit] - down_[bit]) / (up_[bit] + down_[bit] + doubt);
    }
    return std::clamp(std::exp2(leaning), 0.25, 4.0) * (own > 0 ? 2 : 1);
}

} // namespace asista::motivation
