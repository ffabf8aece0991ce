// Reads the user's tasks, habits and goals through the SDK. What the user did not grant stays absent.
#pragma once

#include "stats.hpp"

#include <asista/plugin.hpp>

namespace asista::motivation {

// habits, goals: null where they are not granted, so that reading by itself asks the user nothing.
Facts read_facts(const asista::Tasks& tasks, const asista::Habits* habits, const asista::Goals* goals, const Moment& now);

} // namespace asista::motivation
