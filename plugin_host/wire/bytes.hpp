// The byte form of every message between client and plugin host: little-endian, length-prefixed, no pointers, no padding.
// A struct lists its members once with ASISTA_FIELDS; writing, reading and the JSON view all follow that list.
// Reading never trusts the peer: every length is checked against what is left and against a cap before memory is taken.
#pragma once

#include "wire/result.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace asista::wire {

using Bytes = std::vector<std::byte>;

inline constexpr std::size_t max_message_bytes = 1u << 20; // one call or reply, after reassembly
inline constexpr std::size_t max_content_bytes = 8u << 20; // a file or an HTTP body that a plugin gets or gives
inline constexpr std::size_t max_content_message_bytes = max_content_bytes + (128u << 10); // with its headers and names
inline constexpr std::size_t max_list_items = 16 * 1024;                                   // elements of one vector in a message

template <class T>
concept Struct = requires {
    typename T::asista_fields_tag;
};

// Appends values to a byte string. Cannot fail; the size cap is checked when the message is sent.
class Writer {
  public:
    template <class T> void put(const T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            bytes_.push_back(value ? std::byte{1} : std::byte{0});
        } else if constexpr (std::is_enum_v<T>) {
            put(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_arithmetic_v<T>) {
            static_assert(std::endian::native == std::endian::little, "the wire is little-endian");
            const auto* raw = reinterpret_cast<const std::byte*>(&value);
            bytes_.insert(bytes_.end(), raw, raw + sizeof value);
        } else {
            T::each_field(value, [this](const char*, const auto& field) { put(field); });
        }
    }
    void put(const std::string& text) { put_raw(std::as_bytes(std::span(text))); }
    void put(const Bytes& raw) { put_raw(raw); }
    template <class T> void put(const std::optional<T>& value) {
        put(value.has_value());
        if (value) put(*value);
    }
    template <class T> void put(const std::vector<T>& items) {
        put(static_cast<std::uint32_t>(items.size()));
        for (const auto& item : items) put(item);
    }
    Bytes take() { return std::move(bytes_); }

  private:
    void put_raw(std::span<const std::byte> raw) {
        put(static_cast<std::uint32_t>(raw.size()));
        bytes_.insert(bytes_.end(), raw.begin(), raw.end());
    }
    Bytes bytes_;
};

// Takes values from the front of a borrowed byte string. After the first failure every later get() is a no-op and ok() is false.
class Reader {
  public:
    explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }

    template <class T> void get(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            std::uint8_t raw = 0;
            get(raw);
            if (raw > 1) ok_ = false; // a bool is 0 or 1, anything else is a malformed message
            value = raw == 1;
        } else if constexpr (std::is_enum_v<T>) {
            std::underlying_type_t<T> raw{};
            get(raw);
            value = static_cast<T>(raw);
            // Every enum that crosses the wire has an overload of is_known beside its definition, found by ADL.
            if (ok_ && !is_known(value)) ok_ = false;
        } else if constexpr (std::is_arithmetic_v<T>) {
            if (!has(sizeof value)) return;
            std::memcpy(&value, rest_.data(), sizeof value);
            rest_ = rest_.subspan(sizeof value);
        } else {
            T::each_field(value, [this](const char*, auto& field) { get(field); });
        }
    }
    void get(std::string& text) {
        const auto raw = get_raw();
        text.assign(reinterpret_cast<const char*>(raw.data()), raw.size());
    }
    void get(Bytes& bytes) {
        const auto raw = get_raw();
        bytes.assign(raw.begin(), raw.end());
    }
    template <class T> void get(std::optional<T>& value) {
        bool present = false;
        get(present);
        value.reset();
        if (ok_ && present) get(value.emplace());
    }
    template <class T> void get(std::vector<T>& items) {
        std::uint32_t count = 0;
        get(count);
        items.clear();
        // Each element takes at least one byte, so a count beyond the rest of the message is a lie told to make us allocate.
        if (!ok_ || count > max_list_items || count > rest_.size()) {
            ok_ = ok_ && count == 0;
            return;
        }
        for (std::uint32_t i = 0; ok_ && i < count; ++i) get(items.emplace_back());
    }

  private:
    bool has(std::size_t count) {
        if (ok_ && count <= rest_.size()) return true;
        ok_ = false;
        return false;
    }
    std::span<const std::byte> get_raw() {
        std::uint32_t size = 0;
        get(size);
        if (!has(size)) return {};
        const auto raw = rest_.first(size);
        rest_ = rest_.subspan(size);
        return raw;
    }
    std::span<const std::byte> rest_;
    bool ok_ = true;
};

template <class T> Bytes encode(const T& value) {
    Writer writer;
    writer.put(value);
    return writer.take();
}

// The whole of `bytes` as a T; Errc::invalid when it is short, long, or holds a value outside its type.
template <class T> Result<T> decode(std::span<const std::byte> bytes) {
    Reader reader(bytes);
    T value{};
    reader.get(value);
    if (!reader.ok() || !reader.at_end()) return fail(Errc::invalid, "malformed message of {} bytes", bytes.size());
    return value;
}

} // namespace asista::wire

// clang-format off
#define ASISTA_EXPAND(...) ASISTA_EXPAND1(ASISTA_EXPAND1(ASISTA_EXPAND1(ASISTA_EXPAND1(__VA_ARGS__))))
#define ASISTA_EXPAND1(...) ASISTA_EXPAND2(ASISTA_EXPAND2(ASISTA_EXPAND2(ASISTA_EXPAND2(__VA_ARGS__))))
#define ASISTA_EXPAND2(...) __VA_ARGS__
#define ASISTA_PARENS ()
#define ASISTA_EACH(macro, first, ...) macro(first) __VA_OPT__(ASISTA_EACH_AGAIN ASISTA_PARENS (macro, __VA_ARGS__))
#define ASISTA_EACH_AGAIN() ASISTA_EACH
#define ASISTA_VISIT_ONE(name) visit(#name, self.name);
// Put last in a struct: ASISTA_FIELDS(title, due, energy). The order is the wire order: append only.
#define ASISTA_FIELDS(...)                                                                                                 \
    using asista_fields_tag = void;                                                                                        \
    template <class Self, class Visit> static void each_field([[maybe_unused]] Self& self, [[maybe_unused]] Visit&& visit) { \
        __VA_OPT__(ASISTA_EXPAND(ASISTA_EACH(ASISTA_VISIT_ONE, __VA_ARGS__)))                                              \
    }
// clang-format on
