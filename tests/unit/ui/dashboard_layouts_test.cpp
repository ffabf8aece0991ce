// The dashboards a person has arranged: which there are and which is shown.
#include "ui/dashboard_layouts.hpp"
#include "window_rig.hpp"
#include "wire/calls/user.hpp"

using namespace asista;
using namespace asista::ui;

namespace {
std::string names(const DashboardLayouts& layouts) {
    std::string text;
    for (const auto& one : layouts.all()) text += one.name + (one.id == layouts.shown().id ? "* " : " ");
    return text;
}
} // namespace

TEST_CASE("there is one dashboard until another is made, and never none") {
    DashboardLayouts layouts;
    CHECK(names(layouts) == "Home* ");
    CHECK(DashboardLayouts::key_of(layouts.shown().id) == "layout.dashboard");
    CHECK_FALSE(layouts.remove(1));
    CHECK(layouts.add("  Work \n"));
    CHECK(names(layouts) == "Home Work* ");
    CHECK(DashboardLayouts::key_of(layouts.shown().id) == "layout.dashboard.2");
    layouts.show_next(1);
    CHECK(names(layouts) == "Home* Work ");
    layouts.show_next(-1);
    CHECK(names(layouts) == "Home Work* ");
    layouts.rename(2, "Job");
    layouts.rename(2, "   ");
    layouts.rename(9, "Nobody");
    CHECK(names(layouts) == "Home Job* ");
    CHECK(layouts.remove(2));
    CHECK(names(layouts) == "Home* ");
    CHECK(layouts.add("Again"));
    CHECK(layouts.shown().id == 3); // the cards of the one that was removed do not come back with another
    CHECK(layouts.remove(1));
    CHECK(names(layouts) == "Again* ");
    while (layouts.add("More")) {}
    CHECK(layouts.all().size() == DashboardLayouts::most);
}

TEST_CASE("dashboards come back from their JSON, and what is none is one Home") {
    DashboardLayouts layouts;
    layouts.add("Wörk \"1\"");
    layouts.add(std::string(DashboardLayouts::most_name_bytes - 1, 'x') + "ö");
    CHECK(layouts.shown().name == std::string(DashboardLayouts::most_name_bytes - 1, 'x'));
    layouts.show(2);
    CHECK(DashboardLayouts::from_json(layouts.to_json()) == layouts);
    for (const char* wrong :
         {"", "7", "[]", "{}", R"({"all": []})", R"({"all": [7, {"id": 0, "name": "a"}, {"id": -1, "name": "a"}, {"id": 1}]})",
          R"({"all": [{"id": 1, "name": "  "}]})", R"({"all": {"id": 1, "name": "a"}})"}) {
        CAPTURE(wrong);
        CHECK(DashboardLayouts::from_json(wrong) == DashboardLayouts());
    }
    const auto twice =
        DashboardLayouts::from_json(R"({"all": [{"id": 5, "name": "a"}, {"id": 5, "name": "b"}], "shown": 9, "next": 2})");
    CHECK(names(twice) == "a* ");
    auto more = twice;
    more.add("c");
    CHECK(more.shown().id == 6);
}
