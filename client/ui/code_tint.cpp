#include "ui/code_tint.hpp"

#include <algorithm>
#include <array>

namespace asista::ui {
namespace {

// In the order of the alphabet, for the binary search.
constexpr std::array<std::string_view, 67> keywords{
    "alignas",  "alignof",   "auto",     "bool",     "break",   "case",      "catch",     "char",          "class",
    "co_await", "co_return", "co_yield", "concept",  "const",   "consteval", "constexpr", "constinit",     "continue",
    "decltype", "default",   "delete",   "do",       "double",  "else",      "enum",      "explicit",      "extern",
    "false",    "final",     "float",    "for",      "friend",  "if",        "inline",    "int",           "long",
    "mutable",  "namespace", "new",      "noexcept", "nullptr", "operator",  "override",  "private",       "protected",
    "public",   "requires",  "return",   "short",    "signed",  "sizeof",    "static",    "static_assert", "static_cast",
    "struct",   "switch",    "template", "this",     "throw",   "true",      "try",       "typename",      "unsigned",
    "using",    "virtual",   "void",     "while"};
static_assert(std::ranges::is_sorted(keywords));

bool is_digit(char c) { return c >= '0' && c <= '9'; }
// What is not ASCII belongs to a name, as compilers have it.
bool begins_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}
bool in_name(char c) { return begins_name(c) || is_digit(c); }

// Behind the closing quote; of a literal that does not end on this line, the line's end.
std::size_t literal_end(std::string_view line, std::size_t at) {
    const char quote = line[at];
    for (std::size_t i = at + 1; i < line.size(); ++i) {
        if (line[i] == '\\')
            ++i;
        else if (line[i] == quote)
            return i + 1;
    }
    return line.size();
}

std::size_t name_end(std::string_view line, std::size_t at) {
    while (at < line.size() && in_name(line[at])) ++at;
    return at;
}

std::size_t number_end(std::string_view line, std::size_t at) {
    while (at < line.size() && (in_name(line[at]) || line[at] == '.' || line[at] == '\'')) ++at;
    return at;
}

std::size_t comment_end(std::string_view line, std::size_t at) {
    if (line[at + 1] == '/') return line.size();
    const auto end = line.find("*/", at + 2);
    return end == std::string_view::npos ? line.size() : end + 2;
}

Tint tint_of_name(std::string_view line, std::string_view name, std::size_t end) {
    if (std::ranges::binary_search(keywords, name)) return Tint::keyword;
    const auto next = line.find_first_not_of(' ', end);
    return next != std::string_view::npos && line[next] == '(' ? Tint::call : Tint::plain;
}

// The piece at `at`, which is within the line.
TintedPiece piece_at(std::string_view line, std::size_t at) {
    const auto upto = [&](std::size_t end, Tint tint) { return TintedPiece{line.substr(at, end - at), tint}; };
    const char c = line[at];
    if (c == '/' && at + 1 < line.size() && (line[at + 1] == '/' || line[at + 1] == '*'))
        return upto(comment_end(line, at), Tint::comment);
    if (c == '"' || c == '\'') return upto(literal_end(line, at), Tint::text);
    if (is_digit(c)) return upto(number_end(line, at), Tint::number);
    if (begins_name(c)) {
        const std::size_t end = name_end(line, at);
        return upto(end, tint_of_name(line, line.substr(at, end - at), end));
    }
    if (c == '#' && line.find_first_not_of(" \t") == at) return upto(name_end(line, at + 1), Tint::keyword); // #include
    return upto(at + 1, Tint::plain);
}

} // namespace

std::vector<TintedPiece> tint_cpp(std::string_view line) {
    std::vector<TintedPiece> pieces;
    for (std::size_t at = 0; at < line.size();) {
        const TintedPiece piece = piece_at(line, at);
        at += piece.text.size();
        if (!pieces.empty() && pieces.back().tint == piece.tint)
            pieces.back().text = line.substr(static_cast<std::size_t>(pieces.back().text.data() - line.data()),
                                             pieces.back().text.size() + piece.text.size());
        else
            pieces.push_back(piece);
    }
    return pieces;
}

std::size_t word_length(std::string_view line, std::size_t offset) {
    return offset < line.size() ? piece_at(line, offset).text.size() : 1;
}

} // namespace asista::ui
