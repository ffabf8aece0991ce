// Plugins that the person begins in the app: whether this computer can build any, what a name would become, and the making itself. Names
// and template are those of `asista new`; what waits for a disk runs on a thread of its own.
#pragma once

#include "builder/plugin_template.hpp"
#include "builder/toolchain.hpp"
#include "runtime/broker.hpp"
#include "services/files/file_thread.hpp"
#include "wire/calls/develop.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace asista::core {

// [core]
class NewPlugins {
  public:
    struct Parts { // references outlive this object
        runtime::EventLoop& loop;
        runtime::Broker& broker;
        std::filesystem::path plugin_template;                // empty: none can be made
        std::filesystem::path parent;                         // new_plugin_parent()
        std::function<bool(const std::string& plugin)> taken; // an id that some plugin here has
        // The folder is complete: install it and build it from now on.
        std::function<Result<void>(const std::filesystem::path& folder)> develop;
    };
    // Handles develop.*.
    explicit NewPlugins(Parts parts);
    NewPlugins(const NewPlugins&) = delete;
    NewPlugins& operator=(const NewPlugins&) = delete;

  private:
    void ready(const runtime::Responder<calls::DevelopReady>& respond);
    void check(const calls::DevelopCheck::Request& wish, const runtime::Responder<calls::DevelopCheck>& respond);
    void make(const calls::DevelopNew::Request& wish, const runtime::Responder<calls::DevelopNew>& respond);
    Result<builder::Names> names(const calls::DevelopCheck::Request& wish) const;

    Parts parts_;
    std::unique_ptr<builder::ToolchainSearch> search_;
    std::vector<runtime::Responder<calls::DevelopReady>> waiting_; // for the search
    services::files::FileThread disk_;
};

// <documents>/asista-plugins, or that folder below home; below the profile for somebody without a home.
std::filesystem::path new_plugin_parent(const std::filesystem::path& profile);

} // namespace asista::core
