// A recording of one plugin: who it was, and every message between the client and its process in the order in which the client sent and
// got them, among them the steps that the host tells of (wire/calls/record.hpp). This is the file's form and its reading; Recorder
// writes it, ReplayScript makes sense of it.
//
//   "AsistaRc", u32 version, u32 0, then records: u32 bytes of the content, u32 kind, u64 microseconds since the first, the content,
//   u64 sum of all that. First an identity, then messages, at last an end. A client that was killed leaves all but the last record whole.
//
// It comes from strangers, as part of a bug report: nothing in it is believed. It never names a file or a library to open.
#pragma once

#include "wire/calls/base.hpp"
#include "wire/calls/orders.hpp"
#include "wire/channel.hpp"

#include <span>
#include <string>
#include <vector>

namespace asista::runtime {

inline constexpr std::uint32_t recording_version = 1;
inline constexpr std::size_t max_recording_bytes = 256u << 20; // that is read; a recorder stops long before

struct RecordedFont {
    calls::FontFile file;
    std::uint64_t hash = 0; // content_hash of its bytes
    ASISTA_FIELDS(file, hash)
};
struct RecordingIdentity {
    std::string client_version; // and with it the versions of the SDK and of Dear ImGui, which each has exactly one of
    std::string manifest_json;
    std::uint64_t library_hash = 0, library_bytes = 0;
    InstantMs started_at = 0;
    std::vector<RecordedFont> fonts;
    calls::Hello::Request hello; // as the process got it, but for the fonts
    ASISTA_FIELDS(client_version, manifest_json, library_hash, library_bytes, started_at, fonts, hello)
};

struct RecordedMessage {
    enum class Way : std::uint8_t { to_host = 1, from_host = 2 };
    friend constexpr bool is_known(Way value) { return value == Way::to_host || value == Way::from_host; }
    Way way = Way::to_host;
    std::uint8_t kind = 0;   // wire::MessageKind
    std::int32_t status = 0; // Errc, of a reply
    calls::CallId call = 0;
    std::uint64_t id = 0;
    wire::Bytes payload;
    ASISTA_FIELDS(way, kind, status, call, id, payload)
};

struct RecordingEnd {
    std::string why;      // a sentence: "You stopped it.", "It crashed while drawing ..."
    bool crashed = false; // the process ended by itself
    ASISTA_FIELDS(why, crashed)
};

struct Recording {
    RecordingIdentity identity;
    std::vector<RecordedMessage> messages;
    std::optional<RecordingEnd> end; // none: cut off
    std::size_t left_out_bytes = 0;  // behind the last whole record of one that was cut off
    std::int64_t length_us = 0;
};

enum class RecordKind : std::uint32_t { identity = 1, message = 2, end = 3 };
inline constexpr std::size_t recording_header_bytes = 16, record_overhead_bytes = 24;

wire::Bytes recording_header();
wire::Bytes record(RecordKind kind, std::int64_t at_us, const wire::Bytes& content);

// Errc::invalid: no recording, damaged, or what no recorder writes; Errc::unsupported: of another version. Names the place. [any]
Result<Recording> read_recording(std::span<const std::byte> bytes);

} // namespace asista::runtime
