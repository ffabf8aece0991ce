// How the bytes that SQLite sees lie in a sealed file: in blocks, each followed by a nonce and a tag. Pure. Private to store.
//
// A block is what SQLite writes at once, so nothing that was on the disk before is ever written again beside it: in a database its page; in a
// write-ahead log (https://www.sqlite.org/fileformat2.html#the_write_ahead_log) the header, then by turns the header and the page of a frame.
// Pages of another size would work, only slower.
#pragma once

#include <algorithm>
#include <cstdint>

namespace asista::store {

struct BlockPlace {
    std::int64_t index = 0;
    std::int64_t offset = 0; // for SQLite
    std::int64_t bytes = 0;  // when it is whole; the last one of a file may be shorter
    std::int64_t at = 0;     // in the sealed file
};

class BlockLayout {
  public:
    enum class Kind { database, log, stream }; // stream: journals and temporary files

    static constexpr std::int64_t page = 4096, nonce = 24, tag = 16, added = nonce + tag;

    BlockLayout() = default;
    explicit BlockLayout(Kind kind) : kind_(kind) {}
    Kind kind() const { return kind_; }

    // The block that the byte at `offset` is in.
    BlockPlace at(std::int64_t offset) const {
        if (kind_ != Kind::log) {
            const auto index = offset / page;
            return {index, index * page, page, begin() + index * (page + added)};
        }
        if (offset < log_header) return {0, 0, log_header, 0};
        const auto frame = (offset - log_header) / (frame_header + page);
        const auto in_frame = (offset - log_header) % (frame_header + page);
        const auto first = log_header + frame * (frame_header + page);
        const auto first_at = log_header + added + frame * (frame_header + page + 2 * added);
        if (in_frame < frame_header) return {1 + 2 * frame, first, frame_header, first_at};
        return {2 + 2 * frame, first + frame_header, page, first_at + frame_header + added};
    }

    // How long the file is for SQLite when it has `bytes`. The rest of a block that was not written to its end does not count.
    std::int64_t size_of(std::int64_t bytes) const {
        const auto part = [](std::int64_t left) { return std::max<std::int64_t>(0, left - added); };
        if (kind_ != Kind::log) {
            const auto left = std::max<std::int64_t>(0, bytes - begin());
            return left / (page + added) * page + part(left % (page + added));
        }
        if (bytes < log_header + added) return part(bytes);
        const auto left = bytes - log_header - added;
        const auto frames = left / (frame_header + page + 2 * added);
        const auto rest = left % (frame_header + page + 2 * added);
        return log_header + frames * (frame_header + page) +
               (rest < frame_header + added ? part(rest) : frame_header + part(rest - frame_header - added));
    }

    // Where the first block begins.
    std::int64_t begin() const { return kind_ == Kind::database ? page : 0; } // behind the header of the seal

  private:
    static constexpr std::int64_t log_header = 32, frame_header = 24;
    Kind kind_ = Kind::stream;
};

} // namespace asista::store
