// The desktop's keyring: the Secret Service of the session's D-Bus (https://specifications.freedesktop.org/secret-service/), by libsecret.
//
// What it answers is told apart by the code of the error, since a caller that falls back to a file must know whether there is a keyring:
//   Errc::unavailable   there is none here: libsecret is not installed, there is no session bus, nobody offers the service
//   Errc::denied        it is locked, and was not unlocked by the person
//   Errc::timed_out     it does not answer
//   Errc::cancelled     stop() was called
//   Errc::io            anything else
#pragma once

#include "services/secrets/secret_text.hpp"
#include "wire/result.hpp"

#include <memory>
#include <optional>
#include <string>

namespace asista::services {

struct KeyringOptions {
    std::string bus;     // address of the session's bus; empty: that of the environment
    std::string library; // the name the loader looks for; empty: that of libsecret
};

// One thread at a time, and stop() from any. Each function waits for the keyring, and for the person where it has to be unlocked.
class Keyring {
  public:
    struct Entry {
        std::string profile, name; // what it is found by
    };

    explicit Keyring(KeyringOptions options);
    ~Keyring();
    Keyring(const Keyring&) = delete;
    Keyring& operator=(const Keyring&) = delete;

    // Whether there is a keyring. Opens libsecret and a connection of our own, which is kept: some keyrings ask about each new one.
    Result<void> reach();
    // In the place of what it had under this entry.
    Result<void> store(const Entry& entry, const SecretText& secret);
    // nullopt: it has none of this entry.
    Result<std::optional<SecretText>> find(const Entry& entry);
    // Nothing there is fine.
    Result<void> remove(const Entry& entry);

    // What waits comes back with Errc::cancelled, and so does whatever is asked from now on. [any]
    void stop();

  private:
    struct Connected;
    // Makes the connection anew where a kept one turns out to be one to a keyring that was restarted.
    template <class Work> auto with_service(Work work) -> decltype(work(std::declval<Connected&>()));

    std::unique_ptr<Connected> connected_;
};

} // namespace asista::services
