// A server on this machine that speaks both protocols of chats as the real ones do, and fails as they do when it is told to. It is strict:
// what the real ones would refuse it refuses, with their shapes of error.
//   POST /v1/messages, GET /v1/models with "anthropic-version"               Anthropic's
//   POST /v1/chat/completions, GET /v1/models with "authorization: Bearer"   OpenAI's
// Their own client libraries are run against it in official_clients_test.cpp.
#pragma once

#include "http_server.hpp"

#include <nlohmann/json.hpp>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::test {

class AiServer {
  public:
    struct Call {
        std::string id, name;
        nlohmann::json arguments;
    };
    // What it says where nothing else was asked for.
    struct Answer {
        std::vector<std::string> pieces{"Two of your ", "three tasks", " are done."};
        std::vector<Call> calls = {};
        std::uint32_t input_tokens = 21, output_tokens = 8;
        std::string stop = {}; // "max_tokens", "refusal"; "": as it should be
    };
    using Behave = std::function<void(const HttpServer::Request&, const HttpServer::Peer&)>; // on the connection's thread

    static constexpr std::string_view key = "sk-test-51d3b7a0c2f94e86"; // the one that it takes

    AiServer();
    ~AiServer(); // whoever waits for go() goes on

    // For the requests to come, one each; then it answers well again.
    void next(Behave behave);
    void next(Answer answer);
    // An error as both protocols shape it: `type` is Anthropic's word, or "insufficient_quota" for a limit of money, which each of them
    // tells in a way of its own.
    void refuse(int status, std::string_view type, std::string_view message, std::string_view headers = "");

    // The bytes of a stream, for behaviours of a test's own. They come in chunks, so a stream that ends without end() was cut.
    static std::string head(std::string_view type = "text/event-stream");
    static std::string chunk(std::string_view bytes);
    static std::string end() { return "0\r\n\r\n"; }
    static std::string begin(const HttpServer::Request& request,
                             std::uint32_t input_tokens = 21); // what comes before the first text
    static std::string piece(const HttpServer::Request& request, std::string_view text);
    static std::string error(const HttpServer::Request& request, std::string_view type,
                             std::string_view message);                                 // inside a stream
    static std::string whole(const HttpServer::Request& request, const Answer& answer); // from begin() to the end
    static bool is_anthropic(const HttpServer::Request& request);

    // A behaviour waits here until the test says go(); false: the server ends.
    bool wait();
    void go();
    // Until a behaviour has called told(); for a test that must act in the middle of one.
    void told();
    bool until_told();

    const HttpServer& http() const { return http_; }
    std::string anthropic_base() const { return "http://127.0.0.1:" + std::to_string(http_.port()); }
    std::string openai_base() const { return anthropic_base() + "/v1"; }
    nlohmann::json body(std::size_t request) const { return nlohmann::json::parse(http_.requests().at(request).body); }

    std::vector<std::string> lacks; // of OpenAI's: fields of the body that this server refuses, as local ones do
    std::vector<std::string> models{"small-1", "large-2"};

  private:
    void handle(const HttpServer::Request& request, const HttpServer::Peer& peer);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Behave> next_;
    int gone_ = 0, told_ = 0;
    bool ending_ = false;
    HttpServer http_; // last: its threads use the rest
};

} // namespace asista::test
