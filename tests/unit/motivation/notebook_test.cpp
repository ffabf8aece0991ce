#include "notebook.hpp"
#include "occasion.hpp"
#include "people.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <vector>

using namespace asista::motivation;
using namespace asista::motivation::test;

namespace {

class Memory : public KeyValue {
  public:
    std::map<std::string, std::string> values;
    bool silent = false; // answers nothing
    std::string refuses; // sets of keys that begin with this fail; "*": all
    Found get(const std::string& key, std::string& json) override {
        if (silent) return Found::unknown;
        const auto found = values.find(key);
        if (found == values.end()) return Found::no;
        json = found->second;
        return Found::yes;
    }
    bool set(const std::string& key, const std::string& json) override {
        if (silent || refuses == "*" || (!refuses.empty() && key.starts_with(refuses))) return false;
        values[key] = json;
        return true;
    }
};

using Answer = Notebook::SaveAnswer;

} // namespace

TEST_CASE("saved lines outlive the notebook, newest first, each once") {
    Memory memory;
    Notebook first(memory);
    first.open(1);
    CHECK(first.save("one", "A", 10) == Answer::saved);
    CHECK(first.save("two", "B", 20) == Answer::saved);
    CHECK(first.save("one", "A", 30) == Answer::already_there);

    Notebook second(memory);
    second.open(2);

    REQUIRE(second.saved().size() == 2);
    CHECK(second.saved()[0].text == "two");
    CHECK(second.is_saved("one"));
}

TEST_CASE("only lines that can be shown are saved, and only so many") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    CHECK(notebook.save("", "A", 1) == Answer::invalid);
    CHECK(notebook.save(std::string(max_line_bytes + 1, 'x'), "A", 1) == Answer::invalid);
    CHECK(notebook.save("x", std::string(max_author_bytes + 1, 'x'), 1) == Answer::invalid);
    CHECK(notebook.save("\xFF", "A", 1) == Answer::invalid);
    for (std::size_t i = 0; i < max_saved; ++i) {
        REQUIRE(notebook.save("line " + std::to_string(i), "A", static_cast<InstantMs>(i)) == Answer::saved);
    }
    CHECK(notebook.save("one more", "A", 1) == Answer::full);
    CHECK(notebook.saved().size() == max_saved);
}

TEST_CASE("a removed line can be put back where it was") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    for (int i = 1; i <= 3; ++i) CHECK(notebook.save("line " + std::to_string(i), "A", i) == Answer::saved);

    const auto removed = notebook.remove_saved("line 2", 9);
    REQUIRE(removed.has_value());
    CHECK(decode_saved(memory.values["saved"]).value.size() == 2);
    CHECK(!notebook.remove_saved("line 2", 9));
    CHECK(notebook.restore_saved(*removed, 9));

    REQUIRE(notebook.saved().size() == 3);
    CHECK(notebook.saved()[1].text == "line 2");
    CHECK(decode_saved(memory.values["saved"]).value.size() == 3);
}

TEST_CASE("a storage that refuses changes nothing") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    CHECK(notebook.save("kept", "A", 1) == Answer::saved);
    memory.refuses = "*";

    CHECK(notebook.save("new", "A", 2) == Answer::not_stored);
    CHECK(!notebook.remove_saved("kept", 2));
    CHECK(notebook.saved().size() == 1);
}

TEST_CASE("damaged saved lines are copied aside before anything is written over them") {
    const std::string damaged = R"({"version":1,"items":[{"text":"good","author":"A","at":1},{"txt":"torn"}]})";
    Memory memory;
    memory.values["saved"] = damaged;

    Notebook notebook(memory);
    notebook.open(77);

    CHECK(memory.values["saved.damaged-77"] == damaged);
    CHECK(notebook.set_aside() == std::vector<std::string>{"saved.damaged-77"});
    CHECK(notebook.is_saved("good"));
    CHECK(notebook.save("new", "A", 78) == Answer::saved);
    CHECK(decode_saved(memory.values["saved"]).value.size() == 2);
    CHECK(memory.values["saved.damaged-77"] == damaged);
}

TEST_CASE("while the copy cannot be made, the damaged original stays untouched") {
    Memory memory;
    memory.values["saved"] = "[\"from another time\"]";
    memory.refuses = "saved.damaged";
    Notebook notebook(memory);
    notebook.open(77);

    CHECK(notebook.save("new", "A", 78) == Answer::not_stored);
    CHECK(memory.values["saved"] == "[\"from another time\"]");

    memory.refuses.clear();
    CHECK(notebook.save("new", "A", 79) == Answer::saved);
    CHECK(memory.values["saved.damaged-79"] == "[\"from another time\"]");
}

