#include "services/ical_text.hpp"

#include "wire/utf8.hpp"

#include <algorithm>

namespace asista::services {
namespace {

constexpr std::size_t max_parameters = 50;
constexpr std::size_t folded_at = 75;

std::string capitals(std::string_view text) {
    std::string upper(text);
    std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return upper;
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

// From the beginning of `text` to the first of `ends` outside of quotation marks.
std::size_t value_length(std::string_view text, std::string_view ends) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') quoted = !quoted;
        if (!quoted && ends.find(text[i]) != std::string_view::npos) return i;
    }
    return text.size();
}

std::string without_quotes(std::string_view text) {
    std::string plain;
    for (const char c : text)
        if (c != '"') plain += c;
    return plain;
}

} // namespace

std::string_view IcalLine::parameter(std::string_view wanted) const {
    const auto found = std::ranges::find(parameters, wanted, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? std::string_view() : std::string_view(found->second);
}

IcalLines::IcalLines(std::string_view text) : rest_(text) {
    if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3); // a byte order mark
}

std::string_view IcalLines::physical_line() {
    ++number_;
    const auto end = rest_.find('\n');
    auto line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

Result<std::optional<IcalLine>> IcalLines::next() {
    std::string logical;
    IcalLine line;
    while (logical.empty()) {
        if (rest_.empty()) return std::optional<IcalLine>();
        logical = physical_line();
        line.number = number_;
    }
    while (rest_.starts_with(' ') || rest_.starts_with('\t')) {
        logical += physical_line().substr(1);
        if (logical.size() > max_line_bytes)
            return fail(Errc::over_limit, "line {} is longer than {} bytes", line.number, max_line_bytes);
    }
    if (logical.size() > max_line_bytes)
        return fail(Errc::over_limit, "line {} is longer than {} bytes", line.number, max_line_bytes);
    if (!wire::is_utf8(logical)) return fail(Errc::invalid, "line {} is not UTF-8 text", line.number);

    std::string_view rest(logical);
    const auto bad = [&] {
        return fail(Errc::invalid, "line {} is no line of an iCalendar file: \"{}\"", line.number, rest.substr(0, 40));
    };
    const auto name = rest.substr(0, rest.find_first_of(";:"));
    if (!is_name(name)) return bad();
    line.name = capitals(name);
    rest.remove_prefix(name.size());
    while (rest.starts_with(';')) {
        rest.remove_prefix(1);
        const auto parameter = rest.substr(0, value_length(rest, ";:"));
        const auto equals = parameter.find('=');
        if (equals == std::string_view::npos || !is_name(parameter.substr(0, equals)) || line.parameters.size() >= max_parameters)
            return bad();
        line.parameters.emplace_back(capitals(parameter.substr(0, equals)), without_quotes(parameter.substr(equals + 1)));
        rest.remove_prefix(parameter.size());
    }
    if (!rest.starts_with(':')) return bad();
    line.value = rest.substr(1);
    return std::optional(std::move(line));
}

std::string unescaped(std::string_view value) {
    std::string text;
    text.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        char c = value[i];
        if (c == '\\' && i + 1 < value.size()) {
            c = value[++i];
            if (c == 'n' || c == 'N') c = '\n';
        }
        const auto byte = static_cast<unsigned char>(c);
        text += (byte < 0x20 && c != '\n') || byte == 0x7F ? ' ' : c;
    }
    return text;
}

void IcalWriter::line(std::string_view name, std::string_view value) {
    std::string whole;
    whole.reserve(name.size() + value.size() + 1);
    whole.append(name).append(":").append(value);
    std::string_view rest(whole);
    std::size_t room = folded_at;
    while (rest.size() > room) {
        std::size_t cut = room;
        while (cut > 1 && (static_cast<unsigned char>(rest[cut]) & 0xC0) == 0x80) --cut;
        out_.append(rest.substr(0, cut)).append("\r\n ");
        rest.remove_prefix(cut);
        room = folded_at - 1; // the space in front counts
    }
    out_.append(rest).append("\r\n");
}

void IcalWriter::text(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    std::string escaped;
    for (const char c : value) {
        if (c == '\\' || c == ';' || c == ',') escaped += '\\';
        if (c == '\n')
            escaped += "\\n";
        else
            escaped += c;
    }
    line(name, escaped);
}

} // namespace asista::services
