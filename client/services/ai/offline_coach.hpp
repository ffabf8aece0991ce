// The provider that is always there: it answers from the person's own numbers, on this machine, and is labelled for what it is. It
// streams words and can be stopped like any other, so whatever shows its answers is ready for a model.
#pragma once

#include "services/ai/provider.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

namespace asista::services::ai {

class OfflineCoach final : public Provider {
  public:
    // `word_interval`: between words, so that a long answer is read while it grows and can be stopped half-way.
    explicit OfflineCoach(std::chrono::milliseconds word_interval = std::chrono::milliseconds(12));

    std::string_view name() const override { return "offline coach"; }
    bool online() const override { return false; }
    void start(StreamId stream, ChatRequest request) override;
    void cancel(StreamId stream) override;
    void work(StreamSink& sink) override;
    void wake() override;

  private:
    struct Answer {
        StreamId stream;
        std::string text;
        std::size_t said = 0; // bytes of it
        std::vector<ToolCall> calls;
    };
    std::chrono::milliseconds word_interval_;
    std::chrono::steady_clock::time_point next_word_;
    std::vector<Answer> answers_; // [ai]
    std::mutex mutex_;            // guards woken_
    std::condition_variable changed_;
    bool woken_ = false;
};

} // namespace asista::services::ai
