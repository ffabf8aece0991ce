// `asista call`: a method of a plugin, in the client that has the profile open.
#include "app/words/ask_client.hpp"
#include "app/words/words.hpp"
#include "core/endpoint/method_request.hpp"
#include "runtime/plugin_log.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <istream>
#include <iterator>

namespace asista::app::words {
namespace {
using Json = nlohmann::json;
enum Exit { called = 0, not_called = 1, failed = 2 };

Result<Json> params_of(const Call& wish, std::istream& in) {
    std::string text = wish.params.empty() ? "{}" : wish.params;
    if (wish.params == "-") {
        // One more than is taken, so that too much is too much and not cut off.
        text.resize(core::max_request_bytes + 1);
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
    }
    if (text.size() > core::max_request_bytes)
        return fail(Errc::over_limit, "a method is called with at most {} bytes of JSON; hand over less",
                    core::max_request_bytes);
    TRY(core::check_depth(text));
    auto params = Json::parse(text, nullptr, false);
    if (params.is_discarded())
        return fail(Errc::invalid, "{} is not JSON; write it like '{{\"minutes\": 25}}'",
                    wish.params == "-" ? "what was read from the input" : "what the method is to be called with");
    return params;
}

Result<Json> ask(const Call& wish, const Places& places, std::istream& in) {
    auto params = TRY(params_of(wish, in));
    const Json question{{"ask", "call"}, {"plugin_id", wish.plugin}, {"method", wish.method}, {"params", std::move(params)}};
    auto answer = TRY(ask_client(places.profile, question));
    if (!answer)
        return fail(Errc::unavailable,
                    "no client has the profile {} open, and plugins run in the client alone; start it, or choose another profile "
                    "with --profile",
                    places.profile.string());
    return std::move(*answer);
}
} // namespace

int call(const Call& wish, const Places& places, std::istream& in) {
    const auto answer = ask(wish, places, in);
    if (!answer) {
        fmt::print(stderr, "asista: {}\n", answer.error().message);
        return not_called;
    }
    if (const auto why = answer->find("failed"); why != answer->end()) {
        fmt::print(stderr, "asista: {} of {} failed: {}; `asista logs {}` may say more\n", wish.method, wish.plugin,
                   runtime::printable_line(why->is_string() ? why->get<std::string>() : std::string("no reason given")),
                   wish.plugin);
        return failed;
    }
    fmt::print("{}\n", answer->value("result", Json()).dump(2, ' ', false, Json::error_handler_t::replace));
    return called;
}

} // namespace asista::app::words
