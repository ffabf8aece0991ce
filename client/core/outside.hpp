// What plugins reach beyond the client, wired together: the network and the files that the person picks.
#pragma once

#include "core/handlers_outside.hpp"
#include "core/window_inbox.hpp"
#include "runtime/event_loop.hpp"
#include "runtime/supervisor.hpp"

namespace asista::core {

// [core]
class Outside {
  public:
    struct Parts { // references outlive this
        runtime::EventLoop& loop;
        runtime::Broker& broker;
        const runtime::Clock& clock;
        WindowInbox& inbox;
        bool may_ask = true;                                              // for files; not in a kiosk
        std::string version;                                              // of the client, for servers that ask
        std::function<std::optional<runtime::Caller>(InstanceId)> caller; // what an instance may do at this moment
        std::function<void()> changed;                                    // other file questions are open
        std::function<void(const runtime::AuditNote&)> audit;
        std::filesystem::path unfinished = {}; // folder of the profile for files that are being written; "": none
    };
    explicit Outside(Parts parts);

    void forget(InstanceId instance); // its process is gone
    // Somebody may do less than before: what is under way is looked at again, soon.
    void grants_changed();
    void input_checked(std::uint64_t question, bool recent) { files_.input_checked(question, recent); }
    const FileQuestions& files() const { return files_; }
    // Runs `work` on the thread that waits for disks, then `done` here.
    void beside(std::function<void()> work, std::function<void()> done);
    FileQuestions& files() { return files_; }

  private:
    Result<services::net::Reach> may_ask(const services::net::FetchOwner& owner, const std::string& host,
                                         std::uint16_t port) const;

    Parts parts_;
    bool recheck_wanted_ = false;
    services::files::FileThread file_thread_;
    FileQuestions files_;
    services::net::Fetches fetches_;
};

} // namespace asista::core
