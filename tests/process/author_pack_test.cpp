// Packs that somebody forged: nothing of them reaches the plugins folder, and nothing is written beside the folder they are unpacked in.
#include "file_size_limit.hpp"
#include "temp_dir.hpp"

#include "runtime/library_needs.hpp"
#include "app/words/pack_file.hpp"
#include "wire/sha256.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstddef>
#include <cstring>
#include <elf.h>
#include <functional>
#include <span>
#include <vector>

using namespace asista;
using namespace asista::test;
using namespace asista::app::words;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {
struct Part {
    std::string name, content;
    unsigned type = AE_IFREG;
    std::string link{}; // of a symbolic or hard link
    bool hard = false;
};
std::string hash_of(std::string_view text) { return sha256(std::as_bytes(std::span(text))); }
json listed(const std::string& name, const std::string& content) {
    return {{"name", name}, {"size", content.size()}, {"sha256", hash_of(content)}};
}
std::string list_of(const std::vector<json>& files) {
    return json{{"format", 1}, {"id", "org.test.a"}, {"version", "1.0.0"}, {"imgui_key", "key"}, {"files", files}}.dump();
}

void forge(const fs::path& file, const std::vector<Part>& parts, bool compress = true) {
    archive* const pack = ::archive_write_new();
    ::archive_write_set_format_pax_restricted(pack);
    if (compress) ::archive_write_add_filter_zstd(pack);
    REQUIRE(::archive_write_open_filename(pack, file.c_str()) == ARCHIVE_OK);
    for (const auto& part : parts) {
        archive_entry* const entry = ::archive_entry_new();
        ::archive_entry_set_pathname(entry, part.name.c_str());
        ::archive_entry_set_filetype(entry, part.type);
        ::archive_entry_set_perm(entry, 04777);
        if (part.hard) ::archive_entry_set_hardlink(entry, part.link.c_str());
        if (!part.hard && !part.link.empty()) ::archive_entry_set_symlink(entry, part.link.c_str());
        ::archive_entry_set_size(entry, static_cast<la_int64_t>(part.content.size()));
        REQUIRE(::archive_write_header(pack, entry) >= ARCHIVE_WARN); // it warns of names that are no ASCII
        ::archive_write_data(pack, part.content.data(), part.content.size());
        ::archive_entry_free(entry);
    }
    ::archive_write_close(pack);
    ::archive_write_free(pack);
}

// What unpacking says; and that nothing came to be beside the folder.
std::string refusal(const std::vector<Part>& parts) {
    const TempDir dir;
    const auto into = dir / "deep/er";
    fs::create_directories(into);
    forge(dir / "pack", parts);
    const auto unpacked = unpack(dir / "pack", into);
    for (const auto& entry : fs::recursive_directory_iterator(dir.path())) {
        const auto path = entry.path().string();
        const bool expected =
            path.starts_with(into.string()) || path == (dir / "deep").string() || path == (dir / "pack").string();
        CHECK_MESSAGE(expected, path);
        CHECK_FALSE(entry.is_symlink());
    }
    return unpacked ? "unpacked" : unpacked.error().message;
}
bool says(const std::string& text, std::string_view part) {
    CAPTURE(text);
    return text.find(part) != text.npos;
}
} // namespace

