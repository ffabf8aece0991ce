// Addresses of the web and the hosts a plugin may speak to, as plugins, manifests and servers write them: lines of the input are a URL,
// where a server sends it on, patterns of hosts, and header fields. What is let through must mean the same to everybody who looks.
#include "runtime/hosts.hpp"
#include "services/net/request_rules.hpp"
#include "services/net/url.hpp"
#include "wire/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

using namespace asista;
using namespace asista::services;
using runtime::HostPattern;
using runtime::NetworkScope;

namespace {
void expect(bool holds) {
    if (!holds) std::abort();
}
void check_error(const Error& error) { expect(!error.message.empty() && wire::is_utf8(error.message)); }

// Read again, it is the same address: nothing that was checked is another thing to whoever connects.
void check_url(const net::Url& url) {
    expect(url.text.starts_with(url.secure ? "https://" : "http://") && !url.host.empty());
    for (const char c : url.text) expect(c > 0x20 && c < 0x7F);
    expect(std::none_of(url.host.begin(), url.host.end(), [](char c) { return c >= 'A' && c <= 'Z'; }));
    expect(url.host.find_first_of("/@?#\\") == std::string::npos);
    const auto again = net::parse_url(url.text);
    expect(again.has_value() && again->text == url.text && again->same_origin(url));
}

void check_pattern(std::string_view text, const net::Url* url) {
    const auto pattern = runtime::parse_host(text);
    if (!pattern) return check_error(pattern.error());
    const auto again = runtime::parse_host(pattern->to_string());
    expect(again.has_value() && *again == *pattern && pattern->covers(*pattern));
    if (url == nullptr) return;
    const std::vector<std::string> agreed{std::string(text)}, none;
    const bool matches = pattern->matches(url->host, url->port);
    expect((NetworkScope(agreed, none).may_reach(url->host, url->port) == NetworkScope::Verdict::public_only) == matches);
    // A pattern stands for names that end in its own, and for no others.
    if (matches)
        expect(pattern->subdomains ? url->host.ends_with("." + pattern->name) : url->host.size() >= pattern->name.size());
    if (matches && pattern->port) expect(*pattern->port == url->port);
}

void check_header(std::string_view line, const net::Url& from, const net::Url& to) {
    net::Request request;
    request.method = "GET";
    request.url = from.text;
    request.timeout_ms = 1'000;
    const auto colon = line.find(':');
    request.headers.push_back({std::string(line.substr(0, colon)), std::string(line.substr(std::min(line.size(), colon + 1)))});
    if (const auto checked = net::check(request); !checked) return check_error(checked.error());
    for (const auto& header : request.headers)
        for (const std::string_view part : {std::string_view(header.name), std::string_view(header.value)})
            expect(part.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos);
    if (const auto followed = net::follow(request, 307, from, to); !followed) return check_error(followed.error());
    expect(!from.secure || to.secure);
    if (from.same_origin(to)) return;
    for (const auto& header : request.headers)
        for (const char* secret : {"authorization", "cookie", "proxy-authorization"})
            expect(!net::same_header(header.name, secret));
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto next = [&text] {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        return line;
    };
    const auto url = net::parse_url(next());
    if (url)
        check_url(*url);
    else
        check_error(url.error());
    const std::string_view location = next();
    check_pattern(next(), url ? &*url : nullptr);
    check_pattern(next(), url ? &*url : nullptr);
    if (!url) return 0;
    const auto led = net::resolve_url(*url, location);
    if (!led) {
        check_error(led.error());
        return 0;
    }
    check_url(*led);
    while (!text.empty()) check_header(next(), *url, *led);
    return 0;
}
