#include "wire/frame_area.hpp"

#include <cerrno>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace asista;
using namespace asista::frame;

TEST_CASE("each side writes its own area and reads the other's") {
    HostEnds ends;
    const auto client = ClientArea::create(ends);
    REQUIRE(client);
    const auto host = HostArea::adopt(std::move(ends));
    REQUIRE(host);

    client->input()[input_area_bytes - 1] = std::byte{1};
    host->output()[frame_area_bytes - 1] = std::byte{2};
    signal_eventfd(client->kick_fd());
    signal_eventfd(host->done_fd());

    CHECK(host->input()[input_area_bytes - 1] == std::byte{1});
    CHECK(client->output()[frame_area_bytes - 1] == std::byte{2});
    CHECK(drain_eventfd(host->kick_fd()));
    CHECK(drain_eventfd(client->done_fd()));
}

TEST_CASE("the host can neither resize an area nor write the input") {
    HostEnds ends;
    const auto client = ClientArea::create(ends);
    REQUIRE(client);

    for (const int fd : {ends.input.get(), ends.output.get()}) {
        for (const off_t size : {off_t{0}, off_t{4096}, off_t{1} << 30}) {
            CHECK(::ftruncate(fd, size) == -1);
            CHECK(errno == EPERM);
        }
        CHECK(::fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE) == -1);
    }
    CHECK(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, ends.input.get(), 0) == MAP_FAILED);
    CHECK(errno == EPERM);
    CHECK(::pwrite(ends.input.get(), "x", 1, 0) == -1);
    void* const read_only = ::mmap(nullptr, 4096, PROT_READ, MAP_SHARED, ends.input.get(), 0);
    REQUIRE(read_only != MAP_FAILED);
    CHECK(::mprotect(read_only, 4096, PROT_READ | PROT_WRITE) == -1);
    ::munmap(read_only, 4096);
    client->input()[0] = std::byte{9}; // the client's own mapping is from before the seal
}

TEST_CASE("a host refuses areas that could shrink under it or are too small") {
    const auto with = [](UniqueFd input, UniqueFd output) {
        HostEnds ends;
        ends.input = std::move(input);
        ends.output = std::move(output);
        ends.kick = *make_eventfd();
        ends.done = *make_eventfd();
        return HostArea::adopt(std::move(ends));
    };
    HostEnds good;
    REQUIRE(ClientArea::create(good));

    CHECK(with(*make_memfd("in", input_area_bytes), *good.output.duplicate()).error().code == Errc::invalid);
    CHECK(with(*good.input.duplicate(), *make_memfd("out", frame_area_bytes)).error().code == Errc::invalid);
    CHECK(with(*good.output.duplicate(), *good.output.duplicate()).error().code == Errc::invalid); // lacks FUTURE_WRITE
    auto small = make_memfd("out", 4096);
    REQUIRE(add_seals(*small, F_SEAL_SHRINK | F_SEAL_GROW));
    CHECK(with(*good.input.duplicate(), std::move(*small)).error().code == Errc::invalid);
    CHECK(with(std::move(good.input), std::move(good.output)));
}
