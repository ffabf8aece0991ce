#include "builder/diagnostics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <cxxabi.h>
#include <fstream>
#include <memory>

namespace asista::builder {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t most_beneath = 12, most_notes = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

// Takes ":<number>" off the end of `text`; nothing when there is none.
std::optional<int> take_number_off(std::string_view& text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == text.size()) return std::nullopt;
    int number = 0;
    const auto digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    text.remove_suffix(text.size() - colon);
    return number;
}

// "file:12:3", "file:12" or "file".
Place parse_place(std::string_view text) {
    const auto last = take_number_off(text);
    const auto before = last ? take_number_off(text) : std::nullopt;
    if (before) return {std::string(text), *before, *last};
    return {std::string(text), last.value_or(0), 0};
}

struct Head {
    std::string_view place, message;
    Severity severity;
};

struct Word {
    std::string_view text;
    Severity severity;
    bool part_of_message; // linkers that do not say "error"
};
constexpr std::array words{Word{": fatal error: ", Severity::error, false},
                           Word{": error: ", Severity::error, false},
                           Word{": sorry, unimplemented: ", Severity::error, false},
                           Word{": internal compiler error: ", Severity::error, false},
                           Word{": warning: ", Severity::warning, false},
                           Word{": note: ", Severity::note, false},
                           Word{": undefined reference to ", Severity::error, true},
                           Word{": multiple definition of ", Severity::error, true},
                           Word{":   required from ", Severity::note, true}};

// "place: error: message"; the first of the words counts, since messages quote others.
std::optional<Head> parse_head(std::string_view line) {
    std::optional<Head> best;
    for (const auto& word : words) {
        const auto at = line.find(word.text);
        if (at == std::string_view::npos || (best && at >= best->place.size())) continue;
        const auto begin = at + (word.part_of_message ? line.find_first_not_of(": ", at) - at : word.text.size());
        best = Head{line.substr(0, at), line.substr(begin), word.severity};
    }
    if (!best || best->place.empty() || best->place.front() == ' ') return std::nullopt;
    return best;
}

// The " [-Wsomething]" at the end of a warning.
std::string take_flag_off(std::string& message) {
    if (message.empty() || message.back() != ']') return {};
    const auto open = message.rfind(" [-W");
    if (open == std::string::npos) return {};
    auto flag = message.substr(open + 2, message.size() - open - 3);
    message.resize(open);
    return flag;
}

// "ld", "mold", "clang++-14", "/usr/bin/ld.lld": who speaks, where others name a file.
bool is_tool(std::string_view place) {
    auto name = place.substr(place.rfind('/') + 1);
    constexpr std::array names{"ld",      "ld.bfd", "ld.gold", "ld.lld", "mold", "ld.mold", "collect2",
                               "cc1plus", "g++",    "c++",     "as",     "gold", "clang",   "clang++"};
    if (const auto dash = name.rfind('-');
        dash != std::string_view::npos && name.find_first_not_of("0123456789", dash + 1) == std::string_view::npos)
        name = name.substr(0, dash);
    return std::find(names.begin(), names.end(), name) != names.end();
}

// One after the other, with what belongs to the last one.
class Reader {
  public:
    Reader(const fs::path& directory, const std::function<std::optional<std::string>(std::string_view)>& source_of)
        : directory_(directory), source_of_(source_of) {}

    void line(std::string_view text) {
        if (text.starts_with(">>>")) return reference(text.substr(3));
        if (const auto head = parse_head(text)) return begin(*head);
        const bool is_drawing = text.starts_with(' ') || text.starts_with('\t');
        const bool is_context = text.starts_with("In file included from ") || contains(text, ": In ") ||
                                text.ends_with(" generated.") || contains(text, ": in function `") ||
                                text.starts_with("compilation terminated");
        if (is_context) {
            open_ = false; // clang draws source lines that may begin with any character, so only these end a drawing
            return;
        }
        if (open_ && (is_drawing || !text.empty()) && target().beneath.size() < most_beneath) target().beneath.emplace_back(text);
    }
    Diagnostics finish() {
        flush();
        return std::move(all_);
    }

  private:
    Diagnostic& target() { return in_note_ ? current_->notes.back() : *current_; }

    void begin(const Head& head) {
        std::string_view place = head.place;
        // "/usr/bin/ld: /src/x.cpp:4" and "x.o:x.cpp:4": the last name is the source's.
        if (const auto colon = place.find(": "); colon != std::string_view::npos && is_tool(place.substr(0, colon)))
            place = place.substr(colon + 2);
        Diagnostic one;
        one.severity = head.severity;
        one.message = demangle_all(head.message);
        one.flag = take_flag_off(one.message);
        if (!is_tool(place)) one.place = resolved(parse_place(place));
        open_ = true;
        if (one.severity == Severity::note && !contains(head.message, "required from")) {
            if (!current_) return;
            in_note_ = current_->notes.size() < most_notes;
            if (in_note_) current_->notes.push_back(std::move(one));
            open_ = in_note_;
            return;
        }
        flush();
        if (one.severity == Severity::note) { // what g++ says before an error in a template: who asked for it
            pending_.push_back(std::move(one));
            open_ = false;
            return;
        }
        // "collect2: error: ld returned 1 exit status" follows errors that say what it was.
        if (one.place.file.empty() && all_.errors > 0 && contains(one.message, "exit")) {
            open_ = false;
            return;
        }
        current_ = std::move(one);
        for (auto& note : pending_) current_->notes.push_back(std::move(note));
        pending_.clear();
        in_note_ = false;
    }

