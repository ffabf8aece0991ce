// What plugins do to the window, for those who write them: figures, a form to call their methods, their logs, frame times.
#include "ui/pages/developer.hpp"

#include "ui/pages/build_note.hpp"
#include "ui/pages/page.hpp"
#include "ui/pages/plugin_card.hpp"
#include "ui/words.hpp"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

namespace asista::ui {
namespace {

constexpr float least_log = 240, least_graph = 170, note_rows = 86;

class DeveloperPage final : public Page {
  public:
    void opened(std::string_view detail) override { selected_ = detail; }
    void draw(Ui& ui, Box area) override;

  private:
    float draw_left(Ui& ui, Box column, float bottom);
    float draw_right(Ui& ui, Box column, float bottom);
    PluginTable table_;
    MethodForm method_;
    StorageView storage_;
    LogView log_;
    CrashList crashes_;
    std::string selected_;
};

void draw_reload_note(Ui& ui, Box box, const PluginView& plugin) {
    CardParts parts = draw_card(ui, box,
                                {.icon = "warning-circle",
                                 .title = fmt::format("{} did not reload", plugin.name),
                                 .icon_color = ui.colors().bad,
                                 .note = "the last good version keeps running"},
                                Surface::bad);
    draw_paragraph(ui, parts.body, Role::mono, ui.colors().text, plugin.reload_note, 2);
}

void DeveloperPage::draw(Ui& ui, Box area) {
    const float bottom = area.bottom();
    area.h = endless;
    const float gap = ui.px(size::step4);
    float low = 0;
    if (area.w >= ui.px(880)) {
        Box left = area.cut_left(std::round((area.w - gap) * 0.63F));
        area.cut_left(gap);
        low = std::max(draw_left(ui, left, bottom), draw_right(ui, area, bottom));
    } else {
        low = draw_left(ui, area, 0);
        area.cut_top(low - area.y + gap);
        low = draw_right(ui, area, 0);
    }
    reach(area.x, low + ui.px(size::page_margin));
}

float DeveloperPage::draw_left(Ui& ui, Box column, float bottom) {
    const float gap = ui.px(size::step4);
    table_.draw(ui, column.cut_top(PluginTable::height(ui)), selected_);
    column.cut_top(gap);
    for (const auto& build : ui.snapshot.builds) {
        draw_build_card(ui, column.cut_top(build_card_height(ui, column.w, build)), build);
        column.cut_top(gap);
    }
    for (const auto& plugin : ui.snapshot.plugins) {
        if (plugin.reload_note.empty()) continue;
        draw_reload_note(ui,
                         column.cut_top(ui.px(note_rows) +
                                        paragraph_height(ui, column.w - ui.px(36), Role::mono, plugin.reload_note, 2) -
                                        ui.px(19)),
                         plugin);
        column.cut_top(gap);
    }
    if (const PluginView* plugin = ui.plugin(selected_)) {
        draw_plugin_figures(ui, column.cut_top(plugin_figures_height(ui, column.w)), *plugin, selected_);
        column.cut_top(gap);
    }
    const PluginView* const only = ui.plugin(selected_);
    if (const float tall = crashes_.height(ui, column.w, only); tall > 0) {
        crashes_.draw(ui, column.cut_top(tall), only);
        column.cut_top(gap);
    }
    if (only) {
        const DrawingCard drawing(ui, *only);
        if (const float tall = drawing.height(ui); tall > 0) {
            drawing.draw(ui, column.cut_top(tall));
            column.cut_top(gap);
        }
        storage_.draw(ui, column.cut_top(storage_.height(ui)), *only);
        column.cut_top(gap);
    }
    const Box graph = column.cut_top(std::max(bottom - column.y, ui.px(least_graph)));
    draw_frame_times(ui, graph);
    return graph.bottom();
}

float DeveloperPage::draw_right(Ui& ui, Box column, float bottom) {
    method_.draw(ui, column.cut_top(MethodForm::height(ui)));
    column.cut_top(ui.px(size::step4));
    const Box log = column.cut_top(std::max(bottom - column.y, ui.px(least_log)));
    log_.draw(ui, log);
    return log.bottom();
}

} // namespace

std::unique_ptr<Page> make_developer_page() { return std::make_unique<DeveloperPage>(); }

} // namespace asista::ui
