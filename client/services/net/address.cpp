// The ranges are those of the IANA special-purpose address registries for IPv4 and IPv6 (RFC 6890 and what updates it).
#include "services/net/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace asista::services::net {
namespace {

struct Range4 {
    std::uint32_t first;
    int bits;
    AddressKind kind;
};
constexpr std::uint32_t ip(unsigned a, unsigned b, unsigned c, unsigned d) { return a << 24 | b << 16 | c << 8 | d; }

constexpr std::array ranges4{
    Range4{ip(0, 0, 0, 0), 8, AddressKind::never},         // this network; Linux connects 0.0.0.0 to itself
    Range4{ip(10, 0, 0, 0), 8, AddressKind::local},        // private
    Range4{ip(100, 64, 0, 0), 10, AddressKind::local},     // shared by a provider (CGNAT)
    Range4{ip(127, 0, 0, 0), 8, AddressKind::own_machine}, //
    Range4{ip(169, 254, 0, 0), 16, AddressKind::local},    // link-local, and what clouds tell their machines
    Range4{ip(172, 16, 0, 0), 12, AddressKind::local},     // private
    Range4{ip(192, 0, 0, 0), 24, AddressKind::never},      // protocol assignments
    Range4{ip(192, 0, 2, 0), 24, AddressKind::never},      // documentation
    Range4{ip(192, 88, 99, 0), 24, AddressKind::never},    // 6to4 relays, withdrawn
    Range4{ip(192, 168, 0, 0), 16, AddressKind::local},    // private
    Range4{ip(198, 18, 0, 0), 15, AddressKind::local},     // benchmarks of networks; used inside some
    Range4{ip(198, 51, 100, 0), 24, AddressKind::never},   // documentation
    Range4{ip(203, 0, 113, 0), 24, AddressKind::never},    // documentation
    Range4{ip(224, 0, 0, 0), 4, AddressKind::never},       // multicast
    Range4{ip(240, 0, 0, 0), 4, AddressKind::never},       // reserved, and broadcast
};

AddressKind kind4(std::uint32_t address) {
    for (const auto& range : ranges4)
        if ((address ^ range.first) >> (32 - range.bits) == 0) return range.kind;
    return AddressKind::open;
}

using Bytes6 = std::array<std::uint8_t, 16>;

bool starts_with(const Bytes6& address, const Bytes6& prefix, int bits) {
    const auto whole = static_cast<std::size_t>(bits) / 8;
    if (std::memcmp(address.data(), prefix.data(), whole) != 0) return false;
    const int rest = bits % 8;
    return rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0;
}
std::uint32_t embedded4(const Bytes6& address, std::size_t at) {
    return ip(address[at], address[at + 1], address[at + 2], address[at + 3]);
}

AddressKind kind6(const Bytes6& address) {
    constexpr Bytes6 zero{}, loopback{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    if (address == loopback) return AddressKind::own_machine;
    if (starts_with(address, Bytes6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, 96)) return kind4(embedded4(address, 12));
    if (starts_with(address, zero, 96)) return kind4(embedded4(address, 12)); // unspecified, or IPv4-compatible
    if (starts_with(address, Bytes6{0, 0x64, 0xFF, 0x9B}, 96)) return kind4(embedded4(address, 12)); // NAT64
    if (starts_with(address, Bytes6{0, 0x64, 0xFF, 0x9B, 0, 1}, 48)) return AddressKind::local;      // NAT64 of a local network
    if (starts_with(address, Bytes6{0x20, 0x02}, 16)) return kind4(embedded4(address, 2));           // 6to4
    if (starts_with(address, Bytes6{0xFC}, 7)) return AddressKind::local;                            // unique local
    if (starts_with(address, Bytes6{0xFE, 0x80}, 10)) return AddressKind::local;                     // link-local
    if (starts_with(address, Bytes6{0xFE, 0xC0}, 10)) return AddressKind::local;                     // site-local, withdrawn
    // What is left is open only inside of the one block given out, less tunnels (Teredo hides an IPv4 address), benchmarks,
    // identifiers that are no addresses, and documentation.
    if (!starts_with(address, Bytes6{0x20}, 3)) return AddressKind::never;
    if (starts_with(address, Bytes6{0x20, 0x01}, 23)) return AddressKind::never;
    if (starts_with(address, Bytes6{0x20, 0x01, 0x0D, 0xB8}, 32)) return AddressKind::never;
    if (starts_with(address, Bytes6{0x3F, 0xFF}, 20)) return AddressKind::never;
    return AddressKind::open;
}

} // namespace

// The copies are what the aliasing rules ask for; the kernel's own records overlay each other.
AddressKind kind_of(const sockaddr& address) {
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        return kind4(ntohl(v4.sin_addr.s_addr));
    }
    if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        Bytes6 bytes;
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return kind6(bytes);
    }
    return AddressKind::never;
}

std::string to_text(const sockaddr& address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (address.sa_family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, &address, sizeof v4);
        ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    } else if (address.sa_family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, &address, sizeof v6);
        ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

std::string_view place_of(AddressKind kind) {
    switch (kind) {
    case AddressKind::open: return "is on the internet";
    case AddressKind::own_machine: return "is this computer itself";
    case AddressKind::local: return "is on the private network";
    case AddressKind::never: return "is no address that a request can go to";
    }
    return "";
}

} // namespace asista::services::net
