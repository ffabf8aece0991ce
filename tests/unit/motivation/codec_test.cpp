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

TEST_CASE("own lines, check-ins and thumbs come back as they were kept, and damage costs itself only") {
    const auto own = decode_own(encode_own({{awkward, "A", "....-12-24", 5}}));
    CHECK(!own.damaged);
    REQUIRE(own.value.size() == 1);
    CHECK(own.value[0].text == awkward);
    CHECK(own.value[0].when == "....-12-24");

    const auto check_ins = decode_check_ins(encode_check_ins({{Level::xs, 5, static_cast<Moods>(0xFF), awkward}, {Level::m, 6}}));
    CHECK(!check_ins.damaged);
    REQUIRE(check_ins.value.size() == 2);
    CHECK(check_ins.value[0].moods == 0xFF);
    CHECK(check_ins.value[0].note == awkward);
    CHECK(check_ins.value[1].note.empty());

    const auto torn = decode_check_ins(
        R"({"version":1,"items":[{"level":"S","at":1,"moods":["calm","unheard of"]},{"level":"S","at":2,"note":5},{"level":"?","at":3},7]})");
    CHECK(torn.damaged);
    CHECK(torn.value.size() == 2);

    Taste taste;
    taste.vote({0xFFFFFFFFu, true, 0x7FFFFFFFu});
    taste.vote({2, false, 0});
    const auto thumbs = decode_taste(encode_taste(taste));
    CHECK(!thumbs.damaged);
    CHECK(thumbs.value.of(0xFFFFFFFFu) == 1);
    CHECK(thumbs.value.of(2) == -1);
    CHECK(decode_taste(R"({"version":1,"items":[[1,1],[99999999999,1,1],"x",[3,1,0]]})").value.of(3) == 1);
    for (const char* broken : {"", "[]", "{}", R"({"version":2,"items":[]})"}) {
        CHECK(decode_own(broken).damaged);
        CHECK(decode_check_ins(broken).damaged);
        CHECK(decode_taste(broken).damaged);
    }
}

TEST_CASE("a card of an earlier build is understood, and what is typed goes along with a newer one") {
    const auto older =
        decode_card(R"({"version":1,"at":12,"draws":3,"line":{"text":"a","author":"b","source":0},"writing":true})");
    CHECK(!older.damaged);
    CHECK(older.value.writing);
    CHECK(!older.value.help_open);

    CardState card;
    card.help_open = true;
    card.coach_rests_until = 99;
    card.focusing_since = 98;
    card.tab = "privacy";
    card.note = awkward;
    card.own = {"mine", "me", "low", 0};
    const auto read = decode_card(encode_card(card));
    CHECK(!read.damaged);
    CHECK(read.value.help_open);
    CHECK(read.value.coach_rests_until == 99);
    CHECK(read.value.focusing_since == 98);
    CHECK(read.value.tab == "privacy");
    CHECK(read.value.note == awkward);
    CHECK(read.value.own.when == "low");
    CHECK(decode_card(R"({"version":1,"at":12,"draws":3,"help":"yes","focusing":"x","tab":4,"own":[]})").value.tab.empty());
}

TEST_CASE("the exported history is JSON with the time of each line") {
    const std::string text = export_history({{{awkward, "B", Source::own}, at(sunday, 9, 41).at_ms + 7'500}});
    CHECK(text.find("2026-11-22T09:41:07Z") != std::string::npos);
    CHECK(text.find("\"own\"") != std::string::npos);
    CHECK(export_history({}) == "{\n  \"lines\": []\n}\n");
}
