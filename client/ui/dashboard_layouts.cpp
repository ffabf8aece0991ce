#include "ui/dashboard_layouts.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>
#include <optional>

namespace asista::ui {
namespace {
using Json = nlohmann::json;

std::optional<std::uint32_t> number(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned() || found->get<std::uint64_t>() > 1'000'000) return {};
    return found->get<std::uint32_t>();
}
// One line without blanks around it, cut between characters.
std::string tidy(std::string_view name) {
    const auto begin = name.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    std::string text(name.substr(begin, name.find_last_not_of(" \t\r\n") + 1 - begin));
    std::ranges::replace_if(
        text, [](unsigned char c) { return c < 0x20; }, ' ');
    if (text.size() <= DashboardLayouts::most_name_bytes) return text;
    std::size_t end = DashboardLayouts::most_name_bytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return text.substr(0, end);
}
} // namespace

DashboardLayouts::DashboardLayouts() : all_{{1, "Home"}} {}

DashboardLayouts DashboardLayouts::from_json(std::string_view text) {
    DashboardLayouts layouts;
    const auto json = Json::parse(text, nullptr, false);
    if (!json.is_object() || !json.contains("all") || !json["all"].is_array()) return layouts;
    std::vector<Layout> all;
    std::uint32_t highest = 0;
    for (const auto& one : json["all"]) {
        if (!one.is_object() || all.size() == most) continue;
        const auto id = number(one, "id");
        const auto name = one.find("name");
        if (!id || *id == 0 || name == one.end() || !name->is_string()) continue;
        auto tidied = tidy(name->get_ref<const std::string&>());
        if (tidied.empty() || std::ranges::find(all, *id, &Layout::id) != all.end()) continue;
        all.push_back({*id, std::move(tidied)});
        highest = std::max(highest, *id);
    }
    if (all.empty()) return layouts;
    layouts.all_ = std::move(all);
    layouts.next_id_ = std::max(highest + 1, number(json, "next").value_or(0));
    layouts.shown_ = layouts.all_.front().id;
    if (const auto shown = number(json, "shown")) layouts.show(*shown);
    return layouts;
}

std::string DashboardLayouts::to_json() const {
    auto list = Json::array();
    for (const auto& layout : all_) list.push_back({{"id", layout.id}, {"name", layout.name}});
    return Json{{"all", std::move(list)}, {"shown", shown_}, {"next", next_id_}}.dump(-1, ' ', false,
                                                                                      Json::error_handler_t::replace);
}

const DashboardLayouts::Layout& DashboardLayouts::shown() const { return *std::ranges::find(all_, shown_, &Layout::id); }

// The first one has the key that the only one had.
std::string DashboardLayouts::key_of(std::uint32_t id) {
    return id == 1 ? std::string("layout.dashboard") : fmt::format("layout.dashboard.{}", id);
}

void DashboardLayouts::show(std::uint32_t id) {
    if (std::ranges::find(all_, id, &Layout::id) != all_.end()) shown_ = id;
}

void DashboardLayouts::show_next(int by) {
    const auto count = static_cast<std::ptrdiff_t>(all_.size());
    const auto at = std::ranges::find(all_, shown_, &Layout::id) - all_.begin();
    shown_ = all_[static_cast<std::size_t>(((at + by) % count + count) % count)].id;
}

bool DashboardLayouts::add(std::string name) {
    if (all_.size() >= most) return false;
    auto tidied = tidy(name);
    if (tidied.empty()) tidied = "Untitled";
    shown_ = next_id_++;
    all_.push_back({shown_, std::move(tidied)});
    return true;
}

void DashboardLayouts::rename(std::uint32_t id, std::string_view name) {
    const auto layout = std::ranges::find(all_, id, &Layout::id);
    auto tidied = tidy(name);
    if (layout != all_.end() && !tidied.empty()) layout->name = std::move(tidied);
}

bool DashboardLayouts::remove(std::uint32_t id) {
    const auto layout = std::ranges::find(all_, id, &Layout::id);
    if (all_.size() == 1 || layout == all_.end()) return false;
    const auto next = all_.erase(layout);
    if (shown_ == id) shown_ = next == all_.begin() ? all_.front().id : std::prev(next)->id;
    return true;
}

} // namespace asista::ui
