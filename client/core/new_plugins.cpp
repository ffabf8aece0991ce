#include "core/new_plugins.hpp"

#include "builder/sdk.hpp"
#include "builder/whole_files.hpp"
#include "runtime/manifest.hpp"
#include "services/files/folders.hpp"
#include "wire/calls/develop.hpp"

#include <algorithm>
#include <cstdlib>
#include <unistd.h>

namespace asista::core {

namespace fs = std::filesystem;
using runtime::Caller;
using runtime::Responder;

namespace {
constexpr const char* folder_name = "asista-plugins";

fs::path home_folder() {
    const char* const home = std::getenv("HOME");
    return home != nullptr && home[0] == '/' ? fs::path(home) : fs::path();
}

// As people write folders: "~" is their home.
Result<fs::path> parent_of(const std::string& written) {
    const auto home = home_folder();
    fs::path folder = written;
    if (!home.empty() && (written == "~" || written.starts_with("~/"))) folder = home / fs::path(written).lexically_relative("~");
    if (!folder.is_absolute()) return fail(Errc::invalid, "the folder has to be named from / or ~ on");
    return folder.lexically_normal();
}

// Whether a folder could be made here; nothing is made to find out. Blocks on the disk.
Result<void> can_make(const fs::path& folder) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(folder, error)))
        return fail(Errc::busy, "{} is there already and is left as it is; choose another folder or another name",
                    folder.string());
    fs::path above = folder.parent_path();
    while (!builder::is_there(above) && above != above.parent_path()) above = above.parent_path();
    if (!fs::is_directory(above, error)) return fail(Errc::invalid, "{} is no folder; choose another one", above.string());
    if (::access(above.c_str(), W_OK | X_OK) != 0)
        return fail(Errc::denied, "nothing can be written into {}; choose a folder of yours", above.string());
    return {};
}
} // namespace

fs::path new_plugin_parent(const fs::path& profile) {
    const auto home = home_folder();
    if (home.empty()) return profile / folder_name;
    const char* const config = std::getenv("XDG_CONFIG_HOME");
    const auto places =
        services::files::places_of(home, config != nullptr && config[0] == '/' ? fs::path(config) : home / ".config");
    const auto documents = std::ranges::find(places, "file-text", &calls::FilePlace::icon);
    return (documents == places.end() ? home : fs::path(documents->path)) / folder_name;
}

NewPlugins::NewPlugins(Parts parts)
    : parts_(std::move(parts)), disk_([&loop = parts_.loop](std::function<void()> work) { loop.post(std::move(work)); }) {
    parts_.broker.handle_async<calls::DevelopReady>(
        [this](const Caller&, const calls::Nothing&, const Responder<calls::DevelopReady>& respond) { ready(respond); });
    parts_.broker.handle_async<calls::DevelopCheck>(
        [this](const Caller&, const calls::DevelopCheck::Request& wish, const Responder<calls::DevelopCheck>& respond) {
            check(wish, respond);
        });
    parts_.broker.handle_async<calls::DevelopNew>([this](const Caller&, const calls::DevelopNew::Request& wish,
                                                         const Responder<calls::DevelopNew>& respond) { make(wish, respond); });
}

// Looked at anew each time: tools can be installed meanwhile.
void NewPlugins::ready(const Responder<calls::DevelopReady>& respond) {
    calls::DevelopReady::Reply reply;
    if (!builder::is_there(parts_.plugin_template / "manifest.json"))
        reply.missing = "The plugin template is missing. Install Asista anew.";
    else if (const auto sdk = builder::Sdk::of_this_program(); !sdk)
        reply.missing = sdk.error().message;
    if (!reply.missing.empty()) return respond(std::move(reply));
    waiting_.push_back(respond);
    if (search_) return;
    search_ = builder::ToolchainSearch::start(
        parts_.loop, {}, {}, builder::search_path(), [this](const Result<builder::Toolchain>& found) {
            calls::DevelopReady::Reply answer;
            if (found) {
                answer.tools = found->name();
                answer.parent = parts_.parent.string();
                answer.categories.assign(runtime::plugin_categories.begin(), runtime::plugin_categories.end());
            } else {
                answer.missing = found.error().message;
            }
            for (const auto& one : std::exchange(waiting_, {})) one(answer);
            // It is this search that calls.
            parts_.loop.post([done = std::shared_ptr<builder::ToolchainSearch>(std::move(search_))] {});
        });
}

Result<builder::Names> NewPlugins::names(const calls::DevelopCheck::Request& wish) const {
    auto names = TRY(builder::names_for({wish.name, wish.category, {}, {}}));
    if (std::ranges::find(runtime::plugin_categories, names.category) == runtime::plugin_categories.end())
        return fail(Errc::invalid, "there is no category {}", names.category);
    names.folder = TRY(parent_of(wish.parent)) / names.slug;
    if (parts_.taken(names.id)) return fail(Errc::busy, "there is a plugin {} already; choose another name", names.id);
    return names;
}

void NewPlugins::check(const calls::DevelopCheck::Request& wish, const Responder<calls::DevelopCheck>& respond) {
    auto known = names(wish);
    if (!known) return respond(calls::DevelopCheck::Reply{{}, {}, known.error().message});
    disk_.run([folder = known->folder] { return can_make(folder); },
              [respond, id = known->id, folder = known->folder](const Result<void>& possible) {
                  respond(calls::DevelopCheck::Reply{id, folder.string(), possible ? std::string() : possible.error().message});
              });
}

void NewPlugins::make(const calls::DevelopNew::Request& wish, const Responder<calls::DevelopNew>& respond) {
    auto known = names(wish);
    if (!known) return respond(fail(std::move(known.error())));
    disk_.run(
        [names = *known, from = parts_.plugin_template] { return builder::copy_template(from, names); },
        [this, respond, names = *known](Result<void> copied) {
            if (!copied) return respond(fail(std::move(copied.error())));
            if (auto developed = parts_.develop(names.folder); !developed)
                return respond(fail(developed.error().code, "the plugin lies in {}, but cannot be built from here: {}",
                                    names.folder.string(), developed.error().message));
            respond(calls::DevelopNew::Reply{names.id, names.folder.string(), (names.folder / (names.file + ".cpp")).string()});
        });
}

} // namespace asista::core
