#include "builder/build_cache.hpp"

#include "runtime/library_file.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t max_record_bytes = 16u << 20, most_records = 8;
constexpr std::int64_t in_use_ns = 60'000'000'000; // what was used so lately may be in use still
constexpr const char* record_kind = ".in";

void mark_used(const std::string& file) { ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0); }

std::optional<std::uint64_t> from_hex(std::string_view digits) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    if (error != std::errc() || end != digits.data() + digits.size() || digits.size() != 16) return std::nullopt;
    return value;
}
} // namespace

// A line "<identity>" and then "<hash> <path>" for each input.
struct BuildCache::Record {
    std::uint64_t identity = 0;
    MadeOf inputs;

    std::string text() const {
        std::string all = hex(identity) + "\n";
        for (const auto& [hash, path] : inputs) all += hex(hash) + " " + path + "\n";
        return all;
    }
    static std::uint64_t identity_of(std::uint64_t key, const MadeOf& inputs) {
        std::string all = hex(key);
        for (const auto& [hash, path] : inputs) all += hex(hash);
        return hash_of(all);
    }
};

Result<std::unique_ptr<BuildCache>> BuildCache::open(fs::path folder, std::uint64_t most_bytes, FileHashes& hashes) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(Errc::io, "the folder for built files, {}, cannot be made: {}", folder.string(), error.message());
    if (::access(folder.c_str(), W_OK) != 0) return fail_errno(fmt::format("write into {}", folder.string()));
    auto name = fs::absolute(folder).lexically_normal();
    if (!name.has_filename()) name = name.parent_path(); // "builds/": is_product() compares text
    std::unique_ptr<BuildCache> cache(new BuildCache(std::move(name), most_bytes, hashes));
    cache->trim();
    return cache;
}

fs::path BuildCache::record_file(std::uint64_t key, std::string_view kind) const {
    return folder_ / fmt::format("{}{}{}", hex(key), kind, record_kind);
}
fs::path BuildCache::product_file(std::uint64_t identity, std::string_view kind) const {
    return folder_ / fmt::format("{}{}", hex(identity), kind);
}

std::vector<BuildCache::Record> BuildCache::read_records(std::uint64_t key, std::string_view kind) const {
    std::vector<Record> records;
    const auto content = runtime::read_finished_file(record_file(key, kind), max_record_bytes);
    if (!content) return records;
    const std::string_view text(reinterpret_cast<const char*>(content->data()), content->size());
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const auto line = text.substr(at, end - at);
        at = end + 1;
        const auto hash = from_hex(line.substr(0, 16));
        if (!hash) break; // damaged; below
        if (line.size() == 16)
            records.push_back({*hash, {}});
        else if (!records.empty())
            records.back().inputs.emplace_back(*hash, line.substr(17));
    }
    // What is cut short, as after a power cut, is as if it were not there: one that lacks an input would be found when that has changed.
    std::erase_if(records, [key](const Record& one) { return one.identity != Record::identity_of(key, one.inputs); });
    return records;
}

std::optional<CachedProduct> BuildCache::find(std::uint64_t key, std::string_view kind) {
    for (const auto& record : read_records(key, kind)) {
        const bool same = std::all_of(record.inputs.begin(), record.inputs.end(),
                                      [&](const auto& one) { return hash_of_input(one.second) == one.first; });
        if (!same) continue;
        CachedProduct product{product_file(record.identity, kind), record.identity, {}, {}};
        if (!stamp_of(product.file)) continue;
        for (const auto& [hash, path] : record.inputs) (is_product(path) ? product.needs : product.inputs).push_back(path);
        for (const auto& need : product.needs) mark_used(need);
        mark_used(product.file);
        mark_used(record_file(key, kind));
        return product;
    }
    return std::nullopt;
}

bool BuildCache::is_product(const std::string& file) const {
    const auto& folder = folder_.native();
    return file.size() > folder.size() + 1 && file.starts_with(folder) && file[folder.size()] == '/' &&
           file.find('/', folder.size() + 1) == file.npos;
}

