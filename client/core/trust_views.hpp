// What the pages show of permissions, decisions and questions, made from the runtime's own words for them.
#pragma once

#include "runtime/supervisor.hpp"
#include "ui/snapshot.hpp"

#include <optional>
#include <vector>

namespace asista::core {

// One for each permission the build asks for, in the manifest's order. grants: null while the plugin is not installed.
std::vector<ui::PermissionView> permission_views(const runtime::Manifest& manifest, const runtime::Grants* grants);

// What a build in the directory asks for beyond what was agreed to; of the network permission only the hosts that are new.
std::optional<ui::UpdateView> update_view(const runtime::PluginStatus& status);

// Oldest first; `plugins` are those of the same moment.
std::vector<ui::PermissionQuestion> question_views(const runtime::Questions& questions,
                                                   const std::vector<ui::PluginView>& plugins);

} // namespace asista::core
