#include "core/builds_over_files.hpp"

#include "runtime/library_file.hpp"

#include <sys/stat.h>

namespace asista::core {

namespace fs = std::filesystem;

// Ids of plugins are lower-case words joined by dots, dashes and underscores: always a file name.
fs::path BuildsOverFiles::file_of(std::string_view plugin) const {
    return folder_ / fmt::format("{}-{}.so", plugin, user_.value);
}

Result<runtime::BuildHistory> BuildsOverFiles::load(std::string_view plugin) {
    auto record = TRY(builds_.find(user_, plugin));
    runtime::BuildHistory history;
    if (!record) return history;
    history.good = runtime::GoodBuild{{record->good_library, record->good_manifest}, std::move(record->manifest_json), {}};
    if (record->state) history.good->state = runtime::SavedState{record->state->version, std::move(record->state->bytes)};
    history.tried = {record->tried_library, record->tried_manifest};
    history.refused = {record->refused_library, record->refused_manifest};
    history.why = std::move(record->why);
    return history;
}

Result<void> BuildsOverFiles::save(std::string_view plugin, const runtime::BuildHistory& history, const UniqueFd* library) {
    if (!history.good) return forget(plugin);
    if (library) {
        std::error_code error;
        fs::create_directories(folder_, error);
        if (error) return fail(Errc::io, "the folder {} cannot be made: {}", folder_.string(), error.message());
        struct stat status {};
        if (::fstat(library->get(), &status) != 0) return fail_errno("look at the library that is to be kept");
        const auto content = TRY(Mapping::map(*library, static_cast<std::size_t>(status.st_size), Access::read));
        TRY(runtime::write_by_rename(file_of(plugin), std::span(content.data(), content.size())));
    }
    services::BuildRecord record;
    record.good_library = history.good->name.library;
    record.good_manifest = history.good->name.manifest;
    record.manifest_json = history.good->manifest_json;
    if (const auto& state = history.good->state) record.state = services::PluginState{state->version, state->bytes};
    record.tried_library = history.tried.library;
    record.tried_manifest = history.tried.manifest;
    record.refused_library = history.refused.library;
    record.refused_manifest = history.refused.manifest;
    record.why = history.why;
    return builds_.save(user_, plugin, record);
}

// A file that anybody may have changed since: it is what its hash in the database says, or not used.
Result<UniqueFd> BuildsOverFiles::library(std::string_view plugin, const runtime::BuildName& good) {
    const auto path = file_of(plugin);
    const auto content = TRY(runtime::read_finished_file(path, runtime::max_library_bytes));
    if (runtime::content_hash(content) != good.library)
        return fail(Errc::invalid, "{} is not the library that was kept there", path.string());
    TRY(runtime::check_library(content));
    return make_sealed_copy(plugin, content);
}

Result<void> BuildsOverFiles::forget(std::string_view plugin) {
    std::error_code ignored; // there need not be one
    fs::remove(file_of(plugin), ignored);
    TRY(storage_.drop_mark(user_, plugin));
    return builds_.remove(user_, plugin);
}

} // namespace asista::core
