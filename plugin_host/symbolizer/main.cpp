// asista-symbolizer: finds names and lines for the addresses of a crash in the libraries of a plugin, and does nothing else for the rest
// of its short life. Started by the client, with descriptors as in wire/symbols.hpp; locked down like a plugin before it opens a library.
#include "library_symbols.hpp"
#include "sandbox.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <map>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace {
using namespace asista;

// A hostile library can make its reader work for ever; the client would end this process too, later.
constexpr rlim_t processor_seconds = 5;
constexpr std::size_t max_request_bytes = 64 * 1024;

Result<wire::Bytes> read_request() {
    wire::Bytes bytes(max_request_bytes + 1);
    std::size_t used = 0;
    while (used < bytes.size()) {
        const ssize_t count = ::read(STDIN_FILENO, bytes.data() + used, bytes.size() - used);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno("read the request");
        if (count == 0) break;
        used += static_cast<std::size_t>(count);
    }
    bytes.resize(used);
    return bytes;
}

Result<void> write_answer(const wire::Bytes& bytes) {
    std::size_t written = 0;
    while (written < bytes.size()) {
        const ssize_t count = ::write(STDOUT_FILENO, bytes.data() + written, bytes.size() - written);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return fail_errno("write the answer");
        written += static_cast<std::size_t>(count);
    }
    return {};
}

symbols::Answer look_up(const symbols::Request& request) {
    std::map<std::uint32_t, Result<symbolizer::LibrarySymbols>> libraries; // opened when first asked for
    symbols::Answer answer;
    for (std::uint32_t i = 0; i < request.addresses.size(); ++i) {
        const auto& [module, offset] = request.addresses[i];
        if (module >= request.build_ids.size()) continue;
        auto library = libraries.find(module);
        if (library == libraries.end())
            library = libraries
                          .emplace(module, symbolizer::LibrarySymbols::open(symbols::first_module_fd + static_cast<int>(module),
                                                                            request.build_ids[module]))
                          .first;
        if (!library->second) continue;
        for (auto& frame : library->second->find(offset)) {
            if (answer.frames.size() == symbols::max_frames) return answer;
            frame.address = i;
            answer.frames.push_back(std::move(frame));
        }
    }
    return answer;
}

Result<void> run() {
    const auto bytes = TRY(read_request());
    const auto request = TRY(wire::decode<symbols::Request>(bytes));
    if (request.addresses.size() > symbols::max_addresses || request.build_ids.size() > symbols::max_modules)
        return fail(Errc::over_limit, "{} addresses in {} modules", request.addresses.size(), request.build_ids.size());
    return write_answer(wire::encode(look_up(request)));
}
} // namespace

int main() {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    const rlimit time{processor_seconds, processor_seconds};
    ::setrlimit(RLIMIT_CPU, &time);
    if (const auto locked = host::lock_down(); !locked) {
        std::fprintf(stderr, "asista-symbolizer: %s\n", locked.error().message.c_str());
        return 2;
    }
    if (const auto done = run(); !done) {
        std::fprintf(stderr, "asista-symbolizer: %s\n", done.error().message.c_str());
        return 1;
    }
    // No destructors: what they would free belongs to a process that ends here.
    std::fflush(stderr);
    ::_exit(0);
}
