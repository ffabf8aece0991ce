#include "codec.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

namespace asista::motivation {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// Members are read through these, so that a value of another type counts as damage instead of throwing.
bool read(const Json& object, const char* name, std::string& out) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) return false;
    out = found->get_ref<const std::string&>();
    return true;
}
template <class Integer> bool read_integer(const Json& object, const char* name, Integer& out) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_number_integer()) return false;
    if (found->is_number_unsigned() && !std::in_range<Integer>(found->template get<std::uint64_t>())) return false;
    if (!found->is_number_unsigned() && !std::in_range<Integer>(found->template get<std::int64_t>())) return false;
    out = found->template get<Integer>();
    return true;
}

// The array under "items" of {"version": 1, "items": [...]}; nullptr for anything else.
const Json* items_of(const Json& document) {
    if (!document.is_object()) return nullptr;
    int version = 0;
    const auto items = document.find("items");
    if (!read_integer(document, "version", version) || version != 1 || items == document.end() || !items->is_array()) {
        return nullptr;
    }
    return &*items;
}

Json document_of(Json items) { return Json{{"version", 1}, {"items", std::move(items)}}; }

Json line_json(const Line& line) {
    return {{"text", line.text}, {"author", line.author}, {"source", static_cast<int>(line.source)}};
}
bool read_line(const Json& object, Line& line) {
    int source = 0;
    if (!object.is_object() || !read(object, "text", line.text) || line.text.empty() || !read(object, "author", line.author) ||
        !read_integer(object, "source", source) || source < 0 || source > static_cast<int>(Source::own)) {
        return false;
    }
    line.source = static_cast<Source>(source);
    return true;
}

// Of the character that begins with this byte; 0 when none does.
std::size_t utf8_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead >= 0xC2 && lead < 0xE0) return 2;
    if ((lead & 0xF0) == 0xE0) return 3;
    return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

} // namespace

std::string encode_saved(const std::vector<SavedLine>& lines) {
    Json items = Json::array();
    for (const SavedLine& line : lines) items.push_back({{"text", line.text}, {"author", line.author}, {"at", line.saved_at}});
    return text_of(document_of(std::move(items)));
}

Decoded<std::vector<SavedLine>> decode_saved(const std::string& json) {
    Decoded<std::vector<SavedLine>> decoded;
    const Json document = Json::parse(json, nullptr, false);
    const Json* items = items_of(document);
    if (!items) return {{}, true};
    for (const Json& item : *items) {
        SavedLine line;
        if (item.is_object() && read(item, "text", line.text) && !line.text.empty() && read(item, "author", line.author) &&
            read_integer(item, "at", line.saved_at)) {
            decoded.value.push_back(std::move(line));
        } else {
            decoded.damaged = true;
        }
    }
    return decoded;
}

std::string encode_history(const std::vector<HistoryEntry>& entries) {
    Json items = Json::array();
    for (const HistoryEntry& entry : entries) {
        Json item = line_json(entry.line);
        item["at"] = entry.shown_at;
        items.push_back(std::move(item));
    }
    return text_of(document_of(std::move(items)));
}

Decoded<std::vector<HistoryEntry>> decode_history(const std::string& json) {
    Decoded<std::vector<HistoryEntry>> decoded;
    const Json document = Json::parse(json, nullptr, false);
    const Json* items = items_of(document);
    if (!items) return {{}, true};
    for (const Json& item : *items) {
        HistoryEntry entry;
        if (read_line(item, entry.line) && read_integer(item, "at", entry.shown_at))
            decoded.value.push_back(std::move(entry));
        else
            decoded.damaged = true;
    }
    if (decoded.value.size() > max_history) {
        decoded.value.erase(decoded.value.begin(), decoded.value.end() - static_cast<std::ptrdiff_t>(max_history));
    }
    return decoded;
}

std::string encode_shown(const Shown& shown) {
    Json items = Json::array();
    for (const auto& [id, day] : shown.entries()) items.push_back({id, day});
    return text_of(document_of(std::move(items)));
}

Decoded<Shown> decode_shown(const std::string& json) {
    Decoded<Shown> decoded;
    const Json document = Json::parse(json, nullptr, false);
    const Json* items = items_of(document);
    if (!items) return {{}, true};
    for (const Json& item : *items) {
        const bool good = item.is_array() && item.size() == 2 && item[0].is_number_unsigned() && item[1].is_number_integer() &&
                          std::in_range<std::uint32_t>(item[0].get<std::uint64_t>()) &&
                          std::in_range<DayNumber>(item[1].get<std::int64_t>());
        if (good)
            decoded.value.restore(item[0].get<std::uint32_t>(), item[1].get<DayNumber>());
        else
            decoded.damaged = true;
    }
    return decoded;
}

std::string encode_own(const std::vector<OwnLine>& lines) {
    Json items = Json::array();
    for (const OwnLine& line : lines) {
        items.push_back({{"text", line.text}, {"author", line.author}, {"when", line.when}, {"at", line.added_at}});
    }
    return text_of(document_of(std::move(items)));
}

