#include "window_rig.hpp"

#include "ui/trust_gate.hpp"
#include "ui/trust_words.hpp"

using namespace asista;
using namespace asista::ui;
using calls::Grant;
using Answer = calls::PermissionsAnswer::Answer;

namespace {

// The window with Weather's question about the calendar in front, and Calendar Sync's behind it.
struct AskedRig : WindowRig {
    AskedRig() {
        settle();
        snapshot.permission_questions = sample::questions(snapshot);
        ++snapshot.revision;
    }
    void answered(std::uint64_t id) {
        std::erase_if(snapshot.permission_questions, [id](const PermissionQuestion& question) { return question.id == id; });
        ++snapshot.revision;
        frames(2);
    }
};
constexpr float allow_x = 902, deny_x = 818, later_x = 709, buttons_y = 404;

} // namespace

TEST_CASE("a gate opens half a second after something came up, and anew when it was away") {
    TrustGate gate;
    CHECK_FALSE(gate.listens(1, 10));
    for (int i = 1; i <= 5; ++i) {
        gate.begin_frame();
        CHECK(gate.listens(1, 10 + 0.1 * i) == (i == 5));
    }
    gate.begin_frame();
    CHECK(gate.listens(1, 10.6));
    CHECK_FALSE(gate.listens(2, 10.6)); // another one waits for itself
    CHECK(*gate.opens_in_s(10.7) == doctest::Approx(0.4));
    gate.begin_frame();
    gate.begin_frame();
    CHECK_FALSE(gate.listens(1, 20));
}

TEST_CASE("a permission is asked for once, allowed by a click, and the next question follows") {
    AskedRig rig;
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);

    rig.click(allow_x, buttons_y);
    REQUIRE(rig.calls.count<calls::PermissionsAnswer>() == 1);
    CHECK(rig.calls.last<calls::PermissionsAnswer>().question == 1);
    CHECK(rig.calls.last<calls::PermissionsAnswer>().answer == Answer::allow);
    // The one behind it comes up, though the snapshot still holds the first.
    rig.settle();
    CHECK(rig.shell->modal_open());
    CHECK(rig.calls.count<calls::PermissionsShown>() == 2); // each once, as it comes up
    CHECK(rig.calls.last<calls::PermissionsShown>().question == 2);
    rig.answered(1);
    rig.key(ImGuiKey_Escape);
    CHECK(rig.calls.last<calls::PermissionsAnswer>().question == 2);
    CHECK(rig.calls.last<calls::PermissionsAnswer>().answer == Answer::later);
    rig.answered(2);
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 2);
}

TEST_CASE("the three answers are what they say") {
    struct Row {
        float x;
        Answer answer;
    };
    for (const Row& row : {Row{allow_x, Answer::allow}, Row{deny_x, Answer::deny}, Row{later_x, Answer::later}}) {
        AskedRig rig;
        rig.settle();
        rig.click(row.x, buttons_y);
        REQUIRE(rig.calls.count<calls::PermissionsAnswer>() == 1);
        CHECK(rig.calls.last<calls::PermissionsAnswer>().answer == row.answer);
    }
}

TEST_CASE("clicks and keys of the first half second answer nothing") {
    AskedRig rig;
    const double shown_s = rig.time_s;
    ImGui::GetIO().AddMousePosEvent(allow_x, buttons_y);
    while (rig.time_s - shown_s < 0.4) { // about three clicks and as many keys
        rig.click(allow_x, buttons_y);
        rig.key(ImGuiKey_Escape);
        rig.key(ImGuiKey_Enter);
        rig.key(ImGuiKey_Space);
    }
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);

    // A press that began too early does not count when it ends in time.
    AskedRig slow;
    slow.frames(2);
    ImGui::GetIO().AddMousePosEvent(allow_x, buttons_y);
    slow.frames(2);
    ImGui::GetIO().AddMouseButtonEvent(0, true);
    slow.settle();
    ImGui::GetIO().AddMouseButtonEvent(0, false);
    slow.frames(3);
    CHECK(slow.calls.count<calls::PermissionsAnswer>() == 0);
    slow.click(allow_x, buttons_y);
    CHECK(slow.calls.count<calls::PermissionsAnswer>() == 1);
}

