#include "services/net/transfer.hpp"

#include "services/net/curl_easy.hpp"
#include "wire/utf8.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <charconv>

namespace asista::services::net {
namespace {

constexpr long connect_timeout_ms = 15'000;

// What a server sent as Latin-1, as headers once were, becomes UTF-8; the wire carries nothing else.
std::string as_utf8(std::string_view text) {
    if (wire::is_utf8(text)) return std::string(text);
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += static_cast<char>(0xC0 | byte >> 6);
            out += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return out;
}

} // namespace

struct Transfer::Callbacks {
    static std::size_t header(char* data, std::size_t size, std::size_t count, void* self) {
        return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
    }
    static std::size_t body(char* data, std::size_t size, std::size_t count, void* self) {
        return static_cast<Transfer*>(self)->take_body({data, size * count}) ? size * count : 0;
    }
    // Here alone is it known which address is really connected to: a name that resolves to one thing when it is looked at and to
    // another when it is used gains nothing.
    static curl_socket_t open_socket(void* self, curlsocktype, curl_sockaddr* address) {
        auto& transfer = *static_cast<Transfer*>(self);
        const AddressKind kind = kind_of(address->addr);
        const bool local = kind == AddressKind::own_machine || kind == AddressKind::local;
        if (kind != AddressKind::open && !(local && transfer.hop_.reach == Reach::local_too)) {
            transfer.refused_ = Refused{to_text(address->addr), kind};
            return CURL_SOCKET_BAD;
        }
        return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    }
};

Result<std::unique_ptr<Transfer>> Transfer::make(Hop hop, const TransferOptions& options) {
    std::unique_ptr<Transfer> transfer(new Transfer(std::move(hop)));
    TRY(transfer->set_up(options));
    return transfer;
}

Transfer::~Transfer() {
    if (easy_ != nullptr) curl().easy_cleanup(easy_);
    curl().slist_free_all(headers_);
    curl().slist_free_all(fixed_hosts_);
}

Result<void> Transfer::set_up(const TransferOptions& options) {
    easy_ = curl().easy_init();
    if (easy_ == nullptr) return fail(Errc::internal, "out of memory");
    const Request& request = *hop_.request;
    TRY(set_option(easy_, CURLOPT_PRIVATE, static_cast<void*>(this)));
    TRY(set_option(easy_, CURLOPT_ERRORBUFFER, problem_.data()));
    TRY(set_option(easy_, CURLOPT_NOSIGNAL, 1L));
    TRY(set_option(easy_, CURLOPT_URL, hop_.url.text.c_str()));
    TRY(set_option(easy_, CURLOPT_PROTOCOLS_STR, "http,https"));
    TRY(set_option(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L));
    TRY(set_option(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED)));
    TRY(set_option(easy_, CURLOPT_FOLLOWLOCATION, 0L));
    // A proxy looks names up by itself, and whether an address may be connected to could not be seen from here: so none is used, not
    // even one that the environment names.
    TRY(set_option(easy_, CURLOPT_PROXY, ""));
    TRY(set_option(easy_, CURLOPT_OPENSOCKETFUNCTION, &Callbacks::open_socket));
    TRY(set_option(easy_, CURLOPT_OPENSOCKETDATA, static_cast<void*>(this)));
    // A connection that was opened for one plugin must not serve another, whose requests may not go to that address.
    TRY(set_option(easy_, CURLOPT_FRESH_CONNECT, 1L));
    TRY(set_option(easy_, CURLOPT_FORBID_REUSE, 1L));
    TRY(set_option(easy_, CURLOPT_SSL_SESSIONID_CACHE, 0L));
    TRY(set_option(easy_, CURLOPT_SSL_VERIFYPEER, 1L));
    TRY(set_option(easy_, CURLOPT_SSL_VERIFYHOST, 2L));
    TRY(set_option(easy_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2)));
    if (!options.certificates.empty()) TRY(set_option(easy_, CURLOPT_CAINFO, options.certificates.c_str()));
    TRY(set_option(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(hop_.timeout_ms)));
    TRY(set_option(easy_, CURLOPT_CONNECTTIMEOUT_MS, std::min(connect_timeout_ms, static_cast<long>(hop_.timeout_ms))));
    TRY(set_option(easy_, CURLOPT_ACCEPT_ENCODING, "")); // all it can undo; take_body() counts what comes out
    TRY(set_option(easy_, CURLOPT_USERAGENT, options.user_agent.c_str()));
    TRY(set_option(easy_, CURLOPT_HEADERFUNCTION, &Callbacks::header));
    TRY(set_option(easy_, CURLOPT_HEADERDATA, static_cast<void*>(this)));
    TRY(set_option(easy_, CURLOPT_WRITEFUNCTION, &Callbacks::body));
    TRY(set_option(easy_, CURLOPT_WRITEDATA, static_cast<void*>(this)));
    for (const auto& host : options.fixed_hosts) TRY(append(fixed_hosts_, host));
    if (fixed_hosts_ != nullptr) TRY(set_option(easy_, CURLOPT_RESOLVE, fixed_hosts_));

    if (request.method == "HEAD") {
        TRY(set_option(easy_, CURLOPT_NOBODY, 1L));
    } else if (request.method != "GET") {
        TRY(set_option(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size())));
        TRY(set_option(easy_, CURLOPT_POSTFIELDS,
                       request.body.empty() ? "" : reinterpret_cast<const char*>(request.body.data())));
        TRY(set_option(easy_, CURLOPT_CUSTOMREQUEST, request.method.c_str()));
    }
    return set_headers();
}

