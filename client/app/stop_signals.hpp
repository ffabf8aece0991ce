// SIGTERM, SIGINT and SIGHUP end the client the way its close button does.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

namespace asista::app {

// Make one on the main thread before any other thread starts, so that all of them leave these signals to it.
class StopSignals {
  public:
    // `wake` is called from a thread of its own when a signal came; it outlives this object.
    explicit StopSignals(std::function<void()> wake);
    ~StopSignals();
    StopSignals(const StopSignals&) = delete;
    StopSignals& operator=(const StopSignals&) = delete;

    bool asked() const { return asked_; } // [any]

  private:
    std::function<void()> wake_;
    std::atomic<bool> asked_{false};
    std::atomic<bool> ending_{false};
    std::thread thread_;
};

} // namespace asista::app
