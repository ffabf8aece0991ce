#include "builder/configure.hpp"

#include "builder/file_hashes.hpp"

#include <charconv>
#include <cstdlib>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
std::string_view without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}
} // namespace

fs::path configured_in(const fs::path& cache, const fs::path& folder) {
    return cache / ("cmake-" + hex(hash_of(folder.string())));
}

Result<Command> configure_command(const Sdk& sdk, const Toolchain& tools, const fs::path& folder, const fs::path& build_folder) {
    const char* const path = std::getenv("PATH");
    const auto found = find_programs({"cmake"}, path ? path : "/usr/local/bin:/usr/bin:/bin");
    if (found.empty())
        return fail(Errc::not_found,
                    "there is no cmake, so {}/CMakeLists.txt is not read and the SDK's own flags are used; install it: "
                    "apt-get install cmake",
                    folder.string());
    const bool has_ninja = !find_programs({"ninja"}, path ? path : "/usr/local/bin:/usr/bin:/bin").empty();
    Command command{found.front(), {"-S", folder.string(), "-B", build_folder.string()}, folder};
    command.arguments.insert(command.arguments.end(),
                             {"-G", has_ninja ? "Ninja" : "Unix Makefiles", "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON",
                              "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_COMPILER=" + tools.compiler.string(),
                              "-DCMAKE_PREFIX_PATH=" + sdk.cmake.string(), "-Wno-dev"});
    return command;
}

Diagnostics configure_diagnostics(const JobEnd& end, const fs::path& folder) {
    Diagnostics all;
    Diagnostic current;
    bool open = false;
    const auto close = [&] {
        if (open) all.add(std::move(current));
        current = {};
        open = false;
    };
    for (std::size_t at = 0; at < end.output.size();) {
        const auto stop = std::min(end.output.find('\n', at), end.output.size());
        const auto line = std::string_view(end.output).substr(at, stop - at);
        at = stop + 1;
        if (line.starts_with("CMake Error")) {
            close();
            open = true;
            current.place.file = (folder / "CMakeLists.txt").string();
            // "CMake Error at lists/a.cmake:12 (command):"
            if (const auto colon = line.rfind(':', line.rfind('('));
                line.starts_with("CMake Error at ") && colon != std::string_view::npos) {
                current.place.file = (folder / line.substr(15, colon - 15)).lexically_normal().string();
                std::from_chars(line.data() + colon + 1, line.data() + line.size(), current.place.line);
            }
        } else if (open && line.starts_with("  ") && !without_blanks(line).empty()) {
            if (!current.message.empty()) current.message += ' ';
            current.message += without_blanks(line);
        } else if (open && (line.starts_with("Call Stack") || line.starts_with("--"))) {
            close();
        }
    }
    close();
    all.text = end.output;
    all.cut = end.output_cut;
    if (all.errors == 0)
        all.append(diagnostics_of({Errc::invalid, end.endless != Endless::no
                                                      ? fmt::format("cmake {}, and was ended", endless_words(end.endless, {}))
                                                      : "cmake could not configure the plugin; see what it printed"},
                                  folder / "CMakeLists.txt"));
    return all;
}

} // namespace asista::builder
