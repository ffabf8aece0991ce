// Binds the person's calls about plugins that hang, crash or cost too much.
#pragma once

#include "runtime/broker.hpp"
#include "runtime/supervisor.hpp"

namespace asista::core {

// [core] The supervisor outlives the broker's use.
void bind_life_handlers(runtime::Broker& broker, runtime::Supervisor& supervisor);

} // namespace asista::core
