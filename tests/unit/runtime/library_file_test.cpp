#include "runtime/library_file.hpp"

#include "temp_dir.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace asista;
using namespace asista::runtime;

namespace {
// A real shared library that is on every Linux machine this runs on: the test program's own C library.
std::vector<std::byte> real_library() {
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);)
        if (const auto at = line.find('/'); at != std::string::npos && line.find("libc.so") != std::string::npos) {
            const auto text = test::read_file(line.substr(at));
            const auto bytes = std::as_bytes(std::span(text));
            return {bytes.begin(), bytes.end()};
        }
    FAIL("no libc in this process");
    return {};
}
} // namespace

TEST_CASE("a complete library passes, one that is cut off anywhere does not") {
    const auto whole = real_library();
    REQUIRE(check_library(whole));

    for (const double part : {0.0, 0.00001, 0.02, 0.3, 0.6, 0.9, 0.999}) {
        const auto size = static_cast<std::size_t>(static_cast<double>(whole.size()) * part);
        INFO(size, " of ", whole.size());
        CHECK_FALSE(check_library(std::span(whole).first(size)));
    }
    CHECK_FALSE(check_library(std::span(whole).first(whole.size() - 1)));
}

TEST_CASE("a file of zeroes in full size does not pass: some linkers begin with that") {
    CHECK_FALSE(check_library(std::vector<std::byte>(real_library().size())));
}

TEST_CASE("what is no library of this machine is refused with its kind") {
    const auto whole = real_library();
    const auto says = [](std::vector<std::byte> bytes) { return check_library(bytes).error().message; };
    auto other = whole;
    other[18] = std::byte{0x28}; // e_machine: ARM
    CHECK(says(other) == "it was built for another processor");
    other = whole;
    other[4] = std::byte{1}; // 32 bit
    CHECK(says(other).find("64-bit") != std::string::npos);
    other = whole;
    other[16] = std::byte{1}; // an object file
    CHECK(says(other) == "it is not a shared library");
    other = whole;
    other[32] = other[33] = other[34] = other[39] = std::byte{0xFF}; // program headers far outside
    CHECK(says(other).find("cut off") != std::string::npos);
}

TEST_CASE("a file that somebody has open for writing is not read") {
    const test::TempDir dir;
    const auto file = dir / "plugin.so";
    test::write_file(file, "finished");
    REQUIRE(read_finished_file(file, 100));
    {
        const UniqueFd writer(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
        REQUIRE(::write(writer.get(), "half", 4) == 4);

        const auto read = read_finished_file(file, 100);

        REQUIRE_FALSE(read);
        CHECK(read.error().code == Errc::busy);
    }
    const auto read = read_finished_file(file, 100);
    REQUIRE(read);
    CHECK(read->size() == 8);
}

TEST_CASE("a writer that comes while a file is read does not end the process, and finds the file free afterwards") {
    const test::TempDir dir;
    const auto file = dir / "plugin.so";
    test::write_file(file, std::string(4u << 20, 'x'));
    std::atomic<bool> stop{false};
    std::thread writer([&] {
        while (!stop) {
            const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
            static_cast<void>(::write(fd.get(), "yyyy", 4));
        }
    });

    int whole = 0;
    for (int i = 0; i < 200; ++i)
        if (const auto read = read_finished_file(file, 8u << 20)) whole += read->size() == (4u << 20) ? 1 : 0;
    stop = true;
    writer.join();

    CHECK(read_finished_file(file, 8u << 20));
    INFO(whole); // how often the reader won is the scheduler's business
}

TEST_CASE("folders, pipes, missing and oversized files are refused and block nothing") {
    const test::TempDir dir;
    test::write_file(dir / "large", "123456");
    REQUIRE(::mkfifo((dir / "pipe").c_str(), 0600) == 0);

    CHECK(read_finished_file(dir / "missing", 10).error().code == Errc::not_found);
    CHECK(read_finished_file(dir / "large", 5).error().code == Errc::over_limit);
    CHECK(read_finished_file(dir.path(), 10).error().code == Errc::invalid);
    CHECK(read_finished_file(dir / "pipe", 10).error().code == Errc::invalid);
}

TEST_CASE("the hash tells contents apart, also by length and by one bit at any place") {
    std::vector<std::byte> bytes(37);
    const auto first = content_hash(bytes);
    CHECK(first == content_hash(bytes));
    CHECK(first != content_hash(std::span(bytes).first(36)));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto other = bytes;
        other[i] = std::byte{1};
        CHECK(content_hash(other) != first);
    }
    CHECK(content_hash({}) != 0);
}
