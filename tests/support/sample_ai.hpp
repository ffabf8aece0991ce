// Providers of answers as the core lists them, who may use them, and what was sent.
#pragma once

#include "sample_snapshot.hpp"
#include "wire/calls/ai.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace asista::ui::sample {

// A second plugin that talks to the coach, beside Motivation; and the coach answers by a provider.
inline void add_ai(Snapshot& snapshot) {
    for (auto& plugin : snapshot.plugins)
        if (plugin.id == "ai.asista.journal") plugin.permissions.push_back(permission("ai:chat", false, calls::Grant::granted));
    snapshot.ai_provider = "Claude";
    snapshot.ai_online = true;
}

inline calls::AiSettings::Reply ai_settings() {
    using calls::AiProtocol;
    calls::AiSettings::Reply reply;
    reply.providers = {{1, AiProtocol::anthropic, "Claude", "https://api.anthropic.com", "claude-sonnet-4-5", true, false},
                       {2, AiProtocol::openai, "Ollama", "http://127.0.0.1:11434/v1", "llama3.2", false, true}};
    reply.choices = {{"", 1, 200'000, 500, 48'210, 1.32, calls::AiPreview::never},
                     {"ai.asista.motivation", 2, 0, 0, 12'300, std::nullopt}};
    reply.prices_of = "2026-11-20";
    reply.currency = "USD";
    reply.keys_kept = "Keys are kept in your desktop's keyring";
    return reply;
}

inline calls::AiSent ai_sent(std::int64_t id, InstantMs when, std::string plugin, bool near, std::vector<std::string> fields) {
    calls::AiSent sent;
    sent.id = id;
    sent.at = when;
    sent.plugin = std::move(plugin);
    sent.provider = near ? "Ollama" : "Claude";
    sent.host = near ? "127.0.0.1:11434" : "api.anthropic.com";
    sent.model = near ? "llama3.2" : "claude-sonnet-4-5";
    sent.fields = std::move(fields);
    sent.sent_bytes = 9'200;
    sent.received_bytes = 1'900;
    sent.input_tokens = 2'310;
    sent.output_tokens = 412;
    sent.cost = near ? 0 : 0.0131;
    sent.state = calls::AiSentState::done;
    sent.has_text = true;
    return sent;
}

// Six: one failed, one was stopped, of one nothing is known of its cost, and the text of the oldest is gone.
inline calls::AiLedger::Reply ai_ledger() {
    const std::string motivation = "ai.asista.motivation";
    calls::AiLedger::Reply reply;
    reply.entries = {
        ai_sent(16, at(9, 38), "", false, {"titles of 5 tasks", "3 habits", "2 goals"}),
        ai_sent(15, at(9, 12), motivation, true, {"titles of 4 tasks", "3 habits"}),
        ai_sent(14, at(8, 55), "", false, {"titles of 5 tasks", "events of this week"}),
        ai_sent(13, at(20, 4, -1), "", false, {"titles of 7 tasks"}),
        ai_sent(12, at(18, 31, -1), motivation, true, {}),
        ai_sent(11, at(17, 2, -9), "", false, {"titles of 2 tasks", "3 habits"}),
    };
    auto& failed = reply.entries[2];
    failed.state = calls::AiSentState::failed;
    failed.problem = "api.anthropic.com has too much to do (529). Nothing was answered; ask again in a minute.";
    failed.received_bytes = 310;
    failed.input_tokens = failed.output_tokens = std::nullopt;
    failed.cost = 0;
    reply.entries[1].input_tokens = reply.entries[1].output_tokens = std::nullopt;
    reply.entries[1].cost = std::nullopt;
    reply.entries[3].state = calls::AiSentState::stopped;
    reply.entries[3].problem = "You stopped it.";
    reply.entries[5].has_text = false;
    return reply;
}

inline calls::AiLedgerText::Reply ai_text() {
    return {
        "system\nYou are the coach of Asista. Be brief, warm and exact.\n\nuser\nMy tasks of today: Finish the report, Call the "
        "landlord, Water the plants, Read chapter 4, Buy oats.\nWhat should I start with?\n",
        "assistant\nStart with the call: it takes five minutes and is off your mind. Then give the report the rest of the "
        "morning.\n"};
}

// A text of Motivation's that waits to be seen, and one of the coach's behind it.
inline std::vector<SendQuestion> send_questions() {
    SendQuestion asked;
    asked.id = 41;
    asked.plugin = "ai.asista.motivation";
    asked.plugin_name = "Motivation";
    asked.plugin_icon = "sparkle";
    asked.provider = "Claude";
    asked.host = "api.anthropic.com";
    asked.model = "claude-sonnet-4-5";
    asked.fields = {"what it wrote; it may read tasks", "habits"};
    asked.text = std::make_shared<const std::string>(
        "Instruction:\nYou write one short line of encouragement for a person who uses a desktop app to plan the day. One or two "
        "sentences, at most 25 words. No exclamation marks, no emoji, no quotation.\n\nYou:\nTone: gentle. Energy: low.\nOpen "
        "for "
        "today: 3 tasks, of them \"Reply to the landlord\" (S).\nHabits: 2 left, longest run 18 days.\n");
    asked.tokens = 96;
    asked.most_cost = 0.0034;
    asked.currency = "USD";
    SendQuestion coach = asked;
    coach.id = 42;
    coach.plugin = coach.plugin_name = coach.plugin_icon = "";
    coach.fields = {"titles of 5 tasks"};
    coach.each_time = true;
    return {asked, coach};
}

inline calls::AiProviderTest::Reply ai_answers() { return {{}, {}, 420}; }
inline calls::AiProviderModels::Reply ai_models() { return {{"claude-haiku-4-5", "claude-opus-4-5", "claude-sonnet-4-5"}}; }

// From now on the calls are answered by these.
template <class Calls> void serve_ai(Calls& calls) {
    calls.template serve<calls::AiSettings>([](const auto&) { return ai_settings(); });
    calls.template serve<calls::AiLedger>([](const auto& request) {
        auto reply = ai_ledger();
        std::erase_if(reply.entries, [&](const auto& sent) { return request.before != 0 && sent.id >= request.before; });
        return reply;
    });
    calls.template serve<calls::AiLedgerText>([](const auto&) { return ai_text(); });
    calls.template serve<calls::AiProviderTest>([](const auto&) { return ai_answers(); });
    calls.template serve<calls::AiProviderModels>([](const auto&) { return ai_models(); });
}

} // namespace asista::ui::sample
