// A profile's passphrase: databases that nobody can read, or change unnoticed, without it.
//
// A random key encrypts the pages (sealed_files.hpp). The passphrase encrypts that key, so that another passphrase means writing some bytes
// anew and not the whole file. Both ways are libsodium's: Argon2id for the passphrase, XChaCha20-Poly1305 for key and pages
// (https://doc.libsodium.org/password_hashing, https://doc.libsodium.org/secret-key_cryptography/aead). The encrypted key stands in the
// header of each file, so a file and its passphrase are all it takes. Without the passphrase nobody opens it, its owner included.
//
// What it keeps safe: what is in the file, against whoever gets hold of the disk, a backup or the folder. What it does not: against programs
// of the same person while the client runs, and against old versions of the whole file or single pages being put back.
#pragma once

#include "wire/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace asista::store {

inline constexpr std::size_t seal_header_bytes = 4096;
inline constexpr std::size_t shortest_passphrase = 8, longest_passphrase = 1024; // bytes

// The work of one guess. `usual`: libsodium's MODERATE, about a second and 256 MB. `least` is for tests alone.
enum class SealEffort { usual, least };

// What of a header is not zero lies in one sector of the disk, which is written as a whole or not at all.
inline constexpr std::size_t seal_sector_bytes = 512;
using SealHeader = std::array<std::byte, seal_header_bytes>; // as it begins a sealed file

class SealKey {
  public:
    // A new random key, and the header that gives it to whoever knows the passphrase. Errc::invalid when that is too short or too long,
    // Errc::unavailable without libsodium, Errc::over_limit when there is no memory for the work.
    static Result<std::shared_ptr<const SealKey>> make(std::string_view passphrase, SealEffort effort = SealEffort::usual);
    // The key of a header. Errc::denied when the passphrase is another; Errc::invalid when the header is none of ours or damaged.
    static Result<std::shared_ptr<const SealKey>> open(const SealHeader& header, std::string_view passphrase);
    // The same key for another passphrase.
    Result<std::shared_ptr<const SealKey>> with_passphrase(std::string_view passphrase,
                                                           SealEffort effort = SealEffort::usual) const;

    const SealHeader& header() const { return header_; }
    std::span<const unsigned char, 32> bytes() const { return std::span<const unsigned char, 32>(bytes_.get(), 32); }
    // Whether the file of `other` has pages of this key.
    bool opens(const SealHeader& other) const;

  private:
    using Bytes = std::unique_ptr<unsigned char, void (*)(void*)>; // kept out of swap and core dumps, zeroed when freed
    SealKey(Bytes bytes, const SealHeader& header) : bytes_(std::move(bytes)), header_(header) {}
    static Result<std::shared_ptr<const SealKey>> seal(Bytes key, std::span<const std::byte> id, std::string_view passphrase,
                                                       SealEffort effort);
    Bytes bytes_;
    SealHeader header_;
};

// Whether a file that begins like this is sealed.
bool is_seal(const SealHeader& header);
// The header of a sealed file. Errc::not_found: the file is not there, or not sealed. Only for files that this process has no connection to:
// closing a file takes the locks of all of them away (https://www.sqlite.org/howtocorrupt.html, 2.2).
Result<SealHeader> read_seal(const std::filesystem::path& file);
bool is_sealed(const std::filesystem::path& file);
// Gives a sealed file the header of the same key for another passphrase; on the disk when it returns. Killed within, the file has one of both.
Result<void> replace_seal(const std::filesystem::path& file, const SealKey& key);

// From now on this process reads and writes databases sealed with `key` like any other, whichever connection opens them, and what it makes
// anew is sealed with it too (`new_ones`), or not. Null: no key. For the program's start, before there are connections.
enum class NewDatabases { sealed, plain };
Result<void> use_seal(std::shared_ptr<const SealKey> key, NewDatabases new_ones = NewDatabases::sealed);
// What use_seal() was given last; null: none. [any]
std::shared_ptr<const SealKey> used_seal();

} // namespace asista::store
