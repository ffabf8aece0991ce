// On whose behalf something is done. Always built from the connection a call came by, never from what a message says.
#pragma once

#include "wire/calls/history.hpp"
#include "wire/ids.hpp"

#include <string>

namespace asista::services {

using calls::Author;

struct Actor {
    UserId user;                     // whose data
    std::string plugin;              // which plugin acts for them; empty: no plugin does
    Author without = Author::person; // who acts when no plugin does
};

} // namespace asista::services
