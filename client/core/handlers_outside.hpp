// Binds the calls that reach beyond the client: HTTP for plugins, and files that the person picks for them.
#pragma once

#include "core/file_questions.hpp"
#include "services/net/fetches.hpp"

namespace asista::core {

// What a plugin may ask on the network at this moment, from what its caller carries: the hosts agreed to lead to the internet only, those
// the person named wherever they are. The error is for the plugin's author and the person.
Result<services::net::Reach> network_reach(const runtime::Caller& caller, const std::string& host, std::uint16_t port);

struct OutsideParts { // outlive the broker
    services::net::Fetches& fetches;
    FileQuestions& files;
    // A plugin asked this host, and what came of it.
    std::function<void(const runtime::Caller&, const std::string& host, Errc outcome)> note;
};

// http.fetch, http.cancel, files.open, files.save, files.answer, files.list. [core]
void bind_outside_handlers(runtime::Broker& broker, const OutsideParts& parts);

} // namespace asista::core
