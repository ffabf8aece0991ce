#include "runtime/host_link.hpp"

#include "wire/calls.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace asista::runtime {

namespace {
Result<std::pair<UniqueFd, UniqueFd>> make_output_pipe() { // reading end, writing end
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("create a pipe");
    std::pair pipe{UniqueFd{ends[0]}, UniqueFd{ends[1]}};
    // Only our end: a plugin that prints more than we read shall wait, not lose lines half way.
    if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return fail_errno("set up a pipe");
    return pipe;
}
} // namespace

Result<HostLink> HostLink::start(const std::filesystem::path& program, const std::string& name, SandboxTier tier,
                                 wire::Message first, const SanitizerRuntime* sanitizer) {
    HostDescriptors descriptors;
    auto area = TRY(frame::ClientArea::create(descriptors.area));
    auto crash_view = TRY(Mapping::map(descriptors.area.output, frame::frame_area_bytes, Access::read));
    auto sockets = TRY(wire::Channel::make_pair());
    auto pipe = TRY(make_output_pipe());
    descriptors.channel = std::move(sockets.second);
    descriptors.output = std::move(pipe.second);

    wire::ChannelLimits limits;
    limits.state_calls = {calls::LoadState::id, calls::SaveState::id};
    limits.content_calls = {calls::content_calls.begin(), calls::content_calls.end()};
    limits.content_calls.push_back(calls::StepBegins::id); // in a recording: a frame's input may bring a large paste
    wire::Channel channel(std::move(sockets.first), limits);
    TRY(channel.send(std::move(first)));
    auto process = TRY(HostProcess::spawn(program, name, std::move(descriptors), tier, sanitizer));
    return HostLink{std::move(channel), std::move(area), std::move(crash_view), std::move(pipe.first), std::move(process)};
}

Result<wire::Message> prepare_order(std::uint64_t id, const calls::Prepare::Request& request, std::span<const UniqueFd> fonts) {
    wire::Message order{wire::MessageKind::request, Errc::ok, calls::Prepare::id, id, wire::encode(request), {}};
    for (const auto& font : fonts) order.fds.push_back(TRY(font.duplicate()));
    return order;
}

} // namespace asista::runtime
