// Methods that plugins export, called by other programs of the person: through the local endpoint, or by `asista call`. Through the broker,
// as who they are, and each call is in the audit log.
#pragma once

#include "core/endpoint/answers.hpp"
#include "core/endpoint/method_request.hpp"
#include "runtime/broker.hpp"
#include "runtime/supervisor.hpp"

#include <functional>
#include <string>

namespace asista::core {

enum class MethodEnd {
    done,
    no_plugin,   // of that id
    not_enabled, // it is not installed, or switched off
    no_method,   // of that name
    refused,     // the plugin says that it cannot be called with that
    not_running, // it crashed, say, perhaps while it was asked
    no_answer,   // in time
    failed,
};

struct MethodAnswer {
    MethodEnd end = MethodEnd::failed;
    std::string json; // the result; only when done
    std::string
        message; // else: a sentence without its capital and full stop, in words of the plugin's too: for the person's own terminal
};

// [core]
class MethodCalls {
  public:
    struct Parts { // references outlive this
        runtime::Broker& broker;
        const runtime::Supervisor& supervisor;
        UserId user;
        std::function<void(const runtime::AuditNote&)> audit;
    };
    using Done = std::function<void(const MethodAnswer&)>;

    explicit MethodCalls(Parts parts) : parts_(std::move(parts)) {}

    // from: who calls, endpoint or command_line. done: once, at once or later.
    void call(runtime::Caller::Kind from, const MethodRequest& request, Done done) const;

  private:
    std::optional<MethodAnswer> refusal(const MethodRequest& request, const runtime::PluginStatus* plugin) const;

    Parts parts_;
};

// What a program on the other side of the endpoint is told: nothing of the plugin's own words but the result. [any]
Answer endpoint_answer(const MethodRequest& request, const MethodAnswer& answer);

} // namespace asista::core
