// Short messages at the lower right: new notifications, failures, and what can be undone. They leave by themselves; a history stays
// behind the bell. [main]
#pragma once

#include "ui/context.hpp"

#include <deque>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::ui {

struct Toast {
    std::string title, body;
    std::string icon; // Phosphor name; empty: by level
    NotificationLevel level = NotificationLevel::info;
    std::string button;            // "Undo"; empty: none
    std::function<void()> pressed; // once, when the button was pressed; the toast then leaves
    std::function<void()> left;    // once, when it left without that
};

class Toasts {
  public:
    // Returns the toast's number, for press().
    std::uint64_t add(Toast toast, double time_s);
    std::uint64_t add_now(Toast toast) { return add(std::move(toast), time_s_); } // from an answer to a call, which has no frame
    // Takes up notifications that are new since the last call; those older than a few seconds at the first call count as seen.
    void follow(const Snapshot& snapshot, const FrameContext& frame);
    void draw(Ui& ui, Box window);
    // In this frame something of the page lies in `box` that toasts must not cover: they stand above it.
    void keep_clear(Box box) { clear_.push_back(box); }

    // As if its button had been pressed; false when it has left.
    bool press(std::uint64_t number);
    // From an answer to a call: takes the place of the one before that came in by this function, so that many undos leave one toast.
    void replace(Toast toast);

    // Runs every `left` at once and drops what is shown.
    void flush();
    std::optional<double> wake_in_s(double time_s) const;

    struct Past {
        std::string title, body, icon;
        NotificationLevel level = NotificationLevel::info;
        InstantMs at = 0;
    };
    // Messages of the window itself in this session, newest first, at most 50. Plugins' are in the snapshot.
    const std::deque<Past>& past() const { return past_; }

  private:
    struct Shown {
        Toast toast;
        std::uint64_t number = 0;
        double ends_s = 0;
        bool leaving = false;
        bool pointed_at = false;
    };
    bool draw_one(Ui& ui, Shown& shown, float bottom, float& height);
    void leave(Shown& shown, bool by_button);

    std::vector<Shown> shown_;
    std::vector<Box> clear_;
    std::deque<Past> past_;
    InstantMs now_ms_ = 0;
    double time_s_ = 0; // of the last frame
    std::uint64_t next_number_ = 1;
    std::uint64_t last_seen_ = 0;
    std::uint64_t replaced_ = 0; // the number of the last one of replace()
    bool started_ = false;
};

} // namespace asista::ui
