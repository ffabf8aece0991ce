// What a plugin may put into an HTTP request, and what of it goes along when a server sends the request elsewhere. [any]
#pragma once

#include "services/net/url.hpp"
#include "wire/calls/outside.hpp"

namespace asista::services::net {

inline constexpr std::size_t max_request_headers = 64, max_request_header_bytes = 16 * 1024;
inline constexpr std::size_t max_reply_headers = 256, max_reply_header_bytes = 64 * 1024;
inline constexpr std::uint32_t max_timeout_ms = 120'000;
inline constexpr int max_redirects = 5;

using Request = calls::HttpFetch::Request;
using Reply = calls::HttpFetch::Reply;

// Everything but the address: method, headers (a line break in one would start a header of its own, and a few belong to the
// connection, not to the request), sizes, time.
Result<void> check(const Request& request);

// The same name, as HTTP compares them.
bool same_header(std::string_view a, std::string_view b);

// 301, 302, 303, 307, 308.
bool is_redirect(std::uint32_t status);
// Changes the request into what follows a redirect from one address to another: GET without a body where HTTP has it so
// (RFC 9110, 15.4), and without what was meant for the first server alone. Errc::denied for a step from https down to http.
Result<void> follow(Request& request, std::uint32_t status, const Url& from, const Url& to);

} // namespace asista::services::net
