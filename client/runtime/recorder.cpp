// The queue to the disk.
#include "runtime/recorder.hpp"
#include "wire/calls/record.hpp"

#include <cerrno>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>
#include <utility>

namespace asista::runtime {

Result<std::unique_ptr<Recorder>> Recorder::start(const Clock& clock, const std::filesystem::path& file,
                                                  std::function<void()> on_written, RecorderLimits limits) {
    UniqueFd made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!made && errno == EEXIST)
        return fail(Errc::busy, "{} is there already; a recording never replaces a file, so name another", file.string());
    if (!made) return fail_errno("make the recording " + file.string());
    std::unique_ptr<Recorder> recorder(new Recorder(clock, std::move(made), std::move(on_written), limits));
    recorder->status_ = {file, true, false, {}, 0, 0, clock.now_ms()};
    recorder->started_us_ = clock.monotonic_us();
    recorder->waiting_ = recording_header();
    recorder->status_.bytes = recorder->waiting_.size();
    recorder->thread_ = std::thread([self = recorder.get()] { self->write_all(); });
    return recorder;
}

void Recorder::close() {
    end("Asista was closed.");
    {
        const std::scoped_lock lock(mutex_);
        over_ = true;
    }
    more_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Recorder::add(RecordedMessage::Way way, const wire::Message& message) {
    if (!status_.going_on) return;
    const RecordedMessage recorded{way,
                                   static_cast<std::uint8_t>(message.kind),
                                   static_cast<std::int32_t>(message.status),
                                   message.call,
                                   message.id,
                                   message.payload};
    append(RecordKind::message, wire::encode(recorded));
    if (message.call == calls::StepEnded::id) {
        const auto ended = wire::decode<calls::StepEnded::Request>(message.payload);
        if (ended && ended->print.surfaces > 0) ++status_.frames;
    }
    const std::scoped_lock lock(mutex_);
    if (failed_.empty()) return;
    status_.going_on = false;
    status_.why = failed_;
}

void Recorder::append(RecordKind kind, const wire::Bytes& content) {
    const std::int64_t at_us = clock_.monotonic_us() - started_us_;
    const auto bytes = record(kind, at_us, content);
    const bool is_end = kind == RecordKind::end;
    // Some room is kept for the end itself.
    if (!is_end && status_.bytes + bytes.size() > limits_.bytes)
        return end(fmt::format("It stopped at {} MB, the most one recording holds.", limits_.bytes >> 20));
    if (!is_end && at_us > limits_.length_ms * 1000)
        return end(fmt::format("It stopped after {} minutes, the longest one recording lasts.", limits_.length_ms / 60'000));
    {
        std::unique_lock lock(mutex_);
        if (!is_end && waiting_.size() + bytes.size() > limits_.waiting_bytes) {
            lock.unlock();
            return end("It stopped because the disk was too slow for it.");
        }
        waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
    }
    status_.bytes += bytes.size();
    more_.notify_one();
}

void Recorder::end(std::string why, bool crashed) {
    if (!std::exchange(status_.going_on, false)) return;
    status_.why = std::move(why);
    append(RecordKind::end, wire::encode(RecordingEnd{status_.why, crashed}));
    {
        const std::scoped_lock lock(mutex_);
        over_ = true;
    }
    more_.notify_one();
}

RecordingStatus Recorder::status() const {
    auto status = status_;
    const std::scoped_lock lock(mutex_);
    status.written = written_;
    if (!failed_.empty()) {
        status.why = failed_;
        status.going_on = false; // it learns that with the next message
    }
    return status;
}

// [the recorder's own thread]
void Recorder::write_all() {
    ::pthread_setname_np(::pthread_self(), "recorder");
    std::string failed = write_queue();
    file_.reset();
    {
        const std::scoped_lock lock(mutex_);
        written_ = true;
        failed_ = std::move(failed);
    }
    if (on_written_) on_written_();
}

// All that comes until it is over; why not, if it cannot.
std::string Recorder::write_queue() {
    wire::Bytes writing;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            more_.wait(lock, [this] { return over_ || !waiting_.empty(); });
            if (waiting_.empty()) return {};
            writing = std::exchange(waiting_, {});
        }
        std::size_t written = 0;
        while (written < writing.size()) {
            const auto count = ::write(file_.get(), writing.data() + written, writing.size() - written);
            if (count < 0 && errno == EINTR) continue;
            if (count <= 0) {
                return fmt::format(
                    "It stopped because it could not be written ({}). Make room on the disk; what is in the file so far "
                    "can be replayed.",
                    fail_errno("write").value().message);
            }
            written += static_cast<std::size_t>(count);
        }
    }
}

} // namespace asista::runtime
