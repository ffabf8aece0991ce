// The folders of profiles: what they are called, which is opened, and what somebody may have put there.
#include "core/profiles.hpp"
#include "store/seal.hpp"
#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

using namespace asista;
using core::Profiles;
using test::TempDir;
namespace fs = std::filesystem;

namespace {
calls::ProfileInfo create(const Profiles& profiles, const char* name) {
    auto made = profiles.create(name);
    REQUIRE_MESSAGE(made, made.error().message);
    return *made;
}
} // namespace

TEST_CASE("a fresh home has one profile, and each new one a folder of its own with the name as it was typed") {
    const TempDir home;
    const Profiles profiles(home.path());
    REQUIRE(profiles.list(true).size() == 1);
    CHECK(profiles.list(true)[0].name == "Personal");
    CHECK(profiles.list(true)[0].current);
    CHECK(profiles.list(true)[0].sealed);

    std::set<std::string> folders;
    for (const char* name : {"Work", "work", "Büro & Haus", "..", "/", "工作", "  Trip  ", "A\"B\\C"}) {
        CAPTURE(std::string(name));
        const auto made = create(profiles, name);
        CHECK(fs::path(made.folder).parent_path() == home / "profiles");
        CHECK(folders.insert(made.folder).second);
        CHECK(profiles.name_of(made.folder) == made.name);
        CHECK((fs::status(made.folder).permissions() & fs::perms::others_all) == fs::perms::none);
    }
    CHECK(profiles.name_of(*folders.begin()) != "");
    // Seen from another one they are the same.
    const Profiles from_work(home / "profiles/work");
    const auto list = from_work.list(false);
    CHECK(list.size() == 9);
    CHECK(list[0].folder == home.path().string());
    CHECK_FALSE(list[0].current);
    CHECK(std::ranges::count(list, true, &calls::ProfileInfo::current) == 1);
}

TEST_CASE("a name that is empty, taken, too long or no text is refused with the reason, and nothing is made") {
    const TempDir home;
    const Profiles profiles(home.path());
    create(profiles, "Work");
    for (const std::string& name : {std::string("  "), std::string("Work"), std::string("Personal"), std::string(61, 'x'),
                                    std::string("a\nb"), std::string("\xFF\xFE")}) {
        CAPTURE(name);
        const auto refused = profiles.create(name);
        REQUIRE_FALSE(refused);
        CHECK_FALSE(refused.error().message.empty());
    }
    CHECK(profiles.list(false).size() == 2);
    CHECK(profiles.rename(home / "profiles/work", "Work")); // its own
    CHECK(profiles.rename(home / "profiles/work", "Personal").error().code == Errc::busy);
    CHECK(profiles.rename(home / "elsewhere", "Else").error().code == Errc::not_found);
    REQUIRE(profiles.rename(home.path(), "Ada"));
    CHECK(Profiles(home / "profiles/work").name_of(home.path()) == "Ada");
}

TEST_CASE("the profile that was opened last is opened again, and what is written there leads nowhere else") {
    const TempDir home;
    const Profiles profiles(home.path());
    const auto work = create(profiles, "Work");
    CHECK(Profiles::opened_last(home.path()) == home.path());
    REQUIRE(profiles.note_opened(work.folder));
    CHECK(Profiles::opened_last(home.path()) == fs::path(work.folder));
    REQUIRE(Profiles(work.folder).note_opened(home.path()));
    CHECK(Profiles::opened_last(home.path()) == home.path());
    for (const char* text : {"../..", "/etc", "work/../..", ".", "..", "gone", "work\0x", ""}) {
        test::write_file(home / "opened", text);
        CHECK((Profiles::opened_last(home.path()) == home.path() || std::string_view(text) == "work"));
    }
    fs::remove_all(work.folder);
    test::write_file(home / "opened", "work\n");
    CHECK(Profiles::opened_last(home.path()) == home.path());
}

TEST_CASE("a damaged name is no reason to lose a profile") {
    const TempDir home;
    const Profiles profiles(home.path());
    const auto work = create(profiles, "Work");
    for (const char* json : {"", "{", "[]", "{\"name\": 7}", "{\"name\": \"\"}", "{\"name\": \"a\\nb\"}"}) {
        CAPTURE(std::string(json));
        test::write_file(fs::path(work.folder) / "profile.json", json);
        REQUIRE(profiles.list(false).size() == 2);
        CHECK(profiles.list(false)[1].name == "work");
    }
    fs::create_directories(home / "profiles/no profile");
    CHECK(profiles.list(false).size() == 2);
}

TEST_CASE("how the window looked is known without the data, and nothing else of the person's") {
    const TempDir home;
    const Profiles profiles(home.path());
    const fs::path work = create(profiles, "Work").folder;
    CHECK(Profiles::appearance_of(work).empty());
    CHECK(Profiles::appearance_of(home / "nowhere").empty());

    const std::map<std::string, std::string> preferences{{"theme", "\"dark\""},
                                                         {"accent", "\"teal\""},
                                                         {"scale", "1.5"},
                                                         {"high_contrast", "true"},
                                                         {"color_scheme", "\"of-my-own\""},
                                                         {"introduced", "true"},
                                                         {"quiet_hours", R"({"from": 1, "to": 2})"},
                                                         {"text_size", "{}"},
                                                         {"reduced_motion", "nonsense"}};
    REQUIRE(Profiles::note_appearance(work, preferences));

    const std::map<std::string, std::string> kept{
        {"theme", "\"dark\""}, {"accent", "\"teal\""}, {"scale", "1.5"}, {"high_contrast", "true"}};
    CHECK(Profiles::appearance_of(work) == kept);
    CHECK(profiles.name_of(work) == "Work");
    for (const char* const word : {"of-my-own", "quiet", "introduced"})
        CHECK(test::read_file(work / "profile.json").find(word) == std::string::npos);
    REQUIRE(profiles.rename(work, "Office"));
    CHECK(Profiles::appearance_of(work) == kept);
    REQUIRE(Profiles::note_appearance(home.path(), preferences)); // which has no name of its own
    CHECK(profiles.name_of(home.path()) == "Personal");

    const auto before = fs::last_write_time(work / "profile.json");
    REQUIRE(Profiles::note_appearance(work, preferences)); // the same: nothing is written
    CHECK(fs::last_write_time(work / "profile.json") == before);
    for (const char* const other :
         {"[]", "{\"appearance\": 7}", "{\"appearance\": {\"theme\": [1], \"accent\": \"01234567890123456789x\"}}", ""}) {
        test::write_file(work / "profile.json", other);
        CHECK(Profiles::appearance_of(work).empty());
    }
}
