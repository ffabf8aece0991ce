// A profile's secrets with whoever waits for their answers.
#pragma once

#include "services/secrets/secrets.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asista::test {

// What the secrets thread posts, run by whoever waits.
class Inbox {
  public:
    services::Secrets::Post post() {
        return [this](std::function<void()> work) {
            const std::lock_guard lock(mutex_);
            posted_.push_back(std::move(work));
            changed_.notify_one();
        };
    }
    void run_until(const std::function<bool()>& done) {
        while (!done()) {
            std::unique_lock lock(mutex_);
            REQUIRE_MESSAGE(changed_.wait_for(lock, std::chrono::seconds(60), [&] { return !posted_.empty(); }),
                            "no answer came");
            auto work = std::move(posted_.front());
            posted_.pop_front();
            lock.unlock();
            work();
        }
    }
    void run_all() {
        std::deque<std::function<void()>> all;
        {
            const std::lock_guard lock(mutex_);
            all.swap(posted_);
        }
        for (auto& work : all) work();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> posted_;
};

inline const services::KeyringOptions no_bus{.bus = "unix:path=/nonexistent/bus", .library = {}};

struct SecretsRig {
    using Place = services::Secrets::Place;

    std::filesystem::path folder;
    Inbox inbox;
    std::vector<std::string> told;
    std::unique_ptr<services::Secrets> secrets;

    SecretsRig(std::filesystem::path profile, services::KeyringOptions keyring) : folder(std::move(profile)) {
        secrets = std::make_unique<services::Secrets>(
            folder, inbox.post(), services::Secrets::Options{std::move(keyring), [this](std::string sentence) {
                                                                 told.push_back(std::move(sentence));
                                                             }});
    }
    std::filesystem::path file() const { return folder / "secrets.json"; }

    Result<Place> save(std::string name, std::string_view secret) {
        std::optional<Result<Place>> answer;
        secrets->save(std::move(name), services::SecretText(secret), [&](Result<Place> place) { answer = std::move(place); });
        inbox.run_until([&] { return answer.has_value(); });
        return std::move(*answer);
    }
    // "" for none: an empty secret cannot be saved.
    Result<std::string> load(std::string name) {
        std::optional<Result<std::string>> answer;
        secrets->load(std::move(name), [&](Result<std::optional<services::SecretText>> found) {
            if (!found)
                answer = Result<std::string>(fail(std::move(found.error())));
            else
                answer = Result<std::string>(*found ? std::string((*found)->view()) : std::string());
        });
        inbox.run_until([&] { return answer.has_value(); });
        return std::move(*answer);
    }
    Result<void> remove(std::string name) {
        std::optional<Result<void>> answer;
        secrets->remove(std::move(name), [&](Result<void> done) { answer = std::move(done); });
        inbox.run_until([&] { return answer.has_value(); });
        return std::move(*answer);
    }
};

template <class T> T must(Result<T> result) {
    REQUIRE_MESSAGE(result.has_value(), result.error().message);
    return std::move(*result);
}
inline void must(Result<void> result) { REQUIRE_MESSAGE(result.has_value(), result.error().message); }
template <class T> Error error_of(const Result<T>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error();
}
inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

} // namespace asista::test
