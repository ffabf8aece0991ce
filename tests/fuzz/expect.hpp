// What a fuzzer holds to be true. If it is not, the process ends with the reason, and the fuzzer keeps the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace asista {

inline void expect(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

} // namespace asista
