#include "core/method_calls.hpp"

#include "wire/calls/user.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace asista::core {
namespace {

using runtime::Caller;
using runtime::PluginStatus;
using Outcome = calls::AuditEntry::Outcome;

MethodEnd end_of(Errc code) {
    switch (code) {
    case Errc::invalid: return MethodEnd::refused;
    case Errc::unavailable: return MethodEnd::not_running;
    case Errc::timed_out: return MethodEnd::no_answer;
    case Errc::ok:
    case Errc::not_found:
    case Errc::denied:
    case Errc::over_limit:
    case Errc::busy:
    case Errc::cancelled:
    case Errc::io:
    case Errc::unsupported:
    case Errc::internal: break;
    }
    return MethodEnd::failed;
}

bool offers(const PluginStatus& plugin, const std::string& method) {
    if (!plugin.registrations) return false;
    const auto& all = plugin.registrations->methods();
    return std::ranges::find(all, method, &calls::MethodExport::Request::name) != all.end();
}

} // namespace

std::optional<MethodAnswer> MethodCalls::refusal(const MethodRequest& request, const PluginStatus* plugin) const {
    if (plugin == nullptr)
        return MethodAnswer{
            MethodEnd::no_plugin, {}, fmt::format("there is no plugin {}; `asista list` shows which there are", request.plugin)};
    if (!plugin->installed || !plugin->enabled)
        return MethodAnswer{
            MethodEnd::not_enabled,
            {},
            fmt::format("{} is {}; do that in Asista, on the page Plugins", request.plugin,
                        plugin->installed ? "switched off: switch it on" : "not installed: review and install it")};
    // One that is being started may offer it yet; one that does not run is told of further on.
    if (plugin->state == runtime::PluginState::running && !offers(*plugin, request.method))
        return MethodAnswer{MethodEnd::no_method,
                            {},
                            fmt::format("{} has no method {}; `asista inspect {}` shows which it has", request.plugin,
                                        request.method, request.plugin)};
    return std::nullopt;
}

void MethodCalls::call(Caller::Kind from, const MethodRequest& request, Done done) const {
    const auto plugins = parts_.supervisor.plugins();
    const auto found = std::ranges::find(plugins, request.plugin, &PluginStatus::id);
    const PluginStatus* const plugin = found == plugins.end() ? nullptr : &*found;
    const auto action = from == Caller::Kind::endpoint ? "called by endpoint" : "called by command";
    const auto version = plugin != nullptr && plugin->manifest != nullptr ? plugin->manifest->version.to_string() : std::string();
    if (const auto refused = refusal(request, plugin)) {
        if (plugin != nullptr) parts_.audit({request.plugin, version, action, request.method, Outcome::denied});
        return done(*refused);
    }
    Caller caller;
    caller.kind = from;
    caller.user = parts_.user;
    const bool offered = offers(*plugin, request.method);
    const auto payload = wire::encode(calls::PluginCallMethod::Request{request.plugin, request.method, request.params});
    parts_.broker.dispatch(
        caller, calls::PluginCallMethod::id, payload,
        [audit = parts_.audit, request, version, action, offered, done = std::move(done)](Result<wire::Bytes> reply) {
            audit({request.plugin, version, action, request.method, reply ? Outcome::done : Outcome::failed});
            if (!reply) {
                const auto& error = reply.error();
                const bool unknown = error.code == Errc::not_found && !offered;
                return done({unknown ? MethodEnd::no_method : end_of(error.code), {}, error.message});
            }
            const auto answer = wire::decode<calls::PluginCallMethod::Reply>(*reply);
            if (!answer) return done({MethodEnd::failed, {}, answer.error().message});
            done({MethodEnd::done, answer->json, {}});
        });
}

Answer endpoint_answer(const MethodRequest& request, const MethodAnswer& answer) {
    switch (answer.end) {
    case MethodEnd::done: return result_answer(answer.json);
    case MethodEnd::no_plugin: return error_answer(404, "no_plugin", fmt::format("There is no plugin {}.", request.plugin));
    case MethodEnd::not_enabled:
        return error_answer(403, "not_enabled",
                            fmt::format("{} is not installed, or switched off: see the page Plugins in Asista.", request.plugin));
    case MethodEnd::no_method:
        return error_answer(404, "no_method", fmt::format("{} has no method {}.", request.plugin, request.method));
    case MethodEnd::refused:
        return error_answer(400, "bad_params", fmt::format("{} does not take these params.", request.method));
    case MethodEnd::not_running:
        return error_answer(500, "not_running",
                            fmt::format("{} is not running now: see the page Plugins in Asista.", request.plugin));
    case MethodEnd::no_answer: return error_answer(504, "no_answer", fmt::format("{} did not answer in time.", request.plugin));
    case MethodEnd::failed: break;
    }
    return error_answer(500, "failed", fmt::format("{} could not do that: its log in Asista may say why.", request.plugin));
}

} // namespace asista::core
