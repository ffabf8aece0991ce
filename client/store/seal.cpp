#include "store/seal.hpp"

#include "store/sodium_library.hpp"
#include "wire/os.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace asista::store {
namespace {

// The header, little-endian: magic, the key's name, then how the passphrase opens the key. The rest is zero.
constexpr std::string_view magic = "Asista sealed 1\n";
constexpr std::size_t id_at = 16, id_bytes = 16;
constexpr std::size_t passes_at = 32, memory_at = 40, salt_at = 48, nonce_at = 64, key_at = 88;
constexpr std::size_t key_bytes = 32, tag_bytes = 16, used_bytes = key_at + key_bytes + tag_bytes;
static_assert(crypto_pwhash_SALTBYTES == nonce_at - salt_at);
static_assert(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES == key_at - nonce_at);
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == key_bytes && crypto_aead_xchacha20poly1305_ietf_ABYTES == tag_bytes);
// A header from elsewhere may ask for the memory of the machine.
constexpr std::uint64_t most_passes = 16, most_memory = 1024ULL << 20;

using Secret = std::unique_ptr<unsigned char, void (*)(void*)>;

Result<Secret> secret(const SodiumLibrary& lib) {
    Secret bytes(static_cast<unsigned char*>(lib.malloc(key_bytes)), lib.free);
    if (!bytes) return fail(Errc::over_limit, "there is no memory for a key; close other programs and try again");
    return bytes;
}

unsigned char* raw(std::byte* at) { return reinterpret_cast<unsigned char*>(at); }
const unsigned char* raw(const std::byte* at) { return reinterpret_cast<const unsigned char*>(at); }

void put(std::byte* at, std::uint64_t value) {
    for (int i = 0; i < 8; ++i) at[i] = static_cast<std::byte>(value >> (8 * i));
}
std::uint64_t get(const std::byte* at) {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value |= static_cast<std::uint64_t>(at[i]) << (8 * i);
    return value;
}

// What encrypts the key. The header says how it is made.
Result<Secret> key_of(const SodiumLibrary& lib, const SealHeader& header, std::string_view passphrase) {
    const std::uint64_t passes = get(&header[passes_at]), memory = get(&header[memory_at]);
    if (passes < crypto_pwhash_OPSLIMIT_MIN || passes > most_passes || memory < crypto_pwhash_MEMLIMIT_MIN ||
        memory > most_memory)
        return fail(Errc::invalid, "the header of the encrypted file is damaged; take its newest backup");
    auto key = TRY(secret(lib));
    if (lib.crypto_pwhash(key.get(), key_bytes, passphrase.data(), passphrase.size(), raw(&header[salt_at]), passes,
                          static_cast<std::size_t>(memory), crypto_pwhash_ALG_ARGON2ID13) != 0)
        return fail(Errc::over_limit,
                    "there are not {} MB of memory to check the passphrase with; close other programs and try again",
                    memory >> 20);
    return key;
}

Result<void> check_length(std::string_view passphrase) {
    if (passphrase.size() < shortest_passphrase)
        return fail(Errc::invalid, "the passphrase has less than {} characters; some words of your own are best",
                    shortest_passphrase);
    if (passphrase.size() > longest_passphrase)
        return fail(Errc::invalid, "the passphrase has more than {} bytes; choose a shorter one", longest_passphrase);
    return {};
}

} // namespace

Result<const SodiumLibrary*> sodium() {
    static const Result<SodiumLibrary> library = []() -> Result<SodiumLibrary> {
        auto opened = TRY(SodiumLibrary::open("libsodium.so.23", "libsodium23"));
        if (opened.init() < 0) return fail(Errc::unavailable, "libsodium does not work on this computer");
        return opened;
    }();
    if (!library) return fail(library.error());
    return &*library;
}

