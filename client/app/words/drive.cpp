// `asista drive`: what is to be done in the window of a client that was started with --driver, one wish after the other.
#include "app/driver/request.hpp"
#include "app/driver/socket.hpp"
#include "app/words/words.hpp"

#include <nlohmann/json.hpp>

#include <iostream>
#include <string>

namespace asista::app::words {

namespace {
// A file is meant from here, not from where the client was started.
Result<std::string> with_full_path(const std::string& line) {
    auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object()) return fail(Errc::invalid, "a request is one JSON object in one line");
    if (const auto file = json.find("file"); file != json.end() && file->is_string())
        *file = fs::absolute(file->get<std::string>()).string();
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Result<void> do_one(const UniqueFd& socket, const std::string& wish) {
    // Words, or what they are made into.
    const auto line = wish.starts_with('{') ? wish : TRY(driver::line_of_words(wish));
    const auto question = TRY(with_full_path(line));
    const auto answer = TRY(driver::ask(socket, question));
    const auto parsed = nlohmann::json::parse(answer, nullptr, false);
    if (!parsed.is_object()) return fail(Errc::invalid, "the client answered what is no JSON: {}", answer);
    if (const auto error = parsed.find("error"); error != parsed.end() && error->is_string())
        return fail(Errc::unavailable, "{}: {}", wish, error->get<std::string>());
    fmt::print("{}\n", answer);
    std::fflush(stdout);
    return {};
}
} // namespace

Result<void> drive(const Drive& wish, std::istream& in) {
    const auto socket = TRY(driver::connect_to(wish.socket));
    for (const auto& one : wish.wishes) TRY(do_one(socket, one));
    if (!wish.wishes.empty()) return {};
    for (std::string line; std::getline(in, line);)
        if (!line.empty()) TRY(do_one(socket, line));
    return {};
}

} // namespace asista::app::words
