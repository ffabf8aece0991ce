#include "builder/sdk.hpp"

#include "runtime/library_file.hpp"

#include <nlohmann/json.hpp>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t max_sdk_file_bytes = 1u << 20;
using Json = nlohmann::json;

// Reads the fields of one file and remembers the first that is wrong.
class Fields {
  public:
    Fields(const Json& json, const fs::path& file) : json_(json), file_(file) {}

    std::string text(const char* name) {
        const auto found = json_.find(name);
        if (found == json_.end()) return {};
        if (found->is_string()) return found->get<std::string>();
        note(name, "a text");
        return {};
    }
    std::vector<std::string> texts(const char* name) {
        std::vector<std::string> values;
        const auto found = json_.find(name);
        if (found == json_.end()) return values;
        if (!found->is_array()) note(name, "a list of texts");
        for (const auto& value : *found)
            if (value.is_string())
                values.push_back(value.get<std::string>());
            else
                note(name, "a list of texts");
        return values;
    }
    fs::path path(const char* name) { return resolved(text(name)); }
    std::vector<fs::path> paths(const char* name) {
        std::vector<fs::path> values;
        for (const auto& value : texts(name)) values.push_back(resolved(value));
        return values;
    }
    const std::string& problem() const { return problem_; }

  private:
    fs::path resolved(const std::string& text) const {
        return text.empty() ? fs::path() : (file_.parent_path() / text).lexically_normal();
    }
    void note(const char* name, const char* wanted) {
        if (problem_.empty()) problem_ = fmt::format("field \"{}\" has to be {}", name, wanted);
    }
    const Json& json_;
    const fs::path& file_;
    std::string problem_;
};
} // namespace

Result<Sdk> Sdk::read(const fs::path& file) {
    const auto content = runtime::read_finished_file(file, max_sdk_file_bytes);
    if (!content)
        return fail(content.error().code, "the SDK's description {} cannot be read: {}; build or install Asista again",
                    file.string(), content.error().message);
    const auto* const text = reinterpret_cast<const char*>(content->data());
    const auto json = Json::parse(text, text + content->size(), nullptr, false);
    if (!json.is_object()) return fail(Errc::invalid, "{} is not a JSON object; build or install Asista again", file.string());
    Fields fields(json, file);
    Sdk sdk;
    sdk.includes = fields.paths("includes");
    sdk.system_includes = fields.paths("system_includes");
    sdk.definitions = fields.texts("definitions");
    sdk.imgui_library = fields.path("imgui_library");
    sdk.exports = fields.path("exports");
    sdk.cmake = fields.path("cmake");
    sdk.build = fields.path("build");
    if (auto standard = fields.text("standard"); !standard.empty()) sdk.standard = std::move(standard);
    if (!fields.problem().empty()) return fail(Errc::invalid, "{}: {}", file.string(), fields.problem());
    if (sdk.includes.empty()) return fail(Errc::invalid, "{}: field \"includes\" is missing", file.string());
    return sdk;
}

Result<Sdk> Sdk::of_this_program() {
    std::error_code error;
    const auto program = fs::read_symlink("/proc/self/exe", error);
    if (error) return fail(Errc::io, "this program cannot find itself in /proc: {}", error.message());
    return read(program.parent_path().parent_path() / "lib/asista/sdk.json");
}

} // namespace asista::builder