Result<std::shared_ptr<const SealKey>> SealKey::seal(Bytes key, std::span<const std::byte> id, std::string_view passphrase,
                                                     SealEffort effort) {
    TRY(check_length(passphrase));
    const auto& lib = *TRY(sodium());
    SealHeader header{};
    std::memcpy(header.data(), magic.data(), magic.size());
    std::ranges::copy(id, header.begin() + id_at);
    put(&header[passes_at], effort == SealEffort::usual ? crypto_pwhash_OPSLIMIT_MODERATE : crypto_pwhash_OPSLIMIT_MIN);
    put(&header[memory_at], effort == SealEffort::usual ? crypto_pwhash_MEMLIMIT_MODERATE : crypto_pwhash_MEMLIMIT_MIN);
    lib.randombytes_buf(&header[salt_at], nonce_at - salt_at);
    lib.randombytes_buf(&header[nonce_at], key_at - nonce_at);
    const auto lock = TRY(key_of(lib, header, passphrase));
    unsigned long long length = 0;
    // All that stands before the key belongs to it.
    lib.encrypt(raw(&header[key_at]), &length, key.get(), key_bytes, raw(header.data()), nonce_at, nullptr,
                raw(&header[nonce_at]), lock.get());
    return std::shared_ptr<const SealKey>(new SealKey(std::move(key), header));
}

Result<std::shared_ptr<const SealKey>> SealKey::make(std::string_view passphrase, SealEffort effort) {
    const auto& lib = *TRY(sodium());
    auto key = TRY(secret(lib));
    lib.randombytes_buf(key.get(), key_bytes);
    std::array<std::byte, id_bytes> id{};
    lib.randombytes_buf(id.data(), id.size());
    return seal(std::move(key), id, passphrase, effort);
}

Result<std::shared_ptr<const SealKey>> SealKey::open(const SealHeader& header, std::string_view passphrase) {
    if (!is_seal(header)) return fail(Errc::invalid, "the file is not encrypted by Asista");
    const auto& lib = *TRY(sodium());
    const auto lock = TRY(key_of(lib, header, passphrase.substr(0, longest_passphrase)));
    auto key = TRY(secret(lib));
    unsigned long long length = 0;
    if (lib.decrypt(key.get(), &length, nullptr, raw(&header[key_at]), key_bytes + tag_bytes, raw(header.data()), nonce_at,
                    raw(&header[nonce_at]), lock.get()) != 0)
        return fail(Errc::denied, "this is not the passphrase");
    return std::shared_ptr<const SealKey>(new SealKey(std::move(key), header));
}

Result<std::shared_ptr<const SealKey>> SealKey::with_passphrase(std::string_view passphrase, SealEffort effort) const {
    const auto& lib = *TRY(sodium());
    auto key = TRY(secret(lib));
    std::memcpy(key.get(), bytes_.get(), key_bytes);
    return seal(std::move(key), std::span(header_).subspan(id_at, id_bytes), passphrase, effort);
}

bool SealKey::opens(const SealHeader& other) const {
    return std::ranges::equal(std::span(header_).first(id_at + id_bytes), std::span(other).first(id_at + id_bytes));
}

// The magic alone makes it one of ours: a file cut short is damaged, and nothing to begin anew over.
bool is_seal(const SealHeader& header) { return std::memcmp(header.data(), magic.data(), magic.size()) == 0; }

Result<SealHeader> read_seal(const std::filesystem::path& file) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return fail_errno(fmt::format("open {}", file.string()));
    SealHeader header{};
    const auto got = ::pread(fd.get(), header.data(), header.size(), 0);
    if (got < 0) return fail_errno(fmt::format("read {}", file.string()));
    if (!is_seal(header)) return fail(Errc::not_found, "{} is not encrypted", file.string());
    return header;
}

bool is_sealed(const std::filesystem::path& file) { return read_seal(file).has_value(); }

Result<void> replace_seal(const std::filesystem::path& file, const SealKey& key) {
    const auto old = TRY(read_seal(file));
    if (!key.opens(old)) return fail(Errc::invalid, "{} is encrypted with another key", file.string());
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd) return fail_errno(fmt::format("open {}", file.string()));
    static_assert(used_bytes <= seal_sector_bytes);
    if (::pwrite(fd.get(), key.header().data(), seal_sector_bytes, 0) != static_cast<ssize_t>(seal_sector_bytes) ||
        ::fsync(fd.get()) != 0)
        return fail_errno(fmt::format("write {}", file.string()));
    return {};
}

} // namespace asista::store
