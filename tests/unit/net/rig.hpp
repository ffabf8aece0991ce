// The fetching side of a client alone: a queue in place of the core thread's loop, and a list of hosts in place of grants.
#pragma once

#include "http_server.hpp"
#include "services/net/fetches.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <deque>
#include <map>
#include <optional>

namespace asista::test {

using namespace asista::services::net;

class Rig {
  public:
    using Answer = std::optional<Result<Reply>>;

    std::map<std::string, Reach> hosts{{"127.0.0.1", Reach::local_too}}; // who may be asked; a plugin's whole policy
    FetchOwner plugin{"org.example.one", 7}, other{"org.example.two", 8};
    std::unique_ptr<Fetches> fetches;

    explicit Rig(TransferOptions options = {}) {
        Fetches::Parts parts;
        parts.post = [this](std::function<void()> work) {
            const std::lock_guard lock(mutex_);
            posted_.push_back(std::move(work));
            changed_.notify_all();
        };
        parts.may_ask = [this](const FetchOwner&, const std::string& host, std::uint16_t) -> Result<Reach> {
            const auto found = hosts.find(host);
            if (found == hosts.end()) return fail(Errc::denied, "{} is not among the hosts in its manifest", host);
            return found->second;
        };
        parts.monotonic_us = [] {
            const auto since = std::chrono::steady_clock::now().time_since_epoch();
            return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
        };
        parts.options = std::move(options);
        fetches = std::make_unique<Fetches>(std::move(parts));
    }

    static Request get(std::string url) {
        Request request;
        request.url = std::move(url);
        request.timeout_ms = 20'000;
        return request;
    }
    static wire::Bytes bytes_of(std::string_view text) {
        const auto bytes = std::as_bytes(std::span(text));
        return {bytes.begin(), bytes.end()};
    }
    static std::string text_of(const wire::Bytes& bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

    // Starts a fetch; the answer appears in what is returned.
    std::shared_ptr<Answer> start(Request request, std::optional<FetchOwner> owner = {}) {
        auto answer = std::make_shared<Answer>();
        fetches->start(owner.value_or(plugin), std::move(request), [answer](Result<Reply> reply) {
            CHECK_FALSE(answer->has_value()); // exactly once
            answer->emplace(std::move(reply));
        });
        return answer;
    }
    Result<Reply> fetch(Request request) {
        const auto answer = start(std::move(request));
        REQUIRE(wait(answer));
        return **answer;
    }
    Result<Reply> fetch(std::string url) { return fetch(get(std::move(url))); }
    Error refused(Request request) {
        const auto reply = fetch(std::move(request));
        REQUIRE_FALSE(reply);
        return reply.error();
    }
    Error refused(std::string url) { return refused(get(std::move(url))); }

    bool wait(const std::shared_ptr<Answer>& answer, int most_ms = 120'000) {
        return until([&] { return answer->has_value(); }, most_ms);
    }
    // Runs what the net thread posts until it is true.
    template <class Predicate> bool until(Predicate is_true, int most_ms = 120'000) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(most_ms);
        while (!is_true()) {
            std::function<void()> work;
            {
                std::unique_lock lock(mutex_);
                const auto step = std::min(end, std::chrono::steady_clock::now() + std::chrono::milliseconds(20));
                changed_.wait_until(lock, step, [&] { return !posted_.empty(); });
                if (!posted_.empty()) {
                    work = std::move(posted_.front());
                    posted_.pop_front();
                }
            }
            if (work)
                work();
            else if (std::chrono::steady_clock::now() >= end)
                return is_true();
        }
        return true;
    }

  private:
    std::mutex mutex_; // guards posted_
    std::condition_variable changed_;
    std::deque<std::function<void()>> posted_;
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// A flag that server threads wait for.
class Gate {
  public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void pass() {
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, std::chrono::seconds(30), [&] { return open_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

} // namespace asista::test
