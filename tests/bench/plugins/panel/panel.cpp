// The plugin that the benches run: a card of fifteen widgets, and methods that measure from where a plugin sits.
#include <asista/plugin.hpp>

#include "../panel_widgets.hpp"

#include <chrono>

namespace {
using asista::Json;

double now_us() { return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count(); }
} // namespace

class Panel : public asista::Plugin {
  public:
    Panel() {
        widget({.id = "panel", .title = "Panel", .icon = "gauge", .height = 240}, [this](asista::Frame&) {
            if (table_)
                asista::bench::draw_table();
            else
                asista::bench::draw_panel(state_);
        });
        // {"table": true}: from now on the card is the large table.
        method("show", [this](const Json& wish) {
            table_ = wish.value("table", false);
            redraw();
            return Json::object();
        });
        // {"op": "get" or "set", "count": n}: n round trips, the microseconds of each.
        method("storage", [this](const Json& wish) { return measure_storage(wish.value("op", ""), wish.value("count", 1)); });
    }

  private:
    Json measure_storage(const std::string& op, int count) {
        Json times = Json::array();
        for (int i = 0; i < count; ++i) {
            // The value changes from call to call: the same bytes again would leave the database file alone.
            value_["serial"] = ++serial_;
            const double started = now_us();
            if (op == "set")
                storage().set("bench/value", value_).value();
            else
                storage().get("bench/value").value();
            times.push_back(now_us() - started);
        }
        return times;
    }

    asista::bench::PanelState state_;
    bool table_ = false;
    Json value_{{"serial", 0}, {"title", "A morning without meetings"}, {"tags", {"calm", "focus"}}, {"score", 7.25}};
    int serial_ = 0;
};

ASISTA_PLUGIN(Panel)
