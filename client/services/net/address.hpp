// Which part of the network an address belongs to, as far as a plugin's request may or may not go there. [any]
#pragma once

#include <string>
#include <string_view>

struct sockaddr;

namespace asista::services::net {

enum class AddressKind {
    open,        // of the internet at large
    own_machine, // loopback: whatever runs on this computer
    local,       // private, link-local, unique local, shared by a provider: the person's own network, or their company's
    never,       // no destination of a request: unspecified, multicast, broadcast, documentation, reserved
};

// Addresses that stand for another one (IPv4 in IPv6 in all its forms, NAT64, 6to4) are of that one's kind.
AddressKind kind_of(const sockaddr& address);
// "192.168.1.4", "fd00::1".
std::string to_text(const sockaddr& address);
// How a sentence goes on that begins with the address: "is on this computer".
std::string_view place_of(AddressKind kind);

} // namespace asista::services::net
