#include "services/ai/hosted/exchange.hpp"

#include "services/net/address.hpp"
#include "services/net/curl_easy.hpp"
#include "services/net/request_rules.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <utility>

namespace asista::services::ai {
namespace {
using net::append;
using net::curl;
using net::set_option;
using net::trimmed;

bool is_near(net::AddressKind kind) { return kind == net::AddressKind::own_machine || kind == net::AddressKind::local; }

} // namespace

bool is_near(const net::Url& url) {
    sockaddr_in six_less{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {}, .sin_zero = {}};
    if (::inet_pton(AF_INET, url.host.c_str(), &six_less.sin_addr) == 1)
        return is_near(net::kind_of(reinterpret_cast<sockaddr&>(six_less)));
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    if (::inet_pton(AF_INET6, url.host.c_str(), &six.sin6_addr) == 1)
        return is_near(net::kind_of(reinterpret_cast<sockaddr&>(six)));
    const auto ends = [&](std::string_view with) { return url.host.ends_with(with); };
    return url.host.find('.') == std::string::npos || ends(".localhost") || ends(".local") || ends(".lan") || ends(".home.arpa");
}

struct Exchange::Callbacks {
    static std::size_t header(char* data, std::size_t size, std::size_t count, void* self) {
        return static_cast<Exchange*>(self)->take_header({data, size * count}) ? size * count : 0;
    }
    static std::size_t body(char* data, std::size_t size, std::size_t count, void* self) {
        return static_cast<Exchange*>(self)->take_body({data, size * count}) ? size * count : 0;
    }
    // Without TLS it goes to the person's own network alone, whatever the name turns out to stand for.
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
        const auto& exchange = *static_cast<Exchange*>(self);
        if (!exchange.endpoint_.base.secure && !is_near(net::kind_of(address->addr))) return CURL_SOCKET_BAD;
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
};

Exchange::Exchange(const Endpoint& endpoint, std::unique_ptr<AnswerReader> reader, const HostedOptions& options,
                   Clock::time_point now)
    : endpoint_(endpoint), reader_(std::move(reader)), options_(options), began_(now), last_event_(now) {}

Exchange::~Exchange() {
    if (easy_ != nullptr) curl().easy_cleanup(easy_);
    if (headers_ != nullptr) curl().slist_free_all(headers_);
    if (fixed_hosts_ != nullptr) curl().slist_free_all(fixed_hosts_);
}

Result<std::unique_ptr<Exchange>> Exchange::make(const Endpoint& endpoint, const HttpCall& call,
                                                 std::unique_ptr<AnswerReader> reader, const HostedOptions& options,
                                                 Clock::time_point now) {
    if (!endpoint.base.secure && !is_near(endpoint.base))
        return fail(
            Errc::denied,
            "{} has an address without encryption, and is not in your own network: anybody on the way could read along; use its "
            "https address",
            endpoint.label);
    std::unique_ptr<Exchange> exchange(new Exchange(endpoint, std::move(reader), options, now));
    TRY(exchange->set_up(call));
    return exchange;
}

Result<void> Exchange::set_up(const HttpCall& call) {
    easy_ = curl().easy_init();
    if (easy_ == nullptr) return fail(Errc::internal, "out of memory");
    TRY(set_option(easy_, CURLOPT_PRIVATE, static_cast<void*>(this)));
    TRY(set_option(easy_, CURLOPT_ERRORBUFFER, problem_.data()));
    TRY(set_option(easy_, CURLOPT_NOSIGNAL, 1L));
    TRY(set_option(easy_, CURLOPT_URL, call.url.c_str()));
    TRY(set_option(easy_, CURLOPT_PROTOCOLS_STR, "http,https"));
    TRY(set_option(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L));
    TRY(set_option(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)));
    // A redirect would take the key elsewhere.
    TRY(set_option(easy_, CURLOPT_FOLLOWLOCATION, 0L));
    // One connection is one answer, so that closing it is what stops the answer: streams of HTTP/2 share theirs.
    TRY(set_option(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1)));
    // Those of the environment, but not for what is near: there they would be asked for a server that they cannot see.
    if (is_near(endpoint_.base)) TRY(set_option(easy_, CURLOPT_PROXY, ""));
    TRY(set_option(easy_, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open_socket));
    TRY(set_option(easy_, CURLOPT_OPENSOCKETDATA, static_cast<void*>(this)));
    TRY(set_option(easy_, CURLOPT_SSL_VERIFYPEER, 1L));
    TRY(set_option(easy_, CURLOPT_SSL_VERIFYHOST, 2L));
    TRY(set_option(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)));
    if (!options_.certificates.empty()) TRY(set_option(easy_, CURLOPT_CAINFO, options_.certificates.c_str()));
    TRY(set_option(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect.count())));
    TRY(set_option(easy_, CURLOPT_USERAGENT, options_.user_agent.c_str()));
    TRY(set_option(easy_, CURLOPT_HEADERFUNCTION, &Callbacks::header));
    TRY(set_option(easy_, CURLOPT_HEADERDATA, static_cast<void*>(this)));
    TRY(set_option(easy_, CURLOPT_WRITEFUNCTION, &Callbacks::body));
    TRY(set_option(easy_, CURLOPT_WRITEDATA, static_cast<void*>(this)));
    for (const auto& host : options_.fixed_hosts) TRY(append(fixed_hosts_, host));
    if (fixed_hosts_ != nullptr) TRY(set_option(easy_, CURLOPT_RESOLVE, fixed_hosts_));
    if (!call.body.empty()) {
        body_ = call.body;
        TRY(set_option(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body_.size())));
        TRY(set_option(easy_, CURLOPT_POSTFIELDS, body_.c_str()));
    }
    for (const auto& header : call.headers) TRY(append(headers_, header));
    TRY(append(headers_, "Expect:"));
    return set_option(easy_, CURLOPT_HTTPHEADER, headers_);
}

