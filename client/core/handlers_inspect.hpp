// Binds the person's calls of the developer page: looking at what a plugin keeps, and changing it.
#pragma once

#include "core/handlers.hpp"
#include "runtime/supervisor.hpp"

#include <functional>
#include <optional>
#include <string>

namespace asista::core {

struct Inspected {       // an installed plugin
    std::string version; // empty while its manifest cannot be read
    PermissionSet granted;
};
struct InspectParts { // references outlive the broker
    services::Services& services;
    const runtime::Clock& clock;
    std::function<std::optional<Inspected>(const std::string& plugin)> plugin; // nothing: not installed
    std::function<void(const runtime::AuditNote&)> audit;
    std::function<void()> changed; // what a plugin keeps is different
};

// [core]
void bind_inspect_handlers(runtime::Broker& broker, InspectParts parts);

} // namespace asista::core
