// Whether all of the data can still be read: looked into once a week, a while after the start, on a thread of its own. Opening reads every page only after an
// end that was not clean, and a disk can lose what nobody wrote to.
#pragma once

#include "runtime/clock.hpp"
#include "runtime/event_loop.hpp"
#include "services/files/file_thread.hpp"
#include "store/database.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace asista::core {

// [core]
class DataCheck {
  public:
    struct Parts { // references outlive this
        runtime::EventLoop& loop;
        const runtime::Clock& clock;
        store::Database& db;
        std::function<void(const std::string&)> tell; // a sentence for the person
    };
    explicit DataCheck(Parts parts);
    // What is under way is stopped.
    ~DataCheck();
    DataCheck(const DataCheck&) = delete;
    DataCheck& operator=(const DataCheck&) = delete;

    // Begins when it is due, and looks again every hour.
    void look();

  private:
    Parts parts_;
    bool under_way_ = false, told_ = false;
    runtime::TimerId timer_ = runtime::TimerId::none;
    std::shared_ptr<std::atomic<bool>> stopped_ =
        std::make_shared<std::atomic<bool>>(false); // outlives this, with the thread's work
    services::files::FileThread thread_;            // last: what it posts finds the rest there
};

} // namespace asista::core
