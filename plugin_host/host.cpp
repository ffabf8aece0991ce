// Start, loop and end of the process.
#include "host.hpp"

#include "connection.hpp"
#include "crash.hpp"
#include "host_api.hpp"
#include "library.hpp"
#include "loop.hpp"
#include "process_title.hpp"
#include "sandbox.hpp"
#include "view.hpp"
#include "wire/calls/record.hpp"

#include <asista/imgui_key.hpp>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace asista::host {

namespace {
using std::chrono::steady_clock;
constexpr std::chrono::seconds hello_deadline{10};
constexpr std::chrono::milliseconds farewell{500}; // for the last bytes to be written
constexpr int exit_not_started = 2;

// Before anything else: what came with the process is made harmless.
void settle_in(std::string_view name) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    ::prctl(PR_SET_NAME, fmt::format("asista:{}", name).c_str(), 0, 0, 0);
    ::syscall(SYS_close_range, static_cast<unsigned>(first_other_fd), ~0U, 0U);
    for (int fd = channel_fd; fd < first_other_fd; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    // One plugin, few threads: arenas and kept memory would be most of a small plugin's footprint.
    ::mallopt(M_ARENA_MAX, 2);
    ::mallopt(M_TRIM_THRESHOLD, 128 * 1024);
    ::mallopt(M_MMAP_THRESHOLD, 64 * 1024);
    std::setvbuf(stdout, nullptr, _IOLBF, 4096); // the plugin's log: line by line
}

// Everything that must live as long as the plugin, in the order in which it may go away again (last first).
class Host {
  public:
    Host(Connection& connection, SandboxTier tier, PluginBuild build, std::span<char> arguments)
        : connection_(connection), tier_(tier), build_(build), arguments_(arguments) {}

    // Everything that does not depend on the plugin, with the lock-down at its end; the reply to Prepare.
    Result<calls::Prepare::Reply> prepare(wire::Message& order);
    // Makes the plugin ready, after prepare() or by itself; the reply to Hello.
    Result<calls::Hello::Reply> start(wire::Message& order);
    // Serves until the client says goodbye (0) or is gone.
    int serve();

  private:
    Result<void> lock_in(std::uint32_t protocol, const calls::Theme& theme, std::span<const calls::FontFile> fonts,
                         std::vector<UniqueFd> font_fds);
    void handle_orders();
    void handle(const wire::Message& order);
    std::optional<Result<wire::Bytes>> handle_view(const wire::Message& order);
    bool handle_journal(const wire::Message& order);
    void draw();
    void report_refusals();

