#include "notebook.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("the history keeps the last 50 and survives a restart") {
    Memory memory;
    Notebook notebook(memory);
    notebook.open(1);
    for (int i = 0; i < 120; ++i) {
        notebook.remember({"line " + std::to_string(i), "A", Source::built_in}, at(sunday, i / 10, i % 10));
    }

    CHECK(notebook.history().size() == max_history);
    Notebook again(memory);
    again.open(2);
    REQUIRE(again.history().size() == max_history);
    CHECK(again.history().front().line.text == "line 70");
    CHECK(again.history().back().line.text == "line 119");
    CHECK(again.shown().entries().size() == 120);
    CHECK(again.shown().recently(line_id("line 3"), sunday + 1));
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
