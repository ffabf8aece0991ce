#include "core/bundled_plugins.hpp"

#include "builder/whole_files.hpp"
#include "runtime/library_file.hpp"
#include "runtime/manifest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::core {
namespace {
namespace fs = std::filesystem;

// In each copy: the print of what was copied, so that a later start knows whether the bundle, or the copy, has changed since.
constexpr std::string_view mark_name = ".bundled";

// Names and contents of a plugin's files; the mark is not one of them.
Result<std::string> print_of(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
        if (it->is_regular_file(error) && it->path().filename() != mark_name) files.push_back(it->path());
    if (error) return fail(Errc::io, "{} cannot be read: {}", folder.string(), error.message());
    std::ranges::sort(files);
    std::string print;
    for (const auto& file : files) {
        const auto content = TRY(runtime::read_finished_file(file, runtime::max_library_bytes));
        print += fmt::format("{} {:016x}\n", file.filename().string(), runtime::content_hash(content));
    }
    return print;
}

Result<void> copy_into(const fs::path& from, const fs::path& place, const std::string& print) {
    const auto draft = TRY(builder::make_beside(place));
    std::error_code error;
    for (fs::directory_iterator it(from, error), end; !error && it != end; it.increment(error))
        if (it->is_regular_file(error)) fs::copy_file(it->path(), draft.path() / it->path().filename(), error);
    if (error) return fail(Errc::io, "{} cannot be copied: {}", from.string(), error.message());
    TRY(builder::write_text(draft.path() / mark_name, print));
    return builder::is_there(place) ? draft.replace(place) : draft.keep_as(place);
}

Result<void> bring(const fs::path& from, const fs::path& plugins) {
    const auto manifest_file = from / "manifest.json";
    const auto text = TRY(builder::read_text(manifest_file));
    const auto manifest = TRY(runtime::parse_manifest(text, manifest_file.string()));
    const auto place = plugins / manifest.id;
    const auto print = TRY(print_of(from));
    if (!builder::is_there(place)) return copy_into(from, place, print);
    if (!builder::is_there(place / mark_name)) return {}; // it came another way
    const auto mark = TRY(builder::read_text(place / mark_name));
    if (mark == print || TRY(print_of(place)) != mark) return {};
    return copy_into(from, place, print);
}
} // namespace

std::vector<std::string> copy_bundled_plugins(const fs::path& bundle, const fs::path& plugins) {
    std::vector<std::string> troubles;
    std::error_code error;
    for (fs::directory_iterator it(bundle, error), end; !error && it != end; it.increment(error)) {
        if (!builder::is_there(it->path() / "manifest.json")) continue;
        if (const auto brought = bring(it->path(), plugins); !brought)
            troubles.push_back(fmt::format("the plugin {} that came with Asista is not offered: {}",
                                           it->path().filename().string(), brought.error().message));
    }
    return troubles;
}

} // namespace asista::core
