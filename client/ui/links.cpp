#include "ui/links.hpp"

#include "wire/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

constexpr std::size_t most_bytes = 2'048;
constexpr std::size_t most_host_bytes = 253; // RFC 1035

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lowered(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), lower);
    return result;
}
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

// What may stand in an address at all: a backslash is a slash to browsers and none to others, quotes and angles are never meant.
bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F && std::string_view{"\"<>\\^`{|}"}.find(c) == std::string_view::npos;
}

struct Parts {
    std::string_view authority, rest; // rest: path, query and fragment
};
Parts parts_after(std::string_view scheme, std::string_view address) {
    address.remove_prefix(std::min(scheme.size(), address.size()));
    const auto end = std::min(address.find_first_of("/?#"), address.size());
    return {address.substr(0, end), address.substr(end)};
}

bool is_port(std::string_view text) { return text.size() <= 5 && std::ranges::all_of(text, is_digit); }

bool is_authority(std::string_view text) {
    if (text.starts_with('[')) { // IPv6
        const auto end = text.find(']');
        if (end == std::string_view::npos || end < 3) return false;
        const auto inside = text.substr(1, end - 1), behind = text.substr(end + 1);
        const auto of_address = [](char c) {
            return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f') || c == ':' || c == '.';
        };
        return std::ranges::all_of(inside, of_address) &&
               (behind.empty() || (behind.front() == ':' && is_port(behind.substr(1))));
    }
    const auto colon = std::min(text.find(':'), text.size());
    const auto host = text.substr(0, colon);
    const auto of_name = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_'; };
    return !host.empty() && host.size() <= most_host_bytes && host.front() != '.' && std::ranges::all_of(host, of_name) &&
           (colon == text.size() || is_port(text.substr(colon + 1)));
}

// Mail programs know fields that attach files of the sender's ("attach", "attachment"); these only write text.
bool is_harmless_mail(std::string_view rest) {
    if (!std::ranges::all_of(rest, is_ascii)) return false;
    const auto question = rest.find('?');
    if (question == std::string_view::npos) return !rest.empty();
    constexpr std::array<std::string_view, 5> known{"to", "cc", "bcc", "subject", "body"};
    std::string_view fields = rest.substr(question + 1);
    while (!fields.empty()) {
        const auto end = std::min(fields.find('&'), fields.size());
        const auto field = fields.substr(0, end);
        if (std::ranges::find(known, lowered(field.substr(0, field.find('=')))) == known.end()) return false;
        fields.remove_prefix(std::min(end + 1, fields.size()));
    }
    return true;
}

std::string percent_encoded(std::string_view text) {
    std::string result;
    for (const char c : text) {
        if (is_ascii(c))
            result += c;
        else
            result += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return result;
}

std::string_view without_www(std::string_view host) {
    if (host.starts_with("www.")) host.remove_prefix(4);
    return host;
}

} // namespace

std::optional<std::string> openable_address(std::string_view written) {
    if (written.size() > most_bytes || !wire::is_utf8(written) || !std::ranges::all_of(written, is_plain)) return std::nullopt;
    const auto colon = written.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string scheme = lowered(written.substr(0, colon));
    if (scheme == "mailto") {
        const auto rest = written.substr(colon + 1);
        if (!is_harmless_mail(rest)) return std::nullopt;
        return fmt::format("mailto:{}", rest);
    }
    if ((scheme != "http" && scheme != "https") || !written.substr(colon).starts_with("://")) return std::nullopt;
    const Parts parts = parts_after("://", written.substr(colon));
    if (!is_authority(parts.authority)) return std::nullopt;
    // C1 controls (U+0080 to U+009F) are never meant either.
    for (std::size_t i = 0; i + 1 < parts.rest.size(); ++i)
        if (parts.rest[i] == '\xC2' && static_cast<unsigned char>(parts.rest[i + 1]) < 0xA0) return std::nullopt;
    return fmt::format("{}://{}{}", scheme, parts.authority, percent_encoded(parts.rest));
}

std::string host_of(std::string_view address) {
    const auto start = address.find("://");
    if (start == std::string_view::npos) return {};
    const auto authority = parts_after("://", address.substr(start)).authority;
    const auto end = authority.starts_with('[') ? authority.find(']') + 1 : authority.find(':');
    std::string host = lowered(authority.substr(0, end));
    while (host.ends_with('.')) host.pop_back();
    return host;
}

bool reads_as_another_host(std::string_view text, std::string_view address) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    const std::string start = lowered(text.substr(0, 8));
    const bool has_scheme = start.starts_with("http://") || start.starts_with("https://");
    if (!has_scheme && !start.starts_with("www.")) return false;
    const auto end = text.find_first_of(" \n");
    const auto said = has_scheme ? std::string{text.substr(0, end)} : fmt::format("http://{}", text.substr(0, end));
    // One that names a host in letters that no address may have names another one, too.
    return without_www(host_of(said)) != without_www(host_of(address));
}

} // namespace asista::ui
