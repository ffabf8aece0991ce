// The file's form.
#include "runtime/recording.hpp"

#include "runtime/library_file.hpp"

#include <cstring>

namespace asista::runtime {

namespace {
constexpr std::string_view magic = "AsistaRc";
// The largest message there is, and what describes it.
constexpr std::size_t max_content = (16u << 20) + (1u << 20);
constexpr std::size_t max_messages = 4'000'000;

template <class T> void append(wire::Bytes& bytes, T value) {
    const auto* raw = reinterpret_cast<const std::byte*>(&value);
    bytes.insert(bytes.end(), raw, raw + sizeof value);
}
template <class T> T number_at(std::span<const std::byte> bytes, std::size_t offset) {
    T value{};
    std::memcpy(&value, bytes.data() + offset, sizeof value);
    return value;
}

struct Record {
    RecordKind kind{};
    std::int64_t at_us = 0;
    std::span<const std::byte> content;
};

// Takes the next record off `rest`; false when it is not all there.
Result<bool> take_record(std::span<const std::byte>& rest, std::size_t at, Record& out) {
    if (rest.size() < record_overhead_bytes) return false;
    const auto size = number_at<std::uint32_t>(rest, 0);
    if (size > max_content) return fail(Errc::invalid, "is damaged: its record at byte {} claims to have {} bytes", at, size);
    if (rest.size() - record_overhead_bytes < size) return false;
    const std::size_t summed = record_overhead_bytes - sizeof(std::uint64_t) + size;
    if (content_hash(rest.first(summed)) != number_at<std::uint64_t>(rest, summed))
        return fail(Errc::invalid, "is damaged: the record at byte {} does not match its sum", at);
    const auto kind = number_at<std::uint32_t>(rest, 4);
    if (kind < 1 || kind > 3) return fail(Errc::invalid, "is damaged: its record at byte {} is of unknown kind {}", at, kind);
    out = {static_cast<RecordKind>(kind), number_at<std::int64_t>(rest, 8), rest.subspan(16, size)};
    rest = rest.subspan(summed + sizeof(std::uint64_t));
    return true;
}

bool is_sound(const RecordedMessage& message) {
    return message.kind >= static_cast<std::uint8_t>(wire::MessageKind::request) &&
           message.kind <= static_cast<std::uint8_t>(wire::MessageKind::cancel) && message.status >= 0 &&
           message.status <= static_cast<std::int32_t>(Errc::internal);
}

Result<void> add_record(Recording& out, const Record& record, std::size_t at) {
    const auto damaged = [at](const char* what) {
        return fail(Errc::invalid, "is damaged: {} at byte {} cannot be read", what, at);
    };
    switch (record.kind) {
    case RecordKind::identity: return fail(Errc::invalid, "is damaged: a second identity at byte {}", at);
    case RecordKind::message: {
        auto message = wire::decode<RecordedMessage>(record.content);
        if (!message || !is_sound(*message)) return damaged("the message");
        if (out.messages.size() == max_messages) return fail(Errc::over_limit, "has more than {} messages", max_messages);
        out.messages.push_back(std::move(*message));
        return {};
    }
    case RecordKind::end: {
        auto end = wire::decode<RecordingEnd>(record.content);
        if (!end) return damaged("the end");
        out.end = std::move(*end);
        return {};
    }
    }
    return {};
}
} // namespace

wire::Bytes recording_header() {
    wire::Bytes bytes;
    for (const char c : magic) bytes.push_back(static_cast<std::byte>(c));
    append(bytes, recording_version);
    append(bytes, std::uint32_t{0});
    return bytes;
}

wire::Bytes record(RecordKind kind, std::int64_t at_us, const wire::Bytes& content) {
    wire::Bytes bytes;
    bytes.reserve(content.size() + record_overhead_bytes);
    append(bytes, static_cast<std::uint32_t>(content.size()));
    append(bytes, static_cast<std::uint32_t>(kind));
    append(bytes, at_us);
    bytes.insert(bytes.end(), content.begin(), content.end());
    append(bytes, content_hash(bytes));
    return bytes;
}

Result<Recording> read_recording(std::span<const std::byte> bytes) {
    if (bytes.size() < recording_header_bytes || std::memcmp(bytes.data(), magic.data(), magic.size()) != 0)
        return fail(Errc::invalid, "is no recording; `asista record` makes them");
    if (const auto version = number_at<std::uint32_t>(bytes, magic.size()); version != recording_version)
        return fail(Errc::unsupported,
                    "is a recording of format {}, this version of Asista reads {}; use the version that made it", version,
                    recording_version);
    Recording out;
    auto rest = bytes.subspan(recording_header_bytes);
    Record record;
    const auto place = [&] { return bytes.size() - rest.size(); };
    if (!TRY(take_record(rest, place(), record))) return fail(Errc::invalid, "was cut off before it says whose it is");
    auto identity = wire::decode<RecordingIdentity>(record.content);
    if (record.kind != RecordKind::identity || !identity) return fail(Errc::invalid, "is damaged: it does not say whose it is");
    out.identity = std::move(*identity);
    while (!rest.empty()) {
        const std::size_t at = place();
        if (out.end) return fail(Errc::invalid, "is damaged: something follows its end at byte {}", at);
        if (!TRY(take_record(rest, at, record))) {
            out.left_out_bytes = rest.size();
            break;
        }
        TRY(add_record(out, record, at));
        out.length_us = std::max(out.length_us, record.at_us);
    }
    return out;
}

} // namespace asista::runtime
