// One answer on its way from one server: libcurl's handle, what has come so far, and when to give up.
#pragma once

#include "services/ai/hosted/options.hpp"
#include "services/ai/hosted/protocol.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct curl_slist;

namespace asista::services::ai {

// On this computer or in the person's own network, going by the name: may be spoken to without TLS, and without a proxy.
bool is_near(const net::Url& url);

// [ai]
class Exchange {
  public:
    using Clock = std::chrono::steady_clock;

    // `options` outlives it. Errc::denied: a server elsewhere without TLS, which would show the conversation to everyone on the way.
    static Result<std::unique_ptr<Exchange>> make(const Endpoint& endpoint, const HttpCall& call,
                                                  std::unique_ptr<AnswerReader> reader, const HostedOptions& options,
                                                  Clock::time_point now);
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange();

    void* easy() const { return easy_; }
    std::string take_text() { return std::exchange(text_, {}); } // what came since the last call
    bool has_said() const { return said_; }
    bool answered() const { return settled_; } // nothing more is needed of the connection
    Clock::time_point deadline() const;
    std::size_t received_bytes() const { return received_; }

    struct Outcome {
        std::optional<Trouble> trouble; // nullopt: `end` is whole
        StreamEnd end{};
        std::string refusal{}; // with trouble of a kind that leaving something out may cure: the server's words
    };
    // libcurl is done with it; `code` is its CURLcode.
    Outcome finish(int code);
    Outcome too_late(Clock::time_point now) const;

  private:
    struct Callbacks; // libcurl's, into the members below
    static constexpr std::size_t max_error_bytes = 64 * 1024, max_header_bytes = 64 * 1024;
    // More than any answer of the tokens that may be asked for, with the events around each of them.
    static constexpr std::size_t max_answer_bytes = 32U << 20;

    Exchange(const Endpoint& endpoint, std::unique_ptr<AnswerReader> reader, const HostedOptions& options, Clock::time_point now);
    Result<void> set_up(const HttpCall& call);
    bool take_header(std::string_view line);
    bool take_body(std::string_view piece);
    Trouble trouble_of_connection(int code) const;

    const Endpoint& endpoint_;
    std::unique_ptr<AnswerReader> reader_;
    const HostedOptions& options_;
    std::string body_; // sent; libcurl keeps a pointer
    void* easy_ = nullptr;
    curl_slist* headers_ = nullptr;
    curl_slist* fixed_hosts_ = nullptr;
    std::array<char, 256> problem_{}; // libcurl's words
    Clock::time_point began_, last_event_;
    bool had_event_ = false, said_ = false, settled_ = false, is_stream_ = true;
    int status_ = 0;
    RetryHeaders retry_;
    std::string type_, refusal_; // of the headers; the body of an answer that is no stream
    std::size_t header_bytes_ = 0, received_ = 0;
    EventStream events_;
    std::string text_;
    std::optional<Trouble> stopped_; // why a callback ended it
};

} // namespace asista::services::ai
