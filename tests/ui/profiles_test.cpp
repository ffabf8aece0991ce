// Several people at one computer, and a passphrase: through the screen, and on the disk.
#include "desk.hpp"
#include "driver.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

using asista::test::ClientProcess;
using asista::test::Desk;
using asista::test::read_file;
using asista::test::WindowDriver;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> arguments{"--headless", "--sample-data", "--fixed-clock", "2026-11-22T09:41:00"};
constexpr std::string_view task = "Reply to the landlord"; // of the sample week
constexpr std::string_view locked = "This profile is locked with a passphrase.";

// In a database of the profile, a log beside it, or a backup.
bool readable(const fs::path& profile, std::string_view text) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(profile))
        if (entry.path().filename().string().starts_with("asista.db")) files.push_back(entry.path());
    if (fs::exists(profile / "backups"))
        for (const auto& entry : fs::directory_iterator(profile / "backups")) files.push_back(entry.path());
    return std::ranges::any_of(files, [&](const fs::path& file) { return read_file(file).find(text) != std::string::npos; });
}

void wait_for(WindowDriver& window, std::string_view text) { window(fmt::format("wait \"{}\"", text)); }

// Types into one of the forms of the settings and sends it off; the client may start anew.
void fill_form(WindowDriver& window, std::string_view opens, const std::vector<std::pair<std::string, std::string>>& fields,
               std::string_view button) {
    window(R"(click link "Settings")");
    window(R"(type "passphrase" into "Search settings")");
    window(fmt::format("click button \"{}\"", opens));
    for (const auto& [field, text] : fields) window(fmt::format("type \"{}\" into \"{}\"", text, field));
    window.last(fmt::format("click button \"{}\"", button));
}

void unlock(WindowDriver& window, std::string_view passphrase) {
    wait_for(window, locked);
    window(fmt::format("type \"{}\" into \"Passphrase\"", passphrase));
    window(R"(click button "Open")");
}

} // namespace

TEST_CASE("a passphrase encrypts data and backups, survives a kill, is changed, and goes again") {
    const Desk desk;
    const auto& profile = desk.dir.path();
    {
        ClientProcess client(profile, arguments);
        WindowDriver window(desk.dir / "driver");
        wait_for(window, task);
        window(R"(click link "Settings")");
        window(R"(type "backup" into "Search settings")");
        window(R"(click button "Back up now")");
        wait_for(window, "Backed up");
        CHECK(readable(profile, task));
        fill_form(window, "Set a passphrase\u2026", {{"Passphrase", "correct horse"}, {"The same again", "correct horse"}},
                  "Encrypt");
        REQUIRE(ClientProcess::until([&] { return fs::exists(desk.dir / "asista.db.seal"); }));
        client.end_badly(); // whether it was starting anew or not
    }
    {
        ClientProcess client(profile, arguments);
        WindowDriver window(desk.dir / "driver");
        unlock(window, "wrong horse");
        wait_for(window, "This is not the passphrase.");
        CHECK_FALSE(window.sees(task));
        unlock(window, "correct horse");
        wait_for(window, task);
        CHECK_FALSE(readable(profile, task));
        CHECK_FALSE(fs::exists(desk.dir / "asista.db.seal"));
        window(R"(click link "Tasks")");
        window(R"(type "Water the roses" into "Add a task")");
        window("key Enter");
        wait_for(window, "Water the roses");
        client.end_badly();
    }
    {
        ClientProcess client(profile, arguments);
        WindowDriver window(desk.dir / "driver");
        unlock(window, "correct horse");
        window(R"(click link "Tasks")");
        wait_for(window, "Water the roses");
        CHECK_FALSE(readable(profile, "Water the roses"));
        fill_form(window, "Change\u2026",
                  {{"Present passphrase", "correct horse"},
                   {"New passphrase", "another horse"},
                   {"The new one again", "another horse"}},
                  "Change");
        window("wait gone dialog");
        CHECK(client.close() == 0);
    }
    {
        ClientProcess client(profile, arguments);
        WindowDriver window(desk.dir / "driver");
        unlock(window, "correct horse");
        wait_for(window, "This is not the passphrase.");
        unlock(window, "another horse");
        wait_for(window, task);
        fill_form(window, "Remove\u2026", {{"Present passphrase", "another horse"}}, "Decrypt");
        REQUIRE(ClientProcess::until([&] { return fs::exists(desk.dir / "asista.db.unseal"); }));
        client.end_badly();
    }
    {
        ClientProcess client(profile, arguments);
        WindowDriver window(desk.dir / "driver");
        unlock(window, "another horse");
        wait_for(window, task);
        CHECK(client.close() == 0);
    }
    ClientProcess client(profile, arguments);
    WindowDriver window(desk.dir / "driver");
    wait_for(window, task);
    CHECK(client.query("SELECT count(*) FROM tasks WHERE title = 'Water the roses'") == "1");
    for (const auto& entry : fs::directory_iterator(desk.dir / "backups")) {
        CAPTURE(entry.path().string());
        CHECK(read_file(entry.path()).starts_with("SQLite format 3"));
    }
}

