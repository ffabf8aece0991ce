// What the client asks the symbolizer program and what that answers: addresses in libraries, names and lines for them. The libraries are
// a plugin author's and may be made to attack whoever reads them, so the reader is locked down, and its answer is believed no more than
// a plugin is.
#pragma once

#include "wire/bytes.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace asista::symbols {

// The program's descriptors: 0 the request, 1 the answer, 2 nothing, and from here on one for each module, read-only.
inline constexpr int first_module_fd = 3;
inline constexpr std::size_t max_modules = 32, max_addresses = 64, max_frames = 256, max_text_bytes = 400;
inline constexpr std::size_t max_answer_bytes = 256 * 1024;

struct Address {
    std::uint32_t module = 0; // index of its descriptor
    std::uint64_t offset = 0; // from the lowest address the module is loaded at
    ASISTA_FIELDS(module, offset)
};
struct Request {
    std::vector<wire::Bytes> build_ids; // one a module; a file with another id is not looked into. Empty: any
    std::vector<Address> addresses;
    ASISTA_FIELDS(build_ids, addresses)
};
// One function at an address. Where calls were inlined there are several, innermost first.
struct Frame {
    std::uint32_t address = 0; // index in the request
    std::string function;      // demangled; empty: unknown
    std::string file;          // last part of its path; empty: unknown
    std::uint32_t line = 0;    // 0: unknown
    bool inlined = false;      // the next frame of the same address is where it was inlined into
    bool foreign = false;      // the file is a header of the system or of the plugin SDK
    ASISTA_FIELDS(address, function, file, line, inlined, foreign)
};
struct Answer {
    std::vector<Frame> frames; // ascending by address
    ASISTA_FIELDS(frames)
};

} // namespace asista::symbols
