// The dashboards a person has arranged, by name ("Work", "Weekend"): which there are and which is shown. Each one's cards are a
// DashboardLayout under a preference of its own. Kept as JSON under the preference "dashboards". Pure. [any]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asista::ui {

class DashboardLayouts {
  public:
    static constexpr std::size_t most = 12, most_name_bytes = 60;
    struct Layout {
        std::uint32_t id = 1; // never used for another one
        std::string name;
        bool operator==(const Layout&) const = default;
    };

    // One named "Home": what there is before anybody made another.
    DashboardLayouts();
    // Anything that is not such a list is the default.
    static DashboardLayouts from_json(std::string_view json);
    std::string to_json() const;

    const std::vector<Layout>& all() const { return all_; } // never empty
    const Layout& shown() const;
    // The preference that holds its cards.
    static std::string key_of(std::uint32_t id);

    void show(std::uint32_t id);                          // an unknown one is ignored
    void show_next(int by);                               // around the end
    bool add(std::string name);                           // and shows it; false when there are as many as may be
    void rename(std::uint32_t id, std::string_view name); // an empty name changes nothing
    // The last one stays. Shows the one before it, if it was shown.
    bool remove(std::uint32_t id);
    bool operator==(const DashboardLayouts&) const = default;

  private:
    std::vector<Layout> all_;
    std::uint32_t shown_ = 1, next_id_ = 2;
};

} // namespace asista::ui
