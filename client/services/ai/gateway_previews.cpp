// Requests that the person sees before they leave.
#include "services/ai/chat.hpp"
#include "services/ai/gateway.hpp"
#include "services/ai/hosted/exchange.hpp"

#include <fmt/format.h>

#include <utility>

namespace asista::services::ai {

std::string origin_of(const net::Url& url) {
    return fmt::format("{}://{}:{}", url.secure ? "https" : "http", url.host, url.port);
}

Result<void> Gateway::may_show(const Choice& choice) const {
    if (!parts_.may_ask)
        return fail(Errc::denied,
                    "the text is to be seen before it is sent, and nobody is here to look at it; let it be sent unseen under "
                    "Settings, Coach");
    const auto declined = declined_until_.find(choice.plugin);
    if (declined != declined_until_.end() && parts_.now() < declined->second)
        return fail(Errc::denied, "the person declined a text of this plugin a moment ago, and is not asked again so soon");
    return {};
}

void Gateway::ask_person(StreamId stream, const Choice& choice, const net::Url& base, Outgoing outgoing, ChatRequest request,
                         const Go& go) {
    if (auto may = may_show(choice); !may) return go(fail(std::move(may.error())));
    Preview preview;
    preview.stream = stream;
    preview.text = std::make_shared<const std::string>(outgoing.text);
    preview.currency = prices().currency();
    preview.most_micros =
        prices().micros(outgoing.host, outgoing.model, is_near(base), outgoing.estimated_tokens, request.max_tokens);
    preview.outgoing = std::move(outgoing);
    preview.origin = origin_of(base);
    preview.asked = choice.preview;
    waiting_.insert_or_assign(stream, Waiting{std::move(preview), *choice.provider, std::move(request), go});
    parts_.changed();
}

std::vector<const Preview*> Gateway::previews() const {
    std::vector<const Preview*> all;
    for (const auto& [stream, waiting] : waiting_) all.push_back(&waiting.preview);
    return all;
}

void Gateway::withdrawn(StreamId stream) {
    if (waiting_.erase(stream) > 0) parts_.changed();
}

// The limits and the provider may be others than when it was shown.
void Gateway::go_on(Waiting waiting) {
    const auto& go = waiting.go;
    auto& outgoing = waiting.preview.outgoing;
    const auto choice = providers_.choice(parts_.user, outgoing.plugin);
    if (!choice) return go(fail(choice.error()));
    const auto provider = providers_.find(parts_.user, waiting.provider);
    if (!provider) return go(fail(provider.error()));
    const auto base = net::parse_url(provider->address);
    if (!base || origin_of(*base) != waiting.preview.origin || choice->provider != waiting.provider)
        return go(fail(Errc::denied, "who answers was changed while the text was looked at, so it was not sent; ask again"));
    const auto tokens = within_limits(*choice, outgoing.estimated_tokens, waiting.request.max_tokens);
    if (!tokens) return go(fail(tokens.error()));
    waiting.request.max_tokens = *tokens;
    outgoing.provider = provider->name;
    outgoing.model = provider->model;
    approach(waiting.preview.stream, waiting.provider, std::move(outgoing), std::move(waiting.request), std::move(waiting.go));
}

Result<void> Gateway::answer_preview(StreamId stream, bool send) {
    const auto found = waiting_.find(stream);
    if (found == waiting_.end()) return fail(Errc::not_found, "nobody waits for this text any more");
    const std::string plugin = found->second.preview.outgoing.plugin, origin = found->second.preview.origin;
    if (send) TRY(providers_.agree(parts_.user, plugin, origin));
    if (!send && !plugin.empty()) declined_until_[plugin] = parts_.now() + declined_ms;
    std::vector<Waiting> answered;
    answered.push_back(std::move(found->second));
    waiting_.erase(found);
    // What the same plugin asked for meanwhile: a refusal goes for all of it, and so does the first agreement.
    for (auto each = waiting_.begin(); each != waiting_.end();) {
        const Preview& other = each->second.preview;
        const bool same = !plugin.empty() && other.outgoing.plugin == plugin;
        if (!same || (send && (other.asked != calls::AiPreview::first_time || other.origin != origin))) {
            ++each;
            continue;
        }
        answered.push_back(std::move(each->second));
        each = waiting_.erase(each);
    }
    for (auto& each : answered) {
        if (send)
            go_on(std::move(each));
        else
            each.go(fail(Errc::denied, "the person looked at the text and did not send it"));
    }
    parts_.changed();
    return {};
}

bool Gateway::counts_only(UserId user) {
    const auto choice = providers_.choice(user, {});
    return choice && choice->provider && choice->counts_only;
}

} // namespace asista::services::ai
