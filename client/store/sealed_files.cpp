// SQLite's file layer (https://www.sqlite.org/vfs.html) for sealed databases: stands between SQLite and the system's own, encrypts what is
// written and decrypts what is read. Files that are not sealed go straight to the system's. See store/seal.hpp.
#include "store/database_state.hpp"
#include "store/seal.hpp"
#include "store/sealed_blocks.hpp"
#include "store/sodium_library.hpp"
#include "store/sqlite_error.hpp"

#include <sqlite3.h>

#include <array>
#include <cstring>
#include <mutex>
#include <new>
#include <span>
#include <vector>

namespace asista::store {
namespace {

struct Active {
    std::shared_ptr<const SealKey> key;
    NewDatabases new_ones = NewDatabases::plain;
};
std::mutex active_mutex;
Active active_seal; // guarded by it

Active active() {
    const std::lock_guard lock(active_mutex);
    return active_seal;
}

sqlite3_vfs* system_files = nullptr; // set once, before ours is registered
const SodiumLibrary* lib = nullptr;  // there when there is a key

constexpr std::size_t largest = BlockLayout::page + BlockLayout::added;
using Block = std::array<unsigned char, largest>;

struct SealedFile {
    sqlite3_file base;
    BlockLayout layout;
    std::shared_ptr<const SealKey> key;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
static_assert(alignof(SealedFile) <= 16 && sizeof(SealedFile) % alignof(std::max_align_t) == 0);

SealedFile& sealed(sqlite3_file* file) { return *reinterpret_cast<SealedFile*>(file); }

// A block belongs to its place: bound to it as what is authenticated beside it.
struct Place {
    std::array<unsigned char, 9> bytes;
    Place(BlockLayout::Kind kind, std::int64_t index) {
        bytes[0] = static_cast<unsigned char>(kind);
        for (std::size_t i = 0; i < 8; ++i)
            bytes[i + 1] = static_cast<unsigned char>(static_cast<std::uint64_t>(index) >> (8 * i));
    }
};

// ---- one block --------------------------------------------------------------------------------------------------------------------

// SQLITE_OK with how much of the block there is (0 behind the end; the whole of it, as zeros, where nothing was ever written);
// SQLITE_CORRUPT when the bytes are not what was written there.
int read_block(SealedFile& file, const BlockPlace& place, unsigned char* plain, std::int64_t& there) {
    Block stored;
    there = place.bytes;
    auto* const real = file.real();
    int code = real->pMethods->xRead(real, stored.data(), static_cast<int>(place.bytes + BlockLayout::added), place.at);
    if (code == SQLITE_IOERR_SHORT_READ) { // the last block, or behind it
        sqlite3_int64 size = 0;
        if (code = real->pMethods->xFileSize(real, &size); code != SQLITE_OK) return code;
        there = std::clamp<std::int64_t>(size - place.at - BlockLayout::added, 0, place.bytes);
        if (there == 0) return SQLITE_OK;
    }
    if (code != SQLITE_OK) return code;
    const unsigned char* const nonce = stored.data() + there;
    if (std::all_of(stored.begin(), stored.begin() + there + BlockLayout::added, [](unsigned char byte) { return byte == 0; })) {
        std::memset(plain, 0, static_cast<std::size_t>(there)); // a hole
        return SQLITE_OK;
    }
    const Place bound(file.layout.kind(), place.index);
    const int opened =
        lib->decrypt_detached(plain, nullptr, stored.data(), static_cast<unsigned long long>(there), nonce + BlockLayout::nonce,
                              bound.bytes.data(), bound.bytes.size(), nonce, file.key->bytes().data());
    return opened == 0 ? SQLITE_OK : SQLITE_CORRUPT;
}

int write_block(SealedFile& file, const BlockPlace& place, const unsigned char* plain, std::int64_t bytes) {
    Block stored;
    unsigned char* const nonce = stored.data() + bytes;
    lib->randombytes_buf(nonce, BlockLayout::nonce);
    const Place bound(file.layout.kind(), place.index);
    lib->encrypt_detached(stored.data(), nonce + BlockLayout::nonce, nullptr, plain, static_cast<unsigned long long>(bytes),
                          bound.bytes.data(), bound.bytes.size(), nullptr, nonce, file.key->bytes().data());
    return file.real()->pMethods->xWrite(file.real(), stored.data(), static_cast<int>(bytes + BlockLayout::added), place.at);
}

// ---- SQLite's calls on a file -----------------------------------------------------------------------------------------------------

int size_of(SealedFile& file, std::int64_t& size) {
    sqlite3_int64 bytes = 0;
    const int code = file.real()->pMethods->xFileSize(file.real(), &bytes);
    size = file.layout.size_of(bytes);
    return code;
}

int close_file(sqlite3_file* base) {
    auto& file = sealed(base);
    const int code = file.real()->pMethods->xClose(file.real());
    file.key.~shared_ptr();
    return code;
}

// Recovery of a log reads each frame with its header and stops at the first that is not whole, which a write that the power ended may have
// left: zeros are what such a frame is. A page asked for by itself was there before, so there it is damage.
bool is_recovery(const SealedFile& file, const BlockPlace& first, int amount) {
    return file.layout.kind() == BlockLayout::Kind::log && (first.index % 2 == 1 || first.index == 0) && amount >= first.bytes;
}

int read_file(sqlite3_file* base, void* to, int amount, sqlite3_int64 offset) {
    auto& file = sealed(base);
    auto* out = static_cast<unsigned char*>(to);
    const bool lenient = is_recovery(file, file.layout.at(offset), amount);
    Block plain;
    for (std::int64_t at = offset, left = amount; left > 0;) {
        const auto place = file.layout.at(at);
        const auto skip = at - place.offset;
        const auto part = std::min(left, place.bytes - skip);
        const bool whole = part == place.bytes;
        std::int64_t there = 0;
        const int code = read_block(file, place, whole ? out : plain.data(), there);
        if (code == SQLITE_CORRUPT && lenient) {
            std::memset(to, 0, static_cast<std::size_t>(amount));
            return SQLITE_OK;
        }
        if (code != SQLITE_OK) return code;
        const auto had = std::clamp<std::int64_t>(there - skip, 0, part);
        if (!whole) std::memcpy(out, plain.data() + skip, static_cast<std::size_t>(had));
        if (had < part) { // behind the end SQLite wants zeros
            std::memset(out + had, 0, static_cast<std::size_t>(left - had));
            return SQLITE_IOERR_SHORT_READ;
        }
        out += part, at += part, left -= part;
    }
    return SQLITE_OK;
}

// The last block of the file, when it is not whole: what is written behind it moves nothing, so it has to be made whole first.
int fill_last_block(SealedFile& file, std::int64_t size) {
    const auto last = file.layout.at(size);
    if (size == last.offset) return SQLITE_OK;
    Block plain{};
    std::int64_t there = 0;
    const int code = read_block(file, last, plain.data(), there);
    if (code != SQLITE_OK) return code;
    std::memset(plain.data() + there, 0, static_cast<std::size_t>(last.bytes - there));
    return write_block(file, last, plain.data(), last.bytes);
}

int write_file(sqlite3_file* base, const void* from, int amount, sqlite3_int64 offset) {
    auto& file = sealed(base);
    const auto* in = static_cast<const unsigned char*>(from);
    std::int64_t size = 0;
    if (const int code = size_of(file, size); code != SQLITE_OK) return code;
    if (offset > size && file.layout.at(offset).index != file.layout.at(size).index)
        if (const int code = fill_last_block(file, size); code != SQLITE_OK) return code;
    for (std::int64_t at = offset, left = amount; left > 0;) {
        const auto place = file.layout.at(at);
        const auto skip = at - place.offset;
        const auto part = std::min(left, place.bytes - skip);
        int code = SQLITE_OK;
        if (part == place.bytes) {
            code = write_block(file, place, in, part);
        } else {
            Block plain{};
            std::int64_t there = 0;
            code = read_block(file, place, plain.data(), there);
            if (code == SQLITE_OK) {
                if (there < skip) std::memset(plain.data() + there, 0, static_cast<std::size_t>(skip - there));
                std::memcpy(plain.data() + skip, in, static_cast<std::size_t>(part));
                code = write_block(file, place, plain.data(), std::max(there, skip + part));
            }
        }
        if (code != SQLITE_OK) return code;
        in += part, at += part, left -= part;
    }
    return SQLITE_OK;
}

int truncate_file(sqlite3_file* base, sqlite3_int64 size) {
    auto& file = sealed(base);
    const auto place = file.layout.at(size);
    const auto kept = size - place.offset;
    if (kept > 0) { // what stays of a block is a block of its own
        Block plain{};
        std::int64_t there = 0;
        if (const int code = read_block(file, place, plain.data(), there); code != SQLITE_OK) return code;
        if (there <= kept) return SQLITE_OK;
        if (const int code = write_block(file, place, plain.data(), kept); code != SQLITE_OK) return code;
        return file.real()->pMethods->xTruncate(file.real(), place.at + kept + BlockLayout::added);
    }
    return file.real()->pMethods->xTruncate(file.real(), place.at);
}

int file_size(sqlite3_file* base, sqlite3_int64* size) {
    std::int64_t bytes = 0;
    const int code = size_of(sealed(base), bytes);
    *size = bytes;
    return code;
}

int control_file(sqlite3_file* base, int what, void* with) {
    // Sizes of the file as SQLite sees it, which are not those on the disk; and memory mappings, which would show what is encrypted.
    if (what == SQLITE_FCNTL_SIZE_HINT || what == SQLITE_FCNTL_CHUNK_SIZE || what == SQLITE_FCNTL_MMAP_SIZE)
        return SQLITE_NOTFOUND;
    return sealed(base).real()->pMethods->xFileControl(sealed(base).real(), what, with);
}

int device_of(sqlite3_file* base) {
    // A page does not lie on sectors of its own any more, so no write of one is atomic. What lies beside a write stays safe, as before.
    constexpr int kept = SQLITE_IOCAP_POWERSAFE_OVERWRITE | SQLITE_IOCAP_SEQUENTIAL | SQLITE_IOCAP_UNDELETABLE_WHEN_OPEN;
    return sealed(base).real()->pMethods->xDeviceCharacteristics(sealed(base).real()) & kept;
}

// Calls that are the same for both.
template <auto Method, class... Args> int pass_on(sqlite3_file* base, Args... args) {
    auto* const real = sealed(base).real();
    return (real->pMethods->*Method)(real, args...);
}
using Methods = sqlite3_io_methods;
void shm_barrier(sqlite3_file* base) { sealed(base).real()->pMethods->xShmBarrier(sealed(base).real()); }

const sqlite3_io_methods methods{
    .iVersion = 2, // without memory mappings
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = pass_on<&Methods::xSync, int>,
    .xFileSize = file_size,
    .xLock = pass_on<&Methods::xLock, int>,
    .xUnlock = pass_on<&Methods::xUnlock, int>,
    .xCheckReservedLock = pass_on<&Methods::xCheckReservedLock, int*>,
    .xFileControl = control_file,
    .xSectorSize = pass_on<&Methods::xSectorSize>,
    .xDeviceCharacteristics = device_of,
    .xShmMap = pass_on<&Methods::xShmMap, int, int, int, volatile void**>,
    .xShmLock = pass_on<&Methods::xShmLock, int, int, int>,
    .xShmBarrier = shm_barrier,
    .xShmUnmap = pass_on<&Methods::xShmUnmap, int>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// ---- opening ----------------------------------------------------------------------------------------------------------------------

enum class Fate { plain, sealed, begins_sealed, no_key };

// Opened by SQLite's own layer: whoever closes a file otherwise takes this process's locks on it away from every connection.
struct Seen {
    bool sealed = false, blank = true;
    SealHeader header{};
};
Seen look_at(const char* database) {
    Seen seen;
    std::vector<std::max_align_t> room(static_cast<std::size_t>(system_files->szOsFile) / sizeof(std::max_align_t) + 1);
    auto* const file = reinterpret_cast<sqlite3_file*>(room.data());
    const int code = system_files->xOpen(system_files, database, file, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, nullptr);
    if (code == SQLITE_OK) {
        sqlite3_int64 bytes = 0;
        const int length = static_cast<int>(seen.header.size());
        const int got = file->pMethods->xRead(file, seen.header.data(), length, 0); // zeros behind the end
        seen.sealed = (got == SQLITE_OK || got == SQLITE_IOERR_SHORT_READ) && is_seal(seen.header);
        seen.blank = file->pMethods->xFileSize(file, &bytes) == SQLITE_OK && bytes == 0;
    }
    if (file->pMethods != nullptr) file->pMethods->xClose(file);
    return seen;
}

Fate fate_of(const char* name, int flags, const Active& seal) {
    constexpr int of_no_database =
        SQLITE_OPEN_TEMP_DB | SQLITE_OPEN_TRANSIENT_DB | SQLITE_OPEN_TEMP_JOURNAL | SQLITE_OPEN_SUBJOURNAL;
    if (name == nullptr || (flags & of_no_database) != 0) return seal.key ? Fate::sealed : Fate::plain;
    const bool beside = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    if (!beside && (flags & SQLITE_OPEN_MAIN_DB) == 0) return Fate::plain; // names of files alone
    const auto seen = look_at(beside ? sqlite3_filename_database(name) : name);
    if (seen.sealed) return seal.key && seal.key->opens(seen.header) ? Fate::sealed : Fate::no_key;
    const bool begins = seen.blank && !beside && (flags & SQLITE_OPEN_CREATE) != 0;
    return begins && seal.key && seal.new_ones == NewDatabases::sealed ? Fate::begins_sealed : Fate::plain;
}

BlockLayout::Kind kind_of(const char* name, int flags) {
    if (name != nullptr && (flags & SQLITE_OPEN_MAIN_DB) != 0) return BlockLayout::Kind::database;
    if (name != nullptr && (flags & SQLITE_OPEN_WAL) != 0) return BlockLayout::Kind::log;
    return BlockLayout::Kind::stream;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* base, int flags, int* out_flags) {
    base->pMethods = nullptr; // nothing to be closed
    auto seal = active();
    const Fate fate = fate_of(name, flags, seal);
    if (fate == Fate::plain) return system_files->xOpen(system_files, name, base, flags, out_flags);
    if (fate == Fate::no_key) return SQLITE_AUTH_USER;
    auto& file = sealed(base);
    if (const int code = system_files->xOpen(system_files, name, file.real(), flags, out_flags); code != SQLITE_OK) {
        if (file.real()->pMethods != nullptr) file.real()->pMethods->xClose(file.real());
        return code;
    }
    new (&file.layout) BlockLayout(kind_of(name, flags));
    new (&file.key) std::shared_ptr<const SealKey>(std::move(seal.key));
    base->pMethods = &methods;
    if (fate == Fate::begins_sealed) {
        const auto& header = file.key->header();
        const int code = file.real()->pMethods->xWrite(file.real(), header.data(), static_cast<int>(header.size()), 0);
        if (code != SQLITE_OK) {
            close_file(base);
            base->pMethods = nullptr;
            return code;
        }
    }
    return SQLITE_OK;
}

} // namespace

Result<void> watch_for_sealed_files() {
    static const int registered = [] {
        system_files = sqlite3_vfs_find(nullptr);
        static sqlite3_vfs ours = *system_files; // everything but opening is the system's
        ours.zName = "asista";
        ours.szOsFile = static_cast<int>(sizeof(SealedFile)) + system_files->szOsFile;
        ours.xOpen = open_file;
        ours.pNext = nullptr;
        return sqlite3_vfs_register(&ours, 1);
    }();
    if (registered != SQLITE_OK) return fail(Errc::internal, "SQLite takes no file layer: {}", sqlite3_errstr(registered));
    return {};
}

Result<void> use_seal(std::shared_ptr<const SealKey> key, NewDatabases new_ones) {
    TRY(watch_for_sealed_files());
    const std::lock_guard lock(active_mutex);
    if (key) lib = TRY(sodium());
    active_seal = {std::move(key), new_ones};
    return {};
}

std::shared_ptr<const SealKey> used_seal() { return active().key; }

bool is_sealed(sqlite3* connection) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file != nullptr && file->pMethods == &methods;
}

Result<void> Database::replace_seal(const SealKey& key) {
    sqlite3_file* base = nullptr;
    sqlite3_file_control(state_->db, "main", SQLITE_FCNTL_FILE_POINTER, &base);
    if (base == nullptr || base->pMethods != &methods || !sealed(base).key->opens(key.header()))
        return fail(Errc::invalid, "{} is not encrypted with that key", state_->file.string());
    auto* const real = sealed(base).real();
    const int code = real->pMethods->xWrite(real, key.header().data(), static_cast<int>(seal_sector_bytes), 0);
    if (code != SQLITE_OK) return sqlite_failure(state_->db, code, "change the passphrase");
    if (const int synced = real->pMethods->xSync(real, SQLITE_SYNC_FULL); synced != SQLITE_OK)
        return sqlite_failure(state_->db, synced, "change the passphrase");
    return {};
}

} // namespace asista::store
