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

#include "state_layout.hpp"

#include <cstring>
#include <set>

namespace asista {
inline namespace sdk {

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

inline constexpr std::string_view state_mark = "ASL1"; // no JSON text begins so

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
