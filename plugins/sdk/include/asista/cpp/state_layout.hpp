// The layout of a kept struct as text, written from the types and read back when an earlier build wrote it.
#pragma once

#include "state_types.hpp"

#include <algorithm>
#include <memory>

namespace asista {
inline namespace sdk {
namespace detail {

inline constexpr unsigned max_state_depth = 64;

// ---- the layout as text ----------------------------------------------------------------------------------------------------
// struct := '{' (name ':' type ',')* '}', one after the other, the root first. type := one of b c i1 i2 i4 i8 u1 u2 u4 u8 f4 f8 s,
// '[' type (vector), '?' type (optional), '%' type (map), '(' count ')' type (array), '#' index ';' (struct), '<' (name '=' value ',')* '>'.

template <class T> inline constexpr char layout_tag = 0; // one address a type

class LayoutWriter {
  public:
    template <class T> static const std::string& of() {
        static const std::string text = [] {
            LayoutWriter writer;
            static_cast<void>(writer.type<T>());
            std::string all;
            for (const auto& one : writer.structs_) all += one;
            return all;
        }();
        return text;
    }

  private:
    template <class T> std::string type() {
        if constexpr (std::is_same_v<T, bool>) {
            return "b";
        } else if constexpr (std::is_same_v<T, char>) {
            return "c";
        } else if constexpr (std::is_integral_v<T>) {
            return (std::is_signed_v<T> ? "i" : "u") + std::to_string(sizeof(T));
        } else if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
            return "f" + std::to_string(sizeof(T));
        } else if constexpr (std::is_same_v<T, std::string>) {
            return "s";
        } else if constexpr (ScopedEnum<T>::value) {
            std::string text = "<";
            for (std::size_t value = 0; value < names_of_enum<T>.size(); ++value)
                if (!names_of_enum<T>[value].empty())
                    text += std::string(names_of_enum<T>[value]) + "=" + std::to_string(value) + ",";
            return text + ">";
        } else if constexpr (VectorOf<T>::value) {
            return "[" + type<typename T::value_type>();
        } else if constexpr (OptionalOf<T>::value) {
            return "?" + type<typename T::value_type>();
        } else if constexpr (MapOf<T>::value) {
            return "%" + type<typename T::mapped_type>();
        } else if constexpr (ArrayOf<T>::value) {
            return "(" + std::to_string(std::tuple_size_v<T>) + ")" + type<typename T::value_type>();
        } else if constexpr (Kept<T>) {
            return "#" + std::to_string(structure<T>()) + ";";
        } else {
            static_assert(can_be_kept<T>,
                          "asista state: this type cannot be kept; give the struct a `kept` of asista::fields(...), "
                          "make the enum an enum class, or leave the member out");
        }
    }
    template <class T> std::size_t structure() {
        static_assert(!std::is_same_v<std::remove_const_t<decltype(T::kept)>, NoFields>,
                      "asista state: a struct without members to keep");
        const void* const tag = &layout_tag<T>;
        for (std::size_t i = 0; i < tags_.size(); ++i)
            if (tags_[i] == tag) return i;
        const std::size_t index = tags_.size();
        tags_.push_back(tag);
        structs_.emplace_back();
        std::string text = "{";
        each_field(T::kept, [&](std::string_view name, auto member) {
            text += std::string(name) + ":" + type<typename MemberType<decltype(member)>::type>() + ",";
        });
        structs_[index] = text + "}";
        return index;
    }

    std::vector<const void*> tags_;
    std::vector<std::string> structs_;
};
// ---- another layout, read from its text ------------------------------------------------------------------------------------

struct OldType {
    char kind = 0;           // the first letter of its text
    std::uint32_t width = 0; // bytes of a number; elements of an array; index of a struct
    std::unique_ptr<OldType> inner;
    std::vector<std::pair<std::string, std::int64_t>> enumerators;
};
struct OldField {
    std::string name;
    OldType type;
};
using OldLayout = std::vector<std::vector<OldField>>; // the root first

class LayoutReader {
  public:
    // Failure(invalid) for what is no layout.
    static OldLayout read(std::string_view text) {
        LayoutReader reader{text};
        OldLayout layout;
        while (!reader.rest_.empty()) layout.push_back(reader.structure());
        if (layout.empty() || reader.highest_ >= layout.size()) fail();
        return layout;
    }
    [[noreturn]] static void fail() { throw Failure(Errc::invalid, "the saved state is damaged"); }

  private:
    explicit LayoutReader(std::string_view text) : rest_(text) {}
    char next() {
        if (rest_.empty()) fail();
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }
    std::string until(char end) {
        const auto at = rest_.find(end);
        if (at == std::string_view::npos || at > 256) fail();
        std::string word(rest_.substr(0, at));
        rest_.remove_prefix(at + 1);
        return word;
    }
    std::uint32_t number(char end) {
        const std::string digits = until(end);
        if (digits.empty() || digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string::npos) fail();
        return static_cast<std::uint32_t>(std::stoul(digits));
    }
    std::vector<OldField> structure() {
        if (next() != '{') fail();
        std::vector<OldField> found;
        while (!rest_.empty() && rest_.front() != '}') {
            OldField field;
            field.name = until(':');
            field.type = type(0);
            if (next() != ',') fail();
            found.push_back(std::move(field));
        }
        next();
        if (found.empty()) fail(); // so that every value has at least a byte
        return found;
    }
    OldType type(unsigned depth) {
        if (depth > max_state_depth) fail();
        OldType found;
        found.kind = next();
        switch (found.kind) {
        case 'b':
        case 'c': found.width = 1; break;
        case 's': break;
        case 'i':
        case 'u':
        case 'f': {
            const char width = next();
            if (width != '1' && width != '2' && width != '4' && width != '8') fail();
            found.width = static_cast<std::uint32_t>(width - '0');
            break;
        }
        case '<':
            found.width = 8;
            while (!rest_.empty() && rest_.front() != '>') {
                auto name = until('=');
                found.enumerators.emplace_back(std::move(name), number(','));
            }
            next();
            break;
        case '#':
            found.width = number(';');
            highest_ = std::max(highest_, found.width);
            break;
        case '(':
            found.width = number(')');
            if (found.width == 0) fail();
            [[fallthrough]];
        case '[':
        case '?':
        case '%': found.inner = std::make_unique<OldType>(type(depth + 1)); break;
        default: fail();
        }
        return found;
    }

    std::string_view rest_;
    std::uint32_t highest_ = 0; // index of a struct that was named
};
} // namespace detail
} // namespace sdk
} // namespace asista
