// What the picker sees of a folder, and where a person keeps things.
#include "services/files/folders.hpp"
#include "temp_dir.hpp"

#include <fcntl.h>

#include <sys/stat.h>

#include <algorithm>

using namespace asista;
using namespace asista::test;
using namespace asista::services::files;
namespace fs = std::filesystem;

namespace {
const calls::FileEntry* entry(const calls::FilesList::Reply& reply, std::string_view name) {
    const auto found = std::ranges::find(reply.entries, name, &calls::FileEntry::name);
    return found == reply.entries.end() ? nullptr : &*found;
}
} // namespace

TEST_CASE("a folder is listed with sizes and dates: what cannot be picked is left out") {
    const TempDir dir;
    write_file(dir / "a.txt", "12345");
    write_file(dir / ".hidden", "");
    write_file(dir / "sub/inner", "x");
    write_file(dir / "bad\xFFname", "x");
    REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);
    fs::create_symlink("a.txt", dir / "to-file");
    fs::create_symlink("sub", dir / "to-folder");
    fs::create_symlink("nowhere", dir / "to-nothing");
    const timespec times[] = {{0, UTIME_OMIT}, {1'700'000'000, 500'000'000}};
    REQUIRE(::utimensat(AT_FDCWD, (dir / "a.txt").c_str(), times, 0) == 0);

    const auto reply = list_folder(dir / "sub/..//./");
    REQUIRE(reply);
    CHECK(reply->path == dir.path().string());
    CHECK(reply->left_out == 0);
    CHECK(reply->entries.size() == 5);
    REQUIRE(entry(*reply, "a.txt"));
    CHECK(entry(*reply, "a.txt")->size_bytes == 5);
    CHECK(entry(*reply, "a.txt")->modified_at == 1'700'000'000'500);
    CHECK_FALSE(entry(*reply, "a.txt")->folder);
    CHECK(entry(*reply, "sub")->folder);
    CHECK(entry(*reply, "to-folder")->folder);
    CHECK(entry(*reply, "to-file")->size_bytes == 5);
    CHECK(entry(*reply, ".hidden") != nullptr);
    CHECK(list_folder("/")->path == "/");
}

TEST_CASE("a folder that cannot be read says why") {
    const TempDir dir;
    write_file(dir / "file", "");
    CHECK(list_folder(dir / "gone").error().message == "gone is not there any more");
    CHECK(list_folder(dir / "gone").error().code == Errc::not_found);
    CHECK(list_folder(dir / "file").error().message == "file is no folder");
    CHECK(list_folder("relative").error().code == Errc::invalid);
}

TEST_CASE("of a folder with very many entries the first are shown and the rest are counted") {
    const TempDir dir;
    for (std::size_t i = 0; i < max_entries + 10; ++i) std::ofstream(dir / std::to_string(i)).close();
    const auto reply = list_folder(dir.path());
    REQUIRE(reply);
    CHECK(reply->entries.size() == max_entries);
    CHECK(reply->left_out == 10);
    CHECK(wire::encode(*reply).size() < wire::max_message_bytes);
}

TEST_CASE("places carry the names that the desktop gave them, where they exist") {
    const TempDir home;
    fs::create_directory(home / "Dokumente");
    fs::create_directory(home / "Downloads");
    fs::create_directory(home / "elsewhere");
    write_file(home / ".config/user-dirs.dirs", "# comment\nXDG_DOCUMENTS_DIR=\"$HOME/Dokumente\"\nXDG_DESKTOP_DIR=\"$HOME/\"\n"
                                                "XDG_PICTURES_DIR=\"" +
                                                    (home / "elsewhere").string() + "\"\nnonsense\n");
    const auto places = places_of(home.path(), home / ".config");
    REQUIRE(places.size() == 4);
    CHECK(places[0].title == "Home");
    CHECK(places[0].path == home.path().string());
    CHECK(places[1].title == "Dokumente");
    CHECK(places[2].title == "Downloads");
    CHECK(places[3].title == "elsewhere");
    CHECK(places[3].icon == "image");

    const TempDir bare;
    CHECK(places_of(bare.path(), bare / ".config").size() == 1);
}