Decoded<std::vector<OwnLine>> decode_own(const std::string& json) {
    Decoded<std::vector<OwnLine>> decoded;
    const Json document = Json::parse(json, nullptr, false);
    const Json* items = items_of(document);
    if (!items) return {{}, true};
    for (const Json& item : *items) {
        OwnLine line;
        if (item.is_object() && read(item, "text", line.text) && !line.text.empty() && read(item, "author", line.author) &&
            read(item, "when", line.when) && read_integer(item, "at", line.added_at)) {
            decoded.value.push_back(std::move(line));
        } else {
            decoded.damaged = true;
        }
    }
    return decoded;
}

std::string encode_check_ins(const std::vector<CheckIn>& check_ins) {
    Json items = Json::array();
    for (const CheckIn& one : check_ins) {
        Json item = {{"level", level_code(one.level)}, {"at", one.at_ms}};
        for (std::size_t i = 0; i < mood_count; ++i) {
            if ((one.moods & mood_bit(i)) != 0) item["moods"].push_back(mood_names[i]);
        }
        if (!one.note.empty()) item["note"] = one.note;
        items.push_back(std::move(item));
    }
    return text_of(document_of(std::move(items)));
}

namespace {

// False when one of them is no mood that this version knows.
bool read_moods(const Json& item, Moods& moods) {
    const auto found = item.find("moods");
    if (found == item.end()) return true;
    if (!found->is_array()) return false;
    for (const Json& mood : *found) {
        const auto known = std::find_if(std::begin(mood_names), std::end(mood_names), [&mood](std::string_view name) {
            return mood.is_string() && mood.get_ref<const std::string&>() == name;
        });
        if (known == std::end(mood_names)) return false;
        moods = static_cast<Moods>(moods | mood_bit(static_cast<std::size_t>(known - std::begin(mood_names))));
    }
    return true;
}

bool read_check_in(const Json& item, CheckIn& one) {
    std::string code;
    if (!item.is_object() || !read(item, "level", code) || !read_integer(item, "at", one.at_ms)) return false;
    const auto level = level_from_code(code);
    if (!level) return false;
    one.level = *level;
    return true;
}

} // namespace

Decoded<std::vector<CheckIn>> decode_check_ins(const std::string& json) {
    Decoded<std::vector<CheckIn>> decoded;
    const Json document = Json::parse(json, nullptr, false);
    const Json* items = items_of(document);
    if (!items) return {{}, true};
    for (const Json& item : *items) {
        CheckIn one;
        if (!read_check_in(item, one)) {
            decoded.damaged = true;
            continue;
        }
        // What cannot be read beside level and time costs itself, not the check-in.
        if (!read_moods(item, one.moods) || (item.contains("note") && !read(item, "note", one.note))) decoded.damaged = true;
        decoded.value.push_back(std::move(one));
    }
    return decoded;
}

std::string encode_taste(const Taste& taste) {
    Json items = Json::array();
    for (const Vote& vote : taste.votes()) items.push_back({vote.line, vote.up ? 1 : 0, vote.traits});
    return text_of(document_of(std::move(items)));
}

Decoded<Taste> decode_taste(const std::string& json) {
    Decoded<Taste> decoded;
    const Json document = Json::parse(json, nullptr, false);
    const Json* items = items_of(document);
    if (!items) return {{}, true};
    for (const Json& item : *items) {
        const auto fits = [&item](std::size_t i) {
            return item[i].is_number_unsigned() && std::in_range<std::uint32_t>(item[i].get<std::uint64_t>());
        };
        if (item.is_array() && item.size() == 3 && fits(0) && fits(1) && fits(2))
            decoded.value.vote({item[0].get<std::uint32_t>(), item[1].get<std::uint32_t>() != 0, item[2].get<Traits>()});
        else
            decoded.damaged = true;
    }
    return decoded;
}

namespace {

Json nudges_json(const NudgeLog& log) {
    return {{"day", log.day},         {"sent", log.sent},
            {"at", log.last_sent_ms}, {"dismissed", log.dismissed_in_row},
            {"open", log.open},       {"snoozed", log.snoozed_until_ms}};
}

bool read_nudges(const Json& journal, NudgeLog& out) {
    const auto found = journal.find("nudges");
    NudgeLog log;
    if (found == journal.end() || !found->is_object() || !read_integer(*found, "day", log.day) ||
        !read_integer(*found, "sent", log.sent) || log.sent < 0 || !read_integer(*found, "at", log.last_sent_ms)) {
        return false;
    }
    // An earlier version did not know these.
    if (found->contains("dismissed") && (!read_integer(*found, "dismissed", log.dismissed_in_row) || log.dismissed_in_row < 0))
        return false;
    if (found->contains("snoozed") && !read_integer(*found, "snoozed", log.snoozed_until_ms)) return false;
    log.open = found->value("open", Json()) == true;
    out = log;
    return true;
}

} // namespace

