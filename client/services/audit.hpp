// What plugins did with what they were allowed, what they were refused, and what the person decided about them: gathered in memory, kept
// in the database, listed and exported. A call pays for one look into a map; the database is written now and then, many entries at once.
#pragma once

#include "store/database.hpp"
#include "wire/calls/trust.hpp"
#include "wire/ids.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asista::services {

struct AuditLimits {
    InstantMs window_ms = 60'000;                      // like events within it become one entry
    std::size_t kinds = 200;                           // of one plugin within a window; what is beyond loses its subject
    std::uint64_t rows = 20'000;                       // of one user
    std::uint64_t rows_of_plugin = 4'000;              // so that a busy one does not push out what the others did
    InstantMs age_ms = InstantMs{90} * 24 * 3'600'000; // older entries go
};

struct AuditEvent {
    UserId user;
    std::string_view plugin, version;
    std::string_view action;  // dotted name of a call, or a word: "granted", "denied", "revoked", "started", "crashed"
    std::string_view subject; // the permission, the host, the file; may be empty. At most 256 bytes are kept
    calls::AuditEntry::Outcome outcome = calls::AuditEntry::Outcome::done;
};

// [core]
class Audit {
  public:
    explicit Audit(store::Database& db, AuditLimits limits = {}) : db_(db), limits_(limits) {}

    // Into memory only.
    void note(const AuditEvent& event, InstantMs now);
    bool has_unwritten() const { return unwritten_ > 0; }
    // Writes what is gathered and removes what is beyond the limits. What cannot be written stays in memory for the next time.
    Result<void> flush(InstantMs now);
    // Why the last flush() failed, as a sentence for the person; empty when it did not.
    const std::string& problem() const { return problem_; }

    // Both write first what is gathered. Where that fails, the list holds what was written before and problem() says the rest; the export
    // has the unwritten entries too, at its end and without an id (0).
    Result<calls::AuditList::Reply> list(UserId user, const calls::AuditList::Request& request, InstantMs now);
    // Every entry of the user, oldest first, one JSON object a line, into a file that must not exist. A file that could not be written
    // whole is removed. Returns how many entries it holds. Errc::invalid: no absolute path; busy: it exists; not_found: its folder does
    // not; denied: it may not be written; over_limit: the disk is full; io: the rest. The file is readable by its owner alone.
    Result<std::uint64_t> export_to(UserId user, const std::filesystem::path& file, InstantMs now);

  private:
    struct Kind { // what makes two events alike
        UserId user;
        std::string plugin, version, action, subject;
        calls::AuditEntry::Outcome outcome;
    };
    struct Before {
        using is_transparent = void;
        template <class A, class B> bool operator()(const A& a, const B& b) const {
            const auto key = [](const auto& kind) {
                return std::tuple(kind.user, std::string_view(kind.plugin), std::string_view(kind.action),
                                  std::string_view(kind.subject), kind.outcome, std::string_view(kind.version));
            };
            return key(a) < key(b);
        }
    };
    struct Gathered {
        std::int64_t row = 0; // 0: not in the database yet
        std::uint64_t unwritten = 0;
        InstantMs first_at = 0, last_at = 0;
    };

    std::vector<std::pair<const Kind, Gathered>*> unwritten(); // oldest first
    bool over(const Gathered& gathered, InstantMs now) const { return now - gathered.first_at >= limits_.window_ms; }
    void drop_finished(InstantMs now);
    Result<void> write(const Kind& kind, Gathered& gathered);
    Result<void> prune(InstantMs now);

    store::Database& db_;
    AuditLimits limits_;
    std::map<Kind, Gathered, Before> gathered_;
    std::map<std::string, std::size_t, std::less<>> kinds_of_; // plugin -> entries of gathered_
    std::uint64_t unwritten_ = 0;
    InstantMs dropped_at_ = 0; // drop_finished() last ran
    std::string problem_;
};

} // namespace asista::services
