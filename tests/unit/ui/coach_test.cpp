// The coach page by pointer and keyboard: asking, streaming, branches, what goes along, and cards that nothing answers by accident.
#include "sample_coach.hpp"
#include "window_rig.hpp"

#include "wire/calls/coach.hpp"
#include "wire/calls/history.hpp"
#include "wire/calls/search.hpp"

using namespace asista;
using namespace asista::ui;

namespace {

struct CoachRig : WindowRig {
    calls::CoachRead::Reply talk = sample::coach_talk();
    explicit CoachRig(calls::CoachRead::Reply shown = sample::coach_talk(), const char* detail = "1") : talk(std::move(shown)) {
        sample::serve_coach(calls, [this] { return talk; });
        shell->set_page("coach", detail);
        settle();
    }
    void changed() {
        ++snapshot.coach_revision;
        settle();
    }
    bool shows(const std::string& label, std::optional<ItemRole> role = {}) {
        shell->listen(true);
        settle();
        const bool found = !find_items(shell->items(), {.label = label, .role = role}).empty();
        shell->listen(false);
        return found;
    }
};

} // namespace

TEST_CASE("Enter asks, Shift and Enter begins a line, and what cannot be sent goes back into the line") {
    CoachRig rig({}, "new");
    rig.type("How am I doing?");
    rig.key(ImGuiKey_Enter, ImGuiMod_Shift);
    rig.type("Honestly.");
    CHECK(rig.calls.count<calls::CoachSend>() == 0);
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::CoachSend>() == 1);
    CHECK(rig.calls.last<calls::CoachSend>().text == "How am I doing?\nHonestly.");
    CHECK(rig.calls.last<calls::CoachSend>().conversation == 0);

    rig.calls.refuse_last<calls::CoachSend>({Errc::over_limit, "there are 1000 conversations"});
    rig.settle();
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<calls::CoachSend>() == 2);
    rig.talk = sample::coach_talk();
    rig.calls.answer_last<calls::CoachSend>({1});
    rig.settle();
    CHECK(rig.calls.last<calls::CoachRead>().conversation == 1);
}

TEST_CASE("a table is shown as one, and copied as it was written") {
    CoachRig rig(sample::coach_tables());
    CHECK(rig.shows("Evening"));
    CHECK(rig.shows("Satisfaction"));
    CHECK_FALSE(rig.shows("|"));
    rig.key(ImGuiKey_Escape);
    rig.shell->listen(true);
    rig.settle();
    const auto tree = rig.shell->items();
    const auto all = find_items(tree, {.label = "Copy", .exact = true, .role = ItemRole::button});
    REQUIRE(all.size() == 2); // the question's, the answer's
    const auto& seen = tree.items[all.back()].seen;
    rig.click(seen.x + seen.width / 2, seen.y + seen.height / 2);
    CHECK(std::string(ImGui::GetClipboardText()) == rig.talk.messages[1].text);
}

TEST_CASE("an answer streams in, is parsed when it grew, and can be stopped") {
    auto talk = sample::coach_talk();
    auto writing = sample::coach_message(4, calls::CoachRole::coach, "");
    writing.state = calls::CoachState::writing;
    talk.messages.push_back(writing);
    talk.stream = 5;
    CoachRig rig(talk);
    CHECK(rig.shell->animating()); // waiting shows
    REQUIRE(rig.calls.listeners.contains(5));
    const auto before = rig.vertices;

    const calls::AiChunk::Request chunk{5, "Well **enough**."};
    rig.calls.listeners[5](&chunk, nullptr);
    rig.settle();

    CHECK_FALSE(rig.shell->animating());
    CHECK(rig.vertices != before);
    rig.click({.label = "Stop", .role = ItemRole::button});
    CHECK(rig.calls.last<calls::CoachStop>().conversation == 1);
    const auto reads = rig.calls.count<calls::CoachRead>();
    const calls::AiDone::Request done{5, 0, "", "offline coach"};
    rig.calls.listeners[5](nullptr, &done);
    rig.settle();
    CHECK(rig.calls.count<calls::CoachRead>() == reads + 1);
}

TEST_CASE("versions, answering again and editing say which message they mean") {
    CoachRig rig;
    rig.click({.label = "The version after"});
    CHECK(rig.calls.last<calls::CoachChoose>().message == 11);
    rig.click({.label = "Answer again"});
    CHECK(rig.calls.last<calls::CoachRetry>().message == 2);
    rig.click({.label = "Edit and ask again", .nth = 0});
    rig.type(" Please.");
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.last<calls::CoachSend>().instead_of == 1);
    CHECK(rig.calls.last<calls::CoachSend>().conversation == 1);
    CHECK(rig.calls.last<calls::CoachSend>().contexts == std::vector{calls::CoachContextKind::tasks});
    rig.click({.label = "Copy this code"});
    CHECK(std::string(ImGui::GetClipboardText()) == "Tuesday  report, first half\nFriday   report, second half");
}