Result<void> Transfer::set_headers() {
    bool has_type = false;
    for (const auto& header : hop_.request->headers) {
        has_type = has_type || same_header(header.name, "content-type");
        // To libcurl a name alone means "leave it out", and one with a semicolon that it is empty.
        TRY(append(headers_, header.value.empty() ? header.name + ";" : header.name + ": " + header.value));
    }
    TRY(append(headers_, "Expect:"));
    if (!has_type) TRY(append(headers_, "Content-Type:")); // else it claims a form
    return set_option(easy_, CURLOPT_HTTPHEADER, headers_);
}

bool Transfer::take_header(std::string_view line) {
    header_bytes_ += line.size();
    if (header_bytes_ > max_reply_header_bytes || reply_.headers.size() >= max_reply_headers) {
        stopped_ = Error{Errc::over_limit, fmt::format("{} sent more headers than the {} bytes that are read", hop_.url.host,
                                                       max_reply_header_bytes)};
        return false;
    }
    if (line.starts_with("HTTP/")) { // the first line; there may have been an interim answer (1xx) before
        reply_.headers.clear();
        location_.clear();
        const auto status = trimmed(line.substr(std::min(line.size(), line.find(' '))));
        std::from_chars(status.data(), status.data() + status.size(), reply_.status);
        return true;
    }
    const auto colon = line.find(':');
    if (colon != std::string_view::npos) {
        const auto name = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
        if (same_header(name, "location")) location_ = value;
        reply_.headers.push_back({as_utf8(name), as_utf8(value)});
    } else if (trimmed(line).empty()) {
        redirected_ = is_redirect(reply_.status) && !location_.empty();
    }
    return true;
}

bool Transfer::take_body(std::string_view piece) {
    if (redirected_) return false; // end() knows that this was no failure
    if (reply_.body.size() + piece.size() > hop_.request->max_bytes) {
        stopped_ = Error{Errc::over_limit, fmt::format("the answer of {} is longer than the {} bytes asked for", hop_.url.host,
                                                       hop_.request->max_bytes)};
        return false;
    }
    const auto bytes = std::as_bytes(std::span(piece));
    reply_.body.insert(reply_.body.end(), bytes.begin(), bytes.end());
    return true;
}

// The body has been decompressed, so what the server said about its packing is no longer true.
void Transfer::tidy_reply() {
    const auto is = [](std::string_view wanted) {
        return [wanted](const calls::HttpHeader& header) { return same_header(header.name, wanted); };
    };
    if (std::erase_if(reply_.headers, is("content-encoding")) > 0) std::erase_if(reply_.headers, is("content-length"));
    std::erase_if(reply_.headers, is("transfer-encoding"));
}

HopEnd Transfer::end(int code) {
    if (redirected_ && !stopped_ && (code == CURLE_OK || code == CURLE_WRITE_ERROR)) {
        reply_.body.clear();
        return {std::move(reply_), std::move(location_)};
    }
    if (code != CURLE_OK) return {fail(why_not(code)), {}};
    reply_.url = hop_.url.text;
    tidy_reply();
    return {std::move(reply_), {}};
}

Error Transfer::why_not(int code) const {
    if (stopped_) return *stopped_;
    const std::string& host = hop_.url.host;
    std::string words;
    for (const char* c = problem_.data(); *c != '\0'; ++c) words += *c >= 0x20 && *c <= 0x7E ? *c : '?';
    if (words.empty()) words = curl().easy_strerror(static_cast<CURLcode>(code));
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return {Errc::unavailable, fmt::format("{} was not found: there is no such host, or no network", host)};
    case CURLE_COULDNT_CONNECT: {
        if (!refused_) return {Errc::unavailable, fmt::format("{} does not answer on port {}", host, hop_.url.port)};
        std::string where = refused_->address == host ? host : fmt::format("{} is at {}, which", host, refused_->address);
        where += fmt::format(" {}", place_of(refused_->kind));
        if (refused_->kind != AddressKind::never) where += "; the person can allow it on the Trust page";
        return {Errc::denied, where};
    }
    case CURLE_OPERATION_TIMEDOUT:
        return {Errc::timed_out, fmt::format("{} did not answer in full within {:g} s", host,
                                             static_cast<double>(hop_.request->timeout_ms) / 1000)};
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CONNECT_ERROR: return {Errc::io, fmt::format("no secure connection to {}: {}", host, words)};
    default: return {Errc::io, fmt::format("the request to {} failed: {}", host, words)};
    }
}

} // namespace asista::services::net
