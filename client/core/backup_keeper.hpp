// Backups on a thread of their own: one a day while the client runs, and what the person asks for. Binds the backups.* calls.
#pragma once

#include "runtime/broker.hpp"
#include "runtime/event_loop.hpp"
#include "services/backups.hpp"
#include "services/files/file_thread.hpp"

#include <functional>

namespace asista::core {

// [core]
class BackupKeeper {
  public:
    struct Parts { // references outlive this
        runtime::EventLoop& loop;
        runtime::Broker& broker;
        const runtime::Clock& clock;
        std::filesystem::path database, folder;
        std::function<void()> restart; // all is ready for another start of the client
    };
    explicit BackupKeeper(Parts parts);
    // What is under way is stopped and leaves nothing behind.
    ~BackupKeeper();
    BackupKeeper(const BackupKeeper&) = delete;
    BackupKeeper& operator=(const BackupKeeper&) = delete;

    // Makes today's backup when it is due, and looks again every hour.
    void look();

  private:
    void bind();
    void make(calls::BackupReason reason, std::function<void(Result<calls::Backup>)> done);

    Parts parts_;
    services::Backups backups_;
    std::string problem_; // why the last one was not made
    int under_way_ = 0;
    runtime::TimerId timer_ = runtime::TimerId::none;
    std::shared_ptr<std::atomic<bool>> stopped_ =
        std::make_shared<std::atomic<bool>>(false); // outlives this, with the thread's work
    services::files::FileThread thread_;            // last: what it posts finds the rest there
};

} // namespace asista::core
