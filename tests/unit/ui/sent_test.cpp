// The page "What was sent": the ledger of requests, read in pieces.
#include "sample_ai.hpp"
#include "window_rig.hpp"

#include <algorithm>
#include <string>

using namespace asista;
using namespace asista::ui;
using calls::AiLedger;
using calls::AiLedgerText;
using calls::AiSettings;

namespace {

struct SentRig : WindowRig {
    explicit SentRig(const calls::AiLedger::Reply& ledger = sample::ai_ledger()) {
        shell->set_page("sent");
        settle();
        REQUIRE(calls.count<AiLedger>() == 1);
        calls.answer_last<AiSettings>(sample::ai_settings());
        calls.answer_last<AiLedger>(ledger);
        settle();
    }
};

calls::AiLedger::Reply many(std::int64_t newest, std::int64_t oldest, bool more) {
    calls::AiLedger::Reply reply;
    for (auto id = newest; id >= oldest; --id)
        reply.entries.push_back(sample::ai_sent(id, sample::at(9, 0) - (newest - id) * 60'000, "", false, {"habits"}));
    reply.more = more;
    return reply;
}

} // namespace

TEST_CASE("the trust page leads to what was sent") {
    WindowRig rig;
    rig.shell->set_page("trust");
    rig.settle();
    rig.click(ItemQuery{.label = "What was sent", .role = ItemRole::button});
    CHECK(rig.shell->page() == "sent");
}

TEST_CASE("each request says who, to whom and what it cost, where that is known") {
    SentRig rig;
    CHECK(rig.shows("Coach to Claude, 9:38"));
    CHECK(rig.shows("Motivation to Ollama, 9:12"));
    CHECK(rig.shows("0.0131 USD"));
    CHECK(rig.shows("not known"));
    CHECK(rig.shows("api.anthropic.com has too much to do (529)."));
}

TEST_CASE("nothing sent is said so, with the way to who answers") {
    SentRig rig(calls::AiLedger::Reply{});
    CHECK(rig.shows("Nothing was sent"));
    rig.click(ItemQuery{.label = "Who answers the coach", .role = ItemRole::button});
    CHECK(rig.shell->page() == "settings");
}

TEST_CASE("a ledger that cannot be read says why, and is read again on request") {
    WindowRig rig;
    rig.shell->set_page("sent");
    rig.settle();
    rig.calls.refuse_last<AiLedger>({Errc::io, "the disk cannot be read"});
    rig.settle();
    CHECK(rig.calls.count<AiLedger>() == 1); // not again and again by itself
    rig.click(ItemQuery{.label = "Try again"});
    CHECK(rig.calls.count<AiLedger>() == 2);
}

TEST_CASE("a row opens all that was said, which can be copied") {
    SentRig rig;
    rig.click(ItemQuery{.label = "Coach to Claude, 9:38"});
    REQUIRE(rig.shell->modal_open());
    REQUIRE(rig.calls.count<AiLedgerText>() == 1);
    CHECK(rig.calls.last<AiLedgerText>().id == 16);
    rig.calls.answer_last<AiLedgerText>(sample::ai_text());
    rig.click(ItemQuery{.label = "Copy what was sent", .role = ItemRole::button});
    CHECK(std::string(ImGui::GetClipboardText()) == sample::ai_text().sent);
    const ItemQuery received{.label = "Received", .role = ItemRole::field};
    const auto said = [&] {
        const auto items = rig.tree();
        const auto found = find_item(items, received);
        REQUIRE_MESSAGE(found, (found ? std::string() : found.error().message));
        return items.items[*found].value;
    };
    const auto before = said();
    CHECK(before.find("it takes five minutes and is off your mind.") != std::string::npos);
    rig.click(received);
    rig.type("x"); // it is to be read
    CHECK(said() == before);
    rig.key(ImGuiKey_Escape);
    rig.key(ImGuiKey_Escape);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("a text that is gone is said to be, before or after asking for it") {
    SentRig rig;
    rig.click(ItemQuery{.label = "Coach to Claude, 17:02"});
    CHECK(rig.calls.count<AiLedgerText>() == 0);
    CHECK(rig.shows("Its text is not kept any more."));
    rig.key(ImGuiKey_Escape);
    rig.settle();
    rig.click(ItemQuery{.label = "Coach to Claude, 9:38"});
    REQUIRE(rig.calls.count<AiLedgerText>() == 1);
    rig.calls.refuse_last<AiLedgerText>({Errc::not_found, "no text"});
    CHECK(rig.shows("Its text is not kept any more."));
}

TEST_CASE("the list is filtered by words and by who asked") {
    SentRig rig;
    rig.click(ItemQuery{.label = "Search provider, model, data", .role = ItemRole::field});
    rig.type("TASKS Ollama");
    CHECK(rig.shows("Motivation to Ollama, 9:12"));
    CHECK_FALSE(rig.shows("Coach to Claude"));
    CHECK_FALSE(rig.shows("Motivation to Ollama, 18:31")); // none of the person's data
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.type("zzz");
    CHECK(rig.shows("No request has these words."));
    rig.key(ImGuiKey_A, ImGuiMod_Ctrl);
    rig.key(ImGuiKey_Backspace);

    rig.click(ItemQuery{.label = "Coach and plugins"});
    rig.click(ItemQuery{.label = "Motivation", .exact = true, .nth = 0});
    CHECK(rig.shows("Motivation to Ollama, 9:12"));
    CHECK_FALSE(rig.shows("Coach to Claude"));
}

TEST_CASE("older requests are read when the end of the list is near, a piece at a time") {
    SentRig rig(many(300, 201, true));
    CHECK(rig.calls.count<AiLedger>() == 1); // what is in sight is there
    ImGui::GetIO().AddMousePosEvent(800, 600);
    ImGui::GetIO().AddMouseWheelEvent(0, -1000);
    rig.settle();
    REQUIRE(rig.calls.count<AiLedger>() == 2);
    CHECK(rig.calls.last<AiLedger>().before == 201);
    rig.settle();
    CHECK(rig.calls.count<AiLedger>() == 2);
    rig.calls.answer_last<AiLedger>(many(200, 150, false));
    ImGui::GetIO().AddMouseWheelEvent(0, -1000);
    rig.settle();
    CHECK(rig.calls.count<AiLedger>() == 2); // that was all

    // The newest again, while something changes: what is older stays.
    rig.frames(2, 6);
    ++rig.snapshot.revision;
    rig.settle();
    REQUIRE(rig.calls.count<AiLedger>() == 3);
    CHECK(rig.calls.last<AiLedger>().before == 0);
    rig.calls.answer_last<AiLedger>(many(301, 202, true));
    rig.settle();
    CHECK(rig.calls.count<AiLedger>() == 3);
    rig.click(ItemQuery{.label = "Search provider, model, data", .role = ItemRole::field});
    rig.settle();
    CHECK(rig.calls.count<AiLedger>() == 3);
}

TEST_CASE("a filter that leaves little in sight reads on until it is filled or all is known") {
    SentRig rig(many(300, 201, true));
    rig.click(ItemQuery{.label = "Search provider, model, data", .role = ItemRole::field});
    rig.type("ollama");
    rig.settle();
    REQUIRE(rig.calls.count<AiLedger>() == 2);
    CHECK(rig.calls.last<AiLedger>().before == 201);
    CHECK(rig.calls.last<AiLedger>().most == 500);
    calls::AiLedger::Reply older;
    older.entries = {sample::ai_sent(5, sample::at(7, 0), "", true, {})};
    rig.calls.answer_last<AiLedger>(older);
    CHECK(rig.shows("Coach to Ollama, 7:00"));
    CHECK(rig.calls.count<AiLedger>() == 2);
}

TEST_CASE("the keyboard opens a request") {
    SentRig rig;
    for (int i = 0; i < 60 && !rig.shell->modal_open(); ++i) {
        rig.key(ImGuiKey_Tab);
        const auto items = rig.tree();
        const bool on_row = std::any_of(items.items.begin(), items.items.end(), [](const TreeItem& item) {
            return item.is(items::state::focused) && item.label == "Coach to Claude, 9:38";
        });
        if (on_row) rig.key(ImGuiKey_Enter);
    }
    CHECK(rig.shell->modal_open());
    CHECK(rig.calls.last<AiLedgerText>().id == 16);
}
