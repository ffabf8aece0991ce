// Parts of the Trust page: what each plugin may do, and what it did. [main]
#pragma once

#include "ui/widgets/card.hpp"

#include <memory>
#include <string>
#include <vector>

namespace asista::ui {

// One card for each installed plugin, with a switch for each permission.
class TrustPlugins {
  public:
    // Draws from the top of `column`. `wanted`: the plugin to scroll to; emptied when that was done.
    void draw(Ui& ui, Box& column, std::string& wanted);

  private:
    void draw_plugin(Ui& ui, Box& column, const PluginView& plugin);
    void draw_update(Ui& ui, Box& body, const PluginView& plugin);
    void draw_permission(Ui& ui, Box row, const PluginView& plugin, const PermissionView& permission);
    void draw_hosts(Ui& ui, Box box, const PluginView& plugin, const PermissionView& permission);
    float hosts_height(const Ui& ui, float width, const PluginView& plugin, const PermissionView& permission) const;

    std::string adding_to_; // the plugin to which a host is being added
    std::string typed_;
    bool focus_ = false;
};

// The audit log: who did what, how often, and what the person decided. Read through calls, a page at a time.
class AuditCard {
  public:
    AuditCard();
    void opened(); // read anew
    void draw(Ui& ui, Box box);

  private:
    struct Log {
        std::vector<calls::AuditEntry> entries;
        std::uint64_t total = 0;
        bool asking = false, known = false;
        double asked_s = 0;
        std::string problem;
    };
    void ask(Ui& ui, std::uint64_t before);
    void draw_filter(Ui& ui, CardParts& parts);
    void draw_list(Ui& ui, Box box);

    std::shared_ptr<Log> log_;
    std::string plugin_; // "": of all
    std::uint64_t seen_revision_ = 0;
};

} // namespace asista::ui
