#include "notebook.hpp"

#include <algorithm>

namespace asista::motivation {

template <class T> void Notebook::read_part(Part& part, Decoded<T> (*decode)(const std::string&), T& value) {
    std::string json;
    switch (storage_.get(part.key, json)) {
    case KeyValue::Found::unknown: return;
    case KeyValue::Found::no: part.read = true; return;
    case KeyValue::Found::yes: break;
    }
    part.read = true;
    Decoded<T> decoded = decode(json);
    if (decoded.damaged) part.damaged = std::move(json);
    value = std::move(decoded.value);
}

void Notebook::open(InstantMs now) {
    read_part(saved_part_, &decode_saved, saved_);
    read_part(history_part_, &decode_history, history_);
    read_part(shown_part_, &decode_shown, shown_);
    read_part(journal_part_, &decode_journal, journal_);
    for (Part* part : {&saved_part_, &history_part_, &shown_part_, &journal_part_}) {
        if (part->damaged) ready_to_write(*part, now);
    }
}

bool Notebook::ready_to_write(Part& part, InstantMs now) {
    if (!part.read) return false;
    if (!part.damaged) return true;
    const std::string aside = std::string(part.key) + ".damaged-" + std::to_string(now);
    if (!storage_.set(aside, as_json_value(*part.damaged))) return false;
    part.damaged.reset();
    set_aside_.push_back(aside);
    return true;
}

bool Notebook::is_saved(const std::string& text) const {
    return std::any_of(saved_.begin(), saved_.end(), [&](const SavedLine& line) { return line.text == text; });
}

bool Notebook::write_saved(const std::vector<SavedLine>& lines, InstantMs now) {
    if (!saved_part_.read) { // the storage was silent at the start: what it holds comes first
        read_part(saved_part_, &decode_saved, saved_);
        return false; // `lines` was made without it
    }
    if (!ready_to_write(saved_part_, now) || !storage_.set(saved_part_.key, encode_saved(lines))) return false;
    saved_ = lines;
    return true;
}

Notebook::SaveAnswer Notebook::save(std::string text, std::string author, InstantMs now) {
    if (!saved_part_.read) read_part(saved_part_, &decode_saved, saved_);
    if (text.empty() || text.size() > max_line_bytes || author.size() > max_author_bytes || !is_utf8(text) || !is_utf8(author)) {
        return SaveAnswer::invalid;
    }
    if (is_saved(text)) return SaveAnswer::already_there;
    if (saved_.size() >= max_saved) return SaveAnswer::full;
    std::vector<SavedLine> lines = saved_;
    lines.insert(lines.begin(), SavedLine{std::move(text), std::move(author), now});
    return write_saved(lines, now) ? SaveAnswer::saved : SaveAnswer::not_stored;
}

std::optional<SavedLine> Notebook::remove_saved(const std::string& text, InstantMs now) {
    std::vector<SavedLine> lines = saved_;
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const SavedLine& line) { return line.text == text; });
    if (found == lines.end()) return std::nullopt;
    SavedLine removed = std::move(*found);
    lines.erase(found);
    if (!write_saved(lines, now)) return std::nullopt;
    return removed;
}

bool Notebook::restore_saved(const SavedLine& line, InstantMs now) {
    if (is_saved(line.text)) return true;
    std::vector<SavedLine> lines = saved_;
    const auto place =
        std::find_if(lines.begin(), lines.end(), [&](const SavedLine& other) { return other.saved_at <= line.saved_at; });
    lines.insert(place, line);
    return write_saved(lines, now);
}

void Notebook::read_late() {
    if (!history_part_.read) {
        std::vector<HistoryEntry> stored;
        read_part(history_part_, &decode_history, stored);
        history_.insert(history_.begin(), stored.begin(), stored.end());
    }
    if (!shown_part_.read) {
        Shown stored;
        read_part(shown_part_, &decode_shown, stored);
        for (const auto& [id, day] : stored.entries()) {
            if (!shown_.last(id)) shown_.restore(id, day);
        }
    }
    if (!journal_part_.read) read_part(journal_part_, &decode_journal, journal_);
}

void Notebook::remember(const Line& line, const Moment& now) {
    read_late();
    history_.push_back({line, now.at_ms});
    if (history_.size() > max_history) {
        history_.erase(history_.begin(), history_.end() - static_cast<std::ptrdiff_t>(max_history));
    }
    shown_.mark(line_id(line.text), now.day);
    if (ready_to_write(history_part_, now.at_ms)) storage_.set(history_part_.key, encode_history(history_));
    if (ready_to_write(shown_part_, now.at_ms)) storage_.set(shown_part_.key, encode_shown(shown_));
}

void Notebook::set_check_in(const CheckIn& check_in, InstantMs now) {
    read_late();
    journal_.check_in = check_in;
    write_journal(now);
}

void Notebook::set_nudges(const NudgeLog& nudges, InstantMs now) {
    read_late();
    journal_.nudges = nudges;
    write_journal(now);
}

void Notebook::set_welcomed(bool welcomed, InstantMs now) {
    read_late();
    journal_.welcomed = welcomed;
    write_journal(now);
}

void Notebook::write_journal(InstantMs now) {
    if (ready_to_write(journal_part_, now)) storage_.set(journal_part_.key, encode_journal(journal_));
}

} // namespace asista::motivation
