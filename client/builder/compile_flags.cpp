#include "builder/compile_flags.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
template <std::size_t count> bool is_one_of(std::string_view word, const std::array<std::string_view, count>& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}
template <std::size_t count> bool begins_with_one_of(std::string_view word, const std::array<std::string_view, count>& words) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view begin) { return word.starts_with(begin); });
}

constexpr std::array<std::string_view, 4> dropped_with_value{"-o", "-MF", "-MT", "-MQ"};
constexpr std::array<std::string_view, 10> dropped{
    "-c", "-MD", "-MMD", "-MP", "-MM", "-M", "-Winvalid-pch", "-fpch-preprocess", "-fno-gnu-unique", "-s"};
constexpr std::array<std::string_view, 8> dropped_beginnings{
    "-O", "-g", "-Werror", "-flto", "-fuse-ld", "-fdiagnostics-", "-fcolor-diagnostics", "-pipe"};

bool is_pch(std::string_view file) { return file.find("cmake_pch") != std::string_view::npos; }
} // namespace

std::vector<std::string> split_command(std::string_view command) {
    std::vector<std::string> words;
    std::string word;
    bool inside = false; // a word, possibly an empty one in quotes
    char quote = 0;
    for (std::size_t i = 0; i < command.size(); ++i) {
        const char c = command[i];
        if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
            if (inside) words.push_back(std::exchange(word, {}));
            inside = false;
            continue;
        }
        inside = true;
        if (c == '\\' && quote != '\'' && i + 1 < command.size()) {
            const char next = command[++i];
            if (quote == '"' && next != '"' && next != '\\' && next != '$' && next != '`') word += '\\';
            word += next;
        } else if (quote == 0 && (c == '"' || c == '\'')) {
            quote = c;
        } else if (c == quote) {
            quote = 0;
        } else {
            word += c;
        }
    }
    if (inside) words.push_back(std::move(word));
    return words;
}

CleanFlags clean_flags(const std::vector<std::string>& words, const fs::path& source, const fs::path& directory) {
    CleanFlags clean;
    auto at = std::find_if(words.begin(), words.end(), [](const std::string& word) { return word.starts_with('-'); });
    for (; at != words.end(); ++at) {
        const std::string& word = *at;
        const bool has_next = at + 1 != words.end();
        if (is_one_of(word, dropped_with_value) && has_next) {
            if (word == "-o") clean.output = at[1];
            ++at;
        } else if (word == "-include" && has_next && is_pch(at[1])) {
            ++at;
        } else if (word == "-Xclang" && at + 3 < words.end() && (at[1] == "-include-pch" || at[1] == "-include") &&
                   is_pch(at[3])) {
            at += 3;
        } else if (is_one_of(word, dropped) || begins_with_one_of(word, dropped_beginnings)) {
            continue;
        } else if (!word.starts_with('-') && (directory / word).lexically_normal() == source) {
            continue;
        } else {
            if (word.starts_with("-fsanitize")) clean.link.push_back(word);
            clean.flags.push_back(word);
        }
    }
    return clean;
}

std::vector<fs::path> include_folders(const std::vector<std::string>& flags, const fs::path& directory) {
    std::vector<fs::path> folders;
    for (std::size_t i = 0; i < flags.size(); ++i) {
        if (flags[i] == "-I" && i + 1 < flags.size())
            folders.push_back((directory / flags[++i]).lexically_normal());
        else if (flags[i].starts_with("-I"))
            folders.push_back((directory / flags[i].substr(2)).lexically_normal());
    }
    return folders;
}

} // namespace asista::builder
