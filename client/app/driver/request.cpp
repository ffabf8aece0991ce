#include "app/driver/request.hpp"

#include "wire/utf8.hpp"

#include <date/date.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <sstream>
#include <utility>

namespace asista::app::driver {
namespace {
using Json = nlohmann::json;
using frame::Key;

constexpr std::array deeds{std::pair{std::string_view{"click"}, Do::click},
                           std::pair{std::string_view{"double_click"}, Do::double_click},
                           std::pair{std::string_view{"right_click"}, Do::right_click},
                           std::pair{std::string_view{"hover"}, Do::hover},
                           std::pair{std::string_view{"drag"}, Do::drag},
                           std::pair{std::string_view{"type"}, Do::type},
                           std::pair{std::string_view{"key"}, Do::key},
                           std::pair{std::string_view{"scroll"}, Do::scroll},
                           std::pair{std::string_view{"focus"}, Do::focus},
                           std::pair{std::string_view{"wait"}, Do::wait},
                           std::pair{std::string_view{"find"}, Do::find},
                           std::pair{std::string_view{"tree"}, Do::tree},
                           std::pair{std::string_view{"screenshot"}, Do::screenshot},
                           std::pair{std::string_view{"resize"}, Do::resize},
                           std::pair{std::string_view{"clock"}, Do::clock}};

constexpr double most_timeout_s = 120;
constexpr int most_times = 200;

// Fields of one object, each looked at with its type; the first that is wrong is remembered.
class Fields {
  public:
    explicit Fields(const Json& json) : json_(json) {}

    bool has(const char* key) const { return json_.contains(key); }
    std::string text(const char* key) {
        if (!has(key)) return {};
        if (!json_[key].is_string()) return wrong(key, "a text"), std::string{};
        return json_[key].get<std::string>();
    }
    bool flag(const char* key) {
        if (!has(key)) return false;
        if (!json_[key].is_boolean()) return wrong(key, "true or false"), false;
        return json_[key].get<bool>();
    }
    double number(const char* key, double otherwise, double least, double most) {
        if (!has(key)) return otherwise;
        const double value = json_[key].is_number() ? json_[key].get<double>() : std::nan("");
        if (!(value >= least && value <= most)) return wrong(key, fmt::format("a number from {} to {}", least, most)), otherwise;
        return value;
    }
    Result<void> verdict() const {
        if (wrong_.empty()) return {};
        return fail(Errc::invalid, "{}", wrong_);
    }

