// A plugin host and everything that leads to it: what a session is made of, and what a spare waits with.
#pragma once

#include "runtime/process.hpp"
#include "wire/calls/orders.hpp"
#include "wire/channel.hpp"
#include "wire/frame_area.hpp"

#include <filesystem>
#include <span>
#include <string>

namespace asista::runtime {

// [core] Watches nothing: whoever holds it watches its descriptors.
struct HostLink {
    wire::Channel channel;
    frame::ClientArea area; // the client's side of the shared memory
    Mapping crash_view;     // read-only, of the frame area: for the record that a dying host leaves
    UniqueFd output;        // reading end of what it prints; nonblocking
    HostProcess process;    // last: its destructor kills, everything else is still there then

    // Makes areas, channel and pipe, queues `first`, whose reply is the caller's business, and starts the process: its first read finds
    // the message. name: the plugin's id, or what the process is to be called. sanitizer and errors as of HostProcess::spawn.
    static Result<HostLink> start(const std::filesystem::path& program, const std::string& name, SandboxTier tier,
                                  wire::Message first, const SanitizerRuntime* sanitizer = nullptr);
};

// The order to make ready for a plugin that is named later, by Hello. The descriptors are copied; in the order of request.fonts.
Result<wire::Message> prepare_order(std::uint64_t id, const calls::Prepare::Request& request, std::span<const UniqueFd> fonts);

} // namespace asista::runtime
