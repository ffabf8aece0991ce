// Hashing a frame's parts, and saying in words how two differ.
#include "wire/frame_print.hpp"

#include <cstring>

namespace asista::frame {

namespace {
// Eight bytes at a time, each mixed through the whole word: as fast as memory, and nobody gains by a collision here.
class Hash {
  public:
    void add(const void* data, std::size_t size) {
        const auto* bytes = static_cast<const std::byte*>(data);
        mix(size);
        while (size > 0) {
            std::uint64_t word = 0;
            const std::size_t count = size < sizeof word ? size : sizeof word;
            std::memcpy(&word, bytes, count);
            mix(word);
            bytes += count;
            size -= count;
        }
    }
    template <class T> void add(const std::vector<T>& items) { add(items.data(), items.size() * sizeof(T)); }
    std::uint64_t value() const { return value_; }

  private:
    void mix(std::uint64_t word) {
        value_ = (value_ ^ word) * 0x9E3779B97F4A7C15;
        value_ ^= value_ >> 32;
    }
    std::uint64_t value_ = 0xCBF29CE484222325;
};

template <class... Items> std::uint64_t hash_of(const Items&... items) {
    Hash hash;
    (hash.add(items), ...);
    return hash.value();
}

std::uint64_t wishes_of(const CheckedFrame& frame) {
    const OutputHeader& header = frame.header;
    Hash hash;
    // What wakes the plugin depends on the time between its frames, not on what it shows.
    const std::uint32_t flags = header.flags & ~output_flags::wants_frame;
    hash.add(&flags, sizeof flags);
    hash.add(&header.cursor, sizeof header.cursor);
    hash.add(&header.scale, sizeof header.scale);
    if ((flags & output_flags::wants_text_input) != 0) hash.add(&header.caret, sizeof header.caret);
    hash.add(frame.clipboard.data(), frame.clipboard.size());
    return hash.value();
}
} // namespace

FramePrint print_of(const CheckedFrame& frame) {
    const auto count = [](const auto& items) { return static_cast<std::uint32_t>(items.size()); };
    return {count(frame.surfaces),
            count(frame.lists),
            count(frame.commands),
            count(frame.vertices),
            count(frame.indices),
            count(frame.texture_ops),
            hash_of(frame.surfaces),
            hash_of(frame.lists, frame.commands),
            hash_of(frame.vertices),
            hash_of(frame.indices),
            hash_of(frame.texture_ops, frame.pixels),
            wishes_of(frame)};
}

std::string difference(const FramePrint& was, const FramePrint& is) {
    std::string text;
    const auto say = [&text](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    const auto compare = [&say](std::uint32_t count_was, std::uint32_t count_is, bool same, const char* what) {
        if (count_was != count_is)
            say(fmt::format("{} {} instead of {}", count_is, what, count_was));
        else if (!same)
            say(fmt::format("other {}", what));
    };
    compare(was.surfaces, is.surfaces, was.surface_hash == is.surface_hash, "surfaces");
    compare(was.lists, is.lists, true, "draw lists");
    compare(was.commands, is.commands, was.command_hash == is.command_hash, "commands");
    compare(was.vertices, is.vertices, was.vertex_hash == is.vertex_hash, "vertices");
    compare(was.indices, is.indices, was.index_hash == is.index_hash, "indices");
    compare(was.textures, is.textures, was.texture_hash == is.texture_hash, "texture operations");
    if (was.wish_hash != is.wish_hash) say("other cursor, caret, clipboard or flags");
    return text;
}

} // namespace asista::frame
