// A text that waits to be sent: the person sees all of it, and decides.
#include "sample_ai.hpp"
#include "window_rig.hpp"

#include <algorithm>
#include <string>

using namespace asista;
using namespace asista::ui;
using calls::AiAnswerPreview;

namespace {

struct SendRig : WindowRig {
    SendRig() {
        settle();
        snapshot.send_questions = sample::send_questions();
        ++snapshot.revision;
    }
    void over(std::uint64_t id) {
        std::erase_if(snapshot.send_questions, [id](const SendQuestion& question) { return question.id == id; });
        ++snapshot.revision;
        frames(2);
    }
    bool shows(std::string_view text) {
        shell->listen(true);
        settle();
        const auto tree = shell->items();
        shell->listen(false);
        return std::any_of(tree.items.begin(), tree.items.end(), [text](const TreeItem& item) {
            return item.label.find(text) != std::string::npos || item.value.find(text) != std::string::npos;
        });
    }
};
const ItemQuery send_button{.label = "Send", .exact = true, .role = ItemRole::button};
const ItemQuery keep_button{.label = "Don't send", .exact = true, .role = ItemRole::button};

} // namespace

TEST_CASE("a text is shown whole with whom it goes to, which data it may hold and what it costs, and the next follows") {
    SendRig rig;
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    for (const auto* text : {"Motivation wants to send this to Claude", "claude-sonnet-4-5 at api.anthropic.com",
                             "What it wrote; it may read tasks, habits", "about 96 tokens; 0.0034 USD at most with the answer",
                             "Reply to the landlord", "You see the first one"})
        CHECK_MESSAGE(rig.shows(text), text);
    CHECK(rig.calls.count<AiAnswerPreview>() == 0);
    rig.click(send_button);
    REQUIRE(rig.calls.count<AiAnswerPreview>() == 1);
    CHECK(rig.calls.last<AiAnswerPreview>().question == 41);
    CHECK(rig.calls.last<AiAnswerPreview>().send);
    rig.settle();
    CHECK(rig.shows("The coach wants to send this to Claude"));
    CHECK(rig.shows("You see each one"));
    rig.over(41);
    rig.click(keep_button);
    CHECK(rig.calls.last<AiAnswerPreview>().question == 42);
    CHECK_FALSE(rig.calls.last<AiAnswerPreview>().send);
    rig.over(42);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    CHECK(rig.calls.count<AiAnswerPreview>() == 2);
}

TEST_CASE("neither Escape nor Enter nor a hasty click sends a text") {
    SendRig rig;
    const double shown_s = rig.time_s;
    while (rig.time_s - shown_s < 0.4) {
        rig.key(ImGuiKey_Enter);
        rig.key(ImGuiKey_Space);
    }
    CHECK(rig.calls.count<AiAnswerPreview>() == 0);
    rig.settle();
    rig.key(ImGuiKey_Enter);
    CHECK(rig.calls.count<AiAnswerPreview>() == 0);
    rig.key(ImGuiKey_Tab); // to the answer that changes nothing
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<AiAnswerPreview>() == 1);
    CHECK_FALSE(rig.calls.last<AiAnswerPreview>().send);
    rig.over(41);
    rig.settle();
    rig.key(ImGuiKey_Escape);
    REQUIRE(rig.calls.count<AiAnswerPreview>() == 2);
    CHECK_FALSE(rig.calls.last<AiAnswerPreview>().send);
}

TEST_CASE("a text that nobody waits for any more goes from the screen, and one whose answer was not taken comes again") {
    SendRig rig;
    rig.settle();
    rig.over(41);
    rig.settle();
    CHECK(rig.shows("The coach wants to send this"));
    rig.click(send_button);
    rig.calls.refuse_last<AiAnswerPreview>({Errc::io, "the disk is full"});
    rig.settle();
    CHECK(rig.shows("Your answer was not taken"));
    CHECK(rig.shows("The coach wants to send this"));
    rig.over(42);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}
