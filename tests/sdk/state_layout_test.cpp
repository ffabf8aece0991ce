// State by layout, by hand: what the generated edits do not reach.
#include <asista/cpp/state.hpp>

#include <doctest/doctest.h>

using asista::fields;
using asista::load_layout;
using asista::save_layout;
using Names = std::set<std::string>;

namespace {

namespace before {
enum class Mood { calm, busy, tired = 5 };
struct Node {
    int value = 1;
    std::vector<Node> children;
    static constexpr auto kept = fields("value", &Node::value, "children", &Node::children);
    bool operator==(const Node&) const = default;
};
struct State {
    Mood mood = Mood::busy;
    std::vector<Mood> moods;
    Node tree;
    std::unordered_map<std::string, std::string> words;
    char letter = 'x';
    static constexpr auto kept = fields("mood", &State::mood, "moods", &State::moods, "tree", &State::tree, "words",
                                        &State::words, "letter", &State::letter);
    bool operator==(const State&) const = default;
};
} // namespace before

namespace after {
enum class Mood { tired, calm, glad }; // other numbers, one name less
struct Node {
    std::vector<Node> children;
    std::string label = "none";
    int value = 0;
    static constexpr auto kept = fields("children", &Node::children, "label", &Node::label, "value", &Node::value);
};
struct State {
    Node tree;
    Mood mood = Mood::glad;
    std::vector<Mood> moods;
    std::map<std::string, std::string> words; // another container of the same
    char letter = 'y';
    int scratch = 4; // not kept
    static constexpr auto kept = fields("mood", &State::mood, "moods", &State::moods, "tree", &State::tree, "words",
                                        &State::words, "letter", &State::letter);
};
} // namespace after

before::State sample() {
    before::State state;
    state.moods = {before::Mood::calm, before::Mood::tired, before::Mood::busy};
    state.tree = {1, {{2, {}}, {3, {{4, {}}}}}};
    state.words = {{"a", "1"}, {std::string("\0b", 2), ""}};
    return state;
}
} // namespace

TEST_CASE("the same layout gives back the same, whatever is in it") {
    before::State loaded;
    const auto report = load_layout(loaded, save_layout(sample()));
    CHECK(report.same_layout);
    CHECK(report.all_kept());
    CHECK(loaded == sample());
}

TEST_CASE("enumerators go by name, structs within themselves by their members") {
    after::State loaded;
    loaded.scratch = 9;
    const auto report = load_layout(loaded, save_layout(sample()));

    CHECK_FALSE(report.same_layout);
    CHECK(loaded.mood == after::Mood::glad); // "busy" is gone: as new
    REQUIRE(loaded.moods.size() == 3);
    CHECK(loaded.moods[0] == after::Mood::calm);
    CHECK(loaded.moods[1] == after::Mood::tired);
    CHECK(loaded.tree.value == 1);
    REQUIRE(loaded.tree.children.size() == 2);
    CHECK(loaded.tree.children[1].children.at(0).value == 4);
    CHECK(loaded.tree.children[0].label == "none");
    CHECK(loaded.words.size() == 2);
    CHECK(loaded.letter == 'x');
    CHECK(loaded.scratch == 9);
    CHECK(report.added == Names{"tree.label", "tree.children.label", "tree.children.children.label"});
    CHECK(report.retyped == Names{"mood", "moods"});
    CHECK(report.gone.empty());
    CHECK(report.sentence() == "5 values of its state kept. New: tree.children.children.label, tree.children.label, tree.label. "
                               "Of another type, so reset: mood, moods.");
}

TEST_CASE("no damaged byte does worse than an error or another value of the same type") {
    const std::string good = save_layout(sample());
    for (std::size_t at = 0; at < good.size(); ++at) {
        for (const unsigned change : {0x01U, 0x80U, 0xFFU}) {
            std::string bad = good;
            bad[at] = static_cast<char>(static_cast<unsigned char>(bad[at]) ^ change);
            for (const bool other_layout : {false, true}) {
                before::State same;
                after::State other;
                try {
                    other_layout ? load_layout(other, bad) : load_layout(same, bad);
                } catch (const asista::Failure&) {
                    CHECK(same == before::State{});
                }
            }
        }
    }
}

TEST_CASE("layouts that promise too much are refused") {
    after::State state;
    const auto with_layout = [](const std::string& layout) {
        const auto size = static_cast<std::uint32_t>(layout.size());
        std::string text = "ASL1";
        text.append(reinterpret_cast<const char*>(&size), sizeof size);
        return text + layout;
    };
    for (const char* layout : {"", "{}", "{a:i4", "{a:i3,}", "{a:#1;,}", "{a:(0)b,}", "{a:q,}", "{:i4,}{", "{a:(99999999999)b,}",
                               "{a:<x=,>,}", "{mood:(999999999)(999999999)b,}", "{a:[#0;,}"})
        CHECK_THROWS_AS(load_layout(state, with_layout(layout)), asista::Failure);
    CHECK_THROWS_AS(load_layout(state, with_layout("{a:" + std::string(100'000, '[') + "b,}")), asista::Failure);
    CHECK_THROWS_AS(load_layout(state, "{\"json\": 1}"), asista::Failure);

    // As deep as can be written, as deep as can be read.
    before::Node deep;
    for (int i = 0; i < 20; ++i) deep = before::Node{i, {deep}};
    before::Node loaded;
    load_layout(loaded, save_layout(deep));
    CHECK(loaded == deep);
    for (int i = 0; i < 50; ++i) deep = before::Node{i, {deep}};
    CHECK_THROWS_AS(save_layout(deep), asista::Failure);
}
