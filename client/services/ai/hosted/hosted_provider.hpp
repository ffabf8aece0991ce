// Servers that answer chats, hosted ones and local ones: any number of answers at once on libcurl's multi interface, with the retries that
// are safe. A retry happens only before the first text was handed over, so nothing is ever said twice.
#pragma once

#include "services/ai/hosted/exchange.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>

namespace asista::services::ai {

class HostedProvider final : public Provider {
  public:
    explicit HostedProvider(HostedOptions options = {});
    ~HostedProvider() override;
    HostedProvider(const HostedProvider&) = delete;
    HostedProvider& operator=(const HostedProvider&) = delete;

    std::string_view name() const override { return "hosted"; } // each answer's endpoint has a label
    bool online() const override { return true; }
    void start(StreamId stream, ChatRequest request) override; // the request has an endpoint
    void cancel(StreamId stream) override;
    void work(StreamSink& sink) override;
    void wake() override;

  private:
    using Clock = Exchange::Clock;
    struct Answer {
        ChatRequest request;
        Lacks asked_without{};
        std::unique_ptr<Exchange> exchange{}; // null: waits until `begin`
        Clock::time_point begin{};
        int retries = 0;
    };
    using Entry = std::map<StreamId, Answer>::iterator;

    void begin_due(StreamSink& sink);
    Result<void> begin(Answer& answer);
    void hand_over(StreamSink& sink);
    void finish_done(StreamSink& sink);
    void finish_late(StreamSink& sink);
    void settle(Entry entry, Exchange::Outcome outcome, StreamSink& sink);
    void drop_exchange(Answer& answer);
    int wait_ms() const;
    std::string server_of(const Endpoint& endpoint) const { return endpoint.base.text + ' ' + endpoint.model; }

    HostedOptions options_;
    std::minstd_rand chance_;
    void* multi_ = nullptr;              // libcurl's
    bool progressed_ = false;            // in this work(): something was handed over
    std::map<StreamId, Answer> answers_; // [ai]
    std::map<std::string, Lacks> known_; // server and model -> what it was found not to take [ai]
};

} // namespace asista::services::ai
