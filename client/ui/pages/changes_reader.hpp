// What was changed and by whom, newest first: everything, or what became of one thing. Read by calls, further as it is scrolled, and anew when
// something changes. [main]
#pragma once

#include "ui/context.hpp"
#include "wire/calls/history.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace asista::ui {

class ChangesReader {
  public:
    // Everything, or one thing as ItemHistory names it.
    void open(std::string entity = {}, std::string key = {});
    // In each frame: reads at first, and the newest again once something changed.
    void follow(Ui& ui);
    // The end of what is known is in sight. `in_large_pieces`: much of it will not be shown.
    void read_on(Ui& ui, bool in_large_pieces);
    void try_again(Ui& ui) { ask(ui, 0, smallest); }

    bool of_one_thing() const { return !entity_.empty(); }
    const std::vector<calls::HistoryEntry>& entries() const { return log_->entries; } // fields: of one thing alone
    std::uint64_t version() const { return version_ + log_->arrivals; }               // another one when the entries are others
    bool known() const { return log_->known; }
    bool more() const { return log_->more; } // there is an older one
    const std::string& problem() const { return log_->problem; }

  private:
    static constexpr std::uint32_t smallest = 100, largest = 500; // entries asked for at once
    struct Log {
        std::vector<calls::HistoryEntry> entries;
        bool asking = false, known = false, more = false;
        double asked_s = 0;
        std::uint32_t arrivals = 0;
        std::string problem;
    };
    void ask(Ui& ui, std::uint64_t before, std::uint32_t most);
    static void arrived(Log& log, Result<std::vector<calls::HistoryEntry>> read, std::uint64_t before, std::uint32_t most);

    std::string entity_, key_;
    std::shared_ptr<Log> log_ = std::make_shared<Log>(); // shared with the answer that is under way
    std::uint64_t seen_revision_ = 0, version_ = 0;
};

} // namespace asista::ui
