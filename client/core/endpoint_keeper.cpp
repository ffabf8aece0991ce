#include "core/endpoint_keeper.hpp"

#include "core/endpoint/access_token.hpp"
#include "runtime/library_file.hpp"
#include "wire/calls/endpoint.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <sys/random.h>
#include <system_error>
#include <utility>

namespace asista::core {
namespace {
using runtime::Caller;

Result<std::string> random_token() {
    std::array<std::byte, token_bytes> bytes{};
    // So few bytes are never interrupted and never cut short (random(7)).
    if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return fail_errno("make a token");
    return token_text(bytes);
}

std::filesystem::path file_in(const std::filesystem::path& profile) { return profile / "endpoint.json"; }

} // namespace

EndpointKeeper::EndpointKeeper(Parts parts) : parts_(std::move(parts)) {
    view_.port = usual_port;
    read();
    bind();
}

// What cannot be read is off: nobody is let in by mistake.
void EndpointKeeper::read() {
    std::ifstream in(file_in(parts_.profile), std::ios::binary);
    if (!in) return;
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto kept = nlohmann::json::parse(text, nullptr, false);
    const auto valid = [&kept] {
        return kept.is_object() && kept.contains("on") && kept["on"].is_boolean() && kept.contains("port") &&
               kept["port"].is_number_unsigned() && kept["port"] >= 1024 && kept["port"] <= 65'535 &&
               kept.contains("token_sha256") && kept["token_sha256"].is_string() &&
               is_token_hash(kept["token_sha256"].get<std::string>());
    };
    if (!valid()) {
        view_.problem =
            "endpoint.json in the profile folder was damaged: the endpoint is off, and the next switch makes a new token.";
        return;
    }
    view_.on = kept["on"];
    view_.port = kept["port"];
    token_hash_ = kept["token_sha256"];
    view_.has_token = true;
}

Result<void> EndpointKeeper::keep(bool on, std::uint16_t port, const std::string& hash) {
    if (hash.empty()) return {}; // off, and never was on
    const nlohmann::ordered_json kept{{"on", on}, {"port", port}, {"token_sha256", hash}};
    return runtime::write_by_rename(file_in(parts_.profile), kept.dump() + "\n");
}

// Kept before it is handed out: a token that is shown opens the door after the next start too.
Result<std::string> EndpointKeeper::new_token(bool on, std::uint16_t port) {
    auto token = TRY(random_token());
    auto hash = token_hash(token);
    TRY(keep(on, port, hash));
    token_hash_ = std::move(hash);
    view_.has_token = true;
    if (endpoint_) endpoint_->change_token(token_hash_);
    return token;
}

void EndpointKeeper::bind() {
    using calls::EndpointSet;
    using calls::EndpointToken;
    parts_.broker.handle<EndpointSet>([this](const Caller&, const EndpointSet::Request& request) -> Result<EndpointSet::Reply> {
        const auto port = request.port == 0 ? view_.port : request.port;
        if (port < 1024) return fail(Errc::invalid, "port {} is not for programs of yours; choose one from 1024 to 65535", port);
        if (request.on && parts_.library.empty()) return fail(Errc::unsupported, "this build of Asista has no local endpoint");
        EndpointSet::Reply reply;
        if (request.on && token_hash_.empty())
            reply.token = TRY(new_token(true, port));
        else
            TRY(keep(request.on, port, token_hash_));
        const bool stays = endpoint_ && request.on && port == view_.port;
        view_.on = request.on;
        view_.port = port;
        if (!stays) open();
        parts_.changed();
        return reply;
    });
    parts_.broker.handle<EndpointToken>([this](const Caller&, const calls::Nothing&) -> Result<EndpointSet::Reply> {
        EndpointSet::Reply reply{TRY(new_token(view_.on, view_.port))};
        parts_.changed();
        return reply;
    });
}

void EndpointKeeper::start() {
    if (!view_.on) return;
    open();
    parts_.changed();
}

// As the wish is now: what listened before ends in any case.
void EndpointKeeper::open() {
    endpoint_.reset();
    view_.listening = false;
    view_.problem.clear();
    if (!view_.on) return;
    Endpoint::Parts parts{parts_.loop, parts_.library, {}, {}, parts_.limits};
    parts.call = [&methods = parts_.methods](const MethodRequest& request, const Endpoint::Done& done) {
        methods.call(Caller::Kind::endpoint, request,
                     [request, done](const MethodAnswer& answer) { done(endpoint_answer(request, answer)); });
    };
    parts.used = [this](const MethodRequest& request, int status) {
        view_.last = ui::EndpointUse{parts_.clock.now_ms(), request.plugin, request.method, status};
        parts_.changed();
    };
    auto opened = Endpoint::open(std::move(parts), view_.port, token_hash_);
    if (opened)
        endpoint_ = std::move(*opened);
    else
        view_.problem = std::move(opened.error().message);
    view_.listening = endpoint_ != nullptr;
}

} // namespace asista::core
