#include "builder/build_cache.hpp"

#include "temp_dir.hpp"

#include <doctest/doctest.h>

#include <fcntl.h>
#include <set>
#include <sys/stat.h>

using namespace asista;
using namespace asista::builder;
using test::TempDir;
using test::write_file;
namespace fs = std::filesystem;

namespace {
struct Shelf {
    TempDir folder;
    FileHashes hashes;
    std::unique_ptr<BuildCache> cache;
    explicit Shelf(std::uint64_t most_bytes = 1u << 20) {
        auto opened = BuildCache::open(folder / "cache", most_bytes, hashes);
        REQUIRE(opened);
        cache = std::move(*opened);
    }
    Result<CachedProduct> keep(std::uint64_t key, std::string_view bytes, const FileNames& inputs, std::int64_t started_ns) {
        const auto made = cache->new_name(".o");
        write_file(made, bytes);
        return cache->keep(key, ".o", made, TRY(cache->made_of(inputs, started_ns)));
    }
};
void make_old(const fs::path& file, int seconds) {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    const timespec times[2] = {{now.tv_sec - seconds, 0}, {now.tv_sec - seconds, 0}};
    REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}
constexpr std::int64_t later = 1'000'000'000; // a tool that starts a second from now
} // namespace

TEST_CASE("a product is found as long as its inputs hold the same, and again when they do again") {
    Shelf shelf;
    const auto header = shelf.folder / "a.hpp";
    write_file(header, "one");
    REQUIRE(shelf.keep(7, "object of one", {header}, file_clock_ns() + later));
    REQUIRE(shelf.cache->find(7, ".o"));
    CHECK_FALSE(shelf.cache->find(8, ".o"));
    CHECK_FALSE(shelf.cache->find(7, ".so"));

    write_file(header, "two");
    CHECK_FALSE(shelf.cache->find(7, ".o"));
    REQUIRE(shelf.keep(7, "object of two", {header}, file_clock_ns() + later));
    CHECK(test::read_file(shelf.cache->find(7, ".o")->file) == "object of two");

    write_file(header, "one");
    const auto found = shelf.cache->find(7, ".o");
    REQUIRE(found);
    CHECK(test::read_file(found->file) == "object of one");
    CHECK(found->inputs == FileNames{header});
}

TEST_CASE("builders that share a folder never write to one file") {
    Shelf shelf;
    FileHashes other_hashes;
    const auto other = BuildCache::open(shelf.cache->folder(), 1u << 20, other_hashes);
    REQUIRE(other);

    std::set<fs::path> names;
    for (int i = 0; i < 100; ++i) names.insert({shelf.cache->new_name(".o"), (*other)->new_name(".o")});
    CHECK(names.size() == 200);
}

TEST_CASE("a product that needs another is found only as long as that one is there") {
    Shelf shelf;
    const auto other = shelf.keep(1, "object of a header", {}, file_clock_ns() + later);
    REQUIRE(other);
    const auto made = shelf.cache->new_name(".o");
    write_file(made, "object");
    const auto kept = shelf.cache->keep(2, ".o", made, *shelf.cache->made_of({}, file_clock_ns() + later, {other->file}));
    REQUIRE(kept);
    CHECK(kept->needs == FileNames{other->file});
    CHECK(kept->inputs.empty());
    const auto alone = shelf.keep(3, "object", {}, file_clock_ns() + later);
    REQUIRE(alone);
    CHECK(alone->needs.empty());

    const auto found = shelf.cache->find(2, ".o");
    REQUIRE(found);
    CHECK(found->needs == FileNames{other->file});
    CHECK(found->inputs.empty());
    CHECK(found->identity == kept->identity);

    fs::remove(other->file);
    CHECK_FALSE(shelf.cache->find(2, ".o"));
    CHECK(shelf.cache->find(3, ".o"));
}

TEST_CASE("a record that is cut short is no record of a product with fewer inputs") {
    Shelf shelf;
    const auto first = shelf.folder / "a.hpp", second = shelf.folder / "b.hpp";
    write_file(first, "one");
    write_file(second, "one");
    REQUIRE(shelf.keep(7, "object of one", {first, second}, file_clock_ns() + later));
    fs::path record;
    for (const auto& entry : fs::directory_iterator(shelf.folder / "cache"))
        if (entry.path().extension() == ".in") record = entry.path();
    const auto whole = test::read_file(record);
    const auto line_of_second = whole.rfind('\n', whole.size() - 2) + 1;
    REQUIRE(whole.substr(line_of_second).ends_with(second.string() + "\n"));

    write_file(second, "two");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CAPTURE(size);
        write_file(record, whole.substr(0, size));
        CHECK_FALSE(shelf.cache->find(7, ".o"));
    }
    write_file(record, whole.substr(0, line_of_second) + "nonsense\n");
    CHECK_FALSE(shelf.cache->find(7, ".o"));

    write_file(second, "one");
    write_file(record, whole);
    CHECK(shelf.cache->find(7, ".o"));
}

TEST_CASE("an input that changed after the tool started keeps the product out") {
    Shelf shelf;
    const auto header = shelf.folder / "a.hpp";
    write_file(header, "one");
    const auto before_that = file_clock_ns() - later;

    const auto kept = shelf.keep(7, "object", {header}, before_that);

    REQUIRE_FALSE(kept);
    CHECK(kept.error().code == Errc::busy);
    CHECK_FALSE(shelf.cache->find(7, ".o"));
}

TEST_CASE("an input that was read before the tool started and holds the same lets it in") {
    Shelf shelf;
    const auto source = shelf.folder / "a.cpp";
    write_file(source, "one");
    REQUIRE(shelf.hashes.fresh(source));

    CHECK(shelf.keep(7, "object", {source}, file_clock_ns()));
}

TEST_CASE("what was not used for longest goes when the shelf is full, and what is in use stays") {
    Shelf shelf(100'000);
    const std::string bytes(30'000, 'x');
    std::vector<fs::path> files;
    for (std::uint64_t key = 1; key <= 3; ++key) {
        const auto kept = shelf.keep(key, bytes, {}, file_clock_ns());
        REQUIRE(kept);
        files.push_back(kept->file);
    }
    make_old(files[0], 3000);
    make_old(files[1], 2000);
    make_old(files[2], 1000);
    REQUIRE(shelf.cache->find(1, ".o")); // used now

    REQUIRE(shelf.keep(4, bytes, {}, file_clock_ns()));

    CHECK(fs::exists(files[0]));
    CHECK_FALSE(fs::exists(files[1]));
    CHECK_FALSE(shelf.cache->find(2, ".o"));
    CHECK(shelf.cache->find(4, ".o"));
}

TEST_CASE("a damaged record is as good as none") {
    Shelf shelf;
    REQUIRE(shelf.keep(7, "object", {}, file_clock_ns()));
    for (const auto& entry : fs::directory_iterator(shelf.cache->folder()))
        if (entry.path().extension() == ".in") write_file(entry.path(), "garbage\n\n\x01");

    CHECK_FALSE(shelf.cache->find(7, ".o"));
    CHECK(shelf.keep(7, "object", {}, file_clock_ns()));
    CHECK(shelf.cache->find(7, ".o"));
}

TEST_CASE("a folder that cannot be made is an error with its name") {
    const TempDir folder;
    write_file(folder / "file", "");
    FileHashes hashes;

    const auto opened = BuildCache::open(folder / "file/cache", 1000, hashes);

    REQUIRE_FALSE(opened);
    CHECK(opened.error().message.find("file/cache") != std::string::npos);
}
