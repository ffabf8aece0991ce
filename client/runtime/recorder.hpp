// Writes one recording while a plugin runs. A thread of its own does the writing, so neither the core thread nor the window ever waits
// for the disk. It is bounded: when size or time is used up it stops, and says so; nothing old is thrown away for what is new.
#pragma once

#include "runtime/clock.hpp"
#include "runtime/recording.hpp"
#include "wire/os.hpp"

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

namespace asista::runtime {

struct RecorderLimits {
    std::size_t bytes = 64u << 20;
    std::int64_t length_ms = 10 * 60'000;
    std::size_t waiting_bytes = 32u << 20; // for a disk that is slower than the plugin
};

struct RecordingStatus {
    std::filesystem::path file;
    bool going_on = false;
    bool written = false; // it is over, and the file is complete
    std::string why;      // a sentence, when it is over: how it ended
    std::uint64_t bytes = 0, frames = 0;
    InstantMs started_at = 0;
};

// [core]
class Recorder {
  public:
    // Makes the file, which must not exist, for this person alone (mode 0600): it holds what the plugin was told and what it drew.
    // Errc::io, Errc::denied, Errc::busy when there is such a file. on_written: called once, on the recorder's own thread, when all is
    // written or cannot be; may be empty. The clock outlives the recorder.
    static Result<std::unique_ptr<Recorder>> start(const Clock& clock, const std::filesystem::path& file,
                                                   std::function<void()> on_written, RecorderLimits limits = {});
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;
    ~Recorder() { close(); }

    // Once, before any message: whose it is.
    void identify(const RecordingIdentity& identity) { append(RecordKind::identity, wire::encode(identity)); }
    void to_host(const wire::Message& message) { add(RecordedMessage::Way::to_host, message); }
    void from_host(const wire::Message& message) { add(RecordedMessage::Way::from_host, message); }
    // Nothing is recorded any more. Once over, it stays over.
    void end(std::string why, bool crashed = false);
    // Ends it, and waits until it is written: at the end of the client.
    void close();

    bool going_on() const { return status_.going_on; }
    RecordingStatus status() const;

  private:
    Recorder(const Clock& clock, UniqueFd file, std::function<void()> on_written, RecorderLimits limits)
        : clock_(clock), limits_(limits), on_written_(std::move(on_written)), file_(std::move(file)) {}
    void add(RecordedMessage::Way way, const wire::Message& message);
    void append(RecordKind kind, const wire::Bytes& content);
    void write_all();
    std::string write_queue();

    const Clock& clock_;
    RecorderLimits limits_;
    RecordingStatus status_;
    std::int64_t started_us_ = 0;

    mutable std::mutex mutex_; // guards the four below
    std::condition_variable more_;
    wire::Bytes waiting_;
    bool over_ = false;
    bool written_ = false;
    std::string failed_;
    std::function<void()> on_written_; // of the thread alone
    UniqueFd file_;                    // of the thread alone, once it runs
    std::thread thread_;               // last: uses the rest
};

} // namespace asista::runtime
