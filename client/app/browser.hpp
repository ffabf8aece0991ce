// Opens a link in the person's browser or mail program, after they pressed it or said yes.
#pragma once

#include <string>

namespace asista::app {

// Starts xdg-open on an http, https or mailto address and does not wait for it; anything else is ignored. [main]
void open_in_browser(const std::string& url);

} // namespace asista::app
