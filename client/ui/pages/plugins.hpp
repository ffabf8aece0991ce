// Parts of the Plugins page: the catalogue as one list, and the view of one plugin. [main]
#pragma once

#include "ui/pages/plugin_settings.hpp"
#include "ui/widgets/card.hpp"

#include <string>
#include <vector>

namespace asista::ui {

// A plugin that was found here, an entry of the catalogue, or both in one.
struct Offer {
    const PluginView* plugin = nullptr;
    const MarketplaceEntry* entry = nullptr;

    const std::string& id() const { return plugin ? plugin->id : entry->id; }
    std::string name() const;
    std::string about() const; // "1.0.0, Asista.AI"
    std::string description() const;
    std::string icon() const;
    std::string category() const;
    const std::vector<std::string>& tags() const;
    bool installed() const { return plugin && plugin->installed; }
    bool featured() const { return entry && entry->featured; }
    bool newer() const; // the catalogue has a later version than the one here
};

enum class OfferOrder { featured, name, rating };
// `filter`: "" for all, "installed", or a category.
std::vector<Offer> offers(const Snapshot& snapshot, std::string_view filter, std::string_view text, OfferOrder order);
std::vector<std::string> offer_categories(const Snapshot& snapshot);

// One plugin with everything that can be done with it.
class PluginDetails {
  public:
    // Draws from the top of `area` and returns its height. `back` is set when the user wants the list again.
    void draw(Ui& ui, Box& area, const Offer& offer, bool& back);

  private:
    void draw_head(Ui& ui, Box& area, const Offer& offer);
    void draw_permissions(Ui& ui, Box& area, const PluginView& plugin);
    void draw_settings(Ui& ui, Box& area, const PluginView& plugin);
    void draw_setting(Ui& ui, Box row, const PluginView& plugin, const SettingView& setting);
    void draw_facts(Ui& ui, Box& area, const PluginView& plugin);

    PluginSettings settings_;
};

// "1.10.0" after "1.9.2"; what is no version is before every version.
bool version_after(std::string_view first, std::string_view second);

} // namespace asista::ui
