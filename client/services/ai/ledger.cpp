#include "services/ai/ledger.hpp"

#include "services/day.hpp"
#include "services/new_file.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>

namespace asista::services::ai {
namespace {
using calls::AiSent;

std::int64_t month_of(InstantMs now, std::int32_t offset_s) {
    using namespace std::chrono;
    const year_month_day date(floor<days>(sys_time<milliseconds>(milliseconds(now + InstantMs{offset_s} * 1000))));
    return std::int64_t{static_cast<int>(date.year())} * 12 + static_cast<unsigned>(date.month()) - 1;
}

AiSent read(store::Statement& row) {
    AiSent entry;
    entry.id = row.integer(0);
    entry.at = row.integer(1);
    entry.plugin = row.text(2);
    entry.provider = row.text(3);
    entry.host = row.text(4);
    entry.model = row.text(5);
    const auto fields = nlohmann::json::parse(row.text(6), nullptr, false);
    for (const auto& field : fields)
        if (field.is_string()) entry.fields.push_back(field.get<std::string>());
    entry.sent_bytes = row.as<std::uint64_t>(7);
    entry.received_bytes = row.as<std::uint64_t>(8);
    entry.input_tokens = row.maybe<std::uint32_t>(9);
    entry.output_tokens = row.maybe<std::uint32_t>(10);
    if (const auto micros = row.maybe<std::int64_t>(11)) entry.cost = static_cast<double>(*micros) / 1e6;
    entry.state = static_cast<calls::AiSentState>(row.integer(12));
    entry.problem = row.text(13);
    entry.has_text = row.as<bool>(14);
    return entry;
}

// What is not known is null, and so are texts that are not kept any more.
std::string json_line(const AiSent& entry, std::string_view sent, std::string_view received) {
    constexpr std::array states{"under way", "done", "stopped", "failed"};
    const auto known = [](const auto& value) { return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(); };
    nlohmann::ordered_json line{{"id", entry.id},
                                {"at", utc_text(entry.at)},
                                {"by", entry.plugin.empty() ? "coach" : entry.plugin},
                                {"provider", entry.provider},
                                {"host", entry.host},
                                {"model", entry.model},
                                {"data", entry.fields},
                                {"sent_bytes", entry.sent_bytes},
                                {"received_bytes", entry.received_bytes},
                                {"input_tokens", known(entry.input_tokens)},
                                {"output_tokens", known(entry.output_tokens)},
                                {"cost", known(entry.cost)},
                                {"state", states.at(static_cast<std::size_t>(entry.state))},
                                {"problem", entry.problem},
                                {"sent", nullptr},
                                {"received", nullptr}};
    if (entry.has_text) {
        line["sent"] = sent;
        line["received"] = received;
    }
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}
} // namespace

Result<std::int64_t> Ledger::begin(const Outgoing& request, InstantMs now, std::int32_t offset_s) {
    const auto fields = nlohmann::json(request.fields).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    auto added =
        TRY(db_.prepare("INSERT INTO ai_requests(user_id, plugin_id, at, month, provider, host, model, fields, sent_bytes, "
                        "counted_tokens, sent) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) RETURNING id"));
    added.bind(request.user.value, request.plugin, now, month_of(now, offset_s), request.provider, request.host, request.model,
               fields, static_cast<std::int64_t>(request.text.size()), request.estimated_tokens, request.text);
    TRY(added.step());
    const auto id = added.integer(0);
    TRY(added.step());
    TRY(prune(request.user, now));
    return id;
}

Result<void> Ledger::finish(std::int64_t id, const Returned& answer) {
    return db_.run("UPDATE ai_requests SET received_bytes = ?2, input_tokens = ?3, output_tokens = ?4, counted_tokens = ?5, "
                   "cost_micros = ?6, state = ?7, problem = ?8, received = iif(sent IS NULL, NULL, ?9) WHERE id = ?1",
                   id, static_cast<std::int64_t>(answer.text.size()), answer.input_tokens, answer.output_tokens,
                   answer.counted_tokens, answer.cost_micros, static_cast<std::int64_t>(answer.state), answer.problem,
                   answer.text);
}

Result<void> Ledger::close_open(UserId user) {
    return db_.run(
        "UPDATE ai_requests SET state = ?2, problem = 'Asista ended before the answer did' WHERE user_id = ?1 AND state = 0",
        user.value, static_cast<std::int64_t>(calls::AiSentState::stopped));
}

Result<void> Ledger::prune(UserId user, InstantMs now) {
    TRY(db_.run(
        "UPDATE ai_requests SET sent = NULL, received = NULL WHERE user_id = ?1 AND sent IS NOT NULL AND (at < ?2 OR id <= "
        "(SELECT id FROM ai_requests WHERE user_id = ?1 AND sent IS NOT NULL ORDER BY id DESC LIMIT 1 OFFSET ?3))",
        user.value, now - limits_.text_age_ms, limits_.texts));
    return db_.run("DELETE FROM ai_requests WHERE user_id = ?1 AND id <= "
                   "(SELECT id FROM ai_requests WHERE user_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                   user.value, limits_.rows);
}

Result<Spent> Ledger::spent(UserId user, std::string_view plugin, InstantMs now, std::int32_t offset_s) {
    auto row =
        TRY(db_.prepare("SELECT coalesce(sum(counted_tokens), 0), coalesce(sum(cost_micros), 0), "
                        "count(*) FILTER (WHERE cost_micros IS NULL AND state <> 0 AND counted_tokens > 0) FROM ai_requests "
                        "WHERE user_id = ?1 AND plugin_id = ?2 AND month = ?3"));
    row.bind(user.value, plugin, month_of(now, offset_s));
    TRY(row.step());
    Spent spent;
    spent.tokens = row.as<std::uint64_t>(0);
    spent.known_micros = row.integer(1);
    spent.micros = row.integer(2) == 0 ? std::optional(spent.known_micros) : std::nullopt;
    return spent;
}

Result<calls::AiLedger::Reply> Ledger::list(UserId user, const calls::AiLedger::Request& request) {
    constexpr std::uint32_t most = 500;
    const auto wanted = std::clamp<std::uint32_t>(request.most, 1, most);
    auto row =
        TRY(db_.prepare("SELECT id, at, plugin_id, provider, host, model, fields, sent_bytes, received_bytes, input_tokens, "
                        "output_tokens, cost_micros, state, problem, sent IS NOT NULL FROM ai_requests "
                        "WHERE user_id = ?1 AND (?2 = 0 OR id < ?2) ORDER BY id DESC LIMIT ?3"));
    row.bind(user.value, request.before, wanted + 1);
    calls::AiLedger::Reply reply;
    while (TRY(row.step())) {
        reply.more = reply.entries.size() == wanted;
        if (reply.more) break;
        reply.entries.push_back(read(row));
    }
    return reply;
}

Result<std::uint64_t> Ledger::export_to(UserId user, const std::filesystem::path& path) {
    auto file = TRY(NewFile::create(path));
    auto row =
        TRY(db_.prepare("SELECT id, at, plugin_id, provider, host, model, fields, sent_bytes, received_bytes, input_tokens, "
                        "output_tokens, cost_micros, state, problem, sent IS NOT NULL, coalesce(sent, ''), "
                        "coalesce(received, '') FROM ai_requests WHERE user_id = ?1 ORDER BY id"));
    row.bind(user.value);
    std::uint64_t entries = 0;
    while (TRY(row.step())) {
        const auto entry = read(row);
        TRY(file.append(json_line(entry, row.text(15), row.text(16))));
        ++entries;
    }
    TRY(file.keep());
    return entries;
}

Result<calls::AiLedgerText::Reply> Ledger::text(UserId user, std::int64_t id) {
    auto row = TRY(
        db_.prepare("SELECT sent, coalesce(received, '') FROM ai_requests WHERE user_id = ?1 AND id = ?2 AND sent IS NOT NULL"));
    row.bind(user.value, id);
    if (!TRY(row.step())) return fail(Errc::not_found, "the text of this request is not kept any more");
    return calls::AiLedgerText::Reply{std::string(row.text(0)), std::string(row.text(1))};
}

} // namespace asista::services::ai
