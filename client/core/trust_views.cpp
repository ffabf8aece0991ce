#include "core/trust_views.hpp"

#include <algorithm>

namespace asista::core {
namespace {

ui::PermissionView permission_view(const runtime::PermissionRequest& request, const runtime::Grants* grants) {
    ui::PermissionView view;
    view.id = info(request.permission).id;
    view.required = request.required;
    view.reason = request.reason;
    view.hosts = request.hosts;
    if (!grants) return view;
    const auto& decision = grants->of(request.permission);
    view.grant = decision.grant;
    view.granted = decision.grant == calls::Grant::granted;
    view.own_hosts = decision.own_hosts;
    view.answered_at = decision.answered_at;
    view.use_count = decision.use_count;
    view.refused_count = decision.refused_count;
    view.last_used_at = decision.last_used_at;
    return view;
}

} // namespace

std::vector<ui::PermissionView> permission_views(const runtime::Manifest& manifest, const runtime::Grants* grants) {
    std::vector<ui::PermissionView> views;
    for (const auto& request : manifest.permissions) views.push_back(permission_view(request, grants));
    return views;
}

std::optional<ui::UpdateView> update_view(const runtime::PluginStatus& status) {
    if (!status.update) return std::nullopt;
    const auto& [manifest, more] = *status.update;
    ui::UpdateView view;
    view.version = manifest->version.to_string();
    for (const auto& missing : more) {
        const auto request =
            std::ranges::find(manifest->permissions, missing.permission, &runtime::PermissionRequest::permission);
        if (request == manifest->permissions.end()) continue;
        auto& permission = view.more.emplace_back(permission_view(*request, status.grants));
        permission.hosts = missing.hosts;
        permission.granted = false; // of what is new, nothing is
    }
    return view;
}

std::vector<ui::PermissionQuestion> question_views(const runtime::Questions& questions,
                                                   const std::vector<ui::PluginView>& plugins) {
    std::vector<ui::PermissionQuestion> views;
    for (const auto& question : questions.all()) {
        const auto plugin = std::ranges::find(plugins, question.plugin, &ui::PluginView::id);
        if (plugin == plugins.end()) continue;
        const auto id = info(question.permission).id;
        const auto permission = std::ranges::find(plugin->permissions, id, &ui::PermissionView::id);
        if (permission == plugin->permissions.end()) continue;
        views.push_back({question.id, plugin->id, plugin->name, plugin->icon, *permission});
    }
    return views;
}

} // namespace asista::core
