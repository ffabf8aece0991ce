// Binds the person's calls about conversations with the coach (wire/calls/coach.hpp), and joins the coach to what the core has.
#pragma once

#include "runtime/broker.hpp"
#include "services/coach/coach.hpp"

namespace asista::core {

// [core] `coach` outlives the broker's use.
void bind_coach_handlers(runtime::Broker& broker, services::Coach& coach);

} // namespace asista::core
