// The table in README.md: what was tried, and in each tier what stopped it. The tests find every cell out anew; one that differs from the
// file fails, unless ASISTA_WRITE_MATRIX=1 is set, which writes the file instead. Cells of tiers that this machine lacks stay as they are.
#pragma once

#include "wire/sandbox_tier.hpp"

#include <span>
#include <string>
#include <string_view>

namespace asista::test::hostile {

struct Attempt {
    std::string_view name;  // in the hostile library, or of a test's own
    std::string_view words; // what it tried, for people
    enum class Must {
        fail,       // the attack must not get what it is after
        be_harmless // it may, since nobody else is touched: the test looks at that
    } must = Must::fail;
    std::string_view known_gap = {}; // tiers in which it does succeed, and we say so: "B"
};

// A part of the table. Objects of it are static: the table's rows are theirs, in this order.
class MatrixSection {
  public:
    MatrixSection(int order, std::string_view title, std::span<const Attempt> attempts);
    std::span<const Attempt> attempts() const { return attempts_; }
    // What stopped it, in few words that are the same each time. A doctest check.
    void note(SandboxTier tier, const Attempt& attempt, const std::string& cell) const;

  private:
    std::string title_;
    std::span<const Attempt> attempts_;
};

// The file has the rows of the sections, no others, in their order.
void check_matrix_rows();

} // namespace asista::test::hostile
