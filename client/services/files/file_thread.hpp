// The thread that waits for disks, so that neither the window nor the core thread does: a folder on a server that does not answer keeps
// only the next file question waiting.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace asista::services::files {

class FileThread {
  public:
    // Runs work on the thread that owns the callers. [any]
    using Post = std::function<void(std::function<void()>)>;

    // name: as tools for processes show the thread, at most 15 characters.
    explicit FileThread(Post post, const char* name = "asista-files") : post_(std::move(post)), name_(name) {}
    // What has begun is finished, what has not is dropped; nothing is posted any more. A disk that does not answer is waited for 2 s.
    ~FileThread();
    FileThread(const FileThread&) = delete;
    FileThread& operator=(const FileThread&) = delete;

    // Runs `work` there and then, through `post`, `done` with what it returned. In order.
    template <class Work, class Done> void run(Work work, Done done) {
        // std::function wants copies, a result may not like them.
        give([work = std::move(work), done = std::make_shared<Done>(std::move(done))]() mutable -> std::function<void()> {
            auto result = std::make_shared<decltype(work())>(work());
            return [done, result] { (*done)(std::move(*result)); };
        });
    }

  private:
    using Job = std::function<std::function<void()>()>; // gives what is to be posted
    struct Shared {                                     // outlives this object while a job hangs
        std::mutex mutex;                               // guards the rest
        std::condition_variable changed;
        std::deque<Job> jobs;
        bool working = false, ending = false;
        Post post;
    };

    void give(Job job);
    static void work_off(const std::shared_ptr<Shared>& shared, const char* name);

    Post post_;
    const char* name_;
    std::shared_ptr<Shared> shared_; // null until the first job
};

} // namespace asista::services::files
