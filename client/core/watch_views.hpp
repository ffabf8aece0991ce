// How crashes, hangs and costs of plugins look on the pages.
#pragma once

#include "runtime/supervisor.hpp"
#include "ui/snapshot.hpp"

namespace asista::core {

void add_watch_views(const runtime::PluginStatus& status, ui::PluginView& view);
// Nothing while no search goes on (null).
std::optional<ui::CulpritView> culprit_view(const runtime::CulpritSearch* search, const std::vector<ui::PluginView>& plugins);

} // namespace asista::core
