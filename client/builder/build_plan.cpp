#include "builder/build_plan.hpp"

#include "builder/compile_flags.hpp"
#include "runtime/library_file.hpp"
#include "runtime/manifest.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
using Json = nlohmann::json;
constexpr std::size_t max_database_bytes = 64u << 20;
constexpr int deepest = 6; // folders below the plugin's own

Result<std::string> read_text(const fs::path& file, std::size_t most_bytes) {
    const auto content = TRY(runtime::read_finished_file(file, most_bytes));
    return std::string(reinterpret_cast<const char*>(content.data()), content.size());
}

bool is_unit_name(const fs::path& file) {
    const auto extension = file.extension();
    return extension == ".cpp" || extension == ".cc" || extension == ".cxx";
}

fs::path canonical_or_same(const fs::path& path) {
    std::error_code error;
    auto real = fs::weakly_canonical(path, error);
    return error ? path.lexically_normal() : real;
}

bool is_below(const fs::path& file, const fs::path& folder) {
    const auto relative = file.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

Result<void> read_manifest(BuildPlan& plan, const fs::path& folder) {
    plan.manifest = folder / "manifest.json";
    plan.settings.insert(plan.manifest);
    const auto text = read_text(plan.manifest, runtime::max_manifest_bytes);
    if (!text && text.error().code == Errc::not_found)
        return fail(Errc::not_found, "there is no manifest.json in {}; a plugin's folder needs one", folder.string());
    if (!text) return fail(text.error().code, "{}: {}", plan.manifest.string(), text.error().message);
    auto manifest = TRY(runtime::parse_manifest(*text, plan.manifest.string()));
    plan.id = std::move(manifest.id);
    plan.entry = std::move(manifest.entry);
    return {};
}

std::string text_of(const Json& json, const char* name) {
    const auto found = json.find(name);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const Json& json, const char* name) {
    std::vector<std::string> values;
    if (const auto found = json.find(name); found != json.end() && found->is_array())
        for (const auto& value : *found)
            if (value.is_string() && !value.get_ref<const std::string&>().empty()) values.push_back(value.get<std::string>());
    return values;
}

// The folder and those below it that can hold sources.
void add_folders(std::set<fs::path>& folders, const fs::path& folder, int depth = 0) {
    folders.insert(folder);
    if (depth == deepest) return;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->is_directory(ignored) && !it->is_symlink(ignored) && is_source_folder_name(it->path().filename().string()))
            add_folders(folders, it->path(), depth + 1);
    }
}

struct Description {
    std::set<std::string> targets;
    std::vector<fs::path> libraries, files;
};

// The one among asista_plugins/*.json that is about this folder's manifest.
Result<Description> find_description(const fs::path& folder, const fs::path& build_folder, BuildPlan& plan) {
    const auto file = build_folder / "asista_plugins" / (plan.id + ".json");
    const auto text = read_text(file, max_database_bytes);
    if (!text)
        return fail(Errc::not_found, "{} has no plugin {} in it; configure it with asista_add_plugin", build_folder.string(),
                    plan.id);
    plan.settings.insert(file);
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_object()) return fail(Errc::invalid, "{} is damaged; configure again", file.string());
    if (canonical_or_same(text_of(json, "manifest")) != canonical_or_same(folder / "manifest.json"))
        return fail(Errc::not_found, "{} has a plugin {} from another folder, {}", build_folder.string(), plan.id,
                    text_of(json, "manifest"));
    Description description;
    for (auto& target : texts_of(json, "targets")) description.targets.insert(std::move(target));
    for (auto& library : texts_of(json, "libraries")) description.libraries.emplace_back(std::move(library));
    for (auto& one : texts_of(json, "files")) description.files.emplace_back(std::move(one));
    return description;
}

// "plugins/x/CMakeFiles/target.dir/file.cpp.o" belongs to "target".
std::string target_of(const std::string& object) {
    const auto end = object.find(".dir/");
    if (end == std::string::npos) return {};
    const auto begin = object.rfind('/', end);
    return object.substr(begin + 1, end - begin - 1);
}
} // namespace

bool is_source_name(const fs::path& file) {
    static constexpr std::array<std::string_view, 11> extensions{".cpp", ".cc",  ".cxx", ".hpp", ".h",  ".hh",
                                                                 ".hxx", ".inl", ".ipp", ".inc", ".tpp"};
    const auto name = file.filename().string();
    if (name.starts_with('.') || name.starts_with('#')) return false; // an editor's own
    return name == "manifest.json" || name == "CMakeLists.txt" ||
           std::find(extensions.begin(), extensions.end(), file.extension().string()) != extensions.end();
}

