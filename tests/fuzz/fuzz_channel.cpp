// A hostile peer on the channel: the input is a series of packets, each two bytes of length and its bytes. Nothing may crash, and what
// comes out whole must be what its header said.
#include "wire/channel.hpp"
#include "wire/calls.hpp"

#include <cstdint>
#include <cstdlib>
#include <sys/socket.h>

using namespace asista;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto ends = wire::Channel::make_pair();
    if (!ends) return 0;
    wire::ChannelLimits limits;
    limits.state_calls = {0x1002};
    limits.content_calls = {0x0551};
    limits.max_content_message = 2u << 20;
    limits.max_state_message = 4u << 20;
    limits.max_fds = size > 0 ? data[0] % 3 : 0;
    wire::Channel channel(std::move(ends->second), limits);
    const std::uint8_t* at = data;
    const std::uint8_t* const end = data + size;
    while (end - at > 2) {
        const auto wanted = static_cast<std::ptrdiff_t>(at[0] | at[1] << 8);
        at += 2;
        const std::ptrdiff_t length = std::min(wanted, end - at);
        if (::send(ends->first.get(), at, static_cast<std::size_t>(length), MSG_DONTWAIT | MSG_NOSIGNAL) < 0) break;
        at += length;
        const auto received = channel.receive();
        if (!received) return 0; // the connection is over
        if (*received && (*received)->payload.size() > limits.max_state_message) std::abort();
    }
    ends->first.reset();
    while (true) {
        const auto received = channel.receive();
        if (!received || !*received) return 0;
    }
}
