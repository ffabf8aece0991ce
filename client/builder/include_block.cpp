#include "builder/include_block.hpp"

#include <fstream>
#include <iterator>
#include <optional>
#include <set>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr int deepest = 16;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// Takes "#", blanks and the word off; nothing when the line is not that directive.
std::optional<std::string_view> directive(std::string_view line, std::string_view word) {
    if (!line.starts_with('#')) return std::nullopt;
    line = trimmed(line.substr(1));
    if (!line.starts_with(word)) return std::nullopt;
    const auto rest = line.substr(word.size());
    if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t' && rest.front() != '<' && rest.front() != '"')
        return std::nullopt;
    return trimmed(rest);
}

class Collector {
  public:
    Collector(const fs::path& own_folder, const std::vector<fs::path>& search) : own_folder_(own_folder), search_(search) {}

    // False: nothing more may be taken after this file.
    bool take(const fs::path& file, int depth) {
        std::ifstream in(file, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        if (!in || depth > deepest) return false;
        std::string guard;
        bool in_comment = false;
        for (std::size_t at = 0; at < text.size();) {
            const auto begin = at;
            const auto end = std::min(text.find('\n', at), text.size());
            auto line = trimmed(std::string_view(text).substr(at, end - at));
            at = end + 1;
            if (!skip_comments(line, in_comment)) return !defines_later(std::string_view(text).substr(begin));
            if (line.empty() || directive(line, "pragma") == "once") continue;
            if (const auto name = directive(line, "ifndef"); name && guard.empty() && depth > 0) {
                guard = *name;
            } else if (const auto what = directive(line, "define"); what && !line.ends_with('\\')) {
                if (guard.empty() || *what != guard) block_ += "#define " + std::string(*what) + "\n";
            } else if (const auto target = directive(line, "include"); target && !target->empty()) {
                if (!include(*target, file, depth)) return false;
            } else {
                return !defines_later(std::string_view(text).substr(begin));
            }
        }
        return true;
    }
    std::string block() const { return has_include_ ? block_ : std::string(); }

  private:
    // Takes comments off both ends of the line. False: one begins or ends in the middle of code, which is too much for this reader.
    static bool skip_comments(std::string_view& line, bool& in_comment) {
        if (in_comment) {
            const auto end = line.find("*/");
            if (end == std::string_view::npos) {
                line = {};
                return true;
            }
            line = trimmed(line.substr(end + 2));
            in_comment = false;
        }
        if (line.starts_with("/*")) {
            const auto end = line.find("*/", 2);
            in_comment = end == std::string_view::npos;
            line = in_comment ? std::string_view() : trimmed(line.substr(end + 2));
        }
        if (const auto slashes = line.find("//"); slashes != std::string_view::npos) line = trimmed(line.substr(0, slashes));
        return line.find("/*") == std::string_view::npos;
    }
    // Code of the author's that defines macros, or unsays them, may change what a header after it means.
    static bool defines_later(std::string_view rest) {
        for (std::size_t at = 0; (at = rest.find('#', at)) != std::string_view::npos; ++at) {
            const auto line = trimmed(rest.substr(at, std::min(rest.find('\n', at), rest.size()) - at));
            if (directive(line, "define") || directive(line, "undef") || directive(line, "pragma")) return true;
        }
        return false;
    }

    bool include(std::string_view target, const fs::path& from, int depth) {
        if (target.front() == '"') {
            const auto name = target.substr(1, target.find('"', 1) - 1);
            if (const auto own = find_own(name, from.parent_path())) return !seen_.insert(*own).second || take(*own, depth + 1);
            std::error_code ignored;
            if (fs::exists(from.parent_path() / name, ignored)) return false; // found only from where it is included
        } else if (target.front() != '<') {
            return false; // a macro
        }
        block_ += "#include " + std::string(target) + "\n";
        has_include_ = true;
        return true;
    }
    std::optional<fs::path> find_own(std::string_view name, const fs::path& beside) const {
        std::error_code ignored;
        if (auto file = (beside / name).lexically_normal(); fs::exists(file, ignored))
            return is_own(file) ? std::optional(file) : std::nullopt;
        for (const auto& folder : search_)
            if (auto file = (folder / name).lexically_normal(); fs::exists(file, ignored))
                return is_own(file) ? std::optional(file) : std::nullopt;
        return std::nullopt;
    }
    bool is_own(const fs::path& file) const {
        const auto relative = file.lexically_relative(own_folder_);
        return !relative.empty() && *relative.begin() != "..";
    }

    const fs::path& own_folder_;
    const std::vector<fs::path>& search_;
    std::set<fs::path> seen_;
    std::string block_;
    bool has_include_ = false;
};
} // namespace

std::string include_block(const fs::path& source, const fs::path& own_folder, const std::vector<fs::path>& search) {
    Collector collector(own_folder, search);
    collector.take(source, 0);
    return collector.block();
}

} // namespace asista::builder
