// Backups: whole, checked before they count and before an older one goes; put back with the present set aside; nothing lost on a full disk, in
// a folder that cannot be written, or when the client is killed half-way.
#include "services/backups.hpp"

#include "child_process.hpp"
#include "file_size_limit.hpp"
#include "store/copy.hpp"
#include "support.hpp"
#include "temp_dir.hpp"

#include <algorithm>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace asista;
using namespace asista::test;
using calls::Backup;
using calls::BackupReason;

namespace {

namespace fs = std::filesystem;

constexpr InstantMs day = 86'400'000;
const std::atomic<bool> never = false;

std::unique_ptr<Services> open(const TempDir& dir) {
    return must(Services::open(
        {.database = dir / "asista.db", .now = now, .user_name = "Ada", .catalogue = {}, .backups = dir / "backups"}));
}
std::uint64_t add(Services& s, const std::string& title) {
    return must(s.tasks.add({s.user.id, {}}, {title, {}, Energy::m, {}, {}}, now)).id;
}
std::vector<std::string> task_titles(Services& s) {
    std::vector<std::string> titles;
    for (const auto& each : must(s.tasks.page(s.user.id, {}, today)).tasks) titles.push_back(each.task.title);
    return titles;
}
using Titles = std::vector<std::string>;

std::vector<Backup> daily(std::initializer_list<int> days_ago) {
    std::vector<Backup> all;
    for (const int ago : days_ago) all.push_back(*parse_backup_name(backup_name(now - ago * day, BackupReason::daily)));
    return all;
}

std::size_t files_in(const fs::path& folder) {
    std::size_t count = 0;
    for (const auto& each : fs::directory_iterator(folder)) count += each.exists() ? 1 : 0;
    return count;
}

} // namespace

TEST_CASE("a backup's name says when and why it was made and nothing else is one") {
    for (const auto reason :
         {BackupReason::daily, BackupReason::by_hand, BackupReason::before_update, BackupReason::before_restore}) {
        const auto parsed = parse_backup_name(backup_name(now, reason));
        REQUIRE(parsed);
        CHECK(parsed->reason == reason);
        CHECK(parsed->made_at == now / 1000 * 1000);
    }
    CHECK(backup_name(now, BackupReason::daily) == "asista-20261122T094100Z-daily.db");
    for (const char* name :
         {"", "asista.db", "asista-20261122T094100Z-daily", "asista-20261322T094100Z-daily.db", "asista-20261122T094100Z-.db",
          "asista-20261122T094100Z-weekly.db", "asista-2026112aT094100Z-daily.db", "asista-20261122T254100Z-daily.db",
          "../asista-20261122T094100Z-daily.db", "asista-20261122T094100Z-daily.db-wal"})
        CHECK_FALSE(parse_backup_name(name));
}

TEST_CASE("one a day is due - those of a clock that was set back do not count") {
    CHECK(backup_due({}, now));
    CHECK_FALSE(backup_due(daily({0}), now));
    CHECK_FALSE(backup_due(daily({0}), now + day - 1000));
    CHECK(backup_due(daily({0}), now + day));
    CHECK(backup_due(daily({-3}), now));
    CHECK(backup_due({*parse_backup_name(backup_name(now, BackupReason::by_hand))}, now));
}

TEST_CASE("seven days - four weeks and twelve months are kept") {
    std::vector<Backup> all;
    std::vector<std::string> kept;
    for (int ago = 800; ago >= 0; --ago) { // a day at a time, as they are made
        all.push_back(daily({ago}).front());
        const auto going = backups_to_remove(all, now - ago * day);
        std::erase_if(all, [&](const Backup& each) { return std::ranges::find(going, each.name) != going.end(); });
    }
    for (const auto& each : all) kept.push_back(each.name.substr(7, 8));

    CHECK(kept == std::vector<std::string>{"20251231", "20260131", "20260228", "20260331", "20260430", "20260531", "20260630",
                                           "20260731", "20260831", "20260930", "20261031", "20261101", "20261108", "20261115",
                                           "20261116", "20261117", "20261118", "20261119", "20261120", "20261121", "20261122"});
}

TEST_CASE("of those made for a reason the newest five of each are kept") {
    std::vector<Backup> all;
    for (int i = 0; i < 9; ++i) {
        all.push_back(*parse_backup_name(backup_name(now - i * 1000, BackupReason::by_hand)));
        all.push_back(*parse_backup_name(backup_name(now - i * 1000, BackupReason::before_restore)));
    }
    CHECK(backups_to_remove(all, now).size() == 8);
    CHECK(backups_to_remove(daily({0, 0, 1}), now).size() == 1); // two of one day
}