    Connection& connection_;
    SandboxTier tier_;
    PluginBuild build_;
    std::span<char> arguments_;
    std::string held_; // the layers in force, once they are
    frame::HostArea area_;
    std::optional<Loop> loop_;
    std::unique_ptr<View> view_;
    std::unique_ptr<HostApi> plugin_;
    std::uint32_t refused_ = 0; // as far as reported
    RefusalReport refusals_;
    bool goodbye_ = false;
};

frame::Doing doing_of(calls::CallId order) {
    switch (order) {
    case calls::SaveState::id: return frame::Doing::saving_state;
    case calls::LoadState::id: return frame::Doing::loading_state;
    case calls::Deactivate::id: return frame::Doing::stopping;
    default: return frame::Doing::order;
    }
}

void write_log(Connection& connection, calls::LogWrite::Level level, std::string text) {
    // When the client is gone there is nobody to tell, and the loop ends by itself.
    static_cast<void>(connection.notice<calls::LogWrite>({level, std::move(text)}));
}

// What a plugin's process needs before it may hold a byte of any plugin. From here on it can open nothing.
Result<void> Host::lock_in(std::uint32_t protocol, const calls::Theme& theme, std::span<const calls::FontFile> fonts,
                           std::vector<UniqueFd> font_fds) {
    if (protocol != frame::protocol_version) {
        return fail(Errc::unsupported, "the plugin host speaks protocol {}, the client {}; install both anew",
                    frame::protocol_version, protocol);
    }
    // The loader goes on without what it cannot preload.
    if (build_ == PluginBuild::sanitizer && ::dlsym(RTLD_DEFAULT, "__asan_init") == nullptr)
        return fail(Errc::unsupported, "the run-time library of the sanitizers was not loaded; is the compiler's still there?");
    area_ = TRY(frame::HostArea::adopt({UniqueFd(input_area_fd), UniqueFd(frame_area_fd), UniqueFd(kick_fd), UniqueFd(done_fd)}));
    crash::install(area_.output());
    loop_.emplace(TRY(Loop::create()));
    view_ = TRY(View::create(
        theme, fonts, std::move(font_fds),
        {[this](std::string url) { static_cast<void>(connection_.start<calls::OpenUrl>({std::move(url)}, nullptr)); },
         [this](std::string text) { write_log(connection_, calls::LogWrite::Level::warning, std::move(text)); }}));
    held_ = TRY(lock_down(tier_, build_));
    wake_on_refusal(loop_->wake_fd());
    return {};
}

Result<calls::Prepare::Reply> Host::prepare(wire::Message& order) {
    const auto what = TRY(wire::decode<calls::Prepare::Request>(order.payload));
    TRY(lock_in(what.protocol, what.theme, what.fonts, std::move(order.fds)));
    return calls::Prepare::Reply{held_};
}

Result<calls::Hello::Reply> Host::start(wire::Message& order) {
    if (order.call != calls::Hello::id) return fail(Errc::invalid, "the first order is {:#x}, not hello", order.call);
    const auto hello = TRY(wire::decode<calls::Hello::Request>(order.payload));
    if (order.fds.size() != hello.fonts.size() + 1)
        return fail(Errc::invalid, "hello came with {} descriptors", order.fds.size());
    UniqueFd library = std::move(order.fds.front());
    order.fds.erase(order.fds.begin());

    const auto started = steady_clock::now();
    if (held_.empty()) {
        TRY(lock_in(hello.protocol, hello.theme, hello.fonts, std::move(order.fds)));
    } else {
        if (!hello.fonts.empty()) return fail(Errc::invalid, "hello came with fonts to a process that has them");
        name_process(arguments_, hello.plugin, tier_);
        view_->set_theme(hello.theme);
    }
    calls::Hello::Reply reply{held_, 0};
    crash::set_doing(frame::Doing::loading);
    const void* const entry = TRY(open_library(std::move(library), imgui_key()));
    crash::note_modules();
    crash::set_doing(frame::Doing::initialising);
    plugin_ = std::make_unique<HostApi>(connection_, *loop_, view_->fonts());
    TRY(plugin_->start(entry, hello));
    crash::set_doing(frame::Doing::waiting);
    const auto load_time = std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - started);
    reply.load_us = static_cast<std::uint32_t>(load_time.count());
    return reply;
}

int Host::serve() {
    for (;;) {
        connection_.pump();
        handle_orders();
        if (goodbye_) {
            connection_.drain(farewell);
            return 0;
        }
        {
            const crash::DoingScope doing(frame::Doing::order);
            // In a replay each waits until it is called for.
            if (!plugin_->journal().replays())
                connection_.dispatch_replies([this](auto id, const auto& run) { plugin_->journal().reply(id, run); });
            loop_->run_due();
        }
        if (drain_eventfd(area_.kick_fd())) draw();
        report_refusals();
        if (connection_.closed()) return 0; // the client has ended or given this process up

        // Orders and replies may have come in while a call waited for its own.
        const bool more = connection_.has_orders() || (connection_.has_replies() && !plugin_->journal().replays());
        const short channel_events = static_cast<short>(POLLIN | (connection_.wants_write() ? POLLOUT : 0));
        pollfd waiting[] = {{connection_.fd(), channel_events, 0}, {area_.kick_fd(), POLLIN, 0}, {loop_->wake_fd(), POLLIN, 0}};
        ::poll(waiting, std::size(waiting), more ? 0 : loop_->timeout_ms()); // EINTR: just another round
    }
}

void Host::handle_orders() {
    while (!goodbye_) {
        const auto order = connection_.next_order();
        if (!order) return;
        handle(*order);
    }
}

void Host::handle(const wire::Message& order) {
    if (handle_journal(order)) return;
    const crash::DoingScope doing(doing_of(order.call));
    // A frame that was asked for is a step of its own, and belongs before it.
    if (order.call == calls::SaveView::id && drain_eventfd(area_.kick_fd())) draw();
    plugin_->journal().order([&] {
        if (order.call == calls::SetTheme::id) {
            if (const auto theme = wire::decode<calls::Theme>(order.payload)) view_->set_theme(*theme);
        }
        if (auto of_view = handle_view(order))
            connection_.reply(order, std::move(*of_view));
        else
            connection_.reply(order, plugin_->handle(order));
    });
    goodbye_ = order.call == calls::Deactivate::id;
}

