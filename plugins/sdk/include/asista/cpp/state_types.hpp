// What a kept struct is made of (see state.hpp): its fields with their names, which types can be kept, and the names of enumerators.
#pragma once

#include "result.hpp"

#include <array>
#include <cstdint>
#include <map>
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

namespace detail {

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

} // namespace detail
} // namespace sdk
} // namespace asista