TEST_CASE("a key that is held since before the question came up answers nothing, however long and whenever it is let go") {
    for (const ImGuiKey held : {ImGuiKey_Enter, ImGuiKey_KeypadEnter, ImGuiKey_Space, ImGuiKey_Escape}) {
        for (const int tabs : {0, 2}) { // the keyboard walks the page, or not
            INFO(ImGui::GetKeyName(held), " ", tabs);
            AskedRig rig;
            const auto questions = std::exchange(rig.snapshot.permission_questions, {});
            ++rig.snapshot.revision;
            rig.frames(3);
            for (int i = 0; i < tabs; ++i) rig.key(ImGuiKey_Tab);
            ImGui::GetIO().AddKeyEvent(held, true);
            rig.frames(2);
            rig.snapshot.permission_questions = questions;
            ++rig.snapshot.revision;
            rig.frames(120); // two seconds: key repeat included
            REQUIRE(rig.shell->modal_open());
            ImGui::GetIO().AddKeyEvent(held, false);
            rig.frames(3);
            CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);
            CHECK(rig.shell->modal_open());
        }
    }
}

TEST_CASE("a plugin that opens links without end asks a few times, not for ever") {
    WindowRig rig;
    rig.settle();
    int refused = 0;
    for (int i = 0; i < 50; ++i)
        rig.shell->ask_open_url("Weather", "https://weather.example", [&](bool yes) { refused += yes ? 0 : 1; });
    CHECK(refused == 46);
    for (int i = 0; i < 4; ++i) {
        rig.settle();
        CHECK(rig.shell->modal_open());
        rig.key(ImGuiKey_Escape);
    }
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    CHECK(refused == 50);
}

TEST_CASE("the window wakes when a question begins to listen") {
    AskedRig rig;
    rig.frames(12);
    const auto wake = rig.shell->wake_in_s(rig.time_s);
    REQUIRE(wake.has_value());
    CHECK(*wake < 0.5);
    rig.settle();
    CHECK_FALSE(rig.shell->wake_in_s(rig.time_s).has_value());
}

TEST_CASE("Enter alone never allows, the keyboard reaches every answer") {
    AskedRig rig;
    rig.settle();
    rig.key(ImGuiKey_Enter);
    rig.key(ImGuiKey_Space);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);
    rig.key(ImGuiKey_Tab); // the answer that changes nothing
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::PermissionsAnswer>() == 1);
    CHECK(rig.calls.last<calls::PermissionsAnswer>().answer == Answer::later);

    // Who walks by keyboard is not put on "Allow" either.
    AskedRig walking;
    walking.snapshot.permission_questions.clear();
    walking.settle();
    walking.key(ImGuiKey_Tab);
    walking.key(ImGuiKey_Tab);
    walking.snapshot.permission_questions = sample::questions(walking.snapshot);
    ++walking.snapshot.revision;
    walking.settle();
    walking.key(ImGuiKey_Enter);
    if (walking.calls.count<calls::PermissionsAnswer>() == 1)
        CHECK(walking.calls.last<calls::PermissionsAnswer>().answer == Answer::later);

    AskedRig deny;
    deny.settle();
    std::vector<Answer> reached;
    for (int tabs = 1; tabs <= 3; ++tabs) {
        AskedRig one;
        one.settle();
        for (int i = 0; i < tabs; ++i) one.key(ImGuiKey_Tab);
        one.key(ImGuiKey_Enter);
        REQUIRE(one.calls.count<calls::PermissionsAnswer>() == 1);
        reached.push_back(one.calls.last<calls::PermissionsAnswer>().answer);
    }
    std::ranges::sort(reached);
    CHECK(reached == std::vector{Answer::allow, Answer::deny, Answer::later});
}

TEST_CASE("a question whose plugin goes away closes without an answer, and the window is usable") {
    AskedRig rig;
    rig.settle();
    rig.snapshot.permission_questions.clear();
    ++rig.snapshot.revision;
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);
    rig.click(60, 119);
    CHECK(rig.shell->page() == "tasks");
}

