#include "app/words/pack_file.hpp"

#include "app/words/archive_library.hpp"
#include "builder/whole_files.hpp"
#include "wire/sha256.hpp"
#include "wire/os.hpp"

#include <asista/imgui_key.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <map>
#include <memory>
#include <unistd.h>
#include <vector>

namespace asista::app::words {

namespace {
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;
constexpr const char* list_name = "asista-pack.json";

struct Listed {
    std::uint64_t size = 0;
    std::string sha256;
    bool seen = false;
};
struct PackList {
    PackFacts facts;
    std::map<std::string, Listed, std::less<>> files;
};

struct End {
    void operator()(archive_entry* entry) const { lib().entry_free(entry); }
};
using Entry = std::unique_ptr<archive_entry, End>;
struct RemovedAtEnd {
    const fs::path& file; // renamed by then when all went well
    ~RemovedAtEnd() { ::unlink(file.c_str()); }
};
using Archive = std::unique_ptr<archive, int (*)(archive*)>;

// Nothing else here runs without it.
Result<void> need_library() {
    if (const auto& library = archive_library(); !library) return fail(library.error());
    return {};
}

std::string reason(archive* pack) {
    const char* const text = lib().error_string(pack);
    return text != nullptr ? text : "unknown error";
}
std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

Result<void> add_entry(archive* pack, const std::string& name, std::string_view content) {
    const Entry entry(lib().entry_new());
    lib().entry_set_pathname(entry.get(), name.c_str());
    lib().entry_set_filetype(entry.get(), AE_IFREG);
    lib().entry_set_perm(entry.get(), 0644);
    lib().entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
    lib().entry_set_mtime(entry.get(), 0, 0);
    if (lib().write_header(pack, entry.get()) != ARCHIVE_OK ||
        lib().write_data(pack, content.data(), content.size()) != static_cast<la_ssize_t>(content.size()))
        return fail(Errc::io, "the pack cannot be written: {}", reason(pack));
    return {};
}

Result<std::map<std::string, std::string>> files_in(const fs::path& folder) {
    std::map<std::string, std::string> files; // by name, so in one order everywhere
    std::uint64_t total = 0;
    std::error_code error;
    for (auto entry = fs::recursive_directory_iterator(folder, error); !error && entry != fs::recursive_directory_iterator();
         entry.increment(error)) {
        if (entry->path().filename().string().starts_with('.')) {
            entry.disable_recursion_pending();
            continue;
        }
        const auto kind = entry->symlink_status(error).type(); // of a link, not of where it leads: perhaps in a circle
        if (kind == fs::file_type::directory) continue;
        const auto name = entry->path().lexically_relative(folder).string();
        if (kind != fs::file_type::regular)
            return fail(Errc::invalid,
                        "{} is no plain file, and a pack holds nothing else; remove it or copy in what it leads to",
                        entry->path().string());
        TRY(check_pack_name(name));
        total += entry->file_size(error);
        if (total > max_pack_bytes || files.size() == max_pack_files)
            return fail(Errc::over_limit, "{} is too large for a pack: at most {} files with {} MiB together", folder.string(),
                        max_pack_files, max_pack_bytes >> 20);
        files[name] = TRY(builder::read_text(entry->path()));
    }
    if (error) return fail(Errc::io, "{} cannot be read: {}", folder.string(), error.message());
    return files;
}

Result<PackList> read_list(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("format") || json["format"] != 1)
        return fail(Errc::invalid, "its list of files is damaged, or of a newer Asista");
    const auto text_of = [](const nlohmann::json& object, const char* key) {
        return object.is_object() && object.contains(key) && object[key].is_string() ? object[key].get<std::string>()
                                                                                     : std::string();
    };
    PackList list;
    list.facts = {text_of(json, "id"), text_of(json, "version"), text_of(json, "imgui_key"), 0, 0};
    const auto files = json.find("files");
    if (files == json.end() || !files->is_array() || files->empty() || files->size() > max_pack_files)
        return fail(Errc::invalid, "its list names no files, or more than {}", max_pack_files);
    for (const auto& file : *files) {
        const auto name = text_of(file, "name");
        TRY(check_pack_name(name));
        if (!file.contains("size") || !file["size"].is_number_unsigned())
            return fail(Errc::invalid, "its list gives no size of {}", name);
        const auto size = file["size"].get<std::uint64_t>();
        if (size > max_pack_bytes || list.facts.bytes + size > max_pack_bytes)
            return fail(Errc::over_limit, "it unpacks to more than {} MiB", max_pack_bytes >> 20);
        list.facts.bytes += size;
        if (!list.files.emplace(name, Listed{size, text_of(file, "sha256"), false}).second)
            return fail(Errc::invalid, "its list names {} twice", name);
    }
    list.facts.files = list.files.size();
    return list;
}

// A plain file, and nothing that points elsewhere.
Result<std::string> plain_name(archive_entry* entry) {
    const char* const name = lib().entry_pathname(entry);
    if (name == nullptr) return fail(Errc::invalid, "it has an entry without a name");
    if (lib().entry_hardlink(entry) != nullptr || lib().entry_symlink(entry) != nullptr ||
        lib().entry_filetype(entry) != AE_IFREG || lib().entry_sparse_count(entry) != 0)
        return fail(Errc::invalid, "it has an entry that is no plain file");
    return std::string(name);
}

// The entry's bytes, never more than `most`, handed on piece by piece.
template <class Take> Result<void> read_entry(archive* pack, std::uint64_t most, Take&& take) {
    std::array<std::byte, 65536> buffer{};
    std::uint64_t total = 0;
    for (;;) {
        const auto count = lib().read_data(pack, buffer.data(), buffer.size());
        if (count == 0) return {};
        if (count < 0) return fail(Errc::invalid, "it is damaged: {}", reason(pack));
        total += static_cast<std::uint64_t>(count);
        if (total > most) return fail(Errc::invalid, "an entry is larger than its list says");
        TRY(take(std::span(buffer).first(static_cast<std::size_t>(count))));
    }
}

Result<void> unpack_entry(archive* pack, const std::string& name, Listed& listed, const fs::path& into) {
    const auto file = into / name;
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!fd) return fail_errno("write " + file.string());
    Sha256 sum;
    std::uint64_t size = 0;
    TRY(read_entry(pack, listed.size, [&](std::span<const std::byte> bytes) -> Result<void> {
        sum.add(bytes);
        size += bytes.size();
        while (!bytes.empty()) {
            const auto count = ::write(fd.get(), bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return fail_errno("write " + file.string());
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        return {};
    }));
    if (size != listed.size || sum.finish() != listed.sha256) return fail(Errc::invalid, "{} is not what its list says", name);
    listed.seen = true;
    return {};
}

Result<PackList> unpack_list(archive* pack) {
    archive_entry* entry = nullptr;
    if (lib().read_next_header(pack, &entry) != ARCHIVE_OK) return fail(Errc::invalid, "it is no plugin pack ({})", reason(pack));
    const auto name = TRY(plain_name(entry));
    if (name != list_name) return fail(Errc::invalid, "it is no plugin pack: it does not begin with {}", list_name);
    std::string text;
    TRY(read_entry(pack, max_pack_list_bytes, [&text](std::span<const std::byte> bytes) -> Result<void> {
        text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        return {};
    }));
    return read_list(text);
}

Result<PackFacts> unpack_all(archive* pack, const fs::path& into) {
    auto list = TRY(unpack_list(pack));
    for (;;) {
        archive_entry* entry = nullptr;
        const int status = lib().read_next_header(pack, &entry);
        if (status == ARCHIVE_EOF) break;
        if (status != ARCHIVE_OK) return fail(Errc::invalid, "it is damaged: {}", reason(pack));
        const auto name = TRY(plain_name(entry));
        const auto listed = list.files.find(name);
        if (listed == list.files.end()) return fail(Errc::invalid, "it holds a file that its list does not name");
        if (listed->second.seen) return fail(Errc::invalid, "it holds {} twice", name);
        TRY(unpack_entry(pack, name, listed->second, into));
    }
    for (const auto& [name, listed] : list.files)
        if (!listed.seen) return fail(Errc::invalid, "it lacks {}, which its list names", name);
    return list.facts;
}
} // namespace

Result<void> check_pack_name(std::string_view name) {
    const auto bad = [&] {
        return fail(Errc::invalid,
                    "a file's name cannot be in a pack: letters, digits and \"._-+\" in at most 8 folders, 200 bytes in all, "
                    "no part beginning with a dot");
    };
    if (name.empty() || name.size() > 200 || std::ranges::count(name, '/') > 8 || name == list_name) return bad();
    bool part_begins = true;
    for (const char c : name) {
        if (part_begins && (c == '.' || c == '/')) return bad();
        part_begins = c == '/';
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!plain && std::string_view("._-+/").find(c) == std::string_view::npos) return bad();
    }
    if (part_begins) return bad();
    return {};
}

