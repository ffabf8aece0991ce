#include "codec.hpp"
#include "people.hpp"

#include <doctest/doctest.h>

using namespace asista::motivation;
using namespace asista::motivation::test;

namespace {
const std::string awkward = "quotes \" and \\ and \n and \xC3\xA9 and \xF0\x9F\x8C\xB1";
}

TEST_CASE("saved lines, history, shown, journal and card come back as they were kept") {
    const auto saved = decode_saved(encode_saved({{awkward, "A", 5}, {"two", "", -6}}));
    CHECK(!saved.damaged);
    REQUIRE(saved.value.size() == 2);
    CHECK(saved.value[0].text == awkward);
    CHECK(saved.value[1].saved_at == -6);

    const auto history = decode_history(encode_history({{{awkward, "B", Source::coach}, 7}}));
    CHECK(!history.damaged);
    REQUIRE(history.value.size() == 1);
    CHECK(history.value[0].line.source == Source::coach);
    CHECK(history.value[0].shown_at == 7);

    Shown shown;
    shown.mark(0xFFFFFFFFu, sunday);
    shown.mark(1, sunday + 1);
    const auto days = decode_shown(encode_shown(shown));
    CHECK(!days.damaged);
    CHECK(days.value.entries() == shown.entries());

    Journal journal{CheckIn{Level::xl, 11}, NudgeLog{sunday, 2, 99}, true};
    const auto kept = decode_journal(encode_journal(journal));
    CHECK(!kept.damaged);
    CHECK(kept.value.check_in->level == Level::xl);
    CHECK(kept.value.check_in->at_ms == 11);
    CHECK(kept.value.nudges.sent == 2);
    CHECK(kept.value.welcomed);
    CHECK(!decode_journal(encode_journal({})).value.check_in);

    const auto card = decode_card(encode_card({Line{awkward, "C", Source::personal}, 12, 34}));
    CHECK(!card.damaged);
    CHECK(card.value.line->text == awkward);
    CHECK(card.value.draws == 34);
    CHECK(!decode_card(encode_card({})).value.line);
}

TEST_CASE("damage is reported, and readable entries are taken") {
    for (const char* broken : {"", "nonsense", "[]", "7", "null", "{}", R"({"version":2,"items":[]})", R"({"version":1})",
                               R"({"version":1,"items":{}})", R"({"version":"1","items":[]})"}) {
        CAPTURE(broken);
        CHECK(decode_saved(broken).damaged);
        CHECK(decode_history(broken).damaged);
        CHECK(decode_shown(broken).damaged);
        CHECK(decode_card(broken).damaged);
    }
    for (const char* broken : {"", "[]", R"({"version":1})", R"({"version":1,"welcomed":1,"nudges":{}})"}) {
        CHECK(decode_journal(broken).damaged);
    }

    const auto saved = decode_saved(R"({"version":1,"items":[{"text":"good","author":"A","at":1},{"text":5},17,
                                        {"text":"","author":"A","at":1},{"text":"x","author":"A","at":1.5}]})");
    CHECK(saved.damaged);
    REQUIRE(saved.value.size() == 1);
    CHECK(saved.value[0].text == "good");

    const auto shown = decode_shown(R"({"version":1,"items":[[1,2],[99999999999,2],[1],["a",2],[3,99999999999]]})");
    CHECK(shown.damaged);
    CHECK(shown.value.entries().size() == 1);

    const auto journal = decode_journal(R"({"version":1,"welcomed":true,"nudges":{"day":1,"sent":-4,"at":0},
                                            "check_in":{"level":"huge","at":1}})");
    CHECK(journal.damaged);
    CHECK(journal.value.welcomed);
    CHECK(journal.value.nudges.sent == 0);
    CHECK(!journal.value.check_in);
    CHECK(decode_history(R"({"version":1,"items":[{"text":"a","author":"b","source":9,"at":1}]})").damaged);
}

TEST_CASE("text that is not JSON is kept as a string") {
    CHECK(as_json_value("[1, 2]") == "[1, 2]");
    CHECK(as_json_value("no \"json\"") == R"("no \"json\"")");
    CHECK(as_json_value("\xFF") != "\xFF");
}

TEST_CASE("UTF-8 is told from what is not") {
    CHECK(is_utf8(awkward));
    CHECK(is_utf8(""));
    for (const char* bad :
         {"\x80", "\xC3", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xFF", "a\xE2\x82"}) {
        CHECK(!is_utf8(bad));
    }
}