TEST_CASE("a question waits while another one is open") {
    WindowRig rig;
    rig.settle();
    rig.shell->review_plugin("ai.asista.calendar-sync");
    rig.settle();
    rig.snapshot.permission_questions = sample::questions(rig.snapshot);
    ++rig.snapshot.revision;
    rig.settle();
    rig.key(ImGuiKey_Escape); // the review
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);
    rig.settle();
    CHECK(rig.shell->modal_open());
    rig.key(ImGuiKey_Escape);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 1);
}

TEST_CASE("a plugin's question does not come up over what the person types") {
    WindowRig rig;
    rig.settle();
    rig.key(ImGuiKey_K, ImGuiMod_Ctrl);
    rig.snapshot.permission_questions = sample::questions(rig.snapshot);
    ++rig.snapshot.revision;
    rig.settle();
    rig.type("goals");
    rig.key(ImGuiKey_Enter);
    rig.settle();
    CHECK(rig.shell->page() == "goals"); // the palette kept the keyboard
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);
    CHECK(rig.shell->modal_open()); // now it is asked
    rig.key(ImGuiKey_Escape);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 1);
}

TEST_CASE("one link after the other is asked about anew, each deaf at first") {
    WindowRig rig;
    rig.settle();
    int opened = 0;
    for (int i = 0; i < 2; ++i)
        rig.shell->ask_open_url("Weather", "https://weather.example", [&](bool yes) { opened += yes ? 1 : 0; });
    rig.settle();
    for (int i = 0; i < 2; ++i) rig.key(ImGuiKey_Tab);
    rig.key(ImGuiKey_Enter); // Open
    CHECK(opened == 1);
    for (int i = 0; i < 3; ++i) {
        rig.key(ImGuiKey_Tab);
        rig.key(ImGuiKey_Enter); // the second has just come up: it hears nothing
    }
    CHECK(opened == 1);
    CHECK(rig.shell->modal_open());
}

TEST_CASE("the trust page sets a grant at once, each of the three") {
    WindowRig rig;
    rig.shell->set_page("trust");
    rig.settle();
    REQUIRE(rig.calls.count<calls::AuditList>() == 1);
    rig.calls.answer_last<calls::AuditList>(sample::audit());
    rig.settle();

    rig.click(790, 236); // "Allow" of Focus timer's notifications
    REQUIRE(rig.calls.count<calls::PermissionsSet>() == 1);
    auto set = rig.calls.last<calls::PermissionsSet>();
    CHECK(set.plugin == "ai.asista.focus");
    CHECK(set.permission == "notifications:send");
    CHECK(set.grant == Grant::granted);
    rig.click(888, 236); // "Deny"
    CHECK(rig.calls.last<calls::PermissionsSet>().grant == Grant::denied);
}

TEST_CASE("a needed permission taken away can be given back from the toast") {
    WindowRig rig;
    std::erase_if(rig.snapshot.plugins, [](const PluginView& plugin) { return plugin.id != "ai.asista.motivation"; });
    rig.shell->set_page("trust");
    rig.settle();
    rig.click(898, 236); // the switch of "Read your tasks"
    REQUIRE(rig.calls.count<calls::PermissionsSet>() == 1);
    CHECK(rig.calls.last<calls::PermissionsSet>().permission == "tasks:read");
    CHECK(rig.calls.last<calls::PermissionsSet>().grant == Grant::denied);
    rig.settle();
    rig.click(1365, 836); // Undo
    CHECK(rig.calls.count<calls::PermissionsSet>() == 2);
    CHECK(rig.calls.last<calls::PermissionsSet>().grant == Grant::granted);
}

