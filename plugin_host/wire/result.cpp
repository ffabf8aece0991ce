// The words and errno mapping behind result.hpp.
#include "wire/result.hpp"

#include <cctype>
#include <cerrno>
#include <cstring>

namespace asista {

std::string_view errc_name(Errc code) {
    switch (code) {
    case Errc::ok: return "ok";
    case Errc::invalid: return "invalid";
    case Errc::not_found: return "not found";
    case Errc::denied: return "denied";
    case Errc::unavailable: return "unavailable";
    case Errc::over_limit: return "over limit";
    case Errc::busy: return "busy";
    case Errc::timed_out: return "timed out";
    case Errc::cancelled: return "cancelled";
    case Errc::io: return "io";
    case Errc::unsupported: return "unsupported";
    case Errc::internal: return "internal";
    }
    return "unknown"; // a number from the wire that no enumerator has
}

namespace {
Errc errc_of(int error_number) {
    switch (error_number) {
    case ENOENT: return Errc::not_found;
    case EACCES:
    case EPERM: return Errc::denied;
    case ENOSPC:
    case EDQUOT: return Errc::over_limit;
    default: return Errc::io;
    }
}
} // namespace

tl::unexpected<Error> fail_errno(std::string_view doing) {
    const int error_number = errno;
    char buffer[128];
    std::string reason =
        strerror_r(error_number, buffer, sizeof buffer); // the GNU one: returns the text, never locale bound here
    if (!reason.empty()) reason[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(reason[0])));
    return fail(errc_of(error_number), "{}: {}", doing, reason);
}

} // namespace asista
