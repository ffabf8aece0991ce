#include "services/net/url.hpp"

#include "services/net/curl_library.hpp"

#include <algorithm>
#include <charconv>
#include <memory>

namespace asista::services::net {
namespace {

struct Cleanup {
    void operator()(CURLU* url) const { curl().url_cleanup(url); }
};
using Handle = std::unique_ptr<CURLU, Cleanup>;

Result<Handle> new_handle() {
    const auto& library = curl_library();
    if (!library) return fail(library.error());
    Handle handle(library->url());
    if (!handle) return fail(Errc::internal, "out of memory");
    return handle;
}

constexpr unsigned parse_flags = CURLU_DISALLOW_USER;

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == ':';
}

std::string part(CURLU* url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (curl().url_get(url, which, &text, flags) != CURLUE_OK || text == nullptr) return {};
    std::string copy(text);
    curl().free(text);
    return copy;
}

std::string shown(std::string_view text) {
    std::string line(text.substr(0, 200));
    std::ranges::replace_if(
        line, [](char c) { return c < 0x20 || c > 0x7E; }, '?');
    return line;
}

Result<void> check_text(std::string_view text) {
    if (text.size() > max_url_bytes)
        return fail(Errc::over_limit, "an address of {} bytes; it may have {}", text.size(), max_url_bytes);
    if (text.empty()) return fail(Errc::invalid, "a request needs an address");
    if (!std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; }))
        return fail(Errc::invalid,
                    "{} holds characters that an address may not; write them as %20 and the like, and names of "
                    "hosts in their xn-- form",
                    shown(text));
    return {};
}

Result<void> set(CURLU* url, std::string_view text) {
    switch (const CURLUcode code = curl().url_set(url, CURLUPART_URL, std::string(text).c_str(), parse_flags)) {
    case CURLUE_OK: return {};
    case CURLUE_USER_NOT_ALLOWED:
        return fail(Errc::invalid, "an address with a user or a password in it is not fetched; send them in a header");
    case CURLUE_UNSUPPORTED_SCHEME: return fail(Errc::invalid, "{} is neither http:// nor https://", shown(text));
    default: return fail(Errc::invalid, "{} is no web address: {}", shown(text), curl().url_strerror(code));
    }
}

Result<Url> take(CURLU* handle, std::string_view text) {
    Url url;
    const std::string scheme = part(handle, CURLUPART_SCHEME);
    if (scheme != "http" && scheme != "https") return fail(Errc::invalid, "{} is neither http:// nor https://", shown(text));
    url.secure = scheme == "https";
    if (!part(handle, CURLUPART_ZONEID).empty())
        return fail(Errc::invalid, "{} names a network card, which an address here may not", shown(text));
    curl().url_set(handle, CURLUPART_FRAGMENT, nullptr, 0);
    url.host = part(handle, CURLUPART_HOST);
    std::ranges::transform(url.host, url.host.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (url.host.starts_with('[') && url.host.ends_with(']')) url.host = url.host.substr(1, url.host.size() - 2);
    if (url.host.ends_with('.')) url.host.pop_back();
    if (url.host.empty() || url.host.size() > 253 || url.host.ends_with('.') || url.host.find("..") != std::string::npos ||
        !std::ranges::all_of(url.host, is_host_character))
        return fail(Errc::invalid, "{} names no host", shown(text));
    const std::string port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
    const auto end = port.data() + port.size();
    const auto parsed = std::from_chars(port.data(), end, url.port);
    if (parsed.ec != std::errc() || parsed.ptr != end || url.port == 0)
        return fail(Errc::invalid, "{} names no port", shown(text));
    url.text = part(handle, CURLUPART_URL);
    TRY(check_text(url.text));
    return url;
}

// Whoever connects reads the text once more, and must find the same host there: http://%30x7f.1/ is a name at first and an address then.
Result<Url> take_settled(CURLU* first, std::string_view text) {
    Url url = TRY(take(first, text));
    const Handle second = TRY(new_handle());
    TRY(set(second.get(), url.text));
    const Url again = TRY(take(second.get(), text));
    if (again.text != url.text || again.host != url.host)
        return fail(Errc::invalid, "{} hides its host; write the host plainly", shown(text));
    return url;
}

} // namespace

Result<Url> parse_url(std::string_view text) {
    TRY(check_text(text));
    const Handle handle = TRY(new_handle());
    TRY(set(handle.get(), text));
    return take_settled(handle.get(), text);
}

Result<Url> resolve_url(const Url& base, std::string_view location) {
    TRY(check_text(location));
    const Handle handle = TRY(new_handle());
    TRY(set(handle.get(), base.text));
    TRY(set(handle.get(), location));
    return take_settled(handle.get(), location);
}

} // namespace asista::services::net
