// A test's hands on a client that was started with --driver: finds things by what a person reads there, and uses them. Every wish waits until the window
// is still and until what it names is there, so nothing here sleeps.
#pragma once

#include "wire/os.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace asista::test {

class WindowDriver {
  public:
    // Waits until the client listens there; fails the test after 30 s.
    explicit WindowDriver(std::filesystem::path socket);

    // In words (`click "Add task"`, app/driver/request.hpp) or as a line of JSON. Fails the test with the client's sentence when it cannot be done.
    nlohmann::json operator()(std::string_view wish);
    // The same for a wish with which the client may end, or start anew, before it has answered.
    void last(std::string_view wish);
    // The sentence with which it is refused; fails the test when it is not.
    std::string refusal(std::string_view wish);
    // Whether something that reads so is on the screen now.
    bool sees(std::string_view label);

  private:
    nlohmann::json ask(std::string_view wish);
    UniqueFd socket_;
};

} // namespace asista::test
