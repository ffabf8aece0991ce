// A short recording made by hand: a start, an order with a call in it, a frame, a timer, and an answer that came later.
#pragma once

#include "runtime/recording.hpp"
#include "wire/calls/outside.hpp"
#include "wire/calls/record.hpp"

#include <cstring>
#include <string>

namespace asista::test {

inline const std::string sample_manifest =
    R"({"id":"test.sample","name":"Sample","version":"1.0.0","description":"d","author":{"name":"A"},"category":"wellness"})";

class SampleRecording {
  public:
    SampleRecording() : bytes_(runtime::recording_header()) {}

    void add(runtime::RecordKind kind, const wire::Bytes& content) {
        const auto record = runtime::record(kind, at_us_ += 1000, content);
        bytes_.insert(bytes_.end(), record.begin(), record.end());
    }
    void identify(const std::string& plugin = "test.sample") {
        runtime::RecordingIdentity identity;
        identity.client_version = "0.1.0";
        identity.manifest_json = sample_manifest;
        identity.hello.plugin = plugin;
        add(runtime::RecordKind::identity, wire::encode(identity));
    }
    template <class T> void message(runtime::RecordedMessage::Way way, wire::MessageKind kind, std::uint64_t id, const T& content,
                                    calls::CallId call, Errc status = Errc::ok) {
        add(runtime::RecordKind::message,
            wire::encode(runtime::RecordedMessage{way, static_cast<std::uint8_t>(kind), static_cast<std::int32_t>(status), call,
                                                  id, wire::encode(content)}));
    }
    template <class Call> void to_host(wire::MessageKind kind, std::uint64_t id, const typename Call::Request& content) {
        message(runtime::RecordedMessage::Way::to_host, kind, id, content, Call::id);
    }
    template <class Call> void from_host(wire::MessageKind kind, std::uint64_t id, const typename Call::Request& content) {
        message(runtime::RecordedMessage::Way::from_host, kind, id, content, Call::id);
    }
    void begins(calls::Step::Kind kind, std::uint64_t number, wire::Bytes input = {}) {
        from_host<calls::StepBegins>(wire::MessageKind::notice, 0, {kind, number, 77, std::move(input)});
    }
    void ends(const frame::FramePrint& print = {}) { from_host<calls::StepEnded>(wire::MessageKind::notice, 0, {print, {}}); }
    static wire::Bytes input(std::uint64_t serial) {
        frame::InputHeader header{};
        header.magic = frame::input_magic;
        header.version = frame::protocol_version;
        header.serial = serial;
        wire::Bytes bytes(sizeof header);
        std::memcpy(bytes.data(), &header, sizeof header);
        return bytes;
    }
    void all() {
        using Way = runtime::RecordedMessage::Way;
        using enum wire::MessageKind;
        identify();
        to_host<calls::KeepJournal>(notice, 0, {calls::KeepJournal::Mode::record, false});
        from_host<calls::StorageGet>(request, 1, {"before"});
        message(Way::to_host, reply, 1, calls::StorageGet::Reply{"1"}, calls::StorageGet::id);
        message(Way::from_host, reply, 1, calls::Hello::Reply{}, calls::Hello::id);
        to_host<calls::Activate>(request, 2, {});
        begins(calls::Step::Kind::order, 1);
        from_host<calls::RequestRedraw>(notice, 0, {});
        from_host<calls::StorageGet>(request, 2, {"key"});
        message(Way::to_host, reply, 2, calls::StorageGet::Reply{"2"}, calls::StorageGet::id);
        from_host<calls::HttpFetch>(request, 3, {});
        message(Way::from_host, reply, 2, calls::Nothing{}, calls::Activate::id);
        ends();
        begins(calls::Step::Kind::frame, 1, input(1));
        ends({.surfaces = 1, .vertices = 4});
        message(Way::to_host, reply, 3, calls::HttpFetch::Reply{}, calls::HttpFetch::id);
        begins(calls::Step::Kind::reply, 3);
        ends();
        begins(calls::Step::Kind::timer, 1);
        ends();
        begins(calls::Step::Kind::posted, 0);
        ends();
        add(runtime::RecordKind::end, wire::encode(runtime::RecordingEnd{"You stopped it.", false}));
    }

    const wire::Bytes& bytes() const { return bytes_; }

  private:
    wire::Bytes bytes_;
    std::int64_t at_us_ = 0;
};

} // namespace asista::test
