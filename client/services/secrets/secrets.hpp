// Secrets of a profile: keys of AI providers, passwords of accounts. They go into the desktop's keyring where there is one, else into a file
// that only the person can read (secret_file.hpp); never into the database, logs, exports or backups.
//
//   save ──> keyring ──> what the file had under this name goes
//              │ there is none (Errc::unavailable)
//              └──> the file, and Place says why
//   load ──> the file, which has what was saved last ──> else the keyring, if this profile put it there
//
// A keyring that is locked, or does not answer, is no reason to write a secret elsewhere: that is an error, and the caller decides.
#pragma once

#include "services/files/file_thread.hpp"
#include "services/secrets/keyring.hpp"
#include "services/secrets/secret_text.hpp"
#include "wire/result.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace asista::services {

// One thread owns it, the one `post` leads to. Disk and keyring, which may ask the person for a password and take as long as they like, are
// waited for on a thread of its own, which begins with the first call; libsecret is opened there and then. Calls are done in order.
class Secrets {
  public:
    using Post = files::FileThread::Post;
    struct Place {
        bool keyring = false;
        std::string
            words; // "the desktop's keyring"; "a file that only you can read: PATH, because there is no session bus here ..."
        bool operator==(const Place&) const = default;
    };
    struct Options {
        KeyringOptions keyring;
        // What the person should know: the file was damaged, or others could read it. Sentences; come through `post`.
        std::function<void(std::string)> told;
    };
    static constexpr std::size_t longest_name = 200, longest_secret = 64 * 1024; // bytes

    // folder: the profile's.
    Secrets(std::filesystem::path folder, Post post, Options options);
    // What waits for the keyring is cancelled, and waited for 2 s at most. No callback runs any more.
    ~Secrets();
    Secrets(const Secrets&) = delete;
    Secrets& operator=(const Secrets&) = delete;

    // In the place of what it had under this name. After an error that is what it still has.
    // Errc::invalid: a name or secret that is empty, too long or no text. Errc::denied: the keyring is locked and the person did not unlock it; or
    // the file is a link or somebody else's. Errc::timed_out: the keyring does not answer. Errc::over_limit: the disk is full. Errc::io.
    void save(std::string name, SecretText secret, std::function<void(Result<Place>)> done);
    // nullopt: there is none. Errc::unavailable: it is in a keyring that is not there now. Others as with save(). Asks nobody for a name that
    // was never saved.
    void load(std::string name, std::function<void(Result<std::optional<SecretText>>)> done);
    // From wherever it is; nothing there is fine. Errc::unavailable: a keyring that is not there now has it, and nothing was removed.
    void remove(std::string name, std::function<void(Result<void>)> done);

    // Where the last one went or came from; nullopt before that. As far as it is known, which is what was posted.
    const std::optional<Place>& place() const { return place_; }

  private:
    struct Vault; // what the thread works with
    template <class T> struct Outcome;
    template <class T, class Work> void run(Work work, std::function<void(Result<T>)> done);

    const std::shared_ptr<Vault> vault_; // outlives this object while a keyring hangs
    const Options options_;
    std::optional<Place> place_;
    const std::shared_ptr<bool> alive_ = std::make_shared<bool>(true); // posted work holds it weakly
    files::FileThread thread_;                                         // last
};

} // namespace asista::services
