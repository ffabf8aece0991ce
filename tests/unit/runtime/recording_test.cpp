// The form of a recording, and what is made of one.
#include "fake_clock.hpp"
#include "file_size_limit.hpp"
#include "runtime/recorder.hpp"
#include "runtime/replayer.hpp"
#include "sample_recording.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <fstream>
#include <iterator>
#include <sys/stat.h>

using namespace asista;
using namespace asista::runtime;

namespace {
wire::Bytes sample() {
    test::SampleRecording recording;
    recording.all();
    return recording.bytes();
}
ReplayScript script_of(const wire::Bytes& bytes) {
    auto recording = read_recording(bytes);
    REQUIRE_MESSAGE(recording, (recording ? "" : recording.error().message));
    auto script = make_script(std::move(*recording));
    REQUIRE_MESSAGE(script, (script ? "" : script.error().message));
    return std::move(*script);
}
std::string refusal(const wire::Bytes& bytes) {
    auto recording = read_recording(bytes);
    if (!recording) return recording.error().message;
    const auto script = make_script(std::move(*recording));
    return script ? "" : script.error().message;
}
wire::Bytes content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto bytes = std::as_bytes(std::span(text));
    return {bytes.begin(), bytes.end()};
}

// Waits for the recorder's thread.
struct Written {
    std::mutex mutex;
    std::condition_variable told;
    bool is = false;
    std::function<void()> hook() {
        return [this] {
            const std::scoped_lock lock(mutex);
            is = true;
            told.notify_all();
        };
    }
    void wait() {
        std::unique_lock lock(mutex);
        told.wait(lock, [this] { return is; });
    }
};
wire::Message a_call(std::size_t bytes) {
    return {wire::MessageKind::notice, Errc::ok, calls::LogWrite::id, 0, wire::Bytes(bytes, std::byte{1}), {}};
}
} // namespace

TEST_CASE("a recording becomes the steps it tells of") {
    const auto script = script_of(sample());
    CHECK(script.identity.hello.plugin == "test.sample");
    REQUIRE(script.start_calls.size() == 1);
    CHECK(script.start_calls[0].call == calls::StorageGet::id);
    REQUIRE(script.steps.size() == 5);
    CHECK(script.frames() == 1);
    CHECK(script.steps[0].order->call == calls::Activate::id);
    CHECK(script.steps[0].order->answer.has_value());
    CHECK(script.steps[0].calls.size() == 2); // the wish to be drawn is none
    CHECK(script.steps[1].frame->header.serial == 1);
    CHECK(script.steps[1].outcome.print.vertices == 4);
    CHECK(*script.steps[2].reply_to == RequestName{calls::HttpFetch::id, 0});
    CHECK(script.answers.at({calls::StorageGet::id, 1}).payload == wire::encode(calls::StorageGet::Reply{"2"}));
    REQUIRE(script.end);
    CHECK_FALSE(script.end->crashed);
}

TEST_CASE("a recording cut off anywhere is good up to the last whole record, and says so") {
    const auto whole = sample();
    std::size_t most = 0;
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto recording = read_recording(std::span(whole).first(size));
        if (!recording) continue; // not even whose it is
        CHECK_FALSE(recording->end);
        CHECK(recording->messages.size() >= most);
        most = recording->messages.size();
        auto script = make_script(*recording);
        CHECK(script);
    }
    CHECK(most == read_recording(whole)->messages.size());
    CHECK(read_recording(std::span(whole).first(whole.size() - 1))->left_out_bytes > 0);
}

TEST_CASE("one flipped bit is never taken for what was recorded") {
    const auto whole = sample();
    const auto before = read_recording(whole);
    REQUIRE(before);
    for (std::size_t at = 0; at < whole.size(); ++at) {
        CAPTURE(at);
        auto flipped = whole;
        flipped[at] ^= std::byte{4};
        const auto recording = read_recording(flipped);
        // A length that grew looks like a cut: less, but nothing else.
        if (recording && at >= recording_header_bytes)
            CHECK((recording->messages.size() < before->messages.size() || !recording->end));
    }
}

TEST_CASE("what is no recording of this version says what it is") {
    CHECK(refusal({}).find("is no recording") != std::string::npos);
    auto newer = sample();
    newer[8] = std::byte{9};
    CHECK(refusal(newer).find("format 9") != std::string::npos);
    auto flipped = sample();
    flipped[flipped.size() - 20] ^= std::byte{1};
    CHECK(refusal(flipped).find("is damaged") != std::string::npos);
}

