// Plugins that are built from their authors' sources while the client runs (`asista dev`): a builder for each folder, and what the pages
// show of it. What is built arrives in the plugins directory like anybody's, and takes the same way from there.
#pragma once

#include "builder/builder.hpp"
#include "runtime/installations.hpp"
#include "runtime/manifest.hpp"
#include "ui/snapshot.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asista::core {

// [core]
class Workshop {
  public:
    struct Parts { // loop and clock of it outlive the workshop
        runtime::EventLoop& loop;
        std::filesystem::path plugins; // the watched directory
        std::filesystem::path cache;   // for what is built
        std::function<void()> changed; // a view changed
        bool quick = false;            // as keep_quick(), for all of them
        bool sanitizers = false;       // likewise set_sanitizers()
        // A build of this plugin with sanitizers lies in the folder already, and sanitizer() knows what it needs.
        std::function<void(const std::string& plugin)> sanitizer_known{};
    };
    explicit Workshop(Parts parts);
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;
    ~Workshop();

    // Builds this folder of sources from now on, at once and at each save. What cannot be built says so in its view. Errc::busy when it
    // is among them already.
    Result<void> add(const std::filesystem::path& folder);
    // From its next build on no optimised one follows: a debugger shows what was written. False when it is not built here.
    bool keep_quick(const std::string& plugin);
    // From now on it is built with sanitizers, or without again, beginning with what is there now. False when it is not built here.
    bool set_sanitizers(const std::string& plugin, bool on);
    // What its builds with sanitizers need; nothing when it is built without, or not here, and until the compiler is found.
    std::optional<runtime::SanitizerRuntime> sanitizer(const std::string& plugin) const;
    std::vector<ui::BuildView> views() const; // in the order in which the folders came
    bool busy() const;                        // a build runs whose result somebody waits for

  private:
    class Bench;
    Bench* of(const std::string& plugin) const; // or null
    Parts parts_;
    Result<builder::Sdk> sdk_;
    std::vector<std::unique_ptr<Bench>> benches_;
};

// Who works on a plugin has seen its manifest: it is installed with what it requires, and asks for the rest as it will ask everybody. A
// plugin that is installed already, or whose manifest cannot be read yet, is left alone.
Result<void> install_developed(const std::vector<std::filesystem::path>& folders, runtime::Installations& installations,
                               InstantMs now);

// The ids that the manifests in these folders name; of those that can be read.
std::vector<std::string> developed_plugins(const std::vector<std::filesystem::path>& folders);

// The person's cache folder for what is built: $XDG_CACHE_HOME/asista/builds.
std::filesystem::path build_cache_folder();

} // namespace asista::core
