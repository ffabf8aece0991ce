#include "services/ai/ai_thread.hpp"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace asista::services::ai {

std::uint32_t estimate_tokens(std::string_view text) {
    std::uint32_t words = 0;
    bool in_word = false;
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t';
        words += !space && !in_word ? 1 : 0;
        in_word = !space;
    }
    return std::max(words, static_cast<std::uint32_t>(text.size() / 4));
}

// Between provider and post: keeps the token budget of each stream, and the order of what is posted.
class AiThread::Sink final : public StreamSink {
  public:
    Sink(Provider& provider, const Post& post, const std::shared_ptr<const Events>& events)
        : provider_(provider), post_(post), events_(events) {}

    void begin(Start order) {
        left_[order.stream] = order.request.max_tokens;
        provider_.start(order.stream, std::move(order.request));
    }
    void cancel(StreamId stream) {
        if (!left_.contains(stream)) return;
        provider_.cancel(stream);
        end(stream, {Error{Errc::cancelled, "the answer was stopped"}, {}});
    }

    void text(StreamId stream, std::string_view text) override {
        const auto budget = left_.find(stream);
        if (budget == left_.end() || budget->second == 0 || text.empty()) return;
        post_([events = events_, stream, copy = std::string(text)]() mutable {
            if (const auto alive = events.lock()) alive->text(stream, std::move(copy));
        });
        const std::uint32_t spent = estimate_tokens(text);
        budget->second -= std::min(spent, budget->second);
        if (budget->second == 0) over_.push_back(stream); // not cancelled here: the provider is in the middle of its work
    }
    void end(StreamId stream, StreamEnd end) override {
        if (left_.erase(stream) == 0) return;
        post_([events = events_, stream, end = std::move(end)]() mutable {
            if (const auto alive = events.lock()) alive->end(stream, std::move(end));
        });
    }
    // Ends the streams that used up their budget.
    void cut() {
        for (const StreamId stream : std::exchange(over_, {})) {
            provider_.cancel(stream);
            end(stream, {.reason = StopReason::length});
        }
    }

  private:
    Provider& provider_;
    const Post& post_;
    std::weak_ptr<const Events> events_;
    std::unordered_map<StreamId, std::uint32_t> left_; // tokens each live stream may still say
    std::vector<StreamId> over_;
};

AiThread::AiThread(std::unique_ptr<Provider> provider, Post post, Events events)
    : provider_(std::move(provider)), post_(std::move(post)), events_(std::make_shared<const Events>(std::move(events))),
      thread_([this](std::stop_token stopping) { run(std::move(stopping)); }) {}

AiThread::~AiThread() {
    thread_.request_stop();
    provider_->wake();
    thread_.join();
    // events_ goes with this object, so what is still queued elsewhere finds nobody to call.
}

void AiThread::start(StreamId stream, ChatRequest request) { give(Start{stream, std::move(request)}); }
void AiThread::cancel(StreamId stream) { give(Cancel{stream}); }

void AiThread::give(Order order) {
    {
        const std::lock_guard lock(mutex_);
        orders_.push_back(std::move(order));
    }
    provider_->wake();
}

void AiThread::run(std::stop_token stopping) {
    pthread_setname_np(pthread_self(), "asista-ai");
    Sink sink(*provider_, post_, events_);
    while (!stopping.stop_requested()) {
        std::vector<Order> orders;
        {
            const std::lock_guard lock(mutex_);
            orders.swap(orders_);
        }
        for (Order& order : orders) {
            if (auto* const start = std::get_if<Start>(&order))
                sink.begin(std::move(*start));
            else
                sink.cancel(std::get<Cancel>(order).stream);
        }
        provider_->work(sink);
        sink.cut();
    }
}

} // namespace asista::services::ai
