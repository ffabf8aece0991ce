// Holds every #include of the tree against the layer table in README.md, so that the picture there stays true; and names of tests against
// what runs them.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {
namespace fs = std::filesystem;
const fs::path root = ASISTA_SOURCE_DIR;

struct Layer {
    std::string module;
    std::vector<std::string> may_include;
};

std::string trimmed(std::string text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<Layer> layer_table() {
    std::vector<Layer> table;
    std::ifstream readme(root / "README.md");
    bool inside = false;
    for (std::string line; std::getline(readme, line);) {
        if (line.starts_with("| module |"))
            inside = true;
        else if (inside && !line.starts_with("|"))
            inside = false;
        else if (inside && !line.starts_with("|---")) {
            const auto middle = line.find('|', 1);
            Layer layer{trimmed(line.substr(1, middle - 1)), {}};
            std::stringstream names(line.substr(middle + 1, line.rfind('|') - middle - 1));
            for (std::string name; std::getline(names, name, ',');)
                if (auto word = trimmed(name); !word.empty()) layer.may_include.push_back(word);
            table.push_back(layer);
        }
    }
    return table;
}

bool is_inside(const std::string& path, const std::string& folder) { return path == folder || path.starts_with(folder + "/"); }

// The module a file belongs to: the longest row of the table that holds it.
const Layer* layer_of(const std::vector<Layer>& table, const std::string& path) {
    const Layer* best = nullptr;
    for (const auto& layer : table)
        if (is_inside(path, layer.module) && (!best || layer.module.size() > best->module.size())) best = &layer;
    return best;
}

struct Include {
    std::string file;   // relative to the root
    std::string target; // as written
    int line = 0;
};

std::vector<Include> includes_of(const fs::path& file) {
    std::vector<Include> found;
    std::ifstream in(file);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (!line.starts_with("#include")) continue;
        const auto open = line.find_first_of("\"<");
        const auto close = line.find_last_of("\">");
        if (open == std::string::npos || close <= open) continue;
        found.push_back({fs::relative(file, root).string(), line.substr(open + 1, close - open - 1), number});
    }
    return found;
}

std::vector<Include> all_includes() {
    std::vector<Include> found;
    for (const char* top : {"client", "plugin_host", "plugins"})
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp" && extension != ".h" && extension != ".c") continue;
            auto more = includes_of(entry.path());
            found.insert(found.end(), more.begin(), more.end());
        }
    return found;
}

// Where an include of ours leads, from the include roots and from the file's own folder; nothing for system headers.
std::optional<std::string> resolve(const Include& include) {
    const auto beside = fs::path(include.file).parent_path() / include.target;
    const std::array candidates{fs::path("plugin_host") / include.target, fs::path("client") / include.target,
                                fs::path("plugins/sdk/include") / include.target, beside};
    for (const auto& candidate : candidates)
        if (fs::exists(root / candidate)) return candidate.lexically_normal().string();
    return std::nullopt;
}
} // namespace

TEST_CASE("every include follows the layer table of the README") {
    const auto table = layer_table();
    REQUIRE(table.size() >= 10);
    const auto includes = all_includes();
    REQUIRE(includes.size() > 100);

    for (const auto& include : includes) {
        const auto target = resolve(include);
        if (!target) continue;
        const auto* from = layer_of(table, include.file);
        const auto* to = layer_of(table, *target);
        if (!from && include.file.starts_with("plugins/")) {
            // A plugin: the SDK and its own folder, nothing else.
            const auto own = include.file.substr(0, include.file.find('/', 8));
            CHECK_MESSAGE((is_inside(*target, "plugins/sdk") || is_inside(*target, own)),
                          fmt::format("{}:{} includes {}", include.file, include.line, *target));
            continue;
        }
        REQUIRE_MESSAGE(from, include.file);
        const bool allowed = from == to || std::ranges::any_of(from->may_include, [&](const std::string& name) {
                                 return is_inside(*target, name) && (layer_of(table, *target)->module.size() <= name.size());
                             });
        CHECK_MESSAGE(
            allowed, fmt::format("{}:{} includes {}, which the layer table does not allow", include.file, include.line, *target));
    }
}

TEST_CASE("third-party headers stay in the modules that own them") {
    const std::map<std::string, std::vector<std::string>> owners{
        {"sqlite3.h", {"client/store"}},
        {"curl/curl.h", {"client/services"}},
        {"libical/ical.h", {"client/services"}},
        {"systemd/sd-bus.h", {"client/core"}},
        {"httplib.h", {"client/core/endpoint/http_module.cpp"}},
        {"libsecret/secret.h", {"client/services/secrets"}},
        {"GLFW/glfw3.h", {"client/platform"}},
        {"glad/gl.h", {"client/platform", "client/gfx"}},
        {"imgui.h", {"plugins", "plugin_host", "client/gfx", "client/platform", "client/ui", "client/app", "client/testing"}},
        {"implot.h", {"plugins", "plugin_host", "client/testing", "client/ui"}},
    };
    for (const auto& include : all_includes()) {
        const auto rule = owners.find(include.target);
        if (rule == owners.end()) continue;
        const bool allowed =
            std::ranges::any_of(rule->second, [&](const std::string& name) { return is_inside(include.file, name); });
        CHECK_MESSAGE((allowed && !(rule->first == "imgui.h" && is_inside(include.file, "plugin_host/wire"))),
                      fmt::format("{}:{} includes <{}>", include.file, include.line, include.target));
    }
}

// ctest lists cases by name and runs each by its name. CMake takes a name with one of these for a list of two: neither half is a case, and
// a run that finds no case counts as passed.
TEST_CASE("every test case has a name that ctest can run") {
    constexpr std::string_view begins = "TEST_CASE(\"";
    std::size_t cases = 0;
    for (const auto& entry : fs::recursive_directory_iterator(root / "tests")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream source(entry.path());
        for (std::string line; std::getline(source, line);) {
            if (!line.starts_with(begins)) continue;
            ++cases;
            std::size_t end = begins.size();
            while (end < line.size() && line[end] != '"') end += line[end] == '\\' ? 2 : 1;
            const auto name = line.substr(begins.size(), end - begins.size());
            CHECK_MESSAGE(name.find_first_of(";[]$") == std::string::npos,
                          fmt::format("{}: \"{}\" holds one of ; [ ] $", entry.path().filename().string(), name));
        }
    }
    CHECK(cases > 500);
}
