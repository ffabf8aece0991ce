// The body of a request, and what `asista call` asks: which method of which plugin, with what. It comes from any program, so nothing of it
// is believed.
#pragma once

#include "wire/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace asista::core {

struct MethodRequest {
    std::string plugin, method; // of 1 to 128 letters, digits and . _ -
    std::string params = "{}";  // one JSON value
};

inline constexpr std::size_t max_request_bytes = 256u << 10;
inline constexpr int max_request_depth = 32; // objects and lists within each other

// {"plugin_id": ID, "method": NAME, "params": VALUE}; without params, an empty object. Errc::over_limit: it is too long or too deep;
// Errc::invalid: it is anything else, says which. [any]
Result<MethodRequest> read_method_request(std::string_view body);

// Errc::invalid names what is wrong with one of the names. [any]
Result<void> check_names(const MethodRequest& request);

// Errc::over_limit: it is deeper than that. Whether it is JSON at all is not looked at. [any]
Result<void> check_depth(std::string_view json);

} // namespace asista::core
