#include "wire/os.hpp"

#include <cerrno>
#include <cstring>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace asista;

namespace {
bool is_open(int fd) { return ::fcntl(fd, F_GETFD) >= 0; }
} // namespace

TEST_CASE("a descriptor is closed once, by its last owner") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    UniqueFd first(ends[0]);
    UniqueFd second(ends[1]);

    UniqueFd moved = std::move(first);
    CHECK(is_open(ends[0]));
    CHECK_FALSE(first); // NOLINT(bugprone-use-after-move)
    moved = std::move(second);
    CHECK_FALSE(is_open(ends[0]));
    CHECK(is_open(ends[1]));
    auto& same = moved;
    moved = std::move(same);
    CHECK(is_open(ends[1]));

    auto copy = moved.duplicate();
    REQUIRE(copy);
    CHECK((::fcntl(copy->get(), F_GETFD) & FD_CLOEXEC) != 0);
    const int released = moved.release();
    moved.reset();
    CHECK(is_open(released));
    ::close(released);
    CHECK_FALSE(UniqueFd().duplicate());
}

TEST_CASE("a mapping refuses a file that is shorter than asked for") {
    const auto memory = make_memfd("test", 4096);
    REQUIRE(memory);

    CHECK(Mapping::map(*memory, 4096, Access::read));
    CHECK(Mapping::map(*memory, 4097, Access::read).error().code == Errc::invalid);
    CHECK_FALSE(Mapping::map(*memory, 0, Access::read));
    CHECK_FALSE(Mapping::map(UniqueFd(), 4096, Access::read));
}

TEST_CASE("two mappings of one memory see each other's bytes") {
    const auto memory = make_memfd("test", 8192);
    REQUIRE(memory);
    auto writer = Mapping::map(*memory, 8192, Access::read_write);
    auto reader = Mapping::map(*memory, 8192, Access::read);
    REQUIRE((writer && reader));

    std::memcpy(writer->data() + 5000, "hello", 5);

    CHECK(std::memcmp(reader->data() + 5000, "hello", 5) == 0);
    Mapping taken = std::move(*reader);
    CHECK(taken.size() == 8192);
    CHECK_FALSE(*reader); // NOLINT(bugprone-use-after-move)
}

TEST_CASE("a sealed copy holds the bytes and refuses every change") {
    const std::string text = "library";
    const auto copy = make_sealed_copy("test", std::as_bytes(std::span(text)));
    REQUIRE(copy);

    char back[16] = "";
    CHECK(::pread(copy->get(), back, sizeof back, 0) == 7);
    CHECK(std::string(back) == text);
    CHECK(::pwrite(copy->get(), "x", 1, 0) == -1);
    CHECK(errno == EPERM);
    CHECK(::ftruncate(copy->get(), 0) == -1);
    CHECK(::mmap(nullptr, 7, PROT_READ | PROT_WRITE, MAP_SHARED, copy->get(), 0) == MAP_FAILED);
    CHECK(add_seals(*copy, F_SEAL_GROW).error().code == Errc::io);
}

TEST_CASE("an eventfd is drained once and survives a flood") {
    const auto event = make_eventfd();
    REQUIRE(event);
    CHECK_FALSE(drain_eventfd(event->get()));

    signal_eventfd(event->get());
    signal_eventfd(event->get());
    CHECK(drain_eventfd(event->get()));
    CHECK_FALSE(drain_eventfd(event->get()));

    const std::uint64_t full = 0xFFFFFFFFFFFFFFFEULL;
    REQUIRE(::write(event->get(), &full, sizeof full) == sizeof full);
    signal_eventfd(event->get()); // must not block
    CHECK(drain_eventfd(event->get()));
}
