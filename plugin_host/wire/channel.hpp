// Messages between the client's core thread and one plugin host over a Unix SEQPACKET socket: framed, capped, with request ids.
// Larger messages travel as several packets; a message is delivered whole or not at all. Each side treats any violation by the
// other as the end of the connection. Which message may be sent when is `calls.hpp`'s business; this only carries them.
#pragma once

#include "wire/bytes.hpp"
#include "wire/os.hpp"

#include <cstdint>
#include <deque>
#include <optional>

namespace asista::wire {

enum class MessageKind : std::uint8_t {
    request = 1, // wants exactly one reply with the same id
    reply = 2,
    notice = 3, // wants none; id 0
    cancel = 4, // withdraws the request with this id; the reply may still come
};

struct Message {
    MessageKind kind = MessageKind::notice;
    Errc status = Errc::ok;    // replies only
    std::uint32_t call = 0;    // CallId; in a reply, that of its request
    std::uint64_t id = 0;      // chosen by the sender of the request, never 0 there, never reused on a connection
    Bytes payload;             // the encoded struct; in a failed reply the UTF-8 error message
    std::vector<UniqueFd> fds; // client -> host only, at most ChannelLimits::max_fds
};

struct ChannelLimits {
    std::size_t max_message = max_message_bytes;
    std::size_t max_backlog = 4u << 20;     // bytes queued to a peer that does not read
    std::vector<std::uint32_t> state_calls; // calls whose messages may be max_state_message long: state handed over
    std::size_t max_state_message = (16u << 20) + 4096;
    std::vector<std::uint32_t> content_calls; // calls whose messages may be max_content_message long: files and HTTP bodies
    std::size_t max_content_message = max_content_message_bytes;
    std::size_t max_content_waiting = 5; // of that size, may wait for a peer that does not read, beside the backlog
    std::size_t max_fds = 0;             // descriptors accepted with one message; any more end the connection
};

// One end of a connection. Nonblocking. Not thread-safe: one thread owns it.
class Channel {
  public:
    // Two connected ends, CLOEXEC and nonblocking.
    static Result<std::pair<UniqueFd, UniqueFd>> make_pair();

    Channel(UniqueFd socket, ChannelLimits limits) : socket_(std::move(socket)), limits_(limits) {}

    int fd() const { return socket_.get(); }

    // Queues the message and writes what the socket takes at once. Errc::over_limit: message or backlog above the cap (the
    // connection stays usable); Errc::io: the peer is gone.
    Result<void> send(Message message);
    // Writes more of what is queued; call when the socket is writable.
    Result<void> flush();
    bool wants_write() const { return !outgoing_.empty(); }

    // The next whole message, or nothing yet. Errc::io "peer closed": the other end is gone. Errc::invalid: it broke the protocol
    // (bad header, over the cap, unexpected descriptors); the caller drops the connection.
    Result<std::optional<Message>> receive();

  private:
    struct Packet {
        Bytes bytes;
        std::vector<UniqueFd> fds;
        bool large = false; // of a state or content message
    };
    UniqueFd socket_;
    ChannelLimits limits_;
    std::deque<Packet> outgoing_;
    std::size_t outgoing_bytes_ = 0, outgoing_large_bytes_ = 0;
    std::optional<Message> partial_; // a message whose last packet has not come
    std::size_t partial_total_ = 0;
};

} // namespace asista::wire
