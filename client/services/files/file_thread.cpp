#include "services/files/file_thread.hpp"

#include <pthread.h>

#include <chrono>
#include <utility>

namespace asista::services::files {
namespace {
constexpr std::chrono::seconds patience(2);
}

FileThread::~FileThread() {
    if (!shared_) return;
    std::unique_lock lock(shared_->mutex);
    shared_->ending = true;
    shared_->jobs.clear();
    shared_->post = nullptr;
    shared_->changed.notify_all();
    shared_->changed.wait_for(lock, patience, [this] { return !shared_->working; });
}

void FileThread::give(Job job) {
    if (!shared_) {
        shared_ = std::make_shared<Shared>();
        shared_->post = post_;
        std::thread(&FileThread::work_off, shared_, name_).detach();
    }
    const std::lock_guard lock(shared_->mutex);
    shared_->jobs.push_back(std::move(job));
    shared_->changed.notify_one();
}

void FileThread::work_off(const std::shared_ptr<Shared>& shared, const char* name) {
    pthread_setname_np(pthread_self(), name);
    std::unique_lock lock(shared->mutex);
    for (;;) {
        shared->changed.wait(lock, [&] { return shared->ending || !shared->jobs.empty(); });
        if (shared->ending) return;
        Job job = std::move(shared->jobs.front());
        shared->jobs.pop_front();
        shared->working = true;
        lock.unlock();
        auto done = job();
        lock.lock();
        shared->working = false;
        shared->changed.notify_all();
        // Posted with the lock held: the destructor then knows that nothing comes after it.
        if (shared->post) shared->post(std::move(done));
    }
}

} // namespace asista::services::files
