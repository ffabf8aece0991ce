// A page that a plugin draws: the whole page area is one of its surfaces, or says why it is not there.
#include "ui/pages/page.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/widgets/card.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asista::ui {

void draw_plugin_page(Ui& ui, Box area, std::string_view name) {
    const auto page = std::ranges::find_if(
        ui.snapshot.pages, [&](const PageView& view) { return fmt::format("plugin:{}/{}", view.plugin, view.page.id) == name; });
    std::string_view id = name;
    if (id.starts_with("plugin:")) id.remove_prefix(7);
    id = id.substr(0, id.rfind('/'));
    const PluginView* const plugin = ui.plugin(id);
    if (plugin && has_failed(*plugin)) {
        const float width = std::min(area.w, ui.px(560));
        return draw_failure_card(ui, {area.x, area.y, width, failure_height(ui, width, *plugin)}, *plugin);
    }
    if (page == ui.snapshot.pages.end() || !plugin) {
        const std::string title = plugin ? fmt::format("{} is off", plugin->name) : std::string{"This page is gone"};
        const bool off = plugin && plugin->installed && !plugin->enabled;
        if (empty_state(ui, "gone", area,
                        {"package",
                         title,
                         off ? "Turn it on and its page comes back." : "The plugin that drew it is not running.",
                         off ? "Turn on" : "See plugins",
                         {}})) {
            if (off)
                set_plugin_enabled(ui, plugin->id, true);
            else
                ui.navigator.open("plugins", std::string{id});
        }
        return;
    }
    page_heading(ui, area, page->page.title, plugin->name == page->page.title ? plugin->description : plugin->name);
    draw_plugin_surface(ui, area, *plugin, page->instance, page->page.surface);
}

} // namespace asista::ui
