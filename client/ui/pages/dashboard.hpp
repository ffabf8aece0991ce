// The dashboard page's own state; dashboard.cpp lays out and draws, dashboard_hands.cpp moves, resizes and hides, dashboard_menu.cpp is
// about which dashboard it is and which cards are on it.
#pragma once

#include "ui/dashboard_layouts.hpp"
#include "ui/grid_layout.hpp"
#include "ui/pages/dashboard_cards.hpp"
#include "ui/pages/page.hpp"

#include <imgui.h>

#include <map>

namespace asista::ui {

inline constexpr float least_card_height = 96; // logical pixels

struct DashboardCard {
    std::string key, title, icon;
    int columns = 1;
    float height_px = 0;
    bool highlight = false, failed = false;
    bool sized = false; // its width is the user's
    OwnCard* own = nullptr;
    const PluginView* plugin = nullptr;
    const WidgetView* widget = nullptr;
};

enum class Grab : std::uint8_t { none, moving, resizing };

// [main]
class Dashboard final : public Page {
  public:
    Dashboard();
    void draw(Ui& ui, Box area) override;

  private:
    std::vector<DashboardCard> collect(const Ui& ui) const;
    void add_plugin_cards(const Ui& ui, std::vector<DashboardCard>& cards, std::vector<DashboardCard>& failed) const;
    std::vector<DashboardCard> arranged(Ui& ui, float width, int columns);
    float wanted_height(const Ui& ui, const DashboardCard& card, float width, int columns) const;
    void follow_preferences(const Ui& ui);
    void adopt_order();
    void save(Ui& ui);
    void draw_heading(Ui& ui, Box& area);
    void draw_layout_menu(Ui& ui, Box anchor);
    void draw_naming(Ui& ui);
    void change_layouts(Ui& ui, DashboardLayouts wanted);
    void remove_layout(Ui& ui);
    void draw_card(Ui& ui, const DashboardCard& card, Box box, bool in_hand);
    void draw_contents(Ui& ui, const DashboardCard& card, Box box);
    void draw_header_actions(Ui& ui, const DashboardCard& card, Box& actions);
    void draw_menu(Ui& ui, const DashboardCard& card, Box anchor);
    void handle_header(Ui& ui, const DashboardCard& card, Box box);
    void handle_grip(Ui& ui, const DashboardCard& card, Box box);
    void follow_grab(Ui& ui, const std::vector<DashboardCard>& cards, const Grid& grid, float pitch);
    void shift(Ui& ui, const std::string& key, int by);

    std::map<std::string_view, std::unique_ptr<OwnCard>> own_;
    DashboardLayouts layouts_;
    std::string seen_layouts_, sent_layouts_;
    DashboardLayout layout_; // of the one that is shown
    std::string seen_json_, sent_json_;
    enum class Naming { none, added, renamed } naming_ = Naming::none;
    std::string name_;
    bool focus_name_ = false;
    std::vector<std::string> order_; // as drawn in the last frame
    Grab grab_ = Grab::none;
    std::string grabbed_;
    ImVec2 grab_offset_{};
    int shown_columns_ = 3;
};

} // namespace asista::ui
