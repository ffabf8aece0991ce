#include "app/browser.hpp"

#include "runtime/spawn_plan.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace asista::app {

void open_in_browser(const std::string& url) {
    constexpr std::array<std::string_view, 3> opened{"https://", "http://", "mailto:"};
    if (std::ranges::none_of(opened, [&url](std::string_view scheme) { return url.starts_with(scheme); })) return;
    runtime::start_for_person({"xdg-open", url});
}

} // namespace asista::app
