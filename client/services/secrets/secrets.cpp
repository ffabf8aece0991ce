#include "services/secrets/secrets.hpp"

#include "services/secrets/secret_file.hpp"
#include "store/seal.hpp"
#include "wire/utf8.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace asista::services {
namespace {

Result<std::string> new_profile_id() {
    std::array<unsigned char, 16> bytes{};
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size()))
        return fail_errno("find a random number");
    std::string id;
    for (const auto byte : bytes) id += fmt::format("{:02x}", byte);
    return id;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

Result<void> check_name(std::string_view name) {
    if (name.empty() || name.size() > Secrets::longest_name || !wire::is_utf8(name) || std::ranges::any_of(name, is_control))
        return fail(Errc::invalid, "a secret needs a name of one line, of at most {} bytes", Secrets::longest_name);
    return {};
}

Result<void> check_secret(std::string_view name, std::string_view secret) {
    if (secret.empty()) return fail(Errc::invalid, "there is nothing to save for \"{}\"", name);
    if (secret.size() > Secrets::longest_secret)
        return fail(Errc::over_limit, "what is to be saved for \"{}\" has {} bytes; at most {} are kept", name, secret.size(),
                    Secrets::longest_secret);
    if (!wire::is_utf8(secret) || secret.find('\0') != std::string_view::npos)
        return fail(Errc::invalid, "what is to be saved for \"{}\" is no text; copy it again from where it was made", name);
    return {};
}

Secrets::Place keyring_place() { return {true, "the desktop's keyring"}; }

} // namespace

struct Secrets::Vault {
    Vault(std::filesystem::path folder, KeyringOptions options) : file(std::move(folder)), keyring(std::move(options)) {}

    SecretFile file;
    Keyring keyring;
    std::vector<std::string> told; // since the last call
    std::optional<Place> place;    // of the last one

    Result<Place> save(const std::string& name, const SecretText& secret);
    Result<std::optional<SecretText>> load(const std::string& name);
    Result<void> remove(const std::string& name);

  private:
    Place file_place(std::string_view because) const {
        const auto how = store::used_seal() ? "a file encrypted with your passphrase" : "a file that only you can read";
        return {false, because.empty() ? fmt::format("{}: {}", how, file.path().string())
                                       : fmt::format("{}: {}, because {}", how, file.path().string(), because)};
    }
    Result<void> store_in_keyring(SecretContent& content, const std::string& name, const SecretText& secret);
};

// The file says first that the keyring may have it: were the client killed in between, it would be there unknown to everybody.
Result<void> Secrets::Vault::store_in_keyring(SecretContent& content, const std::string& name, const SecretText& secret) {
    TRY(keyring.reach());
    const bool known = !content.profile.empty() && content.in_keyring.contains(name);
    if (!known) {
        if (content.profile.empty()) content.profile = TRY(new_profile_id());
        content.in_keyring.insert(name);
        TRY(file.write(content));
    }
    const auto stored = keyring.store({content.profile, name}, secret);
    if (!stored && !known && stored.error().code == Errc::denied) { // it has nothing, so nobody needs to be asked for it
        content.in_keyring.erase(name);
        static_cast<void>(file.write(content).has_value());
    }
    return stored;
}

Result<Secrets::Place> Secrets::Vault::save(const std::string& name, const SecretText& secret) {
    TRY(check_name(name));
    TRY(check_secret(name, secret.view()));
    auto content = TRY(file.read(told));
    if (const auto stored = store_in_keyring(content, name, secret); stored) {
        if (content.secrets.erase(name) > 0)
            if (const auto written = file.write(content); !written)
                return fail(written.error().code,
                            "\"{}\" is in the desktop's keyring, but what was saved before cannot be removed from {} ({})", name,
                            file.path().string(), written.error().message);
        place = keyring_place();
    } else {
        if (stored.error().code != Errc::unavailable) return fail(stored.error());
        content.secrets.insert_or_assign(name, SecretText(secret.view()));
        TRY(file.write(content));
        place = file_place(stored.error().message);
    }
    return *place;
}

Result<std::optional<SecretText>> Secrets::Vault::load(const std::string& name) {
    TRY(check_name(name));
    auto content = TRY(file.read(told));
    if (const auto kept = content.secrets.find(name); kept != content.secrets.end()) {
        place = file_place({});
        return std::optional<SecretText>(std::move(kept->second));
    }
    if (!content.in_keyring.contains(name)) return std::optional<SecretText>();
    auto found = keyring.find({content.profile, name});
    if (!found && found.error().code == Errc::unavailable)
        return fail(Errc::unavailable,
                    "\"{}\" is in the desktop's keyring, which is not there now: {}; log in to the desktop, or enter it again",
                    name, found.error().message);
    if (found) place = keyring_place();
    return found;
}

Result<void> Secrets::Vault::remove(const std::string& name) {
    TRY(check_name(name));
    auto content = TRY(file.read(told));
    const bool listed = content.in_keyring.erase(name) > 0, kept = content.secrets.erase(name) > 0;
    if (listed) {
        if (const auto removed = keyring.remove({content.profile, name}); !removed) {
            if (removed.error().code != Errc::unavailable) return removed;
            return fail(
                Errc::unavailable,
                "\"{}\" is in the desktop's keyring, which is not there now: {}; log in to the desktop and remove it then", name,
                removed.error().message);
        }
    }
    if (listed || kept) TRY(file.write(content));
    return {};
}

template <class T> struct Secrets::Outcome {
    Result<T> result;
    std::vector<std::string> told;
    std::optional<Place> place;
};

Secrets::Secrets(std::filesystem::path folder, Post post, Options options)
    : vault_(std::make_shared<Vault>(std::move(folder), options.keyring)), options_(std::move(options)),
      thread_(std::move(post), "asista-secrets") {}

Secrets::~Secrets() { vault_->keyring.stop(); }

template <class T, class Work> void Secrets::run(Work work, std::function<void(Result<T>)> done) {
    thread_.run(
        [vault = vault_, work = std::move(work)]() -> Outcome<T> {
            auto result = work(*vault);
            return {std::move(result), std::exchange(vault->told, {}), vault->place};
        },
        [this, alive = std::weak_ptr<bool>(alive_), done = std::move(done)](Outcome<T> outcome) {
            if (alive.expired()) return;
            place_ = std::move(outcome.place);
            if (options_.told)
                for (auto& each : outcome.told) options_.told(std::move(each));
            // Last: it may be the end of this object.
            if (done) done(std::move(outcome.result));
        });
}

void Secrets::save(std::string name, SecretText secret, std::function<void(Result<Place>)> done) {
    // The thread's jobs are copied, secrets are not.
    const auto shared = std::make_shared<SecretText>(std::move(secret));
    run<Place>([name = std::move(name), shared](Vault& vault) { return vault.save(name, *shared); }, std::move(done));
}

void Secrets::load(std::string name, std::function<void(Result<std::optional<SecretText>>)> done) {
    run<std::optional<SecretText>>([name = std::move(name)](Vault& vault) { return vault.load(name); }, std::move(done));
}

void Secrets::remove(std::string name, std::function<void(Result<void>)> done) {
    run<void>([name = std::move(name)](Vault& vault) { return vault.remove(name); }, std::move(done));
}

} // namespace asista::services
