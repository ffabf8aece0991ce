#include "wire/bytes.hpp"
#include "wire/model.hpp"
#include "wire/utf8.hpp"

#include <doctest/doctest.h>
#include <limits>

using namespace asista;
using namespace asista::wire;

namespace {
enum class Colour : std::uint8_t { red = 0, green = 1 };
constexpr bool is_known(Colour value) { return value <= Colour::green; }

struct Inner {
    std::uint16_t number = 0;
    std::optional<std::string> text;
    ASISTA_FIELDS(number, text)
};
struct Outer {
    bool flag = false;
    std::int64_t big = 0;
    double real = 0;
    Colour colour = Colour::red;
    std::string text;
    Bytes raw;
    std::vector<Inner> inner;
    ASISTA_FIELDS(flag, big, real, colour, text, raw, inner)
};
struct Empty {
    ASISTA_FIELDS()
};

Outer sample() {
    return {true,
            std::numeric_limits<std::int64_t>::min(),
            -1.5,
            Colour::green,
            "gr\xC3\xBC\xC3\x9F",
            {std::byte{0}, std::byte{255}},
            {{1, "one"}, {2, std::nullopt}}};
}
} // namespace

TEST_CASE("a struct comes back as it went") {
    const auto back = decode<Outer>(encode(sample()));

    REQUIRE(back);
    CHECK(back->flag);
    CHECK(back->big == std::numeric_limits<std::int64_t>::min());
    CHECK(back->real == -1.5);
    CHECK(back->colour == Colour::green);
    CHECK(back->text == sample().text);
    CHECK(back->raw == sample().raw);
    REQUIRE(back->inner.size() == 2);
    CHECK(*back->inner[0].text == "one");
    CHECK_FALSE(back->inner[1].text);
    CHECK(decode<Empty>({}));
}

TEST_CASE("the byte form is little-endian, packed and length-prefixed") {
    const Bytes bytes = encode(Inner{0x1234, "ab"});

    const std::vector<int> expected{0x34, 0x12, 1, 2, 0, 0, 0, 'a', 'b'};
    std::vector<int> actual;
    for (const std::byte b : bytes) actual.push_back(static_cast<int>(b));
    CHECK(actual == expected);
}

TEST_CASE("every cut and every extra byte is refused") {
    Bytes bytes = encode(sample());
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(decode<Outer>(std::span(bytes).first(size)));
    }
    bytes.push_back(std::byte{0});
    CHECK(decode<Outer>(bytes).error().code == Errc::invalid);
}

TEST_CASE("values outside their type are refused") {
    Bytes bytes = encode(sample());
    bytes[0] = std::byte{2}; // a bool
    CHECK_FALSE(decode<Outer>(bytes));
    bytes[0] = std::byte{1};
    bytes[17] = std::byte{2}; // the enum
    CHECK_FALSE(decode<Outer>(bytes));
    bytes[17] = std::byte{1};
    CHECK(decode<Outer>(bytes));
}

TEST_CASE("a length that lies takes no memory") {
    Writer writer;
    writer.put(std::uint32_t{0xFFFFFFFF});
    const Bytes bytes = writer.take();

    CHECK_FALSE(decode<std::string>(bytes));
    CHECK_FALSE(decode<Bytes>(bytes));
    CHECK_FALSE(decode<std::vector<std::uint64_t>>(bytes));
}

TEST_CASE("a list has a cap, whatever follows it") {
    const auto list_of = [](std::size_t count) { return encode(std::vector<std::uint8_t>(count, 7)); };
    CHECK(decode<std::vector<std::uint8_t>>(list_of(max_list_items)));
    CHECK_FALSE(decode<std::vector<std::uint8_t>>(list_of(max_list_items + 1)));
    CHECK(decode<std::vector<std::uint8_t>>(list_of(0)));
}

TEST_CASE("after the first failure nothing more is read") {
    Writer writer;
    writer.put(std::uint8_t{1});
    const Bytes bytes = writer.take();
    Reader reader(bytes);
    std::uint32_t number = 9;
    std::uint8_t byte = 9;

    reader.get(number);
    reader.get(byte);

    CHECK_FALSE(reader.ok());
    CHECK(number == 9);
    CHECK(byte == 9);
}

TEST_CASE("UTF-8 is told from what is not") {
    for (const char* const good :
         {"", "plain", "\xC2\x80", "\xE2\x82\xAC", "\xEF\xBF\xBD", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF", "\xED\x9F\xBF"}) {
        CAPTURE(good);
        CHECK(is_utf8(good));
    }
    for (const char* const bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xE0\x80\x80", "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\x80",
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3", "\xC3(", "\xE2\x28\xA1"}) {
        CHECK_FALSE(is_utf8(bad));
    }
}
