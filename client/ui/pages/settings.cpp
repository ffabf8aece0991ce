// Everything that can be set, in one page that can be searched. What plugins may do has a page of its own: Trust.
#include "ui/pages/page.hpp"
#include "ui/pages/settings_backups.hpp"
#include "ui/pages/settings_endpoint.hpp"
#include "ui/pages/settings_coach.hpp"
#include "ui/pages/settings_form.hpp"
#include "ui/pages/settings_transfer.hpp"

#include <fmt/format.h>

#include <iterator>

namespace asista::ui {
namespace {

class SettingsPage final : public Page {
  public:
    float widest() const override { return 860; }
    // A word to search for: the palette leads here with the name of a setting. Or "add provider".
    void opened(std::string_view detail) override {
        const bool add = detail == "add provider";
        search_ = add ? "coach" : detail;
        focus_ = false;
        backups_.opened();
        endpoint_.opened();
        coach_.opened();
        if (add) coach_.add_provider();
    }
    void draw(Ui& ui, Box area) override {
        const float bottom = area.bottom();
        area.h = endless;
        page_heading(ui, area, "Settings", "How Asista looks, moves and speaks up.");
        if (!ui.snapshot.data_notice.empty()) notice(ui, "data", area, NotificationLevel::warning, ui.snapshot.data_notice);
        text_field(ui, "search", area.cut_top(ui.px(size::control)), search_,
                   {.hint = "Search settings", .icon = "magnifying-glass", .focus_now = focus_});
        focus_ = false;
        area.cut_top(ui.px(size::step4));

        std::vector<SettingSection> sections;
        sections.push_back(look_section(ui));
        sections.push_back(notification_section(ui));
        std::ranges::move(plugin_sections(ui, plugin_settings_), std::back_inserter(sections));
        sections.push_back(endpoint_.section(ui));
        std::ranges::move(coach_.sections(ui), std::back_inserter(sections));
        sections.push_back(profile_section(ui));
        sections.push_back(whole_section("Backups", "restore put back copy database folder safe",
                                         [this](Ui& page, Box& place) { backups_.draw(page, place); }));
        sections.push_back(whole_section("Import and export", "json csv todoist file move data in out",
                                         [this](Ui& page, Box& place) { transfer_.draw(page, place); }));
        sections.push_back(about_section(ui));
        const auto found = matching(std::move(sections), search_);
        for (const auto& section : found) draw_section(ui, area, section);
        coach_.draw_dialog(ui);
        if (found.empty()) {
            const Box place{area.x, area.y, area.w, std::max(bottom - area.y, ui.px(240))};
            if (empty_state(ui, "nothing", place,
                            {"magnifying-glass", "No setting has these words", fmt::format("Nothing matches \"{}\".", search_),
                             "Show all settings", "x"})) {
                search_.clear();
                focus_ = true;
            }
            return reach(area.right(), place.bottom());
        }
        reach(area.right(), area.y + ui.px(size::step2));
    }

  private:
    std::string search_;
    bool focus_ = false;
    PluginSettings plugin_settings_;
    EndpointSettings endpoint_;
    CoachSettings coach_;
    BackupsCard backups_;
    TransferCard transfer_;
};

} // namespace

std::unique_ptr<Page> make_settings_page() { return std::make_unique<SettingsPage>(); }

} // namespace asista::ui
