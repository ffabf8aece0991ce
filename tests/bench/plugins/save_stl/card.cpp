// What the save benches edit: a card that leans on the standard library, as real ones do. The colour is the edit, and a pixel on screen
// tells which text drew it.
#include <asista/plugin.hpp>

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <numeric>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

namespace {
struct Row {
    std::string name;
    double value = 0;
    std::vector<float> history;
};

using Order = std::function<bool(const Row&, const Row&)>;

std::vector<Row> make_rows() {
    std::vector<Row> rows;
    for (int i = 0; i < 40; ++i) {
        Row row;
        row.name = "row " + std::to_string(i * 7919 % 40);
        row.value = i * 0.37;
        for (int k = 0; k < 30; ++k) row.history.push_back(static_cast<float>((i * k) % 17));
        rows.push_back(std::move(row));
    }
    return rows;
}

std::string summary(const std::vector<Row>& rows) {
    std::map<char, std::set<std::string>> by_letter;
    for (const auto& row : rows) by_letter[row.name.back()].insert(row.name);
    std::ostringstream text;
    for (const auto& [letter, names] : by_letter) text << letter << ':' << names.size() << ' ';
    return text.str();
}
} // namespace

class Card : public asista::Plugin {
  public:
    Card() {
        orders_["name"] = [](const Row& a, const Row& b) { return a.name < b.name; };
        orders_["value"] = [](const Row& a, const Row& b) { return a.value > b.value; };
        orders_["history"] = [](const Row& a, const Row& b) { return a.history < b.history; };
        widget({.id = "card", .title = "Card", .icon = "palette", .height = 260}, [this](asista::Frame& frame) { draw(frame); });
    }

  private:
    void draw(asista::Frame& frame) {
        const ImVec2 from = frame.position();
        ImGui::GetWindowDrawList()->AddRectFilled(from, {from.x + frame.width(), from.y + 60}, IM_COL32(0x10, 0x20, 0x30, 255));
        ImGui::Dummy({frame.width(), 64});
        draw_orders();
        draw_table();
        draw_log();
    }
    void draw_orders() {
        for (const auto& [name, order] : orders_) {
            if (ImGui::SmallButton(name.c_str())) {
                std::stable_sort(rows_.begin(), rows_.end(), order);
                log_.push_front("sorted by " + name + ", " + summary(rows_));
                if (log_.size() > 20) log_.pop_back();
            }
            ImGui::SameLine();
        }
        ImGui::NewLine();
    }
    void draw_table() {
        if (!ImGui::BeginTable("rows", 3)) return;
        for (const auto& row : rows_) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(row.name.c_str());
            ImGui::TableNextColumn();
            ImGui::Text("%.2f", row.value);
            ImGui::TableNextColumn();
            const float all = std::accumulate(row.history.begin(), row.history.end(), 0.0F);
            ImGui::Text("%.0f %.0f", static_cast<double>(all),
                        static_cast<double>(*std::max_element(row.history.begin(), row.history.end())));
        }
        ImGui::EndTable();
    }
    void draw_log() {
        static const std::regex interesting("sorted by (name|value)");
        for (const auto& line : log_)
            if (std::regex_search(line, interesting)) ImGui::BulletText("%s", line.c_str());
    }

    std::vector<Row> rows_ = make_rows();
    std::unordered_map<std::string, Order> orders_;
    std::deque<std::string> log_;
};

ASISTA_PLUGIN(Card)
