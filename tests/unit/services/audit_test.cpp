// The audit log: like events become one entry, the database is written in batches, and neither a busy plugin nor time makes it grow
// without end.
#include "support.hpp"
#include "temp_dir.hpp"

#include <nlohmann/json.hpp>

#include <fstream>
#include <sys/stat.h>

using namespace asista;
using namespace asista::test;
using Outcome = calls::AuditEntry::Outcome;

namespace {

constexpr const char* focus = "ai.asista.focus";

AuditEvent event(const Profile& p, std::string_view action, std::string_view subject = "tasks:read",
                 Outcome outcome = Outcome::done, std::string_view plugin = focus) {
    return {p.ada, plugin, "1.0.0", action, subject, outcome};
}

std::vector<calls::AuditEntry> entries(Audit& audit, UserId user, const std::string& plugin = "") {
    return must(audit.list(user, {plugin, 0, 1'000}, now)).entries;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

} // namespace

TEST_CASE("like events of a minute are one entry with their count and their times") {
    Profile p;
    for (int i = 0; i < 500; ++i) p.s.audit.note(event(p, "tasks.list"), now + i);
    p.s.audit.note(event(p, "tasks.list", "tasks:read", Outcome::failed), now + 3);
    p.s.audit.note(event(p, "tasks.add", "tasks:write"), now + 4);

    CHECK(p.count("audit_entries") == 0); // nothing is written on the way
    const auto found = entries(p.s.audit, p.ada);

    REQUIRE(found.size() == 3);
    CHECK(found[0].action == "tasks.add"); // newest first
    CHECK(found[1].outcome == Outcome::failed);
    CHECK(found[2].count == 500);
    CHECK(found[2].plugin == focus);
    CHECK(found[2].version == "1.0.0");
    CHECK(found[2].subject == "tasks:read");
    CHECK(found[2].first_at == now);
    CHECK(found[2].last_at == now + 499);
}

TEST_CASE("an entry goes on over a flush, and a new one begins when its time is over") {
    Profile p;
    p.s.audit.note(event(p, "tasks.list"), now);
    must(p.s.audit.flush(now));
    p.s.audit.note(event(p, "tasks.list"), now + 30'000);
    must(p.s.audit.flush(now + 30'000));
    CHECK(entries(p.s.audit, p.ada).size() == 1);
    CHECK(entries(p.s.audit, p.ada)[0].count == 2);

    p.s.audit.note(event(p, "tasks.list"), now + 60'000);

    const auto found = entries(p.s.audit, p.ada);
    REQUIRE(found.size() == 2);
    CHECK(found[0].count == 1);
    CHECK(found[0].first_at == now + 60'000);
    CHECK(found[1].count == 2);
}

TEST_CASE("a plugin that speaks to ever new hosts fills neither memory nor the log of others") {
    Profile p;
    Audit audit(p.s.db, {.kinds = 10, .rows = 100, .rows_of_plugin = 30});
    audit.note(event(p, "granted", "tasks:read", Outcome::decided, "org.example.quiet"), now);
    for (int round = 0; round < 20; ++round) {
        for (int i = 0; i < 200; ++i)
            audit.note(event(p, "http.fetch", "host" + std::to_string(i) + ".example.org"), now + round * 100'000);
        must(audit.flush(now + round * 100'000));
    }

    const auto busy = must(audit.list(p.ada, {focus, 0, 1'000}, now));

    CHECK(busy.entries.size() == 30);
    CHECK(busy.total == 30);
    const auto many = std::ranges::find(busy.entries, "many others", &calls::AuditEntry::subject);
    REQUIRE(many != busy.entries.end());
    CHECK(many->count == 190);
    CHECK(entries(audit, p.ada, "org.example.quiet").size() == 1);
}

TEST_CASE("rows of all plugins together, and their age, are bounded") {
    Profile p;
    Audit audit(p.s.db, {.rows = 12, .age_ms = hour});
    for (int i = 0; i < 40; ++i) {
        const std::string plugin = "org.example.p" + std::to_string(i);
        audit.note(event(p, "started", "", Outcome::done, plugin), now + i);
        must(audit.flush(now + i));
    }
    CHECK(p.count("audit_entries") == 12);
    CHECK(entries(audit, p.ada)[0].plugin == "org.example.p39");

    audit.note(event(p, "started"), now + 2 * hour);
    must(audit.flush(now + 2 * hour));

    REQUIRE(p.count("audit_entries") == 1);
    CHECK(entries(audit, p.ada)[0].plugin == focus);
}

TEST_CASE("an entry that was removed while it was gathered begins anew") {
    Profile p;
    p.s.audit.note(event(p, "tasks.list"), now);
    must(p.s.audit.flush(now));
    must(p.s.db.execute("DELETE FROM audit_entries"));
    p.s.audit.note(event(p, "tasks.list"), now + 1);

    CHECK(entries(p.s.audit, p.ada).size() == 1);
    CHECK(entries(p.s.audit, p.ada)[0].count == 1);
}

TEST_CASE("pages of the log follow each other, and belong to one user") {
    Profile p;
    for (int i = 0; i < 25; ++i) p.s.audit.note(event(p, "call" + std::to_string(i)), now + i);
    p.s.audit.note({p.bob, focus, "1", "started", "", Outcome::done}, now);

    const auto first = must(p.s.audit.list(p.ada, {"", 0, 10}, now));
    const auto second = must(p.s.audit.list(p.ada, {"", first.entries.back().id, 10}, now));

    CHECK(first.total == 25);
    REQUIRE(first.entries.size() == 10);
    REQUIRE(second.entries.size() == 10);
    CHECK(first.entries[0].action == "call24");
    CHECK(second.entries[0].action == "call14");
    CHECK(entries(p.s.audit, p.bob).size() == 1);
    CHECK(must(p.s.audit.list(p.ada, {"", 0, 0}, now)).entries.size() == 1);
    CHECK(must(p.s.audit.list(p.ada, {"", 0, 4'000'000'000}, now)).entries.size() == 25);
}

TEST_CASE("subjects are cut at a character") {
    Profile p;
    std::string subject = "x";
    while (subject.size() < 300) subject += "\xC3\xA4";
    p.s.audit.note(event(p, "files.open", subject), now);

    const auto kept = entries(p.s.audit, p.ada).at(0).subject;

    CHECK(kept.size() == 255);
    CHECK(subject.starts_with(kept));
}

TEST_CASE("what cannot be written stays in memory, the reason is said, and it is written later") {
    Profile p;
    must(p.s.db.execute("ALTER TABLE audit_entries RENAME TO away"));
    p.s.audit.note(event(p, "tasks.list"), now);
    CHECK_FALSE(p.s.audit.flush(now));
    CHECK(contains(p.s.audit.problem(), "could not be written to the log"));
    CHECK(p.s.audit.has_unwritten());

    must(p.s.db.execute("ALTER TABLE away RENAME TO audit_entries"));
    p.s.audit.note(event(p, "tasks.list"), now + 1);
    must(p.s.audit.flush(now + 1));

    CHECK(p.s.audit.problem().empty());
    CHECK_FALSE(p.s.audit.has_unwritten());
    CHECK(entries(p.s.audit, p.ada)[0].count == 2);
}

TEST_CASE("a log that cannot be written can still be read, and its export holds what waits in memory") {
    Profile p;
    const TempDir dir;
    p.s.audit.note(event(p, "tasks.list"), now);
    must(p.s.audit.flush(now));
    must(p.s.db.execute("CREATE TRIGGER full_disk BEFORE INSERT ON audit_entries BEGIN SELECT RAISE(ABORT, 'no room'); END"));
    p.s.audit.note(event(p, "tasks.add", "tasks:write"), now + 1);

    const auto kept = entries(p.s.audit, p.ada);
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].action == "tasks.list");
    CHECK(contains(p.s.audit.problem(), "could not be written to the log"));
    CHECK(must(p.s.audit.export_to(p.ada, dir / "log.jsonl", now)) == 2);
    const auto lines = lines_of(dir / "log.jsonl");
    REQUIRE(lines.size() == 2);
    CHECK(nlohmann::json::parse(lines[1])["action"] == "tasks.add");
    CHECK(nlohmann::json::parse(lines[1])["id"] == 0);
}

TEST_CASE("the log is exported as JSON lines into a new file that only its owner reads") {
    Profile p;
    const TempDir dir;
    p.s.audit.note(event(p, "granted", "tasks:read", Outcome::decided), now);
    p.s.audit.note(event(p, "files.open", "a\"b\n\xFF", Outcome::over_limit), now + 1);

    CHECK(must(p.s.audit.export_to(p.ada, dir / "log.jsonl", now)) == 2);

    const auto lines = lines_of(dir / "log.jsonl");
    REQUIRE(lines.size() == 2);
    const auto first = nlohmann::json::parse(lines[0]), second = nlohmann::json::parse(lines[1]);
    CHECK(first["action"] == "granted");
    CHECK(first["plugin"] == focus);
    CHECK(first["version"] == "1.0.0");
    CHECK(first["outcome"] == "decided");
    CHECK(first["count"] == 1);
    CHECK(first["first_at"] == "2026-11-22T09:41:00.000Z");
    CHECK(second["last_at"] == "2026-11-22T09:41:00.001Z");
    CHECK(second["outcome"] == "over_limit");
    struct stat file {};
    REQUIRE(::stat((dir / "log.jsonl").c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0600);
}

TEST_CASE("an export that cannot be says why, and leaves nothing behind") {
    Profile p;
    const TempDir dir;
    p.s.audit.note(event(p, "started"), now);
    std::ofstream(dir / "there") << "mine";
    std::filesystem::create_symlink("/nowhere/at/all", dir / "link");
    struct Variant {
        std::string path;
        Errc code;
        const char* part;
    };
    const Variant variants[] = {
        {(dir / "there").string(), Errc::busy, "exists already"},
        {(dir / "link").string(), Errc::busy, "exists already"},
        {(dir / "no" / "folder" / "x").string(), Errc::not_found, "there is no folder"},
        {"relative.jsonl", Errc::invalid, "no absolute path"},
        {"", Errc::invalid, "no absolute path"},
        {"/dev/null/x", Errc::not_found, "there is no folder"},
        {"/proc/asista.jsonl", Errc::not_found, "/proc"},
    };
    for (const Variant& variant : variants) {
        const Error error = error_of(p.s.audit.export_to(p.ada, variant.path, now));
        CAPTURE(variant.path);
        CHECK_MESSAGE(error.code == variant.code, error.message);
        CHECK_MESSAGE(contains(error.message, variant.part), error.message);
    }
    CHECK(lines_of(dir / "there") == std::vector<std::string>{"mine"});
    CHECK_FALSE(std::filesystem::exists("/proc/asista.jsonl"));
}
