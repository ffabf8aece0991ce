// `asista build`: one build by the engine that the client itself uses while a plugin is being developed; and, for its tests, the plugin's own
// CMakeLists.txt.
#include "app/words/build.hpp"

#include "builder/whole_files.hpp"
#include "app/words/run_program.hpp"
#include "app/words/words.hpp"
#include "builder/builder.hpp"

#include <cstdlib>

namespace asista::app::words {

namespace {
// Waits for the one build that was asked for.
class OneBuild final : public builder::Observer {
  public:
    explicit OneBuild(bool verbose) : verbose_(verbose) {}
    void phase_entered(std::uint64_t, builder::Tier, builder::Phase phase) override {
        if (verbose_) fmt::print("{}\n", builder::phase_name(phase));
    }
    void build_ended(const builder::Report& report) override {
        if (report.outcome != builder::Outcome::cancelled) end = report;
    }
    void trouble(const Error& error) override { failure = error; }

    std::optional<builder::Report> end;
    std::optional<Error> failure;

  private:
    bool verbose_;
};

fs::path cache_folder() {
    const char* const set = std::getenv("XDG_CACHE_HOME");
    if (set != nullptr && *set == '/') return fs::path(set) / "asista/builds";
    const char* const home = std::getenv("HOME");
    return fs::path(home != nullptr ? home : "/tmp") / ".cache/asista/builds";
}

// cmake's own words where something went wrong, and nothing where all went well.
Result<void> step(const std::vector<std::string>& arguments, std::string_view what) {
    const auto end = TRY(run_program(arguments, Output::kept));
    if (end.code == 0) return {};
    fmt::print(stderr, "{}", end.output);
    return fail(Errc::invalid, "{}; the reason is above", what);
}
} // namespace

Result<runtime::Manifest> manifest_in(const fs::path& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return fail(Errc::not_found, "there is no folder {}", folder.string());
    const auto file = folder / "manifest.json";
    if (!fs::exists(file, error))
        return fail(Errc::not_found, "{} holds no manifest.json, so it is no plugin; `asista new` makes one", folder.string());
    const auto text = TRY(builder::read_text(file));
    return runtime::parse_manifest(text, file.string());
}

Result<fs::path> build_plugin(const Build& wish, const Places&) {
    const auto folder = fs::absolute(wish.folder).lexically_normal();
    const auto manifest = TRY(manifest_in(folder));
    builder::Options options;
    options.folder = folder;
    options.plugins = wish.into.empty() ? folder / "build/plugins" : fs::absolute(wish.into).lexically_normal();
    options.cache = cache_folder();
    options.sdk = TRY(builder::Sdk::of_this_program());
    options.watch = false;
    options.optimised = false; // nothing after the first
    options.precompiled_headers = false;
    options.first = wish.quick ? builder::Tier::quick : builder::Tier::optimised;

    const runtime::SystemClock clock;
    const auto loop = TRY(runtime::EventLoop::create(clock));
    OneBuild seen(wish.verbose);
    const auto builder = TRY(builder::Builder::create(*loop, options, seen));
    builder->build();
    while (!seen.end && !seen.failure) loop->run_once(1000);
    if (seen.failure) return fail(*seen.failure);
    const auto& report = *seen.end;
    fmt::print(stderr, "{}", report.diagnostics.text); // warnings of a good build too
    if (report.outcome == builder::Outcome::failed)
        return fail(Errc::invalid, "{} was not built: {}; the reason is above", folder.string(),
                    report.diagnostics.errors == 1 ? "one error" : fmt::format("{} errors", report.diagnostics.errors));
    if (wish.verbose) fmt::print("{}, {:.0f} ms\n", report.tools, report.timings.total_ms);
    return options.plugins / manifest.id;
}

Result<fs::path> build_with_tests(const fs::path& source, const Places& places) {
    const auto folder = fs::absolute(source).lexically_normal();
    TRY(manifest_in(folder));
    if (!builder::is_there(folder / "CMakeLists.txt"))
        return fail(Errc::not_found,
                    "{} holds no CMakeLists.txt, which names its tests; copy that of a plugin made with `asista new`",
                    folder.string());
    for (const char* tool : {"cmake", "ctest", "c++"})
        if (find_program(tool).empty())
            return fail(Errc::not_found, "{} is not installed; sudo apt-get install {}", tool,
                        tool == std::string_view("c++") ? "g++" : "cmake");
    auto made = folder / "build";
    std::vector<std::string> configure{"cmake",
                                       "-S",
                                       folder.string(),
                                       "-B",
                                       made.string(),
                                       "-DAsista_DIR=" + places.package.string(),
                                       "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"};
    // What it was configured with before stays: cmake refuses to change the generator of a folder.
    if (!builder::is_there(made / "CMakeCache.txt")) {
        configure.emplace_back("-DCMAKE_BUILD_TYPE=RelWithDebInfo");
        if (!find_program("ninja").empty()) configure.insert(configure.end(), {"-G", "Ninja"});
    }
    TRY(step(configure, fmt::format("{} could not be configured", folder.string())));
    TRY(step({"cmake", "--build", made.string()}, fmt::format("{} was not built", folder.string())));
    return made;
}

Result<void> build(const Build& wish, const Places& places) {
    const auto made = TRY(build_plugin(wish, places));
    fmt::print("built {}\n", made.string());
    return {};
}

} // namespace asista::app::words
