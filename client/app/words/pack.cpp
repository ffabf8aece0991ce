// `asista pack` and `asista install`: a plugin as one file, and back into the folder a client watches.
#include "app/words/build.hpp"
#include "app/words/inspect.hpp"
#include "app/words/pack_file.hpp"
#include "app/words/words.hpp"

#include <asista/imgui_key.hpp>

namespace asista::app::words {

namespace {
// What a client would refuse is found out by the host that would refuse it.
Result<void> must_start(const Inspected& seen, const fs::path& folder) {
    if (!seen.needs)
        return fail(Errc::not_found, "{} holds no library {}; build it first: asista build {}", folder.string(),
                    seen.manifest.entry, folder.string());
    if (!seen.trial->started)
        return fail(Errc::invalid, "{} does not start, so nobody could use it. {}", seen.manifest.name, seen.trial->reason);
    return {};
}
} // namespace

Result<void> pack(const Pack& wish, const Places& places) {
    auto folder = fs::absolute(wish.folder).lexically_normal();
    std::error_code error;
    if (fs::exists(folder / "CMakeLists.txt", error)) folder = TRY(build_plugin({folder, {}, false, false}, places));
    const auto seen = TRY(look_at({folder.string(), false, false}, places));
    TRY(must_start(seen, folder));
    const auto version = seen.manifest.version.to_string();
    const auto file = wish.file.empty() ? fs::path(fmt::format("{}-{}.asista", seen.manifest.id, version)) : wish.file;
    const auto facts = TRY(write_pack(seen.folder, seen.manifest.id, version, file));
    fmt::print("packed {} {}: {} files in {} ({} KiB)\n", seen.manifest.name, version, facts.files, file.string(),
               (fs::file_size(file, error) + 1023) / 1024);
    return {};
}

Result<void> install(const Install& wish, const Places& places) {
    std::error_code error;
    if (!fs::is_regular_file(wish.file, error))
        return fail(Errc::not_found, "there is no file {}; `asista pack` makes one of a plugin", wish.file.string());
    const auto draft = TRY(builder::make_beside(places.plugins / "incoming")); // on the file system where it is going to be
    const auto facts = TRY(unpack(wish.file, draft.path()));
    const auto manifest = TRY(manifest_in(draft.path()));
    if (manifest.id != facts.id || manifest.version.to_string() != facts.version)
        return fail(Errc::invalid, "{} says it holds {} {}, but its manifest.json says {} {}", wish.file.string(), facts.id,
                    facts.version, manifest.id, manifest.version.to_string());
    if (facts.imgui_key != imgui_key())
        return fail(Errc::unsupported, "{} was built for another version of Asista ({}); ask its author for one built for {}",
                    wish.file.string(), facts.imgui_key, ASISTA_VERSION);
    if (!fs::exists(draft.path() / manifest.entry, error))
        return fail(Errc::invalid, "{} holds no library {}", wish.file.string(), manifest.entry);
    const auto place = places.plugins / manifest.id;
    if (!fs::exists(fs::symlink_status(place, error))) {
        TRY(draft.keep_as(place));
    } else if (wish.replace) {
        TRY(draft.replace(place));
    } else {
        return fail(Errc::busy, "{} is there already; --replace puts {} in its place and keeps what it stored", place.string(),
                    manifest.version.to_string());
    }
    fmt::print("{} {} is in {}.\nOpen Plugins in Asista to see what it asks for, and to switch it on.\n", manifest.name,
               manifest.version.to_string(), place.string());
    return {};
}

} // namespace asista::app::words
