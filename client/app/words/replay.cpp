// `asista replay`: a recording happens again in a real host without a window; or is compared with another one.
#include "app/words/words.hpp"
#include "gfx/fonts.hpp"
#include "runtime/library_file.hpp"
#include "runtime/manifest.hpp"
#include "runtime/plugin_log.hpp"
#include "runtime/replayer.hpp"
#include "runtime/sandbox_plan.hpp"

#include <fstream>

namespace asista::app::words {

namespace {
using runtime::ReplayReport;
using runtime::ReplayScript;

Result<ReplayScript> script_in(const fs::path& file) {
    const auto bytes = runtime::read_finished_file(file, runtime::max_recording_bytes);
    if (!bytes) return fail(bytes.error().code, "{}: {}", file.string(), bytes.error().message);
    auto recording = runtime::read_recording(*bytes);
    if (!recording) return fail(recording.error().code, "{} {}", file.string(), recording.error().message);
    if (!recording->end)
        fmt::print("{} was cut off; what is whole of it is used{}.\n", file.string(),
                   recording->left_out_bytes == 0 ? "" : fmt::format(", {} bytes are not", recording->left_out_bytes));
    auto script = runtime::make_script(std::move(*recording));
    if (!script) return fail(script.error().code, "{} {}", file.string(), script.error().message);
    return script;
}

// One line a frame, to look at and to compare by other tools.
class FrameList {
  public:
    static Result<FrameList> open(const fs::path& file) {
        FrameList list;
        if (file.empty()) return list;
        list.out_.open(file, std::ios::trunc);
        if (!list.out_) return fail_errno("write " + file.string());
        list.out_ << "# frame surfaces commands vertices indices textures | hashes: surfaces commands vertices indices textures "
                     "wishes\n";
        return list;
    }
    void add(std::uint64_t serial, const frame::FramePrint& print) {
        if (!out_.is_open()) return;
        out_ << fmt::format("{} {} {} {} {} {} | {:016x} {:016x} {:016x} {:016x} {:016x} {:016x}\n", serial, print.surfaces,
                            print.commands, print.vertices, print.indices, print.textures, print.surface_hash, print.command_hash,
                            print.vertex_hash, print.index_hash, print.texture_hash, print.wish_hash);
    }

  private:
    std::ofstream out_;
};

Result<ReplayReport> run_it(const Replay& wish, const ReplayScript& script, const Places& places) {
    const auto manifest = TRY(runtime::parse_manifest(script.identity.manifest_json, "the recording's manifest"));
    auto library = wish.library;
    if (library.empty()) library = places.plugins / manifest.id / manifest.entry;
    const auto bytes = runtime::read_finished_file(library, runtime::max_library_bytes);
    if (!bytes)
        return fail(bytes.error().code, "the library {} cannot be read ({}); name the one to replay with by --library",
                    library.string(), bytes.error().message);
    runtime::ReplaySetup setup;
    setup.program = places.host_program;
    setup.library = TRY(make_sealed_copy(manifest.entry, *bytes));
    const auto fonts = TRY(gfx::FontFiles::open());
    setup.fonts = fonts.descriptions();
    setup.font_fds = TRY(fonts.duplicates());
    setup.tier = runtime::probe_sandbox(places.host_program).tier;
    auto frames = TRY(FrameList::open(wish.frames));
    setup.on_frame = [&frames](std::uint64_t serial, const frame::CheckedFrame&, const frame::FramePrint& print) {
        frames.add(serial, print);
    };
    return runtime::replay(script, std::move(setup));
}

void print_difference(const char* what, const std::optional<runtime::ReplayDifference>& difference) {
    if (!difference) return;
    fmt::print("{} at step {}{}: {}\n", what, difference->step,
               difference->frame == 0 ? "" : fmt::format(" (frame {})", difference->frame),
               runtime::printable_line(difference->what));
}

void print_report(const ReplayScript& script, const ReplayReport& report) {
    const auto& hello = script.identity.hello;
    fmt::print("{} {}, recorded by Asista {}: {} steps, {} frames, {} calls compared.\n", runtime::printable_line(hello.plugin),
               runtime::printable_line(hello.version), runtime::printable_line(script.identity.client_version), report.steps,
               report.frames, report.calls);
    if (report.other_library) fmt::print("The library is another build than the recorded one.\n");
    if (report.other_fonts) fmt::print("The fonts are others than while recording, so text may differ.\n");
    print_difference("First frame that differs", report.first_frame);
    if (report.different_frames > 1) fmt::print("{} frames differ in all.\n", report.different_frames);
    print_difference("First call that differs", report.first_call);
    if (report.different_calls > 1) fmt::print("{} calls or answers differ in all.\n", report.different_calls);
    print_difference("It ended early", report.ended);
    if (!report.same_end.empty()) fmt::print("It ended as the recorded one did: {}\n", runtime::printable_line(report.same_end));
    if (report.equal()) fmt::print("Equal.\n");
}
} // namespace

int replay(const Replay& wish, const Places& places) {
    constexpr int equal = 0, different = 1, cannot = 2;
    const auto done = [&]() -> Result<bool> {
        const auto script = TRY(script_in(wish.file));
        ReplayReport report;
        if (wish.compare.empty()) {
            report = TRY(run_it(wish, script, places));
        } else {
            const auto other = TRY(script_in(wish.compare));
            report = runtime::compare(script, other);
        }
        print_report(script, report);
        return report.equal();
    }();
    if (done) return *done ? equal : different;
    fmt::print(stderr, "asista: {}\n", done.error().message);
    return cannot;
}

} // namespace asista::app::words
