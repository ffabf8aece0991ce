#include "safety.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace asista::motivation;

TEST_CASE("wording of a crisis is heard in any case, with any punctuation, in several languages") {
    for (const char* text : {"I want to die",
                             "i don't want to live anymore",
                             "I don\xE2\x80\x99t want to live",
                             "SUICIDE",
                             "thinking about suicide...",
                             "could kill   myself",
                             "better off\ndead",
                             "I can't go on.",
                             "self-harm again",
                             "Ich will sterben",
                             "ich will mich umbringen!",
                             "Suizid",
                             "j'ai envie de mourir",
                             "je veux mourir",
                             "quiero morirme",
                             "voglio morire",
                             "quero morrer",
                             "denk aan zelfmoord",
                             "no reason to live",
                             "everyone is better off without me"}) {
        CAPTURE(text);
        CHECK(sounds_like_crisis(text));
    }
}

TEST_CASE("a bad day and common words are no crisis") {
    for (const char* text : {"", "tired", "this deadline is killing me", "killed it today", "I am dying to see you", "dead tired",
                             "my phone died", "kill the process", "a suicidally early train", "I could sleep for a week",
                             "let it all end well", "want to diet", "hanging out by myself", "went on and on", "I can go on"}) {
        CAPTURE(text);
        CHECK(!sounds_like_crisis(text));
    }
}

TEST_CASE("each region has a number, a source and an emergency number, and others have the general words") {
    std::set<std::string_view> names;
    CHECK(help_regions().size() >= 12);
    for (const HelpRegion& region : help_regions()) {
        CAPTURE(region.name);
        CHECK(names.insert(region.name).second);
        CHECK(!region.lines.empty());
        CHECK(region.emergency.size() == 3);
        CHECK(help_region(region.name) == &region);
        CHECK(emergency_text(&region) == "In danger now: call " + std::string(region.emergency) + ".");
        for (const HelpLine& line : region.lines) {
            CHECK(!line.name.empty());
            CHECK(line.reach.find_first_of("0123456789") != std::string_view::npos);
            CHECK(line.source.find('.') != std::string_view::npos);
        }
    }
    CHECK(help_region("Atlantis") == nullptr);
    CHECK(help_region("Not set") == nullptr);
    CHECK(emergency_text(nullptr).find("local emergency number") != std::string::npos);
    CHECK(help_anywhere().size() == 2);
    CHECK(help_checked.size() == 10);
    CHECK(not_medical_advice.find("no medical advice") != std::string_view::npos);
}
