// Who answers chats: the person's providers, which of them the coach and each plugin may use, what that may cost, and the ledger of all that
// was sent. For ai.chat itself see wire/calls/services.hpp.
#pragma once

#include "wire/calls/base.hpp"

#include <optional>
#include <string>
#include <vector>

namespace asista::calls {

enum class AiProtocol : std::uint8_t { anthropic = 0, openai = 1 };
constexpr bool is_known(AiProtocol value) { return value <= AiProtocol::openai; }

struct AiProvider {
    std::int64_t id = 0; // 0: none yet
    AiProtocol protocol = AiProtocol::anthropic;
    std::string name;    // as the person calls it: "Claude"
    std::string address; // of its API: "https://api.anthropic.com", "http://127.0.0.1:11434/v1"
    std::string model;
    bool has_key = false;
    bool near = false; // on this computer or in the person's own network: what is said stays there
    ASISTA_FIELDS(id, protocol, name, address, model, has_key, near)
};
// When the person sees the whole text of a request before it leaves.
enum class AiPreview : std::uint8_t { never = 0, first_time = 1, each_time = 2 }; // the first time for a plugin and an address
constexpr bool is_known(AiPreview value) { return value <= AiPreview::each_time; }

struct AiChoice {
    std::string plugin;                   // id; "" is the coach
    std::int64_t provider = 0;            // 0: the offline coach
    std::uint64_t month_tokens = 0;       // most in a calendar month, both ways; 0: no limit
    std::uint64_t month_cents = 0;        // most of the price's currency in a month, as far as prices are known; 0: no limit
    std::uint64_t used_tokens = 0;        // in this month; estimated where a provider does not say
    std::optional<double> used_cost = {}; // in this month; nullopt: some of it is not known
    AiPreview preview = AiPreview::first_time;
    // Of the coach alone: how many tasks, habits, goals and events there are is sent, and none of their names.
    bool counts_only = false;
    ASISTA_FIELDS(plugin, provider, month_tokens, month_cents, used_tokens, used_cost, preview, counts_only)
};

// Everything about who answers: what the settings show. Plugins without a choice of their own use the offline coach and are not listed.
struct AiSettings {
    ASISTA_CALL(0x0580, "providers.settings", "", user, now);
    using Request = Nothing;
    struct Reply {
        std::vector<AiProvider> providers;
        std::vector<AiChoice> choices; // the coach's first
        std::string prices_of;         // the day of the prices: "2026-11-20"
        std::string currency;          // "USD"
        std::string keys_kept;         // where keys are, in words
        ASISTA_FIELDS(providers, choices, prices_of, currency, keys_kept)
    };
};
// Adds one (id 0) or changes it. An empty key leaves the one there is, as long as the address stays; another address needs it anew.
struct AiProviderSave {
    ASISTA_CALL(0x0581, "providers.save", "", user, refused);
    struct Request {
        AiProvider provider; // has_key and near count for nothing
        std::string key;     // secret
        bool without_key = false;
        ASISTA_FIELDS(provider, key, without_key)
    };
    using Reply = AiProvider;
};
struct AiProviderRemove { // whoever used it uses the offline coach again; its key goes as well
    ASISTA_CALL(0x0582, "providers.remove", "", user, refused);
    struct Request {
        std::int64_t id = 0;
        ASISTA_FIELDS(id)
    };
    using Reply = Nothing;
};
struct AiChoose { // used_tokens and used_cost count for nothing
    ASISTA_CALL(0x0583, "providers.choose", "", user, refused);
    using Request = AiChoice;
    using Reply = Nothing;
};
// Asks it for a word. A failure is in `problem`, as the sentence that a chat would end with.
struct AiProviderTest {
    ASISTA_CALL(0x0584, "providers.test", "", user, refused);
    using Request = AiProviderRemove::Request;
    struct Reply {
        std::string problem; // "": it answers
        std::string note;    // what it lacks, "" when nothing
        std::uint32_t took_ms = 0;
        ASISTA_FIELDS(problem, note, took_ms)
    };
};
struct AiProviderModels { // as the provider lists them, sorted. Errc::unsupported: it has no list
    ASISTA_CALL(0x0585, "providers.models", "", user, refused);
    using Request = AiProviderRemove::Request;
    struct Reply {
        std::vector<std::string> models;
        ASISTA_FIELDS(models)
    };
};
struct AiProviderModelsAt { // the same of one that is not saved yet, as it stands in its form; nothing of it is kept
    ASISTA_CALL(0x058C, "providers.models_at", "", user, refused);
    struct Request {
        AiProtocol protocol = AiProtocol::anthropic;
        std::string name, address; // the name may be empty
        std::string key;           // secret; "": it is asked without one
        ASISTA_FIELDS(protocol, name, address, key)
    };
    using Reply = AiProviderModels::Reply;
};

enum class AiSentState : std::uint8_t { under_way = 0, done = 1, stopped = 2, failed = 3 };
constexpr bool is_known(AiSentState value) { return value <= AiSentState::failed; }

struct AiSent { // one request that left for a provider
    std::int64_t id = 0;
    InstantMs at = 0;
    std::string plugin; // id; "" is the coach
    std::string provider, host, model;
    std::vector<std::string> fields; // of the person's data, in words: "titles of 5 tasks". Of a plugin's: what it may read
    std::uint64_t sent_bytes = 0, received_bytes = 0;
    std::optional<std::uint32_t> input_tokens = {}, output_tokens = {}; // nullopt: the provider did not say
    std::optional<double> cost = {};                                    // nullopt: not known
    AiSentState state = AiSentState::under_way;
    std::string problem;
    bool has_text = false; // what was said is kept still
    ASISTA_FIELDS(id, at, plugin, provider, host, model, fields, sent_bytes, received_bytes, input_tokens, output_tokens, cost,
                  state, problem, has_text)
};
struct AiLedger { // newest first
    ASISTA_CALL(0x0586, "providers.ledger", "", user, now);
    struct Request {
        std::int64_t before = 0;  // id; 0: from the newest on
        std::uint32_t most = 100; // at most 500
        ASISTA_FIELDS(before, most)
    };
    struct Reply {
        std::vector<AiSent> entries;
        bool more = false;
        ASISTA_FIELDS(entries, more)
    };
};
struct AiLedgerText { // Errc::not_found: there is none, or it is not kept any more
    ASISTA_CALL(0x0587, "providers.ledger_text", "", user, now);
    struct Request {
        std::int64_t id = 0;
        ASISTA_FIELDS(id)
    };
    struct Reply {
        std::string sent, received; // each message under the name of its role
        ASISTA_FIELDS(sent, received)
    };
};

// The person's word on a text that waits to be sent (Snapshot::send_questions). Without `send` whoever asked hears that it was declined, and
// a plugin asks in vain for ten minutes. Errc::not_found: nobody waits for it any more.
struct AiAnswerPreview {
    ASISTA_CALL(0x0588, "providers.answer_preview", "", user, refused);
    struct Request {
        std::uint64_t question = 0;
        bool send = false;
        ASISTA_FIELDS(question, send)
    };
    using Reply = Nothing;
};
struct
    AiLedgerExport { // every kept request with what is kept of its texts, oldest first, as JSON lines into a new file; Errc::busy: it exists
    ASISTA_CALL(0x0589, "providers.ledger_export", "", user, refused);
    struct Request {
        std::string path; // absolute
        ASISTA_FIELDS(path)
    };
    struct Reply {
        std::uint64_t entries = 0;
        ASISTA_FIELDS(entries)
    };
};

} // namespace asista::calls
