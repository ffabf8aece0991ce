// PROFILE/secrets.json: what the keyring holds of this profile, and the secrets themselves where there is no keyring. Only the person can read
// it; with a passphrase it is encrypted with the profile's key (store/sealed_content.hpp).
//
//   {"version": 1, "profile": "9f0c...", "folder": PROFILE, "keyring": ["name"], "secrets": {"name": "secret"}}
//
// A name may stand in both: the file then has what was saved last.
#pragma once

#include "services/secrets/secret_text.hpp"
#include "store/seal.hpp"
#include "wire/result.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services {

inline constexpr std::size_t most_secret_file_bytes = std::size_t{4} << 20;

struct SecretContent {
    std::string profile; // the profile's name in the keyring, random; "" until something is there
    std::set<std::string, std::less<>> in_keyring;
    std::map<std::string, SecretText, std::less<>> secrets;
};

// One at a time for a profile. Functions wait for the disk.
class SecretFile {
  public:
    explicit SecretFile(std::filesystem::path folder) : folder_(std::move(folder)) {}
    const std::filesystem::path& folder() const { return folder_; }
    std::filesystem::path path() const { return folder_ / "secrets.json"; }

    // Empty when there is none. What had to be done about the file, or is worth knowing, is added to `told`, in sentences: it is set aside when
    // it is damaged, made unreadable for others, encrypted when a profile with a passphrase has it plain. Errc::denied: it is a link or somebody
    // else's, or encrypted without a passphrase in use.
    Result<SecretContent> read(std::vector<std::string>& told) const;
    // By rename, on the disk when it returns; encrypted when the profile has a passphrase. Errc::over_limit: the disk is full.
    Result<void> write(const SecretContent& content) const;

    // For Sealing (services/sealing.hpp): turns the file and those that were set aside, with the key in use. Returns those that stay as they
    // are, each with why. An error where decrypting would lose one.
    Result<std::vector<std::string>> convert(bool seal) const;
    // The passphrase was changed; as far as they can be written.
    void change_seals(const store::SealKey& key) const;

  private:
    Result<std::optional<std::string>> bytes_of(const std::filesystem::path& file, std::vector<std::string>& told) const;
    Result<void> put(const std::filesystem::path& file, std::string_view bytes) const;
    Result<void> put_sealed_as_profile(std::string_view text) const;
    Result<std::filesystem::path> set_aside() const;
    std::vector<std::filesystem::path> files() const;

    std::filesystem::path folder_;
};

} // namespace asista::services
