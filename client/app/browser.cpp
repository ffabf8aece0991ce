#include "app/browser.hpp"

#include "runtime/spawn_plan.hpp"

namespace asista::app {

void open_in_browser(const std::string& url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return;
    runtime::start_for_person({"xdg-open", url});
}

} // namespace asista::app
