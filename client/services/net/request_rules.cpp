#include "services/net/request_rules.hpp"

#include <algorithm>
#include <array>

namespace asista::services::net {
namespace {

constexpr std::array<std::string_view, 6> methods{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"};

// They say how the message travels, which is the client's to decide; a plugin that could set them could make one request look like
// two to a server behind another.
constexpr std::array<std::string_view, 12> connection_headers{
    "host",    "content-length", "transfer-encoding", "connection",     "keep-alive", "te", "trailer",
    "upgrade", "expect",         "accept-encoding",   "http2-settings", "via"};
constexpr std::string_view proxy_prefix = "proxy-";

// What one server was told in confidence.
constexpr std::array<std::string_view, 3> private_headers{"authorization", "cookie", "cookie2"};
constexpr std::string_view body_prefix = "content-";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && same_header(text.substr(0, prefix.size()), prefix);
}

// RFC 9110, 5.6.2.
bool is_token(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
bool is_value(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
}

std::string shown(std::string_view name) {
    std::string text(name.substr(0, 64));
    std::ranges::replace_if(
        text, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return text;
}

Result<void> check_header(const calls::HttpHeader& header) {
    if (header.name.empty() || !std::ranges::all_of(header.name, is_token))
        return fail(Errc::invalid, "\"{}\" is no name of a header", shown(header.name));
    if (!std::ranges::all_of(header.value, is_value))
        return fail(Errc::invalid, "the header {} holds a line break or another control character", shown(header.name));
    const bool own = std::ranges::any_of(connection_headers, [&](auto name) { return same_header(name, header.name); });
    if (own || starts_with_ignoring_case(header.name, proxy_prefix))
        return fail(Errc::invalid, "the header {} is set by Asista alone; leave it out", shown(header.name));
    return {};
}

} // namespace

bool same_header(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

Result<void> check(const Request& request) {
    if (std::ranges::find(methods, request.method) == methods.end())
        return fail(Errc::invalid, "{} is none of GET, HEAD, POST, PUT, PATCH and DELETE", shown(request.method));
    if (!request.body.empty() && (request.method == "GET" || request.method == "HEAD"))
        return fail(Errc::invalid, "a {} request has no body", request.method);
    if (request.body.size() > wire::max_content_bytes)
        return fail(Errc::over_limit, "a body of {} bytes; at most {} are sent", request.body.size(), wire::max_content_bytes);
    if (request.max_bytes > wire::max_content_bytes)
        return fail(Errc::invalid, "max_bytes is {}; at most {} are received", request.max_bytes, wire::max_content_bytes);
    if (request.timeout_ms == 0 || request.timeout_ms > max_timeout_ms)
        return fail(Errc::invalid, "timeout_ms is {}; it is 1 to {}", request.timeout_ms, max_timeout_ms);
    if (request.headers.size() > max_request_headers)
        return fail(Errc::over_limit, "{} headers; at most {} are sent", request.headers.size(), max_request_headers);
    std::size_t bytes = 0;
    for (const auto& header : request.headers) {
        TRY(check_header(header));
        bytes += header.name.size() + header.value.size();
    }
    if (bytes > max_request_header_bytes)
        return fail(Errc::over_limit, "headers of {} bytes; at most {} are sent", bytes, max_request_header_bytes);
    return {};
}

bool is_redirect(std::uint32_t status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<void> follow(Request& request, std::uint32_t status, const Url& from, const Url& to) {
    if (from.secure && !to.secure)
        return fail(Errc::denied, "{} sent the request on to {} without encryption; it was not followed", from.host, to.host);
    const bool becomes_get = (status == 303 && request.method != "GET" && request.method != "HEAD") ||
                             ((status == 301 || status == 302) && request.method == "POST");
    if (becomes_get) {
        request.method = "GET";
        request.body.clear();
        std::erase_if(request.headers,
                      [](const calls::HttpHeader& header) { return starts_with_ignoring_case(header.name, body_prefix); });
    }
    if (!from.same_origin(to))
        std::erase_if(request.headers, [](const calls::HttpHeader& header) {
            return std::ranges::any_of(private_headers, [&](auto name) { return same_header(name, header.name); });
        });
    request.url = to.text;
    return {};
}

} // namespace asista::services::net
