// What the plugin remembers: saved and own lines, the last ones shown, which not to repeat, check-ins, thumbs and the count of reminders.
// It sits between the codec and the plugin's storage, and holds one promise: what the person put in is never overwritten unseen.
#pragma once

#include "codec.hpp"

namespace asista::motivation {

// Where JSON values are kept. Implemented over asista.storage, and in memory by tests.
class KeyValue {
  public:
    enum class Found : std::uint8_t { yes, no, unknown }; // unknown: the storage did not answer
    virtual ~KeyValue() = default;
    virtual Found get(const std::string& key, std::string& json) = 0;
    virtual bool set(const std::string& key, const std::string& json) = 0; // false: nothing was changed
};

class Notebook {
  public:
    explicit Notebook(KeyValue& storage) : storage_(storage) {}

    // Reads everything. What is damaged is copied to "<key>.damaged-<now>" before its key is written again; its readable entries
    // are taken. Until the storage has answered, and until such a copy is made, that key is not written.
    void open(InstantMs now);

    // Newest first.
    const std::vector<SavedLine>& saved() const { return saved_; }
    bool is_saved(const std::string& text) const;
    enum class SaveAnswer : std::uint8_t { saved, already_there, invalid, full, not_stored };
    // invalid: empty, longer than max_line_bytes, or not UTF-8. not_stored: the storage refused; nothing is changed.
    SaveAnswer save(std::string text, std::string author, InstantMs now);
    // The line with this text, taken out; nullopt when there is none or the storage refused (it stays then).
    std::optional<SavedLine> remove_saved(const std::string& text, InstantMs now);
    // Puts back what remove_saved gave, at its place by time.
    bool restore_saved(const SavedLine& line, InstantMs now);

    // Lines the person wrote, newest first. Answers as save() does; `full` at max_own, and invalid for a rule that cannot be read.
    const std::vector<OwnLine>& own() const { return own_; }
    SaveAnswer add_own(OwnLine line);
    std::optional<OwnLine> remove_own(const std::string& text, InstantMs now);
    bool restore_own(const OwnLine& line, InstantMs now);

    // Oldest first, at most what keep_history allowed last.
    const std::vector<HistoryEntry>& history() const { return history_; }
    // How many shown lines are kept from now on, at most max_history; what is beyond is gone. 0: none.
    void keep_history(std::size_t limit, InstantMs now);
    const Shown& shown() const { return shown_; }
    // Notes that a line was put in front of the user. Best effort: a storage that refuses costs the note, nothing else.
    void remember(const Line& line, const Moment& now);

    const Journal& journal() const { return journal_; }
    bool journal_known() const { return journal_part_.read; } // false: the storage has not answered yet
    // Oldest first, at most max_check_ins.
    const std::vector<CheckIn>& check_ins() const { return check_ins_; }
    // Adds one, or replaces the one made at the same instant (moods and a note come after the tap). False: it is not stored; the level
    // holds all the same.
    bool set_check_in(CheckIn check_in, InstantMs now);
    bool remove_check_in(InstantMs at_ms, InstantMs now);
    const Taste& taste() const { return taste_; }
    void vote(const Vote& vote, InstantMs now);
    void take_back_vote(std::uint32_t line, InstantMs now);
    void set_nudges(const NudgeLog& nudges, InstantMs now);
    void set_welcomed(bool welcomed, InstantMs now);
    void set_coach(const CoachBudget& coach, InstantMs now);

    // Keys whose content was damaged and is now kept aside, for the log.
    const std::vector<std::string>& set_aside() const { return set_aside_; }

  private:
    struct Part {
        const char* key;
        bool read = false;                    // the storage has answered
        std::optional<std::string> damaged{}; // the raw text that still has to be copied aside
    };
    template <class T> void read_part(Part& part, Decoded<T> (*decode)(const std::string&), T& value);
    void read_late(); // asks again for what the storage did not answer at the start
    bool ready_to_write(Part& part, InstantMs now);
    bool write_saved(const std::vector<SavedLine>& lines, InstantMs now);
    bool write_own(const std::vector<OwnLine>& lines, InstantMs now);
    bool write_check_ins(const std::vector<CheckIn>& check_ins, InstantMs now);
    void write_taste(InstantMs now);
    void write_journal(InstantMs now);
    void trim_history();
    void take_over_journal_check_in();

    KeyValue& storage_;
    Part saved_part_{"saved"}, history_part_{"history"}, shown_part_{"shown"}, journal_part_{"journal"}, own_part_{"own"},
        check_ins_part_{"check-ins"}, taste_part_{"thumbs"};
    std::vector<SavedLine> saved_;
    std::vector<OwnLine> own_;
    std::vector<HistoryEntry> history_;
    std::size_t history_limit_ = max_history;
    Shown shown_;
    std::vector<CheckIn> check_ins_;
    Taste taste_;
    Journal journal_;
    std::vector<std::string> set_aside_;
};

} // namespace asista::motivation