    // mold: ">>> referenced by hello.cpp", ">>>               hello.o:(f())"; lld names the line and the whole path in parentheses.
    void reference(std::string_view text) {
        if (!current_) return;
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        if (text.starts_with("referenced by ")) {
            const auto open = text.rfind('('), close = text.rfind(')');
            if (current_->place.line == 0 && open != std::string_view::npos && close > open)
                current_->place = resolved(parse_place(text.substr(open + 1, close - open - 1)));
        } else if (const auto end = text.find(":(");
                   end != std::string_view::npos && current_->place.file.empty() && source_of_) {
            if (auto source = source_of_(text.substr(0, end))) current_->place.file = std::move(*source);
        }
        if (current_->beneath.size() < most_beneath) current_->beneath.push_back(">>> " + demangle_all(text));
    }

    Place resolved(Place place) const {
        if (place.line == 0 && place.file.starts_with('<')) return {};
        if (source_of_ && (place.file.ends_with(".o") || contains(place.file, ".o:"))) {
            const auto object = place.file.substr(0, place.file.find(".o") + 2);
            if (auto source = source_of_(object)) place.file = std::move(*source);
        }
        if (!place.file.empty() && !place.file.starts_with('/') && !directory_.empty())
            place.file = (directory_ / place.file).lexically_normal().string();
        return place;
    }
    void flush() {
        if (current_) all_.add(std::move(*current_));
        current_.reset();
        in_note_ = false;
    }

    const fs::path& directory_;
    const std::function<std::optional<std::string>(std::string_view)>& source_of_;
    Diagnostics all_;
    std::optional<Diagnostic> current_;
    std::vector<Diagnostic> pending_;
    bool in_note_ = false, open_ = false;
};
} // namespace

std::string_view severity_name(Severity severity) {
    switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
    }
    return "error";
}

const Diagnostic* Diagnostics::first_error() const {
    return shown.empty() || shown.front().severity != Severity::error ? nullptr : &shown.front();
}

void Diagnostics::add(Diagnostic one) {
    const bool is_error = one.severity == Severity::error;
    ++(is_error ? errors : warnings);
    const auto first_warning =
        std::find_if(shown.begin(), shown.end(), [](const Diagnostic& other) { return other.severity != Severity::error; });
    shown.insert(is_error ? first_warning : shown.end(), std::move(one));
    if (shown.size() > most_shown) shown.pop_back();
}

void Diagnostics::append(Diagnostics more) {
    const int all_errors = errors + more.errors, all_warnings = warnings + more.warnings;
    for (auto& one : more.shown) add(std::move(one));
    errors = all_errors;
    warnings = all_warnings;
    text += more.text;
    cut = cut || more.cut;
}

Diagnostics parse_diagnostics(std::string_view text, const fs::path& directory,
                              const std::function<std::optional<std::string>(std::string_view object)>& source_of) {
    Reader reader(directory, source_of);
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        reader.line(text.substr(at, end - at));
        at = end + 1;
    }
    auto all = reader.finish();
    all.text = text;
    return all;
}

bool is_want_of_room(const Diagnostics& said) {
    // Of the C library, and mold's own. Where an error was understood, only that one counts: the author's lines may hold any text.
    const auto is_about_room = [](std::string_view text) {
        return contains(text, "No space left on device") || contains(text, "Disk quota exceeded") ||
               contains(text, "File too large") || contains(text, "Disk full?");
    };
    const auto* const error = said.first_error();
    if (error && !error->place.file.empty()) return is_about_room(error->message);
    return is_about_room(said.text);
}

Diagnostics want_of_room(Diagnostics said, const std::vector<fs::path>& folders) {
    std::string places;
    for (const auto& folder : folders) places += (places.empty() ? "" : " and ") + folder.string();
    auto one = diagnostics_of({Errc::io, "there is no room for what is built; make room in " + places + ", then save again"}, {});
    one.text = std::move(said.text);
    one.cut = said.cut;
    return one;
}

Diagnostics diagnostics_of(const Error& error, const fs::path& file) {
    Diagnostics diagnostics;
    diagnostics.text = error.message + "\n";
    Diagnostic one;
    one.place.file = file.string();
    one.message = error.message;
    diagnostics.add(std::move(one));
    return diagnostics;
}

void add_excerpts(Diagnostics& diagnostics, int before, int after) {
    for (auto& one : diagnostics.shown) {
        if (one.place.line <= 0) continue;
        std::ifstream in(one.place.file);
        const int first = std::max(1, one.place.line - before), last = one.place.line + after;
        std::string line;
        for (int number = 1; number <= last && std::getline(in, line); ++number)
            if (number >= first) one.excerpt.push_back(line);
        one.excerpt_first_line = first;
    }
}

std::string demangle_all(std::string_view text) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = text.substr(at).starts_with("_Z") && (at == 0 || !is_name_char(text[at - 1]));
        if (!begins) {
            result += text[at++];
            continue;
        }
        auto end = at;
        while (end < text.size() && is_name_char(text[end])) ++end;
        const std::string name(text.substr(at, end - at));
        int status = 0;
        const std::unique_ptr<char, decltype(&std::free)> plain(abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status),
                                                                &std::free);
        result += status == 0 && plain ? plain.get() : name;
        at = end;
    }
    return result;
}

} // namespace asista::builder
