// The real client in a window, seen from outside: started as a person would start it, used through its driver or by mouse and keyboard of the X
// server, read through its database, what is on its screen, and the trace of its frames.
#pragma once

#include "driver.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <sys/types.h>
#include <vector>

namespace asista::test {

class ClientProcess {
  public:
    // Starts it on `profile`, with a plugins directory of its own inside of it.
    // The introduction is left out, unless it is what a test looks at.
    enum class Shows { no_introduction, everything };
    ClientProcess(std::filesystem::path profile, const std::vector<std::string>& arguments, Shows shows = Shows::no_introduction);
    ~ClientProcess(); // SIGTERM, then waits; SIGKILL after 10 s
    ClientProcess(const ClientProcess&) = delete;
    ClientProcess& operator=(const ClientProcess&) = delete;

    static std::filesystem::path plugins_of(const std::filesystem::path& profile) { return profile / "plugins"; }

    // Hands on its window, which find things by what a person reads; connects with the first use, and from then on the client tells of its items.
    WindowDriver& window() const;
    static std::filesystem::path driver_of(const std::filesystem::path& profile) { return profile / "driver"; }

    // Frames drawn so far.
    std::size_t frames() const;
    // The JSON that a plugin stored under `key`; "" when there is none.
    std::string stored(const std::string& plugin, const std::string& key) const;
    // One value of the database, as text; "" for none.
    std::string query(const std::string& sql) const;
    bool running();
    // Ends it as a window manager would, and returns the exit code, or 128 + the signal.
    int close();
    void end_badly();        // SIGKILL, as after a crash: it has no last word
    std::string log() const; // what it printed

    // Waits until it is true, at most 20 s; false when it did not become so.
    static bool until(const std::function<bool()>& is_true);
    // Mouse and keyboard, by xdotool: "mousemove 10 20 click 1", "type --delay 5 hello".
    static void act(const std::string& xdotool_arguments);

  private:
    std::filesystem::path profile_;
    mutable std::unique_ptr<WindowDriver> window_;
    pid_t pid_ = -1;
    int status_ = 0;
};

} // namespace asista::test
