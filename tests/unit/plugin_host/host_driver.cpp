#include "host_driver.hpp"

#include "build_folder.hpp"
#include "wire/calls.hpp"

#include <algorithm>
#include <asista_fonts.hpp>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace asista::testing {

namespace {
using test::build_folder;

std::vector<std::byte> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<std::byte> bytes(std::filesystem::file_size(path));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return bytes;
}

// Runs in the child between fork and exec: only calls that are safe there.
[[noreturn]] void become_host(const char* program, int channel, int input, int output, int kick, int done, int log) {
    const int targets[] = {::open("/dev/null", O_RDONLY), log, log, channel, input, output, kick, done};
    int moved[8];
    for (int i = 0; i < 8; ++i) moved[i] = ::fcntl(targets[i], F_DUPFD, 100); // out of the way of 0 to 7
    for (int i = 0; i < 8; ++i) ::dup2(moved[i], i);
    const char* const arguments[] = {program, "test.plugin", nullptr};
    const char* const environment[] = {"LC_ALL=C", nullptr};
    ::execve(program, const_cast<char* const*>(arguments), const_cast<char* const*>(environment));
    ::_exit(127);
}
} // namespace

std::string HostDriver::default_program() { return build_folder() / "bin" / "asista-plugin-host"; }
std::string HostDriver::plugin(std::string_view id) { return build_folder() / "plugins" / id / "plugin.so"; }

HostDriver::HostDriver(const Options& options) {
    frame::HostEnds ends;
    auto area = frame::ClientArea::create(ends);
    REQUIRE(area);
    area_ = std::move(*area);
    auto pair = wire::Channel::make_pair();
    REQUIRE(pair);
    wire::ChannelLimits limits;
    limits.state_calls = {calls::LoadState::id, calls::SaveState::id};
    limits.content_calls = {calls::content_calls.begin(), calls::content_calls.end()};
    channel_.emplace(std::move(pair->first), limits);

    calls::Hello::Request hello;
    hello.protocol = frame::protocol_version;
    hello.plugin = "test.plugin";
    hello.name = "Test";
    hello.version = "1.0.0";
    hello.theme.serial = 1;
    hello.theme.scale = options.scale;
    hello.theme.colors = {0xFFF7F5F4, 0xFFFFFFFF, 0xFFE4E0DD, 0xFF2A2522, 0xFF6E6660, 0xFFA39B95,  0xFFC2663C,
                          0xFFF6E9E1, 0xFFFFFFFF, 0xFF4F9A3A, 0xFF2A8BD8, 0xFF3B3BC8, {0xFFC2663C}};
    hello.settings_json = "{}";
    hello.cpu_count = 2;
    std::vector<UniqueFd> fds;
    const auto bytes = options.library_bytes.empty() ? read_file(options.library) : options.library_bytes;
    auto library = make_sealed_copy("plugin", bytes);
    REQUIRE(library);
    fds.push_back(std::move(*library));
    if (options.fonts) {
        const std::pair<calls::FontRole, const char*> files[] = {{calls::FontRole::text, fonts::inter_regular},
                                                                 {calls::FontRole::medium, fonts::inter_medium},
                                                                 {calls::FontRole::semibold, fonts::inter_semibold},
                                                                 {calls::FontRole::mono, fonts::mono_regular},
                                                                 {calls::FontRole::icons, fonts::icons}};
        for (const auto& [role, path] : files) {
            UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC));
            REQUIRE_MESSAGE(fd, path);
            hello.fonts.push_back({role, std::filesystem::file_size(path)});
            fds.push_back(std::move(fd));
        }
    }
    REQUIRE(channel_->send(
        {wire::MessageKind::request, Errc::ok, calls::Hello::id, ++last_id_, wire::encode(hello), std::move(fds)}));

    int pipe_ends[2];
    REQUIRE(::pipe2(pipe_ends, O_CLOEXEC | O_NONBLOCK) == 0);
    output_pipe_.reset(pipe_ends[0]);
    const UniqueFd log_end(pipe_ends[1]);
    spawned_ = std::chrono::steady_clock::now();
    pid_ = ::fork();
    REQUIRE(pid_ >= 0);
    if (pid_ == 0) {
        become_host(options.program.c_str(), pair->second.get(), ends.input.get(), ends.output.get(), ends.kick.get(),
                    ends.done.get(), log_end.get());
    }
}

