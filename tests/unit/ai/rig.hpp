// A hosted provider alone: the test's thread is the AI thread, and what comes is kept.
#pragma once

#include "ai_server.hpp"
#include "services/ai/hosted/hosted_provider.hpp"
#include "wire/calls/ai.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asista::test {

namespace ai = services::ai;

struct Heard {
    std::string text;
    int pieces = 0;
    std::optional<ai::StreamEnd> end;
    int ends = 0;

    std::string why() const { return end && end->error ? end->error->message : std::string(); }
    std::optional<Errc> code() const { return end && end->error ? std::optional(end->error->code) : std::nullopt; }
};

// The test's server as a person has it among their providers, "Claude", with a key.
inline calls::AiProvider provider_at(const AiServer& server, calls::AiProtocol protocol) {
    calls::AiProvider provider;
    provider.protocol = protocol;
    provider.name = "Claude";
    provider.address = protocol == calls::AiProtocol::anthropic ? server.anthropic_base() + "/" : server.openai_base();
    provider.model = "small-1";
    provider.has_key = true;
    return provider;
}

class HostedRig final : public ai::StreamSink {
  public:
    static ai::HostedOptions quick() { // waits between tries that a test has time for
        ai::HostedOptions options;
        options.retry.first = std::chrono::milliseconds(2);
        options.jitter = [] { return 0.5; };
        return options;
    }
    explicit HostedRig(ai::HostedOptions options = quick()) : provider(std::move(options)) {}

    static std::shared_ptr<ai::Endpoint> endpoint_at(ai::ProtocolKind kind, const std::string& base) {
        auto endpoint = std::make_shared<ai::Endpoint>();
        endpoint->protocol = kind;
        endpoint->label = kind == ai::ProtocolKind::anthropic ? "Claude" : "Llama";
        const auto url = services::net::parse_url(base);
        REQUIRE_MESSAGE(url, url.error().message);
        endpoint->base = *url;
        if (endpoint->base.text.ends_with('/')) endpoint->base.text.pop_back();
        endpoint->model = "small-1";
        endpoint->key = AiServer::key;
        return endpoint;
    }
    static std::shared_ptr<ai::Endpoint> endpoint(const AiServer& server, ai::ProtocolKind kind) {
        return endpoint_at(kind, kind == ai::ProtocolKind::anthropic ? server.anthropic_base() : server.openai_base());
    }
    static ai::ChatRequest ask(std::shared_ptr<const ai::Endpoint> endpoint, std::string text = "How are my tasks?") {
        ai::ChatRequest request;
        request.messages = {{.role = ai::ChatMessage::Role::system, .text = "Be kind."}, {.text = std::move(text)}};
        request.endpoint = std::move(endpoint);
        return request;
    }

    ai::StreamId start(ai::ChatRequest request) {
        provider.start(++last_, std::move(request));
        return last_;
    }
    // Works until something is so; what never happens ends in the test's own time limit.
    void until(const std::function<bool()>& done) {
        while (!done()) provider.work(*this);
    }
    const Heard& answer(ai::StreamId stream) {
        until([&] { return heard[stream].end.has_value(); });
        return heard[stream];
    }
    const Heard& answer(ai::ChatRequest request) { return answer(start(std::move(request))); }

    void text(ai::StreamId stream, std::string_view text) override {
        heard[stream].text += text;
        ++heard[stream].pieces;
    }
    void end(ai::StreamId stream, ai::StreamEnd end) override {
        heard[stream].end = std::move(end);
        ++heard[stream].ends;
    }

    ai::HostedProvider provider;
    std::map<ai::StreamId, Heard> heard;

  private:
    ai::StreamId last_ = 0;
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

} // namespace asista::test
