// Whether a plugin process is worth waiting for. Three frames missed in a row and it is not; enough answered in time and it is again.
#pragma once

#include <cstdint>

namespace asista::gfx {

class Punctuality {
  public:
    enum class Change { none, demoted, promoted };

    bool asynchronous() const { return asynchronous_; }

    Change answered_in_time() {
        missed_in_row_ = 0;
        if (!asynchronous_ || ++in_time_in_row_ < needed_in_row_) return Change::none;
        asynchronous_ = false;
        return Change::promoted;
    }
    Change answered_late() {
        in_time_in_row_ = 0;
        return Change::none;
    }
    // At the end of a window frame in which it owes an answer still.
    Change missed() {
        in_time_in_row_ = 0;
        if (asynchronous_ || ++missed_in_row_ < 3) return Change::none;
        asynchronous_ = true;
        missed_in_row_ = 0;
        // One that goes back and forth would cost the window three slow frames each time, so its way back gets longer.
        if (was_demoted_ && needed_in_row_ < 1920) needed_in_row_ *= 2;
        was_demoted_ = true;
        return Change::demoted;
    }

  private:
    bool asynchronous_ = false, was_demoted_ = false;
    std::uint32_t missed_in_row_ = 0, in_time_in_row_ = 0, needed_in_row_ = 30;
};

} // namespace asista::gfx