TEST_CASE("a passphrase in a file opens a profile where nobody types, and with a wrong one somebody can") {
    const Desk desk;
    {
        ClientProcess client(desk.dir.path(), arguments);
        WindowDriver window(desk.dir / "driver");
        wait_for(window, task);
        fill_form(window, "Set a passphrase\u2026", {{"Passphrase", "correct horse"}, {"The same again", "correct horse"}},
                  "Encrypt");
        REQUIRE(ClientProcess::until([&] { return fs::exists(desk.dir / "asista.db.seal"); }));
        client.end_badly();
    }
    asista::test::write_file(desk.dir / "right", "correct horse\n");
    asista::test::write_file(desk.dir / "wrong", "wrong horse\n");
    auto with_file = arguments;
    with_file.insert(with_file.end(), {"--passphrase-file", desk.dir / "right"});
    {
        ClientProcess client(desk.dir.path(), with_file);
        WindowDriver window(desk.dir / "driver");
        wait_for(window, task);
        CHECK(client.close() == 0);
    }
    const auto before = read_file(desk.dir / "asista.db");
    with_file.back() = desk.dir / "wrong";
    ClientProcess client(desk.dir.path(), with_file);
    WindowDriver window(desk.dir / "driver");
    wait_for(window, "The passphrase file did not open the profile: this is not the passphrase.");
    CHECK(client.log().find("this is not the passphrase") != std::string::npos);
    CHECK(read_file(desk.dir / "asista.db") == before);
    unlock(window, "correct horse");
    wait_for(window, task);
}

TEST_CASE("a second profile has a week of its own, and the first is as it was") {
    const Desk desk;
    ClientProcess client(desk.dir.path(), arguments);
    {
        WindowDriver window(desk.dir / "driver");
        wait_for(window, task);
        window(R"(click "You")");
        window(R"(click "New profile…")");
        window(R"(type "Work & play" into "Name, as you will read it")");
        window.last("key Enter"); // the client starts anew
        REQUIRE(ClientProcess::until([&] { return fs::exists(desk.dir / "profiles/work-play/socket"); }));
    }
    {
        WindowDriver window(desk.dir / "driver");
        wait_for(window, "Nothing is due today.");
        CHECK_FALSE(window.sees(task));
        CHECK(read_file(desk.dir / "opened") == "work-play\n");
        window(R"(click button "Work & play")");
        window.last(R"(click "Personal")");
        REQUIRE(ClientProcess::until([&] { return read_file(desk.dir / "opened") == "\n"; }));
    }
    CHECK(client.close() == 0);
    ClientProcess again(desk.dir.path(), arguments);
    WindowDriver window(desk.dir / "driver");
    wait_for(window, task);
    CHECK(again.query("SELECT count(*) FROM tasks") != "0");
}

TEST_CASE("a profile is removed by its name, and the trash has it") {
    const Desk desk;
    const auto data = desk.dir / "data";
    ::setenv("XDG_DATA_HOME", data.c_str(), 1); // of the client that starts now
    const auto folder = desk.dir / "profiles/work";
    fs::create_directories(folder);
    asista::test::write_file(folder / "profile.json", R"({"name": "Work"})");
    asista::test::write_file(folder / "notes", "kept");
    ClientProcess client(desk.dir.path(), arguments);
    ::unsetenv("XDG_DATA_HOME");
    WindowDriver window(desk.dir / "driver");
    wait_for(window, task);

    window(R"(click button "Personal")");
    window(R"(click "Remove a profile…")");
    window(R"(click button "Remove…")");
    wait_for(window, "with 0 backups");
    window(R"(type "Wrok" into "Its name, to confirm")");
    wait_for(window, "That is not its name.");
    window("key Enter");
    CHECK(fs::exists(folder / "notes"));
    window("key Escape");
    window("wait gone dialog");
    window(R"(click button "Remove…")");
    wait_for(window, "with 0 backups");
    window(R"(type "Work" into "Its name, to confirm")");
    window(R"(click button "Move to the trash")");
    wait_for(window, "“Work” is in the trash");
    window("wait gone dialog");

    CHECK_FALSE(fs::exists(folder));
    CHECK(read_file(data / "Trash/files/work/notes") == "kept");
    CHECK(read_file(data / "Trash/info/work.trashinfo").find("Path=" + folder.string()) != std::string::npos);
    CHECK_FALSE(window.sees("Remove…"));
    CHECK(client.close() == 0);
}
