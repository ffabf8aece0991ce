#include "notebook.hpp"

#include "occasion.hpp"
#include "personal.hpp"

#include <algorithm>
#include <utility>

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
    read_part(own_part_, &decode_own, own_);
    read_part(check_ins_part_, &decode_check_ins, check_ins_);
    read_part(taste_part_, &decode_taste, taste_);
    take_over_journal_check_in();
    for (Part* part : {&saved_part_, &history_part_, &shown_part_, &journal_part_, &own_part_, &check_ins_part_, &taste_part_}) {
        if (part->damaged) ready_to_write(*part, now);
    }
}

// An earlier version kept the last check-in only, and in the journal.
void Notebook::take_over_journal_check_in() {
    if (check_ins_part_.read && check_ins_.empty() && journal_.check_in) check_ins_.push_back(*journal_.check_in);
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

// ---- own lines -------------------------------------------------------------------------------------------------------------

bool Notebook::write_own(const std::vector<OwnLine>& lines, InstantMs now) {
    if (!own_part_.read) { // as with saved lines
        read_part(own_part_, &decode_own, own_);
        return false;
    }
    if (!ready_to_write(own_part_, now) || !storage_.set(own_part_.key, encode_own(lines))) return false;
    own_ = lines;
    return true;
}

Notebook::SaveAnswer Notebook::add_own(OwnLine line) {
    if (!own_part_.read) read_part(own_part_, &decode_own, own_);
    if (line.text.empty() || line.text.size() > max_line_bytes || line.author.size() > max_author_bytes || !is_utf8(line.text) ||
        !is_utf8(line.author) || !parse_occasion(line.when).occasion) {
        return SaveAnswer::invalid;
    }
    if (std::any_of(own_.begin(), own_.end(), [&](const OwnLine& other) { return other.text == line.text; })) {
        return SaveAnswer::already_there;
    }
    if (own_.size() >= max_own) return SaveAnswer::full;
    const InstantMs now = line.added_at;
    std::vector<OwnLine> lines = own_;
    lines.insert(lines.begin(), std::move(line));
    return write_own(lines, now) ? SaveAnswer::saved : SaveAnswer::not_stored;
}

std::optional<OwnLine> Notebook::remove_own(const std::string& text, InstantMs now) {
    std::vector<OwnLine> lines = own_;
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const OwnLine& line) { return line.text == text; });
    if (found == lines.end()) return std::nullopt;
    OwnLine removed = std::move(*found);
    lines.erase(found);
    if (!write_own(lines, now)) return std::nullopt;
    return removed;
}

bool Notebook::restore_own(const OwnLine& line, InstantMs now) {
    if (std::any_of(own_.begin(), own_.end(), [&](const OwnLine& other) { return other.text == line.text; })) return true;
    std::vector<OwnLine> lines = own_;
    const auto place =
        std::find_if(lines.begin(), lines.end(), [&](const OwnLine& other) { return other.added_at <= line.added_at; });
    lines.insert(place, line);
    return write_own(lines, now);
}

// ---- what is noted along the way -------------------------------------------------------------------------------------------

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
    if (!check_ins_part_.read) {
        std::vector<CheckIn> stored;
        read_part(check_ins_part_, &decode_check_ins, stored);
        check_ins_.insert(check_ins_.begin(), stored.begin(), stored.end());
    }
    if (!taste_part_.read) read_part(taste_part_, &decode_taste, taste_);
}

void Notebook::trim_history() {
    if (history_.size() > history_limit_)
        history_.erase(history_.begin(), history_.end() - static_cast<std::ptrdiff_t>(history_limit_));
}

void Notebook::keep_history(std::size_t limit, InstantMs now) {
    history_limit_ = std::min(limit, max_history);
    if (!history_part_.read || history_.size() <= history_limit_) return;
    trim_history();
    if (ready_to_write(history_part_, now)) storage_.set(history_part_.key, encode_history(history_));
}

void Notebook::remember(const Line& line, const Moment& now) {
    read_late();
    history_.push_back({line, now.at_ms});
    trim_history();
    shown_.mark(line_id(line.text), now.day);
    if (ready_to_write(history_part_, now.at_ms)) storage_.set(history_part_.key, encode_history(history_));
    if (ready_to_write(shown_part_, now.at_ms)) storage_.set(shown_part_.key, encode_shown(shown_));
}

bool Notebook::write_check_ins(const std::vector<CheckIn>& check_ins, InstantMs now) {
    return ready_to_write(check_ins_part_, now) && storage_.set(check_ins_part_.key, encode_check_ins(check_ins));
}

bool Notebook::set_check_in(CheckIn check_in, InstantMs now) {
    read_late();
    if (!is_utf8(check_in.note)) check_in.note.clear();
    if (check_in.note.size() > max_note_bytes) check_in.note = shortened(check_in.note, max_note_bytes);
    journal_.check_in = CheckIn{check_in.level, check_in.at_ms};
    write_journal(now);
    const auto same =
        std::find_if(check_ins_.begin(), check_ins_.end(), [&](const CheckIn& one) { return one.at_ms == check_in.at_ms; });
    if (same == check_ins_.end())
        check_ins_.push_back(std::move(check_in));
    else
        *same = std::move(check_in);
    if (check_ins_.size() > max_check_ins) {
        check_ins_.erase(check_ins_.begin(), check_ins_.end() - static_cast<std::ptrdiff_t>(max_check_ins));
    }
    return write_check_ins(check_ins_, now);
}

bool Notebook::remove_check_in(InstantMs at_ms, InstantMs now) {
    read_late();
    std::vector<CheckIn> left = check_ins_;
    if (std::erase_if(left, [at_ms](const CheckIn& one) { return one.at_ms == at_ms; }) == 0 || !write_check_ins(left, now))
        return false;
    check_ins_ = std::move(left);
    if (journal_.check_in && journal_.check_in->at_ms == at_ms) {
        journal_.check_in.reset();
        write_journal(now);
    }
    return true;
}

void Notebook::vote(const Vote& vote, InstantMs now) {
    read_late();
    taste_.vote(vote);
    write_taste(now);
}

void Notebook::take_back_vote(std::uint32_t line, InstantMs now) {
    read_late();
    taste_.forget(line);
    write_taste(now);
}

void Notebook::write_taste(InstantMs now) {
    if (ready_to_write(taste_part_, now)) storage_.set(taste_part_.key, encode_taste(taste_));
}

void Notebook::set_coach(const CoachBudget& coach, InstantMs now) {
    read_late();
    journal_.coach = coach;
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