bool Host::handle_journal(const wire::Message& order) {
    const crash::DoingScope doing(frame::Doing::order);
    if (order.call == calls::KeepJournal::id) {
        if (const auto how = wire::decode<calls::KeepJournal::Request>(order.payload)) plugin_->journal().keep(*how);
        return true;
    }
    if (order.call != calls::TakeStep::id) return false;
    if (const auto step = wire::decode<calls::Step>(order.payload))
        plugin_->journal().take(*step, {[this](std::uint64_t timer) { plugin_->run_timer(timer); },
                                        [this](std::uint64_t request) { connection_.dispatch_reply(request); }});
    return true;
}

// Orders about the view, which the plugin never hears of.
std::optional<Result<wire::Bytes>> Host::handle_view(const wire::Message& order) {
    switch (order.call) {
    case calls::SaveView::id:
        // What the person did before is in it, and in the state that is asked for next.
        view_->finish_input(*plugin_);
        return wire::encode(calls::SaveView::Reply{view_->remembered()});
    case calls::LoadView::id: {
        const auto load = [&]() -> Result<wire::Bytes> {
            const auto request = TRY(wire::decode<calls::LoadView::Request>(order.payload));
            TRY(view_->remember(request.view));
            return wire::Bytes{};
        };
        return load();
    }
    case calls::ReportView::id: {
        auto report = view_->take_report().value_or(ViewMemory::Report{});
        return wire::encode(calls::ReportView::Reply{std::move(report.kept), std::move(report.gone)});
    }
    default: return std::nullopt;
    }
}

void Host::draw() {
    Result<void> answered;
    plugin_->journal().frame(area_, [&] { answered = view_->answer(area_, *plugin_); });
    if (answered) return;
    // Only a client with a bug gets here. Without frames there is no use in going on.
    std::fprintf(stderr, "asista-plugin-host: %s\n", answered.error().message.c_str());
    std::abort();
}

void Host::report_refusals() {
    const auto now = steady_clock::now();
    const std::uint32_t count = refusals().count;
    if (count == refused_ && !(refusals_.next() && *refusals_.next() <= now)) return;
    refused_ = count;
    const auto before = refusals_.next();
    for (auto& line : refusals_.lines(refusal_counts(), now, first_refused_path))
        write_log(connection_, calls::LogWrite::Level::warning, std::move(line));
    // What is summed up later must be said even if nothing else happens.
    if (const auto next = refusals_.next(); next && next != before)
        loop_->call_after(std::chrono::ceil<std::chrono::milliseconds>(*next - now), [] {});
}
} // namespace

namespace {
[[noreturn]] void give_up(Connection& connection, const wire::Message& order, Error why) {
    connection.reply(order, fail(std::move(why)));
    connection.drain(farewell);
    // No destructors: what failed half way may be the plugin's code, which may not stand being taken down.
    ::_exit(exit_not_started);
}
} // namespace

int run(std::string_view name, SandboxTier tier, PluginBuild build, std::span<char> arguments) {
    settle_in(name);
    Connection connection{UniqueFd(channel_fd)};
    auto order = connection.wait_for_order(hello_deadline);
    if (!order) {
        std::fprintf(stderr, "asista-plugin-host: %s\n", order.error().message.c_str());
        return exit_not_started;
    }
    Host host(connection, tier, build, arguments);
    if (order->call == calls::Prepare::id) { // a spare: it waits for its plugin as long as the client lives
        auto prepared = host.prepare(*order);
        if (!prepared) give_up(connection, *order, std::move(prepared.error()));
        connection.reply(*order, wire::encode(*prepared));
        order = connection.wait_for_order(std::nullopt);
        if (!order) ::_exit(0); // it was not needed
    }
    auto started = host.start(*order);
    if (!started) give_up(connection, *order, std::move(started.error()));
    connection.reply(*order, wire::encode(*started));
    const int code = host.serve();
    std::fflush(nullptr);
    ::_exit(code);
}

} // namespace asista::host
