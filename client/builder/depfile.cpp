#include "builder/depfile.hpp"

#include "runtime/library_file.hpp"

#include <unordered_set>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t max_depfile_bytes = 16u << 20;

// The next word from `at` on, with make's escapes undone: "\ " a blank, "\#" a hash, "$$" a dollar, "\" and a new line nothing.
std::string next_word(std::string_view text, std::size_t& at) {
    std::string word;
    for (; at < text.size(); ++at) {
        const char c = text[at], next = at + 1 < text.size() ? text[at + 1] : '\0';
        if (c == '\\' && (next == '\n' || (next == '\r'))) break;
        if (c == '\\' && (next == ' ' || next == '#')) {
            word += next;
            ++at;
        } else if (c == '$' && next == '$') {
            word += '$';
            ++at;
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            break;
        } else {
            word += c;
        }
    }
    return word;
}

// Compilers write most names as they are wanted; only the others are worth taking apart.
std::string absolute_name(const std::string& word, const fs::path& directory) {
    const bool is_plain =
        word.starts_with('/') && !word.ends_with('/') && word.find("//") == word.npos && word.find("/.") == word.npos;
    return is_plain ? word : (directory / word).lexically_normal().string();
}

bool is_gap(std::string_view text, std::size_t at) {
    return text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r' ||
           (text[at] == '\\' && at + 1 < text.size() && (text[at + 1] == '\n' || text[at + 1] == '\r'));
}
} // namespace

FileNames parse_depfile(std::string_view text, const fs::path& directory) {
    FileNames files;
    std::unordered_set<std::string> seen;
    bool behind_colon = false;
    for (std::size_t at = 0; at < text.size();) {
        if (is_gap(text, at)) {
            ++at;
            continue;
        }
        const auto word = next_word(text, at);
        if (!behind_colon) {
            behind_colon = word.ends_with(':');
            continue;
        }
        if (word.ends_with(':')) break; // the next rule: headers as targets of their own (-MP)
        auto file = absolute_name(word, directory);
        if (seen.insert(file).second) files.push_back(std::move(file));
    }
    return files;
}

FileNames read_depfile(const fs::path& file, const fs::path& directory) {
    const auto content = runtime::read_finished_file(file, max_depfile_bytes);
    if (!content) return {};
    return parse_depfile({reinterpret_cast<const char*>(content->data()), content->size()}, directory);
}

} // namespace asista::builder
