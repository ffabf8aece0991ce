#include "builder/delivery.hpp"

#include "builder/build_cache.hpp"
#include "runtime/library_file.hpp"
#include "runtime/manifest.hpp"

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
// True when it was written.
Result<bool> place(const std::vector<std::byte>& content, const fs::path& file) {
    if (const auto present = stamp_of(file); present && present->size == content.size()) {
        const auto old = runtime::read_finished_file(file, runtime::max_library_bytes);
        if (old && *old == content) return false;
    }
    TRY(runtime::write_by_rename(file, content));
    return true;
}
} // namespace

Result<bool> deliver(const BuildPlan& plan, const fs::path& library, const fs::path& plugins) {
    const auto folder = plugins / plan.id;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(Errc::io, "the plugin's folder {} cannot be made: {}", folder.string(), error.message());

    const auto content = TRY(runtime::read_finished_file(library, runtime::max_library_bytes));
    if (auto complete = runtime::check_library(content); !complete)
        return fail(complete.error().code, "what the linker made cannot be used: {}", complete.error().message);
    // The library first: a folder without a manifest is not yet a plugin.
    const bool is_new = TRY(place(content, folder / plan.entry));
    for (const auto& file : plan.files) {
        const auto more = TRY(runtime::read_finished_file(file, runtime::max_library_bytes));
        TRY(place(more, folder / file.filename()));
    }
    const auto manifest = TRY(runtime::read_finished_file(plan.manifest, runtime::max_manifest_bytes));
    TRY(place(manifest, folder / "manifest.json"));
    return is_new;
}

} // namespace asista::builder
