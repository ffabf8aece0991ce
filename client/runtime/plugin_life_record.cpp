// Recording a plugin: it is started once more with its saved state, so that a replay has a beginning, and its new process is recorded
// until somebody stops that, the process ends, or the recording is full.
#include "runtime/font_prints.hpp"
#include "runtime/library_file.hpp"
#include "runtime/plugin_life.hpp"

#include <cerrno>
#include <ctime>
#include <sys/stat.h>

namespace asista::runtime {

namespace {
std::string file_name(const std::string& plugin, InstantMs now_ms) {
    const auto seconds = static_cast<std::time_t>(now_ms / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[32] = {};
    std::strftime(text, sizeof text, "%Y%m%dT%H%M%SZ", &parts);
    return fmt::format("{}-{}.asista-recording", plugin, text);
}
} // namespace

Result<std::filesystem::path> PluginLife::record(std::filesystem::path file) {
    if (!active()) return fail(Errc::unavailable, "{} does not run; start it first", id_);
    if (recorder_ && recorder_->going_on()) return fail(Errc::busy, "{} is being recorded already; stop that first", id_);
    const Clock& clock = context_.loop.clock();
    if (file.empty()) {
        const auto& folder = context_.setup.recordings;
        if (folder.empty()) return fail(Errc::invalid, "a recording of {} needs a file to go into", id_);
        if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno("make the folder " + folder.string());
        file = folder / file_name(id_, clock.now_ms());
    }
    if (!file.is_absolute()) return fail(Errc::invalid, "{} is no absolute path", file.string());
    // Written is told from the recorder's thread; by then this plugin, or the whole client, may be on its way out.
    recorder_ = TRY(Recorder::start(clock, file, [this, loop = &context_.loop, alive = std::weak_ptr(alive_)] {
        loop->post([this, alive] {
            if (!alive.expired()) recording_written();
        });
    }));
    log_.note(PluginLog::Level::info, fmt::format("started again to be recorded into {}", file.string()));
    record_next_ = true;
    if (auto restarted = restart(); !restarted) {
        record_next_ = false;
        recorder_->end("The plugin could not be started.");
        return fail(std::move(restarted.error()));
    }
    return file;
}

Result<std::filesystem::path> PluginLife::stop_recording() {
    if (!recorder_ || !recorder_->going_on()) return fail(Errc::unavailable, "{} is not being recorded", id_);
    record_next_ = false;
    if (current_ && current_->recorder() == recorder_.get())
        current_->stop_recording("You stopped it.");
    else
        recorder_->end("You stopped it.");
    context_.changed();
    return recorder_->status().file;
}

Result<void> PluginLife::identify(Recorder& recorder, const SessionSetup& setup, std::uint64_t library_hash,
                                  std::string_view manifest) const {
    struct stat about {};
    if (::fstat(setup.library.get(), &about) != 0) return fail_errno("look at the library");
    RecordingIdentity identity;
    identity.client_version = context_.setup.platform.to_string();
    identity.manifest_json = manifest;
    identity.library_hash = library_hash;
    identity.library_bytes = static_cast<std::uint64_t>(about.st_size);
    identity.started_at = context_.loop.clock().now_ms();
    identity.fonts = TRY(font_prints(setup.hello.fonts, setup.fonts));
    identity.hello = setup.hello;
    identity.hello.fonts.clear();
    recorder.identify(identity);
    return {};
}

std::optional<RecordingStatus> PluginLife::recording() const {
    if (!recorder_) return std::nullopt;
    return recorder_->status();
}

void PluginLife::recording_written() {
    const auto status = recorder_->status();
    if (!status.written) return; // another one has begun meanwhile
    log_.note(PluginLog::Level::info, fmt::format("recorded into {}. {}", status.file.string(), status.why));
    context_.log_changed();
    context_.changed();
}

} // namespace asista::runtime
