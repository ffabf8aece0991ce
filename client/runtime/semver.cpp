#include "runtime/semver.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace asista::runtime {

namespace {
bool is_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// A number without leading zeros that fits 32 bits.
std::optional<std::uint32_t> parse_number(std::string_view text) {
    if (!is_digits(text) || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

bool is_identifier_list(std::string_view text, bool leading_zeros) {
    return std::ranges::all_of(split(text, '.'), [&](std::string_view part) {
        const bool characters = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
        });
        return characters && (leading_zeros || !is_digits(part) || part.size() == 1 || part[0] != '0');
    });
}

// Numbers below words, numbers by value (longer is larger, there are no leading zeros), words by bytes.
std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
    const bool a_number = is_digits(a), b_number = is_digits(b);
    if (a_number != b_number) return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
    if (a_number && a.size() != b.size()) return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}
} // namespace

Result<SemVer> SemVer::parse(std::string_view text) {
    const auto wrong = [text] {
        return fail(Errc::invalid, "\"{}\" is not a semantic version; write three numbers, like 1.2.0", text);
    };
    if (text.size() > 128) return wrong();
    SemVer version;
    std::string_view rest = text;
    if (const auto plus = rest.find('+'); plus != std::string_view::npos) {
        version.build = rest.substr(plus + 1);
        if (!is_identifier_list(version.build, true)) return wrong();
        rest = rest.substr(0, plus);
    }
    if (const auto dash = rest.find('-'); dash != std::string_view::npos) {
        version.prerelease = rest.substr(dash + 1);
        if (!is_identifier_list(version.prerelease, false)) return wrong();
        rest = rest.substr(0, dash);
    }
    const auto parts = split(rest, '.');
    if (parts.size() != 3) return wrong();
    const auto major = parse_number(parts[0]), minor = parse_number(parts[1]), patch = parse_number(parts[2]);
    if (!major || !minor || !patch) return wrong();
    version.major = *major;
    version.minor = *minor;
    version.patch = *patch;
    return version;
}

std::string SemVer::to_string() const {
    std::string text = fmt::format("{}.{}.{}", major, minor, patch);
    if (!prerelease.empty()) text += "-" + prerelease;
    if (!build.empty()) text += "+" + build;
    return text;
}

std::strong_ordering operator<=>(const SemVer& a, const SemVer& b) {
    if (const auto order = a.major <=> b.major; order != 0) return order;
    if (const auto order = a.minor <=> b.minor; order != 0) return order;
    if (const auto order = a.patch <=> b.patch; order != 0) return order;
    if (a.prerelease.empty() || b.prerelease.empty()) return a.prerelease.empty() <=> b.prerelease.empty();
    const auto a_parts = split(a.prerelease, '.'), b_parts = split(b.prerelease, '.');
    for (std::size_t i = 0; i < std::min(a_parts.size(), b_parts.size()); ++i)
        if (const auto order = compare_identifiers(a_parts[i], b_parts[i]); order != 0) return order;
    return a_parts.size() <=> b_parts.size();
}

} // namespace asista::runtime
