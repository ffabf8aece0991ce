// What ordinary plugins do all day, and must be able to do in every sandbox: name of the thing, whether it works.
#pragma once

#include <nlohmann/json.hpp>

namespace hostile {

nlohmann::json everyday_things();

} // namespace hostile
