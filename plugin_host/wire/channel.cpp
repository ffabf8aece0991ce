// The packet form of messages. Every packet is a header and a piece of the payload; the pieces of one message follow each other
// without another message between them, each piece as long as it can be, so a packet has exactly one valid successor.
#include "wire/channel.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace asista::wire {

namespace {
constexpr std::uint32_t packet_magic = 0x31435341; // "ASC1"
constexpr std::size_t piece_bytes = 60 * 1024;     // with its header well below the default socket buffer of 208 KiB
constexpr std::size_t most_fds = 32;               // in one message, by either side; the kernel's own cap is 253

struct PacketHeader {
    std::uint32_t magic;
    MessageKind kind;
    std::uint8_t fd_count; // in this packet; only the first of a message carries any
    std::uint16_t reserved;
    std::int32_t status;
    std::uint32_t call;
    std::uint64_t id;
    std::uint32_t total;  // payload bytes of the whole message
    std::uint32_t offset; // of this piece in it
};
static_assert(sizeof(PacketHeader) == 32 && std::is_trivially_copyable_v<PacketHeader>);

// Room for the descriptors of one packet in the form sendmsg and recvmsg want.
union ControlBuffer {
    cmsghdr alignment;
    char bytes[CMSG_SPACE(sizeof(int) * most_fds)];
};

bool is_known(MessageKind kind) { return kind >= MessageKind::request && kind <= MessageKind::cancel; }

// What may stand in the header of any message, whoever wrote it.
bool is_sound(const PacketHeader& header) {
    if (header.magic != packet_magic || header.reserved != 0 || !is_known(header.kind)) return false;
    if (header.status < 0 || header.status > static_cast<std::int32_t>(Errc::internal)) return false;
    if (header.kind != MessageKind::reply && header.status != 0) return false;
    if ((header.kind == MessageKind::notice) != (header.id == 0)) return false;
    if (header.kind == MessageKind::cancel && header.total != 0) return false;
    return header.fd_count <= most_fds && (header.offset == 0 || header.fd_count == 0);
}

bool is_among(const std::vector<std::uint32_t>& calls, std::uint32_t call) {
    return std::find(calls.begin(), calls.end(), call) != calls.end();
}
std::size_t message_cap(const ChannelLimits& limits, std::uint32_t call) {
    if (is_among(limits.state_calls, call)) return limits.max_state_message;
    return is_among(limits.content_calls, call) ? limits.max_content_message : limits.max_message;
}
// State and content are larger than the backlog itself; they wait beside what a slow peer has not read yet, and are counted apart.
bool is_large(const ChannelLimits& limits, std::uint32_t call) {
    return is_among(limits.state_calls, call) || is_among(limits.content_calls, call);
}
std::size_t large_backlog(const ChannelLimits& limits) {
    const std::size_t content = limits.content_calls.empty() ? 0 : limits.max_content_waiting * limits.max_content_message;
    return std::max(limits.max_state_message, content);
}

// Every descriptor that came with a packet, owned at once so that no path can leak one. False: some did not fit and are lost.
bool take_fds(msghdr& message, std::vector<UniqueFd>& fds) {
    for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
        if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
        const std::size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (std::size_t i = 0; i < count; ++i) {
            int fd = -1;
            std::memcpy(&fd, CMSG_DATA(part) + i * sizeof fd, sizeof fd);
            fds.emplace_back(fd);
        }
    }
    return (message.msg_flags & MSG_CTRUNC) == 0;
}

// 0: sent; otherwise errno.
int send_packet(int socket, const Bytes& bytes, const std::vector<UniqueFd>& fds) {
    iovec data{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &data;
    message.msg_iovlen = 1;
    ControlBuffer control{};
    if (!fds.empty()) {
        message.msg_control = control.bytes;
        message.msg_controllen = CMSG_SPACE(sizeof(int) * fds.size());
        cmsghdr* const part = CMSG_FIRSTHDR(&message);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof(int) * fds.size());
        for (std::size_t i = 0; i < fds.size(); ++i) {
            const int fd = fds[i].get();
            std::memcpy(CMSG_DATA(part) + i * sizeof fd, &fd, sizeof fd);
        }
    }
    while (::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) {
        if (errno != EINTR) return errno;
    }
    return 0;
}
} // namespace

Result<std::pair<UniqueFd, UniqueFd>> Channel::make_pair() {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
        return fail_errno("create a socket pair");
    return std::pair(UniqueFd(ends[0]), UniqueFd(ends[1]));
}

