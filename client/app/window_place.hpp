// Where the window was, kept from one start to the next in PROFILE/window.json. In a file of its own, since the window opens while the
// database is still being opened.
#pragma once

#include "platform/window.hpp"

#include <filesystem>
#include <optional>

namespace asista::app {

// Nothing when it was never written or cannot be read: the window opens as if for the first time.
std::optional<platform::WindowPlace> read_window_place(const std::filesystem::path& profile);

// Writes it once the window has been where it is for a second, and what is not yet written at the end. [main]
class WindowPlaceKeeper {
  public:
    explicit WindowPlaceKeeper(std::filesystem::path profile)
        : profile_(std::move(profile)), kept_(read_window_place(profile_)) {}
    // Once a turn. Nothing for a window without a place.
    void follow(const std::optional<platform::WindowPlace>& place, double now_s);
    // Seconds until follow() has something to write; nothing: no need to call it.
    std::optional<double> due_in(double now_s) const;
    void finish();

  private:
    static constexpr double settled_s = 1;
    void write();

    std::filesystem::path profile_;
    std::optional<platform::WindowPlace> kept_, seen_;
    double since_s_ = 0;
};

} // namespace asista::app
