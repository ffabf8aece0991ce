// Objects, libraries and precompiled headers by what they were made of, so that a text that was built before is never built again. One
// folder, shared by all builders of a person, bounded in bytes; the least recently used goes first.
//
// A key stands for what is known before a compiler runs: the source's text, the flags, the compiler. Which headers it will read is known
// only afterwards, so a key leads to records: lists of headers with their content, and the product made of exactly those. A header that
// would now be found earlier on the include path than the one recorded is not noticed; removing the folder is always safe.
#pragma once

#include "builder/file_hashes.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::builder {

struct CachedProduct {
    std::filesystem::path file; // in the cache; stays for at least a minute from when it was found
    std::uint64_t identity = 0; // the same for the same inputs: what is made of this product is keyed by it
    FileNames inputs;           // what the compiler read
    FileNames needs;            // in the cache, too: it is incomplete without these
};

// What a product was made of: files, and the hash of what each of them held all the while it was made.
using MadeOf = std::vector<std::pair<std::uint64_t, std::string>>;

// [core]
class BuildCache {
  public:
    // Makes the folder. `hashes` outlives it. Errc::io, Errc::denied.
    static Result<std::unique_ptr<BuildCache>> open(std::filesystem::path folder, std::uint64_t most_bytes, FileHashes& hashes);

    // The product of this kind (".o", ".so", ".gch") whose recorded inputs are as they were.
    std::optional<CachedProduct> find(std::uint64_t key, std::string_view kind);
    // A name in the folder that nobody uses, for a tool to write to. Left there, it goes with the old ones.
    std::filesystem::path new_name(std::string_view kind);
    // What a tool read that has ended. `started_ns` is file_clock_ns() before it started: an input that may have changed since then makes it
    // Errc::busy. `needs`: products of this cache; without one of them what was made will not be found.
    Result<MadeOf> made_of(const FileNames& inputs, std::int64_t started_ns, const FileNames& needs = {});
    // Takes a finished file made under new_name() in.
    Result<CachedProduct> keep(std::uint64_t key, std::string_view kind, const std::filesystem::path& made, MadeOf of);

    // Removes the least recently used until what is left fits. find() and keep() call it when it may be needed.
    void trim();
    const std::filesystem::path& folder() const { return folder_; }
    bool is_product(const std::string& file) const; // by its name: it lies in the folder

  private:
    BuildCache(std::filesystem::path folder, std::uint64_t most_bytes, FileHashes& hashes)
        : folder_(std::move(folder)), most_bytes_(most_bytes), hashes_(hashes) {}
    struct Record;
    std::vector<Record> read_records(std::uint64_t key, std::string_view kind) const;
    std::filesystem::path record_file(std::uint64_t key, std::string_view kind) const;
    std::filesystem::path product_file(std::uint64_t identity, std::string_view kind) const;
    std::optional<std::uint64_t> hash_of_input(const std::string& file);
    std::optional<std::uint64_t> hash_since(const std::string& input, std::int64_t started_ns);
    void grew_by(std::uint64_t bytes);

    std::filesystem::path folder_;
    std::uint64_t most_bytes_, bytes_ = 0;
    FileHashes& hashes_;
};

} // namespace asista::builder
