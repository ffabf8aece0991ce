// What every message of the list has: a number, a name, who may send it. See wire/calls.hpp.
#pragma once

#include "wire/model.hpp"

#include <string_view>

namespace asista::calls {

using CallId = std::uint32_t;

struct Nothing {
    ASISTA_FIELDS()
};

// Who may make a call, beside the permission named with it.
enum class Reach {
    everyone, // plugins with the permission, and the user
    plugin,   // only plugins: it is about the calling plugin itself
    user,     // only the client's own pages, the command line and tests
};
// Other programs of the person, through the local endpoint or the command line, make only those calls that say `from_outside`.
template <class Call> constexpr bool is_from_outside = requires { Call::from_outside; };

// What happens to a call made by a build that is still on trial (hot reload): `now` runs it, `held` acknowledges it and runs it when
// the build takes over, `refused` answers Errc::unavailable (its reply could not be invented).
enum class OnTrial { now, held, refused };

#define ASISTA_CALL(number, dotted, needs, who, trial)                                                                           \
    static constexpr ::asista::calls::CallId id = number;                                                                        \
    static constexpr std::string_view name = dotted;                                                                             \
    static constexpr std::string_view permission = needs;                                                                        \
    static constexpr ::asista::calls::Reach reach = ::asista::calls::Reach::who;                                                 \
    static constexpr ::asista::calls::OnTrial on_trial = ::asista::calls::OnTrial::trial

} // namespace asista::calls