TEST_CASE("a storage that is silent at the start loses nothing when it speaks again") {
    Memory memory;
    memory.values["saved"] = encode_saved({{"old", "A", 1}});
    memory.values["history"] = encode_history({{{"old", "A", Source::built_in}, 1}});
    memory.values["journal"] = encode_journal({{}, {}, true});
    memory.silent = true;
    Notebook notebook(memory);
    notebook.open(1);
    CHECK(!notebook.journal_known());
    CHECK(notebook.save("new", "A", 2) == Answer::not_stored);

    memory.silent = false;
    CHECK(notebook.save("new", "A", 3) == Answer::saved);
    notebook.remember({"now", "A", Source::built_in}, at(sunday, 9));
    notebook.set_nudges({sunday, 1, 5}, 5);

    CHECK(decode_saved(memory.values["saved"]).value.size() == 2);
    CHECK(notebook.history().size() == 2);
    CHECK(decode_journal(memory.values["journal"]).value.welcomed);
    CHECK(decode_journal(memory.values["journal"]).value.nudges.sent == 1);
}

TEST_CASE("the history keeps as many as the person wants and survives a restart") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    notebook.keep_history(50, 1);
    for (int i = 0; i < 120; ++i) {
        notebook.remember({"line " + std::to_string(i), "A", Source::built_in}, at(sunday, i / 10, i % 10));
    }

    CHECK(notebook.history().size() == 50);
    Notebook again(memory);
    again.open(2);
    REQUIRE(again.history().size() == 50);
    CHECK(again.history().front().line.text == "line 70");
    CHECK(again.history().back().line.text == "line 119");
    CHECK(again.shown().entries().size() == 120);
    CHECK(again.shown().recently(line_id("line 3"), sunday + 1));

    again.keep_history(3, 3); // a smaller limit takes the oldest away at once, also from the storage
    CHECK(again.history().front().line.text == "line 117");
    CHECK(decode_history(memory.values["history"]).value.size() == 3);
    again.keep_history(0, 4);
    again.remember({"unseen", "A", Source::built_in}, at(sunday, 20));
    CHECK(decode_history(memory.values["history"]).value.empty());
    again.keep_history(100'000, 5);
    for (int i = 0; i < 300; ++i) again.remember({"more " + std::to_string(i), "A", Source::built_in}, at(sunday, 21));
    CHECK(again.history().size() == max_history);
}

TEST_CASE("check-in, reminders and welcome are kept together") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    notebook.set_check_in({Level::s, 5}, 5);
    notebook.set_nudges({sunday, 2, 6}, 6);
    notebook.set_welcomed(true, 7);

    Notebook again(memory);
    again.open(2);
    CHECK(again.journal().check_in->level == Level::s);
    CHECK(again.journal().nudges.sent == 2);
    CHECK(again.journal().welcomed);
}

TEST_CASE("own lines outlive the notebook, with rules that can be read only, and can be put back") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    CHECK(notebook.add_own({"Call grandmother.", "", "....-12-24", 10}) == Answer::saved);
    CHECK(notebook.add_own({"Breathe.", "Me", "", 20}) == Answer::saved);
    CHECK(notebook.add_own({"Breathe.", "", "low", 30}) == Answer::already_there);
    CHECK(notebook.add_own({"Never.", "", "....-02-30", 30}) == Answer::invalid);
    CHECK(notebook.add_own({"", "", "", 30}) == Answer::invalid);
    CHECK(notebook.add_own({"\xFF", "", "", 30}) == Answer::invalid);

    Notebook again(memory);
    again.open(2);
    REQUIRE(again.own().size() == 2);
    CHECK(again.own()[0].text == "Breathe.");
    CHECK(again.own()[1].when == "....-12-24");
    const auto removed = again.remove_own("Call grandmother.", 40);
    REQUIRE(removed.has_value());
    CHECK(decode_own(memory.values["own"]).value.size() == 1);
    CHECK(again.restore_own(*removed, 41));
    CHECK(again.own()[1].text == "Call grandmother.");
    memory.refuses = "*";
    CHECK(again.add_own({"Late.", "", "", 50}) == Answer::not_stored);
    CHECK(!again.remove_own("Breathe.", 51));
    CHECK(again.own().size() == 2);
}

