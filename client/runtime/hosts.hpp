// Which hosts on the network somebody may speak to: the patterns that a manifest or a person writes, and how a host is held against them.
// Names only; which addresses a name leads to is looked at when it is resolved, by whoever connects.
#pragma once

#include "wire/result.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace asista::runtime {

inline constexpr std::size_t max_hosts = 32; // of one manifest; and of the person's own for one plugin

// "api.example.com", "*.example.org" (its subdomains at any depth, not itself), "localhost:8080", "192.168.1.7", "[fd00::7]:8080".
struct HostPattern {
    std::string name;                  // lower case, without brackets, and without the "*." of a wildcard
    bool subdomains = false;           // "*."
    std::optional<std::uint16_t> port; // none: every port

    // Whether it stands for this host. `host` as it is in a URL, in any case, with or without the brackets of an IPv6 address and the
    // dot at the end that names the root.
    bool matches(std::string_view host, std::uint16_t port) const;
    // Whether everything that `other` stands for, this stands for too.
    bool covers(const HostPattern& other) const;
    std::string to_string() const; // as it is written

    friend bool operator==(const HostPattern&, const HostPattern&) = default;
};

// Errc::invalid says what is wrong with the text and what to write instead: "holds a path; write the host alone, like api.example.com".
Result<HostPattern> parse_host(std::string_view text);

// Those of `wanted` that `agreed` does not cover, as they are written: what a person has not agreed to yet. A text that is no host
// stands for nothing.
std::vector<std::string> wider_hosts(std::span<const std::string> wanted, std::span<const std::string> agreed);

// What one caller may speak to at this moment. Immutable; shared by all its calls.
class NetworkScope {
  public:
    enum class Verdict {
        no,             // neither agreed to nor named by the person
        public_only,    // agreed to at the plugin's asking: refused when the name leads to a private or loopback address
        private_as_well // the person named this very host: whatever address it leads to
    };

    NetworkScope() = default;
    // agreed: what the manifest asks for and the person agreed to. own: what the person named. Texts that are no host are left out.
    NetworkScope(std::span<const std::string> agreed, std::span<const std::string> own);

    // For the first request and again for every redirect. `port` is the one connected to, 443 or 80 where the URL names none.
    Verdict may_reach(std::string_view host, std::uint16_t port) const;

    friend bool operator==(const NetworkScope&, const NetworkScope&) = default;

  private:
    std::vector<HostPattern> agreed_, own_;
};

} // namespace asista::runtime
