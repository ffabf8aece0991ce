#include "safety.hpp"

#include <algorithm>
#include <iterator>

namespace asista::motivation {
namespace {

// Whole words, in lower case, as `plain_words` leaves them.
constexpr std::string_view wordings[] = {
    // English
    "suicide", "suicidal", "kill myself", "killing myself", "end my life", "ending my life", "take my life", "take my own life",
    "end it all", "want to die", "wanna die", "wish i was dead", "wish i were dead", "better off dead", "better off without me",
    "dont want to live", "do not want to live", "dont want to be alive", "do not want to be alive", "dont want to wake up",
    "no reason to live", "nothing to live for", "not worth living", "cant go on", "can not go on", "cannot go on", "hurt myself",
    "hurting myself", "harm myself", "harming myself", "self harm", "selfharm", "cut myself", "cutting myself", "overdose",
    "hang myself",
    // German
    "suizid", "selbstmord", "mich umbringen", "bringe mich um", "mir das leben nehmen", "nicht mehr leben", "will sterben",
    "sterben will", "mich selbst verletzen", "mich ritzen",
    // French
    "me suicider", "me tuer", "envie de mourir", "veux mourir", "plus envie de vivre", "en finir avec la vie", "me faire du mal",
    // Spanish
    "suicidarme", "matarme", "quiero morir", "quiero morirme", "no quiero vivir", "quitarme la vida", "hacerme daño",
    // Italian
    "suicidarmi", "uccidermi", "ammazzarmi", "voglio morire", "non voglio vivere", "farla finita", "farmi del male",
    // Portuguese
    "me matar", "quero morrer", "não quero viver", "tirar minha vida", "acabar com a minha vida", "me machucar",
    // Dutch
    "zelfmoord", "wil dood", "niet meer leven", "mezelf pijn doen", "mezelf iets aandoen"};

// Lower-case words with one blank between them and at both ends. Apostrophes join ("can't" is "cant"), everything else divides.
std::string plain_words(std::string_view text) {
    static constexpr std::string_view curly = "\xE2\x80\x99";
    std::string plain = " ";
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text.substr(i).starts_with(curly)) {
            i += curly.size() - 1;
        } else if (byte >= 'A' && byte <= 'Z') {
            plain += static_cast<char>(byte - 'A' + 'a');
        } else if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 0x80) {
            plain += static_cast<char>(byte);
        } else if (byte != '\'' && plain.back() != ' ') {
            plain += ' ';
        }
    }
    if (plain.back() != ' ') plain += ' ';
    return plain;
}

constexpr HelpLine australia[] = {{"Lifeline", "Call 13 11 14", "lifeline.org.au"}};
constexpr HelpLine austria[] = {{"Telefonseelsorge", "Call 142", "telefonseelsorge.at"}};
constexpr HelpLine belgium[] = {{"Zelfmoordlijn", "Call 1813 (Dutch)", "zelfmoord1813.be"},
                                {"Centre de Prévention du Suicide", "Call 0800 32 123 (French)", "preventionsuicide.be"}};
constexpr HelpLine brazil[] = {{"CVV", "Call 188", "cvv.org.br"}};
constexpr HelpLine canada[] = {{"Suicide Crisis Helpline", "Call or text 988", "988.ca"}};
constexpr HelpLine france[] = {{"3114, national line", "Call 3114", "3114.fr"}};
constexpr HelpLine germany[] = {{"TelefonSeelsorge", "Call 0800 111 0 111, 0800 111 0 222 or 116 123", "telefonseelsorge.de"}};
constexpr HelpLine india[] = {{"Tele-MANAS", "Call 14416", "telemanas.mohfw.gov.in"}};
constexpr HelpLine ireland[] = {{"Samaritans", "Call 116 123", "samaritans.org"}};
constexpr HelpLine netherlands[] = {{"113 Zelfmoordpreventie", "Call 113 or 0800 0113", "113.nl"}};
constexpr HelpLine new_zealand[] = {{"1737, need to talk?", "Call or text 1737", "1737.org.nz"}};
constexpr HelpLine spain[] = {{"Línea 024", "Call 024", "sanidad.gob.es/linea024"}};
constexpr HelpLine switzerland[] = {{"Die Dargebotene Hand", "Call 143", "143.ch"}};
constexpr HelpLine united_kingdom[] = {{"Samaritans", "Call 116 123", "samaritans.org"}};
constexpr HelpLine united_states[] = {{"988 Suicide & Crisis Lifeline", "Call or text 988", "988lifeline.org"}};
constexpr HelpLine anywhere[] = {{"Find A Helpline", "A line of your country", "findahelpline.com"},
                                 {"Befrienders Worldwide", "A centre near you", "befrienders.org"}};

constexpr HelpRegion regions[] = {{"Australia", "000", australia},
                                  {"Austria", "112", austria},
                                  {"Belgium", "112", belgium},
                                  {"Brazil", "192", brazil},
                                  {"Canada", "911", canada},
                                  {"France", "112", france},
                                  {"Germany", "112", germany},
                                  {"India", "112", india},
                                  {"Ireland", "112", ireland},
                                  {"Netherlands", "112", netherlands},
                                  {"New Zealand", "111", new_zealand},
                                  {"Spain", "112", spain},
                                  {"Switzerland", "112", switzerland},
                                  {"United Kingdom", "999", united_kingdom},
                                  {"United States", "911", united_states}};

} // namespace

bool sounds_like_crisis(std::string_view text) {
    const std::string plain = plain_words(text);
    return std::any_of(std::begin(wordings), std::end(wordings), [&plain](std::string_view wording) {
        return plain.find(" " + std::string(wording) + " ") != std::string::npos;
    });
}

std::span<const HelpRegion> help_regions() { return regions; }

const HelpRegion* help_region(std::string_view name) {
    const auto found =
        std::find_if(std::begin(regions), std::end(regions), [name](const HelpRegion& one) { return one.name == name; });
    return found == std::end(regions) ? nullptr : &*found;
}

std::span<const HelpLine> help_anywhere() { return anywhere; }

std::string emergency_text(const HelpRegion* region) {
    if (!region) return "In danger now: call your local emergency number.";
    return "In danger now: call " + std::string(region->emergency) + ".";
}

} // namespace asista::motivation
