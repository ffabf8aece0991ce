// The last events that were published, for the developer page.
#pragma once

#include "runtime/supervisor.hpp"
#include "ui/snapshot.hpp"

#include <deque>
#include <vector>

namespace asista::core {

// [core]
class EventTrail {
  public:
    static constexpr std::size_t most = 100;                // the oldest go first
    static constexpr std::size_t most_json_bytes = 2 << 10; // of one event; the rest is cut off, between two characters

    void add(InstantMs at, const runtime::EventNote& note);
    void clear() { events_.clear(); }
    std::vector<ui::EventView> views() const { return {events_.begin(), events_.end()}; } // oldest first

  private:
    std::deque<ui::EventView> events_;
};

} // namespace asista::core
