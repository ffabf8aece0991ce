#include "services/sealing.hpp"

#include "services/backups.hpp"
#include "services/secrets/secret_file.hpp"
#include "store/copy.hpp"
#include "store/database.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace asista::services {
namespace fs = std::filesystem;

std::optional<store::SealHeader> Sealing::asked_for() const {
    if (auto sealed = store::read_seal(database_)) return *sealed;
    if (auto wished = store::read_seal(seal_wish())) return *wished;
    return std::nullopt;
}

std::vector<fs::path> Sealing::backup_files() const {
    std::vector<fs::path> files;
    const auto listed = Backups(database_, backups_).list();
    if (listed)
        for (const auto& each : *listed) files.push_back(backups_ / each.name);
    return files;
}

// A mark that a killed client left beside a database that is plain already means nothing any more.
bool Sealing::wants_unseal() const {
    std::error_code none;
    return fs::exists(unseal_wish(), none) && store::is_sealed(database_);
}

std::string Sealing::work_ahead() const {
    std::error_code none;
    if (wants_unseal()) return "Ending the encryption of your data";
    return fs::exists(seal_wish(), none) ? "Encrypting your data" : "";
}

// Into a copy beside it, checked, which then takes its place: the file is one or the other at any moment.
Result<void> Sealing::convert(const fs::path& file) const {
    const auto half = fs::path(file.string() + ".part");
    const std::atomic<bool> never = false;
    std::error_code ignored;
    fs::remove(half, ignored); // of a client that was killed
    TRY(store::copy_database(file, half, never, store::Source::copy));
    if (std::rename(half.c_str(), file.c_str()) != 0) {
        auto error = fail_errno(fmt::format("move {} to {}", half.string(), file.string()));
        fs::remove(half, ignored);
        return error;
    }
    return {};
}

// What is only in the log so far goes into the database, and the log away: beside another database it would be taken for its own.
Result<void> Sealing::fold_log() const {
    std::error_code none;
    if (!fs::exists(database_.string() + "-wal", none)) return {};
    {
        auto db = TRY(store::Database::open(database_));
        if (!db.notice().empty()) return fail(Errc::io, "{}", db.notice());
        TRY(db.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    }
    const auto left = fs::file_size(database_.string() + "-wal", none);
    if (!none && left > 0)
        return fail(Errc::busy, "another program is using {}; close it and start Asista again", database_.string());
    return {};
}

Result<void> Sealing::convert_database(bool seal) const {
    std::error_code none;
    if (!fs::exists(database_, none) || store::is_sealed(database_) == seal) return {};
    TRY(fold_log());
    return convert(database_);
}

std::vector<std::string> Sealing::convert_backups(bool seal) const {
    std::vector<std::string> left;
    for (const auto& file : backup_files()) {
        if (store::is_sealed(file) == seal) continue;
        if (const auto done = convert(file); !done)
            left.push_back(fmt::format("{} ({})", file.filename().string(), done.error().message));
    }
    return left;
}

// The database is what tells a later start that somebody has to be asked: encrypted first, and decrypted last.
Result<std::vector<std::string>> Sealing::unlock(std::shared_ptr<const store::SealKey> key) const {
    std::error_code none;
    const bool unseal = wants_unseal(), seal = !unseal && fs::exists(seal_wish(), none);
    TRY(store::use_seal(key, unseal ? store::NewDatabases::plain : store::NewDatabases::sealed));
    std::vector<std::string> left;
    if (!seal && !unseal) return left;
    // A restore that was prepared comes first: it replaces the file.
    TRY(Backups::finish_restore(database_));
    if (seal) TRY(convert_database(true));
    left = convert_backups(seal);
    for (auto& each : TRY(SecretFile(database_.parent_path()).convert(seal))) left.push_back(std::move(each));
    if (unseal) TRY(convert_database(false));
    fs::remove(seal ? seal_wish() : unseal_wish(), none);
    if (unseal) TRY(store::use_seal(nullptr, store::NewDatabases::plain));
    return left;
}

void Sealing::change_others(const store::SealKey& key) const {
    SecretFile(database_.parent_path()).change_seals(key);
    for (const auto& file : backup_files()) static_cast<void>(store::replace_seal(file, key).has_value());
}

} // namespace asista::services
