#include "codec.hpp"

#include <nlohmann/json.hpp>

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
        !read_integer(object, "source", source) || source < 0 || source > static_cast<int>(Source::saved)) {
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

std::string encode_journal(const Journal& journal) {
    Json json = {{"version", 1},
                 {"welcomed", journal.welcomed},
                 {"nudges", {{"day", journal.nudges.day}, {"sent", journal.nudges.sent}, {"at", journal.nudges.last_sent_ms}}}};
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
    const auto nudges = document.find("nudges");
    NudgeLog log;
    if (nudges != document.end() && nudges->is_object() && read_integer(*nudges, "day", log.day) &&
        read_integer(*nudges, "sent", log.sent) && log.sent >= 0 && read_integer(*nudges, "at", log.last_sent_ms)) {
        journal.nudges = log;
    } else {
        decoded.damaged = true;
    }
    const auto check_in = document.find("check_in");
    if (check_in == document.end()) return decoded;
    std::string code;
    CheckIn made;
    const bool read_both = check_in->is_object() && read(*check_in, "level", code) && read_integer(*check_in, "at", made.at_ms);
    const auto level = read_both ? level_from_code(code) : std::nullopt;
    if (!level) return {journal, true};
    made.level = *level;
    journal.check_in = made;
    return decoded;
}

std::string encode_card(const CardState& card) {
    Json json = {{"version", 1}, {"at", card.shown_at}, {"draws", card.draws}};
    if (card.line) json["line"] = line_json(*card.line);
    if (card.writing) json["writing"] = true;
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
    card.writing = document.value("writing", Json()) == true;
    const auto found = document.find("line");
    if (found == document.end()) return {card, false};
    Line line;
    if (!read_line(*found, line)) return {{}, true};
    card.line = std::move(line);
    return {card, false};
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
