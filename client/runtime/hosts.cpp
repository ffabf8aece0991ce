#include "runtime/hosts.hpp"

#include <algorithm>
#include <charconv>
#include <netinet/in.h>

#include <arpa/inet.h>

namespace asista::runtime {

namespace {
constexpr std::size_t max_name = 253, max_label = 63; // RFC 1035, section 2.3.4

std::string lower(std::string_view text) {
    std::string lowered(text);
    std::ranges::transform(lowered, lowered.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return lowered;
}

// The host of a URL in the form in which patterns hold it.
std::string normal(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.ends_with('.')) host.remove_suffix(1);
    return lower(host);
}

template <class Address> std::optional<std::string> canonical(int family, const std::string& text) {
    Address address{};
    if (::inet_pton(family, text.c_str(), &address) != 1) return std::nullopt;
    char buffer[INET6_ADDRSTRLEN] = {};
    return ::inet_ntop(family, &address, buffer, sizeof buffer) != nullptr ? std::optional<std::string>(buffer) : std::nullopt;
}

bool is_name(std::string_view name) {
    if (name.empty() || name.size() > max_name) return false;
    while (!name.empty()) {
        const auto label = name.substr(0, name.find('.'));
        const bool characters = std::ranges::all_of(
            label, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
        if (label.empty() || label.size() > max_label || !characters || label.front() == '-' || label.back() == '-') return false;
        if (label.size() == name.size()) return true;
        name.remove_prefix(label.size() + 1);
    }
    return false; // it ended with a dot
}

bool only_digits_and_dots(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

// The part before the port, with its brackets; and the port.
struct Parts {
    std::string_view name;
    std::optional<std::uint16_t> port;
};
Result<Parts> split(std::string_view text) {
    Parts parts{text, std::nullopt};
    const auto bracket = text.rfind(']');
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || (bracket != std::string_view::npos && colon < bracket)) return parts;
    if (bracket == std::string_view::npos && text.find(':') != colon)
        return fail(Errc::invalid, "holds an IPv6 address without brackets; write it like [fd00::7] or [fd00::7]:8080");
    const auto digits = text.substr(colon + 1);
    unsigned number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number < 1 || number > 65'535)
        return fail(Errc::invalid, "holds no port behind its colon; write a number from 1 to 65535, or leave out the colon");
    parts.name = text.substr(0, colon);
    parts.port = static_cast<std::uint16_t>(number);
    return parts;
}

// What people paste instead of a host.
Result<void> check_shape(std::string_view text) {
    if (text.empty()) return fail(Errc::invalid, "is empty; write a host, like api.example.com");
    if (text.find("://") != std::string_view::npos)
        return fail(Errc::invalid, "is an address with its scheme; write the host alone, like api.example.com");
    if (text.find_first_of("/?#") != std::string_view::npos)
        return fail(Errc::invalid, "holds a path; write the host alone, like api.example.com");
    if (text.find('@') != std::string_view::npos)
        return fail(Errc::invalid, "holds a user name; write the host alone, like api.example.com");
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return fail(Errc::invalid, "holds letters beyond ASCII; write the name as the network knows it, beginning with xn--");
    return {};
}
} // namespace

Result<HostPattern> parse_host(std::string_view text) {
    TRY(check_shape(text));
    const auto parts = TRY(split(text));
    HostPattern pattern;
    pattern.port = parts.port;
    std::string name = lower(parts.name);
    if (name.starts_with('[') || name.ends_with(']')) {
        const auto address = name.starts_with('[') && name.ends_with(']')
                                 ? canonical<in6_addr>(AF_INET6, name.substr(1, name.size() - 2))
                                 : std::nullopt;
        if (!address) return fail(Errc::invalid, "holds no IPv6 address between its brackets; write one like [fd00::7]");
        pattern.name = *address;
        return pattern;
    }
    if (name.empty()) return fail(Errc::invalid, "is empty before its colon; write a host, like api.example.com:8443");
    if (name == "*" || name == "*.")
        return fail(Errc::invalid, "stands for every host there is; name the hosts, or a domain like *.example.org");
    if (name.starts_with("*.")) {
        pattern.subdomains = true;
        name.erase(0, 2);
        if (name.find('.') == std::string::npos)
            return fail(Errc::invalid, "stands for every host of a whole top-level domain; write a domain like *.example.org");
    }
    if (name.find('*') != std::string::npos)
        return fail(Errc::invalid, "has a * inside a name; a * stands only at the beginning, as in *.example.org");
    if (only_digits_and_dots(name)) {
        // "127.1" and "0177.0.0.1" lead elsewhere than they look: only the plain form.
        const auto address = pattern.subdomains ? std::nullopt : canonical<in_addr>(AF_INET, name);
        if (!address) return fail(Errc::invalid, "is no IPv4 address; write four numbers, like 192.168.1.7");
        name = *address;
    } else if (!is_name(name)) {
        return fail(Errc::invalid,
                    "is no host name; write letters, digits and dashes in words joined by dots, like api.example.com");
    }
    pattern.name = std::move(name);
    return pattern;
}

bool HostPattern::matches(std::string_view host, std::uint16_t at_port) const {
    if (port && *port != at_port) return false;
    std::string asked = normal(host);
    if (asked.find(':') != std::string::npos) {
        const auto address = canonical<in6_addr>(AF_INET6, asked);
        if (!address) return false;
        asked = *address;
    }
    if (!subdomains) return asked == name;
    return asked.size() > name.size() + 1 && asked.ends_with(name) && asked[asked.size() - name.size() - 1] == '.';
}

bool HostPattern::covers(const HostPattern& other) const {
    if (port && port != other.port) return false;
    if (!subdomains) return !other.subdomains && name == other.name;
    if (other.subdomains && other.name == name) return true;
    return other.name.size() > name.size() + 1 && other.name.ends_with(name) &&
           other.name[other.name.size() - name.size() - 1] == '.';
}

std::string HostPattern::to_string() const {
    std::string text = subdomains ? "*." + name : name;
    if (name.find(':') != std::string::npos) text = "[" + name + "]";
    if (port) text += ":" + std::to_string(*port);
    return text;
}

namespace {
std::vector<HostPattern> patterns_of(std::span<const std::string> texts) {
    std::vector<HostPattern> patterns;
    for (const auto& text : texts)
        if (auto pattern = parse_host(text)) patterns.push_back(std::move(*pattern));
    return patterns;
}
} // namespace

std::vector<std::string> wider_hosts(std::span<const std::string> wanted, std::span<const std::string> agreed) {
    const auto known = patterns_of(agreed);
    std::vector<std::string> wider;
    for (const auto& text : wanted) {
        const auto pattern = parse_host(text);
        if (!pattern) continue;
        if (std::ranges::none_of(known, [&](const auto& one) { return one.covers(*pattern); })) wider.push_back(text);
    }
    return wider;
}

NetworkScope::NetworkScope(std::span<const std::string> agreed, std::span<const std::string> own)
    : agreed_(patterns_of(agreed)), own_(patterns_of(own)) {}

NetworkScope::Verdict NetworkScope::may_reach(std::string_view host, std::uint16_t port) const {
    const auto fits = [&](const HostPattern& pattern) { return pattern.matches(host, port); };
    if (std::ranges::any_of(own_, fits)) return Verdict::private_as_well;
    return std::ranges::any_of(agreed_, fits) ? Verdict::public_only : Verdict::no;
}

} // namespace asista::runtime
