#include "services/audit.hpp"

#include "services/day.hpp"
#include "services/new_file.hpp"

#include "wire/os.hpp"
#include "wire/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <tuple>
#include <unistd.h>

namespace asista::services {

using calls::AuditEntry;

namespace {

constexpr std::size_t max_subject_bytes = 256, max_action_bytes = 64;
constexpr std::uint32_t most_listed = 1'000;
constexpr std::uint32_t old_rows_at_once = 500; // removed in one flush for their age
constexpr InstantMs drop_interval_ms = 1'000;
constexpr std::string_view many_subjects = "many others";

// At most `most` bytes, cut at a character.
std::string_view cut(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text;
    text = text.substr(0, most);
    while (!text.empty() && !wire::is_utf8(text)) text.remove_suffix(1);
    return text;
}

std::string_view outcome_word(AuditEntry::Outcome outcome) {
    switch (outcome) {
    case AuditEntry::Outcome::done: return "done";
    case AuditEntry::Outcome::denied: return "denied";
    case AuditEntry::Outcome::over_limit: return "over_limit";
    case AuditEntry::Outcome::failed: return "failed";
    case AuditEntry::Outcome::decided: return "decided";
    }
    return "failed";
}

std::string json_line(const AuditEntry& entry) {
    const nlohmann::ordered_json line{{"id", entry.id},
                                      {"first_at", utc_text(entry.first_at)},
                                      {"last_at", utc_text(entry.last_at)},
                                      {"plugin", entry.plugin},
                                      {"version", entry.version},
                                      {"action", entry.action},
                                      {"subject", entry.subject},
                                      {"outcome", outcome_word(entry.outcome)},
                                      {"count", entry.count}};
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

AuditEntry read_entry(const store::Statement& row) {
    AuditEntry entry;
    entry.id = row.as<std::uint64_t>(0);
    entry.first_at = row.integer(1);
    entry.last_at = row.integer(2);
    entry.plugin = row.text(3);
    entry.version = row.text(4);
    entry.action = row.text(5);
    entry.subject = row.text(6);
    entry.outcome = static_cast<AuditEntry::Outcome>(row.as<std::uint8_t>(7)); // the table's CHECK bounds it
    entry.count = row.as<std::uint64_t>(8);
    return entry;
}

} // namespace

// ---- gathering -------------------------------------------------------------------------------------------------------------

void Audit::note(const AuditEvent& event, InstantMs now) {
    struct Looked { // a Kind without copies
        UserId user;
        std::string_view plugin, version, action, subject;
        AuditEntry::Outcome outcome;
    } kind{event.user,   event.plugin, event.version, cut(event.action, max_action_bytes), cut(event.subject, max_subject_bytes),
           event.outcome};
    auto known = gathered_.find(kind);
    const bool finished = known != gathered_.end() && known->second.unwritten == 0 && over(known->second, now);
    // Also now and then for a plugin at its limit, whose earlier entries may be finished: not with each call of a flood.
    const auto kinds_known = kinds_of_.find(event.plugin);
    const bool full = kinds_known != kinds_of_.end() && kinds_known->second >= limits_.kinds;
    if (finished || (full && now - dropped_at_ >= drop_interval_ms)) {
        drop_finished(now);
        known = gathered_.find(kind);
    }
    if (known == gathered_.end()) {
        auto& kinds = kinds_of_[std::string(event.plugin)];
        if (kinds >= limits_.kinds && !kind.subject.empty()) kind.subject = many_subjects;
        known = gathered_.find(kind);
        if (known == gathered_.end()) {
            ++kinds;
            Kind fresh{kind.user,
                       std::string(kind.plugin),
                       std::string(kind.version),
                       std::string(kind.action),
                       std::string(kind.subject),
                       kind.outcome};
            known = gathered_.emplace(std::move(fresh), Gathered{0, 0, now, now}).first;
        }
    }
    ++known->second.unwritten;
    known->second.last_at = std::max(known->second.last_at, now);
    ++unwritten_;
}

// Entries that are written and whose time is over: the next like event begins a new one.
void Audit::drop_finished(InstantMs now) {
    dropped_at_ = now;
    std::erase_if(gathered_, [&](const auto& entry) { return entry.second.unwritten == 0 && over(entry.second, now); });
    kinds_of_.clear();
    for (const auto& [kind, gathered] : gathered_) ++kinds_of_[kind.plugin];
}

Result<void> Audit::write(const Kind& kind, Gathered& gathered) {
    if (gathered.row != 0) {
        TRY(db_.run("UPDATE audit_entries SET count = count + ?2, last_at = max(last_at, ?3) WHERE id = ?1", gathered.row,
                    gathered.unwritten, gathered.last_at));
        if (db_.changed_rows() == 1) return {};
        // It has been removed for a limit meanwhile.
    }
    TRY(db_.run("INSERT INTO audit_entries(user_id, plugin_id, version, action, subject, outcome, count, first_at, last_at) "
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                kind.user.value, kind.plugin, kind.version, kind.action, kind.subject, kind.outcome, gathered.unwritten,
                gathered.first_at, gathered.last_at));
    gathered.row = db_.last_row();
    return {};
}

// Rows are told apart by time as well: in the order in which they began.
std::vector<std::pair<const Audit::Kind, Audit::Gathered>*> Audit::unwritten() {
    std::vector<std::pair<const Kind, Gathered>*> order;
    for (auto& entry : gathered_)
        if (entry.second.unwritten > 0) order.push_back(&entry);
    std::ranges::stable_sort(order, {}, [](const auto* entry) { return entry->second.first_at; });
    return order;
}

Result<void> Audit::flush(InstantMs now) {
    if (unwritten_ == 0) return {};
    const auto order = unwritten();
    const auto written = db_.transaction([&]() -> Result<void> {
        for (auto* const entry : order) TRY(write(entry->first, entry->second));
        return prune(now);
    });
    if (!written) {
        // Rows that were new are not there after all.
        for (auto& [kind, gathered] : gathered_) gathered.row = 0;
        problem_ = fmt::format("What plugins do could not be written to the log: {}.", written.error().message);
        return fail(written.error());
    }
    problem_.clear();
    for (auto* const entry : order) entry->second.unwritten = 0;
    unwritten_ = 0;
    drop_finished(now);
    return {};
}

Result<void> Audit::prune(InstantMs now) {
    std::vector<std::pair<UserId, std::string>> wrote; // whose entries grew
    for (const auto& [kind, gathered] : gathered_)
        if (gathered.unwritten > 0 && (wrote.empty() || wrote.back() != std::pair(kind.user, kind.plugin)))
            wrote.emplace_back(kind.user, kind.plugin);
    for (const auto& [user, plugin] : wrote) {
        TRY(db_.run("DELETE FROM audit_entries WHERE user_id = ?1 AND plugin_id = ?2 AND id <= (SELECT id FROM audit_entries "
                    "WHERE user_id = ?1 AND plugin_id = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)",
                    user.value, plugin, limits_.rows_of_plugin));
        TRY(db_.run("DELETE FROM audit_entries WHERE user_id = ?1 AND id <= (SELECT id FROM audit_entries WHERE user_id = ?1 "
                    "ORDER BY id DESC LIMIT 1 OFFSET ?2)",
                    user.value, limits_.rows));
        TRY(db_.run(
            "DELETE FROM audit_entries WHERE id IN (SELECT id FROM audit_entries WHERE user_id = ?1 ORDER BY id LIMIT ?2) "
            "AND last_at < ?3",
            user.value, old_rows_at_once, now - limits_.age_ms));
    }
    return {};
}

// ---- reading ---------------------------------------------------------------------------------------------------------------

Result<calls::AuditList::Reply> Audit::list(UserId user, const calls::AuditList::Request& request, InstantMs now) {
    // A log that cannot be written can still be read; problem() says what is not in it.
    static_cast<void>(flush(now).has_value());
    const auto limit = std::clamp<std::uint32_t>(request.limit, 1, most_listed);
    const std::int64_t before =
        request.before == 0
            ? std::numeric_limits<std::int64_t>::max()
            : static_cast<std::int64_t>(std::min<std::uint64_t>(request.before, std::numeric_limits<std::int64_t>::max()));
    calls::AuditList::Reply reply;
    const auto read = [&](store::Statement& rows, store::Statement& count) -> Result<void> {
        while (TRY(rows.step())) reply.entries.push_back(read_entry(rows));
        if (TRY(count.step())) reply.total = count.as<std::uint64_t>(0);
        return {};
    };
    if (request.plugin.empty()) {
        auto rows = TRY(db_.prepare("SELECT id, first_at, last_at, plugin_id, version, action, subject, outcome, count "
                                    "FROM audit_entries WHERE user_id = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"));
        rows.bind(user.value, before, limit);
        auto count = TRY(db_.prepare("SELECT count(*) FROM audit_entries WHERE user_id = ?1"));
        count.bind(user.value);
        TRY(read(rows, count));
    } else {
        auto rows =
            TRY(db_.prepare("SELECT id, first_at, last_at, plugin_id, version, action, subject, outcome, count "
                            "FROM audit_entries WHERE user_id = ?1 AND plugin_id = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4"));
        rows.bind(user.value, request.plugin, before, limit);
        auto count = TRY(db_.prepare("SELECT count(*) FROM audit_entries WHERE user_id = ?1 AND plugin_id = ?2"));
        count.bind(user.value, request.plugin);
        TRY(read(rows, count));
    }
    return reply;
}

Result<std::uint64_t> Audit::export_to(UserId user, const std::filesystem::path& path, InstantMs now) {
    auto file = TRY(NewFile::create(path));
    static_cast<void>(flush(now).has_value()); // what it could not write comes from memory below
    auto rows = TRY(db_.prepare("SELECT id, first_at, last_at, plugin_id, version, action, subject, outcome, count "
                                "FROM audit_entries WHERE user_id = ?1 ORDER BY id"));
    rows.bind(user.value);
    std::uint64_t entries = 0;
    while (TRY(rows.step())) {
        TRY(file.append(json_line(read_entry(rows))));
        ++entries;
    }
    for (const auto* const waiting : unwritten()) {
        const auto& [kind, gathered] = *waiting;
        if (kind.user != user) continue;
        TRY(file.append(json_line({0, gathered.first_at, gathered.last_at, kind.plugin, kind.version, kind.action, kind.subject,
                                   kind.outcome, gathered.unwritten})));
        ++entries;
    }
    TRY(file.keep());
    return entries;
}

} // namespace asista::services