bool Exchange::take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > max_header_bytes) {
        stopped_ = Trouble{
            {Errc::over_limit, fmt::format("{} sent more than {} KiB of headers", endpoint_.label, max_header_bytes / 1024)}};
        return false;
    }
    if (line.starts_with("HTTP/")) { // the first line; there may have been an interim answer (1xx) before
        type_.clear();
        retry_ = {};
        const auto status = trimmed(line.substr(std::min(line.size(), line.find(' '))));
        status_ = 0;
        std::from_chars(status.data(), status.data() + status.size(), status_);
        return true;
    }
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return true;
    const auto name = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
    if (net::same_header(name, "retry-after")) retry_.after = value;
    if (net::same_header(name, "x-should-retry")) retry_.should = value;
    if (net::same_header(name, "content-type")) type_ = value;
    return true;
}

bool Exchange::take_body(std::string_view piece) {
    received_ += piece.size();
    is_stream_ = status_ >= 200 && status_ < 300 && (type_.empty() || type_.find("event-stream") != std::string::npos);
    if (!is_stream_) { // finish() makes a sentence of it
        refusal_ += piece.substr(0, max_error_bytes - refusal_.size());
        return refusal_.size() < max_error_bytes;
    }
    if (received_ > max_answer_bytes) {
        stopped_ = Trouble{{Errc::over_limit, fmt::format("{} sent more than {} MiB; what came so far is kept", endpoint_.label,
                                                          max_answer_bytes >> 20)}};
        return false;
    }
    std::vector<ServerEvent> events;
    const auto fed = events_.feed(piece, events);
    for (const auto& event : events) {
        text_ += reader_->take(event);
        if (reader_->trouble() || reader_->complete()) break;
    }
    said_ = said_ || !text_.empty();
    if (!events.empty()) {
        had_event_ = true;
        last_event_ = Clock::now();
    }
    if (!fed) stopped_ = Trouble{{Errc::over_limit, fmt::format("{} sent {}", endpoint_.label, fed.error().message)}};
    settled_ = reader_->complete() || reader_->trouble().has_value() || stopped_.has_value();
    return !settled_;
}

