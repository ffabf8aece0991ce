#include "driver.hpp"

#include "app/driver/request.hpp"
#include "app/driver/socket.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <utility>

namespace asista::test {

WindowDriver::WindowDriver(std::filesystem::path socket) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
        auto connected = app::driver::connect_to(socket);
        if (connected) {
            socket_ = std::move(*connected);
            // Longer than any wish may take: a client that hangs fails the test instead of hanging it.
            const timeval patience{150, 0};
            ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            return;
        }
        REQUIRE_MESSAGE(std::chrono::steady_clock::now() < end, connected.error().message);
        ::poll(nullptr, 0, 10); // another process is to make it
    }
}

nlohmann::json WindowDriver::ask(std::string_view wish) {
    const auto line = wish.starts_with('{') ? Result<std::string>(std::string(wish)) : app::driver::line_of_words(wish);
    REQUIRE_MESSAGE(line.has_value(), line.error().message);
    const auto answer = app::driver::ask(socket_, *line);
    REQUIRE_MESSAGE(answer.has_value(), answer.error().message);
    return nlohmann::json::parse(*answer);
}

nlohmann::json WindowDriver::operator()(std::string_view wish) {
    auto answer = ask(wish);
    REQUIRE_MESSAGE(!answer.contains("error"), std::string(wish) << ": " << answer.value("error", ""));
    return answer;
}

void WindowDriver::last(std::string_view wish) {
    const auto line = app::driver::line_of_words(wish);
    REQUIRE_MESSAGE(line.has_value(), line.error().message);
    const auto answer = app::driver::ask(socket_, *line);
    if (!answer) return;
    const auto said = nlohmann::json::parse(*answer);
    REQUIRE_MESSAGE(!said.contains("error"), std::string(wish) << ": " << said.value("error", ""));
}

std::string WindowDriver::refusal(std::string_view wish) {
    const auto answer = ask(wish);
    REQUIRE_MESSAGE(answer.contains("error"), std::string(wish) << " was done");
    return answer["error"].get<std::string>();
}

bool WindowDriver::sees(std::string_view label) {
    const nlohmann::json wish{{"do", "find"}, {"label", label}};
    const auto answer = (*this)(wish.dump());
    for (const auto& item : answer["items"])
        if (item["seen"][2].get<int>() > 0 && item["seen"][3].get<int>() > 0) return true;
    return false;
}

} // namespace asista::test
