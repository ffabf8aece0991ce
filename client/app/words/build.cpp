// `asista build`: the plugin's own CMakeLists.txt, configured once and built.
#include "app/words/build.hpp"

#include "app/words/files.hpp"
#include "app/words/run_program.hpp"
#include "app/words/words.hpp"

namespace asista::app::words {

namespace {
// cmake's own words where something went wrong, and nothing where all went well.
Result<void> step(const std::vector<std::string>& arguments, bool verbose, std::string_view what) {
    const auto end = TRY(run_program(arguments, verbose ? Output::shown : Output::kept));
    if (end.code == 0) return {};
    if (!verbose) fmt::print(stderr, "{}", end.output);
    return fail(Errc::invalid, "{}; the reason is above", what);
}
} // namespace

Result<runtime::Manifest> manifest_in(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return fail(Errc::not_found, "there is no folder {}", folder.string());
    const auto file = folder / "manifest.json";
    if (!fs::exists(file, error))
        return fail(Errc::not_found, "{} holds no manifest.json, so it is no plugin; `asista new` makes one", folder.string());
    return runtime::parse_manifest(TRY(read_text(file)), file.string());
}

Result<fs::path> build_plugin(const Build& wish, const Places& places) {
    const auto folder = fs::absolute(wish.folder).lexically_normal();
    const auto manifest = TRY(manifest_in(folder));
    if (!fs::exists(folder / "CMakeLists.txt"))
        return fail(Errc::not_found, "{} holds no CMakeLists.txt; copy that of a plugin made with `asista new`", folder.string());
    for (const char* tool : {"cmake", "c++"})
        if (find_program(tool).empty())
            return fail(Errc::not_found, "{} is not installed; sudo apt-get install {}", tool,
                        tool == std::string_view("c++") ? "g++" : tool);
    const auto build_folder = folder / "build";
    const auto plugins = wish.into.empty() ? build_folder / "plugins" : fs::absolute(wish.into).lexically_normal();
    std::vector<std::string> configure{"cmake",
                                       "-S",
                                       folder.string(),
                                       "-B",
                                       build_folder.string(),
                                       "-DAsista_DIR=" + places.package.string(),
                                       "-DASISTA_PLUGINS_DIR=" + plugins.string(),
                                       "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                                       fmt::format("-DCMAKE_BUILD_TYPE={}", wish.quick ? "Debug" : "RelWithDebInfo")};
    // What it was configured with before stays: cmake refuses to change the generator of a folder.
    if (!fs::exists(build_folder / "CMakeCache.txt") && !find_program("ninja").empty())
        configure.insert(configure.end(), {"-G", "Ninja"});
    TRY(step(configure, wish.verbose, fmt::format("{} could not be configured", folder.string())));
    TRY(step({"cmake", "--build", build_folder.string()}, wish.verbose, fmt::format("{} was not built", folder.string())));
    const auto made = plugins / manifest.id;
    if (!fs::exists(made / manifest.entry))
        return fail(Errc::not_found, "the build of {} made no {}; its CMakeLists.txt must call asista_add_plugin with ID {}",
                    folder.string(), (made / manifest.entry).string(), manifest.id);
    return made;
}

Result<void> build(const Build& wish, const Places& places) {
    const auto made = TRY(build_plugin(wish, places));
    fmt::print("built {}\n", made.string());
    return {};
}

} // namespace asista::app::words
