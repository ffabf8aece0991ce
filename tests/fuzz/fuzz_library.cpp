// A hostile plugin file, judged before it is opened. It is parsed in the client's name, so it must never crash.
#include "library.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static_cast<void>(asista::host::check_library(std::as_bytes(std::span(data, size))));
    return 0;
}
