#include "app/doctor.hpp"

#include "builder/toolchain.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <sys/utsname.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

namespace asista::app {

namespace {
namespace fs = std::filesystem;

std::string kernel_name() {
    utsname name{};
    if (::uname(&name) != 0) return "unknown";
    return fmt::format("{} {} {}", name.sysname, name.release, name.machine);
}

std::string system_name() {
    std::ifstream file("/etc/os-release");
    for (std::string line; std::getline(file, line);) {
        constexpr std::string_view key = "PRETTY_NAME=";
        if (!line.starts_with(key)) continue;
        line.erase(0, key.size());
        std::erase(line, '"');
        return line;
    }
    return "unknown";
}

// Whether a folder can be written, or made where it is missing.
Finding folder(std::string id, std::string title, const fs::path& path, std::string_view option) {
    Finding finding{std::move(id), std::move(title), false, path.string()};
    std::error_code error;
    fs::path there = path;
    while (!fs::exists(there, error) && there.has_parent_path() && there != there.parent_path()) there = there.parent_path();
    if (!fs::is_directory(there, error)) {
        finding.details = fmt::format("{} is no folder. Choose another with {}.", there.string(), option);
    } else if (::access(there.c_str(), R_OK | W_OK | X_OK) != 0) {
        finding.details = fmt::format("{} cannot be written ({}). Change its rights, or choose another folder with {}.",
                                      there.string(), std::strerror(errno), option);
    } else {
        finding.good = true;
        if (there != path) finding.details += " (will be made)";
    }
    return finding;
}

Finding program(std::string id, std::string title, const fs::path& path, std::string_view consequence) {
    Finding finding{std::move(id), std::move(title), ::access(path.c_str(), X_OK) == 0 && fs::is_regular_file(path),
                    path.string()};
    if (!finding.good)
        finding.details = fmt::format("{} is missing or cannot be run. {} Install Asista anew.", path.string(), consequence);
    return finding;
}

// The first of these programs that is there; otherwise what to install for it.
Finding tool(std::string id, std::string title, const std::vector<std::string>& names, std::string_view search_path,
             std::string_view without, std::string_view package) {
    Finding finding{std::move(id), std::move(title), false, {}};
    const auto found = builder::find_programs(names, search_path);
    finding.good = !found.empty();
    finding.details = finding.good ? found.front().string()
                                   : fmt::format("{} is missing: {}. sudo apt-get install {}", names.front(), without, package);
    return finding;
}

Finding header(std::string id, std::string title, std::string_view file, std::string_view without, std::string_view package) {
    Finding finding{std::move(id), std::move(title), false, {}};
    std::error_code error;
    for (const char* folder : {"/usr/local/include", "/usr/include"}) {
        if (!fs::exists(fs::path(folder) / file, error)) continue;
        finding.good = true;
        finding.details = (fs::path(folder) / file).string();
        return finding;
    }
    finding.details = fmt::format("{} is missing: {}. sudo apt-get install {}", file, without, package);
    return finding;
}

std::vector<Finding> author_tools(const DoctorInput& input) {
    std::error_code error;
    const bool has_package = fs::exists(input.package / "AsistaConfig.cmake", error);
    const std::string_view path = input.search_path;
    return {
        {"sdk", "SDK", has_package,
         has_package ? input.package.string()
                     : fmt::format("{} holds no AsistaConfig.cmake. No plugin can be built. Install Asista anew.",
                                   input.package.string())},
        tool("compiler", "Compiler", builder::compiler_names(), path, "no plugin can be built", "g++"),
        tool("linker", "Linker", builder::linker_names(), path, "no plugin can be built", "binutils"),
        tool("cmake", "CMake", {"cmake"}, path, "`asista build` needs it", "cmake"),
        tool("ninja", "Ninja", {"ninja"}, path, "builds go on with make, and slower", "ninja-build"),
        header("json", "nlohmann/json", "nlohmann/json.hpp", "the SDK includes it", "nlohmann-json3-dev"),
        header("doctest", "doctest", "doctest/doctest.h", "`asista test` needs it", "doctest-dev"),
        tool("debugger", "Debugger", {"gdb", "lldb"}, path, "nothing else needs it", "gdb"),
    };
}

std::string row(std::string_view title, bool good, std::string_view details) {
    return fmt::format("  {:<16}{:<5}{}\n", title, good ? "yes" : "no", details);
}
} // namespace

Diagnosis diagnose(const DoctorInput& input) {
    Diagnosis diagnosis;
    diagnosis.version = ASISTA_VERSION;
    diagnosis.kernel = kernel_name();
    diagnosis.system = system_name();
    diagnosis.sandbox = runtime::probe_sandbox(input.host_program);
    diagnosis.findings = {
        {"display", "Window", input.display.has_value(), input.display ? *input.display : input.display.error().message},
        folder("profile", "Profile", input.profile, "--profile"),
        folder("plugins", "Plugins folder", input.plugins, "--plugins"),
        program("host", "Plugin host", input.host_program, "No plugin can run."),
        program("symbolizer", "Symbolizer", input.symbolizer, "Crash reports come without function names."),
    };
    diagnosis.author_tools = author_tools(input);
    diagnosis.plugins_can_run = diagnosis.sandbox.tier != SandboxTier::none;
    for (const auto& finding : diagnosis.findings)
        if (!finding.good && finding.id != "display" && finding.id != "symbolizer") diagnosis.plugins_can_run = false;
    return diagnosis;
}

std::string to_text(const Diagnosis& diagnosis) {
    const auto& sandbox = diagnosis.sandbox;
    std::string text = fmt::format("Asista {} on {}, {}\n\n", diagnosis.version, diagnosis.kernel, diagnosis.system);
    for (const auto& finding : diagnosis.findings) text += row(finding.title, finding.good, finding.details);
    text += fmt::format("\nPlugins are locked down in tier {}{}\n", tier_name(sandbox.tier),
                        sandbox.layers.empty() ? "" : " (" + sandbox.layers + ")");
    for (const auto& layer : sandbox.each) text += row(layer.name, layer.holds, layer.details);
    for (const auto& note : sandbox.notes) text += fmt::format("\n{}\n", note);
    text += "\nFor writing plugins\n";
    for (const auto& finding : diagnosis.author_tools) text += row(finding.title, finding.good, finding.details);
    text += diagnosis.plugins_can_run ? "\nPlugins can run.\n" : "\nPlugins cannot run.\n";
    return text;
}

std::string to_json(const Diagnosis& diagnosis) {
    using Json = nlohmann::ordered_json;
    const auto& sandbox = diagnosis.sandbox;
    Json layers = Json::array(), findings = Json::object(), tools = Json::object();
    for (const auto& finding : diagnosis.author_tools) tools[finding.id] = {{"good", finding.good}, {"details", finding.details}};
    for (const auto& layer : sandbox.each)
        layers.push_back({{"name", layer.name}, {"holds", layer.holds}, {"details", layer.details}});
    for (const auto& finding : diagnosis.findings) findings[finding.id] = {{"good", finding.good}, {"details", finding.details}};
    const Json all{
        {"version", diagnosis.version},
        {"kernel", diagnosis.kernel},
        {"system", diagnosis.system},
        {"plugins_can_run", diagnosis.plugins_can_run},
        {"sandbox",
         {{"tier", std::string(tier_name(sandbox.tier))},
          {"layers", sandbox.layers},
          {"each", layers},
          {"notes", sandbox.notes}}},
        {"findings", findings},
        {"author_tools", tools},
    };
    return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace asista::app
