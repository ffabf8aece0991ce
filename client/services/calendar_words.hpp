// What a change did to events that repeat, in words: rows tell it as "changed the days left out", a person as "removed one".
#pragma once

#include "services/operations.hpp"

#include <optional>
#include <string>

namespace asista::services {

// removed one "Choir"; changed one "Choir"; changed "Choir" from one day on; ended "Choir". nullopt for any other change.
std::optional<std::string> series_words(const std::vector<Operation>& operations);

} // namespace asista::services