// A product is of what its name says, and is only marked as used; reading megabytes of it each time would cost more than it is worth.
std::optional<std::uint64_t> BuildCache::hash_of_input(const std::string& file) {
    if (!is_product(file)) return hashes_.of(file);
    return stamp_of(file) ? std::optional(hash_of(std::string_view(file).substr(folder_.native().size() + 1))) : std::nullopt;
}

fs::path BuildCache::new_name(std::string_view kind) {
    // Of the process: several builders share the folder, and the clock stands still for milliseconds.
    static std::atomic<std::uint64_t> next_name;
    return folder_ / fmt::format("new-{}-{}-{:x}{}", ::getpid(), next_name++, file_clock_ns(), kind);
}

// Either it was last changed before the tool started, or it was read before that and still holds the same.
std::optional<std::uint64_t> BuildCache::hash_since(const std::string& input, std::int64_t started_ns) {
    const auto stamp = stamp_of(input);
    if (!stamp) return std::nullopt;
    if (stamp->changed_ns < started_ns) return hashes_.of(input, *stamp);
    const auto* const known = hashes_.known(input);
    const auto hash_before = known && known->read_ns <= started_ns ? known->hash : 0;
    const auto hash_now = hashes_.fresh(input); // in any case: the next try knows it
    return hash_now == hash_before ? hash_now : std::nullopt;
}

Result<MadeOf> BuildCache::made_of(const FileNames& inputs, std::int64_t started_ns, const FileNames& needs) {
    MadeOf all;
    all.reserve(inputs.size() + needs.size());
    for (const auto& input : inputs) {
        if (is_product(input)) continue; // a precompiled header; what it was made of is among the inputs
        const auto hash = hash_since(input, started_ns);
        if (!hash) return fail(Errc::busy, "{} changed while it was compiled", input);
        all.emplace_back(*hash, input);
    }
    for (const auto& need : needs) {
        const auto hash = hash_of_input(need);
        if (!hash) return fail(Errc::busy, "{} is gone", need);
        all.emplace_back(*hash, need);
    }
    return all;
}

Result<CachedProduct> BuildCache::keep(std::uint64_t key, std::string_view kind, const fs::path& made, MadeOf of) {
    const auto identity = Record::identity_of(key, of);
    const Record record{identity, std::move(of)};
    CachedProduct product{product_file(identity, kind), identity, {}, {}};
    if (::rename(made.c_str(), product.file.c_str()) != 0) return fail_errno(fmt::format("keep {}", product.file.string()));

    auto records = read_records(key, kind);
    std::erase_if(records, [&](const Record& other) { return other.identity == record.identity; });
    records.insert(records.begin(), record);
    if (records.size() > most_records) records.resize(most_records);
    std::string text;
    for (const auto& one : records) text += one.text();
    TRY(runtime::write_by_rename(record_file(key, kind), text));
    for (const auto& [hash, path] : record.inputs) (is_product(path) ? product.needs : product.inputs).push_back(path);
    const auto stamp = stamp_of(product.file);
    grew_by(text.size() + (stamp ? stamp->size : 0));
    return product;
}

void BuildCache::grew_by(std::uint64_t bytes) {
    bytes_ += bytes;
    if (bytes_ > most_bytes_) trim();
}

void BuildCache::trim() {
    struct File {
        fs::path path;
        Stamp stamp;
    };
    std::vector<File> files;
    std::error_code error;
    bytes_ = 0;
    for (fs::directory_iterator it(folder_, error), end; !error && it != end; it.increment(error))
        if (const auto stamp = stamp_of(it->path())) {
            bytes_ += stamp->size;
            files.push_back({it->path(), *stamp});
        }
    if (bytes_ <= most_bytes_) return;
    std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.stamp.modified_ns < b.stamp.modified_ns; });
    const auto now_ns = file_clock_ns();
    for (const auto& file : files) {
        if (bytes_ <= most_bytes_ - most_bytes_ / 10 || now_ns - file.stamp.modified_ns < in_use_ns) break;
        if (::unlink(file.path.c_str()) == 0) bytes_ -= file.stamp.size;
    }
}

} // namespace asista::builder
