#include "core/editor.hpp"

#include "runtime/spawn_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <sstream>
#include <string_view>

namespace asista::core {

namespace {
enum class Manner { goto_flag, colons, line_flag, plus, terminal_plus };
struct Editor {
    std::string_view name;
    Manner manner;
};
constexpr std::array editors{Editor{"code", Manner::goto_flag},
                             Editor{"codium", Manner::goto_flag},
                             Editor{"code-insiders", Manner::goto_flag},
                             Editor{"cursor", Manner::goto_flag},
                             Editor{"subl", Manner::colons},
                             Editor{"zed", Manner::colons},
                             Editor{"kate", Manner::line_flag},
                             Editor{"kwrite", Manner::line_flag},
                             Editor{"gvim", Manner::plus},
                             Editor{"gedit", Manner::plus},
                             Editor{"gnome-text-editor", Manner::plus},
                             Editor{"emacs", Manner::plus},
                             Editor{"vi", Manner::terminal_plus},
                             Editor{"vim", Manner::terminal_plus},
                             Editor{"nvim", Manner::terminal_plus},
                             Editor{"nano", Manner::terminal_plus},
                             Editor{"micro", Manner::terminal_plus},
                             Editor{"emacsclient", Manner::terminal_plus},
                             Editor{"hx", Manner::terminal_plus}};

std::vector<std::string> words_of(const std::string& text) {
    std::istringstream in(text);
    std::vector<std::string> words;
    for (std::string word; in >> word;) words.push_back(std::move(word));
    return words;
}
} // namespace

std::vector<std::string> editor_command(const std::string& editor, const std::string& file, std::uint32_t line,
                                        std::uint32_t column) {
    if (!file.starts_with('/')) return {}; // nothing that could be taken for an option
    auto words = words_of(editor);
    const auto program =
        words.empty() ? std::string_view() : std::string_view(words.front()).substr(words.front().rfind('/') + 1);
    const auto known = std::find_if(editors.begin(), editors.end(), [&](const Editor& one) { return one.name == program; });
    if (known == editors.end()) return {"xdg-open", file};
    line = std::max(line, 1U);
    column = std::max(column, 1U);
    switch (known->manner) {
    case Manner::goto_flag: words.insert(words.end(), {"-g", fmt::format("{}:{}:{}", file, line, column)}); break;
    case Manner::colons: words.push_back(fmt::format("{}:{}:{}", file, line, column)); break;
    case Manner::line_flag: words.insert(words.end(), {"-l", std::to_string(line), "-c", std::to_string(column), file}); break;
    case Manner::plus: words.insert(words.end(), {fmt::format("+{}", line), file}); break;
    case Manner::terminal_plus:
        words.insert(words.begin(), {"x-terminal-emulator", "-e"});
        words.insert(words.end(), {fmt::format("+{}", line), file});
        break;
    }
    return words;
}

void open_in_editor(const std::string& file, std::uint32_t line, std::uint32_t column) {
    const char* editor = std::getenv("VISUAL");
    if (!editor || !*editor) editor = std::getenv("EDITOR");
    auto command = editor_command(editor ? editor : "", file, line, column);
    if (command.empty()) return;
    runtime::start_for_person(std::move(command));
}

} // namespace asista::core