HostDriver::~HostDriver() {
    if (pid_ > 0) {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
}

Result<calls::Hello::Reply> HostDriver::hello() {
    const auto reply = TRY(wait_for_reply(1));
    if (reply.status != Errc::ok) {
        return fail(Error{reply.status, {reinterpret_cast<const char*>(reply.payload.data()), reply.payload.size()}});
    }
    return wire::decode<calls::Hello::Reply>(reply.payload);
}

Result<wire::Bytes> HostDriver::order_raw(calls::CallId call, wire::Bytes payload) {
    const std::uint64_t id = ++last_id_;
    TRY(channel_->send({wire::MessageKind::request, Errc::ok, call, id, std::move(payload), {}}));
    auto reply = TRY(wait_for_reply(id));
    if (reply.status == Errc::ok) return std::move(reply.payload);
    return fail(Error{reply.status, {reinterpret_cast<const char*>(reply.payload.data()), reply.payload.size()}});
}

Result<wire::Message> HostDriver::wait_for_reply(std::uint64_t id) {
    for (;;) {
        auto message = TRY(channel_->receive());
        if (!message) {
            pollfd entry{channel_->fd(), POLLIN, 0};
            if (::poll(&entry, 1, 20'000) == 0) return fail(Errc::timed_out, "the host does not answer");
            continue;
        }
        if (message->kind == wire::MessageKind::reply && message->id == id) return std::move(*message);
        answer(*message);
    }
}

void HostDriver::answer(const wire::Message& call) {
    if (call.call == calls::LogWrite::id) {
        if (const auto line = wire::decode<calls::LogWrite::Request>(call.payload)) log.push_back(line->text);
    } else if (call.call == calls::WidgetRegister::id) {
        if (auto widget = wire::decode<calls::WidgetRegister::Request>(call.payload)) widgets.push_back(std::move(*widget));
    } else if (call.call == calls::PageRegister::id) {
        if (auto page = wire::decode<calls::PageRegister::Request>(call.payload)) pages.push_back(std::move(*page));
    }
    if (call.kind != wire::MessageKind::request) return;
    wire::Bytes reply;
    if (call.call == calls::SettingsGet::id) reply = wire::encode(calls::SettingsGet::Reply{"{}"});
    REQUIRE(channel_->send({wire::MessageKind::reply, Errc::ok, call.call, call.id, std::move(reply), {}}));
}

void HostDriver::show(std::uint32_t surface, frame::Rect rect) {
    surfaces_.push_back({surface, frame::surface_flags::visible | frame::surface_flags::focused, rect, rect});
}

Result<void> HostDriver::draw() {
    frame::InputHeader header{};
    header.magic = frame::input_magic;
    header.version = frame::protocol_version;
    header.serial = ++serial_;
    header.wall_time_ms = 1'700'000'000'000;
    header.delta_s = delta_s;
    header.theme_serial = 1;
    header.scale = 1;
    header.client_width = client_width;
    header.client_height = client_height;
    header.popup_area = {0, 0, client_width, client_height};
    header.focused = 1;
    header.surface_count = static_cast<std::uint32_t>(surfaces_.size());
    header.event_count = static_cast<std::uint32_t>(events_.size());
    std::copy(surfaces_.begin(), surfaces_.end(),
              reinterpret_cast<frame::InputSurface*>(area_.input() + frame::input_surfaces_offset));
    std::copy(events_.begin(), events_.end(), reinterpret_cast<frame::Event*>(area_.input() + frame::input_events_offset));
    std::memcpy(area_.input(), &header, sizeof header);
    events_.clear();
    signal_eventfd(area_.kick_fd());

    frame::FrameLimits limits;
    limits.serial = serial_;
    limits.texture_bytes = texture_bytes_;
    for (const auto& surface : surfaces_) limits.visible_area += surface.rect.width * surface.rect.height;
    for (;;) {
        pollfd entries[] = {{area_.done_fd(), POLLIN, 0}, {channel_->fd(), POLLIN, 0}};
        if (::poll(entries, 2, 20'000) == 0) return fail(Errc::timed_out, "no frame");
        if (entries[1].revents != 0) {
            const auto message = TRY(channel_->receive());
            if (message) answer(*message);
        }
        if (drain_eventfd(area_.done_fd())) break;
    }
    TRY(frame::take_frame(area(), limits, frame_));
    for (const auto& op : frame_.texture_ops) {
        if (op.kind == frame::TextureOpKind::create) texture_bytes_ += op.data_bytes;
    }
    return {};
}

Result<void> HostDriver::settle(int most) {
    for (int i = 0; i < most; ++i) {
        TRY(draw());
        if ((frame_.header.flags & frame::output_flags::wants_frame) == 0) return {};
    }
    return fail(Errc::timed_out, "the plugin never comes to rest");
}

const frame::Surface* HostDriver::find(frame::SurfaceKind kind) const {
    for (const auto& surface : frame_.surfaces) {
        if (surface.kind == kind) return &surface;
    }
    return nullptr;
}

std::string HostDriver::output() {
    char buffer[4096];
    for (ssize_t got = 0; (got = ::read(output_pipe_.get(), buffer, sizeof buffer)) > 0;)
        output_.append(buffer, static_cast<std::size_t>(got));
    return output_;
}

int HostDriver::wait_for_end() {
    const UniqueFd process(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
    pollfd ended{process.get(), POLLIN, 0};
    int status = 0;
    if (::poll(&ended, 1, 30'000) != 1 || ::waitpid(pid_, &status, 0) != pid_) return 255;
    pid_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

} // namespace asista::testing
