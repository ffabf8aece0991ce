// Work goes there and its result comes back, in order; nothing comes back after the end.
#include "services/files/file_thread.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <utility>
#include <vector>

using namespace asista::services::files;

namespace {
// What was posted, run by the test.
class Posted {
  public:
    FileThread::Post post() {
        return [this](std::function<void()> work) {
            const std::lock_guard lock(mutex_);
            work_.push_back(std::move(work));
            changed_.notify_all();
        };
    }
    bool run(std::size_t count) {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, std::chrono::seconds(10), [&] { return work_.size() >= count; })) return false;
        for (auto& each : std::exchange(work_, {})) each();
        return true;
    }
    std::size_t size() {
        const std::lock_guard lock(mutex_);
        return work_.size();
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::function<void()>> work_;
};
} // namespace

TEST_CASE("work runs on another thread, its results come in order on this one") {
    Posted posted;
    FileThread thread(posted.post());
    const auto here = std::this_thread::get_id();
    std::vector<int> results;
    for (int i = 0; i < 5; ++i)
        thread.run(
            [i, here] {
                CHECK(std::this_thread::get_id() != here);
                return std::make_unique<int>(i); // need not be copyable
            },
            [&, here](std::unique_ptr<int> result) {
                CHECK(std::this_thread::get_id() == here);
                results.push_back(*result);
            });
    CHECK(posted.run(5));
    CHECK(results == std::vector{0, 1, 2, 3, 4});
}

TEST_CASE("after its end nothing comes back, and what had begun was finished") {
    Posted posted;
    std::atomic<int> begun = 0, finished = 0;
    {
        FileThread thread(posted.post());
        std::mutex mutex;
        std::condition_variable changed;
        bool running = false;
        thread.run(
            [&] {
                {
                    const std::lock_guard lock(mutex);
                    running = true;
                    changed.notify_all();
                }
                ++begun;
                // Long enough for the end below to begin meanwhile, which nothing tells of. If it does not, the test shows less.
                std::this_thread::sleep_for(std::chrono::milliseconds(30));
                ++finished;
                return 0;
            },
            [](int) {});
        thread.run([&] { return ++begun; }, [](int) {});
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return running; });
    }
    CHECK(begun == 1);
    CHECK(finished == 1);
    CHECK(posted.size() == 0);
}

TEST_CASE("a thread nobody uses is never made") {
    Posted posted;
    const FileThread thread(posted.post());
    CHECK(posted.size() == 0);
}
