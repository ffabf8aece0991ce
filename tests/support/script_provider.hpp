// A provider that says what the test tells it to, as a server would: piece by piece, with calls and errors in the middle. And the thread
// that owns the chats, for a test.
#pragma once

#include "services/ai/ai_thread.hpp"
#include "services/ai/provider.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::test {

// Runs what was posted until something is so.
class PostedWork {
  public:
    services::ai::AiThread::Post post() {
        return [this](std::function<void()> work) {
            const std::lock_guard lock(mutex_);
            work_.push_back(std::move(work));
            changed_.notify_one();
        };
    }
    bool run_until(const std::function<bool()>& done, std::chrono::milliseconds limit = std::chrono::seconds(60)) {
        const auto deadline = std::chrono::steady_clock::now() + limit;
        while (!done()) {
            std::unique_lock lock(mutex_);
            if (!changed_.wait_until(lock, deadline, [&] { return !work_.empty(); })) return false;
            const auto work = std::move(work_.front());
            work_.pop_front();
            lock.unlock();
            work();
        }
        return true;
    }
    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return work_.size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> work_;
};

class ScriptProvider final : public services::ai::Provider {
  public:
    struct Step {
        std::string text = {};
        std::optional<services::ai::StreamEnd> end = {};
    };
    std::string_view name() const override { return "script"; }
    bool online() const override { return true; }
    void start(services::ai::StreamId stream, services::ai::ChatRequest request) override {
        const std::lock_guard lock(mutex_);
        asked_.emplace_back(stream, std::move(request));
        changed_.notify_all();
    }
    void cancel(services::ai::StreamId) override { ++cancelled; }
    void work(services::ai::StreamSink& sink) override {
        std::deque<std::pair<services::ai::StreamId, Step>> steps;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return woken_ || !steps_.empty(); });
            if (std::exchange(woken_, false)) return; // orders first: no server answers what it was not asked yet
            steps.swap(steps_);
        }
        for (auto& [stream, step] : steps) {
            if (!step.text.empty()) sink.text(stream, step.text);
            if (step.end) sink.end(stream, *step.end);
        }
    }
    void wake() override {
        const std::lock_guard lock(mutex_);
        woken_ = true;
        changed_.notify_all();
    }

    std::atomic<int> cancelled = 0; // streams

    // [any]
    void say(services::ai::StreamId stream, Step step) {
        const std::lock_guard lock(mutex_);
        steps_.emplace_back(stream, std::move(step));
        changed_.notify_all();
    }
    // The request of the `number`th stream, from 0, once it has come.
    std::pair<services::ai::StreamId, services::ai::ChatRequest> asked(std::size_t number) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, std::chrono::seconds(60), [&] { return asked_.size() > number; })) return {};
        return asked_[number];
    }
    std::size_t asked_count() {
        const std::lock_guard lock(mutex_);
        return asked_.size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool woken_ = false;
    std::deque<std::pair<services::ai::StreamId, Step>> steps_;
    std::vector<std::pair<services::ai::StreamId, services::ai::ChatRequest>> asked_;
};

} // namespace asista::test
