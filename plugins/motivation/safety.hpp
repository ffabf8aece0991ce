// When a note sounds like more than a bad day: which words say so, and the fixed text with people to reach. Nothing here is generated, and a
// note is never sent to anybody. This is not a diagnosis and not medical advice; it errs on the side of showing the text.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace asista::motivation {

// Whether a text holds wording of somebody who may harm themselves. Letters count, case and punctuation do not; phrases in English, German,
// French, Spanish, Italian, Portuguese and Dutch.
bool sounds_like_crisis(std::string_view text);

struct HelpLine {
    std::string_view name;
    std::string_view reach;  // "Call or text 988"
    std::string_view source; // where its own operator publishes the number
};
struct HelpRegion {
    std::string_view name;      // as the setting "help_region" names it
    std::string_view emergency; // number of the emergency services
    std::span<const HelpLine> lines;
};

inline constexpr std::string_view help_checked = "2026-11-23"; // when the numbers were last compared with public listings
std::span<const HelpRegion> help_regions();
const HelpRegion* help_region(std::string_view name); // nullptr: not one of them
// For every place, and for those without lines here.
std::span<const HelpLine> help_anywhere();

inline constexpr std::string_view help_title = "You do not have to carry this alone.";
inline constexpr std::string_view help_text =
    "If you might hurt yourself, or you are in danger, please reach a person now. They want to listen.";
std::string emergency_text(const HelpRegion* region); // nullptr: "In danger now: call your local emergency number."
inline constexpr std::string_view not_medical_advice =
    "Motivation Booster is no medical advice and no treatment. If you are unwell, talk to a doctor or to somebody you trust.";

} // namespace asista::motivation
