#include "services/voice/phrases.hpp"

#include <doctest/doctest.h>

using asista::services::voice::match_phrase;
using asista::services::voice::words_of;
using Words = std::vector<std::string>;

TEST_CASE("words are compared without case, punctuation and spaces") {
    CHECK(words_of("  Motivate,  ME! ") == Words{"motivate", "me"});
    CHECK(words_of("What's up? What\u2019s new?") == Words{"whats", "up", "whats", "new"});
    CHECK(words_of("W\u00C4HLE \u0141\u00D3D\u0179 \u03A9\u039C \u0416\u0401") ==
          Words{"w\u00E4hle", "\u0142\u00F3d\u017A", "\u03C9\u03BC", "\u0436\u0451"});
    CHECK(words_of("\u00BFqu\u00E9 tal? \u201Cbien\u201D") == Words{"qu\u00E9", "tal", "bien"});
    CHECK(words_of("\u6FC0\u52B1\u3057\u3066\u3002") == Words{"\u6FC0\u52B1\u3057\u3066"});
    CHECK(words_of("focus-timer 25") == Words{"focus", "timer", "25"});
    CHECK(words_of("ok\xFF\xC3"
                   "done\xE2\x80") == Words{"ok", "done"});
    CHECK(words_of("?!").empty());
}

TEST_CASE("the phrase that was said is found") {
    const Words phrases{"motivate me", "how am I doing", "me", "start a focus round", "me motivate", "\u00C9nergie basse"};
    struct Variant {
        const char* said;
        std::optional<std::size_t> phrase;
    };
    const Variant variants[] = {
        {"motivate me", 0},
        {"Motivate me!", 0},
        {"me, motivate", 4},       // the same order comes before the same words
        {"please motivate me", 0}, // all words, and the earlier of two with two words
        {"How am I doing today?", 1},
        {"a focus round, start", 3},
        {"me", 2},
        {"tell me", 2},
        {"it was not me who left the lights on", {}}, // one word in a long sentence
        {"motivate", {}},                             // a word is missing
        {"motivated me", 2},                          // another word; what is left is "me"
        {"\u00E9NERGIE basse", 5},
        {"", {}},
        {"...", {}},
    };
    for (const auto& [said, phrase] : variants) {
        CAPTURE(said);
        CHECK(match_phrase(said, phrases) == phrase);
    }
    CHECK_FALSE(match_phrase("anything", {}));
    CHECK_FALSE(match_phrase("", {"?!"}));
}