TEST_CASE("parts that do not fit each other are refused") {
    using enum calls::Step::Kind;
    const struct {
        const char* what;
        void (*make)(test::SampleRecording&);
    } cases[] = {
        {"is damaged: its manifest is of test.sample", [](auto& r) { r.identify("../../evil"); }},
        {"a step begins where none can",
         [](auto& r) {
             r.identify();
             r.begins(timer, 1);
         }},
        {"it lacks order 3",
         [](auto& r) {
             r.identify();
             r.message(RecordedMessage::Way::from_host, wire::MessageKind::reply, 1, calls::Hello::Reply{}, calls::Hello::id);
             r.begins(order, 3);
         }},
        {"a frame's input is not what its header says",
         [](auto& r) {
             r.identify();
             r.message(RecordedMessage::Way::from_host, wire::MessageKind::reply, 1, calls::Hello::Reply{}, calls::Hello::id);
             auto input = test::SampleRecording::input(1);
             input.pop_back();
             r.begins(frame, 1, input);
         }},
        {"frame 0 does not follow",
         [](auto& r) {
             r.identify();
             r.message(RecordedMessage::Way::from_host, wire::MessageKind::reply, 1, calls::Hello::Reply{}, calls::Hello::id);
             r.begins(frame, 0, test::SampleRecording::input(0));
         }},
        {"it answers a request that was not made",
         [](auto& r) {
             r.identify();
             r.message(RecordedMessage::Way::from_host, wire::MessageKind::reply, 1, calls::Hello::Reply{}, calls::Hello::id);
             r.begins(reply, 9);
         }},
        {"a step ends that did not begin",
         [](auto& r) {
             r.identify();
             r.ends();
         }},
    };
    for (const auto& [what, make] : cases) {
        test::SampleRecording recording;
        make(recording);
        const auto said = refusal(recording.bytes());
        CHECK_MESSAGE(said.find(what) != std::string::npos, said);
    }
}

TEST_CASE("two recordings are compared frame by frame and call by call") {
    const auto script = script_of(sample());
    CHECK(compare(script, script).equal());

    auto other = script;
    other.steps[1].outcome.print.vertices = 8;
    const auto frames = compare(script, other);
    REQUIRE(frames.first_frame);
    CHECK(frames.first_frame->frame == 1);
    CHECK(frames.first_frame->what == "8 vertices instead of 4");
    CHECK_FALSE(frames.first_call);

    other = script;
    other.steps[0].calls[0].payload = wire::encode(calls::StorageGet::Request{"another"});
    const auto calls = compare(script, other);
    REQUIRE(calls.first_call);
    CHECK(calls.first_call->what.find("In host.activate, it called storage.get") != std::string::npos);
    CHECK(calls.first_call->what.find("another") != std::string::npos);
    CHECK(calls.first_call->what.find("key") != std::string::npos);
}

TEST_CASE("a recorder writes what it was told, for this person alone, and replaces no file") {
    test::FakeClock clock;
    const test::TempDir dir;
    const auto file = dir / "a.asista-recording";
    Written written;
    auto recorder = Recorder::start(clock, file, written.hook());
    REQUIRE(recorder);
    const auto again = Recorder::start(clock, file, {});
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Errc::busy);

    RecordingIdentity identity;
    identity.manifest_json = test::sample_manifest;
    identity.hello.plugin = "test.sample";
    (*recorder)->identify(identity);
    for (int i = 0; i < 100; ++i) (*recorder)->from_host(a_call(1000));
    (*recorder)->end("You stopped it.");
    (*recorder)->from_host(a_call(1)); // too late
    written.wait();

    CHECK((*recorder)->status().written);
    struct stat about {};
    REQUIRE(::stat(file.c_str(), &about) == 0);
    CHECK((about.st_mode & 07777) == 0600);
    const auto bytes = content_of(file);
    CHECK(bytes.size() == (*recorder)->status().bytes);
    const auto recording = read_recording(bytes);
    REQUIRE(recording);
    CHECK(recording->messages.size() == 100);
    REQUIRE(recording->end);
    CHECK(recording->end->why == "You stopped it.");
}

TEST_CASE("a recording that is full or too long stops, keeps what it has, and says why") {
    test::FakeClock clock;
    const test::TempDir dir;
    Written full, late;
    auto small = Recorder::start(clock, dir / "small", full.hook(), {.bytes = 10'000});
    REQUIRE(small);
    (*small)->identify({});
    for (int i = 0; i < 100; ++i) (*small)->from_host(a_call(1000));
    CHECK_FALSE((*small)->going_on());
    full.wait();
    const auto recording = read_recording(content_of(dir / "small"));
    REQUIRE(recording);
    CHECK(recording->messages.size() == 9);
    REQUIRE(recording->end);
    CHECK(recording->end->why.find("the most one recording holds") != std::string::npos);

    auto brief = Recorder::start(clock, dir / "brief", late.hook(), {.length_ms = 60'000});
    REQUIRE(brief);
    (*brief)->identify({});
    clock.advance_ms(60'001);
    (*brief)->from_host(a_call(1));
    late.wait();
    CHECK((*brief)->status().why == "It stopped after 1 minutes, the longest one recording lasts.");
}

TEST_CASE("a recording on a full disk stops, says so, and what is in the file can be read") {
    test::FakeClock clock;
    const test::TempDir dir;
    Written written;
    auto recorder = Recorder::start(clock, dir / "full", written.hook());
    REQUIRE(recorder);
    {
        const test::FileSizeLimit full(5'000);
        (*recorder)->identify({});
        for (int i = 0; i < 100; ++i) (*recorder)->from_host(a_call(1000));
        written.wait();
    }
    const auto status = (*recorder)->status();
    CHECK_FALSE(status.going_on);
    CHECK(status.written);
    CHECK_MESSAGE(status.why.find("could not be written") != std::string::npos, status.why);
    CHECK_MESSAGE(status.why.find("Make room on the disk") != std::string::npos, status.why);
    const auto bytes = content_of(dir / "full");
    CHECK(bytes.size() == 5'000);
    const auto recording = read_recording(bytes);
    REQUIRE(recording);
    CHECK(recording->messages.size() == 4);
    CHECK_FALSE(recording->end);
    CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
}
