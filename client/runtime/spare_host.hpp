// One plugin host that is started before anybody needs it: it has its descriptors, its fonts and its full lock-down, and waits for a
// plugin. Taking it saves a start the time all that needs. It holds nothing of any plugin, is nobody's process until taken, and sleeps.
//
// Each spare is a program of its own, executed anew, so no two plugins ever share a layout of addresses, as children of one waiting
// parent would.
#pragma once

#include "runtime/event_loop.hpp"
#include "runtime/host_link.hpp"
#include "wire/calls/orders.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace asista::runtime {

// [core]
class SpareHost {
  public:
    struct Setup {
        std::filesystem::path program;          // the plugin host
        SandboxTier tier = SandboxTier::b;      // until take() asks for another
        calls::Theme theme;                     // to begin with; Hello brings the one of that moment
        std::vector<calls::FontFile> fonts;     // the same as for every other host
        std::vector<UniqueFd> font_fds;         // in the same order, read-only
        std::int64_t idle_ms = default_idle_ms; // from the last start of a plugin to the making of a spare
    };
    // Long enough that several plugins that start one after the other are not disturbed, short beside the time between two builds.
    static constexpr std::int64_t default_idle_ms = 200;

    SpareHost(EventLoop& loop, Setup setup); // makes none yet; the loop outlives it
    SpareHost(const SpareHost&) = delete;
    SpareHost& operator=(const SpareHost&) = delete;
    ~SpareHost();

    // Makes one now, unless there is one. It answers later.
    Result<void> make();
    // For a client's start, before the loop runs: what the spare says it is locked down with, as soon as it does. Blocks. Errc::timed_out;
    // else why there is none.
    Result<std::string> wait_for_answer(std::chrono::milliseconds most);
    // The spare, if there is one that has answered, lives and holds exactly this tier; null otherwise. Its next order is Hello, with the id
    // hello_id and without fonts. A spare of another tier is let go. In any case there will be one when no plugin has been started for
    // idle_ms. One that ends by itself is replaced, but after three in a row only with the next start.
    std::unique_ptr<HostLink> take(SandboxTier tier);
    static constexpr std::uint64_t hello_id = 2;
    // Lets it go, and makes no other: the client is closing.
    void stop();

    pid_t pid() const { return link_ ? link_->process.pid() : 0; } // 0: there is none
    bool ready() const { return link_ && !held_.empty(); }

  private:
    void make_soon();
    Result<void> watch();
    void hear();
    void let_go();
    void failed();

    EventLoop& loop_;
    Setup setup_;
    std::unique_ptr<HostLink> link_;
    std::string held_; // the layers, once it has answered
    TimerId timer_ = TimerId::none;
    int failures_ = 0; // in a row
    bool stopped_ = false;
};

} // namespace asista::runtime
