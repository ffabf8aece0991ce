#include "app/words/ask_client.hpp"

#include "core/local_requests.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace asista::app::words {

Result<std::optional<nlohmann::json>> ask_client(const std::filesystem::path& profile, const nlohmann::json& question) {
    const auto socket = TRY(core::connect_to_client(profile));
    if (!socket) return std::optional<nlohmann::json>();
    // One that ends with the question unread, or with this caller still at its door, has ended like any other.
    const auto line = question.dump() + "\n";
    if (::send(socket->get(), line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()) &&
        !means_closed(errno))
        return fail_errno("ask the running client");
    std::string answer;
    std::array<char, 65536> buffer{};
    for (;;) {
        const auto count = ::read(socket->get(), buffer.data(), buffer.size());
        if (count == 0 || (count < 0 && means_closed(errno))) break;
        if (count > 0)
            answer.append(buffer.data(), static_cast<std::size_t>(count));
        else if (errno != EINTR)
            return fail_errno("hear the running client");
    }
    auto parsed = nlohmann::json::parse(answer, nullptr, false);
    if (!parsed.is_object()) return fail(Errc::unavailable, "the running client ended before it answered; try again");
    if (parsed.contains("error")) return fail(Errc::not_found, "{}", parsed["error"].get<std::string>());
    return std::optional(std::move(parsed));
}

} // namespace asista::app::words
