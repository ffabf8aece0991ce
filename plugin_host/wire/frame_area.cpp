// Making, sealing and mapping of the two shared areas.
#include "wire/frame_area.hpp"

#include <fcntl.h>
#include <linux/memfd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

namespace asista::frame {

namespace {
constexpr int fixed_size = F_SEAL_SHRINK | F_SEAL_GROW;

// A peer that handed over an area it can still shrink could kill us with SIGBUS in the middle of a read or write.
Result<void> expect_seals(const UniqueFd& fd, int wanted, const char* name) {
    const int seals = ::fcntl(fd.get(), F_GET_SEALS);
    if (seals < 0) return fail_errno(fmt::format("read the seals of the {} area", name));
    if ((seals & wanted) != wanted) {
        return fail(Errc::invalid, "the {} area lacks seals (has {:#x}, needs {:#x})", name, seals, wanted);
    }
    return {};
}
} // namespace

Result<ClientArea> ClientArea::create(HostEnds& ends) {
    HostEnds made;
    made.input = TRY(make_memfd("asista-input", input_area_bytes));
    made.output = TRY(make_memfd("asista-frame", frame_area_bytes));
    made.kick = TRY(make_eventfd());
    made.done = TRY(make_eventfd());

    ClientArea area;
    area.input_ = TRY(Mapping::map(made.input, input_area_bytes, Access::read_write));
    // Only now: the seal stops every writable mapping made after it, ours exists already.
    TRY(add_seals(made.input, fixed_size | F_SEAL_FUTURE_WRITE | F_SEAL_SEAL));
    TRY(add_seals(made.output, fixed_size | F_SEAL_SEAL));
    area.output_ = TRY(Mapping::map(made.output, frame_area_bytes, Access::read));
    area.kick_ = TRY(made.kick.duplicate());
    area.done_ = TRY(made.done.duplicate());
    ends = std::move(made);
    return area;
}

Result<HostArea> HostArea::adopt(HostEnds ends) {
    TRY(expect_seals(ends.input, fixed_size | F_SEAL_FUTURE_WRITE, "input"));
    TRY(expect_seals(ends.output, fixed_size, "frame"));
    HostArea area;
    area.input_ = TRY(Mapping::map(ends.input, input_area_bytes, Access::read));
    area.output_ = TRY(Mapping::map(ends.output, frame_area_bytes, Access::read_write));
    area.kick_ = std::move(ends.kick);
    area.done_ = std::move(ends.done);
    return area;
}

} // namespace asista::frame
