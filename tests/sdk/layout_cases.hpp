// What the generated cases of layouts share. Their checks are plain calls: an assertion of the test framework for each would cost the
// compiler more than all that is tested.
#pragma once

#include <asista/cpp/state.hpp>

#include <doctest/doctest.h>

#include <functional>

namespace {

int case_number = 0;

// The struct that hangs in the root once, in a vector or in a map; where there is none, one as if it had just been made.
template <class T> const T& part_of(const T& part) { return part; }
template <class T> T part_of(const std::vector<T>& parts) { return parts.empty() ? T{} : parts.front(); }
template <class T> T part_of(const std::map<std::string, T>& parts) { return parts.empty() ? T{} : parts.begin()->second; }

void expect(bool holds, const char* what) { CHECK_MESSAGE(holds, "case ", case_number, ": ", what); }

void expect_names(const std::set<std::string>& found, const std::set<std::string>& expected) {
    std::string text;
    for (const auto& name : found) text += name + " ";
    CHECK_MESSAGE(found == expected, "case ", case_number, ": ", text);
}

bool is_refused(const std::function<void()>& load) {
    try {
        load();
    } catch (const asista::Failure&) {
        return true;
    }
    return false;
}

// A part of it is damage: refused, and nothing half taken.
void damage(const std::string& bytes, const std::function<bool(std::string_view)>& is_untouched) {
    for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 37)
        CHECK_MESSAGE(is_untouched(std::string_view(bytes).substr(0, size)), "case ", case_number, ": ", size);
}

} // namespace
