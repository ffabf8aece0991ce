#include "core/handlers_outside.hpp"

#include "services/net/url.hpp"

namespace asista::core {

using namespace calls;
using runtime::Caller;
using runtime::NetworkScope;
using runtime::Responder;
namespace net = services::net;

namespace {
net::FetchOwner owner_of(const Caller& caller) { return {caller.plugin, caller.instance}; }
} // namespace

Result<net::Reach> network_reach(const Caller& caller, const std::string& host, std::uint16_t port) {
    if (!caller.granted.contains(Permission::network) || !caller.network)
        return fail(Errc::denied, "{} may not use the internet (any more)", caller.plugin);
    switch (caller.network->may_reach(host, port)) {
    case NetworkScope::Verdict::no: break;
    case NetworkScope::Verdict::public_only: return net::Reach::internet;
    case NetworkScope::Verdict::private_as_well: return net::Reach::local_too;
    }
    return fail(Errc::denied, "{} is not among the hosts in its manifest", host);
}

void bind_outside_handlers(runtime::Broker& broker, const OutsideParts& parts) {
    auto& fetches = parts.fetches;
    auto& files = parts.files;

    broker.handle_async<HttpFetch>(
        [&fetches, note = parts.note](const Caller& caller, HttpFetch::Request request, const Responder<HttpFetch>& respond) {
            const auto url = net::parse_url(request.url);
            const std::string host = url ? url->host : std::string();
            fetches.start(owner_of(caller), std::move(request), [note, caller, host, respond](Result<HttpFetch::Reply> reply) {
                if (!host.empty()) note(caller, host, reply ? Errc::ok : reply.error().code);
                respond(std::move(reply));
            });
        });
    broker.handle<HttpCancel>([&fetches](const Caller& caller, const HttpCancel::Request& request) -> Result<Nothing> {
        TRY(fetches.cancel(owner_of(caller), request.tag));
        return Nothing{};
    });
    broker.handle_async<FilesOpen>([&files](const Caller& caller, FilesOpen::Request request, Responder<FilesOpen> respond) {
        files.ask(caller, std::move(request), std::move(respond));
    });
    broker.handle_async<FilesSave>([&files](const Caller& caller, FilesSave::Request request, Responder<FilesSave> respond) {
        files.ask(caller, std::move(request), std::move(respond));
    });
    broker.handle_async<FilesAnswer>([&files](const Caller&, const FilesAnswer::Request& request,
                                              const Responder<FilesAnswer>& respond) { files.answer(request, respond); });
    broker.handle_async<FilesList>([&files](const Caller&, const FilesList::Request& request,
                                            const Responder<FilesList>& respond) { files.list(request, respond); });
}

} // namespace asista::core
