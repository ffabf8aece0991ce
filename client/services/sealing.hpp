// Encrypting a profile, and ending that: the database, every backup of it and the file of secrets, one after the other, before anything is opened.
//
// What is wished for stands beside the database and is found by the next start, so that a kill at any point leaves each file as it was or
// done, and the next start goes on.
//
//   asista.db.seal       the header of a key that the database is to be sealed with (store/seal.hpp)
//   asista.db.unseal     it is to be plain again
#pragma once

#include "store/seal.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::services {

class Sealing {
  public:
    Sealing(std::filesystem::path database, std::filesystem::path backups)
        : database_(std::move(database)), backups_(std::move(backups)) {}

    // Before the database is opened: the header that the passphrase is asked for; none where nobody has to be asked.
    std::optional<store::SealHeader> asked_for() const;
    // What is still to be encrypted or decrypted, in words for who waits: "Encrypting your data"; "" when there is nothing to do.
    std::string work_ahead() const;
    // Takes the key into use and does that work. Returns the names of files that stay as they are, each with why. After an error the
    // files are whole, and the next start tries again.
    Result<std::vector<std::string>> unlock(std::shared_ptr<const store::SealKey> key) const;

    // What the next start does.
    std::filesystem::path seal_wish() const { return with(".seal"); }     // holds a header
    std::filesystem::path unseal_wish() const { return with(".unseal"); } // empty
    // The open profile's passphrase was changed: so is that of its backups and its file of secrets, as far as they can be written.
    void change_others(const store::SealKey& key) const;

  private:
    std::filesystem::path with(const char* ending) const { return database_.string() + ending; }
    std::vector<std::filesystem::path> backup_files() const;
    bool wants_unseal() const;
    Result<void> convert_database(bool seal) const;
    std::vector<std::string> convert_backups(bool seal) const; // what stays as it is, and why
    Result<void> convert(const std::filesystem::path& file) const;
    Result<void> fold_log() const;

    std::filesystem::path database_, backups_;
};

} // namespace asista::services