TEST_CASE("a clock that jumps by years and back takes the place of no backup that is kept") {
    std::vector<Backup> all;
    const auto make = [&all](InstantMs at) {
        all.push_back(*parse_backup_name(backup_name(at, BackupReason::daily)));
        const auto going = backups_to_remove(all, at);
        std::erase_if(all, [&](const Backup& each) { return std::ranges::find(going, each.name) != going.end(); });
    };
    const auto dated = [&all](InstantMs from, InstantMs to) {
        return std::ranges::count_if(all, [&](const Backup& each) { return each.made_at >= from && each.made_at < to; });
    };
    for (int ago = 400; ago > 10; --ago) make(now - ago * day);
    const auto before = dated(0, now);
    REQUIRE(before == 20); // seven days, and the older weeks and months

    const InstantMs ahead = now + 10 * 365 * day, long_ago = 1'000 * day; // 1972: a computer whose clock has lost its battery
    make(long_ago);
    make(long_ago + day);
    CHECK(dated(now - 400 * day, now) == before); // a day of a broken clock is no day for these to go
    CHECK(dated(0, long_ago + 2 * day) == 2);
    for (int days = 0; days < 30; ++days) make(ahead + days * day);
    CHECK(dated(now - 400 * day, now) >= 10); // of the twelve months, two are of the days ahead
    for (int ago = 10; ago >= 0; --ago) make(now - ago * day);

    CHECK(dated(now - 7 * day, now + day) >= 7); // each of the last seven, though newer ones are there
    CHECK(dated(ahead, ahead + 30 * day) >= 7);
}

