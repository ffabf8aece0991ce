// The one way anything here reports failure: Result<T>, an Errc for the program and a sentence for the person.
// Both sides of the plugin boundary and every module of the client use it. TRY is the one way to propagate.
#pragma once

#include <fmt/format.h>
#include <tl/expected.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace asista {

// What went wrong, as far as a program can act on it. The values are the C ABI's `asista_status` (plugins/sdk/plugin.h);
// a test pins them to each other.
enum class Errc : std::int32_t {
    ok = 0,           // never inside an Error; it is the status of a reply that succeeded
    invalid = 1,      // an argument, file or message breaks its contract
    not_found = 2,    // the thing named does not exist, for this caller
    denied = 3,       // the caller lacks the permission; it was not tried
    unavailable = 4,  // the service exists but cannot answer now (offline, on trial, shutting down)
    over_limit = 5,   // a quota or a size cap
    busy = 6,         // it is being done already, or was asked for too often or too many times at once; later it may work
    timed_out = 7,    // no answer within the deadline
    cancelled = 8,    // the caller asked for it to stop
    io = 9,           // disk, socket or kernel said no
    unsupported = 10, // this build, platform or version does not offer it
    internal = 11,    // a bug of ours; please report
};

// The lower-case word of a status, for logs and the developer page: "denied".
std::string_view errc_name(Errc code);

struct Error {
    Errc code = Errc::internal;
    std::string message; // lower case, names the thing, the reason and, where there is one, the remedy
};

template <class T> class [[nodiscard]] Result : public tl::expected<T, Error> {
  public:
    using tl::expected<T, Error>::expected;
};

template <class... Args> [[nodiscard]] tl::unexpected<Error> fail(Errc code, fmt::format_string<Args...> format, Args&&... args) {
    return tl::unexpected<Error>(Error{code, fmt::format(format, std::forward<Args>(args)...)});
}
[[nodiscard]] inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

// Adds what was being done in front of why it failed: "open profile: no space left on device".
[[nodiscard]] inline tl::unexpected<Error> fail_in(std::string_view doing, const Error& error) {
    return tl::unexpected<Error>(Error{error.code, fmt::format("{}: {}", doing, error.message)});
}

// An Error from errno as it stands: fail_errno("open /x") -> "open /x: no such file or directory", Errc::io (not_found for
// ENOENT, denied for EACCES and EPERM, over_limit for ENOSPC and EDQUOT).
[[nodiscard]] tl::unexpected<Error> fail_errno(std::string_view doing);

namespace result_detail {
template <class T> T take_value(Result<T>&& result) { return std::move(*result); }
inline void take_value(Result<void>&&) {}
} // namespace result_detail
} // namespace asista

// `auto x = TRY(f());` returns f's error from the enclosing function, or yields its value. One TRY per expression:
// a nested one would shadow its own variable.
#define TRY(expression)                                                                                                          \
    __extension__({                                                                                                              \
        auto try_result_ = (expression);                                                                                         \
        if (!try_result_) return ::asista::fail(std::move(try_result_.error()));                                                 \
        ::asista::result_detail::take_value(std::move(try_result_));                                                             \
    })
