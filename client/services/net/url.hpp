// Web addresses, taken apart by the same parser that later makes the connection, so that what is checked is what is fetched. [any]
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace asista::services::net {

inline constexpr std::size_t max_url_bytes = 8 * 1024;

struct Url {
    std::string text; // in its normal form, without a fragment
    bool secure = false;
    std::string host; // lower case, without a final dot; an IPv6 address without brackets
    std::uint16_t port = 0;

    // The same scheme, host and port: what may be told to one may be told to the other.
    bool same_origin(const Url& other) const { return secure == other.secure && host == other.host && port == other.port; }
};

// http and https only, printable ASCII, no user or password in it.
Result<Url> parse_url(std::string_view text);
// Where a redirect from `base` leads.
Result<Url> resolve_url(const Url& base, std::string_view location);

} // namespace asista::services::net