TEST_CASE("a backup is made beside a client that writes - and only its owner can read it") {
    const TempDir dir;
    const auto s = open(dir);
    add(*s, "Water the plants");
    const Backups backups(dir / "asista.db", dir / "backups");

    const auto made = must(backups.make(BackupReason::by_hand, now, never));
    const auto second = must(backups.make(BackupReason::by_hand, now, never));

    CHECK(made.bytes > 10'000);
    CHECK(second.name != made.name);
    CHECK(must(backups.list()).size() == 2);
    CHECK(files_in(dir / "backups") == 2); // nothing half-made, no side files
    struct stat folder {
    }, file{};
    REQUIRE(::stat((dir / "backups").c_str(), &folder) == 0);
    REQUIRE(::stat((dir / "backups" / made.name).c_str(), &file) == 0);
    CHECK((folder.st_mode & 0777) == 0700);
    CHECK((file.st_mode & 0777) == 0600);
    add(*s, "Goes on");
    CHECK(must(store::check_copy(dir / "backups" / made.name, store::migrations().back().version)) == s->db.schema_version());
}

TEST_CASE("the preview says what would come back - go and be otherwise") {
    const TempDir dir;
    const auto s = open(dir);
    const auto kept = add(*s, "Kept");
    const auto changed = add(*s, "Changed");
    const auto removed = add(*s, "Removed");
    const Backups backups(dir / "asista.db", dir / "backups");
    const auto made = must(backups.make(BackupReason::daily, now, never));
    calls::TasksUpdate::Request update;
    update.id = changed;
    update.title = "Otherwise";
    must(s->tasks.update({s->user.id, {}}, update, now + hour));
    must(s->tasks.remove({s->user.id, {}}, removed, now + hour));
    add(*s, "New");
    add(*s, "Newer");

    const auto preview = must(backups.preview(made.name));

    CHECK(kept != changed);
    REQUIRE(preview.kinds.at(0).kind == "tasks");
    CHECK(preview.kinds[0].now == 4);
    CHECK(preview.kinds[0].then == 3);
    CHECK(preview.kinds[0].back == 1);
    CHECK(preview.kinds[0].gone == 2);
    CHECK(preview.kinds[0].otherwise == 1);
    CHECK(preview.newest_change == now);
    CHECK(preview.newest_change_now == now + hour);
    CHECK(error_of(backups.preview("../../etc/passwd")).code == Errc::invalid);
    CHECK(error_of(backups.preview(backup_name(now + 99 * day, BackupReason::daily))).code == Errc::not_found);
}

TEST_CASE("going back brings the backup and keeps the present as one") {
    const TempDir dir;
    const Backups backups(dir / "asista.db", dir / "backups");
    std::string name;
    {
        const auto s = open(dir);
        add(*s, "Then");
        name = must(backups.make(BackupReason::daily, now, never)).name;
        add(*s, "Now");
        must(backups.prepare_restore(name, now + hour, never));
        CHECK(task_titles(*s) == Titles{"Then", "Now"}); // nothing changes while it runs
        add(*s, "After it was prepared");
    }
    {
        const auto s = open(dir);
        CHECK(task_titles(*s) == Titles{"Then"});
        CHECK(s->notice.empty());
    }
    CHECK_FALSE(fs::exists(dir / "asista.db.restoring"));
    CHECK_FALSE(fs::exists(dir / "asista.db.replaced"));
    const auto all = must(backups.list());
    REQUIRE(all.size() == 2);
    CHECK(all[0].reason == BackupReason::before_restore);

    must(backups.prepare_restore(all[0].name, now + 2 * hour, never)); // and there again
    CHECK(task_titles(*open(dir)) == Titles{"Then", "Now"});
}

TEST_CASE("killed at any step of putting a backup back the next start finishes it") {
    // What is there after 0, 1, 2, ... of the moves: log, shared memory, database, prepared copy.
    for (int moves = 0; moves <= 4; ++moves) {
        CAPTURE(moves);
        const TempDir dir;
        const Backups backups(dir / "asista.db", dir / "backups");
        {
            const auto s = open(dir);
            add(*s, "Then");
            const auto name = must(backups.make(BackupReason::daily, now, never)).name;
            add(*s, "Now");
            must(backups.prepare_restore(name, now, never));
            // As a client that was killed leaves it: with its log.
            for (const char* side : {"", "-wal", "-shm"})
                fs::copy_file(dir / (std::string("asista.db") + side), dir / (std::string("left.db") + side));
        }
        for (const char* side : {"", "-wal", "-shm"}) {
            fs::remove(dir / (std::string("asista.db") + side));
            fs::rename(dir / (std::string("left.db") + side), dir / (std::string("asista.db") + side));
        }
        if (moves > 0) fs::rename(dir / "asista.db-wal", dir / "asista.db.replaced-wal");
        if (moves > 1) fs::rename(dir / "asista.db-shm", dir / "asista.db.replaced-shm");
        if (moves > 2) fs::rename(dir / "asista.db", dir / "asista.db.replaced");
        if (moves > 3) fs::rename(dir / "asista.db.restoring", dir / "asista.db");

        const auto s = open(dir);

        CHECK(task_titles(*s) == Titles{"Then"});
        CHECK(s->notice.empty());
        CHECK_FALSE(fs::exists(dir / "asista.db.replaced-wal"));
    }
}

TEST_CASE("a damaged backup is refused and changes nothing") {
    const TempDir dir;
    const auto s = open(dir);
    for (int i = 0; i < 200; ++i) add(*s, fmt::format("Task {}", i));
    const Backups backups(dir / "asista.db", dir / "backups");
    const auto made = must(backups.make(BackupReason::daily, now, never));
    auto bytes = read_file(dir / "backups" / made.name);
    for (std::size_t at = 8192; at < bytes.size(); at += 37) bytes[at] = 'x';
    write_file(dir / "backups" / made.name, bytes);

    CHECK(contains(error_of(backups.preview(made.name)).message, "damaged"));
    CHECK_FALSE(backups.prepare_restore(made.name, now, never));
    write_file(dir / "backups" / made.name, "not a database at all, only a text that happens to be there");
    CHECK_FALSE(backups.preview(made.name));
    write_file(dir / "backups" / made.name, "");
    CHECK_FALSE(backups.preview(made.name));

    CHECK_FALSE(fs::exists(dir / "asista.db.restoring"));
    CHECK_FALSE(fs::exists(dir / "asista.db.restoring.part"));
    CHECK(task_titles(*s).size() == 100); // the first piece of them
}

TEST_CASE("on a full disk no backup is made and the older ones stay") {
    const TempDir dir;
    const auto s = open(dir);
    for (int i = 0; i < 300; ++i) add(*s, fmt::format("Task {}", i));
    const Backups backups(dir / "asista.db", dir / "backups");
    must(s->db.execute("PRAGMA wal_checkpoint(TRUNCATE)"));
    for (int i = 9; i > 0; --i) must(backups.make(BackupReason::daily, now - i * day, never));
    const auto before = must(backups.list());
    {
        const FileSizeLimit full(65'536);
        const auto refused = error_of(backups.make(BackupReason::daily, now, never));
        CHECK(refused.code == Errc::over_limit);
        CHECK_MESSAGE(contains(refused.message, "the backup was not made, those before it are kept"), refused.message);
        CHECK(contains(refused.message, "free some space"));
    }
    CHECK(must(backups.list()).size() == before.size());
    CHECK(files_in(dir / "backups") == before.size());
    CHECK(must(backups.make(BackupReason::daily, now, never)).bytes > 65'536);
}

TEST_CASE("in a folder that cannot be written no backup is made, and the sentence names it") {
    const TempDir dir;
    const auto s = open(dir);
    add(*s, "Water the plants");
    const Backups backups(dir / "asista.db", dir / "backups");
    must(backups.make(BackupReason::daily, now - day, never));
    fs::permissions(dir.path(), fs::perms::all);
    for (const auto& entry : fs::directory_iterator(dir.path())) fs::permissions(entry, fs::perms::all);
    REQUIRE(::chmod((dir / "backups").c_str(), 0555) == 0);

    const int status = in_child([&] {
        if (::geteuid() == 0 && ::setuid(65534) != 0) return 10; // root ignores permissions: be nobody
        const auto refused = backups.make(BackupReason::daily, now, never);
        if (refused) return 11;
        if (refused.error().code != Errc::denied && refused.error().code != Errc::io) return 12;
        if (!contains(refused.error().message, "the backup was not made, those before it are kept")) return 13;
        return contains(refused.error().message, "can be written") && contains(refused.error().message, "backups") ? 0 : 14;
    });

    CHECK(status == 0);
    REQUIRE(::chmod((dir / "backups").c_str(), 0755) == 0);
    CHECK(must(backups.list()).size() == 1);
}

TEST_CASE("a backup of a newer Asista is refused with both versions and the remedy") {
    const TempDir dir;
    const auto s = open(dir);
    const Backups backups(dir / "asista.db", dir / "backups");
    const auto made = must(backups.make(BackupReason::by_hand, now, never));
    {
        sqlite3* raw = nullptr;
        REQUIRE(sqlite3_open((dir / "backups" / made.name).c_str(), &raw) == SQLITE_OK);
        REQUIRE(sqlite3_exec(raw, "PRAGMA journal_mode = DELETE; PRAGMA user_version = 99", nullptr, nullptr, nullptr) ==
                SQLITE_OK);
        sqlite3_close(raw);
    }

    for (const auto& refused : {error_of(backups.preview(made.name)), error_of([&]() -> Result<int> {
                                    TRY(backups.prepare_restore(made.name, now, never));
                                    return 0;
                                }())}) {
        CHECK(refused.code == Errc::unsupported);
        for (const std::string& part : {made.name, std::string("version 99"), std::to_string(store::migrations().back().version),
                                        std::string("update Asista")})
            CHECK_MESSAGE(contains(refused.message, part), refused.message);
    }
    CHECK_FALSE(fs::exists(dir / "asista.db.restoring"));
}

TEST_CASE("a backup that is stopped leaves nothing") {
    const TempDir dir;
    const auto s = open(dir);
    const Backups backups(dir / "asista.db", dir / "backups");
    const std::atomic<bool> stopped = true;

    CHECK(error_of(backups.make(BackupReason::daily, now, stopped)).code == Errc::cancelled);

    CHECK(files_in(dir / "backups") == 0);
}

TEST_CASE("before an older file is brought up to date it is backed up - and a folder that cannot be made is said") {
    const auto steps = store::migrations();
    for (const bool possible : {true, false}) {
        CAPTURE(possible);
        const TempDir dir;
        {
            auto old = must(store::Database::open(dir / "asista.db", {.schema = steps.first(8)}));
            must(old.execute("INSERT INTO users(name, created_at) VALUES('Ada', 1);"
                             "INSERT INTO tasks(user_id, title, created_at, updated_at) VALUES(1, 'Old', 1, 1)"));
        }
        if (!possible) write_file(dir / "backups", "a file where the folder should be");

        std::vector<std::string> told;
        const auto s = must(Services::open({.database = dir / "asista.db",
                                            .now = now,
                                            .user_name = "Ada",
                                            .catalogue = {},
                                            .backups = dir / "backups",
                                            .doing = [&](std::string_view what) { told.emplace_back(what); }}));

        CHECK(task_titles(*s) == Titles{"Old"});
        CHECK(told == std::vector<std::string>{"Opening your data",
                                               "Making a backup of your data before it is brought up to date",
                                               "Bringing your data up to date"});
        if (!possible) {
            CHECK(contains(s->notice, "without a backup"));
            continue;
        }
        const auto all = must(Backups(dir / "asista.db", dir / "backups").list());
        REQUIRE(all.size() == 1);
        CHECK(all[0].reason == BackupReason::before_update);
        CHECK(must(store::check_copy(dir / "backups" / all[0].name, steps.back().version)) == 8);
        CHECK(s->notice.empty());
    }
    const TempDir fresh;
    open(fresh);
    CHECK_FALSE(fs::exists(fresh / "backups")); // a new profile has nothing to lose
}
