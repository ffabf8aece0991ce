#include "app/stop_signals.hpp"

#include <csignal>
#include <pthread.h>

namespace asista::app {
namespace {
sigset_t stop_set() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
    return set;
}
} // namespace

StopSignals::StopSignals(std::function<void()> wake) : wake_(std::move(wake)) {
    const auto set = stop_set();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([this, set] {
        for (;;) {
            int signal = 0;
            if (sigwait(&set, &signal) != 0) continue;
            if (ending_) return;
            asked_ = true;
            wake_();
        }
    });
}

StopSignals::~StopSignals() {
    ending_ = true;
    pthread_kill(thread_.native_handle(), SIGTERM); // ends its sigwait
    thread_.join();
}

} // namespace asista::app