bool is_source_folder_name(std::string_view name) {
    return !name.starts_with('.') && !name.starts_with("build") && !name.starts_with("cmake-build") && name != "test" &&
           name != "tests" && name != "CMakeFiles" && name != "node_modules";
}

Result<BuildPlan> plan_from_cmake(const fs::path& folder, const fs::path& build_folder) {
    BuildPlan plan;
    TRY(read_manifest(plan, folder));
    const auto description = TRY(find_description(folder, build_folder, plan));
    const auto database = build_folder / "compile_commands.json";
    const auto text = read_text(database, max_database_bytes);
    if (!text)
        return fail(Errc::not_found, "{} is missing; configure with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON", database.string());
    const auto json = Json::parse(*text, nullptr, false);
    if (!json.is_array()) return fail(Errc::invalid, "{} is damaged; configure again", database.string());
    plan.settings.insert(database);

    for (const auto& entry : json) {
        if (!entry.is_object()) continue;
        Unit unit;
        unit.directory = text_of(entry, "directory");
        unit.source = (unit.directory / text_of(entry, "file")).lexically_normal();
        auto words = texts_of(entry, "arguments");
        if (words.empty()) words = split_command(text_of(entry, "command"));
        auto clean = clean_flags(words, unit.source, unit.directory);
        if (!description.targets.contains(target_of(clean.output))) continue;
        if (unit.source.filename().string().starts_with("cmake_pch")) continue; // the builder makes its own
        unit.flags = std::move(clean.flags);
        if (plan.link_flags.empty()) plan.link_flags = std::move(clean.link);
        plan.units.push_back(std::move(unit));
    }
    if (plan.units.empty())
        return fail(Errc::not_found, "{} has no source file of the plugin {} in it; configure again", database.string(), plan.id);
    for (const auto& unit : plan.units)
        if (is_below(unit.source, folder)) plan.folders.insert(unit.source.parent_path());
    add_folders(plan.folders, folder);
    std::error_code ignored;
    if (fs::exists(folder / "CMakeLists.txt", ignored)) plan.settings.insert(folder / "CMakeLists.txt");
    plan.libraries = description.libraries;
    plan.files = description.files;
    return plan;
}

Result<BuildPlan> plan_from_folder(const fs::path& folder, const Sdk& sdk) {
    BuildPlan plan;
    TRY(read_manifest(plan, folder));
    add_folders(plan.folders, folder);
    std::vector<std::string> flags{"-std=" + sdk.standard,        "-fPIC", "-fvisibility=hidden",
                                   "-fvisibility-inlines-hidden", "-Wall", "-Wextra",
                                   "-D_GLIBCXX_ASSERTIONS"};
    for (const auto& definition : sdk.definitions) flags.push_back("-D" + definition);
    flags.push_back("-I" + folder.string());
    for (const auto& include : sdk.includes) flags.push_back("-I" + include.string());
    for (const auto& include : sdk.system_includes) {
        flags.emplace_back("-isystem");
        flags.push_back(include.string());
    }
    std::set<fs::path> sources;
    for (const auto& inside : plan.folders) {
        std::error_code error;
        for (fs::directory_iterator it(inside, error), end; !error && it != end; it.increment(error))
            if (is_unit_name(it->path()) && is_source_name(it->path())) sources.insert(it->path());
    }
    for (const auto& source : sources) plan.units.push_back({source, folder, flags});
    plan.is_listing = true;
    if (plan.units.empty()) return fail(Errc::not_found, "there is no C++ source file in {}", folder.string());
    return plan;
}

bool wants_configuring(const fs::path& folder) {
    const auto text = read_text(folder / "CMakeLists.txt", 1u << 20);
    return text && text->find("find_package(Asista") != std::string::npos;
}

namespace {
bool is_sanitizer_flag(std::string_view flag) { return flag.starts_with("-fsanitize") || flag.starts_with("-fno-sanitize"); }
} // namespace

// Of undefined behaviour everything is said after which a program can go on, which it does then.
void add_sanitizers(BuildPlan& plan, const Toolchain& tools) {
    for (auto& unit : plan.units) {
        std::erase_if(unit.flags, is_sanitizer_flag);
        for (const char* const flag : {"-fsanitize=address,undefined", "-fsanitize-recover=undefined", "-fno-omit-frame-pointer"})
            unit.flags.emplace_back(flag);
    }
    std::erase_if(plan.link_flags, is_sanitizer_flag);
    for (const auto& library : tools.sanitizer.libraries) plan.libraries.push_back(library);
}

bool has_sanitizers(const Unit& unit) { return std::ranges::any_of(unit.flags, is_sanitizer_flag); }

} // namespace asista::builder
