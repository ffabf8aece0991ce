#include "services/ai/offline_coach.hpp"

#include "services/ai/coach_words.hpp"
#include "services/ai/offline_tools.hpp"

#include <algorithm>
#include <utility>

namespace asista::services::ai {

OfflineCoach::OfflineCoach(std::chrono::milliseconds word_interval) : word_interval_(word_interval) {}

void OfflineCoach::start(StreamId stream, ChatRequest request) {
    if (answers_.empty()) next_word_ = std::chrono::steady_clock::now();
    if (auto proposal = offline_proposal(request))
        answers_.push_back({stream, std::move(proposal->text), 0, {std::move(proposal->call)}});
    else if (auto said = said_of_result(request))
        answers_.push_back({stream, std::move(*said), 0, {}});
    else
        answers_.push_back({stream, coach_answer(request), 0, {}});
}

void OfflineCoach::cancel(StreamId stream) {
    std::erase_if(answers_, [&](const Answer& answer) { return answer.stream == stream; });
}

void OfflineCoach::work(StreamSink& sink) {
    {
        std::unique_lock lock(mutex_);
        if (answers_.empty())
            changed_.wait(lock, [&] { return woken_; });
        else
            changed_.wait_until(lock, next_word_, [&] { return woken_; });
        if (std::exchange(woken_, false)) return; // orders first
    }
    for (Answer& answer : answers_) {
        // A word goes out with the space before it, so the pieces put together are the answer.
        const std::size_t end = std::min(answer.text.find(' ', answer.said + 1), answer.text.size());
        sink.text(answer.stream, std::string_view(answer.text).substr(answer.said, end - answer.said));
        answer.said = end;
        if (end != answer.text.size()) continue;
        StreamEnd last;
        if (!answer.calls.empty()) last.reason = StopReason::tools;
        last.tool_calls = std::move(answer.calls);
        sink.end(answer.stream, std::move(last));
    }
    std::erase_if(answers_, [](const Answer& answer) { return answer.said == answer.text.size(); });
    next_word_ = std::chrono::steady_clock::now() + word_interval_;
}

void OfflineCoach::wake() {
    {
        const std::lock_guard lock(mutex_);
        woken_ = true;
    }
    changed_.notify_one();
}

} // namespace asista::services::ai