TEST_CASE("an update that asks for more is agreed to with what it needs on top of what was given") {
    WindowRig rig;
    rig.shell->set_page("trust");
    rig.settle();
    rig.shell->review_update("ai.asista.journal");
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    for (int i = 0; i < 2; ++i) rig.key(ImGuiKey_Tab); // Not now, Update
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::PluginSetGrants>() == 1);
    const auto sent = rig.calls.last<calls::PluginSetGrants>();
    CHECK(sent.granted == std::vector<std::string>{"storage:unlimited", "ai:analyze"});
    REQUIRE(sent.shown.size() == 1); // what is new, as it was shown
    CHECK(sent.shown[0].id == "ai:analyze");

    // By then it asked for more: the review comes up again with that, and says so.
    rig.snapshot.plugins[2].update->more.push_back(sample::permission("network", true, Grant::ask));
    rig.snapshot.plugins[2].update->more[1].hosts = {"api.example.com"};
    ++rig.snapshot.revision;
    rig.calls.refuse_last<calls::PluginSetGrants>({Errc::invalid, "it asks for something else"});
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    for (int i = 0; i < 2; ++i) rig.key(ImGuiKey_Tab);
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::PluginSetGrants>() == 2);
    CHECK(rig.calls.last<calls::PluginSetGrants>().shown[1].hosts == std::vector<std::string>{"api.example.com"});
    rig.calls.refuse_last<calls::PluginSetGrants>({Errc::not_found, "it is not installed"}); // nothing left to ask about
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("a question that changes under the pointer is a new one: deaf at first") {
    AskedRig rig;
    auto& asked = rig.snapshot.permission_questions[0].permission;
    rig.settle();
    asked.reason.back() = '!'; // as long as before: the buttons stay where they are
    ++rig.snapshot.revision;
    rig.click(allow_x, buttons_y);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 0);
    rig.settle();
    rig.click(allow_x, buttons_y);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 1);
}

TEST_CASE("an answer that was not taken is asked for again, with the reason") {
    AskedRig rig;
    rig.snapshot.permission_questions.pop_back();
    rig.snapshot.permission_questions[0].permission.hosts = {"api.example.com"};
    rig.settle();
    rig.click(allow_x, buttons_y);
    REQUIRE(rig.calls.count<calls::PermissionsAnswer>() == 1);
    CHECK(rig.calls.last<calls::PermissionsAnswer>().hosts == std::vector<std::string>{"api.example.com"});
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
    rig.calls.refuse_last<calls::PermissionsAnswer>({Errc::io, "the disk is full"});
    rig.settle();
    REQUIRE(rig.shell->modal_open());
    rig.click(allow_x, buttons_y);
    CHECK(rig.calls.count<calls::PermissionsAnswer>() == 2);
    rig.calls.refuse_last<calls::PermissionsAnswer>({Errc::not_found, "question 1 is not open any more"});
    rig.settle();
    CHECK_FALSE(rig.shell->modal_open());
}

TEST_CASE("the audit log is read by pages and saved under a name that is free") {
    WindowRig rig;
    rig.shell->set_page("trust");
    rig.settle();
    auto page = sample::audit();
    while (page.entries.size() < 100) {
        page.entries.push_back(page.entries.back());
        --page.entries.back().id;
    }
    const auto oldest = page.entries.back().id;
    rig.calls.answer_last<calls::AuditList>(page);
    rig.settle();
    CHECK(rig.calls.last<calls::AuditList>().before == 0);
    ImGui::GetIO().AddMousePosEvent(1200, 600);
    ImGui::GetIO().AddMouseWheelEvent(0, -400);
    rig.settle();
    rig.click(1183, 828); // "Show more" at the end of the list
    REQUIRE(rig.calls.count<calls::AuditList>() == 2);
    CHECK(rig.calls.last<calls::AuditList>().before == oldest);

    rig.click(1381, 370); // the export
    REQUIRE(rig.calls.count<calls::FilesList>() == 1);
    calls::FilesList::Reply places;
    places.places = {{"Home", "house", "/home/ada"}, {"Documents", "file", "/home/ada/Documents"}};
    rig.calls.answer_last<calls::FilesList>(places);
    CHECK(rig.calls.last<calls::AuditExport>().path == "/home/ada/Documents/asista-audit-2026-11-22.jsonl");
    const auto busy = std::exchange(rig.calls.sent.back().done, nullptr);
    busy(fail(Errc::busy, "it exists"));
    CHECK(rig.calls.last<calls::AuditExport>().path == "/home/ada/Documents/asista-audit-2026-11-22-2.jsonl");
    rig.calls.answer_last<calls::AuditExport>({213});
    rig.frames(2);
    CHECK(rig.shell->wake_in_s(rig.time_s).has_value()); // a toast says where it went
}

