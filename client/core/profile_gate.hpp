// What answers while a profile waits for its passphrase: nothing of it has been opened then, and the window shows the question alone.
#pragma once

#include "core/profiles.hpp"
#include "core/window_inbox.hpp"
#include "services/sealing.hpp"
#include "wire/calls/base.hpp"

#include <functional>
#include <map>
#include <string>

namespace asista::core {

// [core]
class ProfileGate {
  public:
    struct Parts {
        std::filesystem::path profile;
        std::map<std::string, std::string> preferences; // what the command line says of the theme
        WindowInbox& inbox;
        std::function<void()> opened; // the key is in use: whoever waits can go on
    };
    // Null: nobody has to be asked.
    static std::unique_ptr<ProfileGate> needed(Parts parts);

    // A call of the window; its answer goes into the inbox.
    void call(std::uint64_t ticket, calls::CallId id, const wire::Bytes& request);
    // What stands in a file; when that does not open it, somebody can still type.
    void use_file(std::string_view passphrase);
    bool is_open() const { return open_; }
    // What the person should know of how it went.
    const std::string& notice() const { return notice_; }

  private:
    explicit ProfileGate(Parts parts, const store::SealHeader& header);
    Result<wire::Bytes> answer(calls::CallId id, const wire::Bytes& request);
    Result<void> unlock(std::string_view passphrase);
    Result<void> open_other(const std::string& folder);
    Result<void> leave_plain();
    void pass();
    void show(std::string work, std::string problem = {});

    Parts parts_;
    Profiles profiles_;
    services::Sealing sealing_;
    store::SealHeader header_;
    bool open_ = false;
    std::uint64_t revision_ = std::uint64_t{1} << 63; // none of those that follow
    std::string notice_;
};

} // namespace asista::core
