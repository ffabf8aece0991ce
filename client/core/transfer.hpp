// Export and import: the file is written on a thread of its own, and picked by the person; what it would change is said before it does: it is
// read, and tried out in a copy of the data, on that thread as well. It is then taken over on the core thread bit by bit, since a connection
// of its own would keep every other writer waiting for as long. Binds data.export and import.*.
#pragma once

#include "core/file_questions.hpp"
#include "core/in_bits.hpp"
#include "runtime/broker.hpp"
#include "runtime/event_loop.hpp"
#include "services/files/file_thread.hpp"
#include "services/import/import.hpp"

#include <functional>
#include <optional>

namespace asista::core {

// [core]
class Transfer {
  public:
    struct Parts { // references outlive this
        runtime::EventLoop& loop;
        runtime::Broker& broker;
        const runtime::Clock& clock;
        services::Services& services;
        FileQuestions& files;
        std::filesystem::path database;
        std::function<void(UserId, std::string_view topic)> changed;
        Later later;
    };
    explicit Transfer(Parts parts);

  private:
    void bind_export();
    void bind_import();
    void look(UserId user, calls::FilesOpen::Reply picked, const runtime::Responder<calls::ImportLook>& respond);
    void run(UserId user, const runtime::Responder<calls::ImportRun>& respond);

    Parts parts_;
    std::optional<services::ImportFile> looked_at_;
    bool importing_ = false;
    std::shared_ptr<Transfer*> self_ = std::make_shared<Transfer*>(this); // for a picker that is answered when this is gone
    services::files::FileThread thread_;                                  // last: what it posts finds the rest there

  public:
    ~Transfer() { *self_ = nullptr; }
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
};

} // namespace asista::core