TEST_CASE("a check-in is kept with moods and note, replaced by its details, and can be removed") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    CHECK(notebook.set_check_in({Level::s, 10}, 10));
    CHECK(notebook.set_check_in({Level::s, 10, mood_bit(4), "long night"}, 12));
    CHECK(notebook.set_check_in({Level::l, 20}, 20));

    Notebook again(memory);
    again.open(2);
    REQUIRE(again.check_ins().size() == 2);
    CHECK(again.check_ins()[0].note == "long night");
    CHECK(mood_text(again.check_ins()[0].moods) == "tired");
    CHECK(again.journal().check_in->level == Level::l);
    CHECK(memory.values["journal"].find("night") == std::string::npos); // notes are in one place only
    CHECK(again.remove_check_in(20, 30));
    CHECK(!again.remove_check_in(20, 30));
    CHECK(!again.journal().check_in);
    again.set_check_in({Level::m, 40, 0, std::string(1000, 'x')}, 40);
    CHECK(again.check_ins().back().note.size() <= max_note_bytes);
    for (std::size_t i = 0; i < max_check_ins + 5; ++i) again.set_check_in({Level::m, static_cast<InstantMs>(100 + i)}, 40);
    CHECK(again.check_ins().size() == max_check_ins);
    CHECK(decode_check_ins(memory.values["check-ins"]).value.size() == max_check_ins);
}

TEST_CASE("what the version before stored is taken over, and stays readable to it") {
    Memory memory;
    memory.values["journal"] =
        R"({"version":1,"welcomed":true,"nudges":{"day":3,"sent":1,"at":9},"check_in":{"level":"L","at":77}})";
    memory.values["saved"] = R"({"version":1,"items":[{"text":"kept","author":"A","at":1}]})";
    memory.values["history"] = R"({"version":1,"items":[{"text":"seen","author":"A","source":3,"at":1}]})";
    Notebook notebook(memory);
    notebook.open(100);

    CHECK(notebook.set_aside().empty());
    REQUIRE(notebook.check_ins().size() == 1);
    CHECK(notebook.check_ins()[0].level == Level::l);
    CHECK(notebook.check_ins()[0].at_ms == 77);
    CHECK(notebook.is_saved("kept"));
    CHECK(notebook.history().size() == 1);
    CHECK(notebook.journal().nudges.sent == 1);
    notebook.set_check_in({Level::s, 101, mood_bit(0), "x"}, 101);
    CHECK(decode_check_ins(memory.values["check-ins"]).value.size() == 2);
    // The keys that the version before reads are as it wrote them.
    const auto journal = nlohmann::json::parse(memory.values["journal"]);
    CHECK(journal["version"] == 1);
    CHECK(journal["check_in"] == nlohmann::json{{"level", "S"}, {"at", 101}});
    CHECK(journal["nudges"]["sent"] == 1);
}

TEST_CASE("thumbs and questions to the coach survive a restart") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    notebook.vote({7, true, tag::morning}, 2);
    notebook.vote({8, false, 0}, 3);
    notebook.vote({9, true, 0}, 3);
    notebook.take_back_vote(9, 4);
    notebook.set_coach({sunday, 4}, 5);

    Notebook again(memory);
    again.open(2);
    CHECK(again.taste().of(7) == 1);
    CHECK(again.taste().of(8) == -1);
    CHECK(again.taste().of(9) == 0);
    CHECK(again.journal().coach.asked == 4);
}

TEST_CASE("everything at its limit fits the quota of a plugin's storage") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    const auto long_text = [](std::size_t i, std::size_t size) { return std::to_string(i) + std::string(size - 4, 'x'); };
    constexpr InstantMs now = 1'795'340'460'000;
    std::vector<SavedLine> saved;
    for (std::size_t i = 1000; i < 1000 + max_saved; ++i)
        saved.push_back({long_text(i, max_line_bytes), std::string(max_author_bytes, 'a'), now});
    memory.values["saved"] = encode_saved(saved);
    std::vector<OwnLine> own;
    for (std::size_t i = 1000; i < 1000 + max_own; ++i)
        own.push_back(
            {long_text(i, max_line_bytes), std::string(max_author_bytes, 'a'), std::string(max_occasion_bytes, '*'), now});
    memory.values["own"] = encode_own(own);
    for (std::size_t i = 1000; i < 1000 + max_history; ++i)
        notebook.remember({long_text(i, max_line_bytes), std::string(max_author_bytes, 'a'), Source::own}, at(sunday, 9));
    for (std::size_t i = 0; i < max_check_ins; ++i)
        notebook.set_check_in(
            {Level::xl, now + static_cast<InstantMs>(i), static_cast<Moods>(0xFF), std::string(max_note_bytes, 'n')}, now);
    for (std::uint32_t i = 0; i < max_votes; ++i) notebook.vote({0xFFFFFFFFu - i, true, 0x7FFFFFFF}, now);
    std::size_t bytes = 0;
    for (const auto& [key, value] : memory.values) bytes += key.size() + value.size();
    CAPTURE(bytes);
    CHECK(bytes < std::size_t{1} << 20);
}