std::string encode_journal(const Journal& journal) {
    Json json = {{"version", 1},
                 {"welcomed", journal.welcomed},
                 {"nudges", nudges_json(journal.nudges)},
                 {"coach", {{"day", journal.coach.day}, {"asked", journal.coach.asked}}}};
    if (journal.check_in) {
        json["check_in"] = {{"level", level_code(journal.check_in->level)}, {"at", journal.check_in->at_ms}};
    }
    return text_of(json);
}

Decoded<Journal> decode_journal(const std::string& json) {
    Decoded<Journal> decoded;
    const Json document = Json::parse(json, nullptr, false);
    int version = 0;
    if (!document.is_object() || !read_integer(document, "version", version) || version != 1) return {{}, true};
    Journal& journal = decoded.value;
    const auto welcomed = document.find("welcomed");
    if (welcomed != document.end() && welcomed->is_boolean())
        journal.welcomed = welcomed->get<bool>();
    else
        decoded.damaged = true;
    if (!read_nudges(document, journal.nudges)) decoded.damaged = true;
    const auto coach = document.find("coach");
    if (coach != document.end()) {
        CoachBudget budget;
        if (coach->is_object() && read_integer(*coach, "day", budget.day) && read_integer(*coach, "asked", budget.asked) &&
            budget.asked >= 0)
            journal.coach = budget;
        else
            decoded.damaged = true;
    }
    const auto check_in = document.find("check_in");
    if (check_in == document.end()) return decoded;
    CheckIn made;
    if (!read_check_in(*check_in, made)) return {journal, true};
    journal.check_in = made;
    return decoded;
}

std::string encode_card(const CardState& card) {
    Json json = {{"version", 1}, {"at", card.shown_at}, {"draws", card.draws}};
    if (card.line) json["line"] = line_json(*card.line);
    if (card.writing) json["writing"] = true;
    if (card.help_open) json["help"] = true;
    if (card.coach_rests_until != 0) json["coach_rests"] = card.coach_rests_until;
    if (card.focusing_since != 0) json["focusing"] = card.focusing_since;
    if (!card.tab.empty()) json["tab"] = card.tab;
    if (!card.note.empty()) json["note"] = card.note;
    const OwnLine& own = card.own;
    if (!own.text.empty() || !own.author.empty() || !own.when.empty())
        json["own"] = {{"text", own.text}, {"author", own.author}, {"when", own.when}};
    return text_of(json);
}

Decoded<CardState> decode_card(const std::string& json) {
    const Json document = Json::parse(json, nullptr, false);
    CardState card;
    int version = 0;
    if (!document.is_object() || !read_integer(document, "version", version) || version != 1 ||
        !read_integer(document, "at", card.shown_at) || !read_integer(document, "draws", card.draws)) {
        return {{}, true};
    }
    // Of all the rest, what is absent or of another type is as at a first start.
    card.writing = document.value("writing", Json()) == true;
    card.help_open = document.value("help", Json()) == true;
    read_integer(document, "coach_rests", card.coach_rests_until);
    read_integer(document, "focusing", card.focusing_since);
    read(document, "tab", card.tab);
    read(document, "note", card.note);
    const auto own = document.find("own");
    if (own != document.end() && own->is_object()) {
        read(*own, "text", card.own.text);
        read(*own, "author", card.own.author);
        read(*own, "when", card.own.when);
    }
    const auto found = document.find("line");
    if (found == document.end()) return {card, false};
    Line line;
    if (!read_line(*found, line)) return {{}, true};
    card.line = std::move(line);
    return {card, false};
}

std::string export_history(const std::vector<HistoryEntry>& entries) {
    static constexpr const char* sources[] = {"built-in", "personal", "coach", "saved", "own"};
    Json items = Json::array();
    for (const HistoryEntry& entry : entries) {
        const Moment at = moment_at(entry.shown_at, 0);
        char time[40];
        std::snprintf(time, sizeof time, "%04d-%02d-%02dT%02d:%02d:%02dZ", at.year, at.month, at.day_of_month,
                      at.minute_of_day / 60, at.minute_of_day % 60,
                      static_cast<int>((entry.shown_at % ms_per_minute + ms_per_minute) % ms_per_minute / 1000));
        items.push_back({{"shown_at", time},
                         {"text", entry.line.text},
                         {"author", entry.line.author},
                         {"source", sources[static_cast<std::size_t>(entry.line.source)]}});
    }
    return Json{{"lines", std::move(items)}}.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string as_json_value(const std::string& text) {
    if (Json::accept(text)) return text;
    return text_of(Json(text));
}

bool is_utf8(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = utf8_length(lead);
        if (length == 0 || i + length > text.size()) return false;
        for (std::size_t k = 1; k < length; ++k) {
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return false;
        }
        const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
        // Overlong forms, surrogates, beyond U+10FFFF.
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F)) {
            return false;
        }
        i += length;
    }
    return true;
}

} // namespace asista::motivation
