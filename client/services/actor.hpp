// On whose behalf something is done. Always built from the connection a call came by, never from what a message says.
#pragma once

#include "wire/ids.hpp"

#include <string>

namespace asista::services {

struct Actor {
    UserId user;        // whose data
    std::string plugin; // which plugin acts for them; empty: they do it themselves

    bool is_plugin() const { return !plugin.empty(); }
};

} // namespace asista::services
