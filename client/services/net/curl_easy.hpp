// What every request made with libcurl's easy interface needs. For .cpp files of services only.
#pragma once

#include "services/net/curl_library.hpp"
#include "wire/result.hpp"

#include <string>
#include <string_view>

namespace asista::services::net {

template <class Value> Result<void> set_option(void* easy, CURLoption which, Value value) {
    const CURLcode code = curl().easy_setopt(easy, which, value);
    if (code == CURLE_OK) return {};
    return fail(Errc::internal, "libcurl refused the option {}: {}", static_cast<int>(which), curl().easy_strerror(code));
}

inline Result<void> append(curl_slist*& list, const std::string& line) {
    curl_slist* const longer = curl().slist_append(list, line.c_str());
    if (longer == nullptr) return fail(Errc::internal, "out of memory");
    list = longer;
    return {};
}

// Without the white space around it, as values of headers are read.
inline std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

} // namespace asista::services::net