TEST_CASE("SHA-256 agrees with the standard's examples, also when fed in pieces") {
    CHECK(hash_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(hash_of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    const std::string million(1'000'000, 'a');
    Sha256 sum;
    for (std::size_t at = 0; at < million.size(); at += 977)
        sum.add(std::as_bytes(std::span(million)).subspan(at, std::min<std::size_t>(977, million.size() - at)));
    CHECK(sum.finish() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("what is packed is unpacked, byte for byte, and hidden files stay at home") {
    const TempDir dir;
    const std::string large(300'000, 'x');
    write_file(dir / "in/manifest.json", "{}");
    write_file(dir / "in/icons/sun-1.png", large);
    write_file(dir / "in/.git/config", "secret");
    const auto written = write_pack(dir / "in", "org.test.a", "1.0.0", dir / "a.asista");
    REQUIRE(written);
    CHECK(written->files == 2);
    fs::create_directories(dir / "out");
    const auto read = unpack(dir / "a.asista", dir / "out");
    REQUIRE_MESSAGE(read, read.error().message);
    CHECK(read->id == "org.test.a");
    CHECK(read->bytes == large.size() + 2);
    CHECK(read_file(dir / "out/icons/sun-1.png") == large);
    CHECK_FALSE(fs::exists(dir / "out/.git"));
}

TEST_CASE("what cannot be packed is refused when it is packed") {
    const TempDir dir;
    write_file(dir / "in/a b.txt", "x");
    CHECK_FALSE(write_pack(dir / "in", "org.test.a", "1.0.0", dir / "a.asista"));
    fs::remove(dir / "in/a b.txt");
    fs::create_symlink("/etc/passwd", dir / "in/link");
    const auto linked = write_pack(dir / "in", "org.test.a", "1.0.0", dir / "a.asista");
    REQUIRE_FALSE(linked);
    CHECK(says(linked.error().message, "no plain file"));
    CHECK_FALSE(fs::exists(dir / "a.asista"));
}

TEST_CASE("names that lead out of the folder, or hide, are not taken") {
    for (const std::string name : {"", "/etc/passwd", "../a", "a/../b", "a//b", "a/", ".hidden", "a/.b", "a\\b", "a b", "a\nb",
                                   "\xc3\xa4", "asista-pack.json", "1/2/3/4/5/6/7/8/9/a"}) {
        CAPTURE(name);
        CHECK_FALSE(check_pack_name(name));
        CHECK(says(refusal({{"asista-pack.json", list_of({listed(name, "x")})}, {name, "x"}}), "cannot be unpacked"));
    }
    for (const std::string name : {"manifest.json", "plugin.so", "icons/a-b_c+d.png"}) CHECK(check_pack_name(name));
    CHECK_FALSE(check_pack_name(std::string(201, 'a')));
}

TEST_CASE("links, devices and folders in a pack end the unpacking") {
    const auto list = list_of({listed("a", "x")});
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "", AE_IFLNK, "/etc/passwd"}}), "no plain file"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "", AE_IFREG, "/etc/passwd", true}}), "no plain file"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "", AE_IFIFO}}), "no plain file"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "", AE_IFDIR}}), "no plain file"));
    CHECK(says(refusal({{"asista-pack.json", "", AE_IFLNK, "/etc/passwd"}}), "no plain file"));
}

TEST_CASE("only what the list names is taken, once, with its size and hash") {
    const auto list = list_of({listed("a", "xy")});
    CHECK(refusal({{"asista-pack.json", list}, {"a", "xy"}}) == "unpacked");
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "xz"}}), "a is not what its list says"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "x"}}), "a is not what its list says"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "xyz"}}), "larger than its list says"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "xy"}, {"a", "xy"}}), "holds a twice"));
    CHECK(says(refusal({{"asista-pack.json", list}, {"a", "xy"}, {"b", "x"}}), "that its list does not name"));
    CHECK(says(refusal({{"asista-pack.json", list}}), "lacks a"));
    CHECK(says(refusal({{"a", "xy"}, {"asista-pack.json", list}}), "does not begin with asista-pack.json"));
    CHECK(says(refusal({{"asista-pack.json", list_of({listed("a", "x"), listed("a", "x")})}}), "names a twice"));
    for (const std::string bad : {"", "[]", "{}", "{\"format\":2}", "{\"format\":1,\"files\":{}}", "{\"format\":1,\"files\":[7]}",
                                  R"({"format":1,"files":[{"name":"a","size":-1}]})", R"({"format":1,"files":[{"name":"a"}]})"})
        CHECK(says(refusal({{"asista-pack.json", bad}}), "cannot be unpacked"));
}

TEST_CASE("a bomb is stopped by the caps, not by the disk") {
    json huge = listed("a", "x");
    huge["size"] = max_pack_bytes + 1;
    CHECK(says(refusal({{"asista-pack.json", list_of({huge})}}), "unpacks to more than 320 MiB"));
    huge["size"] = std::uint64_t(-1);
    CHECK(says(refusal({{"asista-pack.json", list_of({huge, huge})}}), "unpacks to more than"));
    std::vector<json> many;
    for (int i = 0; i < 300; ++i) many.push_back(listed("f" + std::to_string(i), ""));
    CHECK(says(refusal({{"asista-pack.json", list_of(many)}}), "names no files, or more than 256"));
    // Zeros compress to nothing; the list says one byte.
    CHECK(says(refusal({{"asista-pack.json", list_of({listed("a", "x")})}, {"a", std::string(50u << 20, '\0')}}),
               "larger than its list"));
    CHECK(says(refusal({{"asista-pack.json", std::string(1u << 20, ' ')}}), "larger than its list"));
}

