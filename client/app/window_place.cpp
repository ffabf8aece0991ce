#include "app/window_place.hpp"

#include "runtime/library_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace asista::app {
namespace {
std::filesystem::path file_in(const std::filesystem::path& profile) { return profile / "window.json"; }
} // namespace

std::optional<platform::WindowPlace> read_window_place(const std::filesystem::path& profile) {
    std::ifstream file(file_in(profile));
    if (!file) return {};
    const auto json = nlohmann::json::parse(file, nullptr, false);
    if (!json.is_object()) return {};
    const auto number = [&json](const char* key) -> std::optional<int> {
        const auto found = json.find(key);
        if (found == json.end() || !found->is_number_integer()) return {};
        return static_cast<int>(std::clamp<std::int64_t>(found->get<std::int64_t>(), -100'000, 100'000));
    };
    const auto x = number("x"), y = number("y"), width = number("width"), height = number("height");
    if (!x || !y || !width || !height || *width < 1 || *height < 1) return {};
    const auto maximised = json.find("maximised");
    return platform::WindowPlace{*x, *y, *width, *height, maximised != json.end() && *maximised == true};
}

void WindowPlaceKeeper::follow(const std::optional<platform::WindowPlace>& place, double now_s) {
    if (!place) return;
    if (place != seen_) {
        seen_ = place;
        since_s_ = now_s;
    }
    if (seen_ != kept_ && now_s - since_s_ >= settled_s) write();
}

std::optional<double> WindowPlaceKeeper::due_in(double now_s) const {
    if (!seen_ || seen_ == kept_) return {};
    return std::max(0.0, since_s_ + settled_s - now_s);
}

void WindowPlaceKeeper::finish() {
    if (seen_ && seen_ != kept_) write();
}

// A full disk costs the place of a window; that is no reason to disturb anybody, nor to try again before it moves again.
void WindowPlaceKeeper::write() {
    kept_ = seen_;
    const nlohmann::json json{
        {"x", seen_->x}, {"y", seen_->y}, {"width", seen_->width}, {"height", seen_->height}, {"maximised", seen_->maximised}};
    static_cast<void>(runtime::write_by_rename(file_in(profile_), json.dump(1) + "\n").has_value());
}

} // namespace asista::app
