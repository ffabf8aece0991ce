// State by layout: a plugin names one struct, and says which of its members are kept. What is saved says of itself what it is made of, so
// another layout of the struct takes over what has the same name and the same type, and nothing else.
//
//     struct Row {
//         std::string text;
//         bool done = false;
//         static constexpr auto kept = asista::fields("text", &Row::text, "done", &Row::done);
//     };
//     struct State {
//         std::vector<Row> rows;
//         int open = -1;
//         static constexpr auto kept = asista::fields("rows", &State::rows, "open", &State::open);
//     };
//
// What can be kept: bool, numbers, enum class (by the enumerators' names, for values from 0 to 31), std::string, such structs, and
// std::vector, std::array, std::optional, std::map and std::unordered_map (with std::string as key) of all these.
#pragma once

#include "result.hpp"

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <set>
#include <type_traits>
#include <unordered_map>
#include <vector>

namespace asista {
inline namespace sdk {
namespace detail {

// Members one after the other. No tuple: those cost a compiler much more.
struct NoFields {};
template <class T, class M, class Rest> struct FieldList {
    using Member = M;
    std::string_view name;
    M T::*member;
    Rest rest;
};
inline void each_field(const NoFields&, const auto&) {}
template <class T, class M, class Rest> void each_field(const FieldList<T, M, Rest>& list, const auto& visit) {
    visit(list.name, list.member);
    each_field(list.rest, visit);
}
template <class T> struct MemberType;
template <class T, class M> struct MemberType<M T::*> { using type = M; };

constexpr bool is_field_name(std::string_view name) {
    for (const char c : name)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_')) return false;
    return !name.empty();
}

} // namespace detail

constexpr detail::NoFields fields() { return {}; }
// Names and members by turns. A name is letters, digits and underscores; keep it when the member is renamed, and what it held is kept too.
template <class T, class M, class... More> constexpr auto fields(std::string_view name, M T::*member, More... more) {
    if (!detail::is_field_name(name)) throw "asista::fields: a name is letters, digits and underscores"; // at compile time
    const auto rest = fields(more...);
    return detail::FieldList<T, M, std::remove_const_t<decltype(rest)>>{name, member, rest};
}

// What became of a state that was saved by another layout.
struct StateReport {
    bool same_layout = false;                   // then all of it was kept, and the lists are empty
    std::size_t kept = 0;                       // members that have what they had
    std::set<std::string> added, retyped, gone; // "rows.done"; the first two have what a new State has

    bool all_kept() const { return added.empty() && retyped.empty() && gone.empty(); }
    // One line: "7 values of its state were kept. New: rows.done. Of another type: open. Gone: draft."
    std::string sentence() const;
};

namespace detail {

inline constexpr unsigned max_state_depth = 64;
inline constexpr std::string_view state_mark = "ASL1"; // no JSON text begins so

template <class T>
concept Kept = requires {
    T::kept;
};
template <class T> struct VectorOf : std::false_type {};
template <class T> struct VectorOf<std::vector<T>> : std::true_type {};
template <class T> struct ArrayOf : std::false_type {};
template <class T, std::size_t N> struct ArrayOf<std::array<T, N>> : std::bool_constant<(N > 0)> {};
template <class T> struct OptionalOf : std::false_type {};
template <class T> struct OptionalOf<std::optional<T>> : std::true_type {};
template <class T> struct MapOf : std::false_type {};
template <class T> struct MapOf<std::map<std::string, T>> : std::true_type {};
template <class T> struct MapOf<std::unordered_map<std::string, T>> : std::true_type {};
template <class T> struct ScopedEnum : std::bool_constant<std::is_enum_v<T> && !std::is_convertible_v<T, std::int64_t>> {};
template <class T> inline constexpr bool can_be_kept = false;

// The name of the enumerator with this value, or "" when there is none.
template <auto Value> constexpr std::string_view enumerator_name() {
    const std::string_view all = __PRETTY_FUNCTION__; // "... [with auto Value = Color::red; ...]" or "... [Value = Color::red]"
    const auto begin = all.find("Value = ") + 8;
    auto name = all.substr(begin, all.find_first_of(";]", begin) - begin);
    const auto colon = name.rfind("::");
    name = name.substr(colon == std::string_view::npos ? 0 : colon + 2);
    return is_field_name(name) && !(name[0] >= '0' && name[0] <= '9') ? name : std::string_view{};
}
template <class T, std::size_t... Values> constexpr auto enumerator_names(std::index_sequence<Values...>) {
    return std::array<std::string_view, sizeof...(Values)>{enumerator_name<static_cast<T>(Values)>()...};
}
template <class T> inline constexpr auto names_of_enum = enumerator_names<T>(std::make_index_sequence<32>());

// Whether a value of it has members of its own, each with a fate of its own.
template <class T> constexpr bool has_members() {
    if constexpr (VectorOf<T>::value || ArrayOf<T>::value || OptionalOf<T>::value) {
        return has_members<typename T::value_type>();
    } else if constexpr (MapOf<T>::value) {
        return has_members<typename T::mapped_type>();
    } else {
        return Kept<T>;
    }
}

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

// ---- saving ----------------------------------------------------------------------------------------------------------------

class StateWriter {
  public:
    template <class T> static std::string all(const T& root) {
        StateWriter writer;
        const std::string& layout = LayoutWriter::of<T>();
        writer.out_ = state_mark;
        writer.text(layout);
        writer.value(root, 0);
        return std::move(writer.out_);
    }

  private:
    void raw(const void* data, std::size_t size) { out_.append(static_cast<const char*>(data), size); }
    void count(std::size_t many) {
        if (many > UINT32_MAX) throw Failure(Errc::over_limit, "the state is too large");
        const auto number = static_cast<std::uint32_t>(many);
        raw(&number, sizeof number);
    }
    void text(std::string_view what) {
        count(what.size());
        out_ += what;
    }
    template <class T> void value(const T& what, unsigned depth) {
        if (depth > max_state_depth) throw Failure(Errc::over_limit, "the state is nested deeper than 64 levels");
        if constexpr (std::is_same_v<T, bool>) {
            out_ += what ? '\1' : '\0';
        } else if constexpr (std::is_arithmetic_v<T>) {
            raw(&what, sizeof what);
        } else if constexpr (std::is_enum_v<T>) {
            const auto number = static_cast<std::int64_t>(what);
            raw(&number, sizeof number);
        } else if constexpr (std::is_same_v<T, std::string>) {
            text(what);
        } else if constexpr (VectorOf<T>::value) {
            count(what.size());
            for (std::size_t i = 0; i < what.size(); ++i) {
                const typename T::value_type& one = what[i]; // of vector<bool> a copy
                value(one, depth + 1);
            }
        } else if constexpr (ArrayOf<T>::value) {
            for (const auto& one : what) value(one, depth + 1);
        } else if constexpr (OptionalOf<T>::value) {
            value(what.has_value(), depth + 1);
            if (what) value(*what, depth + 1);
        } else if constexpr (MapOf<T>::value) {
            count(what.size());
            for (const auto& [key, one] : what) {
                text(key);
                value(one, depth + 1);
            }
        } else {
            each_field(T::kept, [&](std::string_view, auto member) { value(what.*member, depth + 1); });
        }
    }

    std::string out_;
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

// ---- loading ---------------------------------------------------------------------------------------------------------------

class StateReader {
  public:
    // root is changed only when all went well. Failure(invalid) for what is no state by layout.
    template <class T> static StateReport all(T& root, std::string_view saved) {
        StateReader reader;
        reader.rest_ = saved;
        if (!saved.starts_with(state_mark)) LayoutReader::fail();
        reader.rest_.remove_prefix(state_mark.size());
        const std::string layout = reader.text();
        reader.report_.same_layout = layout == LayoutWriter::of<T>();
        T fresh = root;
        if (reader.report_.same_layout) {
            reader.value(fresh, nullptr, 0);
        } else {
            reader.old_ = LayoutReader::read(layout);
            OldType old_root;
            old_root.kind = '#';
            reader.value(fresh, &old_root, 0);
        }
        if (!reader.rest_.empty()) LayoutReader::fail();
        for (const auto& path : reader.report_.retyped) reader.kept_.erase(path);
        reader.report_.kept = reader.kept_.size();
        root = std::move(fresh);
        return std::move(reader.report_);
    }

  private:
    void raw(void* data, std::size_t size) {
        if (size > rest_.size()) LayoutReader::fail();
        std::memcpy(data, rest_.data(), size);
        rest_.remove_prefix(size);
    }
    std::uint32_t count() {
        std::uint32_t many = 0;
        raw(&many, sizeof many);
        if (many > rest_.size()) LayoutReader::fail(); // each has at least a byte
        return many;
    }
    std::string text() {
        std::string what(count(), '\0');
        raw(what.data(), what.size());
        return what;
    }
    bool flag() {
        char byte = 0;
        raw(&byte, 1);
        return byte != 0;
    }

    // Whether what was saved as `old` can be read as a T; structs always can, member by member.
    template <class T> static bool fits(const OldType& old) {
        if constexpr (std::is_same_v<T, bool>) {
            return old.kind == 'b';
        } else if constexpr (std::is_same_v<T, char>) {
            return old.kind == 'c';
        } else if constexpr (std::is_arithmetic_v<T>) {
            constexpr char kind = std::is_floating_point_v<T> ? 'f' : std::is_signed_v<T> ? 'i' : 'u';
            return old.kind == kind && old.width == sizeof(T);
        } else if constexpr (std::is_enum_v<T>) {
            return old.kind == '<';
        } else if constexpr (std::is_same_v<T, std::string>) {
            return old.kind == 's';
        } else if constexpr (VectorOf<T>::value) {
            return old.kind == '[' && fits<typename T::value_type>(*old.inner);
        } else if constexpr (OptionalOf<T>::value) {
            return old.kind == '?' && fits<typename T::value_type>(*old.inner);
        } else if constexpr (MapOf<T>::value) {
            return old.kind == '%' && fits<typename T::mapped_type>(*old.inner);
        } else if constexpr (ArrayOf<T>::value) {
            return old.kind == '(' && old.width == std::tuple_size_v<T> && fits<typename T::value_type>(*old.inner);
        } else {
            return old.kind == '#';
        }
    }

    static const OldType* inner(const OldType* old) { return old ? old->inner.get() : nullptr; }

    // old: null when the layout is the same. Only for an old that fits.
    template <class T> void value(T& what, const OldType* old, unsigned depth) {
        if (depth > max_state_depth) LayoutReader::fail();
        if constexpr (std::is_same_v<T, bool>) {
            what = flag();
        } else if constexpr (std::is_arithmetic_v<T>) {
            raw(&what, sizeof what);
        } else if constexpr (std::is_enum_v<T>) {
            enumerator(what, old);
        } else if constexpr (std::is_same_v<T, std::string>) {
            what = text();
        } else if constexpr (VectorOf<T>::value) {
            const auto many = count();
            what.clear();
            for (std::uint32_t i = 0; i < many; ++i) {
                typename T::value_type one{};
                value(one, inner(old), depth + 1);
                what.push_back(std::move(one));
            }
        } else if constexpr (ArrayOf<T>::value) {
            for (auto& one : what) value(one, inner(old), depth + 1);
        } else if constexpr (OptionalOf<T>::value) {
            what.reset();
            if (flag()) value(what.emplace(), inner(old), depth + 1);
        } else if constexpr (MapOf<T>::value) {
            const auto many = count();
            what.clear();
            for (std::uint32_t i = 0; i < many; ++i) {
                auto key = text();
                typename T::mapped_type one{};
                value(one, inner(old), depth + 1);
                what.insert_or_assign(std::move(key), std::move(one));
            }
        } else if (!old) {
            each_field(T::kept, [&](std::string_view, auto member) { value(what.*member, nullptr, depth + 1); });
        } else {
            by_name(what, old_[old->width], depth);
        }
    }

    // A value whose name is gone, or that had none, leaves what is there.
    template <class T> void enumerator(T& what, const OldType* old) {
        std::int64_t number = 0;
        raw(&number, sizeof number);
        if (!old) {
            what = static_cast<T>(number);
            return;
        }
        for (const auto& [name, was] : old->enumerators) {
            if (was != number) continue;
            for (std::size_t i = 0; i < names_of_enum<T>.size(); ++i) {
                if (names_of_enum<T>[i] != name) continue;
                what = static_cast<T>(i);
                return;
            }
        }
        report_.retyped.insert(path_);
    }

    template <class T> void by_name(T& what, const std::vector<OldField>& saved, unsigned depth) {
        const std::size_t base = path_.size();
        const auto at = [&](std::string_view name) -> const std::string& {
            path_.resize(base);
            if (base > 0) path_ += '.';
            return path_ += name;
        };
        std::set<std::string_view> found;
        for (const auto& was : saved) {
            at(was.name);
            bool taken = false;
            each_field(T::kept, [&](std::string_view name, auto member) {
                using M = typename MemberType<decltype(member)>::type;
                if (name != was.name || taken) return;
                taken = true;
                found.insert(name);
                if (fits<M>(was.type)) {
                    value(what.*member, &was.type, depth + 1);
                    if (!has_members<M>()) kept_.insert(path_);
                } else {
                    report_.retyped.insert(path_);
                    skip(was.type, depth + 1);
                }
            });
            if (!taken) {
                report_.gone.insert(path_);
                skip(was.type, depth + 1);
            }
            path_.resize(base);
        }
        each_field(T::kept, [&](std::string_view name, auto) {
            if (!found.contains(name)) report_.added.insert(at(name));
        });
        path_.resize(base);
    }

    void skip(const OldType& old, unsigned depth) {
        if (depth > max_state_depth) LayoutReader::fail();
        switch (old.kind) {
        case 's': text(); break;
        case '?':
            if (flag()) skip(*old.inner, depth + 1);
            break;
        case '[':
            for (auto many = count(); many > 0; --many) skip(*old.inner, depth + 1);
            break;
        case '%':
            for (auto many = count(); many > 0; --many) {
                text();
                skip(*old.inner, depth + 1);
            }
            break;
        case '(':
            for (auto many = old.width; many > 0; --many) skip(*old.inner, depth + 1);
            break;
        case '#':
            for (const auto& field : old_[old.width]) skip(field.type, depth + 1);
            break;
        default:
            if (old.width > rest_.size()) LayoutReader::fail();
            rest_.remove_prefix(old.width);
        }
    }

    std::string_view rest_;
    OldLayout old_;
    std::string path_;
    std::set<std::string> kept_;
    StateReport report_;
};

inline void append_names(std::string& text, std::string_view before, const std::set<std::string>& names) {
    constexpr std::size_t shown = 6;
    if (names.empty()) return;
    text += before;
    std::size_t i = 0;
    for (const auto& name : names) {
        if (i == shown) {
            text += " and " + std::to_string(names.size() - shown) + " more";
            break;
        }
        text += (i++ == 0 ? " " : ", ") + name;
    }
    text += '.';
}

} // namespace detail

inline std::string StateReport::sentence() const {
    if (same_layout) return "All of its state was kept.";
    std::string text = std::to_string(kept) + (kept == 1 ? " value" : " values") + " of its state kept.";
    detail::append_names(text, " New:", added);
    detail::append_names(text, " Of another type, so reset:", retyped);
    detail::append_names(text, " Gone:", gone);
    return text;
}

// For tests and for states kept elsewhere; Plugin::keep_state does the same.
template <class T> std::string save_layout(const T& root) { return detail::StateWriter::all(root); }
// Takes over what has the same name and type. Throws Failure for damaged bytes; root is as it was then.
template <class T> StateReport load_layout(T& root, std::string_view saved) { return detail::StateReader::all(root, saved); }

} // namespace sdk
} // namespace asista