TEST_CASE("a chip goes along once, or with every message once it is kept, and shows what is sent") {
    CoachRig rig;
    const ItemQuery week{.label = "This week", .controls_only = true};
    const auto ask = [&rig] {
        rig.click({.label = "Ask the coach"});
        rig.type("And now?");
        rig.key(ImGuiKey_Enter);
        rig.calls.answer_last<calls::CoachSend>({1});
        rig.settle();
        return rig.calls.last<calls::CoachSend>();
    };
    rig.click(week);
    auto sent = ask();
    CHECK(sent.contexts == std::vector{calls::CoachContextKind::week});
    CHECK(sent.kept == 0);
    CHECK(ask().contexts.empty());

    rig.click(week);
    rig.click(week); // what it holds
    CHECK(rig.calls.last<calls::CoachLook>().kind == calls::CoachContextKind::week);
    rig.click({.label = "With every message from now on"});
    sent = ask();
    CHECK(sent.kept == 1U << 3);
    CHECK(ask().contexts == std::vector{calls::CoachContextKind::week});
}

TEST_CASE("a card is deaf for its first moments and is answered by its buttons or its keys, never by Enter in the line") {
    CoachRig rig;
    rig.talk = sample::coach_asks();
    ++rig.snapshot.coach_revision;
    rig.frames(3);
    rig.key(ImGuiKey_Y, ImGuiMod_Ctrl);
    CHECK(rig.calls.count<calls::CoachDecide>() == 0);
    rig.settle();
    rig.click({.label = "Approve"});
    REQUIRE(rig.calls.count<calls::CoachDecide>() == 1);
    CHECK(rig.calls.last<calls::CoachDecide>().call == 7);
    CHECK(rig.calls.last<calls::CoachDecide>().approve);
    rig.click({.label = "Decline"}); // it was answered: until the core says what came of it nothing more is sent
    CHECK(rig.calls.count<calls::CoachDecide>() == 1);

    auto done = sample::coach_done().messages[3].calls[0];
    rig.talk = sample::coach_done();
    rig.calls.answer_last<calls::CoachDecide>(done);
    rig.changed();
    rig.click({.label = "Undo", .nth = 0});
    CHECK(rig.calls.last<calls::UndoChange>().change == 31);
    rig.click({.label = "Try again"});
    CHECK(rig.calls.last<calls::CoachRetry>().message == 5);
}

TEST_CASE("the list searches, renames and removes with a way back") {
    CoachRig rig;
    rig.click({.label = "Learning the cello again", .role = ItemRole::link});
    CHECK(rig.calls.last<calls::CoachRead>().conversation == 3);
    rig.click({.label = "Search conversations", .role = ItemRole::field});
    rig.type("cello");
    CHECK(rig.calls.last<calls::SearchFind>().text == "cello");
    calls::SearchFind::Reply found;
    found.hits.resize(2);
    found.hits[0].title = "A task about a cello";
    found.hits[1].kind = calls::SearchKind::conversation;
    found.hits[1].id = 3;
    found.hits[1].title = "Learning the cello again";
    rig.calls.answer_last<calls::SearchFind>(found);
    rig.settle();
    CHECK_FALSE(rig.shows("A task about a cello"));
    CHECK_FALSE(rig.shows("A quiet plan"));
    rig.click({.label = "Rename or remove"});
    rig.click({.label = "Remove"});
    rig.settle();
    CHECK_FALSE(rig.shows("Learning the cello again", ItemRole::link)); // the toast names it
    CHECK(rig.calls.count<calls::CoachErase>() == 0);
    rig.frames(30, 0.5); // until the toast has left
    CHECK(rig.calls.last<calls::CoachErase>().conversation == 3);
}

TEST_CASE("of a thousand messages those in sight are drawn, and a frame at rest costs what they cost") {
    auto talk = sample::coach_talk();
    talk.messages.clear();
    for (std::uint64_t i = 1; i <= 100; ++i)
        talk.messages.push_back(sample::coach_message(900 + i, i % 2 == 1 ? calls::CoachRole::person : calls::CoachRole::coach,
                                                      "Message " + std::to_string(i) + std::string(i % 7 * 40, 'w')));
    talk.above = 900;
    CoachRig rig(talk);
    rig.settle();
    const auto reads = rig.calls.count<calls::CoachRead>();
    const auto few = rig.vertices;
    rig.frames(20);
    CHECK(rig.calls.count<calls::CoachRead>() == reads); // the end is in sight: nothing above is read
    CHECK_FALSE(rig.shell->animating());
    CHECK(rig.vertices == few);
    auto more = talk;
    more.messages.erase(more.messages.begin(), more.messages.begin() + 60);
    CoachRig small(more);
    CHECK(small.vertices < few + 4'000);
    CHECK(few < small.vertices + 4'000);
}