Exchange::Clock::time_point Exchange::deadline() const {
    return std::min(began_ + options_.whole, had_event_ ? last_event_ + options_.silent : began_ + options_.first);
}

Exchange::Outcome Exchange::too_late(Clock::time_point now) const {
    if (now >= began_ + options_.whole)
        return {
            Trouble{{Errc::timed_out, fmt::format("{} was still writing after {} s; what came so far is kept", endpoint_.label,
                                                  std::chrono::ceil<std::chrono::seconds>(options_.whole).count())}}};
    const auto limit = std::chrono::ceil<std::chrono::seconds>(had_event_ ? options_.silent : options_.first).count();
    if (had_event_)
        return {Trouble{{Errc::timed_out, fmt::format("{} has said nothing for {} s{}", endpoint_.label, limit,
                                                      said_ ? "; what came so far is kept" : "")}}};
    return {Trouble{{Errc::timed_out, fmt::format("{} did not begin to answer within {} s", endpoint_.label, limit)}}};
}

Exchange::Outcome Exchange::finish(int code) {
    if (reader_->trouble()) return {reader_->trouble()};
    if (reader_->complete()) return {std::nullopt, reader_->end()};
    if (stopped_) return {stopped_};
    if (status_ != 0 && !is_stream_) {
        if (status_ >= 200 && status_ < 300)
            return {Trouble{{Errc::invalid,
                             fmt::format("{} answers with {} instead of a stream of events; look at its address under Settings, "
                                         "Coach",
                                         endpoint_.label, quoted(endpoint_, type_.substr(0, type_.find(';'))))}}};
        return {trouble_of_status(endpoint_, status_, retry_, refusal_), {}, refusal_};
    }
    if (code == CURLE_OK && status_ != 0 && (status_ < 200 || status_ >= 300)) // without a body
        return {trouble_of_status(endpoint_, status_, retry_, {})};
    if (reader_->may_end() && (code == CURLE_OK || code == CURLE_PARTIAL_FILE || code == CURLE_RECV_ERROR))
        return {std::nullopt, reader_->end()};
    return {trouble_of_connection(code)};
}

Trouble Exchange::trouble_of_connection(int code) const {
    const std::string& who = endpoint_.label;
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {{Errc::unavailable,
                 fmt::format("{} was not found: there is no such host as {}, or no network", who, endpoint_.base.host)}};
    case CURLE_COULDNT_RESOLVE_PROXY: return {{Errc::unavailable, "the proxy that the environment names was not found"}};
    case CURLE_COULDNT_CONNECT:
        if (is_near(endpoint_.base))
            return {{Errc::unavailable, fmt::format("{} does not answer at {}; is it running?", who, endpoint_.base.text)}};
        return {{Errc::unavailable, fmt::format("{} cannot be reached at {}", who, endpoint_.base.host)}};
    case CURLE_OPERATION_TIMEDOUT: // of connecting: the rest is too_late()
        return {{Errc::timed_out, fmt::format("{} cannot be reached at {}: no connection within {} s", who, endpoint_.base.host,
                                              std::chrono::ceil<std::chrono::seconds>(options_.connect).count())}};
    case CURLE_PEER_FAILED_VERIFICATION:
        return {{Errc::denied, fmt::format("{} cannot prove that it is {}, so nothing was sent to it: {}", who,
                                           endpoint_.base.host, quoted(endpoint_, problem_.data()))}};
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR:
        return {{Errc::io, fmt::format("no secure connection to {}: {}", who, quoted(endpoint_, problem_.data()))}};
    default: break;
    }
    if (said_) return {{Errc::io, fmt::format("the connection to {} broke; what came so far is kept", who)}};
    return {{Errc::io, fmt::format("the connection to {} broke before it answered", who)}, true};
}

} // namespace asista::services::ai
