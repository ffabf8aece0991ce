// Logs on a disk that is full for a while: nothing is lost, nothing is half there, and whoever reads the sentence knows what to do.
#include "file_size_limit.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

using namespace asista;
using namespace asista::test;
using Outcome = calls::AuditEntry::Outcome;

namespace {

constexpr const char* focus = "ai.asista.focus";
constexpr rlim_t hardly_any = 4'096; // nothing can be added to the database's files, which are longer

struct ProfileOnDisk {
    TempDir dir;
    std::unique_ptr<Services> services =
        must(Services::open({.database = dir / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}}));
    Audit& audit = services->audit;
    UserId ada = services->user.id;

    void note(std::string_view subject, InstantMs at) {
        audit.note({ada, focus, "1.0.0", "tasks.list", subject, Outcome::done}, at);
    }
};

bool says_what_to_do(const std::string& sentence) {
    return contains(sentence, "asista.db") &&
           (contains(sentence, "free some space") || contains(sentence, "check that the disk works and has room"));
}

} // namespace

TEST_CASE("what plugins do while the disk is full is in the log when there is room again, with its times and counts") {
    ProfileOnDisk p;
    p.note("before", now);
    must(p.audit.flush(now));
    {
        const FileSizeLimit full(hardly_any);
        for (int i = 0; i < 50; ++i) p.note("meanwhile", now + i);
        CHECK_FALSE(p.audit.flush(now + 50));
        CHECK(contains(p.audit.problem(), "could not be written to the log"));
        CHECK_MESSAGE(says_what_to_do(p.audit.problem()), p.audit.problem());
        p.note("meanwhile", now + 60);
        CHECK(must(p.audit.list(p.ada, {"", 0, 100}, now)).entries.size() == 1); // what is kept can be read
    }
    must(p.audit.flush(now + 100));

    CHECK(p.audit.problem().empty());
    const auto entries = must(p.audit.list(p.ada, {"", 0, 100}, now)).entries;
    REQUIRE(entries.size() == 2);
    CHECK(entries[0].subject == "meanwhile");
    CHECK(entries[0].count == 51);
    CHECK(entries[0].first_at == now);
    CHECK(entries[0].last_at == now + 60);
}

TEST_CASE("a crash that cannot be kept is said, and those that are stay") {
    ProfileOnDisk p;
    auto& log = p.services->crash_log;
    must(log.save(p.ada, focus, {1, now, "1.0.0", "It crashed.", "", "the report"}));
    {
        const FileSizeLimit full(hardly_any);
        const auto refused =
            error_of(log.save(p.ada, focus, {2, now, "1.0.0", "It crashed again.", "", std::string(20'000, 'x')}));
        CHECK_MESSAGE(says_what_to_do(refused.message), refused.message);
        CHECK(must(log.list(p.ada, focus)).size() == 1);
    }
    must(log.save(p.ada, focus, {2, now, "1.0.0", "It crashed again.", "", "short"}));
    const auto kept = must(log.list(p.ada, focus));
    REQUIRE(kept.size() == 2);
    CHECK(kept[1].report == "the report");
}

TEST_CASE("an export that finds no room leaves no half of a file and names the file and the remedy") {
    ProfileOnDisk p;
    for (int i = 0; i < 100; ++i) p.note("host-" + std::to_string(i), now);
    must(p.audit.flush(now));
    const auto file = p.dir / "log.jsonl";
    {
        const FileSizeLimit full(hardly_any);
        const auto refused = error_of(p.audit.export_to(p.ada, file, now));
        CHECK(refused.code == Errc::over_limit);
        CHECK_MESSAGE(contains(refused.message, file.string()), refused.message);
        CHECK_MESSAGE(contains(refused.message, "choose another folder"), refused.message);
        CHECK_FALSE(std::filesystem::exists(file));
    }
    CHECK(must(p.audit.export_to(p.ada, file, now)) == 100);
}