  private:
    void wrong(const char* key, std::string_view wanted) {
        if (wrong_.empty()) wrong_ = fmt::format("\"{}\" must be {}", key, wanted);
    }
    const Json& json_;
    std::string wrong_;
};

Result<ui::ItemQuery> query_of(const Json& json) {
    Fields fields(json);
    ui::ItemQuery query;
    query.label = fields.text("label");
    query.exact = fields.flag("exact");
    query.plugin = fields.text("plugin");
    query.page = fields.text("page");
    query.in = fields.text("in");
    query.beside = fields.text("beside");
    query.nth = static_cast<int>(fields.number("nth", -1, 0, 100'000));
    const std::string role = fields.text("role");
    TRY(fields.verdict());
    if (!role.empty()) {
        query.role = items::role_named(role);
        if (!query.role) return fail(Errc::invalid, "there is no role \"{}\"; `tree` shows which there are", role);
    }
    return query;
}
bool names_item(const Json& json) {
    return std::ranges::any_of(std::array{"label", "role", "plugin", "in", "beside"},
                               [&json](const char* key) { return json.contains(key); });
}

Result<std::u32string> characters(std::string_view text) {
    if (!wire::is_utf8(text)) return fail(Errc::invalid, "\"text\" is not UTF-8");
    std::u32string out;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t count = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t code = count == 1 ? lead : lead & (0xFFU >> (count + 1));
        for (std::size_t n = 1; n < count; ++n) code = code << 6 | (static_cast<unsigned char>(text[i + n]) & 0x3FU);
        out.push_back(code);
        i += count;
    }
    return out;
}

Result<InstantMs> parse_instant(const std::string& text) {
    const auto wrong = [&] {
        return fail(Errc::invalid, "\"{}\" is not a time; write it like 2026-11-22T09:41:00, in UTC", text);
    };
    // By hand: date::parse reads a number it has not got of some texts that are no times.
    constexpr std::string_view shape = "0000-00-00T00:00:00";
    if (text.size() != shape.size()) return wrong();
    for (std::size_t i = 0; i < shape.size(); ++i)
        if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return wrong();
    const auto number = [&text](std::size_t at, std::size_t digits) {
        int value = 0;
        for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
        return value;
    };
    const date::year_month_day day{date::year(number(0, 4)), date::month(static_cast<unsigned>(number(5, 2))),
                                   date::day(static_cast<unsigned>(number(8, 2)))};
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    if (!day.ok() || hour > 23 || minute > 59 || second > 59) return wrong();
    const auto at = date::sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second);
    return std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

constexpr std::array named_keys{std::pair{std::string_view{"tab"}, Key::tab},
                                std::pair{std::string_view{"left"}, Key::left},
                                std::pair{std::string_view{"right"}, Key::right},
                                std::pair{std::string_view{"up"}, Key::up},
                                std::pair{std::string_view{"down"}, Key::down},
                                std::pair{std::string_view{"pageup"}, Key::page_up},
                                std::pair{std::string_view{"pagedown"}, Key::page_down},
                                std::pair{std::string_view{"home"}, Key::home},
                                std::pair{std::string_view{"end"}, Key::end},
                                std::pair{std::string_view{"insert"}, Key::insert},
                                std::pair{std::string_view{"delete"}, Key::del},
                                std::pair{std::string_view{"backspace"}, Key::backspace},
                                std::pair{std::string_view{"space"}, Key::space},
                                std::pair{std::string_view{"enter"}, Key::enter},
                                std::pair{std::string_view{"escape"}, Key::escape},
                                std::pair{std::string_view{"menu"}, Key::menu},
                                std::pair{std::string_view{"comma"}, Key::comma},
                                std::pair{std::string_view{","}, Key::comma},
                                std::pair{std::string_view{"."}, Key::period},
                                std::pair{std::string_view{"-"}, Key::minus},
                                std::pair{std::string_view{"/"}, Key::slash},
                                std::pair{std::string_view{";"}, Key::semicolon},
                                std::pair{std::string_view{"="}, Key::equal}};

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}
Key offset(Key first, int by) { return static_cast<Key>(static_cast<std::uint32_t>(first) + static_cast<std::uint32_t>(by)); }

std::optional<Key> key_named(const std::string& name) {
    if (name.size() == 1 && name[0] >= 'a' && name[0] <= 'z') return offset(Key::a, name[0] - 'a');
    if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') return offset(Key::digit_0, name[0] - '0');
    if (name.size() >= 2 && name.size() <= 3 && name[0] == 'f' &&
        std::ranges::all_of(name.substr(1), [](char c) { return c >= '0' && c <= '9'; })) {
        const int number = std::stoi(name.substr(1));
        if (number >= 1 && number <= 24) return offset(Key::f1, number - 1);
    }
    for (const auto& [known, key] : named_keys)
        if (known == name) return key;
    return std::nullopt;
}

std::optional<Key> modifier_named(const std::string& name) {
    if (name == "ctrl") return Key::left_ctrl;
    if (name == "shift") return Key::left_shift;
    if (name == "alt") return Key::left_alt;
    if (name == "super") return Key::left_super;
    return std::nullopt;
}

// ---- words of a shell -----------------------------------------------------------------------------------------------------------

struct Word {
    std::string text;
    bool quoted = false;
};

// Split at spaces; what stands in double quotes is one word, in which \n, \t, \" and \\ mean what they do in C.
Result<std::vector<Word>> split(std::string_view line) {
    std::vector<Word> words;
    for (std::size_t i = 0; i < line.size();) {
        if (line[i] == ' ') {
            ++i;
            continue;
        }
        Word word;
        word.quoted = line[i] == '"';
        if (!word.quoted) {
            const auto end = std::min(line.find(' ', i), line.size());
            word.text = line.substr(i, end - i);
            i = end;
        } else {
            for (++i; i < line.size() && line[i] != '"'; ++i) {
                if (line[i] != '\\' || i + 1 == line.size()) {
                    word.text += line[i];
                    continue;
                }
                const char next = line[++i];
                word.text += next == 'n' ? '\n' : next == 't' ? '\t' : next;
            }
            if (i == line.size()) return fail(Errc::invalid, "a quotation mark is not closed in: {}", line);
            ++i;
        }
        words.push_back(std::move(word));
    }
    return words;
}

// An item: [role] "label" [beside "..."] [in "..."] [of "plugin"] [nth N]. Ends at a word it does not know.
Result<Json> take_item(const std::vector<Word>& words, std::size_t& at) {
    Json item = Json::object();
    const auto next_text = [&](const char* key) -> Result<void> {
        if (++at >= words.size())
            return fail(Errc::invalid, "something in quotation marks must follow \"{}\"", words[at - 1].text);
        item[key] = words[at++].text;
        return {};
    };
    std::string role;
    while (at < words.size() && !words[at].quoted) { // a role may be two words: check box
        const std::string longer = role.empty() ? words[at].text : role + " " + words[at].text;
        const bool starts_role = longer == "check" || longer == "menu";
        if (!starts_role && !items::role_named(longer)) break;
        role = longer;
        ++at;
        if (!starts_role && role != "menu") break;
    }
    if (!role.empty()) item["role"] = role;
    if (at < words.size() && words[at].quoted) item["label"] = words[at++].text;
    while (at < words.size() && !words[at].quoted) {
        const std::string& word = words[at].text;
        if (word == "beside") {
            TRY(next_text("beside"));
        } else if (word == "in") {
            TRY(next_text("in"));
        } else if (word == "of") {
            TRY(next_text("plugin"));
        } else if (word == "exactly") {
            item["exact"] = true;
            ++at;
        } else if (word == "nth" && at + 1 < words.size()) {
            item["nth"] = std::atoi(words[at + 1].text.c_str());
            at += 2;
        } else {
            break;
        }
    }
    return item;
}
} // namespace

Result<Chord> parse_chord(std::string_view text) {
    Chord chord;
    std::string_view rest = text;
    for (;;) {
        const auto plus = rest.find('+', 1); // a chord may end with the key +, which no keyboard here has
        const std::string part = lowered(rest.substr(0, plus));
        if (plus == std::string_view::npos) {
            if (part == "?") {
                chord.modifiers.push_back(Key::left_shift);
                chord.key = Key::slash;
                chord.text = U'?';
                return chord;
            }
            const auto key = key_named(part);
            if (!key)
                return fail(Errc::invalid, "there is no key \"{}\" in \"{}\"; write chords like Ctrl+Shift+Z, Enter, F2", part,
                            text);
            chord.key = *key;
            const bool types = std::ranges::all_of(chord.modifiers, [](Key held) { return held == Key::left_shift; });
            if (types && part.size() == 1)
                chord.text = static_cast<char32_t>(chord.modifiers.empty() || part[0] < 'a' ? part[0] : part[0] - 'a' + 'A');
            if (types && chord.key == Key::space) chord.text = U' ';
            return chord;
        }
        const auto modifier = modifier_named(part);
        if (!modifier) return fail(Errc::invalid, "\"{}\" in \"{}\" is none of Ctrl, Shift, Alt, Super", part, text);
        chord.modifiers.push_back(*modifier);
        rest.remove_prefix(plus + 1);
    }
}

Result<Request> parse_request(std::string_view line) {
    if (line.size() > max_line_bytes) return fail(Errc::over_limit, "a request has at most {} bytes", max_line_bytes);
    // Nested a thousand deep it would be parsed a thousand deep; no request needs more than one object in another.
    if (std::ranges::count(line, '[') + std::ranges::count(line, '{') > 64)
        return fail(Errc::invalid, "a request is one JSON object with at most one in it");
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return fail(Errc::invalid, "a request is one JSON object in one line");
    Fields fields(json);
    Request request;
    const std::string deed = fields.text("do");
    const auto known = std::ranges::find(deeds, deed, [](const auto& entry) { return entry.first; });
    if (known == deeds.end()) return fail(Errc::invalid, "there is nothing called \"{}\" to do", deed);
    request.what = known->second;
    request.names_item = names_item(json);
    request.item = TRY(query_of(json));
    if (json.contains("to")) {
        if (!json["to"].is_object()) return fail(Errc::invalid, "\"to\" must be an item");
        request.to = TRY(query_of(json["to"]));
        request.to_item = true;
    }
    const bool drags = request.what == Do::drag;
    request.x = static_cast<float>(fields.number(drags ? "dx" : "x", 0, -10'000, 10'000));
    request.y = static_cast<float>(fields.number(drags ? "dy" : "y", 0, -10'000, 10'000));
    request.times = static_cast<int>(fields.number("times", 1, 1, most_times));
    request.gone = fields.flag("gone");
    request.timeout_s = fields.number("timeout_ms", 10'000, 0, most_timeout_s * 1000) / 1000;
    request.width = static_cast<int>(fields.number("width", 0, 320, 7680));
    request.height = static_cast<int>(fields.number("height", 0, 240, 4320));
    request.file = fields.text("file");
    const std::string text = fields.text("text"), keys = fields.text("keys"), time = fields.text("time");
    TRY(fields.verdict());
    const auto lacks = [&deed](const char* what) { return fail(Errc::invalid, "\"{}\" needs {}", deed, what); };
    switch (request.what) {
    case Do::click:
    case Do::double_click:
    case Do::right_click:
    case Do::hover:
    case Do::scroll:
    case Do::focus:
    case Do::find:
    case Do::drag:
        if (!request.names_item) return lacks("an item: \"label\", \"role\" or more of what `tree` shows");
        if (drags && !request.to_item && request.x == 0 && request.y == 0) return lacks("\"to\", or \"dx\" and \"dy\"");
        break;
    case Do::type:
        if (!fields.has("text")) return lacks("\"text\"");
        request.text = TRY(characters(text));
        break;
    case Do::key:
        if (keys.empty()) return lacks("\"keys\"");
        request.chord = TRY(parse_chord(keys));
        break;
    case Do::screenshot:
        if (request.file.empty()) return lacks("\"file\"");
        break;
    case Do::resize:
        if (request.width == 0 || request.height == 0) return lacks("\"width\" and \"height\"");
        break;
    case Do::clock: request.time = TRY(parse_instant(time)); break;
    case Do::wait:
    case Do::tree: break;
    }
    return request;
}

Result<std::string> line_of_words(std::string_view line) {
    const auto words = TRY(split(line));
    if (words.empty()) return fail(Errc::invalid, "nothing to do; write for example: click \"Add task\"");
    std::string deed = lowered(words[0].text);
    std::ranges::replace(deed, '-', '_');
    Json json{{"do", deed}};
    std::size_t at = 1;
    const auto next = [&]() -> std::string { return at < words.size() ? words[at++].text : std::string(); };
    if (deed == "key") {
        json["keys"] = next();
    } else if (deed == "type") {
        json["text"] = next();
        if (at < words.size() && words[at].text == "into" && ++at < words.size()) json.update(TRY(take_item(words, at)));
    } else if (deed == "screenshot") {
        json["file"] = next();
    } else if (deed == "clock") {
        json["time"] = next();
    } else if (deed == "resize") {
        int width = 0, height = 0;
        char x = 0;
        std::istringstream in(next());
        if (!(in >> width >> x >> height) || x != 'x') return fail(Errc::invalid, "write a size like 900x600");
        json["width"] = width;
        json["height"] = height;
    } else if (deed != "tree") {
        if (deed == "wait" && at < words.size() && words[at].text == "gone") {
            json["gone"] = true;
            ++at;
        }
        json.update(TRY(take_item(words, at)));
        if (deed == "drag" && at < words.size() && words[at].text == "to") {
            ++at;
            json["to"] = TRY(take_item(words, at));
        }
        if (deed == "scroll") json["y"] = std::atof(next().c_str());
    }
    if (at < words.size()) return fail(Errc::invalid, "\"{}\" makes no sense there: {}", words[at].text, line);
    const std::string made = json.dump(-1, ' ', false, Json::error_handler_t::replace);
    TRY(parse_request(made)); // so that a mistake is told here, whether or not there is a client
    return made;
}

} // namespace asista::app::driver
