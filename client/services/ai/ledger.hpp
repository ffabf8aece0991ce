// The ledger of all that left for a provider: who asked, when, whom, with which of the person's data, how much, and what it cost. The texts
// themselves are kept for a while; the rest stays, for the sums.
#pragma once

#include "services/actor.hpp"
#include "store/database.hpp"
#include "wire/calls/ai.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asista::services::ai {

struct LedgerLimits {
    std::uint64_t texts = 500;                              // the newest requests whose texts are kept
    InstantMs text_age_ms = InstantMs{30} * 24 * 3'600'000; // and no longer than this
    std::uint64_t rows = 50'000;
};

struct Outgoing {
    UserId user;
    std::string plugin = {}; // "": the coach
    std::string provider = {}, host = {}, model = {};
    std::vector<std::string> fields = {};
    std::string text = {}; // all that is sent, readable
    std::uint32_t estimated_tokens = 0;
};
struct Returned {
    std::string text;
    std::optional<std::uint32_t> input_tokens, output_tokens;
    std::uint32_t counted_tokens = 0; // both, as told or estimated
    std::optional<std::int64_t> cost_micros;
    calls::AiSentState state = calls::AiSentState::done;
    std::string problem;
};
struct Spent {
    std::uint64_t tokens = 0;
    std::optional<std::int64_t> micros = 0; // nullopt: some of it is not known
    std::int64_t known_micros = 0;          // of what is known
};

// [core]
class Ledger {
  public:
    explicit Ledger(store::Database& db, LedgerLimits limits = {}) : db_(db), limits_(limits) {}

    // Written before the request leaves: what could not be written is not sent. `offset_s` of the person's clock decides its month.
    Result<std::int64_t> begin(const Outgoing& request, InstantMs now, std::int32_t offset_s);
    Result<void> finish(std::int64_t id, const Returned& answer);
    // Requests that a client that ended left under way.
    Result<void> close_open(UserId user);

    Result<Spent> spent(UserId user, std::string_view plugin, InstantMs now, std::int32_t offset_s); // in this calendar month
    Result<calls::AiLedger::Reply> list(UserId user, const calls::AiLedger::Request& request);
    // Every kept request with what is kept of its texts, oldest first, as JSON lines into a new file. Returns how many; Errc::busy: it exists.
    Result<std::uint64_t> export_to(UserId user, const std::filesystem::path& path);
    Result<calls::AiLedgerText::Reply> text(UserId user, std::int64_t id);

  private:
    Result<void> prune(UserId user, InstantMs now);

    store::Database& db_;
    LedgerLimits limits_;
};

} // namespace asista::services::ai