Result<PackFacts> write_pack(const fs::path& folder, std::string_view id, std::string_view version, const fs::path& file) {
    TRY(need_library());
    const auto files = TRY(files_in(folder));
    PackFacts facts{std::string(id), std::string(version), imgui_key(), files.size(), 0};
    Json list{
        {"format", 1}, {"id", facts.id}, {"version", facts.version}, {"imgui_key", facts.imgui_key}, {"files", Json::array()}};
    for (const auto& [name, content] : files) {
        list["files"].push_back({{"name", name}, {"size", content.size()}, {"sha256", sha256(bytes_of(content))}});
        facts.bytes += content.size();
    }
    auto beside = file;
    beside += ".new";
    const RemovedAtEnd unfinished{beside}; // nothing is left of a pack that could not be written
    const Archive pack(lib().write_new(), lib().write_free);
    lib().write_set_format_ustar(pack.get());
    if (lib().write_add_filter_zstd(pack.get()) != ARCHIVE_OK || // its one thread by default: the same bytes everywhere
        lib().write_open_filename(pack.get(), beside.c_str()) != ARCHIVE_OK)
        return fail(Errc::io, "{} cannot be written: {}", file.string(), reason(pack.get()));
    TRY(add_entry(pack.get(), list_name, list.dump(2) + "\n"));
    for (const auto& [name, content] : files) TRY(add_entry(pack.get(), name, content));
    if (lib().write_close(pack.get()) != ARCHIVE_OK)
        return fail(Errc::io, "{} cannot be written: {}", file.string(), reason(pack.get()));
    std::error_code error;
    fs::rename(beside, file, error);
    if (error) return fail(Errc::io, "{} cannot be written: {}", file.string(), error.message());
    return facts;
}

Result<PackFacts> unpack(const fs::path& file, const fs::path& into) {
    TRY(need_library());
    const Archive pack(lib().read_new(), lib().read_free);
    // One format and one compression: less that a forged file could reach.
    lib().read_support_filter_zstd(pack.get());
    lib().read_support_format_tar(pack.get());
    if (lib().read_open_filename(pack.get(), file.c_str(), 65536) != ARCHIVE_OK)
        return fail(Errc::invalid, "{} cannot be unpacked: {}", file.string(), reason(pack.get()));
    auto facts = unpack_all(pack.get(), into);
    if (!facts) return fail(facts.error().code, "{} cannot be unpacked: {}", file.string(), facts.error().message);
    return facts;
}

} // namespace asista::app::words