TEST_CASE("a pack that is cut off or damaged anywhere is refused or whole") {
    const TempDir dir;
    write_file(dir / "in/manifest.json", "{\"a\": 1}");
    write_file(dir / "in/plugin.so", std::string(5000, 'l') + "x");
    REQUIRE(write_pack(dir / "in", "org.test.a", "1.0.0", dir / "whole"));
    const auto whole = read_file(dir / "whole");
    int taken = 0;
    for (std::size_t at = 0; at < whole.size(); at += 7) {
        for (const bool cut : {true, false}) {
            auto bytes = whole;
            if (cut)
                bytes.resize(at);
            else
                bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
            write_file(dir / "damaged", bytes);
            const auto into = dir / ("out" + std::to_string(at) + (cut ? "c" : "d"));
            fs::create_directories(into);
            if (!unpack(dir / "damaged", into)) continue;
            ++taken; // the list guards the files' bytes, not a tar header's owner
            CHECK(read_file(into / "plugin.so") == read_file(dir / "in/plugin.so"));
            CHECK(read_file(into / "manifest.json") == read_file(dir / "in/manifest.json"));
        }
    }
    CHECK(taken < 40);
    forge(dir / "plain", {{"asista-pack.json", list_of({})}}, false);
    fs::create_directories(dir / "other");
    CHECK_FALSE(unpack(dir / "plain", dir / "other"));
    CHECK_FALSE(unpack("/dev/null", dir / "other"));
}

TEST_CASE("a link in the folder is no file of a pack, wherever it leads") {
    const TempDir dir;
    fs::create_directories(dir / "plugin/data");
    write_file(dir / "plugin/manifest.json", "{}");
    for (const char* to : {"circle", "data", "manifest.json", "nowhere"}) {
        CAPTURE(to);
        fs::create_symlink(to, dir / "plugin/circle");
        const auto packed = write_pack(dir / "plugin", "org.test.a", "1.0.0", dir / "a.asista");
        fs::remove(dir / "plugin/circle");
        REQUIRE_FALSE(packed);
        CHECK(packed.error().message.find("circle is no plain file") != std::string::npos);
    }
    REQUIRE(write_pack(dir / "plugin", "org.test.a", "1.0.0", dir / "a.asista"));
}

TEST_CASE("a pack that does not fit on the disk leaves the one before, and nothing unfinished") {
    const TempDir dir;
    fs::create_directories(dir / "plugin");
    write_file(dir / "plugin/manifest.json", "{}");
    write_file(dir / "a.asista", "the one before");
    std::string noise(1 << 20, '\0'); // what cannot be made smaller
    std::uint32_t state = 1;
    for (char& c : noise) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
    write_file(dir / "plugin/data.bin", noise);

    Result<PackFacts> packed = fail(Errc::internal, "not tried");
    {
        const FileSizeLimit full(100'000);
        packed = write_pack(dir / "plugin", "org.test.a", "1.0.0", dir / "a.asista");
    }

    REQUIRE_FALSE(packed);
    CHECK(packed.error().message.find("cannot be written") != std::string::npos);
    CHECK(read_file(dir / "a.asista") == "the one before");
    CHECK_FALSE(fs::exists(dir / "a.asista.new"));
}

TEST_CASE("what a library needs is read once, however often its sections name the list") {
    struct Forged {
        Elf64_Ehdr header{};
        std::array<Elf64_Shdr, 4> sections{};
        std::array<Elf64_Dyn, 2> needed{};
        std::array<char, 16> names{};
    } forged;
    forged.header.e_shoff = offsetof(Forged, sections);
    forged.header.e_shnum = static_cast<Elf64_Half>(forged.sections.size());
    forged.sections[0].sh_type = SHT_STRTAB;
    forged.sections[0].sh_offset = offsetof(Forged, names);
    forged.sections[0].sh_size = sizeof forged.names;
    for (std::size_t i = 1; i < forged.sections.size(); ++i) {
        forged.sections[i].sh_type = SHT_DYNAMIC;
        forged.sections[i].sh_offset = offsetof(Forged, needed);
        forged.sections[i].sh_size = sizeof forged.needed;
    }
    forged.needed[0].d_tag = DT_NEEDED;
    forged.needed[0].d_un.d_val = 1;
    std::memcpy(forged.names.data() + 1, "libfar.so", 9);

    const auto needs = asista::runtime::library_needs(std::as_bytes(std::span(&forged, 1)));

    REQUIRE(needs);
    CHECK(needs->libraries == std::vector<std::string>{"libfar.so"});
}
