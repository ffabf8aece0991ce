// `asista record`: a plugin of the running client is started anew and recorded until Ctrl C, the time given, or its end.
#include "app/words/ask_client.hpp"
#include "app/words/words.hpp"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <future>
#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace asista::app::words {

namespace {
using Json = nlohmann::json;

Result<Json> ask(const Places& places, const Json& question) {
    auto answer = TRY(ask_client(places.profile, question));
    if (!answer)
        return fail(Errc::unavailable, "no Asista has the profile {} open; a plugin is recorded while it runs there",
                    places.profile.string());
    return std::move(*answer);
}

// Ctrl C and a polite kill, as a descriptor; in this thread and those it starts they do nothing else.
Result<UniqueFd> stop_wishes() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    if (const int error = ::pthread_sigmask(SIG_BLOCK, &signals, nullptr); error != 0) return fail(Errc::io, "block signals");
    UniqueFd wishes(::signalfd(-1, &signals, SFD_CLOEXEC));
    if (!wishes) return fail_errno("listen for Ctrl C");
    return wishes;
}
} // namespace

Result<void> record(const Record& wish, const Places& places) {
    std::error_code error;
    const auto file = wish.file.empty() ? fs::path() : fs::absolute(wish.file, error);
    const auto wishes = TRY(stop_wishes());
    const auto begun = TRY(ask(places, {{"ask", "record"}, {"plugin", wish.plugin}, {"file", file.string()}}));
    fmt::print("Recording {} from a fresh start into {}. {} to stop.\n"
               "The file holds what the plugin is told and what it draws: give it only to those who may see that.\n",
               wish.plugin, begun.at("file").get<std::string>(),
               wish.seconds > 0 ? fmt::format("It takes {} s; Ctrl C", wish.seconds) : "Ctrl C");
    std::fflush(stdout);

    // The answer comes when the recording is complete, whoever or whatever ends it.
    const auto over = TRY(make_eventfd());
    auto ended = std::async(std::launch::async, [&] {
        auto answer = ask(places, {{"ask", "recording"}, {"plugin", wish.plugin}, {"wait", true}});
        signal_eventfd(over.get());
        return answer;
    });
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(wish.seconds);
    pollfd waiting[] = {{wishes.get(), POLLIN, 0}, {over.get(), POLLIN, 0}};
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
        const int ready =
            ::poll(waiting, std::size(waiting), wish.seconds > 0 ? static_cast<int>(std::max<std::int64_t>(left, 0)) : -1);
        if (ready >= 0 || errno != EINTR) break;
    }
    // It may have come to its end by itself meanwhile, which is no error.
    if ((waiting[1].revents & POLLIN) == 0)
        static_cast<void>(ask(places, {{"ask", "stop_recording"}, {"plugin", wish.plugin}}).has_value());
    const auto told = TRY(ended.get());
    fmt::print("{} {} frames, {} bytes: {}\n", told.at("why").get<std::string>(), told.at("frames").get<std::uint64_t>(),
               told.at("bytes").get<std::uint64_t>(), told.at("file").get<std::string>());
    return {};
}

} // namespace asista::app::words
