// Changes in words that a person reads: what was done to what, which fields, by whom.
#pragma once

#include "services/operations.hpp"

namespace asista::services {

// task "Call landlord"
std::string item_words(const Operation& operation);
// "you", "the plugin ai.asista.focus", "sync", "an import", "the coach"
std::string author_words(const Change& change);
// What a change did, from its operations in the order they were made: completed "Call landlord"; removed 5 tasks; changed the due day
// of "Call landlord". For several things that are not alike, what happened to the first one and how much more.
std::string change_words(const std::vector<Operation>& operations);
// The same of a change that is read bit by bit, of which only the beginning is kept.
class ChangeWords {
  public:
    void add(const Operation& next); // in the order they were made
    std::string words() const;

  private:
    static constexpr std::size_t kept = 200;
    std::vector<Operation> first_;
    std::size_t count_ = 0;
    bool alike_ = true, same_kind_ = true; // as the first one
};
// The fields in which the rows before and after differ, with the words for each. utc_offset_s: of the person's clock.
std::vector<calls::FieldChange> field_changes(const Operation& operation, std::int32_t utc_offset_s);

} // namespace asista::services
