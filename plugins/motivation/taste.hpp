// What the person's thumbs teach, on this machine only: a line with a thumb down is not drawn again, one with a thumb up is likelier, and
// so are, a little, lines of the same kind.
#pragma once

#include "line.hpp"
#include "phrases.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace asista::motivation {

// What a line is like: its conditions, where it is from, whether it is a quotation. A bit each.
using Traits = std::uint32_t;
Traits traits_of(Tags when, Source source, bool quotation);

struct Vote {
    std::uint32_t line = 0; // line_id
    bool up = true;
    Traits traits = 0;
};
inline constexpr std::size_t max_votes = 500;

class Taste {
  public:
    // Replaces an earlier vote on the line. Beyond max_votes the oldest are forgotten.
    void vote(const Vote& vote);
    void forget(std::uint32_t line);
    // 1 up, -1 down, 0 none.
    int of(std::uint32_t line) const;
    // 1 for a line nothing is known of; 0.25 to 8. A line with a thumb down has 0.
    double weight(std::uint32_t line, Traits traits) const;
    const std::vector<Vote>& votes() const { return votes_; } // oldest first

  private:
    static constexpr unsigned trait_bits = 31;
    void recount();
    std::vector<Vote> votes_;
    std::array<int, trait_bits> up_{}, down_{}; // votes on lines with each trait: asked for every line of each draw
};

} // namespace asista::motivation