TEST_CASE("a host of one's own is added and taken back") {
    WindowRig rig;
    std::erase_if(rig.snapshot.plugins, [](const PluginView& plugin) { return plugin.id != "org.example.weather"; });
    rig.shell->set_page("trust");
    rig.settle();
    rig.click(745, 284); // "Add a host"
    rig.settle();
    rig.type("nas.local");
    rig.key(ImGuiKey_Enter);
    REQUIRE(rig.calls.count<calls::PluginAllowHost>() == 1);
    CHECK(rig.calls.last<calls::PluginAllowHost>().host == "nas.local");
    CHECK(rig.calls.last<calls::PluginAllowHost>().allowed);
    rig.settle();
    rig.click(560, 284); // the own one
    CHECK(rig.calls.last<calls::PluginAllowHost>().host == "192.168.1.20:8123");
    CHECK_FALSE(rig.calls.last<calls::PluginAllowHost>().allowed);
}

TEST_CASE("idle grants and uses in words") {
    auto permission = sample::permission("tasks:read", false, Grant::granted);
    permission.answered_at = sample::now - 3'600'000;
    CHECK(words::idle(permission, sample::now) == words::Idle::no);
    CHECK(words::use_line(permission, sample::now) == "Not used yet");
    permission.answered_at = sample::now - 31 * 86'400'000LL;
    CHECK(words::idle(permission, sample::now) == words::Idle::never);
    permission.use_count = 1;
    permission.last_used_at = sample::now - 30 * 86'400'000LL;
    CHECK(words::idle(permission, sample::now) == words::Idle::thirty_days);
    permission.last_used_at = sample::now - 60'000;
    CHECK(words::idle(permission, sample::now) == words::Idle::no);
    CHECK(words::use_line(permission, sample::now) == "Used 1 time, last 1 min ago");
    permission.grant = Grant::denied;
    permission.last_used_at = 1;
    CHECK(words::idle(permission, sample::now) == words::Idle::no); // nothing to take back
    CHECK(words::permission_wish("tasks:read") == "read your tasks");
    CHECK(words::permission_wish("x:y") == "do \"x:y\"");
    CHECK(words::host_list({"a", "b", "c"}) == "Only a, b and c.");
}

TEST_CASE("the audit log in words") {
    const auto words_of = [](std::string action, std::string subject) {
        calls::AuditEntry entry;
        entry.action = std::move(action);
        entry.subject = std::move(subject);
        return words::audit_action(entry);
    };
    CHECK(words_of("tasks.list", "tasks:read") == "Read your tasks");
    CHECK(words_of("http.fetch", "api.example") == "Use the internet: api.example");
    CHECK(words_of("granted", "tasks:write") == "You allowed it to change your tasks");
    CHECK(words_of("put off", "calendar:read") == "You decide later: read your calendar");
    CHECK(words_of("crashed", "It crashed while drawing.") == "It crashed while drawing.");
    CHECK(words_of("host allowed", "nas.local") == "You allowed a host: nas.local");
    CHECK(words_of("something.new", "") == "something.new"); // better than a guess
}

TEST_CASE("a crash says where, once") {
    PluginView plugin;
    plugin.reason = "it crashed while drawing. Nothing else was affected.";
    CHECK(words::crash_text(plugin) == "It crashed while drawing. Nothing else was affected.");
    plugin.crashes = {sample::crash(sample::now, "forecast.cpp line 88")};
    CHECK(words::crash_text(plugin) == "It crashed while drawing. Stopped in forecast.cpp line 88. Nothing else was affected.");
    plugin.reason = "It crashed in forecast.cpp line 88.";
    CHECK(words::crash_text(plugin) == "It crashed in forecast.cpp line 88.");
    plugin.reason.clear();
    CHECK(words::crash_text(plugin) == "It crashed while drawing (segmentation fault). Stopped in forecast.cpp line 88.");
}
