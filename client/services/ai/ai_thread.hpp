// The thread that talks to a provider. Requests go in from the core thread; text and ends come out through `post`, in order, on the
// thread that runs what is posted.
#pragma once

#include "services/ai/provider.hpp"

#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <variant>
#include <vector>

namespace asista::services::ai {

// A rough count that holds for every provider: a token is about four bytes of English, and never more than one word.
std::uint32_t estimate_tokens(std::string_view text);

class AiThread {
  public:
    // Runs work on the thread that owns the listeners. [any]
    using Post = std::function<void(std::function<void()>)>;
    // Called through `post`.
    struct Events {
        std::function<void(StreamId, std::string)> text;
        std::function<void(StreamId, StreamEnd)> end;
    };

    AiThread(std::unique_ptr<Provider> provider, Post post, Events events);
    // Cancels everything and joins. Work that was posted and has not run yet becomes a no-op.
    ~AiThread();
    AiThread(const AiThread&) = delete;
    AiThread& operator=(const AiThread&) = delete;

    // [any] Never waits. The request's max_tokens holds whatever the provider does: the stream then ends there, without an error.
    void start(StreamId stream, ChatRequest request);
    // [any] The stream ends with Errc::cancelled, unless it has ended already.
    void cancel(StreamId stream);

    const Provider& provider() const { return *provider_; } // its [any] functions

  private:
    struct Start {
        StreamId stream;
        ChatRequest request;
    };
    struct Cancel {
        StreamId stream;
    };
    using Order = std::variant<Start, Cancel>;
    class Sink;

    void give(Order order);
    void run(std::stop_token stopping);

    std::unique_ptr<Provider> provider_;
    Post post_;
    std::shared_ptr<const Events> events_; // posted work holds it weakly
    std::mutex mutex_;                     // guards orders_
    std::vector<Order> orders_;
    std::jthread thread_; // last: everything above is there when it starts
};

} // namespace asista::services::ai