Result<void> Channel::send(Message message) {
    const std::size_t size = message.payload.size();
    const std::size_t cap = message_cap(limits_, message.call);
    if (size > cap) return fail(Errc::over_limit, "a message of {} bytes is over the cap of {}", size, cap);
    if (message.fds.size() > most_fds) return fail(Errc::over_limit, "a message carries at most {} descriptors", most_fds);
    const bool large = is_large(limits_, message.call);
    std::size_t& waiting = large ? outgoing_large_bytes_ : outgoing_bytes_;
    if (waiting + size > (large ? large_backlog(limits_) : limits_.max_backlog))
        return fail(Errc::over_limit, "the other side does not read its messages");

    PacketHeader header{packet_magic,
                        message.kind,
                        static_cast<std::uint8_t>(message.fds.size()),
                        0,
                        static_cast<std::int32_t>(message.status),
                        message.call,
                        message.id,
                        static_cast<std::uint32_t>(size),
                        0};
    if (!is_sound(header))
        return fail(Errc::invalid, "message {:#x} of kind {} is not well formed", message.call, static_cast<int>(message.kind));
    std::size_t offset = 0;
    do {
        const std::size_t piece = std::min(piece_bytes, size - offset);
        header.offset = static_cast<std::uint32_t>(offset);
        Packet packet;
        packet.bytes.resize(sizeof header + piece);
        std::memcpy(packet.bytes.data(), &header, sizeof header);
        if (piece > 0) std::memcpy(packet.bytes.data() + sizeof header, message.payload.data() + offset, piece);
        if (offset == 0) packet.fds = std::move(message.fds);
        header.fd_count = 0;
        packet.large = large;
        waiting += packet.bytes.size();
        outgoing_.push_back(std::move(packet));
        offset += piece;
    } while (offset < size);
    return flush();
}

Result<void> Channel::flush() {
    while (!outgoing_.empty()) {
        const int error = send_packet(socket_.get(), outgoing_.front().bytes, outgoing_.front().fds);
        if (error == EAGAIN || error == ENOBUFS) return {};
        if (error != 0) {
            outgoing_.clear();
            outgoing_bytes_ = outgoing_large_bytes_ = 0;
            errno = error;
            if (means_closed(error)) return fail(Errc::io, "peer closed");
            auto failure = fail_errno("send");
            failure.value().code = Errc::io;
            return failure;
        }
        const Packet& sent = outgoing_.front();
        (sent.large ? outgoing_large_bytes_ : outgoing_bytes_) -= sent.bytes.size();
        outgoing_.pop_front();
    }
    return {};
}

Result<std::optional<Message>> Channel::receive() {
    // Not initialised on purpose: only the pages a packet fills become part of the process.
    std::array<std::byte, sizeof(PacketHeader) + piece_bytes> buffer; // NOLINT(cppcoreguidelines-pro-type-member-init)
    for (;;) {
        iovec data{buffer.data(), buffer.size()};
        ControlBuffer control; // as large as we accept: the kernel closes what does not fit and says MSG_CTRUNC
        msghdr message{};
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        const std::size_t fds_accepted = std::min(limits_.max_fds, most_fds);
        if (fds_accepted > 0) {
            message.msg_control = control.bytes;
            message.msg_controllen = CMSG_LEN(sizeof(int) * fds_accepted);
        }
        const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return std::optional<Message>();
        // ECONNRESET is reported once, ahead of messages the peer sent before it died; those may say why it did.
        if (got < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
        if (got < 0) {
            auto failure = fail_errno("receive");
            failure.value().code = Errc::io;
            return failure;
        }
        std::vector<UniqueFd> fds;
        const bool all_fds = take_fds(message, fds);
        if (got == 0) return fail(Errc::io, "peer closed"); // an empty packet looks the same and ends a connection as well
        const auto size = static_cast<std::size_t>(got);
        if (!all_fds || fds.size() > fds_accepted) return fail(Errc::invalid, "unexpected descriptors with a message");
        if ((message.msg_flags & MSG_TRUNC) != 0 || size < sizeof(PacketHeader)) {
            return fail(Errc::invalid, "malformed packet of {} bytes", size);
        }

        PacketHeader header;
        std::memcpy(&header, buffer.data(), sizeof header);
        const std::size_t piece = size - sizeof header;
        if (!is_sound(header) || header.fd_count != fds.size()) return fail(Errc::invalid, "malformed packet header");
        if (header.total > message_cap(limits_, header.call)) {
            return fail(Errc::invalid, "message {:#x} of {} bytes is over the cap", header.call, header.total);
        }
        if (!partial_) {
            if (header.offset != 0) return fail(Errc::invalid, "a message starts at byte {}", header.offset);
            partial_.emplace();
            partial_->kind = header.kind;
            partial_->status = static_cast<Errc>(header.status);
            partial_->call = header.call;
            partial_->id = header.id;
            partial_->fds = std::move(fds);
            partial_total_ = header.total;
        } else if (header.kind != partial_->kind || header.status != static_cast<std::int32_t>(partial_->status) ||
                   header.call != partial_->call || header.id != partial_->id || header.total != partial_total_ ||
                   header.offset != partial_->payload.size()) {
            return fail(Errc::invalid, "a message was interrupted by another");
        }
        if (piece != std::min<std::size_t>(piece_bytes, partial_total_ - header.offset)) {
            return fail(Errc::invalid, "a packet of {} bytes does not fit its message", piece);
        }
        partial_->payload.insert(partial_->payload.end(), buffer.data() + sizeof header, buffer.data() + size);
        if (partial_->payload.size() == partial_total_) return std::exchange(partial_, std::nullopt);
    }
}

} // namespace asista::wire
